/** Items: how they come into being, change, move and go. Every change ends in `record`. */
import { record } from '../activity.ts';
import type { Actor, Core } from '../core.ts';
import { MondayError, notFound } from '../http/errors.ts';
import { groupOf, subitemsBoard, topGroup } from './boards.ts';
import { eventsOf, type Writes, writesFrom } from './cells.ts';
import type { BoardDoc, ItemDoc, State } from './model.ts';

export const ITEMS_PER_BOARD = 10_000;
const NAME_MAX = 255;

export interface NewItem {
  readonly name: string;
  readonly groupId: string | null;
  readonly values: Record<string, unknown>;
  readonly createLabels: boolean;
  /** Beside that item of the same board, else last in its group. */
  readonly relativeTo: string | null;
  readonly after: boolean;
}

export function createItem(core: Core, actor: Actor, board: BoardDoc, made: NewItem, parent: ItemDoc | null = null): ItemDoc {
  assertRoom(core, board);
  const { name = made.name, cells } = writesFrom(core, actor, board, made.values, made.createLabels);
  const neighbour = made.relativeTo === null ? null : itemFor(core, board, made.relativeTo);
  const group = made.groupId === null ? (neighbour ? groupOf(board, neighbour.groupId) : topGroup(board)) : groupOf(board, made.groupId);
  const now = core.world.clock.now();
  const item: ItemDoc = {
    id: newItemId(core),
    boardId: board.id,
    name: checkName(core, name),
    groupId: group.id,
    position: neighbour ? positionBeside(core, board, neighbour, made.after) : lastPosition(core),
    state: 'active',
    creatorId: actor.person.mondayId,
    createdAt: now,
    updatedAt: now,
    updaterId: actor.person.mondayId,
    parentId: parent?.id ?? null,
    values: {},
  };
  for (const cell of cells) if (cell.after !== undefined) item.values[cell.column.id] = cell.after;
  insert(core, actor, board, item);
  return item;
}

export function createSubitem(
  core: Core,
  actor: Actor,
  parentBoard: BoardDoc,
  parent: ItemDoc,
  made: Omit<NewItem, 'groupId' | 'relativeTo' | 'after'>,
): ItemDoc {
  const board = subitemsBoard(core, actor, parentBoard);
  return createItem(core, actor, board, { ...made, groupId: null, relativeTo: null, after: true }, parent);
}

/** Name and cells of an item at once: all of it, or nothing when one value is refused. */
export function changeItem(
  core: Core,
  actor: Actor,
  board: BoardDoc,
  item: ItemDoc,
  values: Record<string, unknown>,
  createLabels: boolean,
): void {
  assertActive(item);
  const writes = writesFrom(core, actor, board, values, createLabels, item);
  const name = writes.name === undefined ? undefined : checkName(core, writes.name);
  if (writes.cells.length === 0 && (name === undefined || name === item.name)) return;
  const now = touch(core, actor, item);
  for (const cell of writes.cells) {
    if (cell.after === undefined) delete item.values[cell.column.id];
    else item.values[cell.column.id] = cell.after;
  }
  const before = item.name;
  if (name !== undefined) item.name = name;
  core.tables.items.set(item);
  if (name !== undefined && name !== before) recordRename(core, actor, board, item, before, now);
  recordCells(core, actor, board, item, writes, now);
}

/** Archived and deleted items stay readable by id. Archiving an archived one changes nothing. */
export function retireItem(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, state: Exclude<State, 'active'>): void {
  if (item.state === 'deleted') throw notFound('Item', item.id);
  if (item.state === state) return;
  setState(core, actor, item, state);
  const event = state === 'archived' ? 'archive_pulse' : 'delete_pulse';
  record(core, actor, {
    event,
    entity: 'pulse',
    board,
    at: item.updatedAt,
    itemId: item.id,
    groupId: item.groupId,
    parentItemId: item.parentId,
    log: { ...about(board, item) },
    hook: { itemId: Number(item.id), itemName: item.name, ...parentOf(board, item) },
  });
}

/** Takes an archived or deleted item back, as a person does in monday's own pages. */
export function restoreItem(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc): void {
  if (item.state === 'active') return;
  const before = item.state === 'archived' ? 2 : 3;
  assertRoom(core, board);
  setState(core, actor, item, 'active');
  if (!board.groups.some((group) => group.id === item.groupId && group.state === 'active')) item.groupId = topGroup(board).id;
  record(core, actor, {
    event: 'restore_pulse',
    entity: 'pulse',
    board,
    at: item.updatedAt,
    itemId: item.id,
    groupId: item.groupId,
    parentItemId: item.parentId,
    log: { ...about(board, item), value: { state: 1, is_undo: true }, previous_value: { state: before } },
    hook: { value: { state: 1, is_undo: true }, previousValue: { state: before }, itemId: Number(item.id), itemName: item.name },
  });
}

export function moveToGroup(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, groupId: string): void {
  assertActive(item);
  const target = groupOf(board, groupId);
  const source = item.groupId;
  if (source === target.id) return;
  item.groupId = target.id;
  item.position = lastPosition(core);
  const at = touch(core, actor, item);
  core.tables.items.set(item);
  core.tables.reorder(board.id);
  const destGroup = { id: target.id, title: target.title, color: target.color, is_top_group: isTop(board, target.id) };
  record(core, actor, {
    event: 'move_pulse_into_group',
    entity: 'pulse',
    board,
    at,
    itemId: item.id,
    groupId: target.id,
    parentItemId: item.parentId,
    log: {
      board_id: Number(board.id),
      pulse: { id: Number(item.id), name: item.name },
      pulse_id: Number(item.id),
      pulse_name: item.name,
      source_group: { id: source },
      dest_group: destGroup,
    },
    hook: { pulseId: Number(item.id), sourceGroupId: source, destGroupId: target.id, destGroup, ...parentOf(board, item) },
  });
}

/** Order isn't a value: it is stored and told to nobody but readers. */
export function placeItem(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, at: { groupId: string; position: number }): void {
  if (at.groupId !== item.groupId) moveToGroup(core, actor, board, item, at.groupId);
  item.position = at.position;
  core.tables.items.set(item);
  core.tables.reorder(board.id);
  core.world.announce({ service: 'monday', container: board.id });
}

/** A copy with every cell, right below. */
export function duplicateItem(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc): ItemDoc {
  assertActive(item);
  assertRoom(core, board);
  const now = core.world.clock.now();
  const copy: ItemDoc = {
    ...structuredClone(item),
    id: newItemId(core),
    name: `${item.name} (copy)`.slice(0, NAME_MAX),
    position: positionBeside(core, board, item, true),
    creatorId: actor.person.mondayId,
    createdAt: now,
    updatedAt: now,
    updaterId: actor.person.mondayId,
  };
  insert(core, actor, board, copy);
  return copy;
}

export function itemFor(core: Core, board: BoardDoc, id: string): ItemDoc {
  const item = core.tables.items.get(id);
  if (!item || item.boardId !== board.id) throw notFound('Item', id);
  return item;
}

/** Between the item and its neighbour in the same group. */
export function positionBeside(core: Core, board: BoardDoc, item: ItemDoc, after: boolean): number {
  const group = core.tables.orderedItems(board).filter((known) => known.groupId === item.groupId);
  const at = group.findIndex((known) => known.id === item.id);
  const neighbour = group[after ? at + 1 : at - 1];
  if (neighbour) return (item.position + neighbour.position) / 2;
  return after ? lastPosition(core) : item.position - 1;
}

export const lastPosition = (core: Core): number => core.world.ids.next('monday.position', 1);

function insert(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc): void {
  core.tables.items.set(item);
  core.tables.count(board.id, 1);
  core.tables.reorder(board.id);
  const group = groupOf(board, item.groupId);
  const columnValues = eventsOf(board, item);
  record(core, actor, {
    event: 'create_pulse',
    entity: 'pulse',
    board,
    at: item.createdAt,
    itemId: item.id,
    groupId: group.id,
    parentItemId: item.parentId,
    log: { ...about(board, item), group_name: group.title, group_color: group.color, column_values: columnValues },
    hook: {
      pulseId: Number(item.id),
      pulseName: item.name,
      groupId: group.id,
      groupName: group.title,
      groupColor: group.color,
      isTopGroup: isTop(board, group.id),
      columnValues,
      ...parentOf(board, item),
    },
  });
}

function recordRename(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, before: string, at: number): void {
  record(core, actor, {
    event: 'update_name',
    entity: 'pulse',
    board,
    at,
    itemId: item.id,
    groupId: item.groupId,
    columnId: 'name',
    parentItemId: item.parentId,
    log: {
      ...about(board, item),
      column_id: 'name',
      column_type: 'name',
      column_title: 'Name',
      value: { name: item.name },
      previous_value: { name: before },
    },
    hook: {
      groupId: item.groupId,
      pulseId: Number(item.id),
      value: { name: item.name },
      previousValue: { name: before },
      ...parentOf(board, item),
    },
  });
}

function recordCells(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, writes: Writes, at: number): void {
  for (const { column, kind, before, after, previous, value, texts } of writes.cells) {
    const index = column.type === 'status' ? ((after as { index?: number } | undefined)?.index ?? null) : undefined;
    record(core, actor, {
      event: 'update_column_value',
      entity: 'pulse',
      board,
      at,
      itemId: item.id,
      groupId: item.groupId,
      columnId: column.id,
      parentItemId: item.parentId,
      ...(index === undefined ? {} : { statusIndex: index }),
      log: {
        ...about(board, item),
        column_id: column.id,
        column_type: kind.eventType,
        column_title: column.title,
        value,
        previous_value: previous,
        textual_value: texts.after,
        previous_textual_value: texts.before,
        is_undo_action: null,
      },
      hook: {
        groupId: item.groupId,
        pulseId: Number(item.id),
        pulseName: item.name,
        columnId: column.id,
        columnType: kind.eventType,
        columnTitle: column.title,
        value: after === undefined ? null : value,
        previousValue: before === undefined ? (column.type === 'people' ? {} : null) : previous,
        changedAt: at / 1000,
        isTopGroup: isTop(board, item.groupId),
        ...parentOf(board, item),
      },
    });
  }
}

function setState(core: Core, actor: Actor, item: ItemDoc, state: State): void {
  if (item.state === 'active') core.tables.count(item.boardId, -1);
  if (state === 'active') core.tables.count(item.boardId, 1);
  item.state = state;
  touch(core, actor, item);
  core.tables.items.set(item);
  core.tables.reorder(item.boardId);
}

function touch(core: Core, actor: Actor, item: ItemDoc): number {
  item.updatedAt = core.world.clock.now();
  item.updaterId = actor.person.mondayId;
  return item.updatedAt;
}

/** The members that every log entry of an item has. */
const about = (board: BoardDoc, item: ItemDoc): Record<string, unknown> => ({
  board_id: Number(board.id),
  group_id: item.groupId,
  is_top_group: isTop(board, item.groupId),
  pulse_id: Number(item.id),
  pulse_name: item.name,
});

const parentOf = (board: BoardDoc, item: ItemDoc): Record<string, unknown> =>
  item.parentId === null ? {} : { parentItemId: item.parentId, parentItemBoardId: board.parentBoardId };

const isTop = (board: BoardDoc, groupId: string): boolean => board.groups.find((group) => group.state === 'active')?.id === groupId;

const newItemId = (core: Core): string => String(core.world.ids.next('monday.item', 8_400_000_001));

function assertActive(item: ItemDoc): void {
  if (item.state === 'deleted') throw notFound('Item', item.id);
  if (item.state === 'archived')
    throw new MondayError('InactiveItemsException', 'Item is inactive', { errorData: { item_id: item.id, state: 'archived' } });
}

function assertRoom(core: Core, board: BoardDoc): void {
  if (core.tables.activeCount(board) >= ITEMS_PER_BOARD) {
    throw new MondayError('ItemsLimitationException', `Board has reached its items limit of ${ITEMS_PER_BOARD}`, {
      errorData: { board_id: board.id, items_limit: ITEMS_PER_BOARD },
    });
  }
}

function checkName(core: Core, name: string): string {
  const kept = core.options.trims ? name.trim() : name;
  if (kept.length < 1 || kept.length > NAME_MAX) {
    throw new MondayError('ItemNameTooLongException', `Item name must be between 1 and ${NAME_MAX} characters`, {
      errorData: { item_name: name },
    });
  }
  return kept;
}
