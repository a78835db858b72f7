/**
 * Where things stand in a tab, found anew in each read: our columns by the developer metadata on them (else by header), the
 * header by our own one in it, rows by their key. A write is placed by the layout of the last read, and checks in its answer that it still held.
 */
import type { TabLocator } from '../../core/accounts/locator.ts';
import { brandAs, type ColumnRef } from '../../core/sync/ids.ts';
import type { Reading } from '../../core/sync/ports.ts';
import type { Column } from '../../core/sync/record.ts';
import { textIn, toCell } from './codec.ts';
import { coveredBy, type Grid, gridOf } from './grid.ts';
import { type Ending, endingsOf } from './reading/endings.ts';
import { firstRecordRow, headerIn, headersOf, isHeader } from './reading/header.ts';
import type { CellData, SheetAnswer } from './wire.ts';

/**
 * Keys of developer metadata: on our columns, on the key column, and on tabs of ours twice, because a filter by metadata
 * answers all cells of what it finds: on the first row (a read wants to know that the tab is there) and on the whole.
 */
export const COLUMN_METADATA = 'evenkeel:column';
export const KEY_METADATA = 'evenkeel:key';
export const TAB_METADATA = 'evenkeel:tab';
export const GRID_METADATA = 'evenkeel:grid';
/** On rows, for a moment: they were touched by a try to take something back. */
export const MARK_METADATA = 'evenkeel:mark';

export interface PlacedColumn {
  readonly ref: ColumnRef;
  readonly index: number;
  /** The header cell's text, trimmed. */
  readonly header: string;
}

export interface SeenRow {
  /** Where it stands now, from 0. */
  readonly row: number;
  /** Its 1-based row when it was read: `row:<n>`. */
  readonly readAs: number;
  readonly key: string | null;
  /** In the order of the layout's columns. */
  readonly cells: readonly (CellData | undefined)[];
}

export interface TabLayout {
  /** With the header where it stands now; `headerRow` 0: nowhere, and the tab is only looked at to mend what we wrote. */
  readonly locator: TabLocator;
  readonly title: string;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly columns: readonly PlacedColumn[];
  readonly key: { readonly index: number; readonly header: string } | null;
  /** Some of its cells are merged. */
  readonly merged: boolean;
  /** Tables and a filter, which new rows below them don't widen by themselves. */
  readonly endings: readonly Ending[];
  /** Records: rows with something in a mapped cell, top down. */
  readonly rows: readonly SeenRow[];
}

export type Broken = Extract<Reading, { kind: 'broken' }>;

/** The layout of a located tab as this answer shows it, or why it can't be read as mapped. */
export function layoutOf(locator: TabLocator, sheet: SheetAnswer): TabLayout | Broken {
  const grid = gridOf(sheet.data);
  const metadata = columnsByMetadata(sheet);
  const keyIndex = locator.keyMetadataId === null ? undefined : metadata.get(locator.keyMetadataId);
  const marked = markedColumns(locator, metadata);
  const header = headerIn(grid, { mapped: locator.headerRow - 1, keyIndex, columns: marked });
  const columns = placeColumns(locator, headersOf(grid, header ?? -1), metadata, (column) => textIn(grid.at(header ?? -1, column)));
  if ('kind' in columns) return columns;
  // Mapped, and waiting for another key column: without one its rows can't be told.
  const awaited = locator.identity === 'keyed' && (locator.keyMetadataId !== null || marked.length > 0);
  if (awaited && keyIndex === undefined) return broken('key-column-missing', []);
  if (header === null || (marked.length > 0 && columns.every((column) => column.header === ''))) return broken('header-missing', []);
  const emptied = columns.filter((column) => column.header === '').map((column) => column.ref);
  if (emptied.length > 0) return broken('header-changed', emptied);
  return layoutFrom({ ...locator, headerRow: header + 1 }, sheet, grid, columns, keyIndex);
}

/** The layout of a tab whose header is gone. What we put into its columns can still be found and taken back; it is no reading. */
export function layoutWithoutHeader(locator: TabLocator, sheet: SheetAnswer): TabLayout | Broken {
  const metadata = columnsByMetadata(sheet);
  const keyIndex = locator.keyMetadataId === null ? undefined : metadata.get(locator.keyMetadataId);
  if (keyIndex === undefined) return broken('key-column-missing', []);
  const columns = markedColumns(locator, metadata).map((column) => ({ ...column, header: '' }));
  return layoutFrom({ ...locator, headerRow: 0 }, sheet, gridOf(sheet.data), columns, keyIndex);
}

function layoutFrom(
  locator: TabLocator,
  sheet: SheetAnswer,
  grid: Grid,
  columns: readonly PlacedColumn[],
  keyIndex: number | undefined,
): TabLayout {
  const header = locator.headerRow - 1;
  return {
    locator,
    title: sheet.properties.title,
    rowCount: sheet.properties.gridProperties?.rowCount ?? 0,
    columnCount: sheet.properties.gridProperties?.columnCount ?? 0,
    columns,
    key: keyIndex === undefined ? null : { index: keyIndex, header: textIn(grid.at(header, keyIndex)) },
    merged: (sheet.merges ?? []).length > 0,
    endings: endingsOf(sheet),
    rows: seenRows(grid, header, columns, keyIndex ?? null, coveredBy(sheet.merges ?? [])),
  };
}

/** Mapped columns that bear our metadata, where they are now. */
function markedColumns(locator: TabLocator, metadata: ReadonlyMap<number, number>): { readonly ref: ColumnRef; readonly index: number }[] {
  return locator.columns.flatMap(({ ref, metadataId }) => {
    const index = metadataId === null ? undefined : metadata.get(metadataId);
    return index === undefined ? [] : [{ ref: brandAs<ColumnRef>(ref), index }];
  });
}

/** Column index by developer metadata id. */
export function columnsByMetadata(sheet: SheetAnswer): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const block of sheet.data ?? []) {
    (block.columnMetadata ?? []).forEach((column, offset) => {
      for (const entry of column.developerMetadata ?? []) found.set(entry.metadataId, (block.startColumn ?? 0) + offset);
    });
  }
  return found;
}

/** Rows by the marks that they carry. */
export function marksIn(blocks: SheetAnswer['data']): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const block of blocks ?? []) {
    (block.rowMetadata ?? []).forEach((row, offset) => {
      for (const entry of row.developerMetadata ?? []) {
        if (entry.metadataKey === MARK_METADATA) found.set(entry.metadataValue ?? '', (block.startRow ?? 0) + offset);
      }
    });
  }
  return found;
}

export const broken = (why: Broken['why'], columns: readonly ColumnRef[]): Broken => ({ kind: 'broken', why, columns });

function placeColumns(
  locator: TabLocator,
  headers: ReadonlyMap<string, number>,
  metadata: ReadonlyMap<number, number>,
  headerAt: (column: number) => string,
): readonly PlacedColumn[] | Broken {
  if (locator.columns.length === 0) {
    if (headers.size === 0) return broken('header-changed', []);
    return [...headers].map(([name, index]) => ({ ref: brandAs<ColumnRef>(name), index, header: headerAt(index) }));
  }
  const missing: ColumnRef[] = [];
  const moved: ColumnRef[] = [];
  const placed: PlacedColumn[] = [];
  for (const column of locator.columns) {
    const ref = brandAs<ColumnRef>(column.ref);
    const byHeader = headers.get(column.ref);
    const index = column.metadataId === null ? byHeader : metadata.get(column.metadataId);
    if (index === undefined) missing.push(ref);
    // Cut and pasted elsewhere: cells and header went, the column itself (with our metadata) stayed behind, empty.
    else if (headerAt(index) === '' && byHeader !== undefined) moved.push(ref);
    else placed.push({ ref, index, header: headerAt(index) });
  }
  if (missing.length > 0) return broken('column-missing', missing);
  moved.push(...exchanged(placed));
  return moved.length > 0 ? broken('header-changed', moved) : placed;
}

/**
 * Columns under each other's headers: cells that were cut and pasted leave our metadata behind. It may be that people gave
 * them new names crosswise; in doubt nothing is read from the wrong one.
 */
function exchanged(placed: readonly PlacedColumn[]): ColumnRef[] {
  const isAway = (ref: string): boolean => placed.some((column) => column.ref === ref && column.header !== ref);
  return placed.flatMap((column) => (column.header !== column.ref && isAway(column.header) ? [column.ref] : []));
}

/** What a cell under merged ones says: nothing that anybody typed there, so it neither travels nor is written. */
export const COVERED: CellData = { effectiveValue: { errorValue: { type: 'ERROR' } }, formattedValue: 'covered by merged cells' };

function seenRows(
  grid: Grid,
  header: number,
  columns: readonly PlacedColumn[],
  keyIndex: number | null,
  isCovered: (row: number, column: number) => boolean,
): SeenRow[] {
  const rows: SeenRow[] = [];
  for (let row = firstRecordRow(grid, header, keyIndex); row < grid.height; row += 1) {
    // A copy of the header is no record either.
    if (row === header || (keyIndex !== null && isHeader(grid, row, keyIndex))) continue;
    const cells = columns.map((column) => (isCovered(row, column.index) ? COVERED : grid.at(row, column.index)));
    if (cells.every((cell) => toCell(cell).kind === 'empty')) continue;
    const key = keyIndex === null ? '' : textIn(grid.at(row, keyIndex));
    rows.push({ row, readAs: row + 1, key: key === '' ? null : key, cells });
  }
  return rows;
}

/** A column's kind is what all its filled cells have in common; a sheet promises no types. */
export function columnsOf(layout: TabLayout, sheet: SheetAnswer): Column[] {
  return layout.columns.map((column, index) => {
    const kinds = new Set(layout.rows.map((row) => toCell(row.cells[index]).kind).filter((kind) => kind !== 'empty'));
    const [kind] = kinds;
    return {
      ref: column.ref,
      title: column.header,
      kind: kinds.size === 1 && kind && kind !== 'error' ? kind : kinds.size === 0 ? 'empty' : 'other',
      writable: !isProtected(sheet, column.index),
      labels: labelsOf(layout, index),
    };
  });
}

/** A protobuf leaves out what is false: only a range that says that we may edit it is open. */
function isProtected(sheet: SheetAnswer, column: number): boolean {
  return (sheet.protectedRanges ?? []).some((one) => {
    const range = one.range ?? {};
    const whole = range.endRowIndex === undefined;
    const here = (range.startColumnIndex ?? 0) <= column && column < (range.endColumnIndex ?? Number.POSITIVE_INFINITY);
    return whole && here && one.warningOnly !== true && one.requestingUserCanEdit !== true;
  });
}

/** The choices of a drop-down on the first record's cell, where the answer holds them. */
function labelsOf(layout: TabLayout, index: number): readonly string[] | null {
  const condition = layout.rows[0]?.cells[index]?.dataValidation?.condition;
  if (condition?.type !== 'ONE_OF_LIST') return null;
  return (condition.values ?? []).map((value) => value.userEnteredValue ?? '').filter((label) => label !== '');
}
