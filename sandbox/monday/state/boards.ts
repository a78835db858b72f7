/** Boards with their columns and groups: how they come into being and change. */
import { record } from '../activity.ts';
import { isObject } from '../columns/kind.ts';
import { kindOf } from '../columns/registry.ts';
import { type Actor, type Core, sees } from '../core.ts';
import { invalidArgument, invalidBoard, invalidColumn, MondayError, notFound, unauthorized } from '../http/errors.ts';
import type { BoardDoc, ColumnDoc, GroupDoc } from './model.ts';

const GROUP_COLORS = ['#579bfc', '#a25ddc', '#00c875', '#fdab3d', '#e2445c', '#ffcb00', '#037f4c', '#cab641'];

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

export interface NewBoard {
  readonly name: string;
  readonly kind: BoardDoc['kind'];
  readonly description: string | null;
  readonly workspaceId: string | null;
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

export interface NewColumn {
  readonly type: string;
  readonly title: string;
  readonly id: string | null;
  readonly description: string | null;
  readonly afterId: string | null;
  readonly defaults: Record<string, unknown>;
}

export function createColumn(core: Core, actor: Actor, board: BoardDoc, made: NewColumn): ColumnDoc {
  if (made.title.trim() === '') throw invalidArgument('Column title is invalid', { title: made.title });
  if (made.id !== null && !/^[a-z0-9_]{1,20}$/.test(made.id)) {
    throw invalidColumn(made.id);
  }
  if (made.id !== null && board.columns.some((known) => known.id === made.id)) {
    throw new MondayError('RecordInvalidException', 'A column with this ID already exists on the board', {
      status: 422,
      errorData: { column_id: made.id },
    });
  }
  const column = newColumn(made.type, made.title, made.id ?? freshId(core, kindOf(made.type).idPrefix), made.description, made.defaults);
  const after = board.columns.findIndex((known) => known.id === made.afterId);
  if (after < 0) board.columns.push(column);
  else board.columns.splice(after + 1, 0, column);
  const at = saveBoard(core, board);
  const { eventType } = kindOf(column.type);
  record(core, actor, {
    event: 'create_column',
    entity: 'board',
    board,
    at,
    columnId: column.id,
    log: { board_id: Number(board.id), column_id: column.id, column_title: column.title, column_type: eventType },
    hook: {
      accountId: Number(board.accountId),
      entity: 'board',
      columnId: column.id,
      columnTitle: column.title,
      columnType: eventType,
      createdAt: at / 1000,
      retryCount: 0,
    },
  });
  return column;
}

/** The column of that id; the name column can be retitled but neither written through here nor deleted. */
export function columnOf(board: BoardDoc, id: string): ColumnDoc {
  const column = board.columns.find((known) => known.id === id);
  if (!column) throw invalidColumn(id);
  return column;
}

export function retitleColumn(core: Core, actor: Actor, board: BoardDoc, id: string, title: string): ColumnDoc {
  if (title.trim() === '') throw invalidArgument('Column title is invalid', { title });
  const column = columnOf(board, id);
  const before = column.title;
  column.title = title;
  column.revision += 1;
  boardChange(
    core,
    actor,
    board,
    'update_column_name',
    {
      column_id: id,
      column_title: title,
      column_type: kindOf(column.type).eventType,
      value: { name: title },
      previous_value: { name: before },
    },
    id,
  );
  return column;
}

/** The cells go with it; a column of the same title later is another one. */
export function deleteColumn(core: Core, actor: Actor, board: BoardDoc, id: string): ColumnDoc {
  if (id === 'name') throw invalidColumn(id);
  const column = columnOf(board, id);
  board.columns = board.columns.filter((known) => known.id !== id);
  for (const item of core.tables.items.of(board.id)) {
    if (item.values[id] === undefined) continue;
    delete item.values[id];
    core.tables.items.set(item);
  }
  boardChange(
    core,
    actor,
    board,
    'delete_column',
    { column_id: id, column_title: column.title, column_type: kindOf(column.type).eventType },
    id,
  );
  return column;
}

export interface NewGroup {
  readonly title: string;
  readonly color: string | null;
  /** Beside that group; without one the new group comes first, as on monday. */
  readonly relativeTo: string | null;
  readonly after: boolean;
}

export function createGroup(core: Core, actor: Actor, board: BoardDoc, made: NewGroup): GroupDoc {
  if (made.title.trim() === '') throw invalidArgument('Group name is invalid', { group_name: made.title });
  const group: GroupDoc = {
    id: freshId(core, 'group'),
    title: made.title,
    color: made.color ?? GROUP_COLORS[board.groups.length % GROUP_COLORS.length] ?? '#579bfc',
    position: placeBeside(board.groups, made.relativeTo, made.after),
    state: 'active',
  };
  board.groups.push(group);
  board.groups.sort((a, b) => a.position - b.position);
  core.tables.reorder(board.id);
  boardChange(core, actor, board, 'create_group', { group_id: group.id, group_title: group.title });
  return group;
}

export function groupOf(board: BoardDoc, id: string): GroupDoc {
  const group = board.groups.find((known) => known.id === id && known.state === 'active');
  if (!group) throw notFound('Group', id);
  return group;
}

/** The first group that still stands. */
export function topGroup(board: BoardDoc): GroupDoc {
  const group = board.groups.find((known) => known.state === 'active');
  if (!group) throw notFound('Group', 'topics');
  return group;
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

/** `text_mk…`: a letter-and-digit tail that never repeats (a bijection of a counter over 36^6 values). */
export function freshId(core: Core, prefix: string): string {
  const scrambled = (core.world.ids.next('monday.column', 1) * 1_234_567_891 + 987_654_323) % 2_176_782_336;
  return `${prefix}_mk${scrambled.toString(36).padStart(6, '0')}`;
}

function placeBeside(groups: readonly GroupDoc[], relativeTo: string | null, after: boolean): number {
  const positions = groups.map((group) => group.position).sort((a, b) => a - b);
  const anchor = groups.find((group) => group.id === relativeTo)?.position;
  if (anchor === undefined) return (positions[0] ?? 1) - 1;
  const at = positions.indexOf(anchor);
  const neighbour = positions[after ? at + 1 : at - 1];
  return neighbour === undefined ? anchor + (after ? 1 : -1) : (anchor + neighbour) / 2;
}

function newColumn(
  type: string,
  title: string,
  id: string,
  description: string | null = null,
  defaults: Record<string, unknown> = {},
): ColumnDoc {
  const inner = isObject(defaults.settings) ? defaults.settings : defaults;
  const settings = kindOf(type).settings?.(structuredClone(inner)) ?? inner;
  return { id, title, type, description, settings, revision: 1 };
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
