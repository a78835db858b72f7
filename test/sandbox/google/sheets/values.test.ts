import { describe, expect, it } from 'vitest';
import { TestGoogle } from '../world.ts';

const at = (root: string, range: string, query = '') => `${root}/values/${encodeURIComponent(range)}${query}`;

describe('reading values', () => {
  it('leaves out what is blank at the end, keeps what is blank within, and names the whole range', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['a', '', 'c', ''], ['', '', '', ''], ['x']]);
    expect(await google.ok('GET', at(root, 'Sheet1!A1:D10'))).toEqual({
      range: 'Sheet1!A1:D10',
      majorDimension: 'ROWS',
      values: [['a', '', 'c'], [], ['x']],
    });
    expect(await google.ok('GET', at(root, 'Sheet1!E5:F6'))).toEqual({ range: 'Sheet1!E5:F6', majorDimension: 'ROWS' });
    expect(await google.ok('GET', at(root, 'Sheet1!A1:D10', '?majorDimension=COLUMNS'))).toEqual({
      range: 'Sheet1!A1:D10',
      majorDimension: 'COLUMNS',
      values: [['a', '', 'x'], [], ['c']],
    });
  });

  it.each([
    ['Sheet1', 'Sheet1!A1:Z1000'],
    ['A1', 'Sheet1!A1'],
    ['Sheet1!B2:C', 'Sheet1!B2:C1000'],
    ['Sheet1!B:C', 'Sheet1!B1:C1000'],
    ['Sheet1!2:3', 'Sheet1!A2:Z3'],
    ['sheet1!a1:b2', 'Sheet1!A1:B2'],
    ['Sheet1!A990:AB2000', 'Sheet1!A990:Z1000'],
    ["'My plans'!A1:B1", "'My plans'!A1:B1"],
    ['My plans!A1:B1', "'My plans'!A1:B1"],
    ['Totals', "'My plans'!B2:C3"],
    ['Sheet1!R2C3', 'Sheet1!C2'],
  ])('%s means %s', async (asked, answered) => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const range = { sheetId: 5, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 1, endColumnIndex: 3 };
    await google.batch(root, [
      { addSheet: { properties: { sheetId: 5, title: 'My plans' } } },
      { addNamedRange: { namedRange: { name: 'Totals', range } } },
    ]);
    expect(await google.ok('GET', at(root, asked))).toMatchObject({ range: answered });
  });

  it.each([
    ['Nowhere!A1', 'Unable to parse range: Nowhere!A1'],
    ['Sheet1!A1:B2:C3', 'Unable to parse range: Sheet1!A1:B2:C3'],
    ['Sheet1!A1001:B1001', 'Range (Sheet1!A1001:B1001) exceeds grid limits. Max rows: 1000, max columns: 26'],
    ['AA1', 'Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26'],
  ])('%s is refused: %s', async (range, message) => {
    const google = new TestGoogle();
    expect(await google.refusal('GET', at(await google.sheet(), range))).toBe(message);
  });

  it('renders dates, numbers, formulas and errors as asked', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['2025-03-04', '$1,250.50', '=B1*2', '=1/0', true, '12%']]);
    expect(await google.values(root, 'A1:F1', 'FORMATTED_VALUE')).toEqual([
      ['2025-03-04', '$1,250.50', '$2,501.00', '#DIV/0!', 'TRUE', '12%'],
    ]);
    expect(await google.values(root, 'A1:F1', 'UNFORMATTED_VALUE')).toEqual([[45720, 1250.5, 2501, '#DIV/0!', true, 0.12]]);
    expect(await google.values(root, 'A1:F1', 'FORMULA')).toEqual([[45720, 1250.5, '=B1*2', '=1/0', true, 0.12]]);
    const asText = await google.ok('GET', at(root, 'A1:B1', '?valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=FORMATTED_STRING'));
    expect(asText).toMatchObject({ values: [['2025-03-04', 1250.5]] });
  });

  it('reads many ranges at once', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    const answer = await google.ok('GET', `${root}/values:batchGet?ranges=A1:A2&ranges=B2`);
    expect(answer).toMatchObject({
      valueRanges: [
        { range: 'Sheet1!A1:A2', values: [['a'], ['c']] },
        { range: 'Sheet1!B2', values: [['d']] },
      ],
    });
  });
});

describe('writing values', () => {
  it('RAW stores what was given and understands nothing', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const row = ['=1+1', '2025-03-04', '12', '1,234', 'TRUE', "'x", '+1', '-', '@a', '\tx', 12, false, 'ä\u0308'];
    await google.ok('PUT', at(root, 'A1', '?valueInputOption=RAW'), { values: [row] });
    expect(await google.values(root, 'A1:M1')).toEqual([row]);
    expect(await google.values(root, 'A1:M1', 'FORMULA')).toEqual([row]);
  });

  it('null leaves a cell as it is, "" empties it', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['a', 'b', 'c', 'd']]);
    const answer = await google.ok('PUT', at(root, 'A1:D1', '?valueInputOption=RAW'), { values: [['A', null, '']] });
    expect(answer).toEqual({
      spreadsheetId: root.split('/')[3],
      updatedRange: 'Sheet1!A1:C1',
      updatedRows: 1,
      updatedColumns: 2,
      updatedCells: 2,
    });
    expect(await google.values(root, 'A1:D1')).toEqual([['A', 'b', '', 'd']]);
  });

  it('writes columns, and answers what it wrote when asked', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const query = '?valueInputOption=USER_ENTERED&includeValuesInResponse=true&responseValueRenderOption=UNFORMATTED_VALUE';
    const answer = await google.ok('PUT', at(root, 'B2:C3', query), {
      majorDimension: 'COLUMNS',
      values: [
        ['1', '2'],
        ['=B2+B3', 'x'],
      ],
    });
    expect(answer).toMatchObject({
      updatedRange: 'Sheet1!B2:C3',
      updatedCells: 4,
      updatedData: {
        range: 'Sheet1!B2:C3',
        majorDimension: 'ROWS',
        values: [
          [1, 3],
          [2, 'x'],
        ],
      },
    });
  });

  it('keeps notes, formats and rules of the cells it writes or clears', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['5']]);
    const cell = {
      note: 'checked',
      userEnteredFormat: { numberFormat: { type: 'NUMBER', pattern: '0.000' } },
      dataValidation: { condition: { type: 'NUMBER_GREATER', values: [{ userEnteredValue: '0' }] }, strict: true },
    };
    const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 1 };
    await google.batch(root, [{ repeatCell: { range, cell, fields: 'note,userEnteredFormat.numberFormat,dataValidation' } }]);
    await google.ok('PUT', at(root, 'A1', '?valueInputOption=RAW'), { values: [[-7]] });
    const look = () =>
      google.ok('GET', `${root}?ranges=A1&fields=sheets.data.rowData.values(note,dataValidation,userEnteredFormat,formattedValue)`);
    expect(await look()).toEqual({ sheets: [{ data: [{ rowData: [{ values: [{ ...cell, formattedValue: '-7.000' }] }] }] }] });
    expect(await google.ok('POST', `${root}/values/A1:clear`, {})).toMatchObject({ clearedRange: 'Sheet1!A1' });
    expect(await look()).toEqual({ sheets: [{ data: [{ rowData: [{ values: [cell] }] }] }] });
  });

  it.each([
    ['A1:B1', [[1, 2, 3]], 'Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]'],
    ['A1:B1', [[1], [2]], 'Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]'],
    ['A1001', [[1]], 'Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26'],
    ['Sheet1!A999:B1001', [[1]], 'Range (Sheet1!A999:B1001) exceeds grid limits. Max rows: 1000, max columns: 26'],
    ['A1000', [[1], [2]], 'Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26'],
  ])('into %s of %j is refused: %s', async (range, values, message) => {
    const google = new TestGoogle();
    const root = await google.sheet();
    expect(await google.refusal('PUT', at(root, range, '?valueInputOption=RAW'), { values })).toBe(message);
    expect(await google.values(root, 'Sheet1')).toEqual([]);
  });

  it('wants to know how to take the input', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    expect(await google.refusal('PUT', at(root, 'A1'), { values: [[1]] })).toBe("'valueInputOption' is required but not specified");
  });

  it('batchUpdate writes all ranges or none', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const data = [
      { range: 'A1:B1', values: [[1, 2]] },
      { range: 'A2', values: [[3], [4]] },
    ];
    expect(await google.ok('POST', `${root}/values:batchUpdate`, { valueInputOption: 'RAW', data })).toMatchObject({
      totalUpdatedRows: 3,
      totalUpdatedColumns: 3,
      totalUpdatedCells: 4,
      totalUpdatedSheets: 1,
      responses: [{ updatedRange: 'Sheet1!A1:B1' }, { updatedRange: 'Sheet1!A2:A3' }],
    });
    const bad = [
      { range: 'A1', values: [[9]] },
      { range: 'Nope!A1', values: [[1]] },
    ];
    expect(await google.refusal('POST', `${root}/values:batchUpdate`, { valueInputOption: 'RAW', data: bad })).toBe(
      'Invalid data[1]: Unable to parse range: Nope!A1',
    );
    expect(await google.values(root, 'A1:C3')).toEqual([[1, 2], [3], [4]]);
  });

  it('batchClear empties several ranges', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([[1, 2, 3]]);
    expect(await google.ok('POST', `${root}/values:batchClear`, { ranges: ['A1', 'C1:C5'] })).toMatchObject({
      clearedRanges: ['Sheet1!A1', 'Sheet1!C1:C5'],
    });
    expect(await google.values(root, 'A1:C1')).toEqual([['', 2]]);
  });
});

describe('appending', () => {
  const rows = [
    ['Name', 'Sum'],
    ['a', 1],
    ['b', 2],
  ];
  const append = (google: TestGoogle, root: string, range: string, values: unknown[][], more = '') =>
    google.ok<{ tableRange?: string; updates: { updatedRange: string } }>(
      'POST',
      `${root}/values/${encodeURIComponent(range)}:append?valueInputOption=RAW${more}`,
      { values },
    );

  it('writes below the table that the range touches, over what stands there', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([...rows, [], ['Total', 3]]);
    const answer = await append(google, root, 'Sheet1!A1:B2', [['c', 3]]);
    expect(answer).toMatchObject({ tableRange: 'Sheet1!A1:B3', updates: { updatedRange: 'Sheet1!A4:B4', updatedCells: 2 } });
    expect(await google.values(root, 'A3:B5')).toEqual([
      ['b', 2],
      ['c', 3],
      ['Total', 3],
    ]);
  });

  it('INSERT_ROWS makes room: what stood below moves down', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([...rows, [], ['Total', '=SUM(B2:B3)']]);
    await append(
      google,
      root,
      'Sheet1!A1:B2',
      [
        ['c', 3],
        ['d', 4],
      ],
      '&insertDataOption=INSERT_ROWS',
    );
    expect(await google.values(root, 'A4:B7', 'FORMULA')).toEqual([['c', 3], ['d', 4], [], ['Total', '=SUM(B2:B3)']]);
    expect(await google.ok('GET', `${root}?fields=sheets.properties.gridProperties.rowCount`)).toEqual({
      sheets: [{ properties: { gridProperties: { rowCount: 1002 } } }],
    });
  });

  it('a blank row ends the table: the last one in the range is taken', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([...rows, [], ['x', 9]]);
    expect(await append(google, root, 'Sheet1', [['y', 8]])).toMatchObject({
      tableRange: 'Sheet1!A5:B5',
      updates: { updatedRange: 'Sheet1!A6:B6' },
    });
  });

  it('with no table writes at the start of the range, and grows the grid at its end', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const answer = await append(google, root, 'Sheet1!D5:E6', [[1]]);
    expect(answer.tableRange).toBeUndefined();
    expect(answer.updates.updatedRange).toBe('Sheet1!D5');
    await google.ok('PUT', `${root}/values/A1000?valueInputOption=RAW`, { values: [['last']] });
    expect(await append(google, root, 'A1000', [['more'], ['yet more']])).toMatchObject({
      updates: { updatedRange: 'Sheet1!A1001:A1002' },
    });
    expect(await google.values(root, 'A1000:A1002')).toEqual([['last'], ['more'], ['yet more']]);
  });
});

describe('by data filter', () => {
  it('reads, writes and clears what metadata, A1 and grid ranges point at', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([
      ['h1', 'h2'],
      [1, 2],
      [3, 4],
    ]);
    await google.batch(root, [
      {
        createDeveloperMetadata: {
          developerMetadata: {
            metadataKey: 'column',
            metadataValue: 'budget',
            visibility: 'DOCUMENT',
            location: { dimensionRange: { sheetId: 0, dimension: 'COLUMNS', startIndex: 1, endIndex: 2 } },
          },
        },
      },
      { insertDimension: { range: { sheetId: 0, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 } } },
    ]);
    const budget = { developerMetadataLookup: { metadataKey: 'column', metadataValue: 'budget' } };
    const first = { gridRange: { sheetId: 0, startRowIndex: 0, endRowIndex: 1 } };
    const read = await google.ok('POST', `${root}/values:batchGetByDataFilter`, {
      dataFilters: [budget, first],
      valueRenderOption: 'UNFORMATTED_VALUE',
    });
    expect(read).toMatchObject({
      valueRanges: [
        { valueRange: { range: 'Sheet1!C1:C1000', values: [['h2'], [2], [4]] }, dataFilters: [budget] },
        { valueRange: { range: 'Sheet1!A1:AA1', values: [['', 'h1', 'h2']] } },
      ],
    });
    const written = await google.ok('POST', `${root}/values:batchUpdateByDataFilter`, {
      valueInputOption: 'RAW',
      data: [{ dataFilter: budget, values: [[null], [20]] }],
    });
    expect(written).toMatchObject({ totalUpdatedCells: 1, responses: [{ updatedRange: 'Sheet1!C1:C2', dataFilter: budget }] });
    expect(await google.values(root, 'C1:C3')).toEqual([['h2'], [20], [4]]);
    await google.ok('POST', `${root}/values:batchClearByDataFilter`, { dataFilters: [{ a1Range: 'B2:B3' }] });
    expect(await google.values(root, 'B1:C3')).toEqual([
      ['h1', 'h2'],
      ['', 20],
      ['', 4],
    ]);
    expect(await google.refusal('POST', `${root}:getByDataFilter`, { dataFilters: [budget, { a1Range: 'Gone!A1' }] })).toBe(
      'Unable to parse range: Gone!A1',
    );
  });
});

describe('a body that repeats its path', () => {
  it('is let pass where the body is the whole request, refused where it is only the values', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['a', 'b']]);
    const spreadsheetId = root.split('/').at(-1);
    await google.ok('POST', at(root, 'A1', ':clear'), { spreadsheetId, range: 'A1' });
    expect(await google.values(root, 'A1:B1')).toEqual([['', 'b']]);
    await google.ok('POST', `${root}:batchUpdate`, {
      spreadsheetId,
      requests: [{ findReplace: { find: 'b', replacement: 'c', allSheets: true } }],
    });
    expect(await google.refusal('PUT', at(root, 'A1', '?valueInputOption=RAW'), { spreadsheetId, values: [[1]] })).toMatch(
      /Unknown name "spreadsheetId"/,
    );
  });
});
