/** GridData: the cells of a box as `spreadsheets.get` shows them. Works out only what the field mask wants. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Book } from '../book/book.ts';
import type { Box } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { describeMetadata } from '../book/metadata.ts';
import { displayed } from '../cells/display.ts';
import { effectiveFormat } from '../cells/formats.ts';
import { numberFormatOf } from '../cells/inferred.ts';
import { type Effective, isCellError } from '../formulas/effective.ts';
import { below, type FieldMask, prune, wants } from '../wire/field-mask.ts';
import type { Workbook } from './library.ts';

type CellData = sheets_v4.Schema$CellData;
type ExtendedValue = sheets_v4.Schema$ExtendedValue;

const DEFAULT_HEIGHT = 21;
const DEFAULT_WIDTH = 100;

/** `mask` is the one below `sheets.data`. */
export function gridData(workbook: Workbook, box: Box, mask: FieldMask): sheets_v4.Schema$GridData {
  const { book } = workbook;
  const data: sheets_v4.Schema$GridData = {};
  if (box.r0 > 0 && wants(mask, 'startRow')) data.startRow = box.r0;
  if (box.c0 > 0 && wants(mask, 'startColumn')) data.startColumn = box.c0;
  const rowMask = below(mask, 'rowData');
  if (rowMask) {
    const rows = rowData(workbook, box, rowMask);
    if (rows.length > 0) data.rowData = rows;
  }
  const rowMeta = below(mask, 'rowMetadata');
  if (rowMeta) data.rowMetadata = rowMetadata(book, box, rowMeta);
  const columnMeta = below(mask, 'columnMetadata');
  if (columnMeta) data.columnMetadata = columnMetadata(book, box, columnMeta);
  return data;
}

/** A value as the API writes it. */
function extendedValue(value: Effective): ExtendedValue | undefined {
  if (value === undefined) return undefined;
  if (isCellError(value)) return { errorValue: { type: value.error, message: value.message } };
  if (typeof value === 'number') return { numberValue: value };
  return typeof value === 'string' ? { stringValue: value } : { boolValue: value };
}

/** What a person entered, as the API writes it. */
function enteredValue(cell: Cell): ExtendedValue | undefined {
  return cell.f !== undefined ? { formulaValue: cell.f } : extendedValue(cell.v);
}

function rowData(workbook: Workbook, box: Box, mask: FieldMask): sheets_v4.Schema$RowData[] {
  const cellMask = below(mask, 'values');
  const wanted = cellMask && wantedOf(cellMask);
  const rows: sheets_v4.Schema$RowData[] = [];
  let filled = 0;
  for (let row = box.r0; row < box.r1; row += 1) {
    const values = wanted ? rowValues(workbook, box, row, wanted) : NO_VALUES;
    if (values.length > 0) filled = rows.length + 1;
    rows.push(values.length > 0 ? { values } : {});
  }
  rows.length = filled;
  return rows;
}

const NO_VALUES: CellData[] = [];

/** What of each cell is wanted, found once per answer: this runs for every cell of a tab. */
interface Wanted {
  readonly entered: FieldMask | undefined;
  readonly effective: FieldMask | undefined;
  readonly displayed: boolean;
  readonly ownFormat: FieldMask | undefined;
  readonly effectiveFormat: FieldMask | undefined;
  readonly hyperlink: boolean;
  readonly note: boolean;
  readonly validation: FieldMask | undefined;
  readonly runs: FieldMask | undefined;
}

function wantedOf(mask: FieldMask): Wanted {
  return {
    entered: below(mask, 'userEnteredValue'),
    effective: below(mask, 'effectiveValue'),
    displayed: wants(mask, 'formattedValue'),
    ownFormat: below(mask, 'userEnteredFormat'),
    effectiveFormat: below(mask, 'effectiveFormat'),
    hyperlink: wants(mask, 'hyperlink'),
    note: wants(mask, 'note'),
    validation: below(mask, 'dataValidation'),
    runs: below(mask, 'textFormatRuns'),
  };
}

function rowValues(workbook: Workbook, box: Box, row: number, wanted: Wanted): CellData[] {
  const cells = workbook.book.rowAt(box.sheetId, row)?.cells;
  if (!cells) return NO_VALUES;
  const values: CellData[] = [];
  const end = Math.min(box.c1, cells.length);
  let filled = 0;
  for (let column = box.c0; column < end; column += 1) {
    const cell = cells[column];
    values.push(cell ? cellData(workbook, cell, box.sheetId, row, column, wanted) : {});
    if (cell) filled = values.length;
  }
  values.length = filled;
  return values;
}

function cellData({ book, calc }: Workbook, cell: Cell, sheetId: number, row: number, column: number, wanted: Wanted): CellData {
  const data: CellData = {};
  const value = cell.f === undefined ? cell.v : calc.formula(book, cell, sheetId, row, column);
  const entered = wanted.entered && enteredValue(cell);
  if (entered && wanted.entered) data.userEnteredValue = prune(entered, wanted.entered) as ExtendedValue;
  const effective = wanted.effective && extendedValue(value);
  if (effective && wanted.effective) data.effectiveValue = prune(effective, wanted.effective) as ExtendedValue;
  const formatWanted = wanted.displayed || wanted.effectiveFormat !== undefined;
  const numberFormat = cell.f === undefined || !formatWanted ? cell.format?.numberFormat : numberFormatOf(book, cell, sheetId);
  const text = wanted.displayed ? displayed(value, numberFormat, book.doc.locale) : undefined;
  if (text !== undefined) data.formattedValue = text;
  if (cell.format) addFormat(data, cell.format, wanted);
  if (numberFormat && !cell.format?.numberFormat && wanted.effectiveFormat) {
    data.effectiveFormat = prune(effectiveFormat({ ...cell.format, numberFormat }), wanted.effectiveFormat) as sheets_v4.Schema$CellFormat;
  }
  if (cell.note !== undefined && wanted.note) data.note = cell.note;
  if (cell.validation && wanted.validation) data.dataValidation = prune(cell.validation, wanted.validation) as typeof cell.validation;
  if (cell.runs && wanted.runs) data.textFormatRuns = prune(cell.runs, wanted.runs) as sheets_v4.Schema$TextFormatRun[];
  return data;
}

function addFormat(data: CellData, format: sheets_v4.Schema$CellFormat, wanted: Wanted): void {
  if (wanted.ownFormat) data.userEnteredFormat = prune(format, wanted.ownFormat) as typeof format;
  if (wanted.effectiveFormat) data.effectiveFormat = prune(effectiveFormat(format), wanted.effectiveFormat) as typeof format;
  const link = wanted.hyperlink ? format.textFormat?.link?.uri : undefined;
  if (link) data.hyperlink = link;
}

function rowMetadata(book: Book, box: Box, mask: FieldMask): sheets_v4.Schema$DimensionProperties[] {
  const list: sheets_v4.Schema$DimensionProperties[] = [];
  for (let index = box.r0; index < box.r1; index += 1) {
    const row = book.rowAt(box.sheetId, index);
    const properties: sheets_v4.Schema$DimensionProperties = { pixelSize: row?.height ?? DEFAULT_HEIGHT };
    if (row?.hidden) properties.hiddenByUser = true;
    if (row?.hiddenByFilter) properties.hiddenByFilter = true;
    addMetadata(book, properties, 'row', box.sheetId, index);
    list.push(prune(properties, mask) as typeof properties);
  }
  return list;
}

function columnMetadata(book: Book, box: Box, mask: FieldMask): sheets_v4.Schema$DimensionProperties[] {
  return book
    .tab(box.sheetId)
    .columns.slice(box.c0, box.c1)
    .map((column, i) => {
      const properties: sheets_v4.Schema$DimensionProperties = { pixelSize: column.width ?? DEFAULT_WIDTH };
      if (column.hidden) properties.hiddenByUser = true;
      addMetadata(book, properties, 'column', box.sheetId, box.c0 + i);
      return prune(properties, mask) as typeof properties;
    });
}

function addMetadata(
  book: Book,
  properties: sheets_v4.Schema$DimensionProperties,
  kind: 'row' | 'column',
  sheetId: number,
  index: number,
): void {
  if (book.doc.metadata.length === 0) return;
  const uid = kind === 'row' ? book.order(sheetId).rows[index] : book.tab(sheetId).columns[index]?.uid;
  const found = book.doc.metadata.filter(({ place }) => place.kind === kind && place.sheetId === sheetId && place.uid === uid);
  if (found.length > 0) properties.developerMetadata = found.map((entry) => describeMetadata(book, entry));
}
