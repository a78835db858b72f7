/** What an answered batch did: outcomes by what it covered, and whatever went astray taken back in the same trip. */
import { SyncError, unknownOutcome } from '../../../core/sync/errors.ts';
import type { StepId } from '../../../core/sync/ids.ts';
import type { Intent, StepOutcome } from '../../../core/sync/ports.ts';
import { textIn, toCell } from '../codec.ts';
import { type Grid, gridOf } from '../grid.ts';
import type { TabLayout } from '../layout.ts';
import { astrayOf } from '../mending/astray.ts';
import { bringBack, placesOf } from '../mending/bring-back.ts';
import { takeBack } from '../mending/take-back.ts';
import { type Misborn, withdraw } from '../mending/withdraw.ts';
import type { Spreadsheet } from '../spreadsheet.ts';
import type { SpreadsheetAnswer } from '../wire.ts';
import { advance } from './advance.ts';
import type { Batch } from './batch.ts';
import { appliedAt, cellsOf, type Known, notTaken, stood, trueColumns } from './judge.ts';
import { doneAt, missed, type NewRow, type Placed, type RowTarget } from './place.ts';

export interface Conclusion {
  readonly outcome: ReadonlyMap<StepId, StepOutcome>;
  /** Where things stand now; null when the tab has to be read again. */
  readonly layout: TabLayout | null;
  /** True when some step stayed unknown. */
  readonly open: boolean;
}

export async function conclude(
  spreadsheet: Spreadsheet,
  intent: Intent,
  layout: TabLayout,
  placed: Placed,
  batch: Batch,
  answer: SpreadsheetAnswer,
): Promise<Conclusion> {
  const shown = (sheetId: number): Grid | null => {
    const sheet = answer.sheets.find((one) => one.properties.sheetId === sheetId);
    return sheet ? gridOf(sheet.data) : null;
  };
  const covered = shown(batch.preimages.sheetId);
  // A tab whose title went to another tab meanwhile isn't in the answer: the hidden tab tells when it is read.
  const after = shown(layout.locator.sheetId) ?? (placed.rows.length + placed.created.length === 0 ? gridOf([]) : null);
  if (!covered || !after || !layout.key) throw unknownOutcome('google', 'spreadsheets.batchUpdate', 'the answer shows other tabs');
  const known: Known = { headerRow: layout.locator.headerRow, key: layout.key, columns: layout.columns };
  const outcome = new Map<StepId, StepOutcome>();
  const stray = sortOut(known, placed, covered, after, outcome);
  const lost = [
    ...[...stray.rows, ...stray.removed].flatMap((target) => target.writes),
    ...stray.created.flatMap((row) => [row.write, ...row.notes]),
  ];
  if (lost.length === 0) return { outcome, layout: advance(layout, placed, after), open: false };
  try {
    const keyIndex = trueColumns(known, covered).has(known.key.index) ? known.key.index : null;
    const things = stray.rows.map((target) => astrayOf(target, keyIndex, covered));
    await takeBack(spreadsheet, intent, things, layout);
    const places = placesOf(placed.removed, (target) => stray.removed.includes(target));
    if (places.length > 0) await bringBack(spreadsheet, intent, layout, places);
    const stays = stray.created.length > 0 ? await withdraw(spreadsheet, intent, stray.created) : outcome;
    for (const write of lost) outcome.set(write.step, stays.get(write.step) ?? missed);
    return { outcome, layout: null, open: false };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    // Whatever stopped the way back, the next one to settle this intent goes it to the end.
    for (const write of lost) outcome.set(write.step, { kind: 'unknown' });
    return { outcome, layout: null, open: true };
  }
}

interface Stray {
  readonly rows: readonly RowTarget[];
  readonly removed: readonly RowTarget[];
  readonly created: readonly Misborn[];
}

/** Puts down the outcomes of what stood; answers the rest. */
function sortOut(known: Known, placed: Placed, covered: Grid, after: Grid, outcome: Map<StepId, StepOutcome>): Stray {
  const columns = trueColumns(known, covered);
  const standing = (target: RowTarget): boolean => {
    if (!stood(known, target, covered, columns)) return false;
    const outcomes = appliedAt(known, target, covered, target.row, (column) => toCell(after.at(target.row, column.index)));
    for (const [at, write] of target.writes.entries())
      outcome.set(write.step, notTaken(known, target, write, covered, after) ?? outcomes[at] ?? missed);
    return true;
  };
  const moved = placed.anchor !== null && textIn(covered.at(placed.anchor, known.key.index)) === '';
  const isShifted = (row: NewRow): boolean => !row.cells.every((cell) => columns.has(cell.column));
  const born = (row: NewRow, at: number): boolean => {
    if (moved || isShifted(row) || textIn(after.at(at, known.key.index)) !== row.write.key) return false;
    const written = known.columns.filter((column) => column.ref in row.write.cells);
    outcome.set(row.write.step, { ...doneAt(at), shown: cellsOf(written, (column) => toCell(after.at(at, column.index))) });
    for (const note of row.notes) outcome.set(note.step, doneAt(at));
    return true;
  };
  return {
    rows: placed.rows.filter((target) => !standing(target)),
    removed: placed.removed.filter((target) => !standing(target)),
    created: placed.created
      .filter((row, offset) => !born(row, placed.insertAt + offset))
      .map((row) => ({ ...row, shifted: isShifted(row) })),
  };
}
