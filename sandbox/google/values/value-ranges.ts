/** Value ranges: cells as plain values, read (trailing blanks left out) and written (null skips, "" clears). */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, columnName, formatBox, requireInGrid } from '../book/boxes.ts';
import type { Cell, Scalar } from '../book/documents.ts';
import { requireEditable } from '../book/protection.ts';
import { writeRow } from '../book/write-row.ts';
import { displayed, isTemporal } from '../cells/display.ts';
import { withValue } from '../cells/edit.ts';
import { type EntryContext, parseEntered } from '../cells/entered.ts';
import { numberFormatOf } from '../cells/inferred.ts';
import { type Effective, errorText, isCellError } from '../formulas/effective.ts';
import type { Workbook } from '../sheets/library.ts';
import { invalid } from '../wire/errors.ts';

type ValueRange = sheets_v4.Schema$ValueRange;

export interface Rendering {
  readonly major: 'ROWS' | 'COLUMNS';
  readonly values: 'FORMATTED_VALUE' | 'UNFORMATTED_VALUE' | 'FORMULA';
  readonly dates: 'SERIAL_NUMBER' | 'FORMATTED_STRING';
}

export function readValues(workbook: Workbook, box: Box, rendering: Rendering): ValueRange {
  const range: ValueRange = { range: formatBox(workbook.book, box), majorDimension: rendering.major };
  const rows = readRows(workbook, box, rendering);
  const values = rendering.major === 'ROWS' ? rows : trimLines(transpose(rows));
  if (values.length > 0) range.values = values;
  return range;
}

/** Rows of the box down to the last that shows something, each without its blank end. */
function readRows(workbook: Workbook, box: Box, rendering: Rendering): Scalar[][] {
  const rows: Scalar[][] = [];
  for (let row = box.r0; row < box.r1; row += 1) {
    const cells = workbook.book.rowAt(box.sheetId, row)?.cells ?? [];
    const line: Scalar[] = [];
    const end = Math.min(box.c1, cells.length);
    for (let column = box.c0; column < end; column += 1) {
      const cell = cells[column];
      line.push(cell ? render(workbook, cell, box.sheetId, row, column, rendering) : '');
    }
    rows.push(line);
  }
  return trimLines(rows);
}

function trimLines(lines: Scalar[][]): Scalar[][] {
  for (const line of lines) while (line.length > 0 && line[line.length - 1] === '') line.pop();
  while (lines.length > 0 && lines[lines.length - 1]?.length === 0) lines.pop();
  return lines;
}

function transpose(rows: readonly (readonly Scalar[])[]): Scalar[][] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? ''));
}

function render({ book, calc }: Workbook, cell: Cell, sheetId: number, row: number, column: number, { values, dates }: Rendering): Scalar {
  if (values === 'FORMULA' && cell.f !== undefined) return cell.f;
  const value: Effective = cell.f === undefined ? cell.v : calc.formula(book, cell, sheetId, row, column);
  if (value === undefined) return '';
  const temporal = () => isTemporal(numberFormatOf(book, cell, sheetId), book.doc.locale);
  const asText = values === 'FORMATTED_VALUE' || (dates === 'FORMATTED_STRING' && typeof value === 'number' && temporal());
  if (asText) return displayed(value, numberFormatOf(book, cell, sheetId), book.doc.locale) ?? '';
  return isCellError(value) ? errorText(value) : value;
}

export interface WriteOptions {
  readonly input: 'RAW' | 'USER_ENTERED';
  readonly major: 'ROWS' | 'COLUMNS';
  /** The range named one cell: values run on from it. */
  readonly anchor: boolean;
}

export interface Written {
  readonly box: Box;
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
}

/** Writes `values` from the box' corner. Throws 400 when they reach over the range, over the grid or into a protected range. */
export function writeValues(workbook: Workbook, box: Box, values: readonly (readonly unknown[])[], options: WriteOptions): Written {
  const { book, caller, file } = workbook;
  const lines = options.major === 'COLUMNS' ? transposeInput(values) : values;
  const height = lines.length;
  const width = Math.max(0, ...lines.map((line) => line.length));
  const target = options.anchor ? { ...box, r1: box.r0 + Math.max(1, height), c1: box.c0 + Math.max(1, width) } : box;
  if (!options.anchor) requireWithin(workbook, box, height, width);
  requireInGrid(book, target);
  requireEditable(book, { ...box, r1: box.r0 + height, c1: box.c0 + width }, caller, file);
  const touched = { rows: 0, columns: new Set<number>(), cells: 0 };
  lines.forEach((line, i) => {
    const changes: [number, Cell | undefined][] = [];
    line.forEach((raw, j) => {
      if (raw === null || raw === undefined) return;
      const column = box.c0 + j;
      changes.push([column, entered(workbook, book.cellAt(box.sheetId, box.r0 + i, column), raw, options.input)]);
      touched.columns.add(column);
    });
    if (changes.length > 0) touched.rows += 1;
    touched.cells += changes.length;
    writeRow(workbook, 'values.update', { sheetId: box.sheetId, row: box.r0 + i }, changes);
  });
  const shown = height > 0 && width > 0 ? { ...box, r1: box.r0 + height, c1: box.c0 + width } : { ...box, r1: box.r0 + 1, c1: box.c0 + 1 };
  return { box: shown, rows: touched.rows, columns: touched.columns.size, cells: touched.cells };
}

/** The cell after something was put into it; note, format and validation stay. */
export function entered(workbook: Workbook, cell: Cell | undefined, raw: unknown, input: 'RAW' | 'USER_ENTERED'): Cell | undefined {
  if (typeof raw === 'object') throw invalid(`Invalid values: unsupported value ${JSON.stringify(raw).slice(0, 60)}`);
  if (raw === '') return withValue(cell, undefined);
  if (typeof raw === 'string' && raw.length > 50_000) {
    throw invalid('Your input contains more than the maximum of 50000 characters in a single cell.');
  }
  if (input === 'RAW' || typeof raw !== 'string') return withValue(cell, { v: raw as Scalar });
  const parsed = parseEntered(raw, entryContext(workbook, cell));
  const next = withValue(cell, parsed.f !== undefined ? { f: parsed.f } : { v: parsed.v ?? raw });
  if (!parsed.numberFormat || cell?.format?.numberFormat) return next;
  return { ...next, format: { ...next?.format, numberFormat: parsed.numberFormat } };
}

function entryContext({ book, year }: Workbook, cell: Cell | undefined): EntryContext {
  return { locale: book.doc.locale, year, plainText: cell?.format?.numberFormat?.type === 'TEXT' };
}

function requireWithin({ book }: Workbook, box: Box, height: number, width: number): void {
  const shown = `Requested writing within range [${formatBox(book, box)}], but tried writing to`;
  if (box.r0 + height > box.r1) throw invalid(`${shown} row [${box.r1 + 1}]`);
  if (box.c0 + width > box.c1) throw invalid(`${shown} column [${columnName(box.c1)}]`);
}

function transposeInput(lines: readonly (readonly unknown[])[]): unknown[][] {
  const height = Math.max(0, ...lines.map((line) => line.length));
  return Array.from({ length: height }, (_, row) => lines.map((line) => line[row] ?? null));
}
