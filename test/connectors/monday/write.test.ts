import { describe, expect, it } from 'vitest';
import { typesOf } from '../../../connectors/monday/column-kinds.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import { brandAs, type ColumnRef } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import {
  cells,
  intent,
  item,
  json,
  key,
  knownBoard,
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

const create = (id: string, name: string, budget = '100'): Write => ({
  kind: 'create',
  step: step(id),
  key: key(`key-${id}`),
  cells: cells({ name: text(name), budget: number(budget) }),
});
const update = (id: string, item: string, to: Parameters<typeof cells>[0], before: Parameters<typeof cells>[0] = {}): Write => ({
  kind: 'update',
  step: step(id),
  key: key(`key-${item}`),
  localId: local(item),
  position: null,
  cells: cells(to),
  before: cells(before),
  version: null,
});
const remove = (id: string, item: string): Write => ({
  kind: 'remove',
  step: step(id),
  key: key('k'),
  localId: local(item),
  position: null,
});

describe('packing', () => {
  it('puts at most 50 writes in a call and keeps their order', () => {
    const { container } = knownBoard();
    const writes = Array.from({ length: 120 }, (_, n) => update(String(n), String(n), {}));
    const groups = container.pack(writes);
    expect(groups.map((group) => group.length)).toEqual([50, 50, 20]);
    expect(groups.flat()).toEqual(writes);
  });
});

describe('applying', () => {
  it('performs an intent in one call under its own key, values as variables only', async () => {
    const evil = '"}) { id } delete_item(item_id: 1) #';
    const { container, asked } = knownBoard(
      json({ data: { m0: item('9', evil, { budget: '100', key: 'key-a' }), m1: item('2', 'Bolt', { budget: '7' }) } }),
    );
    const outcome = await container.apply(intent(create('a', evil), update('b', '2', { budget: number('7') })));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers.get('idempotency-key')).toBe('intent-1');
    expect(asked[0]?.query).not.toContain('delete_item');
    expect(asked[0]?.variables).toEqual({
      board: '77',
      columns: ['key', 'budget'],
      name0: evil,
      values0: JSON.stringify({ key: 'key-a', budget: '100' }),
      item1: '2',
      values1: JSON.stringify({ budget: '7' }),
    });
    expect(outcome.get(step('a'))).toEqual({
      kind: 'applied',
      localId: '9',
      position: null,
      version: null,
      shown: { name: text(evil), budget: number('100') },
      covered: { kind: 'none' },
    });
    expect(outcome.get(step('b'))).toMatchObject({
      kind: 'applied',
      localId: '2',
      shown: { budget: number('7') },
      covered: { kind: 'later' },
    });
  });

  it('makes one mutation of all changes to an item, its name and key among them', async () => {
    const { container, asked } = knownBoard(json({ data: { m0: item('2', 'New', { budget: '7', stage: 'Won' }) } }));
    const clear: Write = { kind: 'key', step: step('c'), key: null, localId: local('2'), position: null, before: {} };
    const outcome = await container.apply(
      intent(
        update('a', '2', { name: text('New'), budget: number('7') }),
        update('b', '2', { stage: { kind: 'choice', labels: ['Won'] } }),
        clear,
      ),
    );
    expect(asked[0]?.variables.values0).toBe(JSON.stringify({ name: 'New', budget: '7', stage: { label: 'Won' }, key: '' }));
    expect([...outcome].map(([id, what]) => [id, what.kind, what.kind === 'applied' && Object.keys(what.shown)])).toEqual([
      ['a', 'applied', ['name', 'budget']],
      ['b', 'applied', ['stage']],
      ['c', 'applied', []],
    ]);
  });

  it('archives, and knows what it covered from the answer', async () => {
    const { container, asked } = knownBoard(json({ data: { m0: item('2', 'Bolt', { budget: '7' }, 'archived') } }));
    const outcome = await container.apply(intent(remove('a', '2')));
    expect(asked[0]?.variables).toEqual({ columns: ['budget', 'stage', 'key'], item0: '2' });
    expect(outcome.get(step('a'))).toMatchObject({
      kind: 'applied',
      covered: { kind: 'value', cells: { name: text('Bolt'), budget: number('7') } },
    });
  });

  it('reads the columns again after a label that they didn’t have, and only then', async () => {
    const tier = { id: 'tier', title: 'Tier', type: 'dropdown', settings: { labels: [{ id: 1, label: 'A' }] } };
    const columns = [...schemaColumns, tier];
    const done = () => json({ data: { m0: item('2', 'Bolt', {}) } });
    const one = script(done(), done(), done(), json({ data: { boards: [{ id: '77', name: 'Clients', columns }] } }), done());
    const known = new Map([['77', typesOf(columns)]]);
    const container = openBoard(one.deps, { ...options, schemas: known }, '77', new Map([[replica, locator]]));
    const writing = (label: string, column = 'tier') =>
      container.apply(intent(update('a', '2', { [column]: { kind: 'choice', labels: [label], create: true } })));
    await writing('A');
    await writing('Won', 'stage');
    await writing('B');
    expect(one.asked.map((asked) => /(Evenkeel\w+)/.exec(asked.query)?.[1])).toEqual(['EvenkeelWrite', 'EvenkeelWrite', 'EvenkeelWrite']);
    await writing('A');
    expect(one.asked.slice(3).map((asked) => /(Evenkeel\w+)/.exec(asked.query)?.[1])).toEqual(['EvenkeelSchema', 'EvenkeelWrite']);
  });

  it('keeps the steps of one request apart', async () => {
    const { container } = knownBoard(
      json({
        data: { m0: item('1', 'A', { budget: '1' }), m1: null, m2: null, m3: null, m4: null },
        errors: [
          {
            message: "This status label doesn't exist, possible statuses are: {1: Won}",
            path: ['m1'],
            extensions: { code: 'ColumnValueException' },
          },
          { message: 'Item limit reached', path: ['m2'], extensions: { code: 'ItemsLimitationException' } },
          { message: 'Complexity budget exhausted', path: ['m3'], extensions: { code: 'COMPLEXITY_BUDGET_EXHAUSTED' } },
        ],
      }),
    );
    const outcome = await container.apply(
      intent(
        update('a', '1', { budget: number('1') }),
        update('b', '2', { stage: { kind: 'choice', labels: ['Mars'] } }),
        create('c', 'C'),
        update('d', '4', { budget: number('1') }),
        update('e', '5', { budget: number('1') }),
      ),
    );
    expect([...outcome.values()].map((what) => (what.kind === 'refused' ? what.why : what.kind))).toEqual([
      'applied',
      'unknown-label',
      'board-full',
      'missed',
      'unknown',
    ]);
  });

  it('spares the steps of an item that monday did not complain about', async () => {
    const error = {
      message: 'invalid value',
      path: ['m0'],
      extensions: { code: 'ColumnValueException', error_data: { column_id: 'budget' } },
    };
    const { container } = knownBoard(json({ data: { m0: null }, errors: [error] }));
    const outcome = await container.apply(
      intent(update('a', '2', { budget: number('1') }), update('b', '2', { stage: { kind: 'empty' } })),
    );
    expect([...outcome.values()].map((what) => what.kind)).toEqual(['refused', 'missed']);
  });

  it('says which column it was refused for: of a partial answer, of a whole one, and of what isn’t sent', async () => {
    const extensions = { code: 'ColumnValueException', error_data: { column_id: 'budget' } };
    const partial = json({ data: { m0: null }, errors: [{ message: 'invalid value', path: ['m0'], extensions }] });
    const whole = json({ errors: [{ message: 'invalid value', extensions }] });
    const one = intent(update('a', '2', { budget: number('1') }));
    const refused = { kind: 'refused', why: 'invalid-value', column: 'budget' };
    for (const answer of [partial, whole]) expect([...(await knownBoard(answer).container.apply(one)).values()]).toMatchObject([refused]);
    const unsent = await knownBoard().container.apply(intent(update('b', '3', { gone: number('1') })));
    expect([...unsent.values()]).toMatchObject([{ kind: 'refused', why: 'column-missing', column: 'gone' }]);
  });

  it('fault F50: refuses what cannot be sent without a call', async () => {
    const { container, asked } = knownBoard();
    const stranger = { kind: 'people', people: [{ id: null, name: 'Ann', email: null }] } as const;
    const outcome = await container.apply(
      intent(
        update('a', '2', { name: text(' ') }),
        update('b', '3', { name: text('x'.repeat(256)) }),
        update('c', '4', { budget: stranger }),
        update('d', '5', { gone: number('1') }),
      ),
    );
    expect([...outcome.values()].map((what) => what.kind === 'refused' && what.why)).toEqual([
      'name-missing',
      'name-too-long',
      'invalid-value',
      'column-missing',
    ]);
    expect(asked).toHaveLength(0);
  });

  it('takes a note for done: monday has no place for it', async () => {
    const { container, asked } = knownBoard();
    const note: Write = {
      kind: 'note',
      step: step('n'),
      key: key('k'),
      localId: local('2'),
      position: null,
      column: brandAs<ColumnRef>('budget'),
      text: 'why',
    };
    expect((await container.apply(intent(note))).get(step('n'))).toMatchObject({ kind: 'applied', covered: { kind: 'none' } });
    expect(asked).toHaveLength(0);
  });

  it.each([
    ['no answer', new Error('socket hang up')],
    ['a 502 page', new Response('<html>', { status: 502 })],
    ['cut-off JSON', new Response('{"data":{"m0":{"id"', { status: 200 })],
    ['a refusal that names no mutation', json({ errors: [{ message: 'not found', extensions: { code: 'ResourceNotFoundException' } }] })],
  ])('does not know after %s', async (_name, answer) => {
    const { container } = knownBoard(answer);
    const outcome = await container.apply(intent(create('a', 'A'), remove('b', '2')));
    expect([...outcome.values()].map((what) => what.kind)).toEqual(['unknown', 'unknown']);
  });

  it('throws when nothing can have happened', async () => {
    const { container } = knownBoard(json({ errors: [{ message: 'Rate Limit Exceeded' }] }, 429, { 'retry-after': '5' }));
    await expect(container.apply(intent(create('a', 'A')))).rejects.toMatchObject({ code: 'rate-limited', next: { afterMs: 5000 } });
  });

  it('asks for column types once when nothing was read before', async () => {
    const types = json({ data: { boards: [{ id: '77', name: 'Clients', columns: schemaColumns, items_count: 1 }] } });
    const one = script(
      types,
      json({ data: { m0: item('2', 'A', { budget: '1' }) } }),
      json({ data: { m0: item('2', 'A', { budget: '2' }) } }),
    );
    const container = openBoard(one.deps, options, '77', new Map([[replica, locator]]));
    await container.apply(intent(update('a', '2', { budget: number('1') })));
    await container.apply(intent(update('b', '2', { budget: number('2') })));
    expect(one.asked).toHaveLength(3);
  });
});
