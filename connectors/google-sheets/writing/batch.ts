/**
 * Pure: the one atomic batch of a write. A named range makes the intent's id unrepeatable; the cells that will be
 * covered, their keys and headers are copied to the same addresses of the hidden tab (so that formulas copy back as they
 * were); then the typed cells; the answer shows both. A manifest beside the copies says which write went where, for
 * `settle`. Every batch of an intent has its own lane of columns on the hidden tab: a take-back must not cover the
 * pre-image that it takes from.
 */
import type { IntentId, StepId } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import type { CellTarget } from '../codec.ts';
import { a1, one, type Run, rangeOn, runsOf, shifted } from '../grid.ts';
import { MARK_METADATA, type TabLayout } from '../layout.ts';
import type { OwnTab } from '../preparing/own-tabs.ts';
import { widened } from '../reading/endings.ts';
import type { BatchRequest, NamedRange } from '../wire.ts';
import { blocksOf, levelled, updateBlock } from './blocks.ts';
import { growTab, laneWidth, rangeNameOf, textRow } from './lane.ts';
import { manifestLines } from './manifest.ts';
import { type Placed, proofColumns, type RowTarget } from './place.ts';

/** Our own named ranges older than this go with the next batch. */
const KEPT_MS = 600_000;

/** Up to this many rows the answer shows all that was copied of them; of more, only what proves their writes. */
const MOST_SHOWN_WHOLE = 500;

/** What the answer to a write shows of each cell; what was typed is what there is, formulas aside. */
export const SHOWN_FIELDS =
  'sheets(properties(sheetId,title),data(startRow,startColumn,rowMetadata.developerMetadata,rowData.values(userEnteredValue,formattedValue,note,effectiveFormat.numberFormat.type,chipRuns.chip.personProperties.email)))';

export interface Batch {
  readonly requests: readonly BatchRequest[];
  /** Beside each request: the steps that it serves; none for what belongs to the whole batch. */
  readonly owners: readonly (readonly StepId[])[];
  readonly show: readonly string[];
  /** Rows of the manifest, where the next part of the same intent goes on. */
  readonly lines: number;
  /** Our own tabs as this batch leaves them. */
  readonly preimages: OwnTab;
  readonly removed: OwnTab | null;
  readonly namedRange: NamedRange;
  /** Named ranges that go with it. */
  readonly swept: readonly string[];
}

export interface BatchOf {
  readonly rangeId: string;
  readonly intent: IntentId;
  readonly writes: readonly Write[];
  readonly layout: TabLayout;
  readonly placed: Placed;
  readonly preimages: OwnTab;
  /** `Removed`, needed for removes only. */
  readonly removed: OwnTab | null;
  /** First row of the manifest. */
  readonly from: number;
  /** First column of the lane. */
  readonly left: number;
  readonly now: number;
  readonly namedRanges: readonly NamedRange[];
}

export function buildBatch(of: BatchOf): Batch {
  const { layout, placed } = of;
  const width = laneWidth(layout);
  const touched = [...placed.rows, ...placed.removed];
  const lines = manifestLines(of.intent, of.writes, layout, placed, of.left);
  const lowest = Math.max(placed.rows.at(-1)?.row ?? 0, placed.removed.at(-1)?.row ?? 0, placed.anchor ?? 0);
  const height = Math.max(of.from + lines.length, layout.locator.headerRow, lowest + 1);
  const grown = growTab(of.preimages, height, of.left + width);
  const own: Draft = { requests: [], owners: [], show: [] };
  const namedRange = nameRange(of, width, lines.length);
  const swept = oldRanges(of);
  if (of.preimages.merged) add(own, [], { unmergeCells: { range: { sheetId: of.preimages.sheetId } } });
  add(own, [], ...grown.requests, { addNamedRange: { namedRange } }, ...sweep(of, swept), ...forgetOthers(of, namedRange, grown.tab));
  for (const { rows, columns, steps } of copies(layout, touched, placed.anchor, true)) {
    const source = rangeOn(layout.locator.sheetId, rows, columns);
    const destination = rangeOn(of.preimages.sheetId, rows, shifted(columns, of.left));
    add(own, steps, { copyPaste: { source, destination, pasteType: 'PASTE_NORMAL' } });
  }
  for (const { rows, columns } of copies(layout, touched, placed.anchor, touched.length <= MOST_SHOWN_WHOLE)) {
    own.show.push(a1(of.preimages.title, rows, shifted(columns, of.left)));
  }
  const manifest = {
    start: { sheetId: of.preimages.sheetId, rowIndex: of.from, columnIndex: of.left + width - 1 },
    rows: lines.map(textRow),
    fields: 'userEnteredValue',
  };
  add(own, [], { updateCells: manifest });
  for (const block of blocksOf(placed.rows.map((target) => ({ row: target.row, cells: target.cells, steps: stepsOf(target) })))) {
    add(own, block.steps, updateBlock(layout.locator.sheetId, block));
    own.show.push(a1(layout.title, block.rows, block.columns));
  }
  if (placed.created.length > 0) addCreates(own, layout, placed);
  const removed = of.removed && placed.removed.length > 0 ? addRemoves(own, layout, placed.removed, of.removed, of.now) : of.removed;
  return { ...own, lines: lines.length, preimages: { ...grown.tab, merged: layout.merged }, removed, namedRange, swept };
}

interface Draft {
  readonly requests: BatchRequest[];
  readonly owners: (readonly StepId[])[];
  readonly show: string[];
}

function add(draft: Draft, steps: readonly StepId[], ...requests: readonly BatchRequest[]): void {
  for (const request of requests) {
    draft.requests.push(request);
    draft.owners.push(steps);
  }
}

function nameRange(of: BatchOf, width: number, lines: number): NamedRange {
  const range = rangeOn(of.preimages.sheetId, { start: of.from, end: of.from + lines }, one(of.left + width - 1));
  return { namedRangeId: of.rangeId, name: rangeNameOf(of.rangeId, of.now), range };
}

function oldRanges(of: BatchOf): string[] {
  const isOld = (range: NamedRange): boolean => isMine(range) && Number.parseInt(range.name.split('_')[1] ?? '', 36) < of.now - KEPT_MS;
  return of.namedRanges.filter(isOld).map((range) => range.namedRangeId);
}

/** Takes away what older intents left: their named ranges, and the copies once no younger intent needs any. */
function sweep(of: BatchOf, old: readonly string[]): BatchRequest[] {
  const clear = old.length > 0 && old.length === of.namedRanges.filter(isMine).length && of.from === 0;
  return [
    ...old.map((namedRangeId) => ({ deleteNamedRange: { namedRangeId } })),
    ...(clear ? [{ updateCells: { range: { sheetId: of.preimages.sheetId }, fields: '*' } }] : []),
    ...(clear && old.some((id) => /_r\d+$/.test(id))
      ? [{ deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataKey: MARK_METADATA } } } }]
      : []),
  ];
}

/**
 * Manifests of other intents end with the copies that this batch writes over, also those that stand elsewhere because the
 * tab was wider or narrower then: beside another's copies whoever settles one of them again would take back what was right.
 */
function forgetOthers(of: BatchOf, own: NamedRange, tab: OwnTab): BatchRequest[] {
  if (of.from > 0) return [];
  const ends = new Map<number, number>();
  for (const { range } of of.namedRanges.filter(isMine)) {
    const column = range?.startColumnIndex ?? 0;
    if (column === 0 || column >= tab.columnCount) continue;
    ends.set(column, Math.max(ends.get(column) ?? 0, Math.min(range?.endRowIndex ?? 0, tab.rowCount)));
  }
  return [...ends].flatMap(([column, end]) => {
    const start = column === own.range?.startColumnIndex ? (own.range.endRowIndex ?? 0) : 0;
    const range = rangeOn(of.preimages.sheetId, { start, end }, one(column));
    return start < end ? [{ updateCells: { range, fields: 'userEnteredValue' } }] : [];
  });
}

const isMine = (range: NamedRange): boolean => range.namedRangeId.startsWith('evk_');

/**
 * What is copied to the hidden tab: our headers, the anchor's key, and of each touched row all our columns (`whole`), or
 * what proves its writes; equal neighbours in one go.
 */
function copies(
  layout: TabLayout,
  targets: readonly RowTarget[],
  anchor: number | null,
  whole: boolean,
): { rows: Run; columns: Run; steps: readonly StepId[] }[] {
  const ours = layout.columns.map((column) => column.index);
  const headers = layout.locator.headerRow === 0 ? [] : layout.key ? [...ours, layout.key.index] : ours;
  const found = runsOf(headers).map((columns) => ({ rows: one(layout.locator.headerRow - 1), columns, steps: [] as readonly StepId[] }));
  if (anchor !== null && layout.key) found.push({ rows: one(anchor), columns: one(layout.key.index), steps: [] });
  const cells = targets.map((target) => ({
    row: target.row,
    steps: stepsOf(target),
    cells: [...new Set([...proofColumns(layout, target), ...(whole ? ours : [])])].map(
      (column): CellTarget => ({ column, data: {}, fields: 'userEnteredValue' }),
    ),
  }));
  return [...found, ...blocksOf(cells)];
}

function addCreates(own: Draft, layout: TabLayout, placed: Placed): void {
  const { sheetId } = layout.locator;
  const rows = { start: placed.insertAt, end: placed.insertAt + placed.created.length };
  // Google takes an index at the very end only when the new rows inherit from the one before.
  const inheritFromBefore = rows.start > layout.locator.headerRow || rows.start >= layout.rowCount;
  const range = { sheetId, dimension: 'ROWS', startIndex: rows.start, endIndex: rows.end };
  add(
    own,
    placed.created.map((row) => row.write.step),
    { insertDimension: { range, inheritFromBefore } },
  );
  // Nobody's step: refused, it says that the tab isn't as it was read.
  add(own, [], ...widened(layout.endings, rows.start, placed.created.length));
  const level = levelled(placed.created);
  for (const block of blocksOf(level.map((row, offset) => ({ row: rows.start + offset, cells: row.cells, steps: [row.write.step] })))) {
    add(own, block.steps, updateBlock(sheetId, block));
    own.show.push(a1(layout.title, block.rows, block.columns));
  }
}

/** Rows leave by cut and paste, so that references follow; then their empty rows go, bottom up. */
function addRemoves(own: Draft, layout: TabLayout, removed: readonly RowTarget[], to: OwnTab, now: number): OwnTab {
  const { sheetId } = layout.locator;
  const grown = growTab(to, 1, layout.columnCount + 1);
  const rows = { start: 1, end: 1 + removed.length };
  add(own, [], ...grown.requests, {
    insertDimension: { range: { sheetId: to.sheetId, dimension: 'ROWS', startIndex: 1, endIndex: rows.end }, inheritFromBefore: true },
  });
  removed.forEach((target, offset) => {
    const source = rangeOn(sheetId, one(target.row), { start: 0, end: layout.columnCount });
    add(own, stepsOf(target), {
      cutPaste: { source, destination: { sheetId: to.sheetId, rowIndex: 1 + offset, columnIndex: 0 }, pasteType: 'PASTE_NORMAL' },
    });
  });
  const whence = textRow(`${layout.title}, ${new Date(now).toISOString().slice(0, 10)}`);
  const label = {
    start: { sheetId: to.sheetId, rowIndex: 1, columnIndex: layout.columnCount },
    rows: removed.map(() => whence),
    fields: 'userEnteredValue',
  };
  add(own, [], { updateCells: label });
  for (const target of removed.toReversed()) {
    add(own, stepsOf(target), {
      deleteDimension: { range: { sheetId, dimension: 'ROWS', startIndex: target.row, endIndex: target.row + 1 } },
    });
  }
  return { ...grown.tab, rowCount: grown.tab.rowCount + removed.length };
}

const stepsOf = (target: RowTarget): StepId[] => target.writes.map((write) => write.step);
