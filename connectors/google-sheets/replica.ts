/**
 * A spreadsheet as a container. One consistent answer for all asked tabs, selected by sheet id, so that a renamed tab
 * changes nothing; what it showed is kept as the layout by which the next writes are placed.
 */
import type { TabLocator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import { brandAs, type ColumnRef, type LocalId, type ReplicaId } from '../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Reading } from '../../core/sync/ports.ts';
import type { Cell, Cells, RawRecord } from '../../core/sync/record.ts';
import { type DataFilter, type GoogleOptions, getByDataFilter, getTabs, isRefusal } from './client.ts';
import { toCell } from './codec.ts';
import { broken, columnsOf, layoutOf, type SeenRow, TAB_METADATA, type TabLayout } from './layout.ts';
import { ownTabs } from './preparing/own-tabs.ts';
import { settle } from './settle.ts';
import { type Book, emptyBook, type Spreadsheet } from './spreadsheet.ts';
import { CELL_FIELDS, type SpreadsheetAnswer } from './wire.ts';
import { apply } from './write.ts';
import { pack } from './writing/pack.ts';

const READ_FIELDS = [
  'properties(title,locale,timeZone)',
  'namedRanges(namedRangeId,name,range)',
  `sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),merges,developerMetadata,basicFilter,tables(tableId,range),protectedRanges(range,warningOnly,requestingUserCanEdit),data(startRow,startColumn,columnMetadata.developerMetadata,rowData.values(${CELL_FIELDS})))`,
].join(',');

/** Opens a spreadsheet with the tabs of it that we know. Nothing is called before the first read or write. */
export function openSpreadsheet(
  deps: ConnectorDeps,
  options: GoogleOptions,
  id: string,
  replicas: ReadonlyMap<ReplicaId, TabLocator>,
): Container {
  let book: Book = emptyBook;
  const read = async (asked: ReadonlySet<ReplicaId>): Promise<ReadonlyMap<ReplicaId, Reading>> => {
    const wanted = new Map([...replicas].filter(([replica]) => asked.has(replica)));
    const answer = await readTabs(deps, options, id, [...wanted.values()]);
    if (answer === null) return new Map([...wanted.keys()].map((replica) => [replica, broken('container-missing', [])]));
    const found = new Map([...wanted].map(([replica, locator]) => [replica, readingOf(locator, answer)]));
    const layouts = new Map(book.layouts);
    for (const [replica, one] of found) {
      if (one.layout) layouts.set(replica, one.layout);
      else layouts.delete(replica);
    }
    book = { ...book, ...ownTabs(answer), layouts, namedRanges: answer.namedRanges };
    return new Map([...found].map(([replica, one]) => [replica, one.reading]));
  };
  const spreadsheet: Spreadsheet = {
    deps,
    options,
    id,
    book: () => book,
    keep: (next: Book) => {
      book = next;
    },
    locator: (replica) => {
      const locator = replicas.get(replica);
      if (!locator) throw new SyncError('unknown-replica', { kind: 'stop' }, { vendor: 'google', replica });
      return locator;
    },
    layout: async (replica: ReplicaId): Promise<TabLayout> => {
      if (!book.layouts.has(replica)) await read(new Set([replica]));
      const layout = book.layouts.get(replica);
      if (!layout) throw new SyncError('tab-broken', { kind: 'replan' }, { vendor: 'google', spreadsheet: id });
      return layout;
    },
  };
  return {
    read: (asked) => read(new Set(asked.keys())),
    pack,
    apply: (intent) => apply(spreadsheet, intent),
    settle: (intent) => settle(spreadsheet, intent),
    covered: async () => new Map(),
  };
}

/** Whole tabs and the marks of our own ones; null when the spreadsheet is gone. A tab that is gone is left out. */
async function readTabs(
  deps: ConnectorDeps,
  options: GoogleOptions,
  spreadsheet: string,
  tabs: readonly TabLocator[],
): Promise<SpreadsheetAnswer | null> {
  const ask = (sheetIds: readonly number[]): Promise<SpreadsheetAnswer> =>
    getByDataFilter(deps, options, spreadsheet, { dataFilters: filtersFor(sheetIds), fields: READ_FIELDS });
  const sheetIds = [...new Set(tabs.map((tab) => tab.sheetId))];
  try {
    return await ask(sheetIds);
  } catch (error) {
    if (isRefusal(error, 'not-found')) return null;
    // One filter for a tab that is gone fails the whole read: ask again for those that are there.
    if (!isRefusal(error, 'bad-request')) throw error;
    const there = new Set((await getTabs(deps, options, spreadsheet)).sheets.map((sheet) => sheet.properties.sheetId));
    if (sheetIds.every((id) => there.has(id))) throw error;
    return ask(sheetIds.filter((id) => there.has(id)));
  }
}

const filtersFor = (sheetIds: readonly number[]): DataFilter[] => [
  ...sheetIds.map((sheetId) => ({ gridRange: { sheetId } })),
  { developerMetadataLookup: { metadataKey: TAB_METADATA } },
];

function readingOf(locator: TabLocator, answer: SpreadsheetAnswer): { readonly reading: Reading; readonly layout: TabLayout | null } {
  const sheet = answer.sheets.find((one) => one.properties.sheetId === locator.sheetId);
  if (!sheet) return { reading: broken('replica-missing', []), layout: null };
  const layout = layoutOf(locator, sheet);
  if ('kind' in layout) return { reading: layout, layout: null };
  const { locale, timeZone } = answer.properties ?? {};
  const reading: Reading = {
    kind: 'records',
    complete: true,
    records: layout.rows.map((row) => recordOf(layout, row)),
    gone: [],
    columns: columnsOf(layout, sheet),
    locale: locale && timeZone ? { locale: locale.replaceAll('_', '-'), timeZone } : null,
  };
  return { reading, layout };
}

function recordOf(layout: TabLayout, row: SeenRow): RawRecord {
  const cells: Record<ColumnRef, Cell> = {};
  layout.columns.forEach((column, index) => {
    cells[column.ref] = toCell(row.cells[index]);
  });
  return {
    localId: brandAs<LocalId>(`row:${row.readAs}`),
    key: row.key,
    name: nameOf(layout, cells),
    cells,
    position: row.readAs,
    version: null,
  };
}

function nameOf(layout: TabLayout, cells: Cells): string {
  for (const column of layout.columns) {
    const cell = cells[column.ref];
    if (cell?.kind === 'text') return cell.text;
  }
  return '';
}
