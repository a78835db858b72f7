/** What columns a tab has, for choosing a mapping and checking one. */
import { refused } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Column } from '../../core/sync/record.ts';
import { type DataFilter, type GoogleOptions, getByDataFilter, isRefusal } from './client.ts';
import { layoutOf } from './layout.ts';
import { KEY_HEADER } from './preparing/key-column.ts';
import { columnsOf } from './replica.ts';

const CELL =
  'userEnteredValue,effectiveValue,formattedValue,effectiveFormat.numberFormat.type,dataValidation.condition(type,values.userEnteredValue)';
const FIELDS = `properties(title,locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),merges,protectedRanges(range,warningOnly,requestingUserCanEdit),data(startRow,startColumn,rowData.values(${CELL})))`;

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
 * One read of the tab. `tab` is its title or its sheet id. Throws `vendor-refused` with `not-found` for a missing
 * spreadsheet or tab, `no-access` without permission.
 */
export async function describeTab(
  deps: ConnectorDeps,
  options: GoogleOptions,
  at: { readonly spreadsheet: string; readonly tab: string | number; readonly headerRow?: number },
): Promise<TabDescription> {
  const { spreadsheet, tab, headerRow = 1 } = at;
  const filter: DataFilter = typeof tab === 'number' ? { gridRange: { sheetId: tab } } : { a1Range: `'${tab.replaceAll("'", "''")}'` };
  const answer = await getByDataFilter(deps, options, spreadsheet, { dataFilters: [filter], fields: FIELDS }).catch((error: unknown) => {
    // "No grid with id" or "Unable to parse range": there is no such tab.
    if (isRefusal(error, 'bad-request')) throw refused('google', 'not-found', `no tab ${tab}`);
    throw error;
  });
  const [sheet] = answer.sheets;
  if (!sheet) throw refused('google', 'not-found', `no tab ${tab}`);
  const { sheetId, title } = sheet.properties;
  const locator = {
    vendor: 'google' as const,
    spreadsheet,
    sheetId,
    headerRow,
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
