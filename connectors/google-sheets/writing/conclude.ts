/** What an answered batch did: outcomes by what it covered, and whatever went astray taken back in the same trip. */
import { SyncError, unknownOutcome } from '../../../core/sync/errors.ts';
import type { StepId } from '../../../core/sync/ids.ts';
import type { Intent, StepOutcome, Write } from '../../../core/sync/ports.ts';
import { decodeCell, textIn } from '../codec.ts';
import { type Grid, gridOf } from '../grid.ts';
import type { TabLayout } from '../layout.ts';
import type { SpreadsheetAnswer } from '../wire.ts';
import { advance } from './advance.ts';
import { astrayOf } from './astray.ts';
import type { Batch } from './batch.ts';
import type { Desk } from './book.ts';
import { bringBack, placesOf } from './bring-back.ts';
import { appliedAt, cellsOf, type Known, stood, trueColumns } from './judge.ts';
import { doneAt, missed, type NewRow, type Placed, type RowTarget } from './place.ts';
import { takeBack } from './take-back.ts';
import { withdraw } from './withdraw.ts';

export interface Conclusion {
  readonly outcome: ReadonlyMap<StepId, StepOutcome>;
  /** Where things stand now; null when the tab has to be read again. */
  readonly layout: TabLayout | null;
  /** True when some step stayed unknown. */
  readonly open: boolean;
}

export async function conclude(
  desk: Desk,
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
  const columns = trueColumns(known, covered);
  const outcome = new Map<StepId, StepOutcome>();
  const say = (writes: readonly Write[], outcomes: readonly StepOutcome[]): void => {
    for (const [at, write] of writes.entries()) outcome.set(write.step, outcomes[at] ?? missed);
  };

  const stray: RowTarget[] = [];
  for (const target of placed.rows) {
    if (!stood(known, target, covered, columns)) stray.push(target);
    else
      say(
        target.writes,
        appliedAt(known, target, covered, target.row, (column) => decodeCell(after.at(target.row, column.index))),
      );
  }
  const strayRows: RowTarget[] = [];
  for (const target of placed.removed) {
    if (!stood(known, target, covered, columns)) strayRows.push(target);
    else
      say(
        target.writes,
        appliedAt(known, target, covered, target.row, () => null),
      );
  }
  const strayNew: NewRow[] = [];
  const moved = placed.anchor !== null && textIn(covered.at(placed.anchor, known.key.index)) === '';
  placed.created.forEach((row, offset) => {
    const at = placed.insertAt + offset;
    const stands = !moved && row.cells.every((cell) => columns.has(cell.column)) && textIn(after.at(at, known.key.index)) === row.write.key;
    if (!stands) strayNew.push(row);
    else {
      const written = known.columns.filter((column) => column.ref in row.write.cells);
      outcome.set(row.write.step, { ...doneAt(at), shown: cellsOf(written, (column) => decodeCell(after.at(at, column.index))) });
      for (const note of row.notes) outcome.set(note.step, doneAt(at));
    }
  });

  const back = [...stray, ...strayRows].flatMap((target) => target.writes);
  const lost = [...back, ...strayNew.flatMap((row) => [row.write, ...row.notes])];
  if (lost.length === 0) return { outcome, layout: advance(layout, placed, after), open: false };
  try {
    await takeBack(
      desk,
      intent,
      stray.map((target) => astrayOf(target, known.key.index, covered)),
      layout,
    );
    if (strayRows.length > 0)
      await bringBack(
        desk,
        intent,
        layout,
        placesOf(placed.removed, (target) => strayRows.includes(target)),
      );
    if (strayNew.length > 0) await withdraw(desk, intent, strayNew);
    for (const write of lost) outcome.set(write.step, missed);
    return { outcome, layout: null, open: false };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    // Whatever stopped the way back, the next one to settle this intent goes it to the end.
    for (const write of lost) outcome.set(write.step, { kind: 'unknown' });
    return { outcome, layout: null, open: true };
  }
}
