/**
 * Cuts a formula into references and everything else, just deep enough to adjust references and to know what a
 * formula reads: joining the pieces gives the formula back byte for byte.
 */
import { columnIndex, columnName, quoteTitle } from '../book/boxes.ts';

/** One end of a reference; a missing row is a whole column (`A:B`), a missing column a whole row. Zero-based. */
export interface End {
  readonly row?: number;
  readonly column?: number;
  readonly fixedRow: boolean;
  readonly fixedColumn: boolean;
}

export interface Reference {
  /** Title of the tab as written, without quotes; undefined: the formula's own tab. */
  readonly title: string | undefined;
  readonly start: End;
  /** Undefined for a single cell. */
  readonly end: End | undefined;
}

export type Piece = string | Reference;

const TITLE = String.raw`(?:'((?:[^']|'')+)'|([\p{L}_][\p{L}\p{N}_.]*))!`;
const END = String.raw`(?:\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}|\$?[1-9]\d*)`;
const CELL = String.raw`\$?[A-Za-z]{1,3}\$?[1-9]\d*`;
const PATTERN = new RegExp(
  String.raw`"(?:[^"]|"")*"|(?:${TITLE})?(?:(${END}):(${END})|(${CELL}))(?![\p{L}\p{N}_(!.])|'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[\s\S]`,
  'gu',
);

/** Pieces of `formula` (with or without its `=`). Strings, names, functions and operators stay text. */
export function splitFormula(formula: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  for (const match of formula.matchAll(PATTERN)) {
    const [whole, quoted, plain, from, to, single] = match;
    const start = from !== undefined ? parseEnd(from) : single !== undefined ? parseEnd(single) : undefined;
    const end = to !== undefined ? parseEnd(to) : undefined;
    if (!start || (from !== undefined && !fits(start, end))) {
      text += whole;
      continue;
    }
    if (text !== '') pieces.push(text);
    text = '';
    pieces.push({ title: quoted !== undefined ? quoted.replace(/''/g, "'") : plain, start, end });
  }
  if (text !== '') pieces.push(text);
  return pieces;
}

export function joinFormula(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : formatReference(piece))).join('');
}

export function formatReference(reference: Reference): string {
  const prefix = reference.title === undefined ? '' : `${quoteTitle(reference.title)}!`;
  const end = reference.end ? `:${formatEnd(reference.end)}` : '';
  return `${prefix}${formatEnd(reference.start)}${end}`;
}

export function references(pieces: readonly Piece[]): Reference[] {
  return pieces.filter((piece): piece is Reference => typeof piece !== 'string');
}

function formatEnd(end: End): string {
  const column = end.column === undefined ? '' : `${end.fixedColumn ? '$' : ''}${columnName(end.column)}`;
  const row = end.row === undefined ? '' : `${end.fixedRow ? '$' : ''}${end.row + 1}`;
  return column + row;
}

function parseEnd(text: string): End | undefined {
  const match = /^(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?$/.exec(text);
  if (!match) return undefined;
  const [, first, letters, second, digits] = match;
  return {
    ...(letters !== undefined && { column: columnIndex(letters) }),
    ...(digits !== undefined && { row: Number(digits) - 1 }),
    fixedColumn: letters !== undefined && first === '$',
    fixedRow: digits !== undefined && (letters === undefined ? first === '$' : second === '$'),
  };
}

/** `A1:B2`, `A:B`, `1:2`, `A2:B` are ranges; `A:2` is none. */
function fits(start: End, end: End | undefined): boolean {
  if (!end) return false;
  const shared = (start.row !== undefined && end.row !== undefined) || (start.column !== undefined && end.column !== undefined);
  return shared;
}
