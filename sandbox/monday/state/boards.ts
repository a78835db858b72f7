/** How boards come into being. */
import { record } from '../activity.ts';
import type { Actor, Core } from '../core.ts';
import { MondayError } from '../http/errors.ts';
import { freshId, newColumn } from './board-columns.ts';
import type { BoardDoc, GroupDoc } from './model.ts';

export interface NewBoard {
  readonly name: string;
  readonly kind: BoardDoc['kind'];
  readonly description: string | null;
  readonly workspaceId: string | null;
  readonly folderId?: string | null;
  readonly owners: readonly string[];
  readonly subscribers: readonly string[];
  /** Only the name column; else Person, Status and Date stand on it too, as on monday. */
  readonly empty: boolean;
}

export function createBoard(core: Core, actor: Actor, made: NewBoard): BoardDoc {
  if (made.name.trim() === '')
    throw new MondayError('CreateBoardException', 'Board name is invalid', { errorData: { board_name: made.name } });
  const board = blankBoard(core, actor, made.name, 'board', null, made);
  if (!made.empty) {
    board.columns.push(
      newColumn('people', 'Person', 'person'),
      newColumn('status', 'Status', 'status'),
      newColumn('date', 'Date', 'date4'),
    );
  }
  core.tables.boards.set(board.id, board);
  record(core, actor, {
    event: 'create_board',
    entity: 'board',
    board,
    at: board.createdAt,
    log: { board_id: Number(board.id), board_name: board.name },
    hook: null,
  });
  return board;
}

/** The board that holds a board's subitems, made when the first one is; its parent gets the column that shows them. */
export function subitemsBoard(core: Core, actor: Actor, parent: BoardDoc): BoardDoc {
  const column = parent.columns.find((known) => known.type === 'subtasks');
  const ids = column?.settings.boardIds;
  const existing = Array.isArray(ids) ? core.tables.boards.get(String(ids[0])) : undefined;
  if (existing) return existing;
  const board = blankBoard(core, actor, `Subitems of ${parent.name}`, 'sub_items_board', parent.id, {
    kind: parent.kind,
    description: null,
    workspaceId: parent.workspaceId,
    owners: parent.owners,
    subscribers: parent.subscribers,
  });
  board.columns.push(newColumn('people', 'Owner', 'person'), newColumn('status', 'Status', 'status'), newColumn('date', 'Date', 'date0'));
  core.tables.boards.set(board.id, board);
  parent.columns.push({
    ...newColumn('subtasks', 'Subitems', freshId(core, 'subtasks')),
    settings: {
      allowMultipleItems: true,
      itemTypeName: 'column.subtasks.title',
      displayType: 'BOARD_INLINE',
      boardIds: [Number(board.id)],
    },
  });
  core.tables.boards.set(parent.id, parent);
  return board;
}

function blankBoard(
  core: Core,
  actor: Actor,
  name: string,
  type: BoardDoc['type'],
  parentBoardId: string | null,
  made: Omit<NewBoard, 'name' | 'empty'>,
): BoardDoc {
  const now = core.world.clock.now();
  const group: GroupDoc = {
    id: 'topics',
    title: type === 'board' ? 'Group Title' : 'Subitems',
    color: '#579bfc',
    position: 65_536,
    state: 'active',
  };
  return {
    id: String(core.world.ids.next('monday.board', 7_700_000_001)),
    accountId: actor.person.accountId,
    name,
    description: made.description,
    communication: null,
    kind: made.kind,
    type,
    state: 'active',
    workspaceId: made.workspaceId,
    folderId: made.folderId ?? null,
    owners: [...new Set(made.owners.length > 0 ? made.owners : [actor.person.mondayId])],
    subscribers: [...new Set([actor.person.mondayId, ...made.owners, ...made.subscribers])],
    creatorId: actor.person.mondayId,
    createdAt: now,
    updatedAt: now,
    columns: [newColumn('name', 'Name', 'name')],
    groups: [group],
    parentBoardId,
  };
}
