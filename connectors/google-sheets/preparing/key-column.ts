/**
 * The key column: hidden, not protected (a protection would refuse other people's sorts), at the end of ours, and with the
 * filter and the tables widened over it, so that a sort takes the keys along.
 */
import type { TabLocator } from '../../../core/accounts/locator.ts';
import { gridOf } from '../grid.ts';
import { columnsByMetadata, KEY_METADATA } from '../layout.ts';
import { KEY_HEADER, keyColumnIn } from '../reading/header.ts';
import type { BatchRequest, SheetAnswer } from '../wire.ts';

/** The column that holds the keys: known by its metadata, else by its header (metadata gone with a copied tab). */
export function keyColumnOf(
  locator: TabLocator,
  sheet: SheetAnswer,
): { readonly metadataId: number | null; readonly index: number } | null {
  const placed = columnsByMetadata(sheet);
  for (const metadataId of [locator.keyMetadataId, metadataByValue(sheet, KEY_METADATA).get('')]) {
    const index = typeof metadataId === 'number' ? placed.get(metadataId) : undefined;
    if (typeof metadataId === 'number' && index !== undefined) return { metadataId, index };
  }
  const index = keyColumnIn(gridOf(sheet.data));
  return index === undefined ? null : { metadataId: null, index };
}

/** The key column as it is, or made. A filter or table that people put over their columns since is widened each time. */
export function planKey(
  locator: TabLocator,
  sheet: SheetAnswer,
  end: number,
  ids: () => number,
): { metadataId: number; requests: BatchRequest[] } {
  const there = keyColumnOf(locator, sheet);
  if (there !== null && there.metadataId !== null) return { metadataId: there.metadataId, requests: widen(locator, sheet, there.index) };
  const metadataId = ids();
  const { sheetId } = locator;
  const index = there?.index ?? end;
  const make = there === null ? insertKeyColumn(locator, sheet, index) : [];
  const hide = {
    updateDimensionProperties: { range: dimension(sheetId, index), properties: { hiddenByUser: true }, fields: 'hiddenByUser' },
  };
  return { metadataId, requests: [...make, mark(sheetId, index, metadataId, KEY_METADATA, ''), hide, ...widen(locator, sheet, index)] };
}

function insertKeyColumn(locator: TabLocator, sheet: SheetAnswer, index: number): BatchRequest[] {
  const { sheetId } = locator;
  const atEnd = index >= columnCountOf(sheet);
  const make = atEnd
    ? { appendDimension: { sheetId, dimension: 'COLUMNS', length: 1 } }
    : { insertDimension: { range: dimension(sheetId, index), inheritFromBefore: index > 0 } };
  return [make, writeKeyHeader(locator, index)];
}

export const writeKeyHeader = ({ sheetId, headerRow }: TabLocator, index: number): BatchRequest => ({
  updateCells: {
    start: { sheetId, rowIndex: headerRow - 1, columnIndex: index },
    rows: [{ values: [{ userEnteredValue: { stringValue: KEY_HEADER } }] }],
    fields: 'userEnteredValue',
  },
});

/** A filter or table that ends before the key column would sort rows away from their keys: it takes the column in. */
function widen(locator: TabLocator, sheet: SheetAnswer, index: number): BatchRequest[] {
  const requests: BatchRequest[] = [];
  const header = locator.headerRow - 1;
  const short = (range: {
    endColumnIndex?: number | undefined;
    startRowIndex?: number | undefined;
    endRowIndex?: number | undefined;
  }): boolean =>
    (range.endColumnIndex ?? Number.POSITIVE_INFINITY) <= index &&
    (range.startRowIndex ?? 0) <= header &&
    (range.endRowIndex ?? Number.POSITIVE_INFINITY) > header;
  const filter = sheet.basicFilter;
  if (filter?.range && filter.tableId === undefined && short(filter.range)) {
    // Either form of the criteria may be sent, not both: the newer one stands.
    const { criteria: _older, ...rest } = filter;
    requests.push({ setBasicFilter: { filter: { ...rest, range: { ...filter.range, endColumnIndex: index + 1 } } } });
  }
  const tables = sheet.tables ?? [];
  for (const table of tables) {
    const end = table.range.endColumnIndex ?? 0;
    // Tables can't overlap: one with another between it and the keys stays.
    const isLast = tables.every(
      (other) => other === table || (other.range.startColumnIndex ?? 0) < end || (other.range.startColumnIndex ?? 0) > index,
    );
    if (short(table.range) && isLast)
      requests.push({
        updateTable: { table: { tableId: table.tableId, range: { ...table.range, endColumnIndex: index + 1 } }, fields: 'range' },
      });
  }
  return requests;
}

/** Marks a column, so that it is known wherever it goes and whatever it is called. */
export const mark = (sheetId: number, index: number, metadataId: number, metadataKey: string, metadataValue: string): BatchRequest => ({
  createDeveloperMetadata: {
    developerMetadata: {
      metadataId,
      metadataKey,
      metadataValue,
      visibility: 'DOCUMENT',
      location: { dimensionRange: dimension(sheetId, index) },
    },
  },
});

const dimension = (sheetId: number, index: number) => ({ sheetId, dimension: 'COLUMNS', startIndex: index, endIndex: index + 1 });

/** Metadata ids of columns by the value that stands under a key. */
export function metadataByValue(sheet: SheetAnswer, key: string): ReadonlyMap<string, number> {
  const entries = (sheet.data ?? []).flatMap((block) => block.columnMetadata ?? []).flatMap((column) => column.developerMetadata ?? []);
  return new Map(entries.filter((entry) => entry.metadataKey === key).map((entry) => [entry.metadataValue ?? '', entry.metadataId]));
}

export const columnCountOf = (sheet: SheetAnswer): number => sheet.properties.gridProperties?.columnCount ?? 26;
