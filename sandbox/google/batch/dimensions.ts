/** Requests about whole rows and columns. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, wholeTab } from '../book/boxes.ts';
import { deleteLines, insertLines, moveLines } from '../book/lines.ts';
import { requireEditable } from '../book/protection.ts';
import type { Axis } from '../formulas/adjust.ts';
import type { Workbook } from '../sheets/library.ts';
import { invalid } from '../wire/errors.ts';
import { parseWriteMask, wants } from '../wire/field-mask.ts';

interface Lines {
  readonly sheetId: number;
  readonly axis: Axis;
  readonly from: number;
  readonly to: number;
}

export function appendDimension({ book }: Workbook, request: sheets_v4.Schema$AppendDimensionRequest): undefined {
  const sheetId = request.sheetId ?? 0;
  book.tab(sheetId);
  const axis = axisOf(request.dimension);
  const length = request.length ?? 0;
  if (length <= 0) throw invalid('length must be greater than zero.');
  insertLines(book, sheetId, axis, axis === 'row' ? book.rowCount(sheetId) : book.columnCount(sheetId), length);
}

export function insertDimension({ book }: Workbook, { range, inheritFromBefore }: sheets_v4.Schema$InsertDimensionRequest): undefined {
  if (typeof range?.startIndex !== 'number' || typeof range.endIndex !== 'number')
    throw invalid('range.startIndex and range.endIndex must be specified.');
  const sheetId = range.sheetId ?? 0;
  const axis = axisOf(range.dimension);
  book.tab(sheetId);
  const size = axis === 'row' ? book.rowCount(sheetId) : book.columnCount(sheetId);
  const { startIndex: from, endIndex: to } = range;
  if (to <= from) throw invalid(`range.endIndex[${to}] must be after range.startIndex[${from}].`);
  if (from > size || from < 0) throw invalid(`range.startIndex[${from}] is larger than the current grid size[${size}].`);
  if (from === size && !inheritFromBefore) {
    throw invalid(`range.startIndex[${from}] must be less than the grid size[${size}] if inheritFromBefore is false.`);
  }
  if (inheritFromBefore && from === 0) throw invalid('inheritFromBefore cannot be true if inserting at the start of the grid.');
  insertLines(book, sheetId, axis, from, to - from);
  inheritFormats({ book }, { sheetId, axis, from, to }, inheritFromBefore ?? false);
}

/** New lines take over the formats and rules of the line before or after. */
function inheritFormats({ book }: Pick<Workbook, 'book'>, { sheetId, axis, from, to }: Lines, before: boolean): void {
  const model = before ? from - 1 : to;
  const box = wholeTab(book, sheetId);
  const inherit = (row: number, column: number, modelRow: number, modelColumn: number) => {
    const cell = book.cellAt(sheetId, modelRow, modelColumn);
    if (!cell?.format && !cell?.validation) return;
    book.setCell(sheetId, row, column, {
      ...(cell.format && { format: cell.format }),
      ...(cell.validation && { validation: cell.validation }),
    });
  };
  if (axis === 'row') {
    const width = book.rowAt(sheetId, model)?.cells.length ?? 0;
    for (let row = from; row < to; row += 1) for (let column = 0; column < width; column += 1) inherit(row, column, model, column);
    return;
  }
  for (let row = 0; row < box.r1; row += 1) {
    if (book.rowAt(sheetId, row)) for (let column = from; column < to; column += 1) inherit(row, column, row, model);
  }
}

export function deleteDimension(workbook: Workbook, { range }: sheets_v4.Schema$DeleteDimensionRequest): undefined {
  const lines = linesOf(workbook, range, 'delete');
  requireUnfrozenLeft(workbook, lines);
  requireEditable(workbook.book, boxOfLines(workbook, lines), workbook.caller, workbook.file);
  deleteLines(workbook.book, lines.sheetId, lines.axis, lines.from, lines.to);
}

/** A tab keeps at least one row, and one column, that isn't frozen. */
function requireUnfrozenLeft({ book }: Workbook, { sheetId, axis, from, to }: Lines): void {
  const tab = book.tab(sheetId);
  const size = axis === 'row' ? book.rowCount(sheetId) : tab.columns.length;
  const frozen = (axis === 'row' ? tab.frozenRowCount : tab.frozenColumnCount) ?? 0;
  if (frozen > 0 && from <= frozen && to >= size) throw invalid(`Cannot delete all the non-frozen ${axis}s.`);
}

export function moveDimension(workbook: Workbook, { source, destinationIndex }: sheets_v4.Schema$MoveDimensionRequest): undefined {
  const lines = linesOf(workbook, source, 'move');
  const size = lines.axis === 'row' ? workbook.book.rowCount(lines.sheetId) : workbook.book.columnCount(lines.sheetId);
  const before = destinationIndex ?? 0;
  if (before < 0 || before > size) throw invalid(`destinationIndex[${before}] is outside the grid.`);
  requireEditable(workbook.book, boxOfLines(workbook, lines), workbook.caller, workbook.file);
  moveLines(workbook.book, lines.sheetId, lines.axis, lines.from, lines.to, before);
}

export function updateDimensionProperties(workbook: Workbook, request: sheets_v4.Schema$UpdateDimensionPropertiesRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'DimensionProperties');
  const { sheetId, axis, from, to } = linesOf(workbook, request.range, 'update');
  const hidden = wants(mask, 'hiddenByUser') ? { hidden: request.properties?.hiddenByUser ?? false } : {};
  const size = wants(mask, 'pixelSize') ? request.properties?.pixelSize : undefined;
  const { book } = workbook;
  if (axis === 'row') {
    const height = typeof size === 'number' ? { height: size } : {};
    for (let row = from; row < to; row += 1) book.changeRow(sheetId, row, { ...hidden, ...height });
    return;
  }
  const width = typeof size === 'number' ? { width: size } : {};
  const columns = book.tab(sheetId).columns.map((column, i) => (i >= from && i < to ? { ...column, ...hidden, ...width } : column));
  book.changeTab(sheetId, { columns });
}

/** Widths are played, not measured: the request is checked and otherwise leaves things as they are. */
export function autoResizeDimensions(workbook: Workbook, { dimensions }: sheets_v4.Schema$AutoResizeDimensionsRequest): undefined {
  linesOf(workbook, dimensions, 'update');
}

function linesOf({ book }: Workbook, range: sheets_v4.Schema$DimensionRange | null | undefined, verb: 'delete' | 'move' | 'update'): Lines {
  if (!range) throw invalid('Must specify a dimension range.');
  const sheetId = range.sheetId ?? 0;
  book.tab(sheetId);
  const axis = axisOf(range.dimension);
  const size = axis === 'row' ? book.rowCount(sheetId) : book.columnCount(sheetId);
  const from = range.startIndex ?? 0;
  const to = range.endIndex ?? size;
  if (to <= from) throw invalid(`range.endIndex[${to}] must be after range.startIndex[${from}].`);
  if (from < 0 || to > size) {
    const missing = Math.max(from, size);
    throw invalid(
      `Cannot ${verb} a ${axis} that doesn't exist. Tried to ${verb} ${axis} index ${missing} but there are only ${size} ${axis}s.`,
    );
  }
  return { sheetId, axis, from, to };
}

function boxOfLines({ book }: Workbook, { sheetId, axis, from, to }: Lines): Box {
  const whole = wholeTab(book, sheetId);
  return axis === 'row' ? { ...whole, r0: from, r1: to } : { ...whole, c0: from, c1: to };
}

function axisOf(dimension: string | null | undefined): Axis {
  if (dimension === 'ROWS') return 'row';
  if (dimension === 'COLUMNS') return 'column';
  throw invalid('dimension must be specified.');
}
