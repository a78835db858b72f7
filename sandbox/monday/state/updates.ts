/** Updates: the conversation under an item. */
import { record } from '../activity.ts';
import { type Actor, type Core, sees } from '../core.ts';
import { notFound, unauthorized } from '../http/errors.ts';
import type { BoardDoc, ItemDoc, UpdateDoc } from './model.ts';
import { replyKey } from './tables.ts';

/** `parentId`: the update that this one answers. */
export function createUpdate(
  core: Core,
  actor: Actor,
  board: BoardDoc,
  item: ItemDoc,
  body: string,
  parentId: string | null = null,
): UpdateDoc {
  const now = core.world.clock.now();
  const update: UpdateDoc = {
    id: String(core.world.ids.next('monday.update', 3_900_000_001)),
    accountId: board.accountId,
    boardId: board.id,
    itemId: item.id,
    ...(parentId === null ? {} : { parentId }),
    body,
    creatorId: actor.person.mondayId,
    createdAt: now,
    updatedAt: now,
  };
  core.tables.updates.set(update);
  tell(core, actor, 'create_update', board, item, update, now);
  return update;
}

export function editUpdate(core: Core, actor: Actor, id: string, body: string): UpdateDoc {
  const { update, board, item } = ownUpdate(core, actor, id);
  update.body = body;
  update.updatedAt = core.world.clock.now();
  core.tables.updates.set(update);
  tell(core, actor, 'edit_update', board, item, update, update.updatedAt);
  return update;
}

export function deleteUpdate(core: Core, actor: Actor, id: string): UpdateDoc {
  const { update, board, item } = ownUpdate(core, actor, id);
  forget(core, update);
  tell(core, actor, 'delete_update', board, item, update, core.world.clock.now());
  return update;
}

/** Takes all of an item's conversation away. */
export function clearUpdates(core: Core, item: ItemDoc): void {
  for (const update of [...core.tables.updates.of(item.id)]) forget(core, update);
}

/** The update, where the actor may see it; not only its author's. */
export function updateFor(core: Core, actor: Actor, id: string): UpdateDoc {
  const update = core.tables.updates.get(id);
  const board = update ? core.tables.boards.get(update.boardId) : undefined;
  if (!update || !board || !sees(actor, board)) throw notFound('Update', id);
  return update;
}

/** Newest first. */
export const newestFirst = (updates: readonly UpdateDoc[]): UpdateDoc[] => [...updates].sort((a, b) => Number(b.id) - Number(a.id));

/** An update goes with its replies. */
function forget(core: Core, update: UpdateDoc): void {
  for (const reply of [...core.tables.updates.of(replyKey(update.id))]) core.tables.updates.delete(reply);
  core.tables.updates.delete(update);
}

function ownUpdate(core: Core, actor: Actor, id: string): { update: UpdateDoc; board: BoardDoc; item: ItemDoc } {
  const update = core.tables.updates.get(id);
  const board = update ? core.tables.boards.get(update.boardId) : undefined;
  const item = update ? core.tables.items.get(update.itemId) : undefined;
  if (!update || !board || !item || !sees(actor, board)) throw notFound('Update', id);
  if (update.creatorId !== actor.person.mondayId && !actor.person.admin) throw unauthorized();
  return { update, board, item };
}

function tell(core: Core, actor: Actor, event: string, board: BoardDoc, item: ItemDoc, update: UpdateDoc, at: number): void {
  const textBody = update.body.replace(/<[^>]*>/g, '');
  record(core, actor, {
    event,
    entity: 'pulse',
    board,
    at,
    itemId: item.id,
    groupId: item.groupId,
    log: { board_id: Number(board.id), pulse_id: Number(item.id), pulse_name: item.name, update_id: Number(update.id) },
    hook: {
      pulseId: Number(item.id),
      body: update.body,
      textBody,
      updateId: Number(update.parentId ?? update.id),
      replyId: update.parentId === undefined ? null : Number(update.id),
    },
  });
}
