/** What people do to a sheet beside typing into it: nothing lands on the wrong row, and what is theirs stays theirs. */
import { expect, test } from 'vitest';
import { clientsOf, letter } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product } = stage;
const sheetId = clients.sheetId;
const KEY = 'Evenkeel key';

/** Column J and further: a person's own, as the sheet keeps them. */
async function ownColumns(): Promise<string> {
  const { sheets } = await people.google<{ sheets: { data: unknown }[] }>(
    'GET',
    `/v4/spreadsheets/${stage.agency.google.spreadsheetId}?ranges=${encodeURIComponent("'Budgets'!J1:M70")}&fields=${encodeURIComponent('sheets.data.rowData.values(userEnteredValue,userEnteredFormat,note)')}`,
  );
  return JSON.stringify(sheets[0]?.data);
}

const keys = async (): Promise<ReadonlyMap<string, unknown>> =>
  new Map((await clients.rows()).filter((row) => row.cells.Client !== '').map((row) => [String(row.cells.Client), row.cells[KEY]]));

const sort = (endColumnIndex: number, byColumn: number, order = 'ASCENDING'): Promise<unknown> =>
  people.batch([
    {
      sortRange: {
        range: { sheetId, startRowIndex: 1, endRowIndex: 61, startColumnIndex: 0, endColumnIndex },
        sortSpecs: [{ dimensionIndex: byColumn, sortOrder: order }],
      },
    },
  ]);

test("a person's own columns beside ours are theirs", async () => {
  await people.batch([
    { appendDimension: { sheetId, dimension: 'COLUMNS', length: 3 } },
    {
      updateCells: {
        start: { sheetId, rowIndex: 0, columnIndex: 9 },
        rows: [
          { values: [{ userEnteredValue: { stringValue: 'A year' }, note: 'mine' }, { userEnteredValue: { stringValue: 'Mood' } }] },
          {
            values: [
              { userEnteredValue: { formulaValue: '=SUM(L1:L3)' }, userEnteredFormat: { textFormat: { bold: true } } },
              { userEnteredValue: { stringValue: "'=not a formula" } },
            ],
          },
        ],
        fields: 'userEnteredValue,userEnteredFormat,note',
      },
    },
  ]);
  const before = await ownColumns();
  expect(before).toContain('SUM(L1:L3)');
  await clients.change('Beacon Outdoor', 'budget', '18502');
  await clients.type('Cobalt Cycles', 'Monthly budget', 7402);
  await clients.change('Cobalt Cycles', 'notes', 'A second one');
  await clients.agree();
  await watch.rest();
  expect(await ownColumns()).toBe(before);
  await people.batch([{ deleteDimension: { range: { sheetId, dimension: 'COLUMNS', startIndex: 9, endIndex: 12 } } }]);
});

test('a row inserted above moves nothing to the wrong row', async () => {
  await clients.change('Driftwood Surf', 'budget', '2210');
  await people.batch([{ insertDimension: { range: { sheetId, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } }]);
  await clients.change('Fable Toys', 'budget', '9810');
  await clients.type('Easton Dental', 'Monthly budget', 5610);
  await clients.agree();
  // The empty row becomes a client when it is given a name.
  await people.type("'Budgets'!A2:F2", [['Inserted & Sons', '', 'Lead', 'B', 610, 'EUR']]);
  await watch.until('an item for Inserted & Sons', async () => (await clients.items()).some((item) => item.name === 'Inserted & Sons'));
  await clients.change('Inserted & Sons', 'budget', '620');
  await clients.agree();
  expect((await clients.row('Inserted & Sons')).at).toBe(2);
});

test('rows sorted with their keys stay who they are', async () => {
  const before = await keys();
  await clients.type('Finch Insurance', 'Monthly budget', 24010);
  await sort(9, 4);
  await clients.change('Granite Gym', 'budget', '6110');
  await clients.type('Hazel & Co.', 'Notes', 'After the sort');
  await clients.agree();
  await watch.rest();
  expect(await keys()).toEqual(before);
  expect((await product.plan(clients.pair)).planId).toBeNull();
});

test('rows sorted without their keys stay who they are: identity follows the content', async () => {
  await watch.rest();
  const before = await keys();
  await sort(8, 0, 'DESCENDING');
  await watch.until(
    'the keys again where they belong',
    async () => JSON.stringify([...(await keys())].sort()) === JSON.stringify([...before].sort()),
  );
  await clients.change('Helio Solar', 'budget', '16260');
  await watch.until('16260 in the sheet', async () => (await clients.inSheet('Helio Solar'))['Monthly budget'] === '16260');
  await clients.type('Ironbridge Tools', 'Monthly budget', 8310);
  await clients.agree();
  await watch.rest();
  expect(await keys()).toEqual(before);
  expect((await product.conflicts(clients.pair)).filter((one) => one.state === 'open')).toEqual([]);
  expect((await product.plan(clients.pair)).planId).toBeNull();
});

test('a copied row is a new client; the one that was there stays', async () => {
  await watch.rest();
  const { at, cells } = await clients.row('Larkspur Schools');
  const owner = (await clients.item('Larkspur Schools')).id;
  const last = (await clients.rows()).length + 1;
  const row = (index: number): object => ({
    sheetId,
    startRowIndex: index,
    endRowIndex: index + 1,
    startColumnIndex: 0,
    endColumnIndex: 9,
  });
  await people.batch([{ copyPaste: { source: row(at - 1), destination: row(last), pasteType: 'PASTE_NORMAL' } }]);
  await clients.change('Mosaic Homes', 'budget', '15910');
  const items = await watch.until('a second Larkspur Schools', async () => {
    const same = (await clients.items()).filter((item) => item.name === 'Larkspur Schools');
    return same.length === 2 && same;
  });
  await watch.rest();
  const rows = await clients.rowsOf('Larkspur Schools');
  expect(rows.map((one) => one.at)).toEqual([at, last + 1]);
  expect(rows[0]?.cells[KEY]).toBe(cells[KEY]);
  expect(rows[1]?.cells[KEY]).toMatch(/^ek/);
  expect(rows[1]?.cells[KEY]).not.toBe(cells[KEY]);
  // Each row has its own item.
  await people.change(clients.board, owner, { [clients.columns.budget ?? '']: '4751' });
  const copy = items.find((item) => item.id !== owner)?.id ?? '';
  await people.change(clients.board, copy, { [clients.columns.budget ?? '']: '4752' });
  await clients.agree();
  const budgets = (await clients.rowsOf('Larkspur Schools')).map((one) => one.cells['Monthly budget']);
  expect(budgets).toEqual([4751, 4752]);
});

test('fault F49: a renamed header, an inserted column and a renamed tab change nothing', async () => {
  await people.type(`'Budgets'!${await clients.column('Monthly budget')}1`, [['Budget per month, net']]);
  await clients.change('Nimbus Cloud', 'budget', '27510');
  await watch.until('27510 in the sheet', async () => (await clients.row('Nimbus Cloud')).cells['Budget per month, net'] === 27510);
  await people.batch([{ insertDimension: { range: { sheetId, dimension: 'COLUMNS', startIndex: 2, endIndex: 3 } } }]);
  await people.type('Budgets!C1', [['Our own']]);
  await clients.type('Northwind', 'Budget per month, net', 6910);
  await watch.until('6910 on the board', async () => (await clients.onBoard('Northwind'))['Monthly budget'] === '6910');
  await people.batch([{ updateSheetProperties: { properties: { sheetId, title: 'Budgets 2027' }, fields: 'title' } }]);
  const id = (await clients.item('Northwind Digital')).id;
  await people.change(clients.board, id, { [clients.columns.budget ?? '']: '7360' });
  await watch.until('7360 in the renamed tab', async () =>
    (await people.rows('Budgets 2027')).some((row) => row[0] === 'Northwind Digital' && row[5] === 7360),
  );
  expect((await people.rows('Budgets 2027')).every((row, n) => (n === 0 ? row[2] === 'Our own' : (row[2] ?? '') === ''))).toBe(true);
  await people.batch([
    { updateSheetProperties: { properties: { sheetId, title: 'Budgets' }, fields: 'title' } },
    { deleteDimension: { range: { sheetId, dimension: 'COLUMNS', startIndex: 2, endIndex: 3 } } },
  ]);
  await people.type(`'Budgets'!${letter(4)}1`, [['Monthly budget']]);
  await clients.agree();
  expect((await product.findings(clients.pair)).filter((one) => one.state === 'open')).toEqual([]);
});

test('a formula in the budget column stays, and its value travels', async () => {
  const { at } = await clients.row('Orchard Foods');
  await people.type('Budgets!L1', [[11000]]);
  await people.type(`Budgets!E${at}`, [['=L1+211.25']]);
  await watch.until('11211.25 on the board', async () => (await clients.onBoard('Orchard Foods'))['Monthly budget'] === '11211.25');
  await clients.change('Orchard Foods', 'notes', 'Other fields go on');
  await people.type('Budgets!L1', [[12000]]);
  await watch.until('12211.25 on the board', async () => (await clients.onBoard('Orchard Foods'))['Monthly budget'] === '12211.25');
  // The board can't overwrite a formula: the sheet's value returns, what was typed is offered back.
  await clients.change('Orchard Foods', 'budget', '1');
  await watch.until('12211.25 again', async () => (await clients.onBoard('Orchard Foods'))['Monthly budget'] === '12211.25');
  await clients.agree();
  const { values } = await people.google<{ values: string[][] }>(
    'GET',
    `/v4/spreadsheets/${stage.agency.google.spreadsheetId}/values/Budgets!E${at}?valueRenderOption=FORMULA`,
  );
  expect(values).toEqual([['=L1+211.25']]);
  expect(await product.conflicts(clients.pair)).toMatchObject([
    { record: { name: 'Orchard Foods' }, left: '1 EUR', right: '12211.25 EUR', kept: 'right', state: 'settled' },
  ]);
});
