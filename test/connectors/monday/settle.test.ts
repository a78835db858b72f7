import { describe, expect, it } from 'vitest';
import { openBoard } from '../../../connectors/monday/replica.ts';
import type { IntentId } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import {
  type Answer,
  cells,
  intent,
  item,
  json,
  key,
  local,
  locator,
  number,
  options,
  replica,
  schemaColumns,
  script,
  step,
  text,
} from './scripted.ts';

function open(...answers: Answer[]) {
  const one = script(...answers);
  return { ...one, container: openBoard(one.deps, options, '77', new Map([[replica, locator]])) };
}

const create: Write = { kind: 'create', step: step('c'), key: key('k1'), cells: cells({ name: text('Acme') }) };
const remove: Write = { kind: 'remove', step: step('r'), key: key('k2'), localId: local('5'), position: null };
const clear: Write = { kind: 'key', step: step('k'), key: null, localId: local('6'), position: null, before: {} };
const budget = (to: string, before: string, id = 'u', of = '2'): Write => ({
  kind: 'update',
  step: step(id),
  key: key('k'),
  localId: local(of),
  position: null,
  cells: cells({ budget: number(to) }),
  before: cells({ budget: number(before) }),
  version: null,
});

const schema = { boards: [{ id: '77', name: 'Clients', columns: schemaColumns }] };
const seen = (data: object) => json({ data: { ...schema, ...data } });

/** Activity, newest first, as monday logs it. */
function activity(...changes: { item: number; to: unknown; from: unknown; column?: string; type?: string }[]) {
  const logs = changes.map((one, n) => ({
    id: `log-${n}`,
    event: one.column === 'name' ? 'update_name' : 'update_column_value',
    entity: 'pulse',
    created_at: String(17_000_000_000_000_000n - BigInt(n)),
    data: JSON.stringify({
      pulse_id: one.item,
      column_id: one.column ?? 'budget',
      column_type: one.type ?? 'numeric',
      value: one.to,
      previous_value: one.from,
    }),
  }));
  return json({ data: { boards: [{ id: '77', activity_logs: logs }] } });
}
const amount = (value: number) => ({ value, unit: null });

describe('settling an intent whose answer was lost', () => {
  it('asks once for everything: items by id, creates by key', async () => {
    const { container, asked } = open(
      json({
        data: {
          ...schema,
          items0: [item('5', 'Old', {}, 'archived'), item('6', 'Copy'), item('2', 'B', { budget: '7' })],
          made: { cursor: null, items: [item('9', 'Acme', { key: 'k1' })] },
        },
      }),
    );
    const settled = await container.settle(intent(create, remove, clear, budget('7.0', '1')));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.variables).toMatchObject({ ids0: ['5', '6', '2'], keyColumn: 'key', keys: ['k1'], board: '77' });
    if (settled.kind !== 'happened') throw new Error('should have happened');
    expect([...settled.outcome].map(([id, what]) => [id, what.kind, what.kind === 'applied' && [what.localId, what.covered.kind]])).toEqual(
      [
        ['c', 'applied', ['9', 'none']],
        ['r', 'applied', ['5', 'value']],
        ['k', 'applied', ['6', 'none']],
        ['u', 'applied', ['2', 'later']],
      ],
    );
  });

  it('says none when nothing of it is there', async () => {
    const { container } = open(seen({ items0: [item('5', 'Old')], made: { cursor: null, items: [] } }));
    expect(await container.settle(intent(create, remove))).toEqual({ kind: 'none' });
  });

  it('says nothing while the board cannot be seen: neither that it happened nor that it did not', async () => {
    const { container } = open(json({ data: { boards: [], items0: [], made: { cursor: null, items: [] } } }));
    await expect(container.settle(intent(create, remove))).rejects.toMatchObject({ code: 'vendor-refused', data: { code: 'not-found' } });
  });

  it('tells the mutations that ran from those that did not', async () => {
    const { container } = open(seen({ items0: [item('5', 'Old')], made: { cursor: null, items: [item('9', 'Acme', { key: 'k1' })] } }));
    const settled = await container.settle(intent(create, remove));
    expect(settled.kind === 'happened' && [...settled.outcome.values()].map((what) => what.kind)).toEqual(['applied', 'missed']);
  });

  it('takes the oldest of several items with our key: the others are copies', async () => {
    const made = [item('100', 'Acme (copy)', { key: 'k1' }), item('99', 'Acme', { key: 'k1' })];
    const { container } = open(seen({ made: { cursor: null, items: made } }));
    const settled = await container.settle(intent(create));
    expect(settled.kind === 'happened' && settled.outcome.get(step('c'))).toMatchObject({ localId: '99' });
  });

  const shows = (budget: string) => seen({ items0: [item('2', 'B', { budget })] });

  it("finds our write under a person's later one", async () => {
    const { container, asked } = open(
      shows('9'),
      activity({ item: 2, to: amount(9), from: amount(7) }, { item: 2, to: amount(7), from: amount(1) }),
    );
    const settled = await container.settle(intent(budget('7', '1')));
    expect(asked).toHaveLength(2);
    expect(settled.kind === 'happened' && settled.outcome.get(step('u'))).toMatchObject({
      kind: 'applied',
      shown: { budget: number('9') },
    });
  });

  it('does not take an older write of the same value for this one', async () => {
    const { container } = open(
      shows('1'),
      activity({ item: 2, to: amount(1), from: amount(7) }, { item: 2, to: amount(7), from: amount(0) }),
    );
    expect(await container.settle(intent(budget('7', '1')))).toEqual({ kind: 'none' });
  });

  it('says none when a person typed what we sent into one column, and another never came to it', async () => {
    const both: Write = {
      ...(budget('7', '1') as Extract<Write, { kind: 'update' }>),
      cells: cells({ budget: number('7'), name: text('New') }),
      before: cells({ budget: number('1'), name: text('B') }),
    };
    const typed = { item: 2, to: amount(7), from: amount(1) };
    const { container } = open(shows('7'), activity(typed));
    expect(await container.settle(intent(both))).toEqual({ kind: 'none' });
    const named = { item: 2, column: 'name', to: { name: 'New' }, from: { name: 'B' } };
    const { container: other } = open(shows('9'), activity({ item: 2, to: amount(9), from: amount(7) }, typed, named));
    expect(await other.settle(intent(both))).toMatchObject({ kind: 'happened' });
  });

  it('says none when the log knows nothing of it', async () => {
    const { container } = open(shows('1'), activity({ item: 3, to: amount(7), from: amount(1) }));
    expect(await container.settle(intent(budget('7', '1')))).toEqual({ kind: 'none' });
  });

  it('has a note happen always', async () => {
    const { container, asked } = open();
    const note: Write = {
      kind: 'note',
      step: step('n'),
      key: key('k'),
      localId: local('2'),
      position: null,
      column: Object.keys(cells({ budget: text('') }))[0] as never,
      text: 'x',
    };
    expect((await container.settle(intent(note))).kind).toBe('happened');
    expect(asked).toHaveLength(0);
  });
});

describe('what our writes covered', () => {
  it('reads the log once for all of them', async () => {
    const log = activity(
      { item: 3, to: { label: { index: 1, text: 'Won' } }, from: { label: { index: 2, text: 'Lost' } }, column: 'stage', type: 'color' },
      { item: 2, to: amount(7), from: amount(5) },
      { item: 4, to: { name: 'New' }, from: { name: 'Old' }, column: 'name' },
    );
    const { container, asked } = open(log);
    const stage: Write = {
      kind: 'update',
      step: step('s'),
      key: key('k'),
      localId: local('3'),
      position: null,
      cells: cells({ stage: { kind: 'choice', labels: ['Won'] } }),
      before: {},
      version: null,
    };
    const name: Write = {
      kind: 'update',
      step: step('m'),
      key: key('k'),
      localId: local('4'),
      position: null,
      cells: cells({ name: text('New') }),
      before: {},
      version: null,
    };
    const known = await container.covered([intent(budget('7', '1')), intent(stage, create), intent(name)]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.variables).toMatchObject({ board: ['77'], items: ['2', '3', '4'] });
    expect([...known].flatMap(([, one]) => [...one])).toEqual([
      ['m', { kind: 'value', cells: { name: text('Old') } }],
      ['s', { kind: 'value', cells: { stage: { kind: 'choice', labels: ['Lost'] } } }],
      ['u', { kind: 'value', cells: { budget: number('5') } }],
    ]);
  });

  it('leaves out what the log does not show yet', async () => {
    const { container } = open(activity());
    expect((await container.covered([intent(budget('7', '1'))])).size).toBe(0);
  });

  it('gives two writes of one value a change each', async () => {
    const { container } = open(activity({ item: 2, to: amount(7), from: amount(3) }, { item: 2, to: amount(7), from: amount(1) }));
    // Of one record and one column, so under one step; each under its own intent.
    const [first, second] = [
      { ...intent(budget('7', '1')), id: 'first' as IntentId },
      { ...intent(budget('7', '3')), id: 'second' as IntentId },
    ];
    const known = await container.covered([first, second]);
    expect(known.get(first.id)?.get(step('u'))).toEqual({ kind: 'value', cells: { budget: number('1') } });
    expect(known.get(second.id)?.get(step('u'))).toEqual({ kind: 'value', cells: { budget: number('3') } });
  });

  it('takes a column that was not logged for one that held our value already', async () => {
    const both: Write = {
      kind: 'update',
      step: step('b'),
      key: key('k'),
      localId: local('2'),
      position: null,
      cells: cells({ budget: number('7'), name: text('B') }),
      before: {},
      version: null,
    };
    const { container } = open(activity({ item: 2, to: amount(7), from: amount(1) }));
    expect([...(await container.covered([intent(both)])).values()][0]?.get(step('b'))).toEqual({
      kind: 'value',
      cells: { budget: number('1'), name: text('B') },
    });
  });

  it('asks nothing when no write covers anything', async () => {
    const { container, asked } = open();
    expect((await container.covered([intent(create, remove)])).size).toBe(0);
    expect(asked).toHaveLength(0);
  });
});
