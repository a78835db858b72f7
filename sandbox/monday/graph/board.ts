/** Boards, groups, columns and the log as the API shows them. */
import { logTime, readLog } from '../activity.ts';
import { kindOf } from '../columns/registry.ts';
import { type Core, isoSeconds, userById } from '../core.ts';
import { invalidArgument } from '../http/errors.ts';
import { accountOf } from '../options.ts';
import { ITEMS_PER_BOARD } from '../state/items.ts';
import type { BoardDoc, ColumnDoc, GroupDoc, LogDoc, WebhookDoc } from '../state/model.ts';
import { itemsPage } from './pages.ts';
import { type Args, intArg, listArg, type Resolvers, stringArg, type Turn } from './turn.ts';

const LOG_MAX = 10_000;

/** A group needs its board for its page of items. */
export interface GroupView {
  readonly board: BoardDoc;
  readonly group: GroupDoc;
}

const users = (core: Core, board: BoardDoc, ids: readonly string[]): unknown[] =>
  ids.map((id) => userById(core, board.accountId, id)).filter((person) => person !== undefined);

export const viewGroup = (board: BoardDoc, group: GroupDoc): GroupView => ({ board, group });

const standing = (board: BoardDoc): GroupDoc[] => board.groups.filter((group) => group.state === 'active');

export const boardResolvers: Resolvers = {
  Board: {
    access_level: (_: BoardDoc, _args: Args, { actor }: Turn) => (actor.person.viewOnly ? 'view' : 'edit'),
    activity_logs: (board: BoardDoc, args: Args, { core }: Turn) => logPage(core, board, args),
    board_kind: (board: BoardDoc) => board.kind,
    columns_namespace: () => null,
    created_at: (board: BoardDoc) => isoSeconds(board.createdAt),
    updated_at: (board: BoardDoc) => isoSeconds(board.updatedAt),
    created_from_board_id: () => null,
    hierarchy_type: () => 'classic',
    creator: (board: BoardDoc, _args: Args, { core }: Turn) => userById(core, board.accountId, board.creatorId),
    owner: (board: BoardDoc, _args: Args, { core }: Turn) => userById(core, board.accountId, board.owners[0] ?? board.creatorId),
    owners: (board: BoardDoc, _args: Args, { core }: Turn) => users(core, board, board.owners),
    subscribers: (board: BoardDoc, _args: Args, { core }: Turn) => users(core, board, board.subscribers),
    permissions: () => 'everyone',
    columns: (board: BoardDoc, args: Args) => {
      const ids = listArg(args, 'ids');
      const types = listArg(args, 'types');
      return board.columns.filter((column) => (!ids || ids.includes(column.id)) && (!types || types.includes(column.type)));
    },
    groups: (board: BoardDoc, args: Args) => {
      const ids = listArg(args, 'ids');
      return standing(board)
        .filter((group) => !ids || ids.includes(group.id))
        .map((group) => viewGroup(board, group));
    },
    top_group: (board: BoardDoc) => viewGroup(board, standing(board)[0] ?? (board.groups[0] as GroupDoc)),
    item_terminology: () => 'item',
    items_count: (board: BoardDoc, _args: Args, { core }: Turn) => core.tables.activeCount(board),
    items_limit: () => ITEMS_PER_BOARD,
    items_page: (board: BoardDoc, args: Args, turn: Turn) => itemsPage(board, null, args, turn),
    tags: () => [],
    url: (board: BoardDoc, _args: Args, { core }: Turn) =>
      `https://${accountOf(core.options, board.accountId).slug}.monday.com/boards/${board.id}`,
    workspace: (board: BoardDoc, _args: Args, { core }: Turn) =>
      board.workspaceId === null ? null : core.tables.workspaces.get(board.workspaceId),
    workspace_id: (board: BoardDoc) => board.workspaceId,
  },
  Group: {
    id: ({ group }: GroupView) => group.id,
    title: ({ group }: GroupView) => group.title,
    color: ({ group }: GroupView) => group.color,
    position: ({ group }: GroupView) => String(group.position),
    archived: ({ group }: GroupView) => group.state === 'archived',
    deleted: ({ group }: GroupView) => group.state === 'deleted',
    items_page: ({ board, group }: GroupView, args: Args, turn: Turn) => itemsPage(board, group.id, args, turn),
  },
  Column: {
    archived: () => false,
    width: () => null,
    revision: (column: ColumnDoc) => String(column.revision),
    settings_str: (column: ColumnDoc) => JSON.stringify(column.settings),
    settings: (column: ColumnDoc) => kindOf(column.type).newSettings?.(column.settings) ?? column.settings,
  },
  ActivityLogType: {
    created_at: (log: LogDoc) => logTime(log),
    account_id: (log: LogDoc) => log.accountId,
    user_id: (log: LogDoc) => log.userId,
    data: (log: LogDoc) => JSON.stringify(log.data),
  },
  Webhook: {
    board_id: (webhook: WebhookDoc) => webhook.boardId,
    config: (webhook: WebhookDoc) => (Object.keys(webhook.config).length === 0 ? null : JSON.stringify(webhook.config)),
  },
};

function logPage(core: Core, board: BoardDoc, args: Args): LogDoc[] {
  const limit = Math.min(LOG_MAX, Math.max(0, intArg(args, 'limit', 25)));
  const page = Math.max(1, intArg(args, 'page', 1));
  return readLog(core, board.id, logFilter(args), (page - 1) * limit, limit);
}

/** As API 2027-01 gives it; the cursor says how many entries came before. */
export function logsPage(core: Core, board: BoardDoc, args: Args): { logs: readonly LogDoc[]; cursor: string | null } {
  const limit = Math.min(LOG_MAX, Math.max(1, intArg(args, 'limit', 25)));
  const skip = Number(stringArg(args, 'cursor') ?? 0);
  if (!Number.isSafeInteger(skip) || skip < 0) throw invalidArgument('cursor is not one of a page before', { cursor: args.cursor });
  const events = listArg(args, 'event_types');
  const all = readLog(core, board.id, logFilter(args), 0, Number.MAX_SAFE_INTEGER).filter((log) => !events || events.includes(log.event));
  return { logs: all.slice(skip, skip + limit), cursor: all.length > skip + limit ? String(skip + limit) : null };
}

function logFilter(args: Args): Parameters<typeof readLog>[2] {
  const time = (name: string): number | undefined => {
    const parsed = Date.parse(stringArg(args, name) ?? '');
    return Number.isNaN(parsed) ? undefined : parsed;
  };
  const from = time('from');
  const to = time('to');
  const columnIds = listArg(args, 'column_ids');
  const groupIds = listArg(args, 'group_ids');
  const itemIds = listArg(args, 'item_ids');
  const userIds = listArg(args, 'user_ids');
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(columnIds ? { columnIds } : {}),
    ...(groupIds ? { groupIds } : {}),
    ...(itemIds ? { itemIds } : {}),
    ...(userIds ? { userIds } : {}),
  };
}
