/**
 * Takes away new rows of ours that came into the world under shifted columns or in a wrong place: known by all that we
 * wrote into them, to `Removed`, and verified like any remove.
 */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import { brandAs, type ColumnRef, type LocalId, type StepId } from '../../../core/sync/ids.ts';
import { cellOf, type Intent, type StepOutcome, type Write } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { batchUpdate } from '../client.ts';
import { isValue, textIn, toCell } from '../codec.ts';
import { type Grid, gridOf } from '../grid.ts';
import { forgetLayouts, type Spreadsheet } from '../spreadsheet.ts';
import { buildBatch, SHOWN_FIELDS } from '../writing/batch.ts';
import { formOf, isAsWritten } from '../writing/judge.ts';
import { freeId, freeLane, laneWidth, rangeIdOf } from '../writing/lane.ts';
import { readManifest } from '../writing/manifest.ts';
import { doneAt, type NewRow, type Placed, type RowTarget } from '../writing/place.ts';
import { laneView } from './astray.ts';
import { bringBack, findRemoved, placesOf, type Strayed } from './bring-back.ts';
import { type Evidence, readEvidence } from './evidence.ts';

const MOST_TRIES = 6;

/** A new row that came into the world wrongly; `shifted`: not in the columns that it was made for. */
export interface Misborn extends NewRow {
  readonly shifted: boolean;
}

/**
 * Answers the creates that happened for good: a person has changed their rows since, so they are theirs, or has taken
 * them out before we could. Throws when some of the others may still be in the tab.
 */
export async function withdraw(
  spreadsheet: Spreadsheet,
  intent: Intent,
  rows: readonly Misborn[],
): Promise<ReadonlyMap<StepId, StepOutcome>> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const evidence = await readEvidence(spreadsheet, intent.replica, true);
    const { layout, tab, preimages, removed, namedRanges } = evidence;
    const [wrong] = wronglyWithdrawn(evidence, intent);
    if (wrong) {
      await bringBack(spreadsheet, intent, layout, wrong.rows, wrong.backId);
      continue;
    }
    const targets = rows.flatMap((row) => rowOf(row, tab)).sort((a, b) => a.row - b.row);
    if (targets.length === 0) return theirs(rows, evidence, targets);
    if (!preimages || !removed) throw unknownOutcome('google', 'withdraw', 'our own tabs are gone');
    const placed: Placed = { rows: [], created: [], insertAt: 0, anchor: null, removed: targets, decided: new Map() };
    const { id: rangeId } = freeId(intent.id, 'c', namedRanges);
    const left = freeLane(intent.id, namedRanges, laneWidth(layout));
    const batch = buildBatch({
      rangeId,
      intent: intent.id,
      writes: [],
      layout,
      placed,
      preimages,
      removed,
      from: 0,
      left,
      now: spreadsheet.deps.now(),
      namedRanges: [],
    });
    const { requests, show } = batch;
    const answer = await batchUpdate(spreadsheet.deps, spreadsheet.options, spreadsheet.id, {
      requests,
      show: { ranges: show, fields: SHOWN_FIELDS },
    });
    spreadsheet.keep({ ...spreadsheet.book(), preimages: batch.preimages, removed: batch.removed });
    forgetLayouts(spreadsheet);
    const covered = laneView(gridOf(answer?.sheets.find((sheet) => sheet.properties.sheetId === preimages.sheetId)?.data), left);
    const stray = placesOf(targets, (target) => !holds(target, covered, target.row));
    if (stray.length === 0) return theirs(rows, evidence, targets);
    await bringBack(spreadsheet, intent, layout, stray, backIdOf(rangeId));
  }
  throw unknownOutcome('google', 'withdraw', 'rows moved at each try');
}

/**
 * New rows that we don't take away: they happened. Where the key still stands, what a person made of the row is read next;
 * where it stands in no row and not in `Removed` either, a person took the row out, or moved its content off its key. What
 * stood in other columns than its own was no record to anybody, so its end says nothing of the record.
 */
function theirs(rows: readonly Misborn[], evidence: Evidence, taken: readonly RowTarget[]): ReadonlyMap<StepId, StepOutcome> {
  const { layout, key, tab, removed, removedGrid } = evidence;
  const outcome = new Map<StepId, StepOutcome>();
  for (const { write, shifted } of rows) {
    if (taken.some((target) => target.expectKey === write.key)) continue;
    const row = layout.rows.find((one) => one.key === write.key);
    const isGone = !shifted && removed !== null && !stands(write.key, tab, key.index) && !stands(write.key, removedGrid, null);
    if (row === undefined && !isGone) continue;
    const shown: Record<ColumnRef, Cell> = {};
    for (const [at, { ref }] of layout.columns.entries()) {
      const sent = cellOf(write.cells, ref);
      if (ref in write.cells) shown[ref] = row === undefined ? sent : formOf(sent, toCell(row.cells[at]));
    }
    const now = row === undefined ? null : row.row - taken.filter((target) => target.row < row.row).length;
    outcome.set(write.step, { ...doneAt(now), shown });
  }
  return outcome;
}

/** In any column, since people move columns, but for one: alone in its row a key says nothing. */
function stands(key: string, grid: Grid, except: number | null): boolean {
  for (let row = 0; row < grid.height; row += 1)
    for (let column = 0; column < grid.width; column += 1) if (column !== except && textIn(grid.at(row, column)) === key) return true;
  return false;
}

interface Wrong {
  readonly rows: Strayed[];
  readonly backId: string;
}

/**
 * Rows that a withdrawal took whose answer was lost, and that don't bear the key that it was after. Once they are back
 * nothing is looked for in `Removed` any more: rows of earlier withdrawals, of the same keys, lie there as well.
 */
function wronglyWithdrawn(evidence: Evidence, intent: Intent): Wrong[] {
  const { namedRanges, hidden, removedGrid } = evidence;
  const ids = new Set(namedRanges.map((one) => one.namedRangeId));
  const withdrawals = namedRanges.filter(({ namedRangeId }) => /^\d+$/.test(namedRangeId.split(rangeIdOf(intent.id, '_c'))[1] ?? ''));
  return withdrawals.flatMap(({ namedRangeId, range }) => {
    const backId = backIdOf(namedRangeId);
    const bounds = { start: range?.startRowIndex ?? 0, end: range?.endRowIndex ?? 0 };
    const manifest = ids.has(backId) ? null : readManifest(hidden, range?.startColumnIndex ?? 0, bounds, intent.id);
    if (!manifest) return [];
    const [index] = manifest.head.key;
    const covered = laneView(hidden, manifest.head.left);
    const columns = manifest.head.columns.map(([ref, column, header]) => ({ ref: brandAs<ColumnRef>(ref), index: column, header }));
    const rows = manifest.lines.flatMap(([row, , key]) => {
      // Under shifted columns the key stands in another one.
      const ours = [index, ...columns.map((column) => column.index)].some((column) => textIn(covered.at(row, column)) === key);
      const at = ours ? null : findRemoved(removedGrid, covered, { key: { index }, columns }, row);
      return at === null ? [] : [{ at, to: row }];
    });
    return rows.length > 0 ? [{ rows, backId }] : [];
  });
}

/** A withdrawal is brought back once, under an id of its own. */
const backIdOf = (withdrawal: string): string => `${withdrawal}_b`;

function rowOf(created: NewRow, tab: Grid): RowTarget[] {
  const { key, step } = created.write;
  const remove: Write = { kind: 'remove', step, key, localId: brandAs<LocalId>('row:0'), position: null };
  const cells = created.cells.filter(isValue);
  for (let row = 0; row < tab.height; row += 1) {
    const target: RowTarget = { row, expectKey: key, writes: [remove], cells };
    if (holds(target, tab, row)) return [target];
  }
  return [];
}

/** Our key stands among the cells, so no other row can look like it. */
const holds = (target: RowTarget, grid: Grid, row: number): boolean =>
  target.cells.every((cell) => isAsWritten(cell, grid.at(row, cell.column)));
