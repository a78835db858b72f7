import type { Core } from '../core.ts';
import { invalidArgument } from '../http/errors.ts';
import type { ItemDoc } from '../state/model.ts';
import { parentKey } from '../state/tables.ts';
import { badValue, type Cell, type ColumnKind, idIn, isObject, stored, updatedAt } from './kind.ts';

/** Connected items. `value` and `text` are null since API 2025-04: only the typed fields show what is linked. */
export const boardRelation: ColumnKind = {
  type: 'board_relation',
  typename: 'BoardRelationValue',
  idPrefix: 'board_relation',
  eventType: 'board-relation',
  settings: (defaults) => {
    const boards = [defaults.boardIds, defaults.board_ids, [defaults.boardId]].find((list) => Array.isArray(list)) ?? [];
    return {
      allowCreateReflectionColumn: false,
      ...defaults,
      boardIds: boards
        .map(idIn)
        .filter((id) => id !== null)
        .map(Number),
    };
  },
  write: (input, site) => {
    const list = isObject(input) ? (input.item_ids ?? input.linkedPulseIds) : undefined;
    if (!Array.isArray(list) || (isObject(input) && input.item_ids === undefined)) throw badValue(site, input);
    const ids = list.map(idIn);
    const boards = Array.isArray(site.column.settings.boardIds) ? site.column.settings.boardIds.map(String) : [];
    for (const id of ids) {
      const item = id === null ? undefined : site.core.tables.items.get(id);
      if (!item || item.state === 'deleted') throw badValue(site, input);
      if (!boards.includes(item.boardId))
        throw invalidArgument('Link to item is not allowed: the board is not connected by this column', {
          column_id: site.column.id,
          item_id: id,
        });
    }
    const unique = [...new Set(ids)];
    return unique.length === 0 ? undefined : { linkedPulseIds: unique.map((id) => ({ linkedPulseId: Number(id) })), changed_at: site.now };
  },
  text: () => null,
  value: () => null,
  event: (value) => (isObject(value) ? { linkedPulseIds: value.linkedPulseIds } : value),
  fields: {
    linked_item_ids: (cell, core) => linkedItems(cell, core).map((item) => item.id),
    linked_items: linkedItems,
    display_value: (cell, core) =>
      linkedItems(cell, core)
        .map((item) => item.name)
        .join(', '),
    updated_at: updatedAt,
  },
  terms: (cell, core) => (cell.stored === undefined ? [''] : linkedItems(cell, core).map((item) => item.id)),
};

/** Read-only and always empty here: the column can stand on a board, but nothing is mirrored. */
export const mirror: ColumnKind = {
  type: 'mirror',
  typename: 'MirrorValue',
  idPrefix: 'lookup',
  eventType: 'lookup',
  text: () => null,
  value: () => null,
  fields: { display_value: () => '', mirrored_items: () => [] },
};

export const subtasks: ColumnKind = {
  type: 'subtasks',
  typename: 'SubtasksValue',
  idPrefix: 'subtasks',
  eventType: 'subtasks',
  text: () => null,
  value: () => null,
  fields: {
    subitems: subitemsOf,
    subitems_ids: (cell, core) => subitemsOf(cell, core).map((item) => item.id),
    display_value: (cell, core) =>
      subitemsOf(cell, core)
        .map((item) => item.name)
        .join(', '),
  },
};

export const dependency: ColumnKind = {
  ...boardRelation,
  type: 'dependency',
  typename: 'DependencyValue',
  idPrefix: 'dependent_on',
  eventType: 'dependency',
  settings: (defaults) => defaults,
  fields: {
    ...boardRelation.fields,
    dependency_links: (cell, core) =>
      linkedItems(cell, core).map((item) => ({ dependency_type: null, lag: null, linked_item_id: item.id })),
  },
  write: (input, site) => boardRelation.write?.(input, { ...site, column: { ...site.column, settings: { boardIds: [site.board.id] } } }),
};

/** Archived and deleted items drop out of what a connected column shows. */
function linkedItems(cell: Cell, core: Core): ItemDoc[] {
  const links = stored(cell).linkedPulseIds;
  if (!Array.isArray(links)) return [];
  const items = links.map((entry) => core.tables.items.get(String((entry as { linkedPulseId: number }).linkedPulseId)));
  return items.filter((item) => item !== undefined).filter((item) => item.state === 'active');
}

function subitemsOf(cell: Cell, core: Core): ItemDoc[] {
  return core.tables.items
    .of(parentKey(cell.item.id))
    .filter((item) => item.state === 'active')
    .sort((a, b) => a.position - b.position);
}
