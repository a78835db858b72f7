import { expect, it } from 'vitest';
import { createFaults } from '../../../sandbox/world/faults.ts';
import { manualTime } from './manual-time.ts';

const exchange = { service: 'monday', operations: ['boards'], path: '/v2', caller: 'app' } as const;

/** What befalls a thousand exchanges, in order. */
async function weather(seed: string, p?: number): Promise<string[]> {
  const time = manualTime();
  const faults = createFaults(time.timers);
  faults.add({ service: 'all', kind: 'weather', seed, ...(p === undefined ? {} : { p }) });
  const met: string[] = [];
  for (let n = 0; n < 1000; n += 1) {
    const verdict = faults.before(exchange);
    await time.pass(10_000);
    const { end, ...rest } = await verdict;
    met.push(
      end === null
        ? String('reply' in rest ? rest.reply : null)
        : end === 'status' && 'fault' in rest
          ? (rest.fault.name ?? 'status')
          : end,
    );
  }
  return met;
}

it('is the same for the same seed, another for another, and none at p 0', async () => {
  const first = await weather('a');
  expect(new Set(first)).toContain('lost-reply');
  expect(new Set(first)).toContain('board-locked');
  expect(first.filter((one) => one === 'null').length).toBeGreaterThan(850);
  expect(await weather('a')).toEqual(first);
  expect(await weather('b')).not.toEqual(first);
  expect(new Set(await weather('a', 0))).toEqual(new Set(['null']));
});

it('is removed as a whole', () => {
  const faults = createFaults(manualTime().timers);
  const id = faults.add({ service: 'google', kind: 'weather', seed: 1 });
  const kept = faults.add({ service: 'sheets', kind: 'status' });
  expect(faults.list().length).toBeGreaterThan(10);
  expect(faults.list().some((one) => one.name === 'user-rate-limit')).toBe(true);
  expect(faults.remove(id)).toBe(true);
  expect(faults.list().map((one) => one.id)).toEqual([kept]);
});

it('brings pushes late, twice or never', () => {
  const faults = createFaults(manualTime().timers);
  faults.add({ service: 'monday', kind: 'weather', seed: 3 });
  const copies = Array.from({ length: 300 }, () =>
    faults.onPush({ service: 'monday', operations: ['create_item'], path: '/', caller: null }),
  );
  expect(new Set(copies.map((delays) => delays.length))).toEqual(new Set([0, 1, 2]));
  expect(copies.some((delays) => delays[0] === 2000)).toBe(true);
});

it('lets some of a thousand rows of the app’s go unwritten though they are said to be, and none of people’s', () => {
  const faults = createFaults(manualTime().timers);
  faults.add({ service: 'sheets', kind: 'weather', seed: 3 });
  const left = (caller: string) =>
    Array.from({ length: 5000 }, () => faults.failsPartially('sheets', 'Budgets.updateCells', caller)).filter(Boolean).length;
  expect(left('anna')).toBe(0);
  const count = left('app');
  expect([count > 0, count < 50]).toEqual([true, true]);
});
