/**
 * Takes away new rows of ours that came into the world under shifted columns or in a wrong place: known by all that we
 * wrote into them, to `Removed`, and verified like any remove.
 */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import { brandAs, type LocalId } from '../../../core/sync/ids.ts';
import type { Intent, Write } from '../../../core/sync/ports.ts';
import { batchUpdate } from '../client.ts';
import { type Grid, gridOf } from '../grid.ts';
import { buildBatch, rangeIdOf, SHOWN_FIELDS } from './batch.ts';
import { type Desk, forgetLayouts } from './book.ts';
import { bringBack, placesOf } from './bring-back.ts';
import { readEvidence } from './evidence.ts';
import { isAsWritten } from './judge.ts';
import type { NewRow, Placed, RowTarget } from './place.ts';

const MOST_TRIES = 4;

/** Throws when some of the rows may still be in the tab. A row that a person has changed since is theirs, and stays. */
export async function withdraw(desk: Desk, intent: Intent, rows: readonly NewRow[]): Promise<void> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const { layout, tab, preimages, removed, namedRanges } = await readEvidence(desk, intent.replica);
    const targets = rows.flatMap((row) => rowOf(row, tab, layout.locator.headerRow)).sort((a, b) => a.row - b.row);
    if (targets.length === 0) return;
    if (!preimages || !removed) throw unknownOutcome('google', 'withdraw', 'our own tabs are gone');
    const placed: Placed = { rows: [], created: [], insertAt: 0, anchor: null, removed: targets, decided: new Map() };
    // Below the manifests that are there, which `settle` may still need.
    const from = Math.max(0, ...namedRanges.map((range) => range.range?.endRowIndex ?? 0));
    const rangeId = rangeIdOf(intent.id, `_c${namedRanges.length}`);
    const batch = buildBatch({
      rangeId,
      intent: intent.id,
      writes: [],
      layout,
      placed,
      preimages,
      removed,
      from,
      now: desk.deps.now(),
      namedRanges: [],
    });
    const { requests, show } = batch;
    const answer = await batchUpdate(desk.deps, desk.options, desk.spreadsheet, { requests, show: { ranges: show, fields: SHOWN_FIELDS } });
    desk.keep({ ...desk.book(), preimages: batch.preimages, removed: batch.removed });
    forgetLayouts(desk);
    const covered = gridOf(answer?.sheets.find((sheet) => sheet.properties.sheetId === preimages.sheetId)?.data);
    const stray = placesOf(targets, (target) => !holds(target, covered, target.row));
    if (stray.length === 0) return;
    await bringBack(desk, intent, layout, stray);
  }
  throw unknownOutcome('google', 'withdraw', 'rows moved at each try');
}

function rowOf(created: NewRow, tab: Grid, headerRow: number): RowTarget[] {
  const { key, step } = created.write;
  const remove: Write = { kind: 'remove', step, key, localId: brandAs<LocalId>('row:0'), position: null };
  const cells = created.cells.filter((cell) => cell.fields !== 'note');
  for (let row = headerRow; row < tab.height; row += 1) {
    const target: RowTarget = { row, expectKey: key, writes: [remove], cells };
    if (holds(target, tab, row)) return [target];
  }
  return [];
}

/** Our key stands among the cells, so no other row can look like it. */
const holds = (target: RowTarget, grid: Grid, row: number): boolean =>
  target.cells.every((cell) => isAsWritten(cell, grid.at(row, cell.column)));
