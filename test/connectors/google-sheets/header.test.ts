/** The header is known by our own cell in it: wherever people put it, it is no record, and where it is gone nothing is concluded. */
import { describe, expect, it } from 'vitest';
import { describeTab, prepareTab } from '../../../connectors/google-sheets/prepare.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import type { Container, Reading } from '../../../core/sync/ports.ts';
import {
  byKey,
  create,
  HEADERS,
  intent,
  isWrite,
  number,
  operations,
  outcomeOf,
  readAll,
  remove,
  type Sheet,
  tabId,
  text,
  update,
  urls,
} from './house.ts';
import { start } from './start.ts';

const dropRow = (sheet: Sheet, row: number) =>
  sheet.batch({ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: row - 1, endIndex: row } } });

const sortAll = (sheet: Sheet, sortOrder: string) =>
  sheet.batch({
    sortRange: {
      range: { sheetId: sheet.sheetId, startRowIndex: 0, endRowIndex: 4, startColumnIndex: 0, endColumnIndex: 5 },
      sortSpecs: [{ dimensionIndex: 0, sortOrder }],
    },
  });

const titled = async (sheet: Sheet) => {
  await sheet.insertRow(1);
  await sheet.type('Budgets!A1:B1', [['Budgets of the agency', 2027]]);
};

const reading = async (container: Container): Promise<Reading | undefined> =>
  (await container.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId);

const seen = async (container: Container) => (await readAll(container)).records.map(({ key, name, position }) => [key, name, position]);

const MISSING = { kind: 'broken', why: 'header-missing', columns: [] };

describe('fault F51: the header stands elsewhere', () => {
  it('below a row that was inserted above it: that is no record, and what is written goes by where things stand', async () => {
    const { at, sheet, container } = await start();
    await titled(sheet);
    const { records, columns } = await readAll(container);
    expect(records.map(({ key, name, position, localId }) => [key, name, position, localId])).toEqual([
      ['k2', 'Acme', 3, 'row:3'],
      ['k3', 'Beta', 4, 'row:4'],
      ['k4', 'Gamma', 5, 'row:5'],
    ]);
    expect(columns.map((column) => column.title)).toEqual(HEADERS);
    at.calls.length = 0;
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k3'), { Budget: number('9') }),
        create('n1', { Client: text('New') }),
        remove(byKey(records, 'k4')),
      ]),
    );
    expect(operations(at)).toEqual(['batchUpdate', 'batchUpdate']);
    expect([...outcome.values()].map((one) => one.kind)).toEqual(['applied', 'applied', 'applied']);
    expect(outcomeOf(outcome, 'create n1')).toMatchObject({ position: 6 });
    expect(await sheet.values('Budgets!A1:E9')).toEqual([
      ['Budgets of the agency', 2027],
      [...HEADERS, 'Evenkeel key'],
      ['Acme', 'Olga', 1200.5, 45717, 'k2'],
      ['Beta', 'Ivan', 9, '', 'k3'],
      ['New', '', '', '', 'n1'],
    ]);
  });

  it('below it in a list of no record yet: the first one comes below the header', async () => {
    const { sheet, container } = await start([HEADERS]);
    await titled(sheet);
    await readAll(container);
    const outcome = await container.apply(intent('i1', [create('n1', { Client: text('New') })]));
    expect(outcomeOf(outcome, 'create n1')).toMatchObject({ kind: 'applied', position: 3 });
    expect((await sheet.values('Budgets!A2:A4')).flat()).toEqual(['Client', 'New']);
  });

  it.each([
    ['ASCENDING', ['Acme', 'Beta', 'Client', 'Gamma']],
    ['DESCENDING', ['Gamma', 'Client', 'Beta', 'Acme']],
  ])('in the midst of a list that was sorted %s with it: the rows above bear keys, so they are records', async (order, names) => {
    const { sheet, container, records } = await start();
    await sortAll(sheet, order);
    expect((await sheet.values('Budgets!A1:A4')).flat()).toEqual(names);
    const now = (await readAll(container)).records;
    expect(now.map((record) => record.name)).toEqual(names.filter((name) => name !== 'Client'));
    const told = (from: typeof now) => new Map(from.map((record) => [record.key, record.cells]));
    expect(told(now)).toEqual(told(records));
    const outcome = await container.apply(
      intent('i1', [update(byKey(now, 'k2'), { Budget: number('9') }), update(byKey(now, 'k4'), { Budget: number('8') })]),
    );
    expect([...outcome.values()].map((one) => one.kind)).toEqual(['applied', 'applied']);
    const values = await sheet.values('Budgets!A1:E4');
    expect(new Map(values.map((row) => [row[0], [row[2], row[4]]]))).toEqual(
      new Map([
        ['Acme', [9, 'k2']],
        ['Beta', [300, 'k3']],
        ['Client', ['Budget', 'Evenkeel key']],
        ['Gamma', [8, 'k4']],
      ]),
    );
  });

  it('twice, once as a copy further down: the copy is no record', async () => {
    const { sheet, container } = await start();
    const row = (index: number) => ({
      sheetId: sheet.sheetId,
      startRowIndex: index,
      endRowIndex: index + 1,
      startColumnIndex: 0,
      endColumnIndex: 5,
    });
    await sheet.batch({ copyPaste: { source: row(0), destination: row(4), pasteType: 'PASTE_NORMAL' } });
    expect((await seen(container)).map(([key]) => key)).toEqual(['k2', 'k3', 'k4']);
  });

  it.each([
    ['a row inserted above it', titled],
    ['its deletion', (sheet: Sheet) => dropRow(sheet, 1)],
    ['a sort that takes it along', (sheet: Sheet) => sortAll(sheet, 'DESCENDING')],
  ])('after %s between our look and our write: nothing stays on a wrong row', async (_what, upheaval) => {
    const { at, sheet, container, records } = await start();
    at.traps.push({ on: isWrite, before: () => upheaval(sheet) });
    const sent = intent('i1', [
      update(byKey(records, 'k3'), { Budget: number('9') }),
      update(byKey(records, 'k4'), { Manager: text('Zoe') }),
      create('n1', { Client: text('New'), Budget: number('1') }),
    ]);
    const outcome = await container.apply(sent);
    const values = await sheet.values('Budgets!A1:E9');
    const byName = new Map(values.map((row) => [row[0], row.slice(1)]));
    const done = (id: string): boolean => outcomeOf(outcome, id).kind === 'applied';
    expect([...outcome.values()].filter((one) => one.kind === 'unknown')).toEqual([]);
    expect(byName.get('Acme')).toEqual(['Olga', 1200.5, 45717, 'k2']);
    expect(byName.get('Beta')).toEqual(['Ivan', done('update k3') ? 9 : 300, '', 'k3']);
    expect(byName.get('Gamma')).toEqual([done('update k4') ? 'Zoe' : 'Olga', 50, '', 'k4']);
    expect(byName.has('New')).toBe(done('create n1'));
    if (byName.has('Client')) expect(byName.get('Client')).toEqual([...HEADERS.slice(1), 'Evenkeel key']);
  });
});

describe('fault F49: the header is gone', () => {
  it('deleted: nothing is concluded and nothing written until it is back; typed again without our own cell it is one', async () => {
    const { at, sheet, container, records } = await start();
    await dropRow(sheet, 1);
    expect(await reading(container)).toEqual(MISSING);
    at.calls.length = 0;
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('9') })]);
    await expect(container.apply(sent)).rejects.toMatchObject({ code: 'tab-broken' });
    expect(at.calls.filter(isWrite)).toEqual([]);
    expect((await sheet.values('Budgets!C1:C3')).flat()).toEqual([1200.5, 300, 50]);
    await sheet.insertRow(1);
    await sheet.type('Budgets!A1:D1', [HEADERS]);
    expect(await seen(container)).toEqual([
      ['k2', 'Acme', 2],
      ['k3', 'Beta', 3],
      ['k4', 'Gamma', 4],
    ]);
    await titled(sheet);
    expect((await seen(container)).map(([key]) => key)).toEqual(['k2', 'k3', 'k4']);
  });

  it('emptied, all of it or without our cell; a header that was emptied alone is named', async () => {
    const { sheet, container } = await start();
    await sheet.type('Budgets!A1:D1', [['', '', '', '']]);
    expect(await reading(container)).toEqual(MISSING);
    await sheet.type('Budgets!E1', [['']]);
    expect(await reading(container)).toEqual(MISSING);
    await sheet.type('Budgets!A1:E1', [['Client', 'Lead', '', 'Start', '']]);
    expect(await reading(container)).toEqual({ kind: 'broken', why: 'header-changed', columns: ['Budget'] });
    await sheet.type('Budgets!C1', [['Money']]);
    expect((await seen(container)).map(([key]) => key)).toEqual(['k2', 'k3', 'k4']);
  });

  it('typed over by other words, our cell too', async () => {
    const { sheet, container } = await start();
    await sheet.type('Budgets!A1:E1', [['Delta', 'Zoe', 5, '', '']]);
    expect(await reading(container)).toEqual(MISSING);
  });

  it('while an answer of ours is lost: what landed on wrong rows goes back all the same', async () => {
    const { at, sheet, container, records } = await start();
    at.traps.push({ on: isWrite, before: () => dropRow(sheet, 1), lose: true });
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('9') }), create('n1', { Client: text('New') })]);
    await container.apply(sent);
    const settled = await container.settle(sent);
    expect(settled.kind === 'happened' && [...settled.outcome.values()].map((one) => one.kind)).toEqual(['missed', 'missed']);
    expect(await sheet.values('Budgets!A1:E5')).toEqual([
      ['Acme', 'Olga', 1200.5, 45717, 'k2'],
      ['Beta', 'Ivan', 300, '', 'k3'],
      ['Gamma', 'Olga', 50, '', 'k4'],
    ]);
  });
});

describe('a tab that is prepared again', () => {
  it('goes by where its header stands, and names it', async () => {
    const { at, sheet, locator } = await start();
    await titled(sheet);
    const again = await prepareTab(at.deps, urls, { ...locator, filled: ['Budget'] }, HEADERS);
    expect(again).toMatchObject({ headerRow: 2, keyMetadataId: locator.keyMetadataId, columns: locator.columns });
    const { sheets } = await sheet.get<{ sheets: { protectedRanges?: { range: object }[] }[] }>('fields=sheets(protectedRanges.range)');
    expect(sheets[0]?.protectedRanges).toMatchObject([{ range: { startRowIndex: 2, startColumnIndex: 2, endColumnIndex: 3 } }]);
    const described = await describeTab(at.deps, urls, { spreadsheet: sheet.id, tab: 'Budgets' });
    expect(described).toMatchObject({ records: 3, columns: HEADERS.map((ref) => ({ ref })) });
  });

  it('is refused without a header: a record may stand in its place', async () => {
    const { at, sheet, locator } = await start();
    await dropRow(sheet, 1);
    await expect(prepareTab(at.deps, urls, locator, HEADERS)).rejects.toMatchObject({ data: { code: 'column-missing' } });
    expect(at.calls.filter(isWrite)).toEqual([]);
  });

  it('gets another key column below a title, once its own is gone; until then it is no reading', async () => {
    const { at, sheet, locator } = await start();
    const drop = { sheetId: sheet.sheetId, dimension: 'COLUMNS', startIndex: 4, endIndex: 5 };
    await titled(sheet);
    await sheet.batch({ deleteDimension: { range: drop } });
    const keyless = { ...locator, keyMetadataId: null };
    const waiting = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, keyless]]));
    expect(await reading(waiting)).toEqual({ kind: 'broken', why: 'key-column-missing', columns: [] });
    const again = await prepareTab(at.deps, urls, keyless, HEADERS);
    expect(again).toMatchObject({ headerRow: 2, columns: locator.columns });
    const { records } = await readAll(openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, again]])));
    expect(records.map(({ key, name, position }) => [key, name, position])).toEqual([
      [null, 'Acme', 3],
      [null, 'Beta', 4],
      [null, 'Gamma', 5],
    ]);
    expect((await sheet.values('Budgets!A2:E2')).flat()).toEqual([...HEADERS, 'Evenkeel key']);
  });

  it('that has lost its key column and its header is refused', async () => {
    const { at, sheet, locator } = await start();
    await sheet.batch({ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'COLUMNS', startIndex: 4, endIndex: 5 } } });
    await dropRow(sheet, 1);
    at.calls.length = 0;
    await expect(prepareTab(at.deps, urls, { ...locator, keyMetadataId: null }, HEADERS)).rejects.toMatchObject({
      data: { code: 'column-missing' },
    });
    expect(at.calls.filter(isWrite)).toEqual([]);
  });

  it('that was emptied gets its headers and ours', async () => {
    const { at, sheet, locator, container } = await start();
    await sheet.batch({ updateCells: { range: { sheetId: sheet.sheetId }, fields: 'userEnteredValue' } });
    expect(await reading(container)).toEqual(MISSING);
    await prepareTab(at.deps, urls, locator, HEADERS);
    expect(await sheet.values('Budgets!A1:E2')).toEqual([[...HEADERS, 'Evenkeel key']]);
    expect((await readAll(container)).records).toEqual([]);
  });
});
