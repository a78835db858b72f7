/** Where boards stand: workspaces and their folders. Every account has a main workspace, which boards name by null. */
import { type Actor, type Core, sees } from '../core.ts';
import { notFound } from '../http/errors.ts';
import type { BoardDoc, FolderDoc, WorkspaceDoc } from './model.ts';

/** When the account, and with it its main workspace, came to be. */
const FOUNDED = Date.UTC(2024, 0, 15, 9);

export const mainWorkspaceId = (accountId: string): string => `9${accountId}`;

/** The account's workspaces, the main one first. */
export function workspacesOf(core: Core, accountId: string): WorkspaceDoc[] {
  const made = [...core.tables.workspaces.values()].filter((workspace) => workspace.accountId === accountId);
  const id = mainWorkspaceId(accountId);
  if (!made.some((workspace) => workspace.id === id)) made.push(mainWorkspace(core, accountId));
  return made.sort((a, b) => Number(b.id === id) - Number(a.id === id) || Number(a.id) - Number(b.id));
}

export function workspaceFor(core: Core, actor: Actor, id: string): WorkspaceDoc {
  const found = workspacesOf(core, actor.person.accountId).find((workspace) => workspace.id === id);
  if (!found) throw notFound('Workspace', id);
  return found;
}

/** What a board or a folder keeps: the main workspace is null. */
export function placeIn(core: Core, actor: Actor, id: string | null): string | null {
  if (id === null || id === mainWorkspaceId(actor.person.accountId)) return null;
  return workspaceFor(core, actor, id).id;
}

export function folderFor(core: Core, actor: Actor, id: string): FolderDoc {
  const folder = core.tables.folders.get(id);
  if (!folder || folder.accountId !== actor.person.accountId) throw notFound('Folder', id);
  return folder;
}

export function foldersOf(core: Core, accountId: string): FolderDoc[] {
  return [...core.tables.folders.values()].filter((folder) => folder.accountId === accountId).sort((a, b) => Number(a.id) - Number(b.id));
}

/** The active boards right in the folder that the actor may see. */
export function boardsIn(core: Core, actor: Actor, folder: FolderDoc): BoardDoc[] {
  return [...core.tables.boards.values()].filter((board) => board.folderId === folder.id && board.state === 'active' && sees(actor, board));
}

/** The folder goes with its folders; their boards stay, outside. */
export function deleteFolder(core: Core, folder: FolderDoc): void {
  for (const inner of foldersOf(core, folder.accountId)) if (inner.parentId === folder.id) deleteFolder(core, inner);
  for (const board of core.tables.boards.values()) {
    if (board.folderId !== folder.id) continue;
    board.folderId = null;
    core.tables.boards.set(board.id, board);
  }
  core.tables.folders.delete(folder.id);
}

function mainWorkspace(core: Core, accountId: string): WorkspaceDoc {
  const owner = core.world.people.all().find((person) => person.accountId === accountId && person.admin);
  return {
    id: mainWorkspaceId(accountId),
    accountId,
    name: 'Main workspace',
    kind: 'open',
    description: null,
    creatorId: owner?.mondayId ?? '',
    createdAt: FOUNDED,
  };
}
