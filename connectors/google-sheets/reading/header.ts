/**
 * Which row is the header. People insert rows above it, sort it away or delete it, so it is looked for in each answer: it
 * is the row whose cell in the key column says what only our own header says there.
 */
import { textIn } from '../codec.ts';
import type { Grid } from '../grid.ts';

/** The header of the key column. */
export const KEY_HEADER = 'Evenkeel key';

export interface HeaderSought {
  /** The row that was the header when the tab was mapped, from 0. */
  readonly mapped: number;
  /** Where the keys stand; undefined on a tab without a key column. */
  readonly keyIndex: number | undefined;
  /** What the mapped columns were called then, and where they are now. */
  readonly columns: readonly { readonly ref: string; readonly index: number }[];
}

/**
 * The header's row from 0, the first of several; null when it stands nowhere. Without its key cell (people wrote it anew)
 * a row is the header when most columns bear the names there that they had, and in another place than before two at least.
 */
export function headerIn(grid: Grid, { mapped, keyIndex, columns }: HeaderSought): number | null {
  if (keyIndex === undefined) return mapped;
  const rows = [...Array(grid.height).keys()];
  const ours = rows.find((row) => isHeader(grid, row, keyIndex));
  return ours ?? headerByNames(grid, mapped, columns);
}

/** By the names that the columns had. */
export function headerByNames(grid: Grid, mapped: number, columns: HeaderSought['columns']): number | null {
  const rows = [...Array(grid.height).keys()];
  const named = (row: number): number => columns.filter(({ ref, index }) => textIn(grid.at(row, index)) === ref).length;
  const most = Math.ceil(columns.length / 2);
  if (named(mapped) >= Math.max(most, 1)) return mapped;
  return rows.find((row) => named(row) >= Math.max(most, 2)) ?? null;
}

export const isHeader = (grid: Grid, row: number, keyIndex: number): boolean => textIn(grid.at(row, keyIndex)) === KEY_HEADER;

/**
 * The first row that may hold a record: below the header, as what stands above it is a title. A sort that took the header
 * along has put rows of ours above it: these bear keys.
 */
export function firstRecordRow(grid: Grid, header: number, keyIndex: number | null): number {
  if (keyIndex === null) return header + 1;
  for (let row = 0; row < header; row += 1) if (textIn(grid.at(row, keyIndex)) !== '') return row;
  return header + 1;
}

/** The column of the first cell that says what our header says; undefined when there is none. */
export function keyColumnIn(grid: Grid): number | undefined {
  for (let row = 0; row < grid.height; row += 1)
    for (let column = 0; column < grid.width; column += 1) if (isHeader(grid, row, column)) return column;
  return undefined;
}

/** Headers of a row: trimmed, blank ones left out, a repeated one told apart by ` (2)`. */
export function headersOf(grid: Grid, row: number): ReadonlyMap<string, number> {
  const headers = new Map<string, number>();
  for (let column = 0; column < grid.width; column += 1) {
    const text = textIn(grid.at(row, column));
    if (text === '') continue;
    let name = text;
    for (let n = 2; headers.has(name); n += 1) name = `${text} (${n})`;
    headers.set(name, column);
  }
  return headers;
}
