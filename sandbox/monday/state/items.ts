/** Items: how they come into being, change, move and go. Every change ends in `record`. */
import type { Actor, Core } from '../core.ts';
import { MondayError, notFound } from '../http/errors.ts';
import { subitemsBoard } from './boards.ts';
import { writesFrom } from './cells.ts';
import { groupOf, topGroup } from './groups.ts';
import { tellCells, tellCreated, tellMoved, tellRenamed, tellRestored, tellRetired } from './item-news.ts';
import type { BoardDoc, ItemDoc, State } from './model.ts';
import { parentKey } from './tables.ts';

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
  const neighbour = made.relativeTo === null ? null : itemFor(core, board, made.relativeTo);
  const group = made.groupId === null ? (neighbour ? groupOf(board, neighbour.groupId) : topGroup(board)) : groupOf(board, made.groupId);
  const { name = made.name, cells } = writesFrom(core, actor, board, made.values, made.createLabels);
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
  touch(core, actor, item);
  for (const cell of writes.cells) {
    if (cell.after === undefined) delete item.values[cell.column.id];
    else item.values[cell.column.id] = cell.after;
  }
  const before = item.name;
  if (name !== undefined) item.name = name;
  core.tables.items.set(item);
  if (name !== undefined && name !== before) tellRenamed({ core, actor, board, item }, before);
  tellCells({ core, actor, board, item }, writes);
}

/** Archived and deleted items stay readable by id; subitems go along. Archiving an archived one changes nothing. */
export function retireItem(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, state: Exclude<State, 'active'>): void {
  if (item.state === 'deleted') throw notFound('Item', item.id);
  if (item.state === state) return;
  for (const child of core.tables.items.of(parentKey(item.id))) if (child.state === item.state) setState(core, actor, child, state);
  setState(core, actor, item, state);
  tellRetired({ core, actor, board, item });
}

/** Takes an archived or deleted item back, as a person does in monday's own pages. */
export function restoreItem(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc): void {
  if (item.state === 'active') return;
  const before = item.state === 'archived' ? 2 : 3;
  assertRoom(core, board);
  if (!board.groups.some((group) => group.id === item.groupId && group.state === 'active')) item.groupId = topGroup(board).id;
  for (const child of core.tables.items.of(parentKey(item.id))) if (child.state === item.state) setState(core, actor, child, 'active');
  setState(core, actor, item, 'active');
  tellRestored({ core, actor, board, item }, before);
}

export function moveToGroup(core: Core, actor: Actor, board: BoardDoc, item: ItemDoc, groupId: string): void {
  assertActive(item);
  const target = groupOf(board, groupId);
  const source = item.groupId;
  if (source === target.id) return;
  item.groupId = target.id;
  item.position = lastPosition(core);
  touch(core, actor, item);
  core.tables.items.set(item);
  core.tables.reorder(board.id);
  tellMoved({ core, actor, board, item }, source);
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
  tellCreated({ core, actor, board, item });
}

function setState(core: Core, actor: Actor, item: ItemDoc, state: State): void {
  if (item.state === 'active') core.tables.count(item.boardId, -1);
  if (state === 'active') core.tables.count(item.boardId, 1);
  item.state = state;
  touch(core, actor, item);
  core.tables.items.set(item);
  core.tables.reorder(item.boardId);
}

function touch(core: Core, actor: Actor, item: ItemDoc): void {
  item.updatedAt = core.world.clock.now();
  item.updaterId = actor.person.mondayId;
}

const newItemId = (core: Core): string => String(core.world.ids.next('monday.item', 8_400_000_001));

/** Archived and deleted items take no writes. */
function assertActive(item: ItemDoc): void {
  if (item.state !== 'active') throw notFound('Item', item.id);
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
