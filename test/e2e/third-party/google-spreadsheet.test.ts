/** google-spreadsheet, unmodified: the wrapper that most scripts and low-code tools use. Sheets' hosts are routed to the sandbox. */
import { GoogleSpreadsheet } from 'google-spreadsheet';
import { expect, test } from 'vitest';
import { playedVendors, routeProcess } from './vendors.ts';

const vendors = await playedVendors();
routeProcess(vendors);
const { spreadsheetId, token } = vendors.agency.google;

const opened = async (id = spreadsheetId): Promise<GoogleSpreadsheet> => {
  const doc = new GoogleSpreadsheet(id, { token });
  await doc.loadInfo();
  return doc;
};

test('reads tabs and rows by header', async () => {
  const doc = await opened();
  expect(doc.sheetsByIndex.map((sheet) => sheet.title).slice(0, 3)).toEqual(['Budgets', 'Ledger', 'Plans']);
  const rows = await (doc.sheetsByTitle.Budgets ?? doc.sheetsByIndex[0])?.getRows({ limit: 3 });
  expect(rows?.map((row) => row.get('Client'))).toHaveLength(3);
  expect(rows?.[0]?.get('Client')).not.toBe('');
});

test('makes a spreadsheet, writes rows by header, changes and deletes one', async () => {
  const doc = await GoogleSpreadsheet.createNewSpreadsheetDocument({ token }, { title: 'Made by others' });
  const sheet = await doc.addSheet({ title: 'People’s budgets', headerValues: ['Name', 'Amount', 'Start'] });
  await sheet.addRows([
    { Name: 'Ann', Amount: 1200.5, Start: '2026-01-31' },
    { Name: 'Bob', Amount: '=B2*2', Start: '' },
    { Name: 'Cid', Amount: 7, Start: '' },
  ]);
  const rows = await sheet.getRows();
  expect(rows.map((row) => row.get('Amount'))).toEqual(['1200.5', '2401', '7']);
  rows[0]?.set('Amount', 10);
  await rows[0]?.save();
  await rows[2]?.delete();
  expect((await sheet.getRows()).map((row) => row.toObject())).toEqual([
    { Name: 'Ann', Amount: '10', Start: '2026-01-31' },
    { Name: 'Bob', Amount: '20', Start: '' },
  ]);
  await sheet.addRow({ Name: 'Dan', Amount: 1 }, { insert: true });
  expect((await sheet.getRows()).at(-1)?.get('Name')).toBe('Dan');
  await sheet.clearRows();
  expect(await sheet.getRows()).toEqual([]);
});

test('loads, formats and saves cells', async () => {
  const doc = await GoogleSpreadsheet.createNewSpreadsheetDocument({ token }, { title: 'Cells' });
  const sheet = doc.sheetsByIndex[0];
  if (!sheet) throw new Error('no tab');
  await sheet.loadCells('A1:C3');
  const [a1, b1, c1] = ['A1', 'B1', 'C1'].map((address) => sheet.getCellByA1(address));
  if (!a1 || !b1 || !c1) throw new Error('no cells');
  a1.value = 1234.5;
  a1.numberFormat = { type: 'NUMBER', pattern: '#,##0.00' };
  a1.textFormat = { bold: true };
  b1.formula = '=A1*2';
  c1.value = 'noted';
  c1.note = 'by hand';
  await sheet.saveUpdatedCells();
  await sheet.loadCells('A1:C3');
  expect([a1.formattedValue, b1.value, c1.note]).toEqual(['1,234.50', 2469, 'by hand']);
  expect(sheet.getCellByA1('A1').effectiveFormat?.textFormat?.bold).toBe(true);
});

test('renames, resizes, duplicates, copies and deletes tabs', async () => {
  const doc = await GoogleSpreadsheet.createNewSpreadsheetDocument({ token }, { title: 'Tabs' });
  const sheet = await doc.addSheet({ title: 'First', headerValues: ['H'] });
  await sheet.updateProperties({ title: 'It’s "second"' });
  await sheet.resize({ rowCount: 50, columnCount: 5 });
  await sheet.addRow({ H: 'kept' });
  const copy = await sheet.duplicate({ title: 'Copy' });
  expect((await copy.getRows()).map((row) => row.get('H'))).toEqual(['kept']);
  await sheet.copyToSpreadsheet(spreadsheetId);
  expect((await opened()).sheetsByTitle['Copy of It’s "second"']).toBeDefined();
  await sheet.delete();
  await doc.loadInfo();
  expect(doc.sheetsByIndex.map((one) => one.title)).toEqual(['Copy', 'Sheet1']);
  await doc.updateProperties({ title: 'Renamed' });
  expect((await opened(doc.spreadsheetId)).title).toBe('Renamed');
});

test('merges, hides, inserts and reads what was formatted', async () => {
  const doc = await GoogleSpreadsheet.createNewSpreadsheetDocument({ token }, { title: 'Rules' });
  const sheet = doc.sheetsByIndex[0];
  if (!sheet) throw new Error('no tab');
  const range = { sheetId: sheet.sheetId, startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 2 };
  await sheet.mergeCells(range);
  await sheet.unmergeCells(range);
  await sheet.setHeaderRow(['One', 'Two']);
  await sheet.addRow({ One: 'below' });
  await sheet.updateDimensionProperties('COLUMNS', { pixelSize: 40, hiddenByUser: false }, { startIndex: 0, endIndex: 1 });
  await sheet.insertDimension('ROWS', { startIndex: 1, endIndex: 3 }, false);
  expect(await sheet.getCellsInRange('A1:B4')).toEqual([['One', 'Two'], [], [], ['below']]);
});

test('shares and lists who may read', async () => {
  const doc = await GoogleSpreadsheet.createNewSpreadsheetDocument({ token }, { title: 'Shared' });
  await doc.setPublicAccessLevel('reader');
  await doc.share('boris@northlight.example', { role: 'writer', emailMessage: false });
  expect((await doc.listPermissions()).map((one) => [one.type, one.role])).toEqual([
    ['user', 'owner'],
    ['anyone', 'reader'],
    ['user', 'writer'],
  ]);
  await doc.delete();
  await expect(opened(doc.spreadsheetId)).rejects.toThrow();
});
