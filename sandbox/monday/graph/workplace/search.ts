/** `search`: what holds all of the words, best first as far as a sandbox tells: names that begin with them, then the rest. */
import { isoSeconds, sees } from '../../core.ts';
import { accountOf } from '../../options.ts';
import type { BoardDoc } from '../../state/model.ts';
import { mainWorkspaceId, workspacesOf } from '../../state/places.ts';
import { type Args, intArg, listArg, needed, type Resolvers, type Turn } from '../turn.ts';

const MOST = 20;

interface Found {
  readonly id: string;
  /** What is searched and ranked by. */
  readonly words: string;
  readonly indexed_data: Record<string, unknown>;
  readonly live_data: unknown;
}

export const searchResolvers: Resolvers = {
  Query: { search: () => ({}) },
  SearchNamespace: {
    boards: (_: unknown, args: Args, turn: Turn) => {
      const found = boardsIn(args, turn).map((board): Found => {
        const { id, name, description, creatorId: creator_id, workspaceId: workspace_id } = board;
        const indexed = { id, name, description, creator_id, workspace_id, url: `${site(turn)}/boards/${id}` };
        return { id, words: `${name} ${description ?? ''}`, indexed_data: indexed, live_data: board };
      });
      return best(found, args);
    },
    items: (_: unknown, args: Args, turn: Turn) => {
      const found = boardsIn(args, turn).flatMap((board) =>
        turn.core.tables.items
          .of(board.id)
          .filter((item) => item.state === 'active')
          .map((item): Found => {
            const { id, name } = item;
            const url = `${site(turn)}/boards/${board.id}/pulses/${id}`;
            const indexed = { id, name, url, board_id: board.id, workspace_id: board.workspaceId };
            return { id, words: name, indexed_data: indexed, live_data: item };
          }),
      );
      return best(found, args);
    },
    updates: (_: unknown, args: Args, turn: Turn) => {
      const creators = listArg(args, 'creator_ids');
      const found = boardsIn(args, turn)
        .flatMap((board) => turn.core.tables.items.of(board.id).flatMap((item) => turn.core.tables.updates.of(item.id)))
        .filter((update) => !creators || creators.includes(update.creatorId))
        .map((update): Found => {
          const { id, body, creatorId: creator_id, itemId: item_id, boardId: board_id } = update;
          const times = { created_at: isoSeconds(update.createdAt), updated_at: isoSeconds(update.updatedAt) };
          return { id, words: body, indexed_data: { id, body, creator_id, item_id, board_id, ...times }, live_data: update };
        });
      return best(found, args);
    },
    users: (_: unknown, args: Args, { core, actor }: Turn) => {
      const found = core.world.people
        .all()
        .filter((person) => person.accountId === actor.person.accountId)
        .map((person): Found => {
          const { mondayId: id, name, email } = person;
          return { id, words: `${name} ${email}`, indexed_data: { id, name, email }, live_data: person };
        });
      return best(found, args);
    },
    workspaces: (_: unknown, args: Args, { core, actor }: Turn) => {
      const ids = listArg(args, 'workspace_ids');
      const found = workspacesOf(core, actor.person.accountId)
        .filter((workspace) => (!ids || ids.includes(workspace.id)) && (!args.kind || args.kind === workspace.kind))
        .map((workspace): Found => {
          const { id, name, kind, description } = workspace;
          return { id, words: name, indexed_data: { id, name, kind, description, state: 'active' }, live_data: workspace };
        });
      return best(found, args);
    },
  },
};

function best(found: readonly Found[], args: Args): { results: Found[] } {
  const asked = needed(args, 'query').trim().toLowerCase();
  const terms = asked.split(/\s+/).filter(Boolean);
  const fitting = found.filter(({ words }) => terms.length > 0 && terms.every((term) => words.toLowerCase().includes(term)));
  const rank = ({ words }: Found): number => (words.toLowerCase().startsWith(asked) ? 0 : 1);
  const limit = Math.min(MOST, Math.max(0, intArg(args, 'limit', 10)));
  return { results: fitting.sort((a, b) => rank(a) - rank(b) || Number(a.id) - Number(b.id)).slice(0, limit) };
}

function boardsIn(args: Args, { core, actor }: Turn): BoardDoc[] {
  const ids = listArg(args, 'board_ids');
  const main = mainWorkspaceId(actor.person.accountId);
  const places = listArg(args, 'workspace_ids')?.map((id) => (id === main ? null : id));
  return [...core.tables.boards.values()].filter(
    (board) =>
      board.state === 'active' && sees(actor, board) && (!ids || ids.includes(board.id)) && (!places || places.includes(board.workspaceId)),
  );
}

const site = ({ core, actor }: Turn): string => `https://${accountOf(core.options, actor.person.accountId).slug}.monday.com`;
