/** `spreadsheets.create`: a whole spreadsheet in one call, cells, rules, metadata and all. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Caller, World } from '../../world/world.ts';
import { writeCell } from '../batch/cells.ts';
import { readMetadata } from '../batch/objects/metadata.ts';
import { addNamedRange } from '../batch/objects/names.ts';
import { addProtectedRange } from '../batch/objects/protected-ranges.ts';
import { addTable } from '../batch/objects/tables.ts';
import { insertLines } from '../book/lines.ts';
import { requireUnderCap } from '../book/metadata.ts';
import { addTab } from '../book/tabs.ts';
import { isTimeZone } from '../cells/serial.ts';
import { invalid } from '../wire/errors.ts';
import { EVERYTHING } from '../wire/field-mask.ts';
import type { Library, Workbook } from './library.ts';

type Spreadsheet = sheets_v4.Schema$Spreadsheet;

/** Makes the spreadsheet and stores it. Throws 400 for what the body says wrongly. */
export function createSpreadsheet(
  world: World,
  library: Library,
  caller: Caller,
  given: Spreadsheet,
  parents?: readonly string[],
): Workbook {
  const properties = given.properties ?? {};
  if (properties.timeZone && !isTimeZone(properties.timeZone)) throw invalid(`Invalid time zone: ${properties.timeZone}`);
  const workbook = library.create(
    {
      id: world.ids.opaque(44),
      title: properties.title || 'Untitled spreadsheet',
      locale: properties.locale || 'en_US',
      timeZone: properties.timeZone || 'Etc/GMT',
      autoRecalc: properties.autoRecalc || 'ON_CHANGE',
      tabs: [],
      metadata: [],
    },
    caller,
    parents,
  );
  fill(workbook, given);
  library.add(workbook);
  return workbook;
}

function fill(workbook: Workbook, given: Spreadsheet): void {
  const { book, world } = workbook;
  const sheets = given.sheets?.length ? given.sheets : [{ properties: { sheetId: 0, title: 'Sheet1' } }];
  const tabs = sheets.map((sheet) => addTab(book, world, sheet.properties ?? {}));
  tabs.forEach((tab, i) => {
    const sheet = sheets[i] ?? {};
    for (const data of sheet.data ?? []) fillGrid(workbook, tab.sheetId, data);
    if (sheet.merges) book.changeTab(tab.sheetId, { merges: sheet.merges.map((range) => ({ ...range, sheetId: tab.sheetId })) });
    if (sheet.conditionalFormats) book.changeTab(tab.sheetId, { conditionalFormats: sheet.conditionalFormats });
    if (sheet.basicFilter) book.changeTab(tab.sheetId, { basicFilter: sheet.basicFilter });
    for (const protectedRange of sheet.protectedRanges ?? []) addProtectedRange(workbook, { protectedRange });
    for (const table of sheet.tables ?? []) addTable(workbook, { table });
    addMetadata(workbook, sheet.developerMetadata);
  });
  for (const namedRange of given.namedRanges ?? []) addNamedRange(workbook, { namedRange });
  addMetadata(workbook, given.developerMetadata);
}

function addMetadata(workbook: Workbook, list: readonly sheets_v4.Schema$DeveloperMetadata[] | undefined): void {
  for (const given of list ?? []) {
    const next = [...workbook.book.doc.metadata, readMetadata(workbook, given)];
    requireUnderCap(next);
    workbook.book.changeMetadata(next);
  }
}

/** Cells, row heights and column widths of one GridData; the grid grows to hold them. */
function fillGrid(workbook: Workbook, sheetId: number, data: sheets_v4.Schema$GridData): void {
  const { book } = workbook;
  const r0 = data.startRow ?? 0;
  const c0 = data.startColumn ?? 0;
  const rows = data.rowData ?? [];
  const wide = rows.reduce((most, row) => Math.max(most, row.values?.length ?? 0), 0);
  const missingRows = r0 + rows.length - book.rowCount(sheetId);
  if (missingRows > 0) insertLines(book, sheetId, 'row', book.rowCount(sheetId), missingRows);
  const missingColumns = c0 + wide - book.columnCount(sheetId);
  if (missingColumns > 0) insertLines(book, sheetId, 'column', book.columnCount(sheetId), missingColumns);
  rows.forEach((row, i) => {
    book.setCells(
      sheetId,
      r0 + i,
      (row.values ?? []).map((cell, j) => [c0 + j, writeCell(undefined, cell, EVERYTHING)] as const),
    );
  });
  data.rowMetadata?.forEach((row, i) => {
    const size = typeof row.pixelSize === 'number' ? { height: row.pixelSize } : {};
    if (row.hiddenByUser || typeof row.pixelSize === 'number')
      book.changeRow(sheetId, r0 + i, { ...size, hidden: row.hiddenByUser ?? false });
  });
  if (data.columnMetadata) {
    const columns = book.tab(sheetId).columns.map((column, i) => {
      const given = data.columnMetadata?.[i - c0];
      if (!given || i < c0) return column;
      return {
        ...column,
        ...(given.hiddenByUser && { hidden: true }),
        ...(typeof given.pixelSize === 'number' && { width: given.pixelSize }),
      };
    });
    book.changeTab(sheetId, { columns });
  }
  for (const [axis, list] of [
    ['ROWS', data.rowMetadata],
    ['COLUMNS', data.columnMetadata],
  ] as const) {
    list?.forEach((line, i) => {
      const startIndex = (axis === 'ROWS' ? r0 : c0) + i;
      const location = { dimensionRange: { sheetId, dimension: axis, startIndex, endIndex: startIndex + 1 } };
      addMetadata(
        workbook,
        line.developerMetadata?.map((entry) => ({ ...entry, location })),
      );
    });
  }
}
