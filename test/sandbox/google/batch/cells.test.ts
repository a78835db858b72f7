/** Cells written, copied, cut, sorted, searched and guarded. */
import { describe, expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

const box = (r0: number, r1: number, c0: number, c1: number, sheetId = 0) => ({
  sheetId,
  startRowIndex: r0,
  endRowIndex: r1,
  startColumnIndex: c0,
  endColumnIndex: c1,
});
const text = (stringValue: string) => ({ userEnteredValue: { stringValue } });
const number = (numberValue: number) => ({ userEnteredValue: { numberValue } });

async function sheet(rows: readonly (readonly unknown[])[] = []) {
  const google = new TestGoogle();
  return { google, root: await google.sheet(rows) };
}

describe('updateCells', () => {
  it('writes typed values: a text stays a text whatever it looks like', async () => {
    const { google, root } = await sheet();
    const values = [
      text('=1+1'),
      text('12'),
      number(12.5),
      { userEnteredValue: { boolValue: true } },
      { userEnteredValue: { formulaValue: '=C1*2' } },
    ];
    await google.batch(root, [
      { updateCells: { start: { sheetId: 0, rowIndex: 0, columnIndex: 0 }, rows: [{ values }], fields: 'userEnteredValue' } },
    ]);
    expect(await google.values(root, 'A1:E1')).toEqual([['=1+1', '12', 12.5, true, 25]]);
  });

  it('with a range clears what the rows don’t cover, in the named fields only', async () => {
    const { google, root } = await sheet([
      [1, 2],
      [3, 4],
    ]);
    await google.batch(root, [
      {
        updateCells: {
          range: box(0, 2, 0, 2),
          rows: [{ values: [{ note: 'n' }, { note: 'm' }] }, { values: [{ note: 'o' }, { note: 'p' }] }],
          fields: 'note',
        },
      },
      { updateCells: { range: box(0, 2, 0, 2), rows: [{ values: [number(9)] }], fields: 'userEnteredValue' } },
    ]);
    expect(await google.values(root, 'A1:B2')).toEqual([[9]]);
    const got = await google.ok<{ sheets: { data: { rowData: { values: Json[] }[] }[] }[] }>(
      'GET',
      `${root}?ranges=A1:B2&fields=sheets.data.rowData.values.note`,
    );
    expect(got.sheets[0]?.data[0]?.rowData.map((row) => row.values.map((cell) => cell.note))).toEqual([
      ['n', 'm'],
      ['o', 'p'],
    ]);
  });

  it('touches only the fields of the mask, down to parts of a format', async () => {
    const { google, root } = await sheet([[5]]);
    const at = { sheetId: 0, rowIndex: 0, columnIndex: 0 };
    const format = { numberFormat: { type: 'NUMBER', pattern: '0.00' }, textFormat: { bold: true, italic: true } };
    await google.batch(root, [
      { updateCells: { start: at, rows: [{ values: [{ userEnteredFormat: format }] }], fields: 'userEnteredFormat' } },
      {
        updateCells: {
          start: at,
          rows: [{ values: [{ ...number(7), userEnteredFormat: { textFormat: { bold: false } } }] }],
          fields: 'userEnteredFormat.textFormat.bold',
        },
      },
    ]);
    const got = await google.ok(
      'GET',
      `${root}?ranges=A1&fields=sheets.data.rowData.values(userEnteredValue,userEnteredFormat,formattedValue,effectiveFormat(numberFormat,verticalAlignment))`,
    );
    expect(got).toEqual({
      sheets: [
        {
          data: [
            {
              rowData: [
                {
                  values: [
                    {
                      userEnteredValue: { numberValue: 5 },
                      formattedValue: '5.00',
                      userEnteredFormat: { ...format, textFormat: { bold: false, italic: true } },
                      effectiveFormat: { numberFormat: format.numberFormat, verticalAlignment: 'BOTTOM' },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    await google.batch(root, [{ updateCells: { range: box(0, 1, 0, 1), fields: '*' } }]);
    expect(await google.ok('GET', `${root}?ranges=A1&fields=sheets.data.rowData`)).toEqual({ sheets: [{ data: [{}] }] });
  });

  it.each([
    [
      { start: { sheetId: 0, rowIndex: 1000, columnIndex: 0 }, rows: [], fields: '*' },
      'GridCoordinate.rowIndex[1000] is after last row in grid[999]',
    ],
    [
      { start: { sheetId: 0, rowIndex: 0, columnIndex: 25 }, rows: [{ values: [{}, {}] }], fields: '*' },
      'Attempting to write column: 26, beyond the last requested column of: 25',
    ],
    [
      { range: box(0, 1, 0, 1), rows: [{ values: [{}] }, { values: [{}] }], fields: '*' },
      'Attempting to write row: 1, beyond the last requested row of: 0',
    ],
    [{ range: box(0, 1001, 0, 1), rows: [], fields: '*' }, 'Range (Sheet1!A1:A1001) exceeds grid limits. Max rows: 1000, max columns: 26'],
    [{ rows: [], fields: '*' }, 'Must specify either start or range.'],
    [{ start: { sheetId: 0 }, rows: [] }, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"],
    [{ start: { sheetId: 3 }, rows: [], fields: '*' }, 'No grid with id: 3'],
  ])('%j is refused', async (request, message) => {
    const { google, root } = await sheet();
    expect(await google.batchRefusal(root, [{ updateCells: request }])).toBe(`Invalid requests[0].updateCells: ${message}`);
  });
});

describe('repeatCell and appendCells', () => {
  it('repeats a formula as if it were copied', async () => {
    const { google, root } = await sheet([
      [1, 10],
      [2, 20],
    ]);
    await google.batch(root, [
      { repeatCell: { range: box(0, 2, 2, 3), cell: { userEnteredValue: { formulaValue: '=A1*$B$1' } }, fields: 'userEnteredValue' } },
    ]);
    expect(await google.values(root, 'C1:C2', 'FORMULA')).toEqual([['=A1*$B$1'], ['=A2*$B$1']]);
    expect(await google.values(root, 'C1:C2')).toEqual([[10], [20]]);
  });

  it('appends after the last row with data, growing the grid', async () => {
    const { google, root } = await sheet([['a'], [], ['b']]);
    await google.batch(root, [{ appendCells: { sheetId: 0, rows: [{ values: [text('c'), number(1)] }], fields: 'userEnteredValue' } }]);
    expect(await google.values(root, 'A3:B4')).toEqual([['b'], ['c', 1]]);
    await google.ok('PUT', `${root}/values/A1000?valueInputOption=RAW`, { values: [['end']] });
    await google.batch(root, [{ appendCells: { sheetId: 0, rows: [{ values: [text('d')] }, { values: [text('e')] }], fields: '*' } }]);
    expect(await google.values(root, 'A1000:A1002')).toEqual([['end'], ['d'], ['e']]);
  });
});

describe('copying', () => {
  it.each([
    ['PASTE_NORMAL', [['=SUM(B6:B7)', 'x']], 'noted'],
    ['PASTE_VALUES', [[3, 'x']], undefined],
    ['PASTE_FORMULA', [['=SUM(B6:B7)', 'x']], undefined],
    ['PASTE_FORMAT', [['old', 'older']], undefined],
  ])('%s', async (pasteType, expected, note) => {
    const { google, root } = await sheet([['=SUM(A2:A3)', 'x'], [1], [2], [], ['', 'old', 'older']]);
    const bold = { textFormat: { bold: true } };
    await google.batch(root, [
      {
        updateCells: {
          start: { sheetId: 0, rowIndex: 0, columnIndex: 0 },
          rows: [{ values: [{ note: 'noted', userEnteredFormat: bold }] }],
          fields: 'note,userEnteredFormat',
        },
      },
      { copyPaste: { source: box(0, 1, 0, 2), destination: box(4, 5, 1, 2), pasteType } },
    ]);
    expect(await google.values(root, 'B5:C5', 'FORMULA')).toEqual(expected);
    const got = await google.ok<{ sheets: { data: { rowData: { values: Json[] }[] }[] }[] }>(
      'GET',
      `${root}?ranges=B5&fields=sheets.data.rowData.values(note,userEnteredFormat)`,
    );
    const cell = got.sheets[0]?.data[0]?.rowData?.[0]?.values[0];
    expect(cell?.note).toBe(note);
    const hasFormat = pasteType === 'PASTE_NORMAL' || pasteType === 'PASTE_FORMAT';
    expect(cell?.userEnteredFormat).toEqual(hasFormat ? bold : undefined);
  });

  it('fills a destination that holds the source several times; transposes', async () => {
    const { google, root } = await sheet([[1, 2]]);
    await google.batch(root, [{ copyPaste: { source: box(0, 1, 0, 2), destination: box(2, 4, 0, 4) } }]);
    expect(await google.values(root, 'A3:D4')).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    await google.batch(root, [{ copyPaste: { source: box(0, 1, 0, 2), destination: box(6, 7, 5, 6), pasteOrientation: 'TRANSPOSE' } }]);
    expect(await google.values(root, 'F7:F8')).toEqual([[1], [2]]);
  });

  it('over itself takes what was there before', async () => {
    const { google, root } = await sheet([[1], [2], [3]]);
    await google.batch(root, [{ copyPaste: { source: box(0, 3, 0, 1), destination: box(1, 4, 0, 1) } }]);
    expect(await google.values(root, 'A1:A4')).toEqual([[1], [1], [2], [3]]);
  });
});

describe('cutting', () => {
  it('moves values, notes and rules, and references follow, within a tab', async () => {
    const { google, root } = await sheet([[5, '=A1*2', '=SUM(A1:A2)', '=SUM(A1:B1)'], [7]]);
    await google.batch(root, [
      { updateCells: { start: { sheetId: 0, rowIndex: 0, columnIndex: 0 }, rows: [{ values: [{ note: 'mine' }] }], fields: 'note' } },
      { cutPaste: { source: box(0, 1, 0, 1), destination: { sheetId: 0, rowIndex: 9, columnIndex: 0 } } },
    ]);
    expect(await google.values(root, 'A1:D1', 'FORMULA')).toEqual([['', '=A10*2', '=SUM(A1:A2)', '=SUM(A1:B1)']]);
    expect(await google.values(root, 'A1:D1')).toEqual([['', 10, 7, 10]]);
    const got = await google.ok('GET', `${root}?ranges=A10&fields=sheets.data.rowData.values(note,effectiveValue)`);
    expect(got).toEqual({ sheets: [{ data: [{ rowData: [{ values: [{ effectiveValue: { numberValue: 5 }, note: 'mine' }] }] }] }] });
  });

  it('a formula taken to another tab still means the cells it meant', async () => {
    const { google, root } = await sheet([[5, '=A1*2', '=B1+A2'], [7]]);
    await google.batch(root, [
      { addSheet: { properties: { sheetId: 4, title: 'Removed' } } },
      { cutPaste: { source: box(0, 1, 1, 3), destination: { sheetId: 4, rowIndex: 0, columnIndex: 0 } } },
    ]);
    expect(await google.values(root, 'Removed!A1:B1', 'FORMULA')).toEqual([['=Sheet1!A1*2', '=A1+Sheet1!A2']]);
    expect(await google.values(root, 'Removed!A1:B1')).toEqual([[10, 17]]);
  });

  it('a named range goes along; row metadata stays with the row', async () => {
    const { google, root } = await sheet([['a', 1]]);
    await google.batch(root, [
      { addNamedRange: { namedRange: { namedRangeId: 'n', name: 'n_1', range: box(0, 1, 0, 2) } } },
      {
        createDeveloperMetadata: {
          developerMetadata: {
            metadataKey: 'row',
            visibility: 'DOCUMENT',
            location: { dimensionRange: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 1 } },
          },
        },
      },
      { cutPaste: { source: box(0, 1, 0, 2), destination: { sheetId: 0, rowIndex: 5, columnIndex: 0 } } },
    ]);
    expect(await google.ok('GET', `${root}?fields=namedRanges.range`)).toEqual({ namedRanges: [{ range: box(5, 6, 0, 2) }] });
    const found = await google.ok<{ matchedDeveloperMetadata: Json[] }>('POST', `${root}/developerMetadata:search`, {
      dataFilters: [{ developerMetadataLookup: { metadataKey: 'row' } }],
    });
    expect(found.matchedDeveloperMetadata[0]).toMatchObject({
      developerMetadata: { location: { dimensionRange: { startIndex: 0, endIndex: 1 } } },
    });
  });
});

describe('pasteData', () => {
  it('is taken as typed', async () => {
    const { google, root } = await sheet();
    await google.batch(root, [
      {
        pasteData: {
          coordinate: { sheetId: 0, rowIndex: 1, columnIndex: 1 },
          data: 'a,2\n=B2,12%\n',
          delimiter: ',',
          type: 'PASTE_NORMAL',
        },
      },
    ]);
    expect(await google.values(root, 'B2:C3', 'FORMULA')).toEqual([
      ['a', 2],
      ['=B2', 0.12],
    ]);
  });
});

describe('sorting', () => {
  it('numbers, texts, truth; blanks last either way; equals keep their order; formats travel', async () => {
    const { google, root } = await sheet([
      ['b', 1],
      ['', 2],
      [10, 3],
      [true, 4],
      ['A', 5],
      [9, 6],
      ['a', 7],
    ]);
    await google.batch(root, [{ sortRange: { range: box(0, 7, 0, 2), sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }] } }]);
    expect((await google.values(root, 'A1:B7')).map((row) => row[1])).toEqual([6, 3, 5, 7, 1, 4, 2]);
    await google.batch(root, [{ sortRange: { range: box(0, 7, 0, 2), sortSpecs: [{ dimensionIndex: 0, sortOrder: 'DESCENDING' }] } }]);
    expect((await google.values(root, 'A1:B7')).map((row) => row[1])).toEqual([4, 1, 5, 7, 3, 6, 2]);
  });

  it('by several columns, and relative references within a row go with it', async () => {
    const { google, root } = await sheet([
      ['x', 2, '=B1*10'],
      ['y', 1, '=B2*10'],
      ['x', 1, '=B3*10'],
    ]);
    const sortSpecs = [
      { dimensionIndex: 0, sortOrder: 'DESCENDING' },
      { dimensionIndex: 1, sortOrder: 'ASCENDING' },
    ];
    await google.batch(root, [{ sortRange: { range: box(0, 3, 0, 3), sortSpecs } }]);
    expect(await google.values(root, 'A1:C3', 'FORMULA')).toEqual([
      ['y', 1, '=B1*10'],
      ['x', 1, '=B2*10'],
      ['x', 2, '=B3*10'],
    ]);
    expect(await google.values(root, 'C1:C3')).toEqual([[10], [10], [20]]);
  });

  it('of some columns leaves the others, so keys can be left behind', async () => {
    const { google, root } = await sheet([
      ['b', 2, 'k1'],
      ['a', 1, 'k2'],
    ]);
    await google.batch(root, [{ sortRange: { range: box(0, 2, 0, 2), sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }] } }]);
    expect(await google.values(root, 'A1:C2')).toEqual([
      ['a', 1, 'k1'],
      ['b', 2, 'k2'],
    ]);
  });

  it('of whole rows carries what is attached to them', async () => {
    const { google, root } = await sheet([['b'], ['a']]);
    const location = { dimensionRange: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 1 } };
    await google.batch(root, [
      { createDeveloperMetadata: { developerMetadata: { metadataId: 3, metadataKey: 'k', visibility: 'DOCUMENT', location } } },
      { sortRange: { range: box(0, 2, 0, 1), sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }] } },
    ]);
    expect(await google.ok('GET', `${root}/developerMetadata/3`)).toMatchObject({
      location: { dimensionRange: { startIndex: 1, endIndex: 2 } },
    });
  });
});

describe('findReplace', () => {
  it('counts what it changed', async () => {
    const { google, root } = await sheet([
      ['Acme Ltd', 'acme'],
      ['=CONCATENATE("ac","me")', 'other'],
    ]);
    const answer = await google.batch<{ replies: Json[] }>(root, [{ findReplace: { find: 'acme', replacement: 'Bolt', allSheets: true } }]);
    expect(answer.replies).toEqual([{ findReplace: { valuesChanged: 2, rowsChanged: 1, sheetsChanged: 1, occurrencesChanged: 2 } }]);
    expect(await google.values(root, 'A1:B2')).toEqual([
      ['Bolt Ltd', 'Bolt'],
      ['acme', 'other'],
    ]);
  });

  it('whole cells, case, expressions, formulas', async () => {
    const { google, root } = await sheet([['ab', 'AB', 'xab', '=A1&"ab"']]);
    await google.batch(root, [
      { findReplace: { find: 'ab', replacement: '1', range: box(0, 1, 0, 3), matchCase: true, matchEntireCell: true } },
      { findReplace: { find: '^x(a)(b)$', replacement: '$2$1', sheetId: 0, searchByRegex: true } },
      { findReplace: { find: '"ab"', replacement: '"c"', sheetId: 0, includeFormulas: true } },
    ]);
    expect(await google.values(root, 'A1:D1', 'FORMULA')).toEqual([[1, 'AB', 'ba', '=A1&"c"']]);
  });
});
