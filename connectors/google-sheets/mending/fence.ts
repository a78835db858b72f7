/**
 * Makes of a batch that hasn't happened one that never will: its named range is taken without its writes, so that a call
 * that is still on its way (of a process that stood still under a lapsed lease) is refused whole. An intent sends its
 * batches one after the other, so only the next one can be on its way.
 */
import { SyncError } from '../../../core/sync/errors.ts';
import type { Intent } from '../../../core/sync/ports.ts';
import { batchUpdate, isRefusal } from '../client.ts';
import { one, rangeOn } from '../grid.ts';
import type { OwnTab } from '../preparing/own-tabs.ts';
import type { Spreadsheet } from '../spreadsheet.ts';
import type { NamedRange } from '../wire.ts';
import { partIdOf, rangeNameOf } from '../writing/lane.ts';

/** A manifest never stands in the first column: copies of the tab's own columns go before it. */
export const isFence = (range: NamedRange): boolean => (range.range?.startColumnIndex ?? 0) === 0;

/** Fences an intent's next batch. False when its range was there already: the call came through after all. */
export async function fence(spreadsheet: Spreadsheet, intent: Intent, part: number, preimages: OwnTab): Promise<boolean> {
  const namedRangeId = partIdOf(intent.id, part);
  const name = rangeNameOf(namedRangeId, spreadsheet.deps.now());
  const namedRange = { namedRangeId, name, range: rangeOn(preimages.sheetId, one(0), one(0)) };
  try {
    await batchUpdate(spreadsheet.deps, spreadsheet.options, spreadsheet.id, { requests: [{ addNamedRange: { namedRange } }], show: null });
  } catch (error) {
    if (isRefusal(error, 'bad-request')) return false;
    throw error;
  }
  spreadsheet.keep({ ...spreadsheet.book(), namedRanges: [...spreadsheet.book().namedRanges, namedRange] });
  return true;
}

/** What the late call hears: somebody else has taken its lease and settled it. */
export const fencedOff = (intent: Intent): SyncError => new SyncError('lease-lost', { kind: 'replan' }, { intent: intent.id });
