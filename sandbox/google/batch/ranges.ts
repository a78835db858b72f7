/** insertRange and deleteRange: cells shifted, not whole rows or columns. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf, wholeTab } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { follow } from '../book/follow.ts';
import { requireEditable } from '../book/protection.ts';
import type { Axis, Band } from '../formulas/adjust.ts';
import type { Workbook } from '../sheets/library.ts';
import { invalid } from '../wire/errors.ts';

export function insertRange(workbook: Workbook, request: sheets_v4.Schema$InsertRangeRequest): undefined {
  const { box, axis, band } = prepare(workbook, request);
  const { book } = workbook;
  const count = axis === 'row' ? box.r1 - box.r0 : box.c1 - box.c0;
  const at = axis === 'row' ? box.r0 : box.c0;
  const size = axis === 'row' ? book.rowCount(box.sheetId) : book.columnCount(box.sheetId);
  shiftCells(workbook, box, axis, (line) => (line < at ? line : line < at + count ? undefined : line - count), at, size);
  follow(book, { kind: 'insert', sheetId: box.sheetId, axis, at, count, band });
}

export function deleteRange(workbook: Workbook, request: sheets_v4.Schema$DeleteRangeRequest): undefined {
  const { box, axis, band } = prepare(workbook, request);
  const { book } = workbook;
  const [from, to] = axis === 'row' ? [box.r0, box.r1] : [box.c0, box.c1];
  const size = axis === 'row' ? book.rowCount(box.sheetId) : book.columnCount(box.sheetId);
  shiftCells(workbook, box, axis, (line) => (line + to - from < size ? line + to - from : undefined), from, size);
  follow(book, { kind: 'delete', sheetId: box.sheetId, axis, from, to, band });
}

function prepare(
  workbook: Workbook,
  request: { range?: sheets_v4.Schema$GridRange; shiftDimension?: string | null },
): { box: Box; axis: Axis; band: Band } {
  const { book, caller, file } = workbook;
  const box = boxOf(book, request.range);
  if (request.shiftDimension !== 'ROWS' && request.shiftDimension !== 'COLUMNS') throw invalid('shiftDimension must be specified.');
  const axis = request.shiftDimension === 'ROWS' ? 'row' : 'column';
  const whole = wholeTab(book, box.sheetId);
  requireEditable(book, axis === 'row' ? { ...box, r1: whole.r1 } : { ...box, c1: whole.c1 }, caller, file);
  return { box, axis, band: axis === 'row' ? [box.c0, box.c1] : [box.r0, box.r1] };
}

/** Line `i` of the band from `start` on gets what stood in line `source(i)`; undefined: nothing. */
function shiftCells(
  { book }: Workbook,
  box: Box,
  axis: Axis,
  source: (line: number) => number | undefined,
  start: number,
  size: number,
): void {
  const { sheetId } = box;
  if (axis === 'row') {
    const before = Array.from({ length: size }, (_, row) => book.rowAt(sheetId, row)?.cells);
    for (let row = start; row < size; row += 1) {
      const from = source(row);
      const cells = from === undefined ? undefined : before[from];
      const changes: [number, Cell | undefined][] = [];
      for (let column = box.c0; column < box.c1; column += 1) changes.push([column, cells?.[column] ?? undefined]);
      book.setCells(sheetId, row, changes);
    }
    return;
  }
  for (let row = box.r0; row < box.r1; row += 1) {
    const cells = book.rowAt(sheetId, row)?.cells ?? [];
    const changes: [number, Cell | undefined][] = [];
    for (let column = start; column < size; column += 1) {
      const from = source(column);
      changes.push([column, from === undefined ? undefined : (cells[from] ?? undefined)]);
    }
    book.setCells(sheetId, row, changes);
  }
}
