/** Items and their column values as the API shows them. */
import type { Cell } from '../columns/kind.ts';
import { cellOf, KINDS, valueText } from '../columns/registry.ts';
import { isoSeconds, userById } from '../core.ts';
import { accountOf } from '../options.ts';
import type { BoardDoc, ItemDoc } from '../state/model.ts';
import { parentKey } from '../state/tables.ts';
import { viewGroup } from './board.ts';
import { type Args, listArg, needed, type Resolver, type Resolvers, type Turn } from './turn.ts';

const boardOf = (item: ItemDoc, turn: Turn): BoardDoc => turn.core.tables.boards.get(item.boardId) as BoardDoc;

export const itemResolvers: Resolvers = {
  Item: {
    board: (item: ItemDoc, _args: Args, turn: Turn) => boardOf(item, turn),
    column_values: (item: ItemDoc, args: Args, turn: Turn) => {
      const board = boardOf(item, turn);
      const ids = listArg(args, 'ids');
      const types = listArg(args, 'types');
      const cells: Cell[] = [];
      for (const column of board.columns) {
        if (column.type === 'name' || (ids && !ids.includes(column.id)) || (types && !types.includes(column.type))) continue;
        cells.push(cellOf(board, item, column));
      }
      return cells;
    },
    created_at: (item: ItemDoc) => isoSeconds(item.createdAt),
    updated_at: (item: ItemDoc) => isoSeconds(item.updatedAt),
    creator: (item: ItemDoc, _args: Args, turn: Turn) => userById(turn.core, boardOf(item, turn).accountId, item.creatorId) ?? null,
    creator_id: (item: ItemDoc) => item.creatorId,
    email: (item: ItemDoc, _args: Args, turn: Turn) =>
      `pulse-${item.id}@${accountOf(turn.core.options, boardOf(item, turn).accountId).slug}.monday.com`,
    group: (item: ItemDoc, _args: Args, turn: Turn) => {
      const board = boardOf(item, turn);
      const group = board.groups.find((known) => known.id === item.groupId);
      return group ? viewGroup(board, group) : null;
    },
    linked_items: (item: ItemDoc, args: Args, turn: Turn) => {
      const board = boardOf(item, turn);
      const column = board.columns.find((known) => known.id === needed(args, 'link_to_item_column_id'));
      const linked = column ? cellOf(board, item, column).kind.fields?.linked_items?.(cellOf(board, item, column), turn.core) : [];
      return Array.isArray(linked) ? (linked as ItemDoc[]).filter((other) => other.boardId === needed(args, 'linked_board_id')) : [];
    },
    parent_item: (item: ItemDoc, _args: Args, { core }: Turn) => (item.parentId === null ? null : core.tables.items.get(item.parentId)),
    subitems: (item: ItemDoc, _args: Args, { core }: Turn) => {
      const children = core.tables.items.of(parentKey(item.id)).filter((child) => child.state === 'active');
      return children.length === 0 ? [] : [...children].sort((a, b) => a.position - b.position);
    },
    relative_link: (item: ItemDoc) => `/boards/${item.boardId}/pulses/${item.id}`,
    url: (item: ItemDoc, _args: Args, turn: Turn) =>
      `https://${accountOf(turn.core.options, boardOf(item, turn).accountId).slug}.monday.com/boards/${item.boardId}/pulses/${item.id}`,
    subscribers: (item: ItemDoc, _args: Args, turn: Turn) =>
      [userById(turn.core, boardOf(item, turn).accountId, item.creatorId)].filter((person) => person !== undefined),
  },
};

const common: Readonly<Record<string, Resolver>> = {
  id: (cell: Cell) => cell.column.id,
  type: (cell: Cell) => cell.column.type,
  column: (cell: Cell) => cell.column,
  is_leaf: () => true,
  text: (cell: Cell, _args: Args, { core }: Turn) => cell.kind.text(cell, core),
  value: (cell: Cell) => valueText(cell),
};

/** The typed values: the common fields of ColumnValue and those that a type adds. */
export const valueResolvers: Resolvers = Object.fromEntries([
  ['UnsupportedValue', common],
  ...KINDS.map(
    (kind) =>
      [
        kind.typename,
        {
          ...common,
          ...Object.fromEntries(
            Object.entries(kind.fields ?? {}).map(([name, read]) => [name, (cell: Cell, _args: Args, { core }: Turn) => read(cell, core)]),
          ),
        },
      ] as const,
  ),
]);
