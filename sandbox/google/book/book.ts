/**
 * One spreadsheet during one request: reads go to the store, writes stay here until `save`, so a batch that fails half
 * way leaves nothing behind by being forgotten.
 */
import { invalid } from '../wire/errors.ts';
import type {
  BookDocument,
  Cell,
  ColumnDocument,
  MetadataDocument,
  NamedRangesDocument,
  OrderDocument,
  RowDocument,
  TabDocument,
  Tables,
} from './documents.ts';
import { type RowCache, Rows } from './rows.ts';

/** What the recalculation is told while a book changes. */
export interface ChangeListener {
  /** One cell of the row with this uid changed. */
  cellChanged(sheetId: number, uid: number, column: number, before: Cell | undefined, after: Cell | undefined): void;
  /** Rows of the tab were inserted, deleted or moved. */
  rowsChanged(sheetId: number): void;
  columnsChanged(sheetId: number): void;
  /** A tab came, left, moved or was renamed. */
  tabsChanged(): void;
  namesChanged(): void;
}

const NO_NAMES: NamedRangesDocument = { ranges: [] };

export class Book {
  readonly id: string;
  readonly #tables: Tables;
  readonly #rows: Rows;
  readonly #tabs = new Map<number, TabDocument | null>();
  readonly #orders = new Map<number, OrderDocument | null>();
  readonly #prefixes = new Map<number, string>();
  readonly #indexes = new Map<number, { order: readonly number[]; of: Map<number, number> }>();
  readonly #formulaRows = new Map<number, Set<number>>();
  #doc: BookDocument;
  #docChanged = false;
  #names: NamedRangesDocument | undefined;
  #changed = false;
  listener: ChangeListener | undefined;

  /** `cache` must be empty or hold exactly what the store holds of this book. */
  constructor(tables: Tables, doc: BookDocument, cache: RowCache = new Map()) {
    this.#rows = new Rows(tables, doc.id, cache);
    this.#tables = tables;
    this.#doc = doc;
    this.id = doc.id;
  }

  get doc(): BookDocument {
    return this.#doc;
  }

  get changed(): boolean {
    return this.#changed;
  }

  changeDoc(patch: Partial<BookDocument>): void {
    this.#doc = { ...this.#doc, ...patch };
    this.#docChanged = true;
    this.#changed = true;
    if (patch.tabs) this.listener?.tabsChanged();
  }

  changeMetadata(metadata: readonly MetadataDocument[]): void {
    this.#doc = { ...this.#doc, metadata };
    this.#docChanged = true;
    this.#changed = true;
  }

  get names(): NamedRangesDocument['ranges'] {
    return (this.#names ?? this.#tables.names.get(this.id) ?? NO_NAMES).ranges;
  }

  changeNames(ranges: NamedRangesDocument['ranges']): void {
    this.#names = { ranges };
    this.#changed = true;
    this.listener?.namesChanged();
  }

  /** The tabs in the order of their index. */
  tabs(): TabDocument[] {
    return this.#doc.tabs.map((sheetId) => this.tab(sheetId));
  }

  findTab(sheetId: number): TabDocument | undefined {
    const own = this.#tabs.get(sheetId);
    if (own !== undefined) return own ?? undefined;
    return this.#doc.tabs.includes(sheetId) ? this.#tables.tabs.get(this.#prefix(sheetId)) : undefined;
  }

  /** Throws 400 `No grid with id: n` for an unknown tab. */
  tab(sheetId: number): TabDocument {
    const tab = this.findTab(sheetId);
    if (!tab) throw invalid(`No grid with id: ${sheetId}`);
    return tab;
  }

  tabByTitle(title: string): TabDocument | undefined {
    const wanted = title.toLowerCase();
    return this.tabs().find((tab) => tab.title.toLowerCase() === wanted);
  }

  changeTab(sheetId: number, patch: Partial<TabDocument>): TabDocument {
    const tab = { ...this.tab(sheetId), ...patch };
    this.#tabs.set(sheetId, tab);
    this.#changed = true;
    if (patch.title !== undefined) this.listener?.tabsChanged();
    return tab;
  }

  addTab(tab: TabDocument, order: OrderDocument, index: number): void {
    this.#tabs.set(tab.sheetId, tab);
    this.#orders.set(tab.sheetId, order);
    const tabs = [...this.#doc.tabs];
    tabs.splice(index, 0, tab.sheetId);
    this.changeDoc({ tabs });
  }

  removeTab(sheetId: number): void {
    for (const uid of this.order(sheetId).rows) this.#setRow(sheetId, uid, null);
    this.#tabs.set(sheetId, null);
    this.#orders.set(sheetId, null);
    this.changeDoc({ tabs: this.#doc.tabs.filter((id) => id !== sheetId) });
  }

  order(sheetId: number): OrderDocument {
    return this.#orders.get(sheetId) ?? this.#tables.orders.get(this.#prefix(sheetId)) ?? { rows: [], next: 1 };
  }

  rowCount(sheetId: number): number {
    return this.order(sheetId).rows.length;
  }

  columnCount(sheetId: number): number {
    return this.tab(sheetId).columns.length;
  }

  changeOrder(sheetId: number, order: OrderDocument): void {
    this.#orders.set(sheetId, order);
    this.#changed = true;
    this.listener?.rowsChanged(sheetId);
  }

  changeColumns(sheetId: number, columns: readonly ColumnDocument[], nextColumn: number): void {
    this.changeTab(sheetId, { columns, nextColumn });
    this.listener?.columnsChanged(sheetId);
  }

  /** Where a row stands now, or -1. */
  rowIndex(sheetId: number, uid: number): number {
    const order = this.order(sheetId).rows;
    let index = this.#indexes.get(sheetId);
    if (index?.order !== order) {
      index = { order, of: new Map(order.map((rowUid, i) => [rowUid, i])) };
      this.#indexes.set(sheetId, index);
    }
    return index.of.get(uid) ?? -1;
  }

  rowByUid(sheetId: number, uid: number): RowDocument | undefined {
    return this.#rows.get(sheetId, uid);
  }

  rowAt(sheetId: number, index: number): RowDocument | undefined {
    const uid = this.order(sheetId).rows[index];
    return uid === undefined ? undefined : this.rowByUid(sheetId, uid);
  }

  cellAt(sheetId: number, row: number, column: number): Cell | undefined {
    return this.rowAt(sheetId, row)?.cells[column] ?? undefined;
  }

  /** Rows that may hold a formula, by uid; looked for once, then kept up. */
  formulaRows(sheetId: number): Iterable<number> {
    let rows = this.#formulaRows.get(sheetId);
    if (!rows) {
      const holds = (uid: number) => this.rowByUid(sheetId, uid)?.cells.some((cell) => cell?.f !== undefined) ?? false;
      rows = new Set(this.order(sheetId).rows.filter(holds));
      this.#formulaRows.set(sheetId, rows);
    }
    return [...rows];
  }

  /** Writes cells of one row; undefined empties one. Equal objects cost nothing. */
  setCells(sheetId: number, row: number, changes: Iterable<readonly [column: number, cell: Cell | undefined]>): void {
    const uid = this.order(sheetId).rows[row];
    if (uid === undefined) return;
    const before = this.rowByUid(sheetId, uid);
    const cells = before ? [...before.cells] : [];
    let any = false;
    for (const [column, cell] of changes) {
      const old = cells[column] ?? undefined;
      if (old === cell) continue;
      while (cells.length < column) cells.push(null);
      cells[column] = cell ?? null;
      any = true;
      if (cell?.f !== undefined) this.#formulaRows.get(sheetId)?.add(uid);
      this.listener?.cellChanged(sheetId, uid, column, old, cell);
    }
    if (any) this.#setRow(sheetId, uid, { ...before, cells });
  }

  setCell(sheetId: number, row: number, column: number, cell: Cell | undefined): void {
    this.setCells(sheetId, row, [[column, cell]]);
  }

  /** Changes what belongs to the row itself: height, hidden. */
  changeRow(
    sheetId: number,
    row: number,
    patch: { readonly [K in 'hidden' | 'hiddenByFilter' | 'height']?: RowDocument[K] | undefined },
  ): void {
    const uid = this.order(sheetId).rows[row];
    if (uid === undefined) return;
    const next = { cells: [], ...this.rowByUid(sheetId, uid), ...patch };
    for (const key of ['hidden', 'hiddenByFilter', 'height'] as const) if (!next[key]) delete next[key];
    this.#setRow(sheetId, uid, next as RowDocument);
  }

  /** Rearranges the cells of a row by position (columns inserted, deleted or moved). */
  rearrangeRow(sheetId: number, uid: number, arrange: (cells: readonly (Cell | null)[]) => (Cell | null)[]): void {
    const before = this.rowByUid(sheetId, uid);
    if (before && before.cells.length > 0) this.#setRow(sheetId, uid, { ...before, cells: arrange(before.cells) });
  }

  deleteRow(sheetId: number, uid: number): void {
    if (this.rowByUid(sheetId, uid)) this.#setRow(sheetId, uid, null);
  }

  /** Hands everything that changed to the store. The caller commits. */
  save(): void {
    if (this.#docChanged) this.#tables.books.set(this.id, this.#doc);
    if (this.#names) this.#tables.names.set(this.id, this.#names);
    this.#rows.save();
    for (const [sheetId, tab] of this.#tabs) {
      put(this.#tables.tabs, this.#prefix(sheetId), tab);
      if (!tab) this.#rows.forgetTab(sheetId);
    }
    for (const [sheetId, order] of this.#orders) put(this.#tables.orders, this.#prefix(sheetId), order);
    this.#tabs.clear();
    this.#orders.clear();
    this.#names = undefined;
    this.#docChanged = false;
    this.#changed = false;
  }

  #setRow(sheetId: number, uid: number, row: RowDocument | null): void {
    this.#rows.put(sheetId, uid, row);
    this.#changed = true;
  }

  #prefix(sheetId: number): string {
    let prefix = this.#prefixes.get(sheetId);
    if (prefix === undefined) {
      prefix = `${this.id}/${sheetId}`;
      this.#prefixes.set(sheetId, prefix);
    }
    return prefix;
  }
}

function put<T>(table: { set(id: string, value: T): void; delete(id: string): void }, id: string, value: T | null): void {
  if (value === null) table.delete(id);
  else table.set(id, value);
}
