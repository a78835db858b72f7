/**
 * Pure: cells of ours that stand where they should not, where they are now, and what a try to take them back has done.
 *
 * Tries are a stack. What a try covered wrongly lies on top of what it was meant for, and goes back first; only then does
 * the tab look again as it did before the try, but for what people typed, and the rows below can be told by their keys.
 * The rows that a try hit carry its mark (metadata of the row, which goes where the row goes).
 */
import { type CellTarget, sameEntered, textIn } from '../codec.ts';
import type { Grid } from '../grid.ts';
import { isAsWritten } from '../writing/judge.ts';
import type { RowTarget } from '../writing/place.ts';

/** A row of a lane of the hidden tab; `cells` is seen as if the lane began at column 0. */
export interface Kept {
  readonly row: number;
  readonly left: number;
  readonly cells: Grid;
}

export interface Astray {
  /** 0: covered by the intent itself; n: by the nth try. */
  readonly level: number;
  /** Row where we wrote; found anew when it isn't there any more. */
  readonly row: number;
  /** The key that the row shows now, `''` for none; null when columns had moved, and it isn't known which one held it. */
  readonly key: string | null;
  /** The mark that the row carries, null when it has none. */
  readonly mark: string | null;
  /** What we put there. */
  readonly wrote: readonly CellTarget[];
  /** What it covered, with the rest of the row as it was then. */
  readonly kept: Kept;
  /** Where `wrote` is from: the intent's target in that row, or copies on the hidden tab that were put back there. */
  readonly origin: { readonly target: number } | { readonly row: number; readonly left: number };
  /** The row as it was when it was found again; left out: not looked for yet. */
  readonly seen?: { readonly row: number; readonly cells: Grid };
}

/** What a tab says after a try, or now. */
export interface Sight {
  /** Rows by the marks that they carry; a row may carry several. */
  readonly marks: ReadonlyMap<string, number>;
  readonly keyIndex: number;
  /** Our columns. */
  readonly columns: readonly number[];
}

/** What a row's write put astray, from its pre-image; `keyIndex` null: the keys stood in another column than we thought. */
export function astrayOf(target: RowTarget, keyIndex: number | null, covered: Grid): Astray {
  const given = target.cells.find((cell) => cell.column === keyIndex && cell.fields !== 'note');
  const stood = keyIndex === null ? null : textIn(covered.at(target.row, keyIndex));
  const key = given ? (given.data.userEnteredValue?.stringValue ?? '') : stood;
  const kept: Kept = { row: target.row, left: 0, cells: covered };
  return { level: 0, row: target.row, key, mark: null, wrote: target.cells, kept, origin: { target: target.row } };
}

/** What a try made: its number, its lane, and the mark that it left on the row of each thing. */
export interface Try {
  readonly level: number;
  readonly left: number;
  readonly covered: Grid;
  readonly markOf: (index: number) => string | null;
}

/**
 * What has to be put right after a try. Where it hit the row that it was meant for, and covered what we had put there,
 * that is done; what it covered besides has to go back, a person having typed it. Where it hit another row, what it
 * covered has to go back, and what it was meant for is still astray.
 */
export function afterTry(things: readonly Astray[], made: Try, sight: Sight): Astray[] {
  return things.flatMap((thing, index) => {
    const mark = made.markOf(index);
    const hit = mark === null ? undefined : sight.marks.get(mark);
    // The row that it hit has been deleted since, and all that we did to it.
    if (mark !== null && hit === undefined) return [thing];
    const known = thing.mark !== null && hit !== undefined;
    const right = known ? sight.marks.get(thing.mark ?? '') === hit : looksRight(thing, made.covered, sight);
    const wrong = right ? thing.wrote.filter((cell) => !isOursAt(thing, cell, made.covered, thing.row)) : thing.wrote;
    if (wrong.length === 0) return [];
    const instead = coveredInstead(thing, wrong, made, mark, sight.keyIndex);
    // Under a key that a sort left behind another row stands.
    const sure = right && (known || (hasKey(thing) && isLike(thing, made.covered, thing.row, sight)));
    return sure ? [instead] : [instead, { ...thing, wrote: wrong }];
  });
}

const hasKey = (thing: Astray): boolean => thing.key !== null && thing.key !== '';

function looksRight(thing: Astray, covered: Grid, sight: Sight): boolean {
  if (thing.key !== null && textIn(covered.at(thing.row, sight.keyIndex)) !== thing.key) return false;
  return hasKey(thing) || isLike(thing, covered, thing.row, sight);
}

const isLike = (thing: Astray, grid: Grid, row: number, sight: Sight): boolean =>
  likeness(thing, thing.seen ?? thing.kept, grid, row, sight.columns) >= ALIKE;

/** What a try covered that wasn't what we had put there. */
function coveredInstead(thing: Astray, cells: readonly CellTarget[], made: Try, mark: string | null, keyIndex: number): Astray {
  const put = (column: number) => thing.kept.cells.at(thing.kept.row, column);
  const columns = [...new Set(cells.map((cell) => cell.column))];
  const rekeyed = thing.wrote.some((cell) => cell.column === keyIndex);
  return {
    level: made.level,
    row: thing.row,
    key: thing.key === null ? null : textIn(rekeyed ? put(keyIndex) : made.covered.at(thing.row, keyIndex)),
    mark,
    wrote: columns.map((column) => cellPut(column, put(column))),
    kept: { row: thing.row, left: made.left, cells: made.covered },
    origin: { row: thing.kept.row, left: thing.kept.left },
  };
}

/** A cell that was put back by a copy, as something that we wrote. */
export function cellPut(column: number, from: ReturnType<Grid['at']>): CellTarget {
  return { column, data: from?.userEnteredValue ? { userEnteredValue: from.userEnteredValue } : {}, fields: 'userEnteredValue' };
}

/**
 * Those of the things that stand in the tab, each in its row: the one with its mark, else with its key, else, among rows
 * without a key, the one most like the row that was covered; and where a sort has left the key behind, the one that shows
 * all of ours beside what stood there. Only cells that still show what we put there: over others a person has typed. A
 * thing that isn't found went with its row.
 */
export function locate(things: readonly Astray[], tab: Grid, sight: Sight): Astray[] {
  const rows = new Map<string, number[]>();
  // From the top: a sort may have put rows above the header.
  for (let row = 0; row < tab.height; row += 1) {
    const key = textIn(tab.at(row, sight.keyIndex));
    const same = rows.get(key);
    if (same) same.push(row);
    else rows.set(key, [row]);
  }
  const taken = new Set<number>();
  return things.flatMap((thing) => {
    const marked = thing.mark === null ? undefined : sight.marks.get(thing.mark);
    const unmarked = thing.key === null ? [...rows.values()].flat() : (rows.get(thing.key) ?? []);
    const candidates = thing.mark === null ? unmarked : marked === undefined ? [] : [marked];
    const standingIn = (among: readonly number[]) =>
      among
        .filter((row) => !taken.has(row))
        .map((row) => ({
          row,
          wrote: thing.wrote.filter((cell) => isOursAt(thing, cell, tab, row)),
          like: likeness(thing, thing.kept, tab, row, sight.columns),
        }))
        .filter((one) => one.wrote.length > 0)
        .sort((a, b) => b.like - a.like || b.wrote.length - a.wrote.length || Math.abs(a.row - thing.row) - Math.abs(b.row - thing.row));
    const standing = standingIn(candidates);
    const known = thing.mark !== null || hasKey(thing);
    // A person has changed the row beside our cells: it is still the one, when all of ours stand in no other.
    const whole = standing.filter((one) => one.wrote.length === thing.wrote.length);
    const best = known ? standing[0] : (standing.find((one) => one.like >= ALIKE) ?? (whole.length === 1 ? whole[0] : undefined));
    const leftKey = thing.mark === null && hasKey(thing) && !best ? standingIn([...rows.values()].flat()) : [];
    const moved = leftKey.filter((one) => one.wrote.length === thing.wrote.length && one.like > 0);
    const found = best ?? ((moved[1]?.like ?? 0) < (moved[0]?.like ?? 0) ? moved[0] : undefined);
    if (!found) return [];
    taken.add(found.row);
    const key = found === best ? thing.key : textIn(tab.at(found.row, sight.keyIndex));
    return [{ ...thing, key, row: found.row, wrote: found.wrote, seen: { row: found.row, cells: tab } }];
  });
}

/** A lane of the hidden tab as if it began at column 0. */
export const laneView = (grid: Grid, left: number): Grid => ({
  at: (row, column) => grid.at(row, column + left),
  height: grid.height,
  width: grid.width,
});

/**
 * How far a row looks like one that was seen before, by the cells beside ours: typed cells that are the same speak for
 * it, others against; a formula is only known as one, because its text moves with its row. What was empty then may have
 * been typed since, which counts a little against.
 */
function likeness(thing: Astray, known: Pick<Kept, 'row' | 'cells'>, grid: Grid, row: number, columns: readonly number[]): number {
  const written = new Set(thing.wrote.map((cell) => cell.column));
  let score = 0;
  for (const column of columns) {
    if (written.has(column)) continue;
    const before = known.cells.at(known.row, column);
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
