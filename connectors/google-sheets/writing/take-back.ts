/**
 * Puts back what a write of ours covered where it should not have: on another row, over a formula or a person's note.
 * It is copied from the hidden tab, so formulas and formats come back as they were. Each try takes its own pre-image and
 * is judged by it, because people go on typing: what a try covered wrongly goes back with the next one.
 */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import type { Intent } from '../../../core/sync/ports.ts';
import { batchUpdate } from '../client.ts';
import { type CellTarget, sameEntered, textIn } from '../codec.ts';
import { a1, type Grid, gridOf, one, type Run, rangeOn, runsOf } from '../grid.ts';
import type { OwnTab, TabLayout } from '../layout.ts';
import type { BatchRequest, GridData } from '../wire.ts';
import { growTab, laneWidth, rangeIdOf, rangeNameOf, SHOWN_FIELDS } from './batch.ts';
import { type Desk, forgetLayouts } from './book.ts';
import { readEvidence } from './evidence.ts';
import { isAsWritten } from './judge.ts';
import type { RowTarget } from './place.ts';

const MOST_TRIES = 6;

/** Cells that something of ours stands in, and where what they held is kept. */
export interface Astray {
  /** Row where we wrote; found anew by key or content when it isn't there any more. */
  readonly row: number;
  /** The key that the row has now, `''` for none. */
  readonly key: string;
  /** What we put there. */
  readonly wrote: readonly CellTarget[];
  /** Where on the hidden tab the covered cells are: their row, and the first column of the lane. */
  readonly kept: { readonly row: number; readonly left: number; readonly cells: Grid };
}

/** What a row's write put astray, from the copies in `covered` at the lane that begins at column `left`. */
export function astray(target: RowTarget, key: { readonly index: number }, covered: Grid, left = 0): Astray {
  const given = target.cells.find((cell) => cell.column === key.index && cell.fields !== 'note');
  return {
    row: target.row,
    key: given ? (given.data.userEnteredValue?.stringValue ?? '') : textIn(covered.at(target.row, key.index)),
    wrote: target.cells,
    kept: { row: target.row, left, cells: covered },
  };
}

/**
 * Takes everything back. With `located` the rows are looked for first: after a lost answer nobody knows where they are,
 * nor whether they have been taken back already. Throws when it can't be known whether it is done.
 */
export async function takeBack(desk: Desk, intent: Intent, layout: TabLayout, things: readonly Astray[], located: boolean): Promise<void> {
  let waiting = things;
  for (let tries = 1; waiting.length > 0; tries += 1) {
    if (tries > MOST_TRIES) throw unknownOutcome('google', 'take-back', `${waiting.length} rows are still astray`);
    if (tries === 1 && !located) {
      waiting = await putBack(desk, intent, layout, waiting);
      continue;
    }
    const evidence = await readEvidence(desk, intent.replica);
    const found = waiting.flatMap((thing) => locate(thing, evidence.tab, evidence.key.index, layout.locator.headerRow));
    if (found.length === 0) break;
    const again = await putBack(
      desk,
      intent,
      evidence.layout,
      found.map(([, there]) => there),
    );
    // What isn't there yet may come to light when what lies over it has gone back.
    const hidden = waiting.filter((thing) => !found.some(([sought]) => sought === thing));
    waiting = [...again, ...hidden];
  }
  forgetLayouts(desk);
}

/** One try; answers what has to be put right after it. */
async function putBack(desk: Desk, intent: Intent, layout: TabLayout, things: readonly Astray[]): Promise<readonly Astray[]> {
  const preimages = desk.book().preimages;
  const key = layout.key;
  if (!preimages || !key) throw unknownOutcome('google', 'take-back', 'the hidden tab is gone');
  const width = laneWidth(layout);
  const left = freeLane(things, width);
  const lowest = Math.max(...things.map((thing) => Math.max(thing.row, thing.kept.row))) + 1;
  const grown = growTab(preimages, lowest, left + width);
  const { rangeId, range } = nextRange(desk, intent, grown.tab, left + width - 1);
  const requests: BatchRequest[] = [...grown.requests, { addNamedRange: { namedRange: range } }];
  const show: string[] = [];
  const { sheetId } = layout.locator;
  const hidden = grown.tab;
  const copy = (
    from: { sheetId: number; row: number },
    to: { sheetId: number; row: number },
    columns: Run,
    shift: { from: number; to: number },
  ): BatchRequest => ({
    copyPaste: {
      source: rangeOn(from.sheetId, one(from.row), shifted(columns, shift.from)),
      destination: rangeOn(to.sheetId, one(to.row), shifted(columns, shift.to)),
      pasteType: 'PASTE_NORMAL',
    },
  });
  for (const thing of things) {
    const columns = runsOf(thing.wrote.map((cell) => cell.column));
    for (const run of runsOf([...thing.wrote.map((cell) => cell.column), key.index])) {
      requests.push(copy({ sheetId, row: thing.row }, { sheetId: hidden.sheetId, row: thing.row }, run, { from: 0, to: left }));
      show.push(a1(hidden.title, one(thing.row), shifted(run, left)));
    }
    for (const run of columns) {
      requests.push(
        copy({ sheetId: hidden.sheetId, row: thing.kept.row }, { sheetId, row: thing.row }, run, { from: thing.kept.left, to: 0 }),
      );
    }
  }
  const answer = await batchUpdate(desk.deps, desk.options, desk.spreadsheet, { requests, show: { ranges: show, fields: SHOWN_FIELDS } });
  desk.keep({ ...desk.book(), preimages: hidden, namedRanges: [...desk.book().namedRanges, { ...range, namedRangeId: rangeId }] });
  const covered = laneOf(answer?.sheets.find((sheet) => sheet.properties.sheetId === hidden.sheetId)?.data, left);
  return things.flatMap((thing) => {
    const same = textIn(covered.at(thing.row, key.index)) === thing.key && isOursAt(thing, thing.row, covered);
    return same ? [] : [thing, coveredInstead(thing, covered, left, key.index)];
  });
}

/** What a try covered that wasn't what we had put there: it has to go back in its turn. */
function coveredInstead(thing: Astray, covered: Grid, left: number, keyIndex: number): Astray {
  const kept = (column: number) => thing.kept.cells.at(thing.kept.row, column);
  const wrote = thing.wrote.map(({ column }): CellTarget => {
    const entered = kept(column)?.userEnteredValue;
    return { column, data: entered ? { userEnteredValue: entered } : {}, fields: 'userEnteredValue' };
  });
  const moved = thing.wrote.some((cell) => cell.column === keyIndex);
  const key = textIn(moved ? kept(keyIndex) : covered.at(thing.row, keyIndex));
  return { row: thing.row, key, wrote, kept: { row: thing.row, left, cells: covered } };
}

/** Where a thing stands now: the row with its key (the nearest, where it has none) in which all we wrote still stands. */
function locate(thing: Astray, tab: Grid, keyIndex: number, headerRow: number): [Astray, Astray][] {
  const rows: number[] = [];
  for (let row = headerRow; row < tab.height; row += 1) {
    if (textIn(tab.at(row, keyIndex)) === thing.key && isOursAt(thing, row, tab)) rows.push(row);
  }
  const nearest = rows.sort((a, b) => Math.abs(a - thing.row) - Math.abs(b - thing.row))[0];
  return nearest === undefined ? [] : [[thing, { ...thing, row: nearest }]];
}

/** Whether a row still holds all that we put there; of a cell that only got a note, also the value that it had. */
const isOursAt = (thing: Astray, row: number, grid: Grid): boolean =>
  thing.wrote.every((cell) => {
    const now = grid.at(row, cell.column);
    const valued = cell.fields !== 'note' || thing.wrote.some((other) => other.column === cell.column && other.fields !== 'note');
    return isAsWritten(cell, now) && (valued || sameEntered(thing.kept.cells.at(thing.kept.row, cell.column), now));
  });

/** A lane that none of these is kept in. */
function freeLane(things: readonly Astray[], width: number): number {
  const used = new Set(things.map((thing) => thing.kept.left));
  let left = width;
  while (used.has(left)) left += width;
  return left;
}

function nextRange(desk: Desk, intent: Intent, hidden: OwnTab, column: number) {
  const taken = new Set(desk.book().namedRanges.map((range) => range.namedRangeId));
  let n = 1;
  while (taken.has(rangeIdOf(intent.id, `_r${n}`))) n += 1;
  const rangeId = rangeIdOf(intent.id, `_r${n}`);
  return {
    rangeId,
    range: { namedRangeId: rangeId, name: rangeNameOf(rangeId, desk.deps.now()), range: rangeOn(hidden.sheetId, one(0), one(column)) },
  };
}

const shifted = (columns: Run, by: number): Run => ({ start: columns.start + by, end: columns.end + by });

/** A lane of the hidden tab as if it began at column 0. */
function laneOf(blocks: readonly GridData[] | undefined, left: number): Grid {
  const grid = gridOf(blocks);
  return { at: (row, column) => grid.at(row, column + left), height: grid.height, width: grid.width };
}
