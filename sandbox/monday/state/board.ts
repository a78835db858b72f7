/** Finding one board for somebody, and saving it. */
import { record } from '../activity.ts';
import { type Actor, type Core, sees } from '../core.ts';
import { invalidBoard, unauthorized } from '../http/errors.ts';
import type { BoardDoc } from './model.ts';

/** The board, active, that the actor may see; archived and deleted ones are found by `anyBoard`. */
export function boardFor(core: Core, actor: Actor, id: string): BoardDoc {
  const board = anyBoard(core, actor, id);
  if (board.state !== 'active') throw invalidBoard(id);
  return board;
}

export function anyBoard(core: Core, actor: Actor, id: string): BoardDoc {
  const board = core.tables.boards.get(id);
  if (!board || !sees(actor, board)) throw invalidBoard(id);
  return board;
}

/** Only owners and admins change a board as a whole. */
export function assertOwns(actor: Actor, board: BoardDoc): void {
  if (!actor.person.admin && !board.owners.includes(actor.person.mondayId)) throw unauthorized();
}

/** A change of the board itself: stored, logged, without a webhook. */
export function boardChange(
  core: Core,
  actor: Actor,
  board: BoardDoc,
  event: string,
  data: Record<string, unknown>,
  columnId?: string,
): void {
  const at = saveBoard(core, board);
  record(core, actor, {
    event,
    entity: 'board',
    board,
    at,
    ...(columnId === undefined ? {} : { columnId }),
    log: { board_id: Number(board.id), ...data },
    hook: null,
  });
}

export function saveBoard(core: Core, board: BoardDoc): number {
  const at = core.world.clock.now();
  board.updatedAt = at;
  core.tables.boards.set(board.id, board);
  return at;
}
