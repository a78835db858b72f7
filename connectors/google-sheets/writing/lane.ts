/**
 * Pure: the hidden tab's geometry. A lane is as many columns as the tab has, for copies at the same rows and columns, and
 * one for the manifest, which the batch's named range names.
 */
import type { IntentId } from '../../../core/sync/ids.ts';
import type { TabLayout } from '../layout.ts';
import type { OwnTab } from '../preparing/own-tabs.ts';
import type { BatchRequest, NamedRange } from '../wire.ts';

/** Columns of one lane: all of the tab's, and the manifest. */
export const laneWidth = (layout: Pick<TabLayout, 'columnCount'>): number => layout.columnCount + 1;

/** First column of a lane that no batch of the intent has used; its manifest, named by its range, ends each lane. */
export const freeLane = (intent: IntentId, namedRanges: readonly NamedRange[], width: number): number =>
  Math.max(
    width,
    ...namedRanges.filter((one) => one.namedRangeId.startsWith(rangeIdOf(intent))).map((one) => one.range?.endColumnIndex ?? 0),
  );

/** Id of an intent's named range; `suffix` tells its further batches apart. */
export const rangeIdOf = (intent: IntentId, suffix = ''): string =>
  `evk_${intent.replaceAll('-', '_').replace(/[^A-Za-z0-9_]/g, (char) => `_x${char.charCodeAt(0).toString(16)}_`)}${suffix}`;

/** Id of the named range of an intent's writing batch, the first being 0. It sends one after the other. */
export const partIdOf = (intent: IntentId, part: number): string => rangeIdOf(intent, part === 0 ? '' : `_t${part}`);

/** Which writing batch of an intent a named range belongs to; null for any other range. */
export function partOf(intent: IntentId, rangeId: string): number | null {
  if (rangeId === partIdOf(intent, 0)) return 0;
  const rest = rangeId.startsWith(`${partIdOf(intent, 0)}_t`) ? rangeId.slice(partIdOf(intent, 0).length + 2) : '';
  return /^\d+$/.test(rest) ? Number(rest) : null;
}

/** The first free id among an intent's mending batches of a kind: whoever mends takes the same one, so a late twin is refused. */
export function freeId(
  intent: IntentId,
  kind: 'r' | 'b' | 'c',
  namedRanges: readonly NamedRange[],
): { readonly id: string; readonly n: number } {
  const taken = new Set(namedRanges.map((range) => range.namedRangeId));
  for (let n = 1; ; n += 1) {
    const id = rangeIdOf(intent, `_${kind}${n}`);
    if (!taken.has(id)) return { id, n };
  }
}

/** The name says when: our own clock, base 36. */
export const rangeNameOf = (rangeId: string, now: number): string => `evk_${now.toString(36)}_${rangeId.slice(4)}`;

/** Requests that make a tab of ours big enough, and the tab as it is then. Only ever adds. */
export function growTab(tab: OwnTab, rows: number, columns: number): { readonly requests: BatchRequest[]; readonly tab: OwnTab } {
  const more = (dimension: 'ROWS' | 'COLUMNS', length: number): BatchRequest[] =>
    length > 0 ? [{ appendDimension: { sheetId: tab.sheetId, dimension, length } }] : [];
  return {
    requests: [...more('ROWS', rows - tab.rowCount), ...more('COLUMNS', columns - tab.columnCount)],
    tab: { ...tab, rowCount: Math.max(rows, tab.rowCount), columnCount: Math.max(columns, tab.columnCount) },
  };
}

/** One cell of text as a row of `updateCells`. */
export const textRow = (text: string) => ({ values: [{ userEnteredValue: { stringValue: text } }] });
