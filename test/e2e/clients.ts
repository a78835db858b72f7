/** The demo's first pair as a test looks at it: items of the Clients board by name, rows of the Budgets tab by client. */
import type { Item } from './people.ts';
import type { Stage } from './stage.ts';

/** A row by its headers; empty cells stand in it as ''. `at` is its number, from 1. */
export interface Row {
  readonly at: number;
  readonly cells: Readonly<Record<string, unknown>>;
}

/** What a side shows of a client, in one form for both sides; empty is ''. */
export type Shown = Readonly<
  Record<'Client' | 'Account manager' | 'Stage' | 'Tier' | 'Monthly budget' | 'Currency' | 'Start date' | 'Notes', string>
>;

export interface Clients {
  readonly board: string;
  readonly tab: string;
  readonly sheetId: number;
  readonly columns: Readonly<Record<string, string>>;
  readonly pair: string;
  items(): Promise<readonly Item[]>;
  /** @throws Error when there isn't exactly one. */
  item(name: string): Promise<Item>;
  rows(): Promise<readonly Row[]>;
  rowsOf(name: string): Promise<readonly Row[]>;
  /** @throws Error when there isn't exactly one. */
  row(name: string): Promise<Row>;
  /** Of a header, in A1 notation. */
  column(header: string): Promise<string>;
  /** Types into a client's row, under a header, as a person. */
  type(name: string, header: string, value: unknown, person?: string): Promise<void>;
  /** Changes one column of a client's item. */
  change(name: string, column: string, value: unknown, person?: string): Promise<void>;
  onBoard(name: string): Promise<Shown>;
  inSheet(name: string): Promise<Shown>;
  /** What is on one side only; empty when the sides agree in every field of every client. */
  differences(): Promise<readonly string[]>;
  /** Waits until the sides agree. */
  agree(ms?: number): Promise<void>;
}

const HEADERS = ['Client', 'Account manager', 'Stage', 'Tier', 'Monthly budget', 'Currency', 'Start date', 'Notes'] as const;

export function clientsOf(stage: Stage): Clients {
  const { people, agency, watch } = stage;
  const board = agency.monday.boards.clients;
  const tab = agency.google.tabs.budgets;
  const columns = agency.monday.columns.clients;
  const itemShown = (item: Item): Shown => {
    const text = (name: string): string => item.texts[columns[name] ?? ''] ?? '';
    return {
      Client: item.name,
      'Account manager': text('manager'),
      Stage: text('stage'),
      Tier: text('tier'),
      'Monthly budget': plain(text('budget')),
      Currency: text('currency'),
      'Start date': text('startDate'),
      Notes: text('notes'),
    };
  };
  const self: Clients = {
    board,
    tab,
    sheetId: 0,
    columns,
    pair: stage.provisioned.pairs.clients,
    items: () => people.items(board),
    item: async (name) =>
      one(
        (await self.items()).filter((item) => item.name === name),
        `items called ${name}`,
      ),
    async rows() {
      const [headers = [], ...rest] = await people.rows(tab);
      return rest.map((cells, index) => ({
        at: index + 2,
        cells: Object.fromEntries(headers.map((header, at) => [String(header), cells[at] ?? ''])),
      }));
    },
    rowsOf: async (name) => (await self.rows()).filter((row) => row.cells.Client === name),
    row: async (name) => one(await self.rowsOf(name), `rows called ${name}`),
    async column(header) {
      const [headers = []] = await people.rows(tab);
      return letter(headers.indexOf(header));
    },
    async type(name, header, value, person = 'ben') {
      const [column, { at }] = await Promise.all([self.column(header), self.row(name)]);
      await people.type(`'${tab}'!${column}${at}`, [[value]], person);
    },
    async change(name, column, value, person = 'anna') {
      const { id } = await self.item(name);
      await people.change(board, id, { [columns[column] ?? column]: value }, person);
    },
    onBoard: async (name) => itemShown(await self.item(name)),
    inSheet: async (name) => rowShown(await self.row(name)),
    async differences() {
      const [items, rows] = await Promise.all([self.items(), self.rows()]);
      const line = (shown: Shown): string => HEADERS.map((header) => shown[header]).join(' | ');
      const left = items.map((item) => line(itemShown(item))).sort();
      const right = rows
        .filter((row) => row.cells.Client !== '')
        .map((row) => line(rowShown(row)))
        .sort();
      return [
        ...surplus(left, right).map((text) => `only on the board: ${text}`),
        ...surplus(right, left).map((text) => `only in the sheet: ${text}`),
      ];
    },
    async agree(ms?: number) {
      await watch
        .until('the sides agree', async () => (await self.differences()).length === 0, ms)
        .catch(async () => {
          const [pair, plan] = await Promise.all([stage.product.pair(self.pair), stage.product.plan(self.pair)]);
          const state = `${pair.state} ${JSON.stringify(pair.counts)} ${plan.why?.join(' ') ?? ''}`;
          throw new Error(`the sides don't agree: ${state}\n${(await self.differences()).join('\n')}`);
        });
    },
  };
  return self;
}

/** 0 is A; 26 is AA. */
export function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26);
}

/** A serial date of a sheet as `YYYY-MM-DD`. */
export const dateOf = (serial: number): string => new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);

function rowShown({ cells }: Row): Shown {
  const of = (header: string): string => {
    const cell = cells[header];
    if (header === 'Start date' && typeof cell === 'number') return dateOf(cell);
    return header === 'Monthly budget' ? plain(String(cell)) : String(cell);
  };
  return Object.fromEntries(HEADERS.map((header) => [header, of(header)])) as Shown;
}

/** `31000.00` and `31000` are the same amount; what is no number stays as it is. */
const plain = (text: string): string => (text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text);

function one<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} ${what}`);
  return first;
}

function surplus(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = [...those];
  return these.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
