/** What log and webhooks say of an item's changes: the bodies that monday sends, member by member. */
import { record } from '../activity.ts';
import type { Change } from '../change.ts';
import type { Actor, Core } from '../core.ts';
import { eventsOf, type Writes } from './cells.ts';
import { groupOf } from './groups.ts';
import type { BoardDoc, GroupDoc, ItemDoc } from './model.ts';

export interface News {
  readonly core: Core;
  readonly actor: Actor;
  readonly board: BoardDoc;
  readonly item: ItemDoc;
}

export function tellCreated(news: News): void {
  const { board, item } = news;
  const group = groupOf(board, item.groupId);
  const columnValues = eventsOf(board, item);
  tell(news, 'create_pulse', {
    log: { group_name: group.title, group_color: group.color, column_values: columnValues },
    hook: {
      pulseId: Number(item.id),
      pulseName: item.name,
      groupId: group.id,
      groupName: group.title,
      groupColor: group.color,
      isTopGroup: isTop(board, group.id),
      columnValues,
    },
  });
}

export function tellRenamed(news: News, before: string): void {
  const { item } = news;
  const value = { name: item.name };
  const previous = { name: before };
  tell(news, 'update_name', {
    columnId: 'name',
    log: { column_id: 'name', column_type: 'name', column_title: 'Name', value, previous_value: previous },
    hook: { groupId: item.groupId, pulseId: Number(item.id), value, previousValue: previous },
  });
}

export function tellCells(news: News, writes: Writes): void {
  const { board, item } = news;
  for (const { column, kind, before, after, previous, value, texts } of writes.cells) {
    const columnType = kind.eventType;
    const index = column.type === 'status' ? ((after as { index?: number } | undefined)?.index ?? null) : undefined;
    tell(news, 'update_column_value', {
      columnId: column.id,
      ...(index === undefined ? {} : { statusIndex: index }),
      log: {
        column_id: column.id,
        column_type: columnType,
        column_title: column.title,
        value,
        previous_value: previous,
        textual_value: texts.after,
        previous_textual_value: texts.before,
        is_undo_action: null,
        is_column_with_hide_permissions: false,
      },
      hook: {
        groupId: item.groupId,
        pulseId: Number(item.id),
        pulseName: item.name,
        columnId: column.id,
        columnType,
        columnTitle: column.title,
        value: after === undefined ? null : value,
        // A people column that was empty says so with an object, the others with null.
        previousValue: before === undefined && column.type === 'people' ? {} : previous,
        changedAt: item.updatedAt / 1000,
        isTopGroup: isTop(board, item.groupId),
      },
    });
  }
}

export function tellRetired(news: News): void {
  const { item } = news;
  const event = item.state === 'archived' ? 'archive_pulse' : 'delete_pulse';
  tell(news, event, { log: {}, hook: { itemId: Number(item.id), itemName: item.name } });
}

/** `before`: what it was, in monday's numbers for states. */
export function tellRestored(news: News, before: 2 | 3): void {
  const { item } = news;
  const value = { state: 1, is_undo: true };
  tell(news, 'restore_pulse', {
    log: { value, previous_value: { state: before } },
    hook: { value, previousValue: { state: before }, itemId: Number(item.id), itemName: item.name },
  });
}

export function tellMoved(news: News, sourceId: string): void {
  const { board, item } = news;
  const source = board.groups.find((group) => group.id === sourceId);
  const target = groupOf(board, item.groupId);
  const destGroup = groupFacts(board, target);
  tell(news, 'move_pulse_into_group', {
    log: {
      source_group: source ? groupFacts(board, source) : { id: sourceId },
      dest_group: destGroup,
      pulse: { id: Number(item.id), name: item.name },
    },
    hook: { pulseId: Number(item.id), sourceGroupId: sourceId, destGroupId: target.id, destGroup },
  });
}

function tell(news: News, event: string, facts: Pick<Change, 'columnId' | 'statusIndex' | 'log' | 'hook'>): void {
  const { core, actor, board, item } = news;
  const parent = item.parentId === null ? {} : { parentItemId: item.parentId, parentItemBoardId: board.parentBoardId };
  record(core, actor, {
    ...facts,
    event,
    entity: 'pulse',
    board,
    at: item.updatedAt,
    itemId: item.id,
    groupId: item.groupId,
    log: {
      board_id: Number(board.id),
      board_name: board.name,
      group_id: item.groupId,
      is_top_group: isTop(board, item.groupId),
      pulse_id: Number(item.id),
      pulse_name: item.name,
      ...facts.log,
    },
    hook: { ...facts.hook, ...parent },
  });
}

const isTop = (board: BoardDoc, groupId: string): boolean => board.groups.find((group) => group.state === 'active')?.id === groupId;

const groupFacts = (board: BoardDoc, group: GroupDoc): Record<string, unknown> => ({
  id: group.id,
  title: group.title,
  color: group.color,
  is_top_group: isTop(board, group.id),
});
