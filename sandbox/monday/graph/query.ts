/** Root fields of queries. */

import type { Person } from '../../world/world.ts';
import { sees } from '../core.ts';
import { invalidArgument } from '../http/errors.ts';
import { VERSIONS, versionOf } from '../http/versions.ts';
import { accountOf } from '../options.ts';
import { anyBoard } from '../state/board.ts';
import type { BoardDoc, ItemDoc } from '../state/model.ts';
import { mainWorkspaceId } from '../state/places.ts';
import { logsPage } from './board.ts';
import { itemsPageByColumnValues, nextPage, rootItemsPage } from './pages.ts';
import { type Args, intArg, listArg, needed, paged, type Resolvers, stringArg, type Turn } from './turn.ts';

const ITEMS_MAX = 100;

export const queryResolvers: Resolvers = {
  Query: {
    me: (_: unknown, _args: Args, { actor }: Turn) => actor.person,
    account: (_: unknown, _args: Args, { core, actor }: Turn) => accountOf(core.options, actor.person.accountId),
    users: (_: unknown, args: Args, turn: Turn) => usersFor(args, turn),
    teams: (_: unknown, args: Args, { core, actor }: Turn) => {
      const ids = listArg(args, 'ids');
      return accountOf(core.options, actor.person.accountId).teams.filter((team) => !ids || ids.includes(team.id));
    },
    boards: (_: unknown, args: Args, turn: Turn) => boardsFor(args, turn),
    items: (_: unknown, args: Args, turn: Turn) => itemsFor(args, turn),
    next_items_page: (_: unknown, args: Args, turn: Turn) => nextPage(needed(args, 'cursor'), args, turn),
    items_page_by_column_values: (_: unknown, args: Args, turn: Turn) => itemsPageByColumnValues(args, turn),
    complexity: (_: unknown, _args: Args, turn: Turn) => turn.complexity,
    version: (_: unknown, _args: Args, turn: Turn) => versionOf(turn.version),
    versions: () => VERSIONS,
    webhooks: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = anyBoard(core, actor, needed(args, 'board_id'));
      return core.tables.webhooks
        .of(board.id)
        .filter((webhook) => args.app_webhooks_only !== true || (webhook.app !== null && webhook.app === actor.app));
    },
    tags: (_: unknown, args: Args, { core, actor }: Turn) => {
      const ids = listArg(args, 'ids');
      return [...core.tables.tags.values()].filter((tag) => tag.accountId === actor.person.accountId && (!ids || ids.includes(tag.id)));
    },
  },
};

/** Root fields that API 2027-01 has beyond these. */
export const nextResolvers: Resolvers = {
  Query: { items_page: (_: unknown, args: Args, turn: Turn) => rootItemsPage(args, turn) },
  Board: { activity_logs: (board: BoardDoc, args: Args, turn: Turn) => logsPage(turn.core, board, args) },
};

function usersFor(args: Args, { core, actor }: Turn): readonly Person[] {
  const ids = listArg(args, 'ids');
  const emails = listArg(args, 'emails')?.map((email) => email.toLowerCase());
  const name = stringArg(args, 'name')?.toLowerCase();
  const found = core.world.people
    .all()
    .filter((person) => person.accountId === actor.person.accountId)
    .filter((person) => !ids || ids.includes(person.mondayId))
    .filter((person) => !emails || emails.includes(person.email.toLowerCase()))
    .filter((person) => name === undefined || person.name.toLowerCase().includes(name))
    .filter(() => args.kind !== 'guests')
    .sort((a, b) => Number(a.mondayId) - Number(b.mondayId));
  if (args.newest_first === true) found.reverse();
  return paged(found, args, 200);
}

function boardsFor(args: Args, { core, actor }: Turn): readonly BoardDoc[] {
  const ids = listArg(args, 'ids');
  const workspaces = Array.isArray(args.workspace_ids) ? args.workspace_ids : undefined;
  const state = stringArg(args, 'state') ?? 'active';
  const main = mainWorkspaceId(actor.person.accountId);
  const candidates = ids
    ? [...new Set(ids)].map((id) => core.tables.boards.get(id)).filter((board) => board !== undefined)
    : [...core.tables.boards.values()];
  const found = candidates
    .filter((board) => sees(actor, board))
    .filter((board) => state === 'all' || board.state === state)
    .filter((board) => !args.board_kind || board.kind === args.board_kind)
    .filter((board) => !workspaces || workspaces.some((id: unknown) => (id === main ? null : id) === board.workspaceId));
  const newest = args.order_by === 'used_at' ? (board: BoardDoc) => board.updatedAt : (board: BoardDoc) => board.createdAt;
  found.sort((a, b) => newest(b) - newest(a) || Number(b.id) - Number(a.id));
  return paged(found, args);
}

/** Items of any state, unless only active ones are asked for; 25 of them if nobody says otherwise, however many ids are given. */
function itemsFor(args: Args, { core, actor, meter }: Turn): readonly ItemDoc[] {
  const ids = listArg(args, 'ids');
  if (!ids || ids.length > ITEMS_MAX)
    meter.spendRare('items', 1, 120_000, 'Call limit exceeded for Items without ids, or with more than 100');
  const limit = intArg(args, 'limit', 25);
  if (limit < 1 || limit > ITEMS_MAX) throw invalidArgument(`Limit must be a positive number, and no more than ${ITEMS_MAX}`, { limit });
  const candidates = ids
    ? [...new Set(ids)].map((id) => core.tables.items.get(id)).filter((item) => item !== undefined)
    : [...core.tables.boards.values()].flatMap((board) => core.tables.items.of(board.id));
  const found = candidates.filter((item) => {
    const board = core.tables.boards.get(item.boardId);
    return board !== undefined && sees(actor, board) && (args.exclude_nonactive !== true || item.state === 'active');
  });
  if (args.newest_first === true) found.sort((a, b) => Number(b.id) - Number(a.id));
  return paged(found, args);
}
