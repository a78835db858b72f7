import { beforeEach, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house } from './set-up.ts';

let played: House;
let board: string;
let columns: Record<string, string>;

/** Seven clients: budgets 100 to 700, every second one Done, the last without any value. */
beforeEach(async () => {
  played = house();
  ({ board, columns } = await clientsBoard(played));
  const anna = Number(played.world.people.get('anna')?.mondayId);
  const rows = ['Ash', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir'].map((name, at) => ({
    name,
    values: {
      [columns.text ?? '']: `note ${name}`,
      [columns.numbers ?? '']: String((at + 1) * 100),
      [columns.status ?? '']: { index: at % 2 },
      [columns.date ?? '']: { date: `2026-11-${20 + at}` },
      ...(at < 2 ? { [columns.people ?? '']: { personsAndTeams: [{ id: anna, kind: 'person' }] } } : {}),
    },
  }));
  const fields = [...rows, { name: 'Ginkgo', values: {} }].map(
    ({ name, values }, n) =>
      `m${n}: create_item(board_id: ${board}, item_name: "${name}", column_values: ${JSON.stringify(JSON.stringify(values))}) { id }`,
  );
  await played.data(`mutation { ${fields.join('\n')} }`);
});

async function found(params: string): Promise<string> {
  const data = await played.data(`{ boards(ids: ${board}) { items_page(limit: 50, query_params: ${params}) { items { name } } } }`);
  return data.boards[0].items_page.items.map((item: { name: string }) => item.name[0]).join('');
}

describe('query_params', () => {
  it.each([
    ['{rules: [{column_id: "status", compare_value: [1]}]}', 'BDF'],
    ['{rules: [{column_id: "status", compare_value: [1], operator: not_any_of}]}', 'ACEG'],
    ['{rules: [{column_id: "status", compare_value: ["Done"], operator: contains_terms}]}', 'BDF'],
    ['{rules: [{column_id: "numbers", compare_value: [300], operator: greater_than}]}', 'DEF'],
    ['{rules: [{column_id: "numbers", compare_value: [300], operator: greater_than_or_equals}]}', 'CDEF'],
    ['{rules: [{column_id: "numbers", compare_value: 200, operator: lower_than_or_equal}]}', 'AB'],
    ['{rules: [{column_id: "numbers", compare_value: [200, 400], operator: between}]}', 'BCD'],
    ['{rules: [{column_id: "text", compare_value: "BIRCH", operator: contains_text}]}', 'B'],
    ['{rules: [{column_id: "text", compare_value: "ash", operator: ends_with}]}', 'A'],
    ['{rules: [{column_id: "name", compare_value: "e", operator: starts_with}]}', 'E'],
    ['{rules: [{column_id: "text", compare_value: [], operator: is_empty}]}', 'G'],
    ['{rules: [{column_id: "text", compare_value: [], operator: is_not_empty}]}', 'ABCDEF'],
    ['{rules: [{column_id: "people", compare_value: ["assigned_to_me"]}]}', 'AB'],
    ['{rules: [{column_id: "date", compare_value: ["TODAY"]}]}', 'D'],
    ['{rules: [{column_id: "date", compare_value: ["EXACT", "2026-11-21"], operator: greater_than}]}', 'CDEF'],
    ['{rules: [{column_id: "date", compare_value: ["1", "days"], operator: within_the_next}]}', 'DE'],
    ['{rules: [{column_id: "date", compare_value: ["1", "days"], operator: within_the_last}]}', 'CD'],
    ['{operator: or, rules: [{column_id: "name", compare_value: ["Ash"]}, {column_id: "name", compare_value: ["Fir"]}]}', 'AF'],
    [
      '{rules: [{column_id: "status", compare_value: [1]}], groups: [{operator: or, rules: [{column_id: "name", compare_value: ["Ash"]}, {column_id: "name", compare_value: ["Fir"]}]}]}',
      'F',
    ],
    ['{order_by: [{column_id: "numbers", direction: desc}]}', 'FEDCBAG'],
    ['{order_by: [{column_id: "status"}, {column_id: "name", direction: desc}]}', 'ECAFDBG'],
  ])('%s', async (params, expected) => {
    const withIds = params.replace(/column_id: "(status|numbers|text|people|date)"/g, (_, type: string) => `column_id: "${columns[type]}"`);
    expect(await found(withIds)).toBe(expected);
  });

  it('takes at most 100 ids, and refuses unknown columns', async () => {
    const all = await played.data(`{ boards(ids: ${board}) { items_page { items { id } } } }`);
    const [first] = all.boards[0].items_page.items;
    expect(await found(`{ids: [${first.id}]}`)).toBe('A');
    const many = Array.from({ length: 101 }, (_, n) => n);
    expect(
      (await played.ask(`{ boards(ids: ${board}) { items_page(query_params: {ids: [${many}]}) { cursor } } }`)).errors?.[0].extensions.code,
    ).toBe('InvalidArgumentException');
    expect(
      (
        await played.ask(
          `{ boards(ids: ${board}) { items_page(query_params: {rules: [{column_id: "none", compare_value: 1}]}) { cursor } } }`,
        )
      ).errors?.[0].extensions.code,
    ).toBe('InvalidColumnIdException');
  });
});

describe('items_page_by_column_values', () => {
  it('looks items up by what their cells show', async () => {
    const ask = (given: string) =>
      played.data(`{ items_page_by_column_values(board_id: ${board}, limit: 50, columns: ${given}) { items { name } } }`);
    expect(
      (await ask(`[{column_id: "${columns.text}", column_values: ["note Elm", "note Ash"]}]`)).items_page_by_column_values.items,
    ).toEqual([{ name: 'Ash' }, { name: 'Elm' }]);
    expect(
      (await ask(`[{column_id: "${columns.status}", column_values: ["Done"]}, {column_id: "name", column_values: ["Fir"]}]`))
        .items_page_by_column_values.items,
    ).toEqual([{ name: 'Fir' }]);
  });
});

describe('cursors', () => {
  const first = async (limit: number, params = '') =>
    (await played.data(`{ boards(ids: ${board}) { items_page(limit: ${limit} ${params}) { cursor items { name } } } }`)).boards[0]
      .items_page;
  const next = (cursor: string, limit: number) =>
    played.ask(`{ next_items_page(cursor: "${cursor}", limit: ${limit}) { cursor items { name } } }`);

  it('walk the whole result once', async () => {
    const one = await first(3);
    const two = (await next(one.cursor, 3)).data.next_items_page;
    const three = (await next(two.cursor, 3)).data.next_items_page;
    expect([...one.items, ...two.items, ...three.items].map((item: { name: string }) => item.name[0]).join('')).toBe('ABCDEFG');
    expect(three.cursor).toBeNull();
  });

  it('carry the query', async () => {
    const one = await first(2, `query_params: {order_by: [{column_id: "${columns.numbers}", direction: desc}]}`);
    const two = (await next(one.cursor, 2)).data.next_items_page;
    expect(two.items).toEqual([{ name: 'Dogwood' }, { name: 'Cedar' }]);
  });

  it('die 60 minutes after the first page, under HTTP 200, however fresh the last page', async () => {
    const one = await first(2);
    played.world.clock.advance(59 * 60);
    const two = await next(one.cursor, 2);
    expect(two.errors).toBeUndefined();
    played.world.clock.advance(60);
    const late = await next(two.data.next_items_page.cursor, 2);
    expect(late.status).toBe(200);
    expect(late.errors?.[0].extensions).toMatchObject({ code: 'CursorExpiredError', status_code: 200 });
  });

  it('page at most 500, and 25 when nobody says', async () => {
    await played.data(
      `mutation { ${Array.from({ length: 30 }, (_, n) => `m${n}: create_item(board_id: ${board}, item_name: "n") { id }`).join(' ')} }`,
    );
    expect((await played.data(`{ boards(ids: ${board}) { items_page { items { id } } } }`)).boards[0].items_page.items).toHaveLength(25);
    for (const limit of [0, 501]) {
      expect((await played.ask(`{ boards(ids: ${board}) { items_page(limit: ${limit}) { cursor } } }`)).errors?.[0].extensions.code).toBe(
        'InvalidArgumentException',
      );
    }
  });
});

describe('items(ids)', () => {
  it('answers 25 unless a limit is given', async () => {
    await played.data(
      `mutation { ${Array.from({ length: 40 }, (_, n) => `m${n}: create_item(board_id: ${board}, item_name: "n") { id }`).join(' ')} }`,
    );
    const all = await played.data(`{ boards(ids: ${board}) { items_page(limit: 100) { items { id } } } }`);
    const ids = all.boards[0].items_page.items.map((item: { id: string }) => item.id);
    expect((await played.data(`{ items(ids: [${ids}]) { id } }`)).items).toHaveLength(25);
    expect((await played.data(`{ items(ids: [${ids}], limit: 100) { id } }`)).items).toHaveLength(47);
    expect((await played.ask(`{ items(ids: [${ids}], limit: 101) { id } }`)).errors).toHaveLength(1);
  });
});
