/** Pure: cells of ours that stand where they should not, where they are now, and what a try to take them back has done. */
import { type CellTarget, sameEntered, textIn } from '../codec.ts';
import type { Grid } from '../grid.ts';
import type { Evidence } from './evidence.ts';
import { isAsWritten } from './judge.ts';
import type { RowTarget } from './place.ts';

/** A row of a lane of the hidden tab; `cells` is seen as if the lane began at column 0. */
export interface Kept {
  readonly row: number;
  readonly left: number;
  readonly cells: Grid;
}

export interface Astray {
  /** Row where we wrote; found anew when it isn't there any more. */
  readonly row: number;
  /** The key that the row shows now, `''` for none. */
  readonly key: string;
  /** What we put there. */
  readonly wrote: readonly CellTarget[];
  /** What it covered, with the rest of the row as it was then. */
  readonly kept: Kept;
  /** Where `wrote` is from: the intent's target in that row, or something that was put back there from these copies. */
  readonly origin: { readonly target: number } | { readonly row: number; readonly left: number };
}

/** What a row's write put astray, from its pre-image. */
export function astrayOf(target: RowTarget, keyIndex: number, covered: Grid): Astray {
  const given = target.cells.find((cell) => cell.column === keyIndex && cell.fields !== 'note');
  const key = given ? (given.data.userEnteredValue?.stringValue ?? '') : textIn(covered.at(target.row, keyIndex));
  return { row: target.row, key, wrote: target.cells, kept: { row: target.row, left: 0, cells: covered }, origin: { target: target.row } };
}

/**
 * What has to be put right after a try, by what the try covered. Where it covered what we had put there, that is
 * done. What else it covered has to go back; and what it was meant for is still astray, unless a person has typed over it.
 */
export function afterTry(
  things: readonly Astray[],
  lane: Pick<Kept, 'left' | 'cells'>,
  keyIndex: number,
  columns: readonly number[],
): Astray[] {
  return things.flatMap((thing) => {
    const here = textIn(lane.cells.at(thing.row, keyIndex)) === thing.key;
    const sameRow = here && (thing.key !== '' || likeness(thing, lane.cells, thing.row, columns) >= ALIKE);
    const wrong = sameRow ? thing.wrote.filter((cell) => !isOursAt(thing, cell, lane.cells, thing.row)) : thing.wrote;
    if (wrong.length === 0) return [];
    const kept: Kept = { row: thing.row, left: lane.left, cells: lane.cells };
    const instead = coveredInstead(thing, wrong, kept, keyIndex);
    return sameRow && thing.key !== '' ? [instead] : [instead, { ...thing, wrote: wrong }];
  });
}

/** What a try covered that wasn't what we had put there. */
function coveredInstead(thing: Astray, cells: readonly CellTarget[], kept: Kept, keyIndex: number): Astray {
  const put = (column: number) => thing.kept.cells.at(thing.kept.row, column);
  const columns = [...new Set(cells.map((cell) => cell.column))];
  const key = textIn(columns.includes(keyIndex) ? put(keyIndex) : kept.cells.at(kept.row, keyIndex));
  return {
    row: thing.row,
    key,
    wrote: columns.map((column) => cellPut(column, put(column))),
    kept,
    origin: { row: thing.kept.row, left: thing.kept.left },
  };
}

/** A cell that was put back by a copy, as something that we wrote. */
export function cellPut(column: number, from: ReturnType<Grid['at']>): CellTarget {
  return { column, data: from?.userEnteredValue ? { userEnteredValue: from.userEnteredValue } : {}, fields: 'userEnteredValue' };
}

/**
 * Where things stand in the tab now: in the row with their key, or among rows without one in the row most like the one
 * that was covered; and only cells that still show what we put there. The rest is `hidden`.
 */
export function locate(things: readonly Astray[], evidence: Evidence): { found: Astray[]; hidden: Astray[] } {
  const { layout, tab, key, hidden: copies } = evidence;
  const columns = layout.columns.map((column) => column.index);
  const rows = new Map<string, number[]>();
  for (let row = layout.locator.headerRow; row < tab.height; row += 1) {
    const text = textIn(tab.at(row, key.index));
    rows.set(text, [...(rows.get(text) ?? []), row]);
  }
  const found: Astray[] = [];
  const hidden: Astray[] = [];
  for (const given of things) {
    const thing = { ...given, kept: { ...given.kept, cells: laneView(copies, given.kept.left) } };
    const ours = (row: number): CellTarget[] => thing.wrote.filter((cell) => isOursAt(thing, cell, tab, row));
    const best = (rows.get(thing.key) ?? [])
      .map((row) => ({ row, cells: ours(row), like: likeness(thing, tab, row, columns) }))
      .filter((one) => one.cells.length > 0 && (thing.key !== '' || one.like >= ALIKE))
      .sort((a, b) => b.like - a.like || b.cells.length - a.cells.length || Math.abs(a.row - thing.row) - Math.abs(b.row - thing.row))[0];
    if (best) found.push({ ...thing, row: best.row, wrote: best.cells });
    const rest = thing.wrote.filter((cell) => !best?.cells.includes(cell));
    if (rest.length > 0) hidden.push({ ...thing, wrote: rest });
  }
  return { found, hidden };
}

/** A lane of the hidden tab as if it began at column 0. */
export const laneView = (grid: Grid, left: number): Grid => ({
  at: (row, column) => grid.at(row, column + left),
  height: grid.height,
  width: grid.width,
});

/**
 * How far a row looks like the one that was covered, by the cells beside ours: typed cells that are the same speak for
 * it, others against; a formula is only known as one, because its text moves with its row. What was empty then may have
 * been typed since, which counts a little against.
 */
function likeness(thing: Astray, grid: Grid, row: number, columns: readonly number[]): number {
  const written = new Set(thing.wrote.map((cell) => cell.column));
  let score = 0;
  for (const column of columns) {
    if (written.has(column)) continue;
    const before = thing.kept.cells.at(thing.kept.row, column);
    const now = grid.at(row, column);
    const formula = before?.userEnteredValue?.formulaValue !== undefined && now?.userEnteredValue?.formulaValue !== undefined;
    const same = formula || sameEntered(before, now);
    if (before?.userEnteredValue) score += same ? 1 : -1;
    else if (!same) score -= 0.001;
  }
  return score;
}

/** The least likeness of what may be the same row. */
const ALIKE = -0.5;

/** Whether a cell still holds what we put there; of a cell that only got a note, also the value that it had. */
function isOursAt(thing: Astray, cell: CellTarget, grid: Grid, row: number): boolean {
  const now = grid.at(row, cell.column);
  const valued = cell.fields !== 'note' || thing.wrote.some((other) => other.column === cell.column && other.fields !== 'note');
  return isAsWritten(cell, now) && (valued || sameEntered(thing.kept.cells.at(thing.kept.row, cell.column), now));
}
