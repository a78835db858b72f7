/** Rows and columns inserted, deleted and moved. Metadata follows by itself, for it names rows and columns by uid. */
import type { Axis } from '../formulas/adjust.ts';
import { invalid } from '../wire/errors.ts';
import type { Book } from './book.ts';
import type { Cell, ColumnDocument } from './documents.ts';
import { follow } from './follow.ts';
import { dropLostMetadata } from './metadata.ts';

const MAX_CELLS = 10_000_000;
const MAX_COLUMNS = 18_278;

/** Inserts `count` blank lines before line `at` (the count itself appends). Throws 400 over Google's limits. */
export function insertLines(book: Book, sheetId: number, axis: Axis, at: number, count: number): void {
  requireRoom(book, sheetId, axis, count);
  if (axis === 'row') {
    const order = book.order(sheetId);
    const fresh = Array.from({ length: count }, (_, i) => order.next + i);
    const rows = [...order.rows.slice(0, at), ...fresh, ...order.rows.slice(at)];
    book.changeOrder(sheetId, { rows, next: order.next + count });
  } else {
    const tab = book.tab(sheetId);
    const fresh = Array.from({ length: count }, (_, i): ColumnDocument => ({ uid: tab.nextColumn + i }));
    const blank = new Array<null>(count).fill(null);
    rearrange(book, sheetId, (cells) => (cells.length <= at ? [...cells] : [...cells.slice(0, at), ...blank, ...cells.slice(at)]));
    book.changeColumns(sheetId, [...tab.columns.slice(0, at), ...fresh, ...tab.columns.slice(at)], tab.nextColumn + count);
  }
  follow(book, { kind: 'insert', sheetId, axis, at, count });
}

export function deleteLines(book: Book, sheetId: number, axis: Axis, from: number, to: number): void {
  if (axis === 'row') {
    const order = book.order(sheetId);
    if (to - from >= order.rows.length) throw invalid("You can't delete all the rows on the sheet.");
    for (const uid of order.rows.slice(from, to)) book.deleteRow(sheetId, uid);
    book.changeOrder(sheetId, { rows: [...order.rows.slice(0, from), ...order.rows.slice(to)], next: order.next });
  } else {
    const tab = book.tab(sheetId);
    if (to - from >= tab.columns.length) throw invalid("You can't delete all the columns on the sheet.");
    rearrange(book, sheetId, (cells) => [...cells.slice(0, from), ...cells.slice(to)]);
    book.changeColumns(sheetId, [...tab.columns.slice(0, from), ...tab.columns.slice(to)], tab.nextColumn);
  }
  dropLostMetadata(book);
  follow(book, { kind: 'delete', sheetId, axis, from, to });
}

/** Moves lines [from, to) before what is line `before` now. */
export function moveLines(book: Book, sheetId: number, axis: Axis, from: number, to: number, before: number): void {
  if (before >= from && before <= to) return;
  if (axis === 'row') {
    const order = book.order(sheetId);
    book.changeOrder(sheetId, { rows: moved(order.rows, from, to, before), next: order.next });
  } else {
    const tab = book.tab(sheetId);
    rearrange(book, sheetId, (cells) => {
      const padded = [...cells];
      while (padded.length < tab.columns.length) padded.push(null);
      return moved(padded, from, to, before);
    });
    book.changeColumns(sheetId, moved(tab.columns, from, to, before), tab.nextColumn);
  }
  follow(book, { kind: 'move', sheetId, axis, from, to, before });
}

function rearrange(book: Book, sheetId: number, arrange: (cells: readonly (Cell | null)[]) => (Cell | null)[]): void {
  for (const uid of book.order(sheetId).rows) book.rearrangeRow(sheetId, uid, arrange);
}

function moved<T>(list: readonly T[], from: number, to: number, before: number): T[] {
  const block = list.slice(from, to);
  const rest = [...list.slice(0, from), ...list.slice(to)];
  rest.splice(before > from ? before - block.length : before, 0, ...block);
  return rest;
}

function requireRoom(book: Book, sheetId: number, axis: Axis, count: number): void {
  const columns = book.columnCount(sheetId) + (axis === 'column' ? count : 0);
  if (columns > MAX_COLUMNS)
    throw invalid(`This action would increase the number of columns in the worksheet above the limit of ${MAX_COLUMNS} columns.`);
  const rows = book.rowCount(sheetId) + (axis === 'row' ? count : 0);
  const others = book.tabs().filter((tab) => tab.sheetId !== sheetId);
  const total = others.reduce((sum, tab) => sum + tab.columns.length * book.rowCount(tab.sheetId), rows * columns);
  if (total > MAX_CELLS)
    throw invalid(`This action would increase the number of cells in the workbook above the limit of ${MAX_CELLS} cells.`);
}
