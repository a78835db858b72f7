/** Root fields of mutations on items. A request's mutations run one after the other (GraphQL); each is whole or has no effect. */
import { isObject } from '../columns/kind.ts';
import { sees } from '../core.ts';
import { invalidArgument, MondayError, notFound } from '../http/errors.ts';
import { anyBoard, boardFor } from '../state/board.ts';
import { groupOf } from '../state/groups.ts';
import {
  changeItem,
  createItem,
  createSubitem,
  duplicateItem,
  itemFor,
  lastPosition,
  moveToGroup,
  placeItem,
  positionBeside,
  retireItem,
} from '../state/items.ts';
import type { BoardDoc, ItemDoc } from '../state/model.ts';
import { type Args, needed, type Resolvers, stringArg, type Turn } from './turn.ts';

export const itemMutations: Resolvers = {
  Mutation: {
    complexity: (_: unknown, _args: Args, turn: Turn) => turn.complexity,
    create_item: (_: unknown, args: Args, { core, actor }: Turn) =>
      createItem(core, actor, boardFor(core, actor, needed(args, 'board_id')), {
        name: needed(args, 'item_name'),
        groupId: stringArg(args, 'group_id'),
        values: valuesArg(args),
        createLabels: args.create_labels_if_missing === true,
        relativeTo: stringArg(args, 'relative_to'),
        after: args.position_relative_method !== 'before_at',
      }),
    create_subitem: (_: unknown, args: Args, turn: Turn) => {
      const { board, item } = itemAnywhere(needed(args, 'parent_item_id'), turn);
      if (board.parentBoardId !== null)
        throw invalidArgument('Subitems of subitems are not supported on this board', { parent_item_id: item.id });
      return createSubitem(turn.core, turn.actor, board, item, {
        name: needed(args, 'item_name'),
        values: valuesArg(args),
        createLabels: args.create_labels_if_missing === true,
      });
    },
    change_multiple_column_values: (_: unknown, args: Args, turn: Turn) => change(args, turn, valuesArg(args)),
    change_column_value: (_: unknown, args: Args, turn: Turn) =>
      change(args, turn, { [needed(args, 'column_id')]: jsonArg(args.value, 'value') }),
    change_simple_column_value: (_: unknown, args: Args, turn: Turn) =>
      change(args, turn, { [needed(args, 'column_id')]: stringArg(args, 'value') }),
    archive_item: (_: unknown, args: Args, turn: Turn) => retire(args, turn, 'archived'),
    delete_item: (_: unknown, args: Args, turn: Turn) => retire(args, turn, 'deleted'),
    move_item_to_group: (_: unknown, args: Args, turn: Turn) => {
      const { board, item } = itemAnywhere(needed(args, 'item_id'), turn);
      moveToGroup(turn.core, turn.actor, board, item, needed(args, 'group_id'));
      return item;
    },
    duplicate_item: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      return duplicateItem(core, actor, board, itemFor(core, board, needed(args, 'item_id')));
    },
    change_item_position: (_: unknown, args: Args, turn: Turn) => reposition(args, turn),
  },
};

/** The item with its board, wherever it is; not found for who may not see it. */
export function itemAnywhere(id: string, { core, actor }: Turn): { board: BoardDoc; item: ItemDoc } {
  const item = core.tables.items.get(id);
  const board = item ? core.tables.boards.get(item.boardId) : undefined;
  if (!item || !board || !sees(actor, board)) throw notFound('Item', id);
  return { board, item };
}

/** A JSON argument: text that is JSON, or the value itself. */
export function jsonArg(given: unknown, name: string): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MondayError('JsonParseException', `${name} is not a valid JSON`, { status: 400, errorData: { json: given } });
  }
}

function valuesArg(args: Args): Record<string, unknown> {
  const given = jsonArg(args.column_values, 'column_values');
  if (given === null || given === undefined) return {};
  if (!isObject(given))
    throw new MondayError('ColumnValueException', 'column_values must be a JSON object of column ids and values', {
      errorData: { column_values: given },
    });
  return given;
}

function change(args: Args, { core, actor }: Turn, values: Record<string, unknown>): ItemDoc {
  const board = boardFor(core, actor, needed(args, 'board_id'));
  const item = itemFor(core, board, needed(args, 'item_id'));
  changeItem(core, actor, board, item, values, args.create_labels_if_missing === true);
  return item;
}

function retire(args: Args, turn: Turn, state: 'archived' | 'deleted'): ItemDoc {
  const { board, item } = itemAnywhere(needed(args, 'item_id'), turn);
  retireItem(turn.core, turn.actor, board, item, state);
  return item;
}

function reposition(args: Args, turn: Turn): ItemDoc {
  const { core, actor } = turn;
  const { board, item } = itemAnywhere(needed(args, 'item_id'), turn);
  const relative = stringArg(args, 'relative_to');
  if (relative !== null) {
    const anchor = itemFor(core, anyBoard(core, actor, item.boardId), relative);
    placeItem(core, actor, board, item, {
      groupId: anchor.groupId,
      position: positionBeside(core, board, anchor, args.position_relative_method !== 'before_at'),
    });
    return item;
  }
  const groupId = stringArg(args, 'group_id') ?? item.groupId;
  groupOf(board, groupId);
  const first = core.tables.orderedItems(board).find((known) => known.groupId === groupId);
  placeItem(core, actor, board, item, { groupId, position: args.group_top === true && first ? first.position - 1 : lastPosition(core) });
  return item;
}
