/** items_page, next_items_page and items_page_by_column_values. */
import { isObject } from '../columns/kind.ts';
import { type CursorState, readCursor, writeCursor } from '../cursor.ts';
import { invalidArgument } from '../http/errors.ts';
import { type ColumnQuery, type ItemsQuery, select, selectByColumns } from '../query-rules.ts';
import { anyBoard, boardFor } from '../state/board.ts';
import type { BoardDoc, ItemDoc } from '../state/model.ts';
import { type Args, intArg, needed, stringArg, type Turn } from './turn.ts';

const LIMIT_MAX = 500;
/** Of the root field of API 2027-01. */
const ROOT_LIMIT_MAX = 2000;

export interface ItemsPage {
  readonly cursor: string | null;
  readonly items: readonly ItemDoc[];
}

export function itemsPage(board: BoardDoc, groupId: string | null, args: Args, turn: Turn): ItemsPage {
  const cursor = stringArg(args, 'cursor');
  if (cursor !== null) return nextPage(cursor, args, turn);
  return firstPage(board, groupId, 'rules', args.query_params ?? {}, args, turn);
}

export function itemsPageByColumnValues(args: Args, turn: Turn): ItemsPage {
  const cursor = stringArg(args, 'cursor');
  if (cursor !== null) {
    if (args.columns) throw invalidArgument('Only one of columns and cursor can be given');
    return nextPage(cursor, args, turn);
  }
  if (!Array.isArray(args.columns)) throw invalidArgument('columns is required when no cursor is given');
  return firstPage(boardFor(turn.core, turn.actor, needed(args, 'board_id')), null, 'columns', args.columns, args, turn);
}

/** `items_page` at the root: larger pages, of one board that its input names. */
export function rootItemsPage(args: Args, turn: Turn): ItemsPage {
  const input = isObject(args.input) ? args.input : {};
  const paged = { limit: args.limit ?? input.limit ?? 25 };
  const cursor = stringArg(args, 'cursor');
  if (cursor !== null) return nextPage(cursor, paged, turn, ROOT_LIMIT_MAX);
  if (typeof input.board_id !== 'string') throw invalidArgument('input is required when no cursor is given');
  const board = boardFor(turn.core, turn.actor, input.board_id);
  return firstPage(board, stringArg(input, 'group_id'), 'rules', input.query ?? {}, paged, turn, ROOT_LIMIT_MAX);
}

export function nextPage(cursor: string, args: Args, turn: Turn, most = LIMIT_MAX): ItemsPage {
  const state = readCursor(cursor, turn.actor.person.accountId, turn.core.world.clock.now());
  return pageAt(anyBoard(turn.core, turn.actor, state.boardId), state, args, turn, most);
}

function firstPage(
  board: BoardDoc,
  groupId: string | null,
  by: CursorState['by'],
  query: unknown,
  args: Args,
  turn: Turn,
  most = LIMIT_MAX,
): ItemsPage {
  const { accountId } = turn.actor.person;
  return pageAt(
    board,
    { accountId, boardId: board.id, groupId, query, by, offset: 0, since: turn.core.world.clock.now() },
    args,
    turn,
    most,
  );
}

function pageAt(board: BoardDoc, state: CursorState, args: Args, turn: Turn, most: number): ItemsPage {
  const limit = intArg(args, 'limit', 25);
  if (limit < 1 || limit > most) throw invalidArgument(`Limit must be a positive number, and no more than ${most}`, { limit });
  const found = foundBy(board, state, turn);
  const end = state.offset + limit;
  return {
    cursor: end < found.length ? writeCursor({ ...state, offset: end }) : null,
    items: found.slice(state.offset, end),
  };
}

function foundBy(board: BoardDoc, state: CursorState, turn: Turn): readonly ItemDoc[] {
  const { core, actor } = turn;
  const standing = core.tables
    .orderedItems(board)
    .filter((item) => item.state === 'active' && (state.groupId === null || item.groupId === state.groupId));
  if (state.by === 'columns') return selectByColumns(core, board, standing, state.query as readonly ColumnQuery[]);
  return select(core, board, standing, state.query as ItemsQuery, actor.person.mondayId);
}
