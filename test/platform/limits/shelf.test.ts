/** What the budgets rest on: of many processes one changes a tally, the others learn what lies there. */
import { describe, expect, it } from 'vitest';
import { READ_ONLY, type Swap } from '../../../platform/limits/shared/shelf.ts';
import { openShelves } from './shelves.ts';

const swap = (over: Partial<Swap>): Swap => ({ account: 'anna', name: 'calls', version: 0, text: 'a', lastsMs: 60_000, ...over });

describe.each(await openShelves())('a shelf $name', ({ fresh }) => {
  it('says that nothing lies there, takes a first text, and the next by its version only', async () => {
    const shelf = fresh()();
    expect((await shelf.swap([swap({ version: READ_ONLY })])).lying).toEqual([{ swapped: false, version: 0, text: '' }]);
    expect((await shelf.swap([swap({})])).lying).toEqual([{ swapped: true, version: 1, text: 'a' }]);
    expect((await shelf.swap([swap({ text: 'b' })])).lying).toEqual([{ swapped: false, version: 1, text: 'a' }]);
    expect((await shelf.swap([swap({ text: 'c', version: 1 })])).lying).toEqual([{ swapped: true, version: 2, text: 'c' }]);
    expect((await shelf.swap([swap({ text: 'd', version: READ_ONLY })])).lying).toEqual([{ swapped: false, version: 2, text: 'c' }]);
  });

  it('judges each of several by itself, of other accounts too, and answers in their order', async () => {
    const shelf = fresh()();
    await shelf.swap([swap({ account: 'boris' })]);
    const { lying } = await shelf.swap([swap({}), swap({ account: 'boris', text: 'x' }), swap({ name: 'other', text: 'o' })]);
    expect(lying.map(({ swapped, text }) => [swapped, text])).toEqual([
      [true, 'a'],
      [false, 'a'],
      [true, 'o'],
    ]);
  });

  it('lets one of many processes win each version', async () => {
    const open = fresh();
    const doors = Array.from({ length: 8 }, open);
    for (const version of [0, 1, 2]) {
      const all = await Promise.all(doors.map((door, n) => door.swap([swap({ version, text: `${n}` })])));
      const winners = all.flatMap(({ lying }, n) => (lying[0]?.swapped ? [`${n}`] : []));
      expect(winners).toHaveLength(1);
      expect(new Set(all.map(({ lying }) => lying[0]?.text))).toEqual(new Set(winners));
    }
  });

  it('tells its own time, which goes on', async () => {
    const shelf = fresh()();
    const first = await shelf.swap([swap({ version: READ_ONLY })]);
    const second = await shelf.swap([swap({ version: READ_ONLY })]);
    expect(second.at).toBeGreaterThanOrEqual(first.at);
    expect(Math.abs(first.at - Date.now())).toBeLessThan(60_000);
  });
});
