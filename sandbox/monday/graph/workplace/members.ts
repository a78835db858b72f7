/** Who belongs to a board or a workspace. */
import type { Core } from '../../core.ts';
import { userById } from '../../core.ts';
import { MondayError } from '../../http/errors.ts';
import { accountOf, type MondayTeam } from '../../options.ts';
import { assertOwns, boardFor, saveBoard } from '../../state/board.ts';
import type { BoardDoc, WorkspaceDoc } from '../../state/model.ts';
import { workspaceFor } from '../../state/places.ts';
import { type Args, listArg, needed, type Resolvers, type Turn } from '../turn.ts';

export const memberResolvers: Resolvers = {
  Mutation: {
    add_users_to_board: (_: unknown, args: Args, turn: Turn) => joinBoard(args, turn),
    add_subscribers_to_board: (_: unknown, args: Args, turn: Turn) => joinBoard(args, turn),
    delete_subscribers_from_board: (_: unknown, args: Args, turn: Turn) => {
      const board = ownBoard(args, turn);
      const users = usersById(turn, listArg(args, 'user_ids') ?? []);
      board.owners = without(board.owners, users.map(mondayId));
      board.subscribers = without(board.subscribers, users.map(mondayId));
      saveBoard(turn.core, board);
      return users;
    },
    add_teams_to_board: (_: unknown, args: Args, turn: Turn) => {
      const board = ownBoard(args, turn);
      const teams = teamsById(turn, listArg(args, 'team_ids') ?? []);
      const ids = teams.map((team) => team.id);
      if (args.kind === 'owner') board.ownerTeams = union(board.ownerTeams, ids);
      else board.subscriberTeams = union(board.subscriberTeams, ids);
      saveBoard(turn.core, board);
      return teams;
    },
    delete_teams_from_board: (_: unknown, args: Args, turn: Turn) => {
      const board = ownBoard(args, turn);
      const teams = teamsById(turn, listArg(args, 'team_ids') ?? []);
      const ids = teams.map((team) => team.id);
      board.ownerTeams = without(board.ownerTeams ?? [], ids);
      board.subscriberTeams = without(board.subscriberTeams ?? [], ids);
      saveBoard(turn.core, board);
      return teams;
    },
    add_users_to_workspace: (_: unknown, args: Args, turn: Turn) => {
      const users = usersById(turn, listArg(args, 'user_ids') ?? []);
      changeWorkspace(args, turn, (place) => {
        if (args.kind === 'owner') place.owners = union(place.owners, users.map(mondayId));
        else place.subscribers = union(place.subscribers, users.map(mondayId));
      });
      return users;
    },
    delete_users_from_workspace: (_: unknown, args: Args, turn: Turn) => {
      const users = usersById(turn, listArg(args, 'user_ids') ?? []);
      changeWorkspace(args, turn, (place) => {
        place.owners = without(place.owners ?? [], users.map(mondayId));
        place.subscribers = without(place.subscribers ?? [], users.map(mondayId));
      });
      return users;
    },
    add_teams_to_workspace: (_: unknown, args: Args, turn: Turn) => {
      const teams = teamsById(turn, listArg(args, 'team_ids') ?? []);
      const ids = teams.map((team) => team.id);
      changeWorkspace(args, turn, (place) => {
        if (args.kind === 'owner') place.ownerTeams = union(place.ownerTeams, ids);
        else place.subscriberTeams = union(place.subscriberTeams, ids);
      });
      return teams;
    },
    delete_teams_from_workspace: (_: unknown, args: Args, turn: Turn) => {
      const teams = teamsById(turn, listArg(args, 'team_ids') ?? []);
      const ids = teams.map((team) => team.id);
      changeWorkspace(args, turn, (place) => {
        place.ownerTeams = without(place.ownerTeams ?? [], ids);
        place.subscriberTeams = without(place.subscriberTeams ?? [], ids);
      });
      return teams;
    },
  },
  Board: {
    team_owners: (board: BoardDoc, _args: Args, turn: Turn) => teamsById(turn, board.ownerTeams ?? []),
    team_subscribers: (board: BoardDoc, _args: Args, turn: Turn) =>
      teamsById(turn, [...(board.ownerTeams ?? []), ...(board.subscriberTeams ?? [])]),
  },
};

export function teamsById({ core, actor }: Turn, ids: readonly string[]): MondayTeam[] {
  return accountOf(core.options, actor.person.accountId).teams.filter((team) => ids.includes(team.id));
}

type User = NonNullable<ReturnType<typeof userById>>;

const mondayId = (user: User): string => user.mondayId;
const union = (known: readonly string[] | undefined, more: readonly string[]): string[] => [...new Set([...(known ?? []), ...more])];
const without = (known: readonly string[], gone: readonly string[]): string[] => known.filter((id) => !gone.includes(id));

function usersById({ core, actor }: Turn, ids: readonly string[]): User[] {
  return ids.map((id) => knownUser(core, actor.person.accountId, id));
}

function knownUser(core: Core, accountId: string, id: string): User {
  const user = userById(core, accountId, id);
  if (!user) throw new MondayError('InvalidUserIdException', "This user ID doesn't exist", { errorData: { user_id: id } });
  return user;
}

function joinBoard(args: Args, turn: Turn): User[] {
  const board = ownBoard(args, turn);
  const users = usersById(turn, listArg(args, 'user_ids') ?? []);
  if (args.kind === 'owner') board.owners = union(board.owners, users.map(mondayId));
  board.subscribers = union(board.subscribers, users.map(mondayId));
  saveBoard(turn.core, board);
  return users;
}

function ownBoard(args: Args, { core, actor }: Turn): BoardDoc {
  const board = boardFor(core, actor, needed(args, 'board_id'));
  assertOwns(actor, board);
  return board;
}

function changeWorkspace(args: Args, { core, actor }: Turn, change: (workspace: WorkspaceDoc) => void): void {
  const workspace = workspaceFor(core, actor, needed(args, 'workspace_id'));
  change(workspace);
  core.tables.workspaces.set(workspace.id, workspace);
}
