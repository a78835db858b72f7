/** The mapped columns of a tab that is made ready: a mark on each, and their headers where there are none. */
import type { TabLocator } from '../../../core/accounts/locator.ts';
import { refused } from '../../../core/sync/errors.ts';
import { textIn } from '../codec.ts';
import { type Grid, gridOf, one, rangeOn } from '../grid.ts';
import { COLUMN_METADATA, columnsByMetadata } from '../layout.ts';
import { headerByNames, headerIn, headersOf } from '../reading/header.ts';
import type { BatchRequest, SheetAnswer } from '../wire.ts';
import { columnCountOf, keyColumnOf, mark, metadataByValue, writeKeyHeader } from './key-column.ts';

interface PlannedColumns {
  readonly columns: TabLocator['columns'];
  readonly requests: readonly BatchRequest[];
  /** One past the last header, ours included. */
  readonly end: number;
  /** Where each wanted column stands. */
  readonly at: ReadonlyMap<string, number>;
}

/**
 * The locator with the header where it stands now. Throws `column-missing` for a prepared tab whose header is gone: in its
 * place a record may stand.
 */
export function atHeader(locator: TabLocator, sheet: SheetAnswer, wanted: readonly string[]): TabLocator {
  const grid = gridOf(sheet.data);
  const mapped = locator.headerRow - 1;
  const placed = columnsByMetadata(sheet);
  const known = metadataByValue(sheet, COLUMN_METADATA);
  const headers = headersOf(grid, mapped);
  const columns = wanted.map((ref) => ({ ref, index: placed.get(known.get(ref) ?? -1) ?? headers.get(ref) ?? -1 }));
  const keyIndex = keyColumnOf(locator, sheet)?.index;
  // A tab that was mapped has lost its key column: where its header is now only its names tell.
  const lostKeys = keyIndex === undefined && columns.some(({ ref }) => known.has(ref));
  const row = isEmpty(grid) ? mapped : lostKeys ? headerByNames(grid, mapped, columns) : headerIn(grid, { mapped, keyIndex, columns });
  if (row === null) throw refused('google', 'column-missing', wanted.join(', '));
  return { ...locator, headerRow: row + 1 };
}

/** Marks the wanted columns, known by their metadata or found by their headers; on a tab without any header the wanted ones are written. */
export function planColumns(locator: TabLocator, sheet: SheetAnswer, wanted: readonly string[], ids: () => number): PlannedColumns {
  const grid = gridOf(sheet.data);
  const headers = headersOf(grid, locator.headerRow - 1);
  const placed = columnsByMetadata(sheet);
  const known = metadataByValue(sheet, COLUMN_METADATA);
  const empty = headers.size === 0 && isEmpty(grid);
  const end = empty ? wanted.length : Math.max(0, ...headers.values()) + 1;
  const requests: BatchRequest[] = [];
  if (empty) requests.push(...grow(sheet, end), writeHeaders(locator, wanted));
  // The tab was emptied, headers and all, and its key column stayed.
  const key = empty ? keyColumnOf(locator, sheet) : null;
  if (key !== null) requests.push(writeKeyHeader(locator, key.index));
  const missing: string[] = [];
  const at = new Map<string, number>();
  const columns = wanted.map((ref, position) => {
    const before = locator.columns.find((one) => one.ref === ref)?.metadataId ?? null;
    const metadataId = before !== null && placed.has(before) ? before : known.get(ref);
    if (metadataId !== undefined) {
      at.set(ref, placed.get(metadataId) ?? position);
      return { ref, metadataId };
    }
    const index = empty ? position : headers.get(ref);
    if (index === undefined) {
      missing.push(ref);
      return { ref, metadataId: null };
    }
    const id = ids();
    at.set(ref, index);
    requests.push(mark(locator.sheetId, index, id, COLUMN_METADATA, ref));
    return { ref, metadataId: id };
  });
  if (missing.length > 0) throw refused('google', 'column-missing', missing.join(', '));
  return { columns, requests, end, at };
}

function writeHeaders(locator: TabLocator, wanted: readonly string[]): BatchRequest {
  const range = rangeOn(locator.sheetId, one(locator.headerRow - 1), { start: 0, end: wanted.length });
  const rows = [{ values: wanted.map((header) => ({ userEnteredValue: { stringValue: header } })) }];
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
