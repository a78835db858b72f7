/** `aggregate`: counts and sums over a board's active items, by the labels of columns. */
import { isObject } from '../../columns/kind.ts';
import type { Core } from '../../core.ts';
import { invalidArgument } from '../../http/errors.ts';
import { type ItemsQuery, ranks, select, texts } from '../../query-rules.ts';
import { boardFor } from '../../state/board.ts';
import type { BoardDoc, ItemDoc } from '../../state/model.ts';
import type { Args, Resolvers, Turn } from '../turn.ts';

interface Element {
  readonly as: string;
  readonly type: 'COLUMN' | 'FUNCTION';
  readonly column?: { readonly column_id: string } | null;
  readonly function?: { readonly function: string; readonly params?: readonly Element[] | null } | null;
}

interface Asked {
  readonly select: readonly Element[];
  readonly from: { readonly id: string };
  readonly group_by?: readonly { readonly column_id: string; readonly limit?: number | null }[] | null;
  readonly query?: ItemsQuery | null;
  readonly limit?: number | null;
}

export const aggregateResolvers: Resolvers = {
  Query: {
    aggregate: (_: unknown, args: Args, { core, actor }: Turn) => {
      if (!isObject(args.query)) throw invalidArgument('query is required');
      const asked = args.query as unknown as Asked;
      const board = boardFor(core, actor, asked.from.id);
      const standing = core.tables.orderedItems(board).filter((item) => item.state === 'active');
      const items = select(core, board, standing, asked.query ?? {}, actor.person.mondayId);
      const groups = grouped(core, board, items, asked);
      const results = groups.map((group) => ({ entries: asked.select.map((element) => entry(core, board, group, element)) }));
      return { results: results.slice(0, asked.limit ?? undefined) };
    },
  },
};

/** Functions that show a column another way, instead of counting: here all of them show its text. */
const SHOWING: ReadonlySet<string> = new Set(['LABEL', 'NONE', 'PERSON', 'DATE', 'START_DATE', 'END_DATE', 'RAW', 'TRIM']);

/** A status column by itself shows the index of its label, any other its text. */
function shownBy(core: Core, board: BoardDoc, element: Element): (item: ItemDoc) => string | number | null {
  const columnId = columnOf(element) ?? '';
  const column = board.columns.find((known) => known.id === columnId);
  if (element.type !== 'COLUMN' || column?.type !== 'status') return texts(core, board, columnId);
  return (item) => {
    const kept = item.values[columnId];
    return isObject(kept) && typeof kept.index === 'number' ? kept.index : null;
  };
}

/** Without a grouping, all items are one group, also none at all. */
function grouped(core: Core, board: BoardDoc, items: readonly ItemDoc[], asked: Asked): (readonly ItemDoc[])[] {
  const by = asked.group_by ?? [];
  if (by.length === 0) return [items];
  const named = new Map(asked.select.map((element) => [element.as, element]));
  const readers = by.map(({ column_id }) =>
    shownBy(core, board, named.get(column_id) ?? { as: '', type: 'COLUMN', column: { column_id } }),
  );
  const groups = new Map<string, ItemDoc[]>();
  for (const item of items) {
    const key = JSON.stringify(readers.map((read) => read(item)));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function entry(core: Core, board: BoardDoc, items: readonly ItemDoc[], element: Element): unknown {
  if (element.type === 'COLUMN' || SHOWING.has(element.function?.function ?? '')) {
    const first = items[0];
    const value = first ? shownBy(core, board, element)(first) : null;
    return { alias: element.as, value: { __typename: 'AggregateGroupByResult', value: value === null ? null : JSON.stringify(value) } };
  }
  const name = element.function?.function ?? '';
  const columnId = columnOf(element);
  const result = name === 'COUNT_ITEMS' ? items.length : computed(core, board, items, name, columnId);
  return { alias: element.as, value: { __typename: 'AggregateBasicAggregationResult', result } };
}

/** The column that a function is over; functions inside it (LABEL, RAW …) are looked through. */
function columnOf(element: Element): string | undefined {
  if (element.type === 'COLUMN') return element.column?.column_id;
  return element.function?.params?.map(columnOf).find((id) => id !== undefined);
}

function computed(core: Core, board: BoardDoc, items: readonly ItemDoc[], name: string, columnId: string | undefined): number | null {
  if (columnId === undefined) throw invalidArgument(`${name} needs a column`, { function: name });
  const shown = items.map(texts(core, board, columnId)).filter((text) => text !== '');
  if (name === 'COUNT') return shown.length;
  if (name === 'COUNT_DISTINCT' || name === 'COUNT_KEYS') return new Set(shown).size;
  const numbers = items.map(ranks(core, board, columnId)).filter((rank) => typeof rank === 'number');
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (name === 'SUM') return sum;
  if (numbers.length === 0) return null;
  if (name === 'AVERAGE') return sum / numbers.length;
  const sorted = numbers.sort((a, b) => a - b);
  const [half, last] = [Math.floor(sorted.length / 2), sorted.length - 1];
  if (name === 'MEDIAN') return sorted.length % 2 === 1 ? (sorted[half] ?? null) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  if (name === 'MIN') return sorted[0] ?? null;
  if (name === 'MAX') return sorted[last] ?? null;
  throw invalidArgument(`${name} is not played here`, { function: name });
}
