/** Root fields of mutations on boards, columns, groups, webhooks and tags. */
import { isObject } from '../columns/kind.ts';
import { isoSeconds } from '../core.ts';
import { invalidArgument, MondayError } from '../http/errors.ts';
import { assertOwns, boardChange, boardFor, saveBoard } from '../state/board.ts';
import { createColumn, deleteColumn, retitleColumn } from '../state/board-columns.ts';
import { createBoard } from '../state/boards.ts';
import { createGroup, groupOf, placeBeside } from '../state/groups.ts';
import { retireItem } from '../state/items.ts';
import type { BoardDoc, GroupDoc, State, TagDoc } from '../state/model.ts';
import { folderFor, placeIn } from '../state/places.ts';
import { createWebhook, deleteWebhook } from '../webhooks.ts';
import { viewGroup } from './board.ts';
import { jsonArg } from './mutations.ts';
import { type Args, listArg, needed, type Resolvers, stringArg, type Turn } from './turn.ts';

export const boardMutations: Resolvers = {
  Mutation: {
    create_board: (_: unknown, args: Args, { core, actor }: Turn) =>
      createBoard(core, actor, {
        name: needed(args, 'board_name'),
        kind: (stringArg(args, 'board_kind') ?? 'public') as 'public' | 'private' | 'share',
        description: stringArg(args, 'description'),
        workspaceId: placeIn(core, actor, stringArg(args, 'workspace_id')),
        folderId: stringArg(args, 'folder_id') === null ? null : folderFor(core, actor, needed(args, 'folder_id')).id,
        owners: listArg(args, 'board_owner_ids') ?? [],
        subscribers: listArg(args, 'board_subscriber_ids') ?? [],
        empty: args.empty === true,
      }),
    update_board: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      assertOwns(actor, board);
      const value = needed(args, 'new_value');
      const attribute = needed(args, 'board_attribute');
      if (attribute === 'name') board.name = value;
      else if (attribute === 'description') board.description = value;
      else if (attribute === 'communication') board.communication = value;
      boardChange(core, actor, board, attribute === 'name' ? 'board_name_changed' : 'board_changed', { attribute, value });
      return JSON.stringify({
        success: true,
        undo_data: {
          undo_record_id: core.world.ids.uuid(),
          action_type: 'modify_project',
          entity_type: 'Board',
          entity_id: board.id,
          count: 1,
        },
      });
    },
    archive_board: (_: unknown, args: Args, turn: Turn) => retireBoard(args, turn, 'archived'),
    delete_board: (_: unknown, args: Args, turn: Turn) => retireBoard(args, turn, 'deleted'),
    create_column: (_: unknown, args: Args, { core, actor }: Turn) => {
      const defaults = jsonArg(args.defaults, 'defaults');
      return createColumn(core, actor, boardFor(core, actor, needed(args, 'board_id')), {
        type: needed(args, 'column_type'),
        title: needed(args, 'title'),
        id: stringArg(args, 'id'),
        description: stringArg(args, 'description'),
        afterId: stringArg(args, 'after_column_id'),
        defaults: isObject(defaults) ? defaults : {},
      });
    },
    change_column_title: (_: unknown, args: Args, { core, actor }: Turn) =>
      retitleColumn(core, actor, boardFor(core, actor, needed(args, 'board_id')), needed(args, 'column_id'), needed(args, 'title')),
    change_column_metadata: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      const value = stringArg(args, 'value') ?? '';
      if (args.column_property !== 'description') return retitleColumn(core, actor, board, needed(args, 'column_id'), value);
      const column = board.columns.find((known) => known.id === needed(args, 'column_id'));
      if (column) column.description = value;
      saveBoard(core, board);
      return column;
    },
    delete_column: (_: unknown, args: Args, { core, actor }: Turn) =>
      deleteColumn(core, actor, boardFor(core, actor, needed(args, 'board_id')), needed(args, 'column_id')),
    create_group: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      const group = createGroup(core, actor, board, {
        title: needed(args, 'group_name'),
        color: stringArg(args, 'group_color'),
        relativeTo: stringArg(args, 'relative_to'),
        after: args.position_relative_method !== 'before_at',
      });
      return viewGroup(board, group);
    },
    update_group: (_: unknown, args: Args, { core, actor }: Turn) => {
      const board = boardFor(core, actor, needed(args, 'board_id'));
      const group = groupOf(board, needed(args, 'group_id'));
      changeGroup(board, group, needed(args, 'group_attribute'), needed(args, 'new_value'));
      core.tables.reorder(board.id);
      boardChange(core, actor, board, 'update_group', { group_id: group.id, group_title: group.title });
      return viewGroup(board, group);
    },
    archive_group: (_: unknown, args: Args, turn: Turn) => retireGroup(args, turn, 'archived'),
    delete_group: (_: unknown, args: Args, turn: Turn) => retireGroup(args, turn, 'deleted'),
    create_webhook: (_: unknown, args: Args, { core, actor }: Turn) => {
      const config = jsonArg(args.config, 'config');
      return createWebhook(core, actor, {
        board: boardFor(core, actor, needed(args, 'board_id')),
        event: needed(args, 'event'),
        url: needed(args, 'url'),
        config: isObject(config) ? config : {},
      });
    },
    delete_webhook: (_: unknown, args: Args, { core, actor }: Turn) => deleteWebhook(core, actor, needed(args, 'id')),
    create_or_get_tag: (_: unknown, args: Args, { core, actor }: Turn) => {
      const name = stringArg(args, 'tag_name') ?? '';
      const known = [...core.tables.tags.values()].find((tag) => tag.accountId === actor.person.accountId && tag.name === name);
      if (known) return known;
      const tag: TagDoc = {
        id: String(core.world.ids.next('monday.tag', 24_000_001)),
        accountId: actor.person.accountId,
        name,
        color: '#579bfc',
      };
      core.tables.tags.set(tag.id, tag);
      return tag;
    },
  },
};

function retireBoard(args: Args, { core, actor }: Turn, state: Exclude<State, 'active'>): unknown {
  const board = boardFor(core, actor, needed(args, 'board_id'));
  assertOwns(actor, board);
  board.state = state;
  boardChange(core, actor, board, state === 'archived' ? 'archive_board' : 'delete_board', {
    board_name: board.name,
    at: isoSeconds(core.world.clock.now()),
  });
  return board;
}

/** The group goes with all its items; a board keeps its last one. */
function retireGroup(args: Args, { core, actor }: Turn, state: Exclude<State, 'active'>): unknown {
  const board = boardFor(core, actor, needed(args, 'board_id'));
  const group = groupOf(board, needed(args, 'group_id'));
  if (board.groups.filter((known) => known.state === 'active').length === 1) {
    throw new MondayError('DeleteLastGroupException', 'Cannot delete the last group in the board', {
      status: 409,
      errorData: { group_id: group.id },
    });
  }
  for (const item of core.tables.orderedItems(board)) {
    if (item.groupId === group.id && item.state === 'active') retireItem(core, actor, board, item, state);
  }
  group.state = state;
  boardChange(core, actor, board, state === 'archived' ? 'archive_group' : 'delete_group', {
    group_id: group.id,
    group_title: group.title,
  });
  return viewGroup(board, group);
}

function changeGroup(board: BoardDoc, group: GroupDoc, attribute: string, value: string): void {
  if (attribute === 'title') group.title = value;
  else if (attribute === 'color') group.color = value;
  else if (attribute === 'position') moveGroup(board, group, Number(value));
  else moveGroup(board, group, placeBeside(board.groups, groupOf(board, value).id, attribute === 'relative_position_after'));
}

function moveGroup(board: BoardDoc, group: GroupDoc, position: number): void {
  if (!Number.isFinite(position)) throw invalidArgument('Group position is invalid', { group_id: group.id });
  group.position = position;
  board.groups.sort((a, b) => a.position - b.position);
}
