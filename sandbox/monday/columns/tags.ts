import type { Core } from '../core.ts';
import type { TagDoc } from '../state/model.ts';
import { badValue, type Cell, type ColumnKind, idIn, isObject, stored } from './kind.ts';

export const tags: ColumnKind = {
  type: 'tags',
  typename: 'TagsValue',
  idPrefix: 'tag',
  eventType: 'tag',
  write: (input, site) => {
    const list = isObject(input) ? input.tag_ids : undefined;
    if (!Array.isArray(list)) throw badValue(site, input);
    const ids = list.map(idIn);
    if (ids.some((id) => id === null || site.core.tables.tags.get(id)?.accountId !== site.board.accountId)) throw badValue(site, input);
    return ids.length === 0 ? undefined : { tag_ids: [...new Set(ids)].map(Number) };
  },
  text: (cell, core) =>
    tagsOf(cell, core)
      .map((tag) => tag.name)
      .join(', '),
  fields: { tag_ids: (cell, core) => tagsOf(cell, core).map((tag) => Number(tag.id)), tags: tagsOf },
  terms: (cell, core) => (cell.stored === undefined ? [''] : tagsOf(cell, core).map((tag) => tag.id)),
};

function tagsOf(cell: Cell, core: Core): TagDoc[] {
  const ids = stored(cell).tag_ids;
  return Array.isArray(ids) ? ids.map((id) => core.tables.tags.get(String(id))).filter((tag) => tag !== undefined) : [];
}
