/** Tabs made, copied and removed. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { World } from '../../world/world.ts';
import { renameInFormula } from '../formulas/adjust.ts';
import { invalid } from '../wire/errors.ts';
import type { Book } from './book.ts';
import type { RowDocument, TabDocument } from './documents.ts';
import { adjustFormulas, follow } from './follow.ts';

type SheetProperties = sheets_v4.Schema$SheetProperties;

const DEFAULT_ROWS = 1000;
const DEFAULT_COLUMNS = 26;
const MAX_CELLS = 10_000_000;

/** Adds a tab as `properties` say; Google's defaults for the rest. Throws 400 for an id or a title in use. */
export function addTab(book: Book, world: World, properties: SheetProperties): TabDocument {
  const title = properties.title ?? freeTitle(book, 'Sheet');
  requireFreeTitle(book, title, undefined);
  const sheetId = properties.sheetId ?? freeSheetId(book, world);
  requireFreeSheetId(book, sheetId);
  const grid = properties.gridProperties ?? {};
  const rows = grid.rowCount ?? DEFAULT_ROWS;
  const columns = grid.columnCount ?? DEFAULT_COLUMNS;
  if (rows < 1 || columns < 1) throw invalid('A sheet must have at least one row and one column.');
  requireCells(book, rows * columns);
  const tab: TabDocument = {
    ...emptyTab(sheetId, title, columns),
    ...(properties.hidden && { hidden: true }),
    ...(properties.rightToLeft && { rightToLeft: true }),
    ...(properties.tabColorStyle && { tabColorStyle: properties.tabColorStyle }),
    ...(properties.tabColor && !properties.tabColorStyle && { tabColorStyle: { rgbColor: properties.tabColor } }),
    ...(grid.frozenRowCount && { frozenRowCount: grid.frozenRowCount }),
    ...(grid.frozenColumnCount && { frozenColumnCount: grid.frozenColumnCount }),
    ...(grid.hideGridlines && { hideGridlines: true }),
  };
  book.addTab(tab, { rows: Array.from({ length: rows }, (_, i) => i + 1), next: rows + 1 }, properties.index ?? book.doc.tabs.length);
  return tab;
}

function emptyTab(sheetId: number, title: string, columns: number): TabDocument {
  return {
    sheetId,
    title,
    columns: Array.from({ length: columns }, (_, i) => ({ uid: i + 1 })),
    nextColumn: columns + 1,
    filterViews: [],
    protectedRanges: [],
    merges: [],
    conditionalFormats: [],
    tables: [],
  };
}

export interface CopyTarget {
  readonly book: Book;
  readonly sheetId: number;
  readonly title: string;
  readonly index: number;
}

/** Copies a tab's cells, lines, rules and merges; not its metadata, its names or its tables' ids. */
export function copyTab(source: Book, sheetId: number, target: CopyTarget, world: World): TabDocument {
  requireFreeSheetId(target.book, target.sheetId);
  requireFreeTitle(target.book, target.title, undefined);
  const from = source.tab(sheetId);
  const order = source.order(sheetId);
  requireCells(target.book, order.rows.length * from.columns.length);
  const here = (range: sheets_v4.Schema$GridRange) => ({ ...range, sheetId: target.sheetId });
  const moved = <T extends { range?: sheets_v4.Schema$GridRange }>(item: T): T =>
    item.range ? { ...item, range: here(item.range) } : item;
  const freshId = () => world.ids.next('google.object', 1_000_001);
  const { basicFilter, ...rest } = from;
  const tab: TabDocument = {
    ...rest,
    sheetId: target.sheetId,
    title: target.title,
    merges: from.merges.map(here),
    filterViews: from.filterViews.map((view) => ({ ...moved(view), filterViewId: freshId() })),
    protectedRanges: from.protectedRanges.map((one) => ({ ...moved(one), protectedRangeId: freshId() })),
    conditionalFormats: from.conditionalFormats.map((rule) => ({ ...rule, ranges: (rule.ranges ?? []).map(here) })),
    tables: [],
    ...(basicFilter && { basicFilter: moved(basicFilter) }),
  };
  target.book.addTab(tab, order, target.index);
  order.rows.forEach((uid, row) => {
    const found = source.rowByUid(sheetId, uid);
    if (found) copyRow(target.book, target.sheetId, row, found);
  });
  return tab;
}

function copyRow(book: Book, sheetId: number, row: number, { cells, ...properties }: RowDocument): void {
  // A formula is worked out per cell object: a copy needs its own.
  book.setCells(
    sheetId,
    row,
    cells.map((cell, column) => [column, cell?.f === undefined ? (cell ?? undefined) : { ...cell }] as const),
  );
  if (Object.keys(properties).length > 0) book.changeRow(sheetId, row, properties);
}

/** Throws 400 for the last tab, or the last one that can be seen. */
export function deleteTab(book: Book, sheetId: number): void {
  book.tab(sheetId);
  const others = book.tabs().filter((tab) => tab.sheetId !== sheetId);
  if (others.length === 0) throw invalid("You can't remove all the sheets in a document.");
  if (others.every((tab) => tab.hidden)) throw invalid("You can't remove all the visible sheets in a document.");
  follow(book, { kind: 'dropTab', sheetId });
  book.removeTab(sheetId);
  const kept = book.doc.metadata.filter(({ place }) => place.kind === 'spreadsheet' || place.sheetId !== sheetId);
  if (kept.length < book.doc.metadata.length) book.changeMetadata(kept);
}

export function renameTab(book: Book, sheetId: number, title: string): void {
  const before = book.tab(sheetId).title;
  if (before === title) return;
  requireFreeTitle(book, title, sheetId);
  adjustFormulas(book, (formula) => renameInFormula(formula, before, title));
  book.changeTab(sheetId, { title });
}

function requireFreeTitle(book: Book, title: string, own: number | undefined): void {
  if (title === '') throw invalid('Sheet name cannot be empty.');
  if (title.length > 100) throw invalid('Sheet name cannot be longer than 100 characters.');
  const taken = book.tabByTitle(title);
  if (taken && taken.sheetId !== own) throw invalid(`A sheet with the name "${title}" already exists. Please enter another name.`);
}

function requireFreeSheetId(book: Book, sheetId: number): void {
  if (sheetId < 0) throw invalid(`Sheet id must be greater than or equal to zero: ${sheetId}`);
  if (book.doc.tabs.includes(sheetId)) throw invalid(`Sheet with ID: ${sheetId} already exists.`);
}

export function freeSheetId(book: Book, world: World): number {
  for (;;) {
    const id = Math.floor(world.random() * 2_000_000_000) + 1;
    if (!book.doc.tabs.includes(id)) return id;
  }
}

function freeTitle(book: Book, stem: string): string {
  for (let n = book.doc.tabs.length + 1; ; n += 1) if (!book.tabByTitle(`${stem}${n}`)) return `${stem}${n}`;
}

function requireCells(book: Book, more: number): void {
  const total = book.tabs().reduce((sum, tab) => sum + tab.columns.length * book.rowCount(tab.sheetId), more);
  if (total > MAX_CELLS)
    throw invalid(`This action would increase the number of cells in the workbook above the limit of ${MAX_CELLS} cells.`);
}
