import { describe, expect, it } from 'vitest';
import { prepareTab } from '../../../connectors/google-sheets/prepare.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import {
  bareLocator,
  book,
  create,
  HEADERS,
  house,
  intent,
  keyed,
  number,
  open,
  operations,
  outcomeOf,
  readAll,
  type Sheet,
  tabId,
  text,
  update,
  urls,
} from './house.ts';

const wanted = HEADERS;

interface Look {
  readonly sheets: {
    properties: { sheetId: number; title: string; hidden?: boolean };
    basicFilter?: { range: object; sortSpecs?: object[]; filterSpecs?: object[] };
    tables?: { range: object }[];
    protectedRanges?: object[];
    data?: {
      columnMetadata?: {
        hiddenByUser?: boolean;
        developerMetadata?: { metadataId: number; metadataKey: string; metadataValue: string }[];
      }[];
    }[];
  }[];
}
const look = (sheet: Sheet) =>
  sheet.get<Look>(
    'includeGridData=true&fields=sheets(properties(sheetId,title,hidden),basicFilter,tables(range),protectedRanges(range),data.columnMetadata(hiddenByUser,developerMetadata(metadataId,metadataKey,metadataValue)))',
  );

describe('preparing a tab', () => {
  it('marks columns, adds the hidden key column and our tabs in one read and one write; again costs one read', async () => {
    const at = house();
    const sheet = await book(at, [HEADERS, ['Acme', 'Olga', 1, '']]);
    const locator = await prepareTab(at.deps, urls, bareLocator(sheet), wanted);
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate']);
    expect(locator).toMatchObject({
      identity: 'keyed',
      columns: HEADERS.map((ref) => ({ ref, metadataId: expect.any(Number) })),
      keyMetadataId: expect.any(Number),
    });
    const { sheets } = await look(sheet);
    const [tab] = sheets;
    expect(sheets.map(({ properties }) => [properties.title, properties.hidden ?? false])).toEqual([
      ['Budgets', false],
      ['Evenkeel', true],
      ['Removed', false],
    ]);
    expect(tab?.protectedRanges).toBeUndefined();
    const columns = tab?.data?.[0]?.columnMetadata ?? [];
    expect(
      columns
        .slice(0, 6)
        .map((column) => [
          column.hiddenByUser ?? false,
          column.developerMetadata?.[0]?.metadataKey,
          column.developerMetadata?.[0]?.metadataId,
        ]),
    ).toEqual([
      ...locator.columns.map((column) => [false, 'evenkeel:column', column.metadataId]),
      [true, 'evenkeel:key', locator.keyMetadataId],
      [false, undefined, undefined],
    ]);
    expect(await sheet.values('Budgets!A1:F1')).toEqual([[...HEADERS, 'Evenkeel key']]);
    at.calls.length = 0;
    expect(await prepareTab(at.deps, urls, locator, wanted)).toEqual(locator);
    expect(await prepareTab(at.deps, urls, bareLocator(sheet), wanted)).toEqual(locator);
    expect(operations(at)).toEqual(['getByDataFilter', 'getByDataFilter']);
  });

  it('puts the key column before what stands beside the headers, which moves aside whole', async () => {
    const at = house();
    const sheet = await book(at, [HEADERS, ['Acme', 'Olga', 1, '', 'aside', '=C2*2']]);
    const { container } = await open(at, sheet);
    await keyed(container);
    expect(await sheet.values('Budgets!A1:G2')).toEqual([
      [...HEADERS, 'Evenkeel key'],
      ['Acme', 'Olga', 1, '', 'k2', 'aside', '=C2*2'],
    ]);
  });

  it('fills the last column of a full grid', async () => {
    const at = house();
    const headers = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
    const sheet = await book(at, [headers]);
    await open(at, sheet, headers);
    expect(await sheet.values('Budgets!A1:I1')).toEqual([[...headers, 'Evenkeel key']]);
  });

  it('widens a filter and a table over the key column and keeps what they filter', async () => {
    const at = house();
    const filtered = await book(at, [HEADERS, ['Acme', 'Olga', 1, '']]);
    const range = { sheetId: filtered.sheetId, startRowIndex: 0, endRowIndex: 20, startColumnIndex: 0, endColumnIndex: 4 };
    const sortSpecs = [{ dimensionIndex: 2, sortOrder: 'ASCENDING' }];
    await filtered.batch({
      setBasicFilter: { filter: { range, sortSpecs, filterSpecs: [{ columnIndex: 1, filterCriteria: { hiddenValues: ['Ivan'] } }] } },
    });
    await open(at, filtered);
    const [tab] = (await look(filtered)).sheets;
    expect(tab?.basicFilter).toMatchObject({
      range: { ...range, endColumnIndex: 5 },
      sortSpecs,
      filterSpecs: [{ columnIndex: 1, filterCriteria: { hiddenValues: ['Ivan'] } }],
    });

    const tabled = await book(at, [HEADERS, ['Acme', 'Olga', 1, '']]);
    const tableRange = { sheetId: tabled.sheetId, startRowIndex: 0, endRowIndex: 2, startColumnIndex: 0, endColumnIndex: 4 };
    await tabled.batch({ addTable: { table: { name: 'T', range: tableRange } } });
    await open(at, tabled);
    expect((await look(tabled)).sheets[0]?.tables).toEqual([{ range: { ...tableRange, endColumnIndex: 5 } }]);
  });

  it('writes the headers of an empty tab; the first records follow', async () => {
    const at = house();
    const sheet = await book(at, [], 2);
    const { container } = await open(at, sheet);
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate']);
    const outcome = await container.apply(
      intent('i1', [
        create('n1', { Client: text('Acme'), Budget: number('5') }),
        create('n2', { Client: text('Beta') }),
        create('n3', { Client: text('C') }),
      ]),
    );
    expect(outcomeOf(outcome, 'create n3')).toMatchObject({ kind: 'applied', position: 4 });
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate', 'getByDataFilter', 'batchUpdate']);
    expect(await sheet.values('Budgets!A1:E4')).toEqual([
      [...HEADERS, 'Evenkeel key'],
      ['Acme', '', 5, '', 'n1'],
      ['Beta', '', '', '', 'n2'],
      ['C', '', '', '', 'n3'],
    ]);
    expect((await readAll(container)).records.map((record) => record.key)).toEqual(['n1', 'n2', 'n3']);
  });

  it('refuses a header that a filled tab does not have, and a tab or file that is not there', async () => {
    const at = house();
    const sheet = await book(at, [
      ['Client', 'Budget'],
      ['Acme', 1],
    ]);
    await expect(prepareTab(at.deps, urls, bareLocator(sheet), wanted)).rejects.toMatchObject({
      code: 'vendor-refused',
      data: { code: 'column-missing', detail: 'Manager, Start' },
    });
    const headless = await book(at, [
      ['', ''],
      ['Acme', 1],
    ]);
    await expect(prepareTab(at.deps, urls, bareLocator(headless), wanted)).rejects.toMatchObject({ data: { code: 'column-missing' } });
    await expect(prepareTab(at.deps, urls, { ...bareLocator(sheet), sheetId: 12 }, wanted)).rejects.toMatchObject({
      data: { code: 'not-found' },
    });
    await expect(prepareTab(at.deps, urls, { ...bareLocator(sheet), spreadsheet: 'nope' }, wanted)).rejects.toMatchObject({
      data: { code: 'not-found' },
    });
    expect(at.calls.filter((call) => call.operation === 'batchUpdate')).toEqual([]);
  });

  it('takes another title when a person has a tab named like ours', async () => {
    const at = house();
    const sheet = await book(at, [HEADERS]);
    await sheet.batch({ addSheet: { properties: { title: 'Removed' } } });
    await open(at, sheet);
    expect((await look(sheet)).sheets.map((tab) => tab.properties.title)).toEqual(['Budgets', 'Removed', 'Evenkeel (2)', 'Removed (2)']);
  });

  it('finds the key column of a copied tab by its header', async () => {
    const at = house();
    const sheet = await book(at, [HEADERS, ['Acme', 'Olga', 1, '']]);
    await keyed((await open(at, sheet)).container);
    const answer = await at.boris<{ replies: { duplicateSheet: { properties: { sheetId: number } } }[] }>(
      'POST',
      `/v4/spreadsheets/${sheet.id}:batchUpdate`,
      {
        requests: [{ duplicateSheet: { sourceSheetId: sheet.sheetId, newSheetName: 'Copy' } }],
      },
    );
    const sheetId = answer.replies[0]?.duplicateSheet.properties.sheetId ?? 0;
    const locator = await prepareTab(at.deps, urls, { ...bareLocator(sheet), sheetId }, wanted);
    const { records } = await readAll(openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]])));
    expect(records.map((record) => record.key)).toEqual(['k2']);
    expect(await sheet.values('Copy!A1:G1')).toEqual([[...HEADERS, 'Evenkeel key']]);
  });
});

describe('columns that we fill', () => {
  it('warn whoever types there, below the header, and are warned of once; our own writes and sorts go on', async () => {
    const at = house();
    const sheet = await book(at, [HEADERS, ['Acme', 'Olga', 5, '']]);
    const filled = ['Client', 'Manager', 'Start'];
    const locator = await prepareTab(at.deps, urls, { ...bareLocator(sheet), filled }, wanted);
    const warned = async (): Promise<unknown> =>
      (await sheet.get<{ sheets: { protectedRanges?: object[] }[] }>('fields=sheets.protectedRanges(description,warningOnly,range)'))
        .sheets[0]?.protectedRanges;
    const over = (startColumnIndex: number, endColumnIndex: number) => ({
      range: expect.objectContaining({ startRowIndex: 1, startColumnIndex, endColumnIndex }),
      description: 'Filled by Evenkeel',
      warningOnly: true,
    });
    expect(await warned()).toEqual([over(0, 2), over(3, 4)]);
    await prepareTab(at.deps, urls, { ...locator, keyMetadataId: null }, wanted);
    expect(await warned()).toEqual([over(0, 2), over(3, 4)]);
    const container = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
    const [record] = await keyed(container);
    const outcome = await container.apply(intent('i1', [update(record ?? ({} as never), { Client: text('Acme Ltd') })]));
    expect(outcomeOf(outcome, 'update k2').kind).toBe('applied');
  });

  it('are followed where people move them, and none is warned of that people fill', async () => {
    const at = house();
    const sheet = await book(at, [HEADERS]);
    const locator = await prepareTab(at.deps, urls, bareLocator(sheet), wanted);
    await sheet.insertColumn(0);
    await prepareTab(at.deps, urls, { ...locator, filled: ['Budget'] }, wanted);
    const answer = await sheet.get<{ sheets: { protectedRanges?: { range: object }[] }[] }>('fields=sheets.protectedRanges.range');
    expect(answer.sheets[0]?.protectedRanges?.map((one) => one.range)).toMatchObject([{ startColumnIndex: 3, endColumnIndex: 4 }]);
  });
});
