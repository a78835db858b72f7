import { describe, expect, it } from 'vitest';
import { describeTab } from '../../../connectors/google-sheets/prepare.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import type { TabLocator } from '../../../core/accounts/locator.ts';
import { bareLocator, book, HEADERS, house, keyed, open, operations, readAll, tabId, urls } from './house.ts';

const rows = [HEADERS, ['Acme', 'Olga', 1200.5, '2025-03-01'], ['Beta', 'Ivan', 300, ''], ['', '', '', ''], ['Gamma', '', '=100*2', '']];

describe('reading a tab', () => {
  it('reads all rows, typed, in one call; blank rows are no records', async () => {
    const at = house();
    const sheet = await book(at, rows);
    const { container } = await open(at, sheet);
    at.calls.length = 0;
    const { records, complete, locale } = await readAll(container);
    expect(operations(at)).toEqual(['getByDataFilter']);
    expect(complete).toBe(true);
    expect(locale).toEqual({ locale: 'en-US', timeZone: expect.any(String) });
    expect(records.map(({ localId, key, name, position }) => ({ localId, key, name, position }))).toEqual([
      { localId: 'row:2', key: null, name: 'Acme', position: 2 },
      { localId: 'row:3', key: null, name: 'Beta', position: 3 },
      { localId: 'row:5', key: null, name: 'Gamma', position: 5 },
    ]);
    expect(records[0]?.cells).toEqual({
      Client: { kind: 'text', text: 'Acme' },
      Manager: { kind: 'text', text: 'Olga' },
      Budget: { kind: 'number', number: '1200.5' },
      Start: expect.objectContaining({ kind: 'date', date: '2025-03-01', time: null }),
    });
    expect(records[2]?.cells).toMatchObject({ Budget: { kind: 'number', number: '200', formula: true }, Start: { kind: 'empty' } });
  });

  it('fault F27: knows columns and rows though people insert, sort with the key column, rename headers and the tab', async () => {
    const at = house();
    const sheet = await book(at, rows);
    const { container } = await open(at, sheet);
    await keyed(container);
    await sheet.insertRow(2);
    await sheet.insertColumn(1);
    await sheet.type('Budgets!A1:E2', [
      ['Customer', 'My own', 'Account manager', 'Money', 'From'],
      ['Delta', 'mine', 'Zoe', 7, ''],
    ]);
    const range = { sheetId: sheet.sheetId, startRowIndex: 1, startColumnIndex: 0, endColumnIndex: 8 };
    await sheet.batch(
      { sortRange: { range, sortSpecs: [{ dimensionIndex: 0, sortOrder: 'DESCENDING' }] } },
      { updateSheetProperties: { properties: { sheetId: sheet.sheetId, title: "It's ours" }, fields: 'title' } },
    );
    const { records, columns } = await readAll(container);
    expect(columns.map((column) => [column.ref, column.title])).toEqual([
      ['Client', 'Customer'],
      ['Manager', 'Account manager'],
      ['Budget', 'Money'],
      ['Start', 'From'],
    ]);
    expect(records.map((record) => [record.position, record.key, record.name, record.cells])).toMatchObject([
      [2, 'k5', 'Gamma', { Budget: { kind: 'number', number: '200' } }],
      [3, null, 'Delta', { Budget: { kind: 'number', number: '7' }, Manager: { kind: 'text', text: 'Zoe' } }],
      [4, 'k3', 'Beta', { Budget: { kind: 'number', number: '300' }, Manager: { kind: 'text', text: 'Ivan' } }],
      [5, 'k2', 'Acme', { Budget: { kind: 'number', number: '1200.5' } }],
    ]);
  });

  it('reads every header of a tab without keys; a repeated header gets a number', async () => {
    const at = house();
    const sheet = await book(at, [
      ['Date', ' Amount ', '', 'Amount'],
      ['2025-01-31', 10, 'aside', 20],
    ]);
    const locator: TabLocator = { ...bareLocator(sheet), identity: 'rows' };
    const container = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
    const { records, columns } = await readAll(container);
    expect(columns.map((column) => column.ref)).toEqual(['Date', 'Amount', 'Amount (2)']);
    expect(records[0]?.cells).toMatchObject({ Amount: { kind: 'number', number: '10' }, 'Amount (2)': { kind: 'number', number: '20' } });
    expect(records[0]?.key).toBeNull();
  });

  it('fault F49: says what is broken: a deleted column, a lost key column, a header cut and pasted, a missing tab, a missing spreadsheet', async () => {
    const at = house();
    const sheet = await book(at, rows);
    const { container, locator } = await open(at, sheet);
    const brokenRead = async () => (await container.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId);
    const whole = { sheetId: sheet.sheetId, startRowIndex: 0, endRowIndex: 6 };
    const cut = (from: number, to: number) =>
      sheet.batch({
        cutPaste: {
          source: { ...whole, startColumnIndex: from, endColumnIndex: from + 1 },
          destination: { sheetId: sheet.sheetId, rowIndex: 0, columnIndex: to },
        },
      });
    await cut(2, 6);
    expect(await brokenRead()).toEqual({ kind: 'broken', why: 'header-changed', columns: ['Budget'] });
    await cut(6, 2);
    expect((await brokenRead())?.kind).toBe('records');
    const drop = (index: number) =>
      sheet.batch({ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'COLUMNS', startIndex: index, endIndex: index + 1 } } });
    await drop(1);
    expect(await brokenRead()).toEqual({ kind: 'broken', why: 'column-missing', columns: ['Manager'] });
    const without = { ...locator, columns: locator.columns.filter((column) => column.ref !== 'Manager') };
    await drop(3);
    const second = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, without]]));
    expect((await second.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId)).toEqual({
      kind: 'broken',
      why: 'key-column-missing',
      columns: [],
    });
    await sheet.batch({ addSheet: { properties: { title: 'Other' } } }, { deleteSheet: { sheetId: sheet.sheetId } });
    expect(await brokenRead()).toEqual({ kind: 'broken', why: 'replica-missing', columns: [] });
    const nowhere = openSpreadsheet(at.deps, urls, 'no-such-file', new Map([[tabId, locator]]));
    expect((await nowhere.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId)).toEqual({
      kind: 'broken',
      why: 'container-missing',
      columns: [],
    });
  });

  it('lists the columns of a tab by its title or id, in one call', async () => {
    const at = house();
    const sheet = await book(at, rows);
    const rule = {
      condition: { type: 'ONE_OF_LIST', values: [{ userEnteredValue: 'Olga' }, { userEnteredValue: 'Ivan' }] },
      showCustomUi: true,
    };
    const range = { sheetId: sheet.sheetId, startRowIndex: 1, endRowIndex: 9, startColumnIndex: 1, endColumnIndex: 2 };
    await sheet.batch({ setDataValidation: { range, rule } });
    const byTitle = await describeTab(at.deps, urls, { spreadsheet: sheet.id, tab: 'Budgets' });
    expect(operations(at)).toEqual(['getByDataFilter']);
    expect(byTitle).toMatchObject({ name: 'Agency', tab: 'Budgets', sheetId: sheet.sheetId, records: 3 });
    expect(byTitle.columns.map(({ ref, kind, labels, writable }) => ({ ref, kind, labels, writable }))).toEqual([
      { ref: 'Client', kind: 'text', labels: null, writable: true },
      { ref: 'Manager', kind: 'text', labels: ['Olga', 'Ivan'], writable: true },
      { ref: 'Budget', kind: 'number', labels: null, writable: true },
      { ref: 'Start', kind: 'date', labels: null, writable: true },
    ]);
    expect(await describeTab(at.deps, urls, { spreadsheet: sheet.id, tab: sheet.sheetId })).toEqual(byTitle);
    await expect(describeTab(at.deps, urls, { spreadsheet: sheet.id, tab: 'Nope' })).rejects.toMatchObject({
      code: 'vendor-refused',
      data: { code: 'no-tab' },
    });
    await expect(describeTab(at.deps, urls, { spreadsheet: 'nope', tab: 'Nope' })).rejects.toMatchObject({ data: { code: 'not-found' } });
  });
});
