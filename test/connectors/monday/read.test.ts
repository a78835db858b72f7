import { describe, expect, it } from 'vitest';
import { openBoard } from '../../../connectors/monday/replica.ts';
import { brandAs, type ReplicaId } from '../../../core/sync/ids.ts';
import type { Reading, Scope } from '../../../core/sync/ports.ts';
import { item, json, local, locator, options, replica, type Script, schemaColumns, script, text } from './scripted.ts';

const all: Scope = { kind: 'all' };
const ids = (...of: string[]): Scope => ({ kind: 'records', ids: of.map(local) });
const board = (rest: object) => ({ id: '77', name: 'Clients', columns: schemaColumns, ...rest });
const firstPage = (items: object[], cursor: string | null, count: number) =>
  json({ data: { boards: [board({ items_count: count, items_page: { cursor, items } })] } });
const next = (items: object[], cursor: string | null, count: number) =>
  json({ data: { boards: [{ items_count: count }], next_items_page: { cursor, items } } });
const expired = () =>
  json({
    data: null,
    errors: [{ message: 'The cursor provided for pagination has expired.', extensions: { code: 'CursorExpiredError' } }],
  });

/** monday's body for a query that passes in no minute; its code once meant an exhausted budget, too. */
const tooComplex = () =>
  json({
    errors: [
      {
        message: 'Query has complexity of 5210000, which exceeds max complexity of 5000000',
        extensions: { code: 'ComplexityException', complexity: 5_210_000, max_complexity: 5_000_000, status_code: 200 },
      },
    ],
  });

async function read({ deps }: Script, scope: Scope): Promise<Reading> {
  const readings = await openBoard(deps, options, '77', new Map([[replica, locator]])).read(new Map([[replica, scope]]));
  const reading = readings.get(replica);
  if (!reading) throw new Error('the replica was not read');
  return reading;
}

describe('reading a whole board', () => {
  it('takes all pages and the schema in one call a page, and is complete when the count says so', async () => {
    const one = script(
      firstPage([item('1', 'Acme', { budget: '100', stage: 'Won', key: 'k1' })], 'c1', 2),
      next([item('2', 'Bolt')], null, 2),
    );
    const reading = await read(one, all);
    expect(reading).toMatchObject({ kind: 'records', complete: true, gone: [] });
    if (reading.kind !== 'records') return;
    expect(reading.records).toEqual([
      {
        localId: '1',
        key: 'k1',
        name: 'Acme',
        position: null,
        version: null,
        cells: { name: text('Acme'), budget: { kind: 'number', number: '100' }, stage: { kind: 'choice', labels: ['Won'] } },
      },
      {
        localId: '2',
        key: null,
        name: 'Bolt',
        position: null,
        version: null,
        cells: { name: text('Bolt'), budget: { kind: 'empty' }, stage: { kind: 'empty' } },
      },
    ]);
    expect(reading.columns.map((column) => [column.ref, column.kind, column.labels])).toEqual([
      ['name', 'text', null],
      ['budget', 'number', null],
      ['stage', 'choice', ['Won', 'Lost']],
    ]);
    expect(one.asked.map((asked) => asked.variables)).toEqual([
      { board: ['77'], limit: 500, columns: ['budget', 'stage', 'key'] },
      { board: ['77'], limit: 500, columns: ['budget', 'stage', 'key'], cursor: 'c1' },
    ]);
  });

  it('names the columns from the second page on where all are read', async () => {
    const one = script(firstPage([item('1', 'Acme')], 'c1', 2), next([item('2', 'Bolt')], null, 2));
    const everything = new Map([[replica, { ...locator, columns: null }]]);
    await openBoard(one.deps, options, '77', everything).read(new Map([[replica, all]]));
    const every = schemaColumns.map(({ id }) => id).filter((id) => id !== 'name');
    expect(one.asked.map(({ variables }) => variables.columns)).toEqual([undefined, every]);
  });

  it('[P5] fault F40: is incomplete when fewer items came than the board counts', async () => {
    expect(await read(script(firstPage([item('1', 'Acme')], null, 3)), all)).toMatchObject({ complete: false });
  });

  it('holds the last page against the count of that moment', async () => {
    const grown = script(firstPage([item('1', 'Acme')], 'c', 2), next([item('2', 'Bolt')], null, 3));
    expect(await read(grown, all)).toMatchObject({ complete: false });
  });

  it('fault F41: keeps an item that moved between pages once, as last seen', async () => {
    const reading = await read(
      script(firstPage([item('1', 'Acme')], 'c', 2), next([item('1', 'Acme 2'), item('2', 'Bolt')], null, 2)),
      all,
    );
    expect(reading.kind === 'records' && reading.records.map((record) => record.name)).toEqual(['Acme 2', 'Bolt']);
  });

  it('fault F39: begins anew when the cursor died, and drops what it had', async () => {
    const one = script(firstPage([item('1', 'Old'), item('9', 'Gone')], 'c', 3), expired(), firstPage([item('1', 'New')], null, 1));
    const reading = await read(one, all);
    expect(reading.kind === 'records' && [reading.complete, reading.records.map((record) => record.name)]).toEqual([true, ['New']]);
    expect(one.asked).toHaveLength(3);
  });

  it('waits out a limit in the middle of a board, for a minute and no more', async () => {
    const limited = (seconds: number) => json({ errors: [{ message: 'Rate Limit Exceeded' }] }, 429, { 'retry-after': String(seconds) });
    const one = script(firstPage([item('1', 'A')], 'c', 2), limited(40), next([item('2', 'B')], null, 2));
    expect(await read(one, all)).toMatchObject({ complete: true });
    expect(one.slept).toEqual([40_000]);
    await expect(read(script(firstPage([item('1', 'A')], 'c', 2), limited(600)), all)).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(read(script(limited(40)), all)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('gives up after the third cursor', async () => {
    const page = () => firstPage([item('1', 'A')], 'c', 2);
    await expect(read(script(page(), expired(), page(), expired(), page(), expired()), all)).rejects.toMatchObject({
      code: 'cursor-expired',
      next: { kind: 'retry' },
    });
  });

  it('asks for half the page when a query is too complex', async () => {
    const one = script(tooComplex(), firstPage([], null, 0));
    expect(await read(one, all)).toMatchObject({ complete: true, records: [] });
    expect(one.asked.map((asked) => asked.variables.limit)).toEqual([500, 250]);
    expect(one.slept).toEqual([]);
  });

  it('fault F23: throws when a later page fails: half a board is none', async () => {
    const failed = script(firstPage([item('1', 'A')], 'c', 2), json({ data: null, errors: [{ message: 'Internal server error' }] }, 500));
    await expect(read(failed, all)).rejects.toMatchObject({ code: 'unknown-outcome' });
  });
});

describe('reading hinted items', () => {
  const hinted = (...items: (object | null)[]) => json({ data: { boards: [board({})], items0: items } });

  it('says gone only of what monday says so', async () => {
    const one = script(
      hinted(
        item('1', 'Acme'),
        item('2', 'Bolt', {}, 'archived'),
        item('3', 'Cog', {}, 'deleted'),
        item('4', 'Dot', {}, 'active', '88'),
        null,
      ),
    );
    const reading = await read(one, ids('1', '2', '3', '4', '5'));
    expect(reading).toMatchObject({
      kind: 'records',
      complete: false,
      gone: [
        { localId: '2', how: 'archived' },
        { localId: '3', how: 'deleted' },
        { localId: '4', how: 'elsewhere' },
      ],
    });
    expect(reading.kind === 'records' && reading.records.map((record) => record.localId)).toEqual(['1']);
    expect(one.asked).toHaveLength(1);
  });

  it('reads 500 hinted items in one call, in lists of 100', async () => {
    const many = Array.from({ length: 500 }, (_, n) => String(n + 1));
    const lists = Object.fromEntries([0, 1, 2, 3, 4].map((n) => [`items${n}`, []]));
    const one = script(json({ data: { boards: [board({})], ...lists } }));
    await read(one, ids(...many));
    expect(one.asked).toHaveLength(1);
    expect(one.asked[0]?.variables.ids4).toEqual(many.slice(400));
  });
});

describe('a question that is too complex by itself', () => {
  it('is asked in halves of hinted items', async () => {
    const many = Array.from({ length: 300 }, (_, n) => String(n + 1));
    const answer = (...lists: string[][]) =>
      json({ data: { boards: [board({})], ...Object.fromEntries(lists.map((list, n) => [`items${n}`, list.map((id) => item(id, id))])) } });
    const one = script(tooComplex(), answer(many.slice(0, 100), many.slice(100, 150)), answer(many.slice(150, 250), many.slice(250)));
    const reading = await read(one, ids(...many));
    expect(reading.kind === 'records' && reading.records.map((record) => record.localId)).toEqual(many);
    expect(one.asked.map(({ variables }) => [variables.ids0, variables.ids1].map((list) => (list as string[]).length))).toEqual([
      [100, 100],
      [100, 50],
      [100, 50],
    ]);
  });

  it('is given up where it asks for one item', async () => {
    await expect(read(script(tooComplex()), ids('1'))).rejects.toMatchObject({ code: 'too-complex', next: { kind: 'stop' } });
  });
});

describe('a board that is not as mapped', () => {
  it.each([
    ['an empty list of boards', [], 'container-missing', []],
    [
      'a mapped column gone',
      [{ ...board({}), columns: schemaColumns.filter((column) => column.id !== 'budget') }],
      'column-missing',
      ['budget'],
    ],
    [
      'the key column gone',
      [{ ...board({}), columns: schemaColumns.filter((column) => column.id !== 'key') }],
      'key-column-missing',
      ['key'],
    ],
  ])('%s is broken, never empty', async (_name, boards, why, columns) => {
    expect(await read(script(json({ data: { boards, items0: [] } })), ids('1'))).toEqual({ kind: 'broken', why, columns });
  });

  it('finds out which column when monday refuses to read it', async () => {
    const refusal = json({ data: null, errors: [{ message: 'Column not found', extensions: { code: 'InvalidColumnIdException' } }] });
    const now = json({ data: { boards: [{ ...board({}), columns: schemaColumns.filter((column) => column.id !== 'stage') }] } });
    expect(await read(script(refusal, now), ids('1'))).toEqual({ kind: 'broken', why: 'column-missing', columns: ['stage'] });
  });
});

it('reads a board once for all its replicas', async () => {
  const tasks = brandAs<ReplicaId>('other');
  const one = script(firstPage([item('1', 'Acme', { budget: '5' })], null, 1));
  const container = openBoard(
    one.deps,
    options,
    '77',
    new Map([
      [replica, locator],
      [tasks, { ...locator, columns: ['stage'], keyColumn: null }],
    ]),
  );
  const readings = await container.read(
    new Map([
      [replica, all],
      [tasks, ids('1')],
    ]),
  );
  expect(one.asked).toHaveLength(1);
  const other = readings.get(tasks);
  expect(other?.kind === 'records' && other.records[0]?.cells).toEqual({ name: text('Acme'), stage: { kind: 'empty' } });
});
