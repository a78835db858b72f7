/** What people draw and tidy: borders, bands, charts, spaces, doubles, filter views. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

interface Made {
  readonly replies: readonly sheets_v4.Schema$Response[];
}

const box = (r0: number, r1: number, c0: number, c1: number) => ({
  sheetId: 0,
  startRowIndex: r0,
  endRowIndex: r1,
  startColumnIndex: c0,
  endColumnIndex: c1,
});

async function sheet(values: unknown[][]) {
  const google = new TestGoogle();
  const root = await google.sheet(values);
  const tab = async (fields: string) => (await google.ok<{ sheets: Json[] }>('GET', `${root}?fields=sheets(${fields})`)).sheets[0];
  return { google, root, tab };
}

it('borders frame a range, inner lines cross it, NONE takes a line away', async () => {
  const { google, root } = await sheet([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  const line = { style: 'SOLID', color: { red: 1 } };
  await google.batch(root, [{ updateBorders: { range: box(0, 2, 0, 2), top: line, innerVertical: line } }]);
  const read = async () =>
    (
      await google.ok<{ sheets: { data: { rowData: { values: { userEnteredFormat?: { borders?: object } }[] }[] }[] }[] }>(
        'GET',
        `${root}?ranges=A1:B2&fields=sheets.data.rowData.values.userEnteredFormat.borders`,
      )
    ).sheets[0]?.data[0]?.rowData?.map((row) => row.values?.map((cell) => Object.keys(cell.userEnteredFormat?.borders ?? {}).sort()));
  expect(await read()).toEqual([
    [
      ['right', 'top'],
      ['left', 'top'],
    ],
    [['right'], ['left']],
  ]);
  await google.batch(root, [{ updateBorders: { range: box(0, 1, 0, 2), top: { style: 'NONE' } } }]);
  expect((await read())?.[0]).toEqual([['right'], ['left']]);
  expect(await google.values(root, 'A1:B2')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

it('doubles go by what they show, in the named columns; spaces go from texts', async () => {
  const { google, root } = await sheet([
    ['x ', 1],
    ['X', 2],
    ['y', 3],
    ['  y   z', 4],
  ]);
  const replies = await google.batch(root, [
    { trimWhitespace: { range: box(0, 4, 0, 1) } },
    { deleteDuplicates: { range: box(0, 4, 0, 2), comparisonColumns: [{ sheetId: 0, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 }] } },
  ]);
  expect(replies.replies).toEqual([{ trimWhitespace: { cellsChangedCount: 2 } }, { deleteDuplicates: { duplicatesRemovedCount: 1 } }]);
  expect(await google.values(root, 'A1:B4')).toEqual([
    ['x', 1],
    ['y', 3],
    ['y z', 4],
  ]);
});

it('charts and bands are kept, changed and deleted', async () => {
  const { google, root, tab } = await sheet([['a', 1]]);
  const made = await google.batch<Made>(root, [
    { addChart: { chart: { spec: { title: 'One' }, position: { overlayPosition: { anchorCell: { sheetId: 0 } } } } } },
    { addBanding: { bandedRange: { range: box(0, 1, 0, 2), rowProperties: { firstBandColor: { red: 1 } } } } },
  ]);
  const chartId = made.replies[0]?.addChart?.chart?.chartId;
  const bandedRangeId = made.replies[1]?.addBanding?.bandedRange?.bandedRangeId;
  await google.batch(root, [{ updateChartSpec: { chartId, spec: { title: 'Two' } } }]);
  expect(await tab('charts(spec.title),bandedRanges.bandedRangeId')).toEqual({
    charts: [{ spec: { title: 'Two' } }],
    bandedRanges: [{ bandedRangeId }],
  });
  await google.batch(root, [{ deleteEmbeddedObject: { objectId: chartId } }, { deleteBanding: { bandedRangeId } }]);
  expect(await tab('charts,bandedRanges')).toEqual({});
});

it('a filter view is duplicated', async () => {
  const { google, root, tab } = await sheet([['a', 1]]);
  const made = await google.batch<Made>(root, [{ addFilterView: { filter: { title: 'Mine', range: box(0, 1, 0, 2) } } }]);
  await google.batch(root, [{ duplicateFilterView: { filterId: made.replies[0]?.addFilterView?.filter?.filterViewId } }]);
  expect(await tab('filterViews.title')).toEqual({ filterViews: [{ title: 'Mine' }, { title: 'Copy of Mine' }] });
});

it('numbers in even steps are filled on, texts repeated, formulas moved', async () => {
  const { google, root } = await sheet([
    [1, 'a', '=A1*2'],
    [3, 'b', '=A2*2'],
  ]);
  await google.batch(root, [{ autoFill: { sourceAndDestination: { source: box(0, 2, 0, 3), dimension: 'ROWS', fillLength: 3 } } }]);
  expect(await google.values(root, 'A3:C5')).toEqual([
    [5, 'a', 10],
    [7, 'b', 14],
    [9, 'a', 18],
  ]);
});

it('a column is split, rows are shuffled and none is lost', async () => {
  const { google, root } = await sheet([['x,1'], ['y,2'], ['z,3'], ['u,4'], ['v,5']]);
  await google.batch(root, [{ textToColumns: { source: box(0, 5, 0, 1), delimiterType: 'COMMA' } }]);
  const before = await google.values(root, 'A1:B5');
  expect(before[0]).toEqual(['x', 1]);
  await google.batch(root, [{ randomizeRange: { range: box(0, 5, 0, 2) } }]);
  const after = await google.values(root, 'A1:B5');
  expect(after).not.toEqual(before);
  expect([...after].sort()).toEqual([...before].sort());
});

it('groups nest, fold, follow inserted rows and go one by one', async () => {
  const { google, root, tab } = await sheet([['a']]);
  const lines = (startIndex: number, endIndex: number) => ({ sheetId: 0, dimension: 'ROWS', startIndex, endIndex });
  await google.batch(root, [{ addDimensionGroup: { range: lines(2, 8) } }, { addDimensionGroup: { range: lines(3, 5) } }]);
  await google.batch(root, [
    { updateDimensionGroup: { fields: 'collapsed', dimensionGroup: { range: lines(3, 5), depth: 2, collapsed: true } } },
    { insertDimension: { range: lines(0, 1) } },
  ]);
  expect(await tab('rowGroups')).toEqual({
    rowGroups: [
      { range: lines(3, 9), depth: 1 },
      { range: lines(4, 6), depth: 2, collapsed: true },
    ],
  });
  await google.batch(root, [{ deleteDimensionGroup: { range: lines(3, 9) } }]);
  expect(await tab('rowGroups')).toEqual({ rowGroups: [{ range: lines(4, 6), depth: 1, collapsed: true }] });
});
