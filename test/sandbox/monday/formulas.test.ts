/** Formula columns as their page tells of them: only `display_value` shows anything, under two limits of its own. */
import { beforeEach, describe, expect, it } from 'vitest';
import { formulaText } from '../../../sandbox/monday/columns/formula.ts';
import { clientsBoard, type House, house } from './set-up.ts';

let played: House;
let board: string;
let columns: Record<string, string>;

beforeEach(async () => {
  played = house();
  ({ board, columns } = await clientsBoard(played));
});

async function formula(expression: string, wrapped = false): Promise<string> {
  const settings = wrapped ? { settings: { formula: expression } } : { formula: expression };
  const made = await played.data(
    'mutation ($b: ID!, $d: JSON) { create_column(board_id: $b, title: "F", column_type: formula, defaults: $d) { id } }',
    { variables: { b: board, d: settings } },
  );
  return made.create_column.id;
}
const create = async (name: string, values: object = {}): Promise<void> =>
  void (await played.data(
    'mutation ($b: ID!, $n: String!, $v: JSON) { create_item(board_id: $b, item_name: $n, column_values: $v) { id } }',
    {
      variables: { b: board, n: name, v: JSON.stringify(values) },
    },
  ));
const read = (limit = 500, ids = '') =>
  played.ask(
    `{ boards(ids: [${board}]) { items_page(limit: ${limit}) { items { column_values${ids} { ... on FormulaValue { id text value display_value } } } } } }`,
  );

it('shows what its formula makes of the item’s cells, and follows them', async () => {
  const id = await formula(`{${columns.numbers}} * 2 + 1`);
  await create('Acme', { [columns.numbers ?? '']: '12.25' });
  const cells = async () =>
    (await read()).data.boards[0].items_page.items[0].column_values.filter((cell: object) => 'display_value' in cell);
  expect(await cells()).toEqual([{ id, text: null, value: null, display_value: '25.5' }]);
  const items = (await played.data(`{ boards(ids: [${board}]) { items_page { items { id } } } }`)).boards[0].items_page.items;
  await played.data(
    `mutation { change_simple_column_value(board_id: ${board}, item_id: ${items[0].id}, column_id: "${columns.numbers}", value: "1") { id } }`,
  );
  expect(await cells()).toMatchObject([{ display_value: '3' }]);
});

it('keeps its formula in the settings, where clients read it', async () => {
  const id = await formula('ADD_DAYS({date_1},15)', true);
  const made = await played.data(`{ boards(ids: [${board}]) { columns(ids: ["${id}"]) { settings_str settings } } }`);
  expect(made.boards[0].columns).toEqual([
    { settings_str: '{"formula":"ADD_DAYS({date_1},15)"}', settings: { formula: 'ADD_DAYS({date_1},15)' } },
  ]);
});

it.each([
  ['1 + 2 * 3', '7'],
  ['(1 + 2) * 3 - -1', '10'],
  ['0.1 + 0.2', '0.3'],
  ['CONCATENATE({name}, " / ", {stage})', 'Acme / Won'],
  ['{name} & ", " & {n}', 'Acme, 4'],
  ['IF({n} >= 4, "big", "small")', 'big'],
  ['IF({stage} = "Lost", "gone", {n} / 8)', '0.5'],
  ['ROUND(SUM({n}, 1.234, {empty}), 1)', '5.2'],
  ['round(average(1, 2), 2)', '1.5'],
  ['{n} / {empty}', ''],
  ['{nothing} + 1', ''],
  ['{name} * 2', ''],
  ['UNHEARD_OF(1)', ''],
  ['1 +', ''],
  ['2 $ 3', ''],
])('%s is %s', (expression, text) => {
  const cells: Record<string, string> = { name: 'Acme', stage: 'Won', n: '4', empty: '' };
  expect(formulaText(expression, (id) => cells[id])).toBe(text);
});

describe('while limits are played', () => {
  it('5 formula columns are read in a request; a sixth is refused, and other columns aren’t', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await formula(String(n)));
    await create('Acme');
    expect((await read()).errors).toBeUndefined();
    played.world.setLimits('vendor');
    const five = await read(500, `(ids: ${JSON.stringify(ids.slice(0, 5))})`);
    expect(five.data.boards[0].items_page.items[0].column_values.map((cell: { display_value: string }) => cell.display_value)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
    expect((await read()).errors).toMatchObject([{ extensions: { code: 'InvalidArgumentException' } }]);
    // Ids alone cost nothing.
    const plain = `{ boards(ids: [${board}]) { items_page { items { column_values { id type text } } } } }`;
    expect((await played.ask(plain)).errors).toBeUndefined();
  });

  it('10,000 values are read in a minute, of whatever requests', async () => {
    const ids = [await formula('1'), await formula('2'), await formula('3'), await formula('4')];
    for (let n = 0; n < 50; n += 1) await create(`n${n}`);
    played.world.setLimits('vendor');
    const fifty = `(ids: ${JSON.stringify(ids)})`;
    for (let n = 0; n < 50; n += 1) expect((await read(50, fifty)).errors).toBeUndefined();
    const refused = await read(50, fifty);
    expect(refused.errors).toMatchObject([
      { message: 'Call limit exceeded for FormulaValue', extensions: { status_code: 429, retry_in_seconds: 60 } },
    ]);
    await played.time.pass(60_000);
    expect((await read(50, fifty)).errors).toBeUndefined();
  });
});
