/**
 * Before a tab is mapped and written: what columns it has; then marks on the mapped ones, the hidden key column, our own
 * two tabs. One read and at most one atomic batch; what is there already is found by its metadata and kept, so it can be
 * repeated.
 */
import type { TabLocator } from '../../core/accounts/locator.ts';
import { refused } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Column } from '../../core/sync/record.ts';
import { batchUpdate, type DataFilter, type GoogleOptions, getByDataFilter, isRefusal } from './client.ts';
import { gridOf } from './grid.ts';
import { columnsByMetadata, columnsOf, layoutOf, TAB_METADATA } from './layout.ts';
import { atHeader, planColumns } from './preparing/columns.ts';
import { columnCountOf, planKey } from './preparing/key-column.ts';
import { addOwnTab, OWN_TITLES, ownTabs, takenTitle } from './preparing/own-tabs.ts';
import { warnings } from './preparing/warnings.ts';
import { headerIn, KEY_HEADER, keyColumnIn } from './reading/header.ts';
import type { BatchRequest, SheetAnswer } from './wire.ts';

const CELL =
  'userEnteredValue,effectiveValue,formattedValue,effectiveFormat.numberFormat.type,dataValidation.condition(type,values.userEnteredValue)';
const LOOK_FIELDS = `properties(title,locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),merges,protectedRanges(range,warningOnly,requestingUserCanEdit),data(startRow,startColumn,rowData.values(${CELL})))`;

export interface TabDescription {
  /** The spreadsheet's and the tab's title. */
  readonly name: string;
  readonly tab: string;
  readonly sheetId: number;
  /** Every header but our key's; a column's kind is what all its cells have in common, `labels` those of a drop-down. */
  readonly columns: readonly Column[];
  /** Rows with something in them, below the header. */
  readonly records: number;
}

/**
 * One read of the tab. `tab` is its title or its sheet id. Throws `vendor-refused` with `not-found` for a
 * spreadsheet that isn't there or isn't shown to us, `no-tab` for a missing tab, `no-access` without permission.
 */
export async function describeTab(
  deps: ConnectorDeps,
  options: GoogleOptions,
  at: { readonly spreadsheet: string; readonly tab: string | number; readonly headerRow?: number },
): Promise<TabDescription> {
  const { spreadsheet, tab, headerRow = 1 } = at;
  const filter: DataFilter = typeof tab === 'number' ? { gridRange: { sheetId: tab } } : { a1Range: `'${tab.replaceAll("'", "''")}'` };
  const answer = await getByDataFilter(deps, options, spreadsheet, { dataFilters: [filter], fields: LOOK_FIELDS }).catch(
    (error: unknown) => {
      // "No grid with id" or "Unable to parse range": there is no such tab.
      if (isRefusal(error, 'bad-request')) throw refused('google', 'no-tab', `no tab ${tab}`);
      throw error;
    },
  );
  const [sheet] = answer.sheets;
  if (!sheet) throw refused('google', 'no-tab', `no tab ${tab}`);
  const { sheetId, title } = sheet.properties;
  const grid = gridOf(sheet.data);
  const header = headerIn(grid, { mapped: headerRow - 1, keyIndex: keyColumnIn(grid), columns: [] }) ?? headerRow - 1;
  const locator = {
    vendor: 'google' as const,
    spreadsheet,
    sheetId,
    headerRow: header + 1,
    identity: 'rows' as const,
    keyMetadataId: null,
    columns: [],
  };
  const layout = layoutOf(locator, sheet);
  const name = answer.properties?.title ?? '';
  if ('kind' in layout) return { name, tab: title, sheetId, columns: [], records: 0 };
  const columns = columnsOf(layout, sheet).filter((column) => column.title !== KEY_HEADER);
  return { name, tab: title, sheetId, columns, records: layout.rows.length };
}

const FIELDS = [
  'properties(title)',
  'sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),developerMetadata,protectedRanges(description,range),basicFilter,tables(tableId,range),data(startRow,startColumn,columnMetadata.developerMetadata,rowData.values.formattedValue))',
].join(',');

/**
 * Answers the completed locator: `wanted` columns by their headers (null: those it names). On a tab without any header the
 * wanted ones become its headers. Throws
 * `vendor-refused`: `not-found` for a missing spreadsheet or tab, `column-missing` for a wanted header that a filled tab
 * doesn't have.
 */
export async function prepareTab(
  deps: ConnectorDeps,
  options: GoogleOptions,
  locator: TabLocator,
  wanted: readonly string[] | null,
): Promise<TabLocator> {
  const dataFilters = [{ gridRange: { sheetId: locator.sheetId } }, { developerMetadataLookup: { metadataKey: TAB_METADATA } }];
  const answer = await getByDataFilter(deps, options, locator.spreadsheet, { dataFilters, fields: FIELDS }).catch((error: unknown) => {
    if (isRefusal(error, 'bad-request')) throw refused('google', 'not-found', String(error.data.detail));
    throw error;
  });
  const sheet = answer.sheets.find((tab) => tab.properties.sheetId === locator.sheetId);
  if (!sheet) throw refused('google', 'not-found', `no tab ${locator.sheetId}`);
  const refs = wanted ?? locator.columns.map((column) => column.ref);
  const at = atHeader(locator, sheet, refs);
  const ids = idSource(deps, sheet);
  const columns = planColumns(at, sheet, refs, ids);
  const key = planKey(at, sheet, columns.end, ids);
  const own = ownTabs(answer);
  const requests = [...columns.requests, ...key.requests, ...warnings(at, sheet, columns.at)];
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
  return { ...at, identity: 'keyed', keyMetadataId: key.metadataId, columns: columns.columns };
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
