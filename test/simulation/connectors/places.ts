/**
 * A board and a tab, played in memory on the scheduler's time: how people call the vendors, and how it all looks to
 * them. What stands there is read from the vendors' own documents; it is changed through their APIs only.
 */
import { openTables, type RowDocument, type Cell as SheetCell, type TabDocument } from '../../../sandbox/google/book/documents.ts';
import { createGoogle } from '../../../sandbox/google/google.ts';
import { createMonday, type Monday } from '../../../sandbox/monday/monday.ts';
import type { MondayOptions } from '../../../sandbox/monday/options.ts';
import type { ItemDoc } from '../../../sandbox/monday/state/model.ts';
import type { WireLog } from '../../../sandbox/server/wire-log.ts';
import { createWorld, type SandboxWorld } from '../../../sandbox/world/create-world.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import type { Handler } from '../../../sandbox/world/world.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import type { Scheduler } from '../scheduler.ts';

export const URLS = { sheetsUrl: 'https://sheets.googleapis.com', driveUrl: 'https://www.googleapis.com' };
export const MONDAY_URL = 'https://api.monday.com/v2';
export const HEADERS = ['NAME', 'NOTES', 'OWN', 'TAG', 'BUDGET', 'DUE', 'UID'] as const;
export type Header = (typeof HEADERS)[number];
export type Human = 'anna' | 'boris';
/** Owns the connections; edits as well. */
const OWNER = 'vera';

/** What an item shows, by column id. */
export type Shown = Readonly<Record<string, string>>;

export interface SeenItem {
  readonly id: string;
  readonly state: ItemDoc['state'];
  readonly cells: Shown;
}

export interface SeenRow {
  readonly uid: number;
  /** From 0; the header is 0. */
  readonly index: number;
  readonly doc: RowDocument;
}

export class Places {
  readonly world: SandboxWorld;
  readonly monday: Monday;
  readonly sheets: Handler;
  /** Both vendors, as our connectors reach them. */
  readonly wire: Handler;
  board = '';
  book = '';
  sheetId = 0;
  /** Uids of the tab's columns, by the header that they had in the beginning. */
  private columns = new Map<string, number>();

  constructor(scheduler: Scheduler, seed: string, options: MondayOptions, wireLog: WireLog | null) {
    this.world = createWorld({
      state: memoryState(),
      seed,
      now: () => scheduler.now,
      timers: {
        after: (ms, run) => {
          let on = true;
          scheduler.after(ms, 'a vendor’s timer', () => (on ? run() : undefined));
          return () => {
            on = false;
          };
        },
      },
      send: async () => new Response('{}'),
      people: [
        { id: 'anna', name: 'Anna Ivanova', email: 'anna@polyus.example', admin: true },
        { id: 'boris', name: 'Boris Petrov', email: 'boris@polyus.example' },
        { id: OWNER, name: 'Vera Orlova', email: 'vera@polyus.example', admin: true },
      ],
    });
    this.world.setLimits('off');
    this.monday = createMonday(this.world, options);
    const [sheets] = createGoogle(this.world);
    if (sheets === undefined) throw new Error('no sheets');
    this.sheets = sheets.handle;
    const wire: Handler = (request) =>
      this.monday.owns(new URL(request.url).pathname) ? this.monday.handle(request) : sheets.handle(request);
    this.wire = wireLog === null ? wire : onTheWire([this.monday, sheets], () => scheduler.now, wireLog);
  }

  /** The token that our calls bear. */
  token(vendor: 'monday' | 'google', whose: Human | typeof OWNER = OWNER): string {
    return this.world.people.tokenOf(vendor, whose) ?? '';
  }

  /** A person's call of monday's API. */
  async onBoard<T>(who: Human, query: string, variables: Readonly<Record<string, unknown>>): Promise<T> {
    const headers = { 'content-type': 'application/json', authorization: this.token('monday', who) };
    const answer = await this.monday.handle(
      new Request(MONDAY_URL, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }),
    );
    const body = (await answer.json()) as { readonly data: T; readonly errors?: unknown };
    if (body.errors !== undefined) throw new Error(`board: ${query} ${JSON.stringify(body.errors)}`);
    return body.data;
  }

  async unarchive(who: Human, id: string): Promise<void> {
    const person = this.world.people.get(who);
    if (person !== undefined) await this.monday.restore(person, id);
  }

  /** A person's call of the Sheets API. */
  async onBook<T>(who: Human, path: string, body: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token('google', who)}` };
    const answer = await this.sheets(
      new Request(`${URLS.sheetsUrl}/v4/spreadsheets${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    const told: unknown = await answer.json();
    if (!answer.ok) throw new Error(`book: ${JSON.stringify(body)} ${JSON.stringify(told)}`);
    return told as T;
  }

  /** What a person does in the grid, as one batch. */
  inTab(who: Human, ...requests: readonly object[]): Promise<unknown> {
    return this.onBook(who, `/${this.book}:batchUpdate`, { requests });
  }

  async makeBoard(items: readonly Shown[]): Promise<void> {
    const { create_board: made } = await this.onBoard<{ create_board: { id: string } }>('anna', MAKE_BOARD, {});
    this.board = made.id;
    await this.onBoard('anna', MAKE_COLUMNS, { board: made.id });
    for (const { name = '', ...values } of items)
      await this.onBoard('anna', CREATE_ITEM, { board: made.id, name, values: JSON.stringify(values) });
  }

  async makeTab(rows: readonly (readonly (string | number)[])[], rowCount: number): Promise<void> {
    const rowData = [HEADERS, ...rows].map((row) => ({
      values: row.map((one) => ({ userEnteredValue: typeof one === 'number' ? { numberValue: one } : { stringValue: one } })),
    }));
    const properties = { title: 'Budget', gridProperties: { rowCount, columnCount: HEADERS.length + 1 } };
    const made = await this.onBook<{ spreadsheetId: string; sheets: { properties: { sheetId: number } }[] }>('boris', '', {
      properties: { title: 'Agency', locale: 'en_US', timeZone: 'Etc/UTC' },
      sheets: [{ properties, data: [{ startRow: 0, startColumn: 0, rowData }] }],
    });
    this.book = made.spreadsheetId;
    this.sheetId = made.sheets[0]?.properties.sheetId ?? 0;
    this.columns = new Map(this.tab().columns.map((column, n) => [HEADERS[n] ?? KEY, column.uid]));
  }

  items(): readonly SeenItem[] {
    const out: SeenItem[] = [];
    for (const item of this.world.store.table<ItemDoc>('monday.items').values()) {
      if (item.boardId !== this.board) continue;
      out.push({ id: item.id, state: item.state, cells: { name: item.name, ...(item.values as Shown) } });
    }
    return out;
  }

  active(): readonly SeenItem[] {
    return this.items().filter((one) => one.state === 'active');
  }

  /** All rows of the tab that hold anything, the header among them. */
  rows(): readonly SeenRow[] {
    const { rows, orders } = openTables(this.world.store);
    const prefix = `${this.book}/${this.sheetId}`;
    const out: SeenRow[] = [];
    for (const [index, uid] of (orders.get(prefix)?.rows ?? []).entries()) {
      const doc = rows.get(`${prefix}/${uid}`);
      if (doc !== undefined) out.push({ uid, index, doc });
    }
    return out;
  }

  rowCount(): number {
    return openTables(this.world.store).orders.get(`${this.book}/${this.sheetId}`)?.rows.length ?? 0;
  }

  /** Rows below the header with something in a mapped cell. */
  records(): readonly SeenRow[] {
    const mapped = MAPPED.map((header) => this.indexOf(header));
    return this.rows().filter(({ index, doc }) => index > 0 && mapped.some((column) => shownIn(doc, column) !== ''));
  }

  tab(): TabDocument {
    const tab = openTables(this.world.store).tabs.get(`${this.book}/${this.sheetId}`);
    if (tab === undefined) throw new Error('no tab');
    return tab;
  }

  /** Where a column stands now; the key's under `KEY`. */
  indexOf(header: Header | typeof KEY): number {
    const { columns } = this.tab();
    if (header !== KEY) return columns.findIndex((one) => one.uid === this.columns.get(header));
    const known = new Set(this.columns.values());
    return columns.findIndex((one) => one.hidden === true && !known.has(one.uid));
  }

  text(row: SeenRow, header: Header | typeof KEY): string {
    return shownIn(row.doc, this.indexOf(header));
  }
}

export const KEY = 'KEY';
export const MAPPED = ['NAME', 'NOTES', 'TAG', 'BUDGET', 'DUE'] as const satisfies readonly Header[];
export const BOARD_MAPPED = ['name', 'notes', 'tag', 'budget', 'due'] as const;

/** What a person sees in a cell: people's formulas here are sums of two whole numbers, or a division by zero. */
export function shownOf(cell: SheetCell | null | undefined): string {
  if (cell?.f !== undefined) {
    const sum = /^=(\d+)\+(\d+)$/.exec(cell.f);
    return sum === null ? '#DIV/0!' : String(Number(sum[1]) + Number(sum[2]));
  }
  return cell?.v === undefined ? '' : String(cell.v);
}

export const shownIn = (doc: RowDocument | undefined, column: number): string => shownOf(doc?.cells[column]);

const MAKE_BOARD = 'mutation { create_board(board_name: "Clients", board_kind: public, empty: true) { id } }';
const MAKE_COLUMNS = `mutation($board: ID!) { ${[
  ['notes', 'text'],
  ['tag', 'text'],
  ['budget', 'numbers'],
  ['due', 'text'],
  ['own', 'text'],
  ['uid', 'text'],
]
  .map(([id, type]) => `${id}: create_column(board_id: $board, id: "${id}", title: "${id}", column_type: ${type}) { id }`)
  .join(' ')} }`;
export const CREATE_ITEM =
  'mutation($board: ID!, $name: String!, $values: JSON) { create_item(board_id: $board, item_name: $name, column_values: $values) { id } }';
