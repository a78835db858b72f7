/** Columns that we fill: Google warns whoever is about to type there. It stops nobody, so sorts and our own writes go on. */
import type { TabLocator } from '../../../core/accounts/locator.ts';
import { runsOf } from '../grid.ts';
import type { BatchRequest, SheetAnswer } from '../wire.ts';

/** People see it when they are warned, and we know the range by it. */
const DESCRIPTION = 'Filled by Evenkeel';

/** Requests that warn of the locator's filled columns, below the header; none for those that are warned of already. */
export function warnings(locator: TabLocator, sheet: SheetAnswer, at: ReadonlyMap<string, number>): BatchRequest[] {
  const ours = (sheet.protectedRanges ?? []).filter((one) => one.description === DESCRIPTION).map((one) => one.range ?? {});
  const isWarned = (column: number): boolean =>
    ours.some((range) => (range.startColumnIndex ?? 0) <= column && column < (range.endColumnIndex ?? Number.POSITIVE_INFINITY));
  const filled = (locator.filled ?? []).flatMap((ref) => at.get(ref) ?? []);
  return runsOf(filled.filter((column) => !isWarned(column))).map(({ start, end }) => ({
    addProtectedRange: {
      protectedRange: {
        range: { sheetId: locator.sheetId, startRowIndex: locator.headerRow, startColumnIndex: start, endColumnIndex: end },
        description: DESCRIPTION,
        warningOnly: true,
      },
    },
  }));
}
