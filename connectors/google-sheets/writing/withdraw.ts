/** Takes away new rows of ours that came into the world under shifted columns: by their keys, to `Removed`, and verified like any remove. */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import { brandAs, type LocalId, type RecordKey, type StepId } from '../../../core/sync/ids.ts';
import type { Intent, Write } from '../../../core/sync/ports.ts';
import { batchUpdate } from '../client.ts';
import { gridOf } from '../grid.ts';
import { buildBatch, rangeIdOf, SHOWN_FIELDS } from './batch.ts';
import { type Desk, forgetLayouts } from './book.ts';
import { bringBack } from './bring-back.ts';
import { readEvidence } from './evidence.ts';
import { stood, trueColumns } from './judge.ts';
import { placeWrites } from './place.ts';

const MOST_TRIES = 4;

/** Throws when rows of these keys may still be in the tab. */
export async function withdraw(desk: Desk, intent: Intent, keys: readonly RecordKey[]): Promise<void> {
  const writes = keys.map(
    (key, index): Write => ({
      kind: 'remove',
      step: brandAs<StepId>(`withdraw ${index}`),
      key,
      localId: brandAs<LocalId>('row:0'),
      position: null,
    }),
  );
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const { layout, key, preimages, removed, namedRanges } = await readEvidence(desk, intent.replica);
    const placed = placeWrites(layout, writes);
    if (placed.removed.length === 0) return;
    if (!preimages || !removed) throw unknownOutcome('google', 'withdraw', 'our own tabs are gone');
    const from = Math.max(0, ...namedRanges.map((range) => range.range?.endRowIndex ?? 0));
    const rangeId = rangeIdOf(intent.id, `_c${namedRanges.length}`);
    const batch = buildBatch({
      rangeId,
      intent: intent.id,
      writes,
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
    const known = { headerRow: layout.locator.headerRow, key, columns: layout.columns };
    const columns = trueColumns(known, covered);
    const stray = placed.removed.flatMap((target, offset) =>
      stood(known, target, covered, columns) ? [] : [{ at: 1 + offset, to: target.row }],
    );
    if (stray.length === 0) return;
    await bringBack(desk, intent, layout, stray);
  }
  throw unknownOutcome('google', 'withdraw', 'rows moved at each try');
}
