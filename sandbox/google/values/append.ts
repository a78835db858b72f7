/** `values.append`: finds the table that a range touches and writes below it. */
import type { Book } from '../book/book.ts';
import type { Box } from '../book/boxes.ts';

/**
 * The block of filled cells that lies in or touches the range (Google's "table"): grown over neighbours, diagonal ones
 * too, until blank rows and columns surround it. When the range meets several, the last (lowest) one. Undefined: none.
 */
export function findTable(book: Book, range: Box): Box | undefined {
  const { sheetId } = range;
  const filled = (row: number, column: number): boolean => {
    const cell = book.cellAt(sheetId, row, column);
    return cell !== undefined && (cell.v !== undefined || cell.f !== undefined);
  };
  for (let row = range.r1 - 1; row >= range.r0; row -= 1) {
    for (let column = range.c0; column < range.c1; column += 1) {
      if (filled(row, column)) return grow(book, { sheetId, r0: row, r1: row + 1, c0: column, c1: column + 1 }, filled);
    }
  }
  return undefined;
}

function grow(book: Book, seed: Box, filled: (row: number, column: number) => boolean): Box {
  const rows = book.rowCount(seed.sheetId);
  const columns = book.columnCount(seed.sheetId);
  let { r0, r1, c0, c1 } = seed;
  const rowHas = (row: number) =>
    row >= 0 && row < rows && anyOf(Math.max(0, c0 - 1), Math.min(columns, c1 + 1), (column) => filled(row, column));
  const columnHas = (column: number) =>
    column >= 0 && column < columns && anyOf(Math.max(0, r0 - 1), Math.min(rows, r1 + 1), (row) => filled(row, column));
  for (let grown = true; grown; ) {
    grown = false;
    while (rowHas(r0 - 1)) {
      r0 -= 1;
      grown = true;
    }
    while (rowHas(r1)) {
      r1 += 1;
      grown = true;
    }
    while (columnHas(c0 - 1)) {
      c0 -= 1;
      grown = true;
    }
    while (columnHas(c1)) {
      c1 += 1;
      grown = true;
    }
  }
  return { sheetId: seed.sheetId, r0, r1, c0, c1 };
}

function anyOf(from: number, to: number, test: (index: number) => boolean): boolean {
  for (let index = from; index < to; index += 1) if (test(index)) return true;
  return false;
}
