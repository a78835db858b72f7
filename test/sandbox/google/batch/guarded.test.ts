/** Protection, names, metadata, rules, filters and tables. */
import { describe, expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

const box = (r0: number, r1: number, c0: number, c1: number, sheetId = 0) => ({
  sheetId,
  startRowIndex: r0,
  endRowIndex: r1,
  startColumnIndex: c0,
  endColumnIndex: c1,
});
const REFUSAL =
  'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.';

/** Anna's spreadsheet with B protected for herself alone. */
async function guarded(more: object = {}) {
  const google = new TestGoogle();
  const root = await google.sheet([
    ['b', 1, 'x'],
    ['a', 2, 'y'],
  ]);
  const answer = await google.batch<{ replies: Json[] }>(root, [
    { addProtectedRange: { protectedRange: { range: box(0, 1000, 1, 2), ...more } } },
  ]);
  return { google, root, answer };
}

describe('protected ranges', () => {
  const edits: [string, object][] = [
    ['updateCells', { updateCells: { range: box(0, 1, 1, 2), rows: [], fields: 'userEnteredValue' } }],
    ['repeatCell', { repeatCell: { range: box(0, 1, 0, 3), cell: {}, fields: 'note' } }],
    ['sortRange', { sortRange: { range: box(0, 2, 0, 3), sortSpecs: [{ dimensionIndex: 0 }] } }],
    ['copyPaste', { copyPaste: { source: box(0, 1, 0, 1), destination: box(0, 1, 1, 2) } }],
    ['cutPaste', { cutPaste: { source: box(0, 1, 1, 2), destination: { sheetId: 0, rowIndex: 5, columnIndex: 0 } } }],
    ['deleteDimension', { deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 1 } } }],
    ['findReplace', { findReplace: { find: '1', replacement: '2', allSheets: true } }],
    ['setDataValidation', { setDataValidation: { range: box(0, 1, 1, 2) } }],
  ];

  it.each(edits)('refuse other people’s %s, and let the owner', async (kind, request) => {
    const { google, root } = await guarded();
    expect(await google.batchRefusal(root, [request], 'boris')).toBe(`Invalid requests[0].${kind}: ${REFUSAL}`);
    await google.batch(root, [request]);
  });

  it('refuse other people’s values, and leave the rest of the tab to them', async () => {
    const { google, root } = await guarded();
    expect(await google.refusal('PUT', `${root}/values/A1:C1?valueInputOption=RAW`, { values: [[1, 2, 3]] }, 'boris')).toBe(REFUSAL);
    expect(await google.refusal('POST', `${root}/values/B:B:clear`, {}, 'app-boris')).toBe(REFUSAL);
    await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [['free']] }, 'boris');
    expect(await google.values(root, 'A1:C1')).toEqual([['free', 1, 'x']]);
  });

  it('a warning stops nobody; an editor by name may edit', async () => {
    const warned = await guarded({ warningOnly: true });
    await warned.google.batch(warned.root, [edits[2]?.[1] ?? {}], 'boris');
    const named = await guarded({ editors: { users: ['boris@agency.test'] } });
    await named.google.batch(named.root, [edits[2]?.[1] ?? {}], 'boris');
    expect(named.answer.replies[0]).toMatchObject({
      addProtectedRange: { protectedRange: { editors: { users: ['anna@agency.test', 'boris@agency.test'] }, requestingUserCanEdit: true } },
    });
  });

  it('show their editors only to those who may edit', async () => {
    const { google, root } = await guarded({ description: 'ours' });
    const asked = `${root}?fields=sheets.protectedRanges(description,editors,requestingUserCanEdit)`;
    expect(await google.ok('GET', asked)).toEqual({
      sheets: [{ protectedRanges: [{ description: 'ours', editors: { users: ['anna@agency.test'] }, requestingUserCanEdit: true }] }],
    });
    expect(await google.ok('GET', asked, undefined, 'boris')).toEqual({ sheets: [{ protectedRanges: [{ description: 'ours' }] }] });
  });

  it('a whole tab with an unprotected part', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const protectedRange = { protectedRangeId: 5, range: { sheetId: 0 }, unprotectedRanges: [box(1, 9, 0, 2)] };
    await google.batch(root, [{ addProtectedRange: { protectedRange } }]);
    await google.ok('PUT', `${root}/values/A2:B2?valueInputOption=RAW`, { values: [[1, 2]] }, 'boris');
    expect(await google.refusal('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[1]] }, 'boris')).toBe(REFUSAL);
    await google.batch(root, [
      { updateProtectedRange: { protectedRange: { protectedRangeId: 5, warningOnly: true }, fields: 'warningOnly' } },
    ]);
    await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[1]] }, 'boris');
    await google.batch(root, [{ deleteProtectedRange: { protectedRangeId: 5 } }]);
    expect(await google.batchRefusal(root, [{ deleteProtectedRange: { protectedRangeId: 5 } }])).toBe(
      'Invalid requests[0].deleteProtectedRange: No protected range with id: 5',
    );
  });

  it('warning only has no editors', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const protectedRange = { range: box(0, 1, 0, 1), warningOnly: true, editors: { users: [] } };
    expect(await google.batchRefusal(root, [{ addProtectedRange: { protectedRange } }])).toBe(
      'Invalid requests[0].addProtectedRange: ProtectedRange is warningOnly. Editors cannot be set on it.',
    );
  });
});

describe('named ranges', () => {
  const add = (namedRangeId: string, name: string, range: object = box(0, 1, 0, 1)) => ({
    addNamedRange: { namedRange: { namedRangeId, name, range } },
  });

  it('are renamed, repointed, read by and deleted', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([
      [1, 2],
      [3, 4],
    ]);
    await google.batch(root, [
      add('id1', 'first'),
      { updateNamedRange: { namedRange: { namedRangeId: 'id1', name: 'second', range: box(0, 2, 1, 2) }, fields: 'name,range' } },
    ]);
    expect(await google.values(root, 'second')).toEqual([[2], [4]]);
    await google.ok('PUT', `${root}/values/D1?valueInputOption=USER_ENTERED`, { values: [['=SUM(second)']] });
    expect(await google.values(root, 'D1')).toEqual([[6]]);
    await google.batch(root, [{ deleteNamedRange: { namedRangeId: 'id1' } }]);
    expect(await google.values(root, 'D1')).toEqual([['#NAME?']]);
    expect(await google.batchRefusal(root, [{ deleteNamedRange: { namedRangeId: 'id1' } }])).toBe(
      'Invalid requests[0].deleteNamedRange: No NamedRange with id: id1',
    );
  });

  it.each([
    [[add('x', 'one'), add('x', 'two')], /^Invalid requests\[1\]\.addNamedRange: .*x/],
    [[add('x', 'one'), add('y', 'ONE')], /^Invalid requests\[1\]\.addNamedRange: .*ONE/],
    [[add('x', 'A1')], /addNamedRange: The name "A1" is invalid/],
    [[add('x', 'two words')], /addNamedRange: The name "two words" is invalid/],
    [[add('x', 'far', box(0, 1001, 0, 1))], /exceeds grid limits/],
    [[add('x', 'gone', box(0, 1, 0, 1, 9))], /No grid with id: 9/],
  ])('%j is refused', async (requests, message) => {
    const google = new TestGoogle();
    const root = await google.sheet();
    expect(await google.batchRefusal(root, requests)).toMatch(message);
    expect(await google.ok('GET', `${root}?fields=namedRanges`)).toEqual({});
  });

  it('the id is given when none is chosen', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const answer = await google.batch<{ replies: { addNamedRange: { namedRange: { namedRangeId: string } } }[] }>(root, [
      { addNamedRange: { namedRange: { name: 'n_n', range: box(0, 1, 0, 1) } } },
    ]);
    expect(answer.replies[0]?.addNamedRange.namedRange.namedRangeId).toMatch(/^.{11}$/);
  });
});

describe('developer metadata', () => {
  const line = (dimension: string, index: number) => ({
    dimensionRange: { sheetId: 0, dimension, startIndex: index, endIndex: index + 1 },
  });
  const create = (metadataKey: string, location: object, more: object = {}) => ({
    createDeveloperMetadata: { developerMetadata: { metadataKey, visibility: 'DOCUMENT', location, ...more } },
  });
  const search = async (google: TestGoogle, root: string, dataFilters: object[]) =>
    (
      await google.ok<{ matchedDeveloperMetadata?: { developerMetadata: { metadataKey: string; location: Json } }[] }>(
        'POST',
        `${root}/developerMetadata:search`,
        { dataFilters },
      )
    ).matchedDeveloperMetadata ?? [];

  it('follows its row and its column as they move, and goes with them', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['a', 'b', 'c']]);
    await google.batch(root, [create('column', line('COLUMNS', 2), { metadataValue: 'budget' }), create('row', line('ROWS', 3))]);
    await google.batch(root, [
      { insertDimension: { range: { sheetId: 0, dimension: 'COLUMNS', startIndex: 0, endIndex: 2 } } },
      { moveDimension: { source: { sheetId: 0, dimension: 'COLUMNS', startIndex: 4, endIndex: 5 }, destinationIndex: 1 } },
      { deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 2 } } },
    ]);
    const found = await search(google, root, [{ developerMetadataLookup: { visibility: 'DOCUMENT' } }]);
    expect(found.map(({ developerMetadata }) => developerMetadata)).toMatchObject([
      { metadataKey: 'column', metadataValue: 'budget', location: { locationType: 'COLUMN', ...line('COLUMNS', 1) } },
      { metadataKey: 'row', location: { locationType: 'ROW', ...line('ROWS', 1) } },
    ]);
    await google.batch(root, [{ deleteDimension: { range: { sheetId: 0, dimension: 'COLUMNS', startIndex: 1, endIndex: 2 } } }]);
    expect(await search(google, root, [{ developerMetadataLookup: { metadataKey: 'column' } }])).toEqual([]);
  });

  it('is found by id, key, value, place and range', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    await google.batch(root, [
      create('a', { spreadsheet: true }, { metadataId: 1 }),
      create('b', { sheetId: 0 }, { metadataId: 2, visibility: 'PROJECT' }),
      create('c', line('ROWS', 4), { metadataId: 3, metadataValue: 'v' }),
      create('c', line('COLUMNS', 1), { metadataId: 4 }),
    ]);
    const keys = async (filter: object) =>
      (await search(google, root, [filter])).map(({ developerMetadata }) => developerMetadata.metadataKey);
    expect(await keys({ developerMetadataLookup: { metadataId: 2 } })).toEqual(['b']);
    expect(await keys({ developerMetadataLookup: { metadataKey: 'c', metadataValue: 'v' } })).toEqual(['c']);
    expect(await keys({ developerMetadataLookup: { locationType: 'SPREADSHEET' } })).toEqual(['a']);
    expect(await keys({ developerMetadataLookup: { visibility: 'PROJECT' } })).toEqual(['b']);
    expect(await keys({ developerMetadataLookup: { metadataLocation: line('ROWS', 4) } })).toEqual(['c']);
    expect(await keys({ developerMetadataLookup: { metadataLocation: line('ROWS', 5) } })).toEqual([]);
    expect(await keys({ gridRange: box(4, 5, 3, 4) })).toEqual(['c']);
    expect(await google.ok('GET', `${root}/developerMetadata/4`)).toMatchObject({ metadataId: 4, location: line('COLUMNS', 1) });
    expect((await google.call('GET', `${root}/developerMetadata/44`)).status).toBe(404);
  });

  it('is changed and deleted by filter', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const lookup = { developerMetadataLookup: { metadataKey: 'k' } };
    const answer = await google.batch<{ replies: Json[] }>(root, [
      create('k', line('ROWS', 0), { metadataId: 1 }),
      create('k', line('ROWS', 1), { metadataId: 2 }),
      { updateDeveloperMetadata: { dataFilters: [lookup], developerMetadata: { metadataValue: 'new' }, fields: 'metadataValue' } },
      { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataId: 1 } } } },
    ]);
    expect(answer.replies[2]).toMatchObject({
      updateDeveloperMetadata: { developerMetadata: [{ metadataValue: 'new' }, { metadataValue: 'new' }] },
    });
    expect(answer.replies[3]).toMatchObject({ deleteDeveloperMetadata: { deletedDeveloperMetadata: [{ metadataId: 1 }] } });
    expect(await search(google, root, [lookup])).toHaveLength(1);
  });

  it('holds 30,000 characters per sheet and 30,000 for the spreadsheet, no more', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    // Key and value together: 1 + 29,999 characters.
    await google.batch(root, [create('k', line('ROWS', 0), { metadataValue: 'x'.repeat(29_999) })]);
    expect(await google.batchRefusal(root, [create('k', { sheetId: 0 })])).toContain('30000 characters');
    await google.batch(root, [create('k', { spreadsheet: true }, { metadataValue: 'x'.repeat(29_999) })]);
    expect(await google.batchRefusal(root, [create('k', { spreadsheet: true })])).toContain('30000 characters');
  });

  it.each([
    [create('', { spreadsheet: true }), 'DeveloperMetadata.metadataKey must be specified.'],
    [create('k', { spreadsheet: true }, { visibility: undefined }), 'DeveloperMetadata.visibility must be specified.'],
    [
      create('k', { dimensionRange: { sheetId: 0, dimension: 'ROWS', startIndex: 0, endIndex: 2 } }),
      'DeveloperMetadata can only be associated with a single row or column.',
    ],
    [create('k', line('ROWS', 1000)), 'dimensionRange.startIndex[1000] is outside the grid.'],
  ])('%j is refused', async (request, message) => {
    const google = new TestGoogle();
    expect(await google.batchRefusal(await google.sheet(), [request])).toBe(`Invalid requests[0].createDeveloperMetadata: ${message}`);
  });
});

describe('filters, merges, rules and tables', () => {
  it('a basic filter hides what it filters, and shows it again', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['Stage'], ['won'], ['lost'], ['won'], ['']]);
    const filter = { range: box(0, 5, 0, 1), criteria: { 0: { hiddenValues: ['lost', ''] } } };
    await google.batch(root, [{ setBasicFilter: { filter } }]);
    const got = await google.ok<{ sheets: Json[] }>(
      'GET',
      `${root}?ranges=A1:A5&fields=sheets(basicFilter,data.rowMetadata.hiddenByFilter)`,
    );
    expect(got.sheets[0]).toEqual({
      basicFilter: {
        range: box(0, 5, 0, 1),
        criteria: filter.criteria,
        filterSpecs: [{ columnIndex: 0, filterCriteria: { hiddenValues: ['lost', ''] } }],
      },
      data: [{ rowMetadata: [{}, {}, { hiddenByFilter: true }, {}, { hiddenByFilter: true }] }],
    });
    await google.batch(root, [{ clearBasicFilter: { sheetId: 0 } }]);
    expect(
      JSON.stringify(await google.ok('GET', `${root}?fields=sheets(basicFilter,data.rowMetadata.hiddenByFilter)&ranges=A1:A5`)),
    ).not.toMatch(/true|basicFilter/);
  });

  it('a filter with a sort order sorts what is below its header', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['Name'], ['c'], ['a'], ['b']]);
    await google.batch(root, [
      { setBasicFilter: { filter: { range: box(0, 4, 0, 1), sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }] } } },
    ]);
    expect(await google.values(root, 'A1:A4')).toEqual([['Name'], ['a'], ['b'], ['c']]);
  });

  it('filter views are kept', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    await google.batch(root, [
      { addFilterView: { filter: { filterViewId: 7, title: 'Mine', range: box(0, 5, 0, 2) } } },
      { updateFilterView: { filter: { filterViewId: 7, title: 'Ours' }, fields: 'title' } },
    ]);
    expect(await google.ok('GET', `${root}?fields=sheets.filterViews`)).toEqual({
      sheets: [{ filterViews: [{ filterViewId: 7, title: 'Ours', range: box(0, 5, 0, 2) }] }],
    });
    await google.batch(root, [{ deleteFilterView: { filterId: 7 } }]);
    expect(await google.ok('GET', `${root}?fields=sheets.filterViews`)).toEqual({ sheets: [{}] });
  });

  it('merged cells keep their first value; a part of a merge can’t be merged', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([
      [1, 2],
      [3, 4],
    ]);
    await google.batch(root, [{ mergeCells: { range: box(0, 2, 0, 2), mergeType: 'MERGE_ROWS' } }]);
    expect(await google.values(root, 'A1:B2')).toEqual([[1], [3]]);
    expect(await google.ok('GET', `${root}?fields=sheets.merges`)).toEqual({ sheets: [{ merges: [box(0, 1, 0, 2), box(1, 2, 0, 2)] }] });
    expect(await google.batchRefusal(root, [{ mergeCells: { range: box(0, 2, 1, 2), mergeType: 'MERGE_ALL' } }])).toBe(
      'Invalid requests[0].mergeCells: You must select all cells in a merged range to merge or unmerge them.',
    );
    await google.batch(root, [{ unmergeCells: { range: box(0, 5, 0, 5) } }]);
    expect(await google.ok('GET', `${root}?fields=sheets.merges`)).toEqual({ sheets: [{}] });
  });

  it('validation is shown and lets API writes pass', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const rule = {
      condition: { type: 'ONE_OF_LIST', values: [{ userEnteredValue: 'a' }, { userEnteredValue: 'b' }] },
      strict: true,
      showCustomUi: true,
    };
    await google.batch(root, [{ setDataValidation: { range: box(1, 3, 0, 1), rule } }]);
    await google.ok('PUT', `${root}/values/A2?valueInputOption=USER_ENTERED`, { values: [['zzz']] });
    const got = await google.ok('GET', `${root}?ranges=A2:A3&fields=sheets.data.rowData.values(dataValidation,formattedValue)`);
    expect(got).toEqual({
      sheets: [
        { data: [{ rowData: [{ values: [{ dataValidation: rule, formattedValue: 'zzz' }] }, { values: [{ dataValidation: rule }] }] }] },
      ],
    });
    await google.batch(root, [{ setDataValidation: { range: box(1, 3, 0, 1) } }]);
    expect(JSON.stringify(await google.ok('GET', `${root}?ranges=A2:A3&fields=sheets.data.rowData.values`))).not.toContain(
      'dataValidation',
    );
  });

  it('tables are named, widened and dropped with their content', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([
      ['Client', 'Sum'],
      ['a', 1],
    ]);
    const answer = await google.batch<{ replies: Json[] }>(root, [{ addTable: { table: { name: 'Budgets', range: box(0, 2, 0, 2) } } }]);
    const [reply] = answer.replies as { addTable: { table: { tableId: string } } }[];
    const table = reply?.addTable.table ?? { tableId: '' };
    expect(table).toMatchObject({
      name: 'Budgets',
      columnProperties: [
        { columnIndex: 0, columnName: 'Client' },
        { columnIndex: 1, columnName: 'Sum' },
      ],
    });
    await google.batch(root, [{ updateTable: { table: { tableId: table.tableId, range: box(0, 2, 0, 3) }, fields: 'range' } }]);
    expect(await google.ok('GET', `${root}?fields=sheets.tables(range,columnProperties.columnName)`)).toEqual({
      sheets: [
        {
          tables: [
            { range: box(0, 2, 0, 3), columnProperties: [{ columnName: 'Client' }, { columnName: 'Sum' }, { columnName: 'Column 3' }] },
          ],
        },
      ],
    });
    await google.batch(root, [{ deleteTable: { tableId: table.tableId } }]);
    expect(await google.values(root, 'Sheet1')).toEqual([]);
  });

  it('conditional formats are inserted, replaced, moved and deleted', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const rule = (type: string) => ({
      ranges: [box(0, 5, 0, 1)],
      booleanRule: { condition: { type }, format: { textFormat: { bold: true } } },
    });
    const answer = await google.batch<{ replies: Json[] }>(root, [
      { addConditionalFormatRule: { rule: rule('BLANK'), index: 0 } },
      { addConditionalFormatRule: { rule: rule('NOT_BLANK'), index: 0 } },
      { updateConditionalFormatRule: { sheetId: 0, index: 0, newIndex: 1 } },
      { deleteConditionalFormatRule: { sheetId: 0, index: 0 } },
    ]);
    expect(answer.replies[3]).toEqual({ deleteConditionalFormatRule: { rule: rule('BLANK') } });
    expect(await google.ok('GET', `${root}?fields=sheets.conditionalFormats`)).toEqual({
      sheets: [{ conditionalFormats: [rule('NOT_BLANK')] }],
    });
  });
});
