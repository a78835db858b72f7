/** Brings rows back from `Removed` that weren't the ones to be taken away, to the places that they were taken from. */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import type { Intent } from '../../../core/sync/ports.ts';
import { batchUpdate } from '../client.ts';
import { sameContent, textIn, toCell } from '../codec.ts';
import { type Grid, one, rangeOn } from '../grid.ts';
import type { TabLayout } from '../layout.ts';
import { forgetLayouts, type Spreadsheet } from '../spreadsheet.ts';
import type { BatchRequest } from '../wire.ts';
import { freeId, rangeNameOf } from '../writing/lane.ts';
import type { RowTarget } from '../writing/place.ts';

export interface Strayed {
  /** Row in `Removed`. */
  readonly at: number;
  /** Row of the tab where it goes in again. */
  readonly to: number;
}

/** Where rows of a batch stand in `Removed`, and where the stray ones go in again once those above them are gone for good. */
export function placesOf(removed: readonly RowTarget[], isStray: (target: RowTarget) => boolean): Strayed[] {
  let goneAbove = 0;
  return removed.flatMap((target, offset) => {
    if (isStray(target)) return [{ at: 1 + offset, to: target.row - goneAbove }];
    goneAbove += 1;
    return [];
  });
}

/** Rows come back whole and in place, as far as people haven't moved their neighbours since. `id` names the batch, where it may happen only once. */
export async function bringBack(
  spreadsheet: Spreadsheet,
  intent: Intent,
  layout: TabLayout,
  rows: readonly Strayed[],
  id?: string,
): Promise<void> {
  const { removed, preimages, namedRanges } = spreadsheet.book();
  if (!removed || !preimages) throw unknownOutcome('google', 'bring-back', 'our own tabs are gone');
  const { sheetId } = layout.locator;
  const namedRangeId = id ?? freeId(intent.id, 'b', namedRanges).id;
  const range = {
    namedRangeId,
    name: rangeNameOf(namedRangeId, spreadsheet.deps.now()),
    range: rangeOn(preimages.sheetId, one(0), one(0)),
  };
  const requests: BatchRequest[] = [{ addNamedRange: { namedRange: range } }];
  for (const row of rows.toSorted((a, b) => a.to - b.to)) {
    const place = { sheetId, dimension: 'ROWS', startIndex: row.to, endIndex: row.to + 1 };
    const source = rangeOn(removed.sheetId, one(row.at), { start: 0, end: layout.columnCount });
    requests.push({ insertDimension: { range: place, inheritFromBefore: row.to > 0 } });
    requests.push({ cutPaste: { source, destination: { sheetId, rowIndex: row.to, columnIndex: 0 }, pasteType: 'PASTE_NORMAL' } });
  }
  for (const row of rows.toSorted((a, b) => b.at - a.at)) {
    requests.push({
      deleteDimension: { range: { sheetId: removed.sheetId, dimension: 'ROWS', startIndex: row.at, endIndex: row.at + 1 } },
    });
  }
  await batchUpdate(spreadsheet.deps, spreadsheet.options, spreadsheet.id, { requests, show: null });
  spreadsheet.keep({ ...spreadsheet.book(), namedRanges: [...namedRanges, range] });
  forgetLayouts(spreadsheet);
}

/** The row of `Removed` that holds what stood in `row` of a pre-image; null when it isn't there (any more). */
export function findRemoved(
  removed: Grid,
  covered: Grid,
  known: { readonly key: { readonly index: number }; readonly columns: TabLayout['columns'] },
  row: number,
): number | null {
  const key = textIn(covered.at(row, known.key.index));
  const holds = (at: number): boolean =>
    textIn(removed.at(at, known.key.index)) === key &&
    known.columns.every((column) => {
      const before = covered.at(row, column.index);
      // A formula says something else where it was moved to.
      return before?.userEnteredValue?.formulaValue !== undefined || sameContent(toCell(before), toCell(removed.at(at, column.index)));
    });
  for (let at = 1; at < removed.height; at += 1) if (holds(at)) return at;
  return null;
}
