/** Boards, groups and items that are made from others. */
import { isObject } from '../../columns/kind.ts';
import { invalidArgument } from '../../http/errors.ts';
import { boardFor } from '../../state/board.ts';
import { createBoard } from '../../state/boards.ts';
import { createGroup, groupOf } from '../../state/groups.ts';
import { createItem, duplicateItem, moveToGroup, retireItem } from '../../state/items.ts';
import type { BoardDoc, ItemDoc } from '../../state/model.ts';
import { folderFor, placeIn } from '../../state/places.ts';
import { createUpdate } from '../../state/updates.ts';
import { viewGroup } from '../board.ts';
import { itemAnywhere } from '../mutations.ts';
import { type Args, needed, type Resolvers, stringArg, type Turn } from '../turn.ts';

export const copyResolvers: Resolvers = {
  Mutation: {
    duplicate_board: (_: unknown, args: Args, turn: Turn) => ({ board: copyBoard(args, turn), is_async: false }),
    duplicate_group: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      const source = groupOf(board, needed(args, 'group_id'));
      const copy = createGroup(core, actor, board, {
        title: stringArg(args, 'group_title') ?? `Duplicate of ${source.title}`,
        color: source.color,
        relativeTo: args.add_to_top === true ? null : source.id,
        after: true,
      });
      const items = core.tables.orderedItems(board).filter((item) => item.groupId === source.id && item.state === 'active');
      for (const item of items) moveToGroup(core, actor, board, duplicateItem(core, actor, board, item), copy.id);
      return viewGroup(board, copy);
    },
    move_item_to_board: (_: unknown, args: Args, turn: Turn) => moveAcross(args, turn),
  },
};

function copyBoard(args: Args, { core, actor }: Turn): BoardDoc {
  const source = boardFor(core, actor, needed(args, 'board_id'));
  const folder = stringArg(args, 'folder_id');
  const workspace = stringArg(args, 'workspace_id');
  const copy = createBoard(core, actor, {
    name: stringArg(args, 'board_name') ?? `Duplicate of ${source.name}`,
    kind: source.kind,
    description: source.description,
    workspaceId: workspace === null ? source.workspaceId : placeIn(core, actor, workspace),
    folderId: folder === null ? null : folderFor(core, actor, folder).id,
    owners: [],
    subscribers: args.keep_subscribers === true ? source.subscribers : [],
    empty: true,
  });
  // Subitems stay behind: their column names a board that isn't this one's.
  copy.columns = structuredClone(source.columns.filter((column) => column.type !== 'subtasks'));
  copy.groups = structuredClone(source.groups.filter((group) => group.state === 'active'));
  core.tables.boards.set(copy.id, copy);
  if (args.duplicate_type === 'duplicate_board_with_structure') return copy;
  for (const item of core.tables.orderedItems(source).filter((one) => one.state === 'active')) {
    const made = createItem(core, actor, copy, {
      name: item.name,
      groupId: item.groupId,
      values: {},
      createLabels: false,
      relativeTo: null,
      after: true,
    });
    made.values = structuredClone(item.values);
    core.tables.items.set(made);
    if (args.duplicate_type !== 'duplicate_board_with_pulses_and_updates') continue;
    for (const update of [...core.tables.updates.of(item.id)].sort((a, b) => Number(a.id) - Number(b.id))) {
      createUpdate(core, actor, copy, made, update.body);
    }
  }
  return copy;
}

/** The item leaves its board and is a new one on the other: the API answers it with a new id where boards differ in columns. */
function moveAcross(args: Args, turn: Turn): ItemDoc {
  const { core, actor } = turn;
  const { board: source, item } = itemAnywhere(needed(args, 'item_id'), turn);
  const target = boardFor(core, actor, needed(args, 'board_id'));
  const groupId = groupOf(target, needed(args, 'group_id')).id;
  if (source.id === target.id) {
    moveToGroup(core, actor, source, item, groupId);
    return item;
  }
  const given = Array.isArray(args.columns_mapping) ? args.columns_mapping.filter(isObject) : [];
  const targetOf = (columnId: string): string | undefined => {
    const mapped = given.find((pair) => pair.source === columnId);
    if (mapped) return typeof mapped.target === 'string' ? mapped.target : undefined;
    return given.length === 0 ? columnId : undefined;
  };
  const moved = createItem(core, actor, target, {
    name: item.name,
    groupId,
    values: {},
    createLabels: false,
    relativeTo: null,
    after: true,
  });
  for (const [columnId, value] of Object.entries(item.values)) {
    const id = targetOf(columnId);
    const from = source.columns.find((column) => column.id === columnId);
    const to = target.columns.find((column) => column.id === id);
    if (id !== undefined && given.length > 0 && !to)
      throw invalidArgument('The target column does not exist on the board', { column_id: id });
    if (to && from?.type === to.type) moved.values[to.id] = structuredClone(value);
  }
  core.tables.items.set(moved);
  retireItem(core, actor, source, item, 'deleted');
  return moved;
}
