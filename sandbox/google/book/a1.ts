/** Reads A1 (and R1C1) notation: `Tab!A1:B2`, `'My tab'!A:C`, `2:5`, `A2:C`, a tab's title, a named range. */
import { invalid } from '../wire/errors.ts';
import type { Book } from './book.ts';
import { type Box, boxOf, columnIndex } from './boxes.ts';

export interface A1Range {
  readonly box: Box;
  /** The text named one cell: a write may run on from it. */
  readonly anchor: boolean;
}

const MAX = 20_000_000;

/**
 * Finds the cells that `text` names. `exceed: 'clip'` cuts what hangs over the grid (reads), `'refuse'` refuses it
 * (writes). A start outside the grid is always refused. Throws 400 `Unable to parse range: …`.
 */
export function parseRange(book: Book, text: string, exceed: 'clip' | 'refuse'): A1Range {
  const { title, cells } = splitTitle(text);
  if (title === undefined) {
    const local = parseCells(cells);
    if (local) return place(book, book.doc.tabs[0] ?? 0, local, text, exceed);
    const bare = cells.startsWith("'") && cells.endsWith("'") ? unquote(cells) : cells;
    const tab = book.tabByTitle(bare);
    if (tab) return { box: boxOf(book, { sheetId: tab.sheetId }, true), anchor: false };
    const named = book.names.find((name) => (name.name ?? '').toLowerCase() === cells.toLowerCase());
    if (named?.range) return { box: boxOf(book, named.range, exceed === 'clip'), anchor: false };
    throw unparsable(text);
  }
  const tab = book.tabByTitle(title);
  const local = cells === '' ? { r0: 0, c0: 0, r1: undefined, c1: undefined, anchor: false } : parseCells(cells);
  if (!tab || !local) throw unparsable(text);
  return place(book, tab.sheetId, local, text, exceed);
}

interface Local {
  readonly r0: number;
  readonly c0: number;
  readonly r1: number | undefined;
  readonly c1: number | undefined;
  readonly anchor: boolean;
}

function place(book: Book, sheetId: number, local: Local, text: string, exceed: 'clip' | 'refuse'): A1Range {
  const rows = book.rowCount(sheetId);
  const columns = book.columnCount(sheetId);
  const { r0, c0 } = local;
  const r1 = local.r1 ?? Math.max(rows, r0);
  const c1 = local.c1 ?? Math.max(columns, c0);
  const over = r0 >= rows || c0 >= columns || (exceed === 'refuse' && (r1 > rows || c1 > columns));
  if (over) {
    const shown = text.includes('!') ? text : `${book.tab(sheetId).title}!${text}`;
    throw invalid(`Range (${shown}) exceeds grid limits. Max rows: ${rows}, max columns: ${columns}`);
  }
  return { box: { sheetId, r0, c0, r1: Math.min(r1, rows), c1: Math.min(c1, columns) }, anchor: local.anchor };
}

function splitTitle(text: string): { title: string | undefined; cells: string } {
  const quoted = /^'((?:[^']|'')*)'!(.*)$/s.exec(text);
  if (quoted) return { title: (quoted[1] ?? '').replace(/''/g, "'"), cells: quoted[2] ?? '' };
  const bang = text.lastIndexOf('!');
  return bang < 0 ? { title: undefined, cells: text } : { title: text.slice(0, bang), cells: text.slice(bang + 1) };
}

function parseCells(text: string): Local | undefined {
  const [from = '', to, extra] = text.split(':');
  if (extra !== undefined) return undefined;
  const start = endpoint(from);
  if (!start) return undefined;
  if (to === undefined) {
    if (start.row === undefined || start.column === undefined) return undefined;
    return { r0: start.row, r1: start.row + 1, c0: start.column, c1: start.column + 1, anchor: true };
  }
  const end = endpoint(to);
  if (!end) return undefined;
  const [r0, r1] = span(start.row, end.row);
  const [c0, c1] = span(start.column, end.column);
  return { r0, r1, c0, c1, anchor: false };
}

/** `A2:C` has no end row, `A:C` no rows at all; a pair given backwards is turned round. */
function span(start: number | undefined, end: number | undefined): [number, number | undefined] {
  if (start === undefined) return [end ?? 0, undefined];
  if (end === undefined) return [start, undefined];
  return [Math.min(start, end), Math.max(start, end) + 1];
}

function endpoint(text: string): { row?: number; column?: number } | undefined {
  const a1 = /^\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?$/.exec(text);
  if (a1 && (a1[1] || a1[2])) {
    return { ...(a1[2] && { row: Number(a1[2]) - 1 }), ...(a1[1] && { column: columnIndex(a1[1]) }) };
  }
  const r1c1 = /^R([1-9]\d*)C([1-9]\d*)$/i.exec(text);
  if (r1c1 && Number(r1c1[1]) < MAX) return { row: Number(r1c1[1]) - 1, column: Number(r1c1[2]) - 1 };
  return undefined;
}

const unquote = (text: string): string => text.slice(1, -1).replace(/''/g, "'");
const unparsable = (text: string) => invalid(`Unable to parse range: ${text}`);
