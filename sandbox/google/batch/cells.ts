/** Requests that write cells: updateCells, repeatCell, appendCells. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf, requireInGrid } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { insertLines } from '../book/lines.ts';
import { requireEditable } from '../book/protection.ts';
import { writeRow } from '../book/write-row.ts';
import { tidyCell } from '../cells/edit.ts';
import { copyFormula } from '../formulas/adjust.ts';
import type { Workbook } from '../sheets/library.ts';
import { invalid } from '../wire/errors.ts';
import { below, type FieldMask, parseWriteMask, wants } from '../wire/field-mask.ts';

type CellData = sheets_v4.Schema$CellData;

export function updateCells(workbook: Workbook, request: sheets_v4.Schema$UpdateCellsRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'CellData');
  const { book, caller, file } = workbook;
  const rows = request.rows ?? [];
  const box = request.range ? boxOf(book, request.range) : startBox(workbook, request.start, rows);
  if (request.range) requireRowsFit(box, rows);
  requireInGrid(book, box);
  requireEditable(book, box, caller, file);
  for (let row = box.r0; row < box.r1; row += 1) {
    const values = rows[row - box.r0]?.values ?? [];
    const changes: [number, Cell | undefined][] = [];
    const width = request.range ? box.c1 - box.c0 : values.length;
    for (let i = 0; i < width; i += 1) {
      const column = box.c0 + i;
      changes.push([column, writeCell(book.cellAt(box.sheetId, row, column), values[i] ?? {}, mask)]);
    }
    writeRow(workbook, 'updateCells', { sheetId: box.sheetId, row }, changes);
  }
}

export function repeatCell(workbook: Workbook, request: sheets_v4.Schema$RepeatCellRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'CellData');
  const { book, caller, file } = workbook;
  const box = boxOf(book, request.range);
  requireEditable(book, box, caller, file);
  const data = request.cell ?? {};
  const formula = data.userEnteredValue?.formulaValue;
  for (let row = box.r0; row < box.r1; row += 1) {
    const changes: [number, Cell | undefined][] = [];
    for (let column = box.c0; column < box.c1; column += 1) {
      const next = writeCell(book.cellAt(box.sheetId, row, column), data, mask);
      const shifted = next?.f !== undefined && formula ? { ...next, f: copyFormula(next.f, row - box.r0, column - box.c0) } : next;
      changes.push([column, shifted]);
    }
    writeRow(workbook, 'repeatCell', { sheetId: box.sheetId, row }, changes);
  }
}

export function appendCells(workbook: Workbook, request: sheets_v4.Schema$AppendCellsRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'CellData');
  const { book, caller, file } = workbook;
  const sheetId = request.sheetId ?? 0;
  const width = book.columnCount(sheetId);
  const rows = request.rows ?? [];
  const wide = Math.max(0, ...rows.map((row) => row.values?.length ?? 0));
  if (wide > width) throw invalid(`GridCoordinate.columnIndex[${width}] is after last column in grid[${width - 1}]`);
  const start = lastFilledRow(workbook, sheetId) + 1;
  const missing = start + rows.length - book.rowCount(sheetId);
  if (missing > 0) insertLines(book, sheetId, 'row', book.rowCount(sheetId), missing);
  requireEditable(book, { sheetId, r0: start, r1: start + rows.length, c0: 0, c1: wide }, caller, file);
  rows.forEach((row, i) => {
    const cells = (row.values ?? []).map(
      (data, column) => [column, writeCell(book.cellAt(sheetId, start + i, column), data, mask)] as const,
    );
    writeRow(workbook, 'appendCells', { sheetId, row: start + i }, cells);
  });
}

/** The last row that holds a value or a formula; -1: none. */
function lastFilledRow({ book }: Workbook, sheetId: number): number {
  for (let row = book.rowCount(sheetId) - 1; row >= 0; row -= 1) {
    if (book.rowAt(sheetId, row)?.cells.some((cell) => cell?.v !== undefined || cell?.f !== undefined)) return row;
  }
  return -1;
}

/** The cell with the fields of `data` that the mask names; a named field that `data` lacks is cleared. */
export function writeCell(before: Cell | undefined, data: CellData, mask: FieldMask): Cell | undefined {
  const next: { -readonly [K in keyof Cell]?: Cell[K] } = { ...before };
  if (wants(mask, 'userEnteredValue')) {
    delete next.v;
    delete next.f;
    delete next.runs;
    Object.assign(next, entryOf(data.userEnteredValue));
  }
  if (wants(mask, 'note')) assign(next, 'note', data.note || undefined);
  if (wants(mask, 'dataValidation')) assign(next, 'validation', data.dataValidation ?? undefined);
  if (wants(mask, 'textFormatRuns')) assign(next, 'runs', data.textFormatRuns ?? undefined);
  const formatMask = below(mask, 'userEnteredFormat');
  if (formatMask) assign(next, 'format', writeFormat(before?.format, data.userEnteredFormat ?? undefined, formatMask));
  return tidyCell(next);
}

function assign<K extends keyof Cell>(cell: { -readonly [N in keyof Cell]?: Cell[N] }, name: K, value: Cell[K] | undefined): void {
  if (value === undefined) delete cell[name];
  else cell[name] = value;
}

function entryOf(value: sheets_v4.Schema$ExtendedValue | null | undefined): Pick<Cell, 'v' | 'f'> {
  if (!value) return {};
  const given = Object.entries(value).filter(([, part]) => part !== undefined && part !== null);
  if (given.length > 1) throw invalid('ExtendedValue may hold only one value.');
  if (typeof value.formulaValue === 'string') {
    if (!value.formulaValue.startsWith('=')) throw invalid(`Invalid formula: ${value.formulaValue}`);
    return { f: value.formulaValue };
  }
  if (typeof value.numberValue === 'number') return { v: value.numberValue };
  if (typeof value.boolValue === 'boolean') return { v: value.boolValue };
  if (typeof value.stringValue === 'string') {
    if (value.stringValue.length > 50_000) throw invalid('Your input contains more than the maximum of 50000 characters in a single cell.');
    return value.stringValue === '' ? {} : { v: value.stringValue };
  }
  if (value.errorValue) throw invalid('ExtendedValue.errorValue is read-only.');
  return {};
}

function writeFormat(before: Cell['format'], after: Cell['format'], mask: FieldMask): Cell['format'] {
  if (mask.all) return after;
  const merged = writeInto(before ?? {}, after ?? {}, mask) as NonNullable<Cell['format']>;
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function writeInto(before: object, after: object, mask: FieldMask): object {
  const out: Record<string, unknown> = { ...before };
  const source = after as Record<string, unknown>;
  for (const [name, inner] of mask.children) {
    const value = source[name];
    if (inner.all) out[name] = value;
    else out[name] = writeInto((out[name] as object | undefined) ?? {}, (value as object | undefined) ?? {}, inner);
    if (out[name] === undefined) delete out[name];
  }
  return out;
}

function startBox(
  { book }: Workbook,
  start: sheets_v4.Schema$GridCoordinate | null | undefined,
  rows: readonly sheets_v4.Schema$RowData[],
): Box {
  if (!start) throw invalid('Must specify either start or range.');
  const sheetId = start.sheetId ?? 0;
  book.tab(sheetId);
  const r0 = start.rowIndex ?? 0;
  const c0 = start.columnIndex ?? 0;
  const wide = Math.max(0, ...rows.map((row) => row.values?.length ?? 0));
  if (r0 >= book.rowCount(sheetId))
    throw invalid(`GridCoordinate.rowIndex[${r0}] is after last row in grid[${book.rowCount(sheetId) - 1}]`);
  if (c0 >= book.columnCount(sheetId))
    throw invalid(`GridCoordinate.columnIndex[${c0}] is after last column in grid[${book.columnCount(sheetId) - 1}]`);
  const box = { sheetId, r0, r1: r0 + rows.length, c0, c1: c0 + wide };
  if (box.r1 > book.rowCount(sheetId)) throw beyond('row', box.r1 - 1, book.rowCount(sheetId) - 1);
  if (box.c1 > book.columnCount(sheetId)) throw beyond('column', box.c1 - 1, book.columnCount(sheetId) - 1);
  return box;
}

function requireRowsFit(box: Box, rows: readonly sheets_v4.Schema$RowData[]): void {
  if (rows.length > box.r1 - box.r0) throw beyond('row', box.r0 + rows.length - 1, box.r1 - 1);
  const wide = Math.max(0, ...rows.map((row) => row.values?.length ?? 0));
  if (wide > box.c1 - box.c0) throw beyond('column', box.c0 + wide - 1, box.c1 - 1);
}

const beyond = (axis: 'row' | 'column', tried: number, last: number) =>
  invalid(`Attempting to write ${axis}: ${tried}, beyond the last requested ${axis} of: ${last}`);
