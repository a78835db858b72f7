/** Workspaces and folders as the API shows and changes them. */
import { isObject } from '../../columns/kind.ts';
import { isoSeconds, userById } from '../../core.ts';
import { invalidArgument } from '../../http/errors.ts';
import { boardFor, saveBoard } from '../../state/board.ts';
import type { BoardDoc, FolderDoc, WorkspaceDoc } from '../../state/model.ts';
import { boardsIn, deleteFolder, folderFor, foldersOf, mainWorkspaceId, placeIn, workspaceFor, workspacesOf } from '../../state/places.ts';
import { type Args, listArg, needed, paged, type Resolvers, stringArg, type Turn } from '../turn.ts';
import { teamsById } from './members.ts';

export const placeResolvers: Resolvers = {
  Query: {
    workspaces: (_: unknown, args: Args, { core, actor }: Turn) => {
      const ids = listArg(args, 'ids');
      const standing = args.state === undefined || args.state === 'active' || args.state === 'all';
      return paged(
        workspacesOf(core, actor.person.accountId).filter(
          (workspace) => standing && (!ids || ids.includes(workspace.id)) && (!args.kind || workspace.kind === args.kind),
        ),
        args,
      );
    },
    folders: (_: unknown, args: Args, { core, actor }: Turn) => {
      const { accountId } = actor.person;
      const ids = listArg(args, 'ids');
      const places = Array.isArray(args.workspace_ids)
        ? args.workspace_ids.map((id: unknown) => (id === mainWorkspaceId(accountId) ? null : id))
        : undefined;
      return paged(
        foldersOf(core, accountId).filter(
          (folder) => (!ids || ids.includes(folder.id)) && (!places || places.includes(folder.workspaceId)),
        ),
        args,
      );
    },
  },
  Mutation: {
    create_workspace: (_: unknown, args: Args, { core, actor }: Turn) => {
      const workspace: WorkspaceDoc = {
        id: String(core.world.ids.next('monday.workspace', 9_100_001)),
        accountId: actor.person.accountId,
        name: needed(args, 'name'),
        kind: (stringArg(args, 'kind') ?? 'open') as WorkspaceDoc['kind'],
        description: stringArg(args, 'description'),
        creatorId: actor.person.mondayId,
        createdAt: core.world.clock.now(),
      };
      core.tables.workspaces.set(workspace.id, workspace);
      return workspace;
    },
    update_workspace: (_: unknown, args: Args, { core, actor }: Turn) => {
      const workspace = workspaceFor(core, actor, needed(args, 'id'));
      const given = isObject(args.attributes) ? args.attributes : {};
      if (typeof given.name === 'string') workspace.name = given.name;
      if (typeof given.description === 'string') workspace.description = given.description;
      if (typeof given.kind === 'string') workspace.kind = given.kind as WorkspaceDoc['kind'];
      core.tables.workspaces.set(workspace.id, workspace);
      return workspace;
    },
    delete_workspace: (_: unknown, args: Args, turn: Turn) => {
      const { core, actor } = turn;
      const workspace = workspaceFor(core, actor, needed(args, 'workspace_id'));
      if (workspace.id === mainWorkspaceId(workspace.accountId)) throw invalidArgument('The main workspace cannot be deleted');
      for (const folder of foldersOf(core, workspace.accountId)) if (folder.workspaceId === workspace.id) deleteFolder(core, folder);
      for (const board of core.tables.boards.values()) {
        if (board.workspaceId !== workspace.id) continue;
        board.state = 'deleted';
        saveBoard(core, board);
      }
      core.tables.workspaces.delete(workspace.id);
      return workspace;
    },
    create_folder: (_: unknown, args: Args, { core, actor }: Turn) => {
      const parent = stringArg(args, 'parent_folder_id');
      const folder: FolderDoc = {
        id: String(core.world.ids.next('monday.folder', 15_200_001)),
        accountId: actor.person.accountId,
        workspaceId: placeIn(core, actor, stringArg(args, 'workspace_id')),
        name: needed(args, 'name'),
        color: stringArg(args, 'color'),
        icon: stringArg(args, 'custom_icon'),
        weight: stringArg(args, 'font_weight'),
        parentId: parent === null ? null : folderFor(core, actor, parent).id,
        ownerId: actor.person.mondayId,
        createdAt: core.world.clock.now(),
      };
      core.tables.folders.set(folder.id, folder);
      return folder;
    },
    update_folder: (_: unknown, args: Args, turn: Turn) => changeFolder(args, turn),
    update_board_hierarchy: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      const given = isObject(args.attributes) ? args.attributes : {};
      if (typeof given.workspace_id === 'string') board.workspaceId = placeIn(core, actor, given.workspace_id);
      if (typeof given.folder_id === 'string') {
        const folder = folderFor(core, actor, given.folder_id);
        board.folderId = folder.id;
        board.workspaceId = folder.workspaceId;
      }
      saveBoard(core, board);
      return { success: true, message: null, board };
    },
    delete_folder: (_: unknown, args: Args, { core, actor }: Turn) => {
      const folder = folderFor(core, actor, needed(args, 'folder_id'));
      deleteFolder(core, folder);
      return folder;
    },
  },
  Folder: {
    app_feature_slug: () => null,
    children: (folder: FolderDoc, _args: Args, { core, actor }: Turn) => boardsIn(core, actor, folder),
    created_at: (folder: FolderDoc) => isoSeconds(folder.createdAt),
    custom_icon: (folder: FolderDoc) => folder.icon,
    font_weight: (folder: FolderDoc) => folder.weight,
    owner_id: (folder: FolderDoc) => folder.ownerId,
    parent: (folder: FolderDoc, _args: Args, { core }: Turn) =>
      folder.parentId === null ? null : core.tables.folders.get(folder.parentId),
    sub_folders: (folder: FolderDoc, _args: Args, { core }: Turn) =>
      foldersOf(core, folder.accountId).filter((inner) => inner.parentId === folder.id),
    workspace: (folder: FolderDoc, _args: Args, { core, actor }: Turn) =>
      workspaceFor(core, actor, folder.workspaceId ?? mainWorkspaceId(folder.accountId)),
  },
  Board: {
    board_folder_id: (board: BoardDoc) => board.folderId ?? null,
    folder: (board: BoardDoc, _args: Args, { core }: Turn) => (board.folderId ? core.tables.folders.get(board.folderId) : null),
  },
  Workspace: {
    account_product: () => ({ default_workspace_id: null, id: '1', kind: 'core', tier: null }),
    settings: () => ({ icon: { color: '#FDAB3D', image: null } }),
    created_at: (workspace: WorkspaceDoc) => isoSeconds(workspace.createdAt),
    is_default_workspace: (workspace: WorkspaceDoc) => workspace.id === mainWorkspaceId(workspace.accountId),
    state: () => 'active',
    owners_subscribers: (workspace: WorkspaceDoc, args: Args, { core }: Turn) =>
      paged(peopleIn(core, workspace, [workspace.creatorId, ...(workspace.owners ?? [])]), args),
    users_subscribers: (workspace: WorkspaceDoc, args: Args, { core }: Turn) =>
      // An open workspace is everybody's.
      paged(
        workspace.kind === 'open'
          ? core.world.people.all().filter((person) => person.accountId === workspace.accountId)
          : peopleIn(core, workspace, [workspace.creatorId, ...(workspace.owners ?? []), ...(workspace.subscribers ?? [])]),
        args,
      ),
    team_owners_subscribers: (workspace: WorkspaceDoc, _args: Args, turn: Turn) => teamsById(turn, workspace.ownerTeams ?? []),
    teams_subscribers: (workspace: WorkspaceDoc, _args: Args, turn: Turn) =>
      teamsById(turn, [...(workspace.ownerTeams ?? []), ...(workspace.subscriberTeams ?? [])]),
  },
};

function changeFolder(args: Args, { core, actor }: Turn): FolderDoc {
  const folder = folderFor(core, actor, needed(args, 'folder_id'));
  folder.name = stringArg(args, 'name') ?? folder.name;
  folder.color = stringArg(args, 'color') ?? folder.color;
  folder.icon = stringArg(args, 'custom_icon') ?? folder.icon;
  folder.weight = stringArg(args, 'font_weight') ?? folder.weight;
  const parent = stringArg(args, 'parent_folder_id');
  if (parent === folder.id) throw invalidArgument('A folder cannot be its own parent', { folder_id: folder.id });
  if (parent !== null) folder.parentId = folderFor(core, actor, parent).id;
  const place = stringArg(args, 'workspace_id');
  if (place !== null) folder.workspaceId = placeIn(core, actor, place);
  core.tables.folders.set(folder.id, folder);
  return folder;
}

const peopleIn = (core: Turn['core'], workspace: WorkspaceDoc, ids: readonly string[]): unknown[] =>
  [...new Set(ids)].map((id) => userById(core, workspace.accountId, id)).filter((person) => person !== undefined);
