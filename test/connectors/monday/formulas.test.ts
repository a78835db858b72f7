/** What formulas come to: at most five formula columns a request (docs/rate-limits), and never an empty cell in place of one. */
import { describe, expect, it } from 'vitest';
import { typesOf } from '../../../connectors/monday/column-kinds.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import type { Scope } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import { clientsBoard, house } from '../../sandbox/monday/set-up.ts';
import { type Answer, type Asked, intent, json, key, local, locator, options, replica, script, step } from './scripted.ts';

const F = Array.from({ length: 7 }, (_, n) => `f${n}`);
const columns = [
  { id: 'name', title: 'Name', type: 'name', settings: null },
  { id: 'budget', title: 'Budget', type: 'numbers', settings: {} },
  ...F.map((id) => ({ id, title: id, type: 'formula', settings: {} })),
];
const known = (...ids: string[]) => typesOf(columns.filter((one) => !F.includes(one.id) || ids.includes(one.id)));
const asksResults = (asked: Asked): boolean => asked.query.includes('FormulaValue');

/** A board of these items that answers what is asked, and refuses to show more formulas than monday does. */
function board(ids: readonly string[], there = columns) {
  const gone = new Set<string>();
  const item = (id: string, asked: Asked) => {
    const wanted = (asked.variables.columns as string[] | undefined) ?? there.map((one) => one.id);
    const formulas = wanted.filter((one) => F.includes(one));
    if (asksResults(asked) && formulas.length > 5) throw new Error(`${formulas.length} formula columns in a request`);
    const cells = wanted.flatMap((column): object[] => {
      if (column === 'budget') return [{ id: column, type: 'numbers', text: id, value: JSON.stringify(id) }];
      if (!F.includes(column)) return [];
      return [{ id: column, type: 'formula', text: '', value: null, ...(asksResults(asked) ? { display_value: `${id} ${column}` } : {}) }];
    });
    return { id, name: id, state: 'active', board: { id: '77' }, column_values: cells };
  };
  const now = { id: '77', name: 'Clients', columns: there };
  const answer = (asked: Asked): Response => {
    if (asked.query.includes('EvenkeelBoard')) {
      const half = ids.slice(0, Math.ceil(ids.length / 2)).map((id) => item(id, asked));
      return json({ data: { boards: [{ ...now, items_count: ids.length, items_page: { cursor: 'c', items: half } }] } });
    }
    if (asked.query.includes('EvenkeelNext')) {
      const rest = ids.slice(Math.ceil(ids.length / 2)).map((id) => item(id, asked));
      return json({ data: { boards: [{ items_count: ids.length }], next_items_page: { cursor: null, items: rest } } });
    }
    const lists = Object.entries(asked.variables).flatMap(([name, list]) =>
      name.startsWith('ids')
        ? [[`items${name.slice(3)}`, (list as string[]).filter((id) => !gone.has(id)).map((id) => item(id, asked))]]
        : [],
    );
    return json({ data: { boards: [now], ...Object.fromEntries(lists) } });
  };
  return { answer, gone };
}

function open(answers: Answer[], wanted: readonly string[] | null, types = null as ReturnType<typeof known> | null) {
  const one = script(...answers);
  const schemas = new Map(types === null ? [] : [['77', types]]);
  const at = { ...locator, keyColumn: null, columns: wanted === null ? null : [...wanted] };
  return { ...one, container: openBoard(one.deps, { ...options, schemas }, '77', new Map([[replica, at]])) };
}
async function read({ container }: ReturnType<typeof open>, scope: Scope) {
  const reading = (await container.read(new Map([[replica, scope]]))).get(replica);
  if (reading?.kind !== 'records') throw new Error(JSON.stringify(reading));
  return reading;
}
const hinted: Scope = { kind: 'records', ids: ['1', '2'].map(local) };
const formula = (text: string): Cell => ({ kind: 'text', text, formula: true });
const shows = (id: string, of: readonly string[]) => Object.fromEntries(of.map((column) => [column, formula(`${id} ${column}`)]));
const names = (asked: readonly Asked[]) => asked.map(({ query }) => /Evenkeel(\w+)/.exec(query)?.[1]);

describe('of more than five formula columns', () => {
  it('a whole board shows all: of each page’s items the others are asked after', async () => {
    const { answer } = board(['1', '2']);
    const one = open(
      Array.from({ length: 5 }, () => answer),
      null,
    );
    const { records, complete } = await read(one, { kind: 'all' });
    expect(records.map(({ cells }) => cells)).toMatchObject([shows('1', F), shows('2', F)]);
    expect(complete).toBe(true);
    expect(names(one.asked)).toEqual(['Board', 'Results', 'Results', 'Next', 'Results']);
    expect(one.asked.map(({ variables }) => (variables.columns as string[] | undefined)?.filter((id) => F.includes(id)))).toEqual([
      undefined,
      F.slice(0, 5),
      F.slice(5),
      F.slice(0, 5),
      F.slice(5),
    ]);
  });

  it('hinted items show all, mapped or not', async () => {
    const { answer } = board(['1', '2']);
    const some = open([answer, answer], ['name', 'budget', ...F], known(...F));
    expect((await read(some, hinted)).records.map(({ cells }) => cells)).toMatchObject([shows('1', F), shows('2', F)]);
    expect(names(some.asked)).toEqual(['Items', 'Results']);
    const all = open([answer, answer, answer], null, known(...F));
    expect((await read(all, hinted)).records[1]?.cells).toMatchObject({ budget: { kind: 'number', number: '2' }, ...shows('2', F) });
  });

  it('an item that is gone before all of it is shown isn’t half shown', async () => {
    const { answer, gone } = board(['1', '2']);
    const then = (asked: Asked): Response => {
      gone.add('2');
      return answer(asked);
    };
    const { records } = await read(open([answer, then], ['name', 'budget', ...F], known(...F)), hinted);
    expect(records.map((record) => record.localId)).toEqual(['1']);
  });
});

describe('of five and fewer', () => {
  const five = columns.filter((one) => !['f5', 'f6'].includes(one.id));

  it('they come with the items where the columns are known, and after them where not', async () => {
    const { answer } = board(['1', '2'], five);
    const cold = open([answer, answer, answer], null);
    expect((await read(cold, hinted)).records[0]?.cells).toMatchObject(shows('1', F.slice(0, 5)));
    await read(cold, hinted);
    expect(names(cold.asked)).toEqual(['Items', 'Results', 'Items']);
  });

  it('only what is mapped is asked for', async () => {
    const { answer } = board(['1', '2']);
    const one = open([answer], ['name', 'budget', 'f6']);
    expect((await read(one, hinted)).records[0]?.cells).toEqual({
      name: { kind: 'text', text: '1' },
      budget: { kind: 'number', number: '1' },
      ...shows('1', ['f6']),
    });
    expect(one.asked[0]?.variables.columns).toEqual(['budget', 'f6']);
  });

  it('a column that has come is seen though the others were known, and too many new ones cost one try', async () => {
    const { answer } = board(['1', '2']);
    const limit = () => json({ errors: [{ message: 'too many', extensions: { code: 'FIELD_MINUTE_RATE_LIMIT_EXCEEDED' } }] });
    const one = open([limit(), answer, answer, answer], null, known('f0'));
    await expect(read(one, hinted)).rejects.toMatchObject({ code: 'rate-limited' });
    expect((await read(one, hinted)).records[0]?.cells).toMatchObject(shows('1', F));
    expect(names(one.asked)).toEqual(['Items', 'Items', 'Results', 'Results']);
  });
});

it('an archived item is answered without them, and doesn’t say that they were empty', async () => {
  const cell = { id: 'f0', type: 'formula', text: '', value: null };
  const archived = { id: '1', name: '1', state: 'archived', board: { id: '77' }, column_values: [cell] };
  const errors = [{ message: 'x', path: ['m0', 'column_values', 0, 'text'], extensions: { code: 'FIELD_LIMIT_EXCEEDED' } }];
  const { container, asked } = open([json({ data: { m0: archived }, errors })], null, known('f0'));
  const remove = { kind: 'remove', step: step('r'), key: key('k'), localId: local('1'), position: null } as const;
  const outcome = (await container.apply(intent(remove))).get(step('r'));
  expect(outcome?.kind === 'applied' && outcome.covered).toEqual({ kind: 'value', cells: { name: { kind: 'text', text: '1' } } });
  expect(asked.map(asksResults)).toEqual([false]);
});

it('the played board takes each of the questions', async () => {
  const played = house();
  const { board: id } = await clientsBoard(played);
  const makes =
    'mutation ($b: ID!, $t: String!, $d: JSON) { create_column(board_id: $b, title: $t, column_type: formula, defaults: $d) { id } }';
  for (const [n, t] of F.entries()) await played.data(makes, { variables: { b: id, t, d: JSON.stringify({ formula: `${n} + 1` }) } });
  await played.data(`mutation { create_item(board_id: ${id}, item_name: "Acme") { id } }`);
  const one = script();
  const queries: string[] = [];
  const wire = onTheWire([played.monday], () => played.world.clock.now());
  const token = played.appToken('boris');
  const fetch = async (request: Request): Promise<Response> => {
    queries.push((await request.clone().json()).query);
    return wire(request);
  };
  const deps = { ...one.deps, now: () => played.world.clock.now(), token: async () => token, fetch };
  const at = { ...locator, board: id, keyColumn: null, columns: null };
  const reading = (await openBoard(deps, options, id, new Map([[replica, at]])).read(new Map([[replica, { kind: 'all' }]]))).get(replica);
  if (reading?.kind !== 'records') throw new Error(JSON.stringify(reading));
  const shown = Object.values(reading.records[0]?.cells ?? {}).flatMap((cell) =>
    cell.kind === 'number' && cell.formula ? [cell.number] : [],
  );
  expect([reading.records.length, reading.complete, shown]).toEqual([1, true, ['1', '2', '3', '4', '5', '6', '7']]);
  expect(queries.map((query) => /Evenkeel(\w+)/.exec(query)?.[1])).toEqual(['Board', 'Results', 'Results']);
});
