/** One read of everything that says what became of our writes: the tab now, the hidden tab, `Removed`, our named ranges. */
import type { TabLocator } from '../../../core/accounts/locator.ts';
import { refused, SyncError } from '../../../core/sync/errors.ts';
import type { IntentId, ReplicaId } from '../../../core/sync/ids.ts';
import { type DataFilter, getByDataFilter } from '../client.ts';
import { type Grid, gridOf } from '../grid.ts';
import { type Broken, GRID_METADATA, layoutOf, layoutWithoutHeader, marksIn, TAB_METADATA, type TabLayout } from '../layout.ts';
import { type OwnTab, type OwnTabs, ownTabs } from '../preparing/own-tabs.ts';
import type { Spreadsheet } from '../spreadsheet.ts';
import { CELL_FIELDS, type SheetAnswer, type SpreadsheetAnswer } from '../wire.ts';
import { partOf } from '../writing/lane.ts';
import { type Manifest, readManifest } from '../writing/manifest.ts';

const FIELDS = [
  'namedRanges(namedRangeId,name,range)',
  `sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),merges,developerMetadata,data(startRow,startColumn,rowMetadata.developerMetadata,columnMetadata.developerMetadata,rowData.values(${CELL_FIELDS},userEnteredFormat)))`,
].join(',');

export interface Evidence {
  readonly layout: TabLayout;
  readonly key: { readonly index: number; readonly header: string };
  /** The tab now, all of it. */
  readonly tab: Grid;
  readonly marks: ReadonlyMap<string, number>;
  readonly preimages: OwnTab | null;
  readonly hidden: Grid;
  readonly removed: OwnTab | null;
  readonly removedGrid: Grid;
  readonly namedRanges: SpreadsheetAnswer['namedRanges'];
}

/** Reads it (of `Removed` only that it is there, unless asked), and keeps the layout for the next write. Throws `tab-broken` when the tab can't be read as mapped. */
export async function readEvidence(spreadsheet: Spreadsheet, replica: ReplicaId, withRemoved = false): Promise<Evidence> {
  const locator = spreadsheet.locator(replica);
  const whole = (metadataValue: keyof OwnTabs): DataFilter => ({ developerMetadataLookup: { metadataKey: GRID_METADATA, metadataValue } });
  const light: DataFilter = { developerMetadataLookup: { metadataKey: TAB_METADATA } };
  const dataFilters: DataFilter[] = [
    { gridRange: { sheetId: locator.sheetId } },
    light,
    whole('preimages'),
    ...(withRemoved ? [whole('removed')] : []),
  ];
  const answer = await getByDataFilter(spreadsheet.deps, spreadsheet.options, spreadsheet.id, { dataFilters, fields: FIELDS });
  const sheet = answer.sheets.find((one) => one.properties.sheetId === locator.sheetId);
  if (!sheet) throw refused('google', 'not-found', `no tab ${locator.sheetId}`);
  const mapped = layoutOf(locator, sheet);
  const layout = 'kind' in mapped ? whatIsLeft(locator, sheet, mapped) : mapped;
  if ('kind' in layout || !layout.key)
    throw new SyncError('tab-broken', { kind: 'replan' }, { vendor: 'google', why: 'kind' in layout ? layout.why : 'not-prepared' });
  const own = ownTabs(answer);
  const layouts = new Map(spreadsheet.book().layouts);
  if (layout === mapped) layouts.set(replica, layout);
  else layouts.delete(replica);
  spreadsheet.keep({ ...spreadsheet.book(), ...own, layouts, namedRanges: answer.namedRanges });
  const gridOfTab = (tab: OwnTab | null): Grid => gridOf(answer.sheets.find((one) => one.properties.sheetId === tab?.sheetId)?.data);
  return {
    layout,
    key: layout.key,
    tab: gridOf(sheet.data),
    marks: marksIn(sheet.data),
    ...own,
    hidden: gridOfTab(own.preimages),
    removedGrid: gridOfTab(own.removed),
    namedRanges: answer.namedRanges,
  };
}

/** A tab that lost a mapped column or its header can't be read as mapped, but what we put there can still be found and taken back. */
function whatIsLeft(locator: TabLocator, sheet: SheetAnswer, why: Broken): TabLayout | Broken {
  if (why.why === 'header-missing') return layoutWithoutHeader(locator, sheet);
  const gone = new Set<string>(why.columns);
  const columns = locator.columns.filter((column) => !gone.has(column.ref));
  if (gone.size === 0 || columns.length === 0) return why;
  const left = layoutOf({ ...locator, columns }, sheet);
  return 'kind' in left ? whatIsLeft({ ...locator, columns }, sheet, left) : left;
}

/** Named ranges of an intent's writing batches. */
export const rangesOf = (evidence: Evidence, intent: IntentId): SpreadsheetAnswer['namedRanges'] =>
  evidence.namedRanges.filter((range) => partOf(intent, range.namedRangeId) !== null);

/** The manifests of an intent's writing batches that can still be read. */
export function manifestsOf(evidence: Evidence, intent: IntentId): Manifest[] {
  return rangesOf(evidence, intent).flatMap(({ range }) => {
    const column = range?.startColumnIndex ?? 0;
    const found = readManifest(evidence.hidden, column, { start: range?.startRowIndex ?? 0, end: range?.endRowIndex ?? 0 }, intent);
    return found ? [found] : [];
  });
}
