/** Budibase's connector over axios, and google-sheets-mapper over an API key: both unmodified, their hosts routed to the sandbox. */
import { GoogleSpreadsheet } from '@budibase/google-spreadsheet';
import { fetchGoogleSheetsData } from 'google-sheets-mapper';
import { expect, test } from 'vitest';
import { playedVendors, routeProcess } from './vendors.ts';

const vendors = await playedVendors();
routeProcess(vendors);
const { spreadsheetId, token } = vendors.agency.google;
const KEY = 'AIzaSyA-key-of-some-project-0123456789';

test('Budibase reads, appends, changes and deletes rows as records', async () => {
  const doc = new GoogleSpreadsheet(spreadsheetId, { token });
  await doc.loadInfo();
  const sheet = await doc.addSheet({ title: 'Records', headerValues: ['id', 'name', 'amount'] });
  await sheet.addRows([
    ['1', 'Ann', 10],
    ['2', 'Bob', 20.5],
  ]);
  const [ann, bob] = await sheet.getRows();
  expect([ann?.toObject(), bob?.get('amount')]).toEqual([{ id: '1', name: 'Ann', amount: '10' }, '20.5']);
  ann?.assign({ amount: 11 });
  await ann?.save();
  await bob?.delete();
  expect((await sheet.getRows()).map((row) => row.toObject())).toEqual([{ id: '1', name: 'Ann', amount: '11' }]);
  await sheet.loadCells('A2:C2');
  const cell = sheet.getCellByA1('C2');
  cell.value = 12.25;
  await sheet.saveUpdatedCells();
  expect((await sheet.getRows())[0]?.get('amount')).toBe('12.25');
  await sheet.delete();
});

test('a key sees what anyone with the link may see, and nothing else', async () => {
  await expect(fetchGoogleSheetsData({ apiKey: KEY, sheetId: spreadsheetId })).rejects.toThrow('403');
  const doc = new GoogleSpreadsheet(spreadsheetId, { token });
  await doc.setPublicAccessLevel('reader');
  const tabs = await fetchGoogleSheetsData({ apiKey: KEY, sheetId: spreadsheetId, sheetsOptions: [{ id: 'Rates' }] });
  expect(tabs).toHaveLength(1);
  expect(tabs[0]).toMatchObject({ id: 'Rates', data: expect.arrayContaining([expect.objectContaining({ Currency: 'EUR' })]) });
  await doc.setPublicAccessLevel(false);
  await expect(fetchGoogleSheetsData({ apiKey: KEY, sheetId: spreadsheetId })).rejects.toThrow('403');
  await expect(fetchGoogleSheetsData({ apiKey: 'none', sheetId: spreadsheetId })).rejects.toThrow('400');
});
