/** A board as the page shows it, read through monday's own API. */
import type { PagePerson } from '../contract.ts';
import { monday } from '../live/vendors.ts';

export interface Label {
  readonly index: string;
  readonly text: string;
  readonly color: string;
}

export interface BoardColumn {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  /** Of a status or dropdown column. */
  readonly labels: readonly Label[];
}

export interface BoardItem {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  /** By column id; `value` is monday's JSON text, or null. */
  readonly cells: Readonly<Record<string, { readonly text: string; readonly value: string | null }>>;
}

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly BoardColumn[];
  readonly groups: readonly { readonly id: string; readonly title: string; readonly color: string }[];
  readonly items: readonly BoardItem[];
}

export interface BoardName {
  readonly id: string;
  readonly name: string;
}

const ITEMS = `cursor items { id name group { id } column_values { id text value ... on BoardRelationValue { display_value } } }`;
const BOARD = `query ($board: [ID!]) { boards(ids: $board) { id name columns { id title type settings_str }
  groups { id title color } items_page(limit: 500) { ${ITEMS} } } }`;
const MORE = `query ($cursor: String!) { next_items_page(cursor: $cursor, limit: 500) { ${ITEMS} } }`;

/** Boards that the person sees, oldest first, as a new account lists them. */
export async function readBoardNames(person: PagePerson): Promise<readonly BoardName[]> {
  const query = 'query { boards(limit: 100) { id name type } }';
  const { boards } = await monday<{ boards: (BoardName & { type: string })[] }>(person, query, {});
  return boards.filter(({ type }) => type === 'board').toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** The whole board; null when the person can't see it, or it is gone. */
export async function readBoard(person: PagePerson, id: string): Promise<Board | null> {
  const { boards } = await monday<{ boards: WireBoard[] }>(person, BOARD, { board: [id] });
  const wire = boards[0];
  if (wire === undefined) return null;
  const items = [...wire.items_page.items];
  for (let { cursor } = wire.items_page; cursor !== null; ) {
    const { next_items_page: page } = await monday<{ next_items_page: WirePage }>(person, MORE, { cursor });
    items.push(...page.items);
    cursor = page.cursor;
  }
  return {
    id: wire.id,
    name: wire.name,
    groups: wire.groups,
    columns: wire.columns
      .filter(({ type }) => type !== 'name')
      .map(({ id: column, title, type, settings_str: settings }) => ({ id: column, title, type, labels: labelsOf(type, settings) })),
    items: items.map((item) => ({
      id: item.id,
      name: item.name,
      group: item.group?.id ?? '',
      cells: Object.fromEntries(
        item.column_values.map(({ id: column, text, value, display_value: linked }) => [column, { text: text || linked || '', value }]),
      ),
    })),
  };
}

interface WirePage {
  readonly cursor: string | null;
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly group: { readonly id: string } | null;
    readonly column_values: readonly { id: string; text: string | null; value: string | null; display_value?: string | null }[];
  }[];
}

interface WireBoard {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly { id: string; title: string; type: string; settings_str: string }[];
  readonly groups: Board['groups'];
  readonly items_page: WirePage;
}

/** Labels of a status (`{labels: {"0": "Done"}, labels_colors: {"0": {color}}}`) or a dropdown (`{labels: [{id, name}]}`). */
function labelsOf(type: string, settings: string): readonly Label[] {
  if (type !== 'status' && type !== 'dropdown') return [];
  const { labels, labels_colors: colors } = JSON.parse(settings) as {
    labels?: Record<string, string> | { id: number; name: string }[];
    labels_colors?: Record<string, { color?: string }>;
  };
  if (Array.isArray(labels)) return labels.map(({ id, name }) => ({ index: String(id), text: name, color: '#c4c4c4' }));
  return Object.entries(labels ?? {})
    .filter(([, text]) => text !== '')
    .map(([index, text]) => ({ index, text, color: colors?.[index]?.color ?? '#c4c4c4' }));
}
