/** items_page, next_items_page and items_page_by_column_values. */
import { type CursorState, readCursor, writeCursor } from '../cursor.ts';
import { invalidArgument } from '../http/errors.ts';
import { type ColumnQuery, type ItemsQuery, select, selectByColumns } from '../query-rules.ts';
import { anyBoard, boardFor } from '../state/board.ts';
import type { BoardDoc, ItemDoc } from '../state/model.ts';
import { type Args, intArg, needed, stringArg, type Turn } from './turn.ts';

const LIMIT_MAX = 500;

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

export function nextPage(cursor: string, args: Args, turn: Turn): ItemsPage {
  const state = readCursor(cursor, turn.actor.person.accountId, turn.core.world.clock.now());
  return pageAt(anyBoard(turn.core, turn.actor, state.boardId), state, args, turn);
}

function firstPage(board: BoardDoc, groupId: string | null, by: CursorState['by'], query: unknown, args: Args, turn: Turn): ItemsPage {
  const { accountId } = turn.actor.person;
  return pageAt(board, { accountId, boardId: board.id, groupId, query, by, offset: 0, since: turn.core.world.clock.now() }, args, turn);
}

function pageAt(board: BoardDoc, state: CursorState, args: Args, turn: Turn): ItemsPage {
  const limit = intArg(args, 'limit', 25);
  if (limit < 1 || limit > LIMIT_MAX) throw invalidArgument(`Limit must be a positive number, and no more than ${LIMIT_MAX}`, { limit });
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
