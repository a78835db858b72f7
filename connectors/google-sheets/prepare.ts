/**
 * Makes a tab ready to be written: marks on the mapped columns, the hidden key column, our own two tabs. One read and
 * at most one atomic batch; what is there already is found by its metadata and kept, so it can be repeated.
 */
import type { TabLocator } from '../../core/accounts/locator.ts';
import { refused } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import { batchUpdate, type GoogleOptions, getByDataFilter, isRefusal } from './client.ts';
import { textIn } from './codec.ts';
import { type Grid, gridOf, one, rangeOn } from './grid.ts';
import { COLUMN_METADATA, columnsByMetadata, headersOf, ownTabs, TAB_METADATA } from './layout.ts';
import { columnCountOf, mark, metadataByValue, planKey } from './preparing/key-column.ts';
import { addOwnTab, OWN_TITLES, takenTitle } from './preparing/own-tabs.ts';
import { warnings } from './preparing/warnings.ts';
import type { BatchRequest, SheetAnswer } from './wire.ts';

/** A column to be written: `ref` names it for us, `title` is its header. */
export interface WantedColumn {
  readonly ref: string;
  readonly title: string;
}

const FIELDS = [
  'properties(title)',
  'sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),developerMetadata,protectedRanges(description,range),basicFilter,tables(tableId,range),data(startRow,startColumn,columnMetadata.developerMetadata,rowData.values.formattedValue))',
].join(',');

/**
 * Answers the completed locator. On a tab without any header the wanted titles become its headers. Throws
 * `vendor-refused`: `not-found` for a missing spreadsheet or tab, `column-missing` for a wanted header that a filled tab
 * doesn't have.
 */
export async function prepareTab(
  deps: ConnectorDeps,
  options: GoogleOptions,
  locator: TabLocator,
  wanted: readonly WantedColumn[],
): Promise<TabLocator> {
  const dataFilters = [{ gridRange: { sheetId: locator.sheetId } }, { developerMetadataLookup: { metadataKey: TAB_METADATA } }];
  const answer = await getByDataFilter(deps, options, locator.spreadsheet, { dataFilters, fields: FIELDS }).catch((error: unknown) => {
    if (isRefusal(error, 'bad-request')) throw refused('google', 'not-found', String(error.data.detail));
    throw error;
  });
  const sheet = answer.sheets.find((tab) => tab.properties.sheetId === locator.sheetId);
  if (!sheet) throw refused('google', 'not-found', `no tab ${locator.sheetId}`);
  const ids = idSource(deps, sheet);
  const columns = planColumns(locator, sheet, wanted, ids);
  const key = planKey(locator, sheet, columns.end, ids);
  const own = ownTabs(answer);
  const requests = [...columns.requests, ...key.requests, ...warnings(locator, sheet, columns.at)];
  const rest = (attempt: number): BatchRequest[] => [
    ...(own.preimages ? [] : addOwnTab('preimages', ids(), ids, attempt, { rows: rowCountOf(sheet), columns: columnCountOf(sheet) + 2 })),
    ...(own.removed ? [] : addOwnTab('removed', ids(), ids, attempt, { rows: 1, columns: columnCountOf(sheet) + 2 })),
  ];
  for (let attempt = 1; requests.length + rest(attempt).length > 0; attempt += 1) {
    try {
      await batchUpdate(deps, options, locator.spreadsheet, { requests: [...requests, ...rest(attempt)], show: null });
      break;
    } catch (error) {
      // A person's own tab bears our title: take the next one.
      if (!takenTitle(error) || attempt === OWN_TITLES) throw error;
    }
  }
  return { ...locator, identity: 'keyed', keyMetadataId: key.metadataId, columns: columns.columns };
}

interface PlannedColumns {
  readonly columns: TabLocator['columns'];
  readonly requests: readonly BatchRequest[];
  /** One past the last header, ours included. */
  readonly end: number;
  /** Where each wanted column stands. */
  readonly at: ReadonlyMap<string, number>;
}

function planColumns(locator: TabLocator, sheet: SheetAnswer, wanted: readonly WantedColumn[], ids: () => number): PlannedColumns {
  const grid = gridOf(sheet.data);
  const headers = headersOf(grid, locator.headerRow - 1);
  const placed = columnsByMetadata(sheet);
  const known = metadataByValue(sheet, COLUMN_METADATA);
  const empty = headers.size === 0 && isEmpty(grid);
  const end = empty ? wanted.length : Math.max(0, ...headers.values()) + 1;
  const requests: BatchRequest[] = [];
  if (empty) requests.push(...grow(sheet, end), writeHeaders(locator, wanted));
  const missing: string[] = [];
  const at = new Map<string, number>();
  const columns = wanted.map((column, position) => {
    const before = locator.columns.find((one) => one.ref === column.ref)?.metadataId ?? null;
    const metadataId = before !== null && placed.has(before) ? before : known.get(column.ref);
    if (metadataId !== undefined) {
      at.set(column.ref, placed.get(metadataId) ?? position);
      return { ref: column.ref, metadataId };
    }
    const index = empty ? position : (headers.get(column.title) ?? headers.get(column.ref));
    if (index === undefined) {
      missing.push(column.title);
      return { ref: column.ref, metadataId: null };
    }
    const id = ids();
    at.set(column.ref, index);
    requests.push(mark(locator.sheetId, index, id, COLUMN_METADATA, column.ref));
    return { ref: column.ref, metadataId: id };
  });
  if (missing.length > 0) throw refused('google', 'column-missing', missing.join(', '));
  return { columns, requests, end, at };
}

function writeHeaders(locator: TabLocator, wanted: readonly WantedColumn[]): BatchRequest {
  const range = rangeOn(locator.sheetId, one(locator.headerRow - 1), { start: 0, end: wanted.length });
  const rows = [{ values: wanted.map((column) => ({ userEnteredValue: { stringValue: column.title } })) }];
  return { updateCells: { range, rows, fields: 'userEnteredValue' } };
}

function grow(sheet: SheetAnswer, columns: number): BatchRequest[] {
  const length = columns - columnCountOf(sheet);
  return length > 0 ? [{ appendDimension: { sheetId: sheet.properties.sheetId, dimension: 'COLUMNS', length } }] : [];
}

function isEmpty(grid: Grid): boolean {
  for (let row = 0; row < grid.height; row += 1) {
    for (let column = 0; column < grid.width; column += 1) if (textIn(grid.at(row, column)) !== '') return false;
  }
  return true;
}

/** Fresh ids for tabs and metadata: positive 31-bit numbers, none twice. */
function idSource(deps: ConnectorDeps, sheet: SheetAnswer): () => number {
  const used = new Set<number>([...columnsByMetadata(sheet).keys(), sheet.properties.sheetId]);
  return () => {
    for (;;) {
      const id =
        Number.parseInt(
          deps
            .uuid()
            .replace(/[^0-9a-f]/gi, '')
            .slice(-8),
          16,
        ) & 0x7fffffff;
      if (id > 0 && !used.has(id)) {
        used.add(id);
        return id;
      }
    }
  };
}

const rowCountOf = (sheet: SheetAnswer): number => sheet.properties.gridProperties?.rowCount ?? 1000;
