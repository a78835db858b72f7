import type { Answer, Call } from '../core.ts';
import { choice, choices, idIn, ids } from '../http/input.ts';
import { type Order, paged } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import type { PageDoc } from '../state/model.ts';
import { childrenOf, pageById, visiblePages } from '../state/pages.ts';
import { spaceById } from '../state/space-lookup.ts';
import { bulkFormat, showBulk } from './page-shape.ts';

const read = ['read:page:confluence', 'read:confluence-content.all'];

export const pageListRoutes: readonly Route[] = [
  { method: 'GET', template: '/wiki/api/v2/pages', operation: 'getPages', scopes: read, run: pages },
  { method: 'GET', template: '/wiki/api/v2/spaces/{id}/pages', operation: 'getPagesInSpace', scopes: read, run: inSpace },
  { method: 'GET', template: '/wiki/api/v2/labels/{id}/pages', operation: 'getLabelPages', scopes: read, run: withLabel },
  { method: 'GET', template: '/wiki/api/v2/pages/{id}/children', operation: 'getChildPages', scopes: read, run: children },
  { method: 'GET', template: '/wiki/api/v2/pages/{id}/ancestors', operation: 'getPageAncestors', scopes: read, run: ancestors },
];

const sorts = ['id', '-id', 'created-date', '-created-date', 'modified-date', '-modified-date', 'title', '-title'] as const;

function orderOf(call: Call): Order<PageDoc> {
  const asked = choice(call, 'sort', sorts) ?? 'id';
  const keys: Record<string, (page: PageDoc) => string | number> = {
    id: (page) => Number(page.id),
    'created-date': (page) => page.createdAt,
    'modified-date': (page) => page.version.createdAt,
    title: (page) => page.title.toLowerCase(),
  };
  return { key: keys[asked.replace(/^-/, '')] ?? ((page) => Number(page.id)), id: (page) => page.id, descending: asked.startsWith('-') };
}

function listed(call: Call, fits: (page: PageDoc) => boolean): Answer {
  const statuses = choices(call, 'status', ['current', 'archived', 'deleted', 'trashed']) ?? ['current', 'archived'];
  const title = call.query.get('title');
  const format = bulkFormat(call);
  const found = visiblePages(
    call,
    (page) => statuses.some((status) => status === page.status) && (title === null || page.title === title) && fits(page),
  );
  return paged(call, found, orderOf(call), (page) => showBulk(call, page, format));
}

function pages(call: Call): Answer {
  const only = ids(call, 'id');
  const spaces = ids(call, 'space-id', 100);
  const wanted = only && new Set(only);
  return listed(call, (page) => (!wanted || wanted.has(page.id)) && (!spaces || spaces.includes(page.spaceId)));
}

function inSpace(call: Call): Answer {
  const space = spaceById(call, idIn(call));
  const root = choice(call, 'depth', ['all', 'root']) === 'root';
  return listed(call, (page) => page.spaceId === space.id && (!root || page.parentId === null || page.parentId === space.homepageId));
}

function withLabel(call: Call): Answer {
  const label = idIn(call);
  const spaces = ids(call, 'space-id', 100);
  return listed(call, (page) => page.labels.includes(label) && (!spaces || spaces.includes(page.spaceId)));
}

function children(call: Call): Answer {
  const parent = pageById(call, idIn(call));
  const order: Order<PageDoc> = { key: (page) => page.position, id: (page) => page.id };
  return paged(call, childrenOf(call, parent.id), order, (page) => ({
    id: page.id,
    status: page.status,
    title: page.title,
    spaceId: page.spaceId,
    childPosition: page.position,
  }));
}

function ancestors(call: Call): Answer {
  const up: { id: string; type: string; depth: number }[] = [];
  for (let page: PageDoc | undefined = pageById(call, idIn(call)); page?.parentId; page = call.core.tables.pages.get(page.parentId)) {
    up.push({ id: page.parentId, type: 'page', depth: -up.length });
  }
  return paged(call, up, { key: (one) => one.depth, id: (one) => one.id }, ({ id, type }) => ({ id, type }));
}
