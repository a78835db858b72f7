/** Rows, columns, tabs and ranges moved about, and what follows them. */
import { describe, expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

const rows = (from: number, to: number) => ({ sheetId: 0, dimension: 'ROWS', startIndex: from, endIndex: to });
const columns = (from: number, to: number) => ({ sheetId: 0, dimension: 'COLUMNS', startIndex: from, endIndex: to });
const box = (r0: number, r1: number, c0: number, c1: number, sheetId = 0) => ({
  sheetId,
  startRowIndex: r0,
  endRowIndex: r1,
  startColumnIndex: c0,
  endColumnIndex: c1,
});

async function filled() {
  const google = new TestGoogle();
  const root = await google.sheet([
    ['h', 'x'],
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['sum', '=SUM(B2:B4)'],
  ]);
  return { google, root };
}

const size = async (google: TestGoogle, root: string) =>
  (await google.ok<{ sheets: { properties: { gridProperties: object } }[] }>('GET', `${root}?fields=sheets.properties.gridProperties`))
    .sheets[0]?.properties.gridProperties;

describe('rows and columns', () => {
  it('inserted rows push down what is below; sums over them grow', async () => {
    const { google, root } = await filled();
    await google.batch(root, [{ insertDimension: { range: rows(2, 4), inheritFromBefore: true } }]);
    expect(await google.values(root, 'A1:B7', 'FORMULA')).toEqual([
      ['h', 'x'],
      ['a', 1],
      [],
      [],
      ['b', 2],
      ['c', 3],
      ['sum', '=SUM(B2:B6)'],
    ]);
    await google.ok('PUT', `${root}/values/B3?valueInputOption=RAW`, { values: [[10]] });
    expect(await google.values(root, 'B7')).toEqual([[16]]);
    expect(await size(google, root)).toEqual({ rowCount: 1002, columnCount: 26 });
  });

  it('new rows take the format and the rule of the row before, not its value', async () => {
    const { google, root } = await filled();
    const rule = { condition: { type: 'NUMBER_GREATER', values: [{ userEnteredValue: '0' }] } };
    await google.batch(root, [
      { setDataValidation: { range: box(1, 2, 1, 2), rule } },
      {
        repeatCell: {
          range: box(1, 2, 1, 2),
          cell: { userEnteredFormat: { textFormat: { bold: true } } },
          fields: 'userEnteredFormat.textFormat.bold',
        },
      },
      { insertDimension: { range: rows(2, 3), inheritFromBefore: true } },
    ]);
    const fields = 'sheets.data.rowData.values(userEnteredValue,userEnteredFormat,dataValidation)';
    expect(await google.ok('GET', `${root}?ranges=B3&fields=${fields}`)).toEqual({
      sheets: [{ data: [{ rowData: [{ values: [{ userEnteredFormat: { textFormat: { bold: true } }, dataValidation: rule }] }] }] }],
    });
  });

  it('deleted rows take their cells; sums close over them, lone references break', async () => {
    const { google, root } = await filled();
    await google.ok('PUT', `${root}/values/D1?valueInputOption=USER_ENTERED`, { values: [['=B3'], ['=B4']] });
    await google.batch(root, [{ deleteDimension: { range: rows(2, 3) } }]);
    expect(await google.values(root, 'A1:D4', 'FORMULA')).toEqual([
      ['h', 'x', '', '=#REF!'],
      ['a', 1, '', '=B3'],
      ['c', 3],
      ['sum', '=SUM(B2:B3)'],
    ]);
    expect(await google.values(root, 'B4:D4')).toEqual([[4]]);
    expect(await google.values(root, 'D1:D2')).toEqual([['#REF!'], [3]]);
  });

  it('moved rows keep what refers to them', async () => {
    const { google, root } = await filled();
    await google.ok('PUT', `${root}/values/D1?valueInputOption=USER_ENTERED`, { values: [['=B2']] });
    await google.batch(root, [{ moveDimension: { source: rows(1, 2), destinationIndex: 4 } }]);
    expect(await google.values(root, 'A1:D5', 'FORMULA')).toEqual([
      ['h', 'x', '', '=B4'],
      ['b', 2],
      ['c', 3],
      ['a', 1],
      ['sum', '=SUM(B2:B4)'],
    ]);
    expect(await google.values(root, 'B5')).toEqual([[6]]);
  });

  it('columns are inserted, moved and deleted with their cells', async () => {
    const { google, root } = await filled();
    await google.batch(root, [{ insertDimension: { range: columns(1, 2) } }]);
    expect(await google.values(root, 'A5:C5', 'FORMULA')).toEqual([['sum', '', '=SUM(C2:C4)']]);
    await google.batch(root, [{ moveDimension: { source: columns(2, 3), destinationIndex: 0 } }]);
    expect(await google.values(root, 'A4:C5', 'FORMULA')).toEqual([
      [3, 'c'],
      ['=SUM(A2:A4)', 'sum'],
    ]);
    await google.batch(root, [{ deleteDimension: { range: columns(1, 3) } }]);
    expect(await google.values(root, 'A1:C5')).toEqual([['x'], [1], [2], [3], [6]]);
    expect(await size(google, root)).toEqual({ rowCount: 1000, columnCount: 25 });
  });

  it('appended lines and a changed grid size', async () => {
    const { google, root } = await filled();
    await google.batch(root, [
      { appendDimension: { sheetId: 0, dimension: 'ROWS', length: 5 } },
      { appendDimension: { sheetId: 0, dimension: 'COLUMNS', length: 2 } },
    ]);
    expect(await size(google, root)).toEqual({ rowCount: 1005, columnCount: 28 });
    const properties = { sheetId: 0, gridProperties: { rowCount: 4, columnCount: 2 } };
    await google.batch(root, [{ updateSheetProperties: { properties, fields: 'gridProperties(rowCount,columnCount)' } }]);
    expect(await google.values(root, 'Sheet1')).toEqual([
      ['h', 'x'],
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('a row may be added after the last one, in its likeness; frozen rows may not be all that is left', async () => {
    const { google, root } = await filled();
    await google.batch(root, [{ insertDimension: { range: rows(1000, 1001), inheritFromBefore: true } }]);
    expect(await size(google, root)).toEqual({ rowCount: 1001, columnCount: 26 });
    const properties = { sheetId: 0, gridProperties: { frozenRowCount: 1 } };
    await google.batch(root, [{ updateSheetProperties: { properties, fields: 'gridProperties.frozenRowCount' } }]);
    expect(await google.batchRefusal(root, [{ deleteDimension: { range: rows(1, 1001) } }])).toBe(
      'Invalid requests[0].deleteDimension: Cannot delete all the non-frozen rows.',
    );
  });

  it('hidden rows and columns are said to be hidden', async () => {
    const { google, root } = await filled();
    await google.batch(root, [
      {
        updateDimensionProperties: {
          range: columns(1, 2),
          properties: { hiddenByUser: true, pixelSize: 55 },
          fields: 'hiddenByUser,pixelSize',
        },
      },
      { updateDimensionProperties: { range: rows(900, 901), properties: { hiddenByUser: true }, fields: 'hiddenByUser' } },
    ]);
    const got = await google.ok('GET', `${root}?ranges=A901:C901&fields=sheets.data(rowMetadata,columnMetadata)`);
    expect(got).toEqual({
      sheets: [
        {
          data: [
            {
              rowMetadata: [{ pixelSize: 21, hiddenByUser: true }],
              columnMetadata: [{ pixelSize: 100 }, { pixelSize: 55, hiddenByUser: true }, { pixelSize: 100 }],
            },
          ],
        },
      ],
    });
    await google.batch(root, [
      { updateDimensionProperties: { range: rows(900, 901), properties: { hiddenByUser: false }, fields: 'hiddenByUser' } },
    ]);
    expect(JSON.stringify(await google.ok('GET', `${root}?ranges=A901&fields=sheets.data.rowMetadata`))).not.toContain('hidden');
  });

  it('what names cells follows: names, protection, filter, merges, tables, rules', async () => {
    const { google, root } = await filled();
    const range = box(1, 4, 0, 2);
    await google.batch(root, [
      { addNamedRange: { namedRange: { namedRangeId: 'n', name: 'data', range } } },
      { addProtectedRange: { protectedRange: { protectedRangeId: 9, range, warningOnly: true } } },
      { setBasicFilter: { filter: { range: box(0, 4, 0, 2) } } },
      { mergeCells: { range: box(10, 11, 0, 2), mergeType: 'MERGE_ALL' } },
      { addTable: { table: { tableId: 't', name: 'T', range: box(20, 23, 0, 2) } } },
      { addConditionalFormatRule: { rule: { ranges: [range], booleanRule: { condition: { type: 'BLANK' }, format: {} } } } },
      { insertDimension: { range: rows(2, 3) } },
      { deleteDimension: { range: columns(0, 1) } },
    ]);
    const moved = box(1, 5, 0, 1);
    const got = await google.ok<{ namedRanges: Json[]; sheets: Json[] }>(
      'GET',
      `${root}?fields=namedRanges,sheets(protectedRanges,basicFilter.range,merges,tables.range,conditionalFormats.ranges)`,
    );
    expect(got.namedRanges).toEqual([{ namedRangeId: 'n', name: 'data', range: moved }]);
    expect(got.sheets[0]).toMatchObject({
      protectedRanges: [{ protectedRangeId: 9, range: moved }],
      basicFilter: { range: box(0, 5, 0, 1) },
      merges: [box(11, 12, 0, 1)],
      tables: [{ range: box(21, 24, 0, 1) }],
      conditionalFormats: [{ ranges: [moved] }],
    });
  });

  it.each([
    [
      { insertDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 3, endIndex: 3 } } },
      'range.endIndex[3] must be after range.startIndex[3].',
    ],
    [{ insertDimension: { range: { sheetId: 5, dimension: 'ROWS', startIndex: 0, endIndex: 1 } } }, 'No grid with id: 5'],
    [
      { insertDimension: { range: rows(0, 1), inheritFromBefore: true } },
      'inheritFromBefore cannot be true if inserting at the start of the grid.',
    ],
    [
      { insertDimension: { range: rows(1000, 1001) } },
      'range.startIndex[1000] must be less than the grid size[1000] if inheritFromBefore is false.',
    ],
    [
      { deleteDimension: { range: rows(999, 1002) } },
      "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
    ],
    [
      { moveDimension: { source: columns(30, 31), destinationIndex: 0 } },
      "Cannot move a column that doesn't exist. Tried to move column index 30 but there are only 26 columns.",
    ],
    [{ deleteDimension: { range: rows(0, 1000) } }, "You can't delete all the rows on the sheet."],
    [
      { appendDimension: { sheetId: 0, dimension: 'COLUMNS', length: 18_300 } },
      'This action would increase the number of columns in the worksheet above the limit of 18278 columns.',
    ],
    [
      { appendDimension: { sheetId: 0, dimension: 'ROWS', length: 400_000 } },
      'This action would increase the number of cells in the workbook above the limit of 10000000 cells.',
    ],
  ])('%j is refused', async (request, message) => {
    const { google, root } = await filled();
    expect(await google.batchRefusal(root, [request])).toBe(`Invalid requests[0].${Object.keys(request)[0]}: ${message}`);
  });
});

describe('cells shifted within a band', () => {
  it('insertRange pushes down only its columns; deleteRange pulls back', async () => {
    const { google, root } = await filled();
    await google.batch(root, [{ insertRange: { range: box(1, 2, 1, 2), shiftDimension: 'ROWS' } }]);
    expect(await google.values(root, 'A1:B6', 'FORMULA')).toEqual([['h', 'x'], ['a'], ['b', 1], ['c', 2], ['sum', 3], ['', '=SUM(B3:B5)']]);
    await google.batch(root, [{ deleteRange: { range: box(1, 3, 1, 2), shiftDimension: 'ROWS' } }]);
    expect(await google.values(root, 'A1:B6', 'FORMULA')).toEqual([['h', 'x'], ['a', 2], ['b', 3], ['c', '=SUM(B2:B3)'], ['sum']]);
    expect(await google.values(root, 'B4')).toEqual([[5]]);
    await google.batch(root, [{ insertRange: { range: box(0, 1, 0, 1), shiftDimension: 'COLUMNS' } }]);
    expect(await google.values(root, 'A1:C2')).toEqual([
      ['', 'h', 'x'],
      ['a', 2],
    ]);
  });
});

describe('tabs', () => {
  it('are added, renamed, hidden, moved and deleted', async () => {
    const { google, root } = await filled();
    const answer = await google.batch<{ replies: Json[] }>(root, [
      { addSheet: { properties: { sheetId: 8, title: 'Plans', index: 0, gridProperties: { rowCount: 5, columnCount: 4 } } } },
      { addSheet: {} },
      { updateSheetProperties: { properties: { sheetId: 8, title: 'My plans', hidden: true }, fields: 'title,hidden' } },
    ]);
    expect(answer.replies[0]).toEqual({
      addSheet: {
        properties: { sheetId: 8, title: 'Plans', index: 0, sheetType: 'GRID', gridProperties: { rowCount: 5, columnCount: 4 } },
      },
    });
    const list = async () =>
      (
        await google.ok<{ sheets: { properties: { title: string; hidden?: boolean } }[] }>('GET', `${root}?fields=sheets.properties`)
      ).sheets.map(({ properties }) => `${properties.title}${properties.hidden ? ' hidden' : ''}`);
    expect(await list()).toEqual(['My plans hidden', 'Sheet1', 'Sheet3']);
    await google.batch(root, [{ updateSheetProperties: { properties: { sheetId: 8, index: 3 }, fields: 'index' } }]);
    expect(await list()).toEqual(['Sheet1', 'Sheet3', 'My plans hidden']);
    await google.batch(root, [{ updateSheetProperties: { properties: { sheetId: 8, index: 1 }, fields: 'index' } }]);
    expect(await list()).toEqual(['Sheet1', 'My plans hidden', 'Sheet3']);
  });

  it('renamed: formulas speak the new name; deleted: they lose it', async () => {
    const { google, root } = await filled();
    await google.batch(root, [{ addSheet: { properties: { sheetId: 8, title: 'Plans' } } }]);
    await google.ok('PUT', `${root}/values/Plans!A1?valueInputOption=USER_ENTERED`, { values: [['=Sheet1!B5*2'], ['=A1']] });
    await google.ok('PUT', `${root}/values/Sheet1!D1?valueInputOption=USER_ENTERED`, { values: [['=Plans!A1+1']] });
    expect(await google.values(root, 'Sheet1!D1')).toEqual([[13]]);
    await google.batch(root, [{ updateSheetProperties: { properties: { sheetId: 8, title: 'New plans' }, fields: 'title' } }]);
    expect(await google.values(root, 'Sheet1!D1', 'FORMULA')).toEqual([["='New plans'!A1+1"]]);
    expect(await google.values(root, 'Sheet1!D1')).toEqual([[13]]);
    await google.batch(root, [{ deleteSheet: { sheetId: 8 } }]);
    expect(await google.values(root, 'Sheet1!D1', 'FORMULA')).toEqual([['=#REF!+1']]);
    expect(await google.values(root, 'Sheet1!D1')).toEqual([['#REF!']]);
    expect((await google.call('GET', `${root}/values/Plans!A1`)).status).toBe(400);
  });

  it('duplicated: cells and rules come along, metadata does not, and the copy lives its own life', async () => {
    const { google, root } = await filled();
    await google.batch(root, [
      {
        createDeveloperMetadata: {
          developerMetadata: { metadataKey: 'k', visibility: 'DOCUMENT', location: { dimensionRange: columns(1, 2) } },
        },
      },
      { mergeCells: { range: box(10, 11, 0, 2), mergeType: 'MERGE_ALL' } },
      { duplicateSheet: { sourceSheetId: 0, newSheetId: 3, insertSheetIndex: 1 } },
    ]);
    await google.ok('PUT', `${root}/values/Sheet1!B2?valueInputOption=RAW`, { values: [[100]] });
    expect(await google.values(root, 'Copy of Sheet1!A1:B5')).toEqual([
      ['h', 'x'],
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['sum', 6],
    ]);
    expect(await google.values(root, 'Sheet1!B5')).toEqual([[105]]);
    expect(await google.ok('GET', `${root}?ranges=Copy of Sheet1!A1:B1&fields=sheets(merges,data.columnMetadata)`)).toEqual({
      sheets: [{ merges: [box(10, 11, 0, 2, 3)], data: [{ columnMetadata: [{ pixelSize: 100 }, { pixelSize: 100 }] }] }],
    });
  });

  it('copied to another spreadsheet', async () => {
    const { google, root } = await filled();
    const other = await google.sheet();
    const properties = await google.ok('POST', `${root}/sheets/0:copyTo`, { destinationSpreadsheetId: other.split('/')[3] });
    expect(properties).toMatchObject({ title: 'Copy of Sheet1', index: 1 });
    expect(await google.values(other, 'Copy of Sheet1!B5')).toEqual([[6]]);
  });

  it.each([
    [{ addSheet: { properties: { title: 'sheet1' } } }, 'A sheet with the name "sheet1" already exists. Please enter another name.'],
    [{ addSheet: { properties: { sheetId: 0 } } }, 'Sheet with ID: 0 already exists.'],
    [{ deleteSheet: { sheetId: 0 } }, "You can't remove all the sheets in a document."],
    [
      { updateSheetProperties: { properties: { sheetId: 0, title: 'x' } } },
      "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
    ],
    [
      { updateSheetProperties: { properties: { sheetId: 0, hidden: true }, fields: 'hidden' } },
      "You can't hide all the sheets in a document.",
    ],
  ])('%j is refused', async (request, message) => {
    const { google, root } = await filled();
    expect(await google.batchRefusal(root, [request])).toBe(`Invalid requests[0].${Object.keys(request)[0]}: ${message}`);
  });
});

describe('the batch itself', () => {
  it.each([
    [{ requests: [] }, 'Must specify at least one request.'],
    [{ requests: [{}] }, 'Invalid requests[0]: Must specify exactly one request kind.'],
    [{ requests: [{ addSheet: {}, deleteSheet: { sheetId: 1 } }] }, 'Invalid requests[0]: Must specify exactly one request kind.'],
    [{ requests: [{ addSheets: {} }] }, `Invalid JSON payload received. Unknown name "addSheets" at 'requests[0]': Cannot find field.`],
    [
      { requests: [{ updateCells: { rws: [] } }] },
      `Invalid JSON payload received. Unknown name "rws" at 'requests[0].update_cells': Cannot find field.`,
    ],
  ])('%j is refused', async (body, message) => {
    const { google, root } = await filled();
    expect(await google.refusal('POST', `${root}:batchUpdate`, body)).toBe(message);
  });

  it('a refused batch leaves formulas and sums as they were', async () => {
    const { google, root } = await filled();
    await google.values(root, 'B5');
    const requests = [
      {
        updateCells: {
          start: { sheetId: 0, rowIndex: 1, columnIndex: 1 },
          rows: [{ values: [{ userEnteredValue: { numberValue: 1000 } }] }],
          fields: 'userEnteredValue',
        },
      },
      { copyPaste: { source: box(4, 5, 1, 2), destination: box(9, 10, 1, 2), pasteType: 'PASTE_VALUES' } },
      { deleteSheet: { sheetId: 44 } },
    ];
    await google.batchRefusal(root, requests);
    expect(await google.values(root, 'B1:B10')).toEqual([['x'], [1], [2], [3], [6]]);
  });

  it('answers one reply for each request, empty where there is nothing to say', async () => {
    const { google, root } = await filled();
    const answer = await google.batch(root, [
      { updateSpreadsheetProperties: { properties: { title: 'New' }, fields: 'title' } },
      { findReplace: { find: 'zzz', replacement: '', allSheets: true } },
    ]);
    expect(answer).toEqual({ spreadsheetId: root.split('/')[3], replies: [{}, { findReplace: {} }] });
    expect(await google.ok('GET', `/drive/v3/files/${root.split('/')[3]}?fields=name`)).toEqual({ name: 'New' });
  });
});
