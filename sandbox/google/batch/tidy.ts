/** Requests that clean up what was typed: trimWhitespace and deleteDuplicates. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { boxOf } from '../book/boxes.ts';
import { requireEditable } from '../book/protection.ts';
import { displayed } from '../cells/display.ts';
import type { Workbook } from '../sheets/library.ts';
import { deleteRange } from './ranges.ts';

type Reply = sheets_v4.Schema$Response;

/** Spaces at the ends go, runs of them inside become one; formulas stay. */
export function trimWhitespace({ book, caller, file }: Workbook, { range }: sheets_v4.Schema$TrimWhitespaceRequest): Reply {
  const box = boxOf(book, range);
  requireEditable(book, box, caller, file);
  let changed = 0;
  for (let row = box.r0; row < box.r1; row += 1) {
    for (let column = box.c0; column < box.c1; column += 1) {
      const cell = book.cellAt(box.sheetId, row, column);
      if (typeof cell?.v !== 'string' || cell.f !== undefined) continue;
      const text = cell.v.trim().replace(/\s+/g, ' ');
      if (text === cell.v) continue;
      const { v: _, ...rest } = cell;
      book.setCell(box.sheetId, row, column, { ...rest, ...(text !== '' && { v: text }) });
      changed += 1;
    }
  }
  return { trimWhitespace: changed > 0 ? { cellsChangedCount: changed } : {} };
}

/** Rows of the range that show what a row above them shows, in the compared columns, go; what is below moves up. */
export function deleteDuplicates(workbook: Workbook, request: sheets_v4.Schema$DeleteDuplicatesRequest): Reply {
  const { book, calc } = workbook;
  const box = boxOf(book, request.range);
  const named = (request.comparisonColumns ?? []).flatMap(({ startIndex, endIndex }) => {
    const from = startIndex ?? box.c0;
    return Array.from({ length: (endIndex ?? box.c1) - from }, (_, i) => from + i);
  });
  const columns = named.length > 0 ? named : Array.from({ length: box.c1 - box.c0 }, (_, i) => box.c0 + i);
  const seen = new Set<string>();
  const doubles: number[] = [];
  for (let row = box.r0; row < box.r1; row += 1) {
    const shown = columns.map((column) => {
      const format = book.cellAt(box.sheetId, row, column)?.format?.numberFormat;
      return displayed(calc.value(book, box.sheetId, row, column), format, book.doc.locale)?.toLowerCase() ?? '';
    });
    const key = JSON.stringify(shown);
    if (shown.every((text) => text === '')) continue;
    if (seen.has(key)) doubles.push(row);
    seen.add(key);
  }
  for (const row of doubles.reverse()) {
    const range = { sheetId: box.sheetId, startRowIndex: row, endRowIndex: row + 1, startColumnIndex: box.c0, endColumnIndex: box.c1 };
    deleteRange(workbook, { range, shiftDimension: 'ROWS' });
  }
  return { deleteDuplicates: doubles.length > 0 ? { duplicatesRemovedCount: doubles.length } : {} };
}
