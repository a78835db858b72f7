/** Rectangles of cells: half-open, zero-based, always inside a known tab. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../wire/errors.ts';
import type { Book } from './book.ts';

export interface Box {
  readonly sheetId: number;
  readonly r0: number;
  readonly r1: number;
  readonly c0: number;
  readonly c1: number;
}

type GridRange = sheets_v4.Schema$GridRange;

/**
 * The cells that a GridRange names, unbounded sides taken to the grid's edge. Throws 400 for an unknown tab, a range
 * that ends before it starts, or (unless `clip`) one that reaches over the grid.
 */
export function boxOf(book: Book, range: GridRange | null | undefined, clip = false): Box {
  if (!range) throw invalid('Must specify a range.');
  const sheetId = range.sheetId ?? 0;
  book.tab(sheetId);
  const rows = book.rowCount(sheetId);
  const columns = book.columnCount(sheetId);
  const r0 = range.startRowIndex ?? 0;
  const c0 = range.startColumnIndex ?? 0;
  const r1 = range.endRowIndex ?? rows;
  const c1 = range.endColumnIndex ?? columns;
  for (const [name, value] of Object.entries({ startRowIndex: r0, endRowIndex: r1, startColumnIndex: c0, endColumnIndex: c1 })) {
    if (value < 0) throw invalid(`range.${name}[${value}] must be greater than or equal to zero.`);
  }
  if (r1 < r0) throw invalid(`range.endRowIndex[${r1}] must be after range.startRowIndex[${r0}].`);
  if (c1 < c0) throw invalid(`range.endColumnIndex[${c1}] must be after range.startColumnIndex[${c0}].`);
  if (clip) return { sheetId, r0: Math.min(r0, rows), r1: Math.min(r1, rows), c0: Math.min(c0, columns), c1: Math.min(c1, columns) };
  const box = { sheetId, r0, r1, c0, c1 };
  requireInGrid(book, box);
  return box;
}

export function requireInGrid(book: Book, box: Box): void {
  const rows = book.rowCount(box.sheetId);
  const columns = book.columnCount(box.sheetId);
  if (box.r1 > rows || box.c1 > columns || box.r0 > rows || box.c0 > columns) {
    throw invalid(`Range (${formatBox(book, box)}) exceeds grid limits. Max rows: ${rows}, max columns: ${columns}`);
  }
}

export function gridRangeOf(box: Box): GridRange {
  return { sheetId: box.sheetId, startRowIndex: box.r0, endRowIndex: box.r1, startColumnIndex: box.c0, endColumnIndex: box.c1 };
}

export function wholeTab(book: Book, sheetId: number): Box {
  return { sheetId, r0: 0, r1: book.rowCount(sheetId), c0: 0, c1: book.columnCount(sheetId) };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.sheetId === b.sheetId && a.r0 < b.r1 && b.r0 < a.r1 && a.c0 < b.c1 && b.c0 < a.c1;
}

export function contains(outer: Box, inner: Box): boolean {
  return outer.sheetId === inner.sheetId && outer.r0 <= inner.r0 && outer.r1 >= inner.r1 && outer.c0 <= inner.c0 && outer.c1 >= inner.c1;
}

/** `'My tab'!A1:B2`; one cell is `Tab!A1`, quoted where the title asks for it. */
export function formatBox(book: Book, box: Box): string {
  return `${quoteTitle(book.tab(box.sheetId).title)}!${formatA1(box)}`;
}

function formatA1(box: Omit<Box, 'sheetId'>): string {
  const start = `${columnName(box.c0)}${box.r0 + 1}`;
  const end = `${columnName(Math.max(box.c0, box.c1 - 1))}${Math.max(box.r0 + 1, box.r1)}`;
  return start === end ? start : `${start}:${end}`;
}

export function quoteTitle(title: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(title) && !/^[A-Za-z]{1,3}\d+$/.test(title) && !/^R\d*C\d*$/i.test(title);
  return plain ? title : `'${title.replace(/'/g, "''")}'`;
}

/** 0 is A, 26 is AA. */
export function columnName(index: number): string {
  let name = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}

export function columnIndex(name: string): number {
  let index = 0;
  for (const letter of name.toUpperCase()) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
