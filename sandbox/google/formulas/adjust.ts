/**
 * What happens to references when cells move. Pure: a formula and a move in, the formula out; the same object comes
 * back when nothing changed. Axes are treated one at a time, so rows and columns follow one rule.
 */
import type { Box } from '../book/boxes.ts';
import { type End, formatReference, joinFormula, type Piece, type Reference, splitFormula } from './tokens.ts';

export type Axis = 'row' | 'column';

/** A move on one tab. `band` limits it to some of the other axis' lines (cells shifted, not whole rows). */
export type Shift =
  | {
      readonly kind: 'insert';
      readonly sheetId: number;
      readonly axis: Axis;
      readonly at: number;
      readonly count: number;
      readonly band?: Band;
    }
  | {
      readonly kind: 'delete';
      readonly sheetId: number;
      readonly axis: Axis;
      readonly from: number;
      readonly to: number;
      readonly band?: Band;
    }
  /** Lines [from, to) now stand before what was line `before`. */
  | {
      readonly kind: 'move';
      readonly sheetId: number;
      readonly axis: Axis;
      readonly from: number;
      readonly to: number;
      readonly before: number;
    }
  /** Cells were cut and pasted: references that lie inside go with them. */
  | {
      readonly kind: 'transfer';
      readonly source: Box;
      readonly to: { readonly sheetId: number; readonly row: number; readonly column: number };
    }
  | { readonly kind: 'dropTab'; readonly sheetId: number };

export type Band = readonly [from: number, to: number];

/** How titles in formulas are understood. */
export interface Titles {
  sheetIdOf(title: string): number | undefined;
  titleOf(sheetId: number): string;
}

/** The formula of a cell on tab `home` after the move. */
export function adjustFormula(formula: string, home: number, shift: Shift, titles: Titles): string {
  const pieces = splitFormula(formula);
  let changed = false;
  const next = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    const adjusted = adjustReference(piece, home, shift, titles);
    if (adjusted !== piece) changed = true;
    return adjusted;
  });
  return changed ? joinFormula(next) : formula;
}

/** The formula as copied `rows` down and `columns` right: what isn't fixed with `$` moves along. */
export function copyFormula(formula: string, rows: number, columns: number): string {
  if (rows === 0 && columns === 0) return formula;
  const next = splitFormula(formula).map((piece): Piece => {
    if (typeof piece === 'string') return piece;
    const start = offset(piece.start, rows, columns);
    const end = piece.end && offset(piece.end, rows, columns);
    return start === undefined || (piece.end && !end) ? lost() : { ...piece, start, end };
  });
  return joinFormula(next);
}

/** The formula of a cell that went from tab to tab by cutting: references to the tab it left now name it. */
export function anchorFormula(formula: string, home: number, titles: Titles): string {
  return joinFormula(
    splitFormula(formula).map((piece) =>
      typeof piece === 'string' || piece.title !== undefined ? piece : { ...piece, title: titles.titleOf(home) },
    ),
  );
}

/** The formula after a tab got another title. */
export function renameInFormula(formula: string, before: string, after: string): string {
  if (!formula.includes('!')) return formula;
  const wanted = before.toLowerCase();
  return joinFormula(
    splitFormula(formula).map((piece) =>
      typeof piece !== 'string' && piece.title?.toLowerCase() === wanted ? { ...piece, title: after } : piece,
    ),
  );
}

/** One line (or undefined when deleted) after a shift of whole lines. */
function shiftLine(line: number, shift: Extract<Shift, { axis: Axis }>): number | undefined {
  if (shift.kind === 'insert') return line >= shift.at ? line + shift.count : line;
  if (shift.kind === 'delete') return line < shift.from ? line : line < shift.to ? undefined : line - (shift.to - shift.from);
  return movedLine(line, shift.from, shift.to, shift.before);
}

/** A span [from, to) of lines after a shift; undefined when all of it was deleted. */
export function shiftSpan(from: number, to: number, shift: Extract<Shift, { axis: Axis }>): readonly [number, number] | undefined {
  if (shift.kind === 'insert') {
    if (shift.at <= from) return [from + shift.count, to + shift.count];
    return shift.at < to ? [from, to + shift.count] : [from, to];
  }
  if (shift.kind === 'delete') {
    const cut = (line: number) => line - Math.max(0, Math.min(line, shift.to) - shift.from);
    const next: readonly [number, number] = [cut(from), cut(to)];
    return next[1] > next[0] || from === to ? next : undefined;
  }
  return movedSpan(from, to, shift.from, shift.to, shift.before);
}

function movedLine(line: number, from: number, to: number, before: number): number {
  const count = to - from;
  if (line >= from && line < to) return before > from ? line - from + before - count : line - from + before;
  if (before > from) return line >= to && line < before ? line - count : line;
  return line >= before && line < from ? line + count : line;
}

/** A span goes along when it lies in what moved; else it closes over what left and opens for what came in between. */
function movedSpan(a: number, b: number, from: number, to: number, before: number): readonly [number, number] {
  if (from <= a && b <= to) {
    const start = movedLine(a, from, to, before);
    return [start, start + (b - a)];
  }
  if (from >= a && to <= b && before >= a && before <= b) return [a, b];
  const count = to - from;
  const cut = (line: number) => line - Math.max(0, Math.min(line, to) - from);
  const [start, end] = [cut(a), cut(b)];
  const at = before > from ? before - count : before;
  if (at > start && at < end) return [start, end + count];
  if (at <= start) return [start + count, end + count];
  return [start, end];
}

function adjustReference(reference: Reference, home: number, shift: Shift, titles: Titles): Reference | string {
  const sheetId = reference.title === undefined ? home : titles.sheetIdOf(reference.title);
  if (sheetId === undefined) return reference;
  if (shift.kind === 'dropTab') return sheetId === shift.sheetId && reference.title !== undefined ? '#REF!' : reference;
  if (shift.kind === 'transfer') return transferred(reference, sheetId, home, shift, titles);
  if (sheetId !== shift.sheetId || (shift.kind !== 'move' && shift.band && !inBand(reference, shift.axis, shift.band))) return reference;
  return shifted(reference, shift);
}

function shifted(reference: Reference, shift: Extract<Shift, { axis: Axis }>): Reference | string {
  const { axis } = shift;
  const start = reference.start[axis];
  const end = reference.end ? reference.end[axis] : start;
  if (start === undefined && end === undefined) return reference;
  if (!reference.end) {
    const line = shiftLine(start ?? 0, shift);
    if (line === undefined) return lost();
    return line === start ? reference : { ...reference, start: { ...reference.start, [axis]: line } };
  }
  // `A2:A` is open at its end: only its start can move.
  const low = Math.min(start ?? 0, end ?? Number.MAX_SAFE_INTEGER);
  const high = end === undefined || start === undefined ? Number.MAX_SAFE_INTEGER / 2 : Math.max(start, end);
  const span = shiftSpan(start === undefined ? 0 : low, high + 1, shift);
  if (!span) return lost();
  const [from, to] = (start ?? 0) <= (end ?? Number.MAX_SAFE_INTEGER) ? [span[0], span[1] - 1] : [span[1] - 1, span[0]];
  const next = {
    ...reference,
    start: start === undefined ? reference.start : { ...reference.start, [axis]: from },
    end: end === undefined ? reference.end : { ...reference.end, [axis]: to },
  };
  return formatReference(next) === formatReference(reference) ? reference : next;
}

function transferred(
  reference: Reference,
  sheetId: number,
  home: number,
  shift: Extract<Shift, { kind: 'transfer' }>,
  titles: Titles,
): Reference | string {
  const { source, to } = shift;
  if (sheetId !== source.sheetId || !inside(reference, source)) return reference;
  const move = (end: End): End => ({
    ...end,
    ...(end.row !== undefined && { row: end.row + to.row - source.r0 }),
    ...(end.column !== undefined && { column: end.column + to.column - source.c0 }),
  });
  const title = to.sheetId === sheetId ? reference.title : to.sheetId === home ? undefined : titles.titleOf(to.sheetId);
  return { title, start: move(reference.start), end: reference.end && move(reference.end) };
}

function inside(reference: Reference, box: Box): boolean {
  return [reference.start, reference.end ?? reference.start].every(
    ({ row, column }) => row !== undefined && column !== undefined && row >= box.r0 && row < box.r1 && column >= box.c0 && column < box.c1,
  );
}

function inBand(reference: Reference, axis: Axis, [from, to]: Band): boolean {
  const other = axis === 'row' ? 'column' : 'row';
  return [reference.start, reference.end ?? reference.start].every((end) => {
    const line = end[other];
    return line !== undefined && line >= from && line < to;
  });
}

function offset(end: End, rows: number, columns: number): End | undefined {
  const row = end.row === undefined || end.fixedRow ? end.row : end.row + rows;
  const column = end.column === undefined || end.fixedColumn ? end.column : end.column + columns;
  if ((row ?? 0) < 0 || (column ?? 0) < 0) return undefined;
  return { ...end, ...(row !== undefined && { row }), ...(column !== undefined && { column }) };
}

const lost = (): string => '#REF!';
