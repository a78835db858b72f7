import { type Answer, type Call, ok } from '../core.ts';
import { badRequest, conflict, notFound } from '../http/errors.ts';
import { bodyOf, choices, flag, idIn, isRecord, optionalText, text } from '../http/input.ts';
import type { Route } from '../http/router.ts';
import type { PageDoc } from '../state/model.ts';
import { createPage, pageById, purgePage, showVersion, trashPage, updatePage } from '../state/pages.ts';
import { pick } from '../state/tables.ts';
import { showLabel } from './labels.ts';
import { bodyIn } from './page-input.ts';
import { showSingle, singleFormat } from './page-shape.ts';
import { showProperty } from './properties.ts';

const INCLUDED = 50;

export const pageRoutes: readonly Route[] = [
  {
    method: 'POST',
    template: '/wiki/api/v2/pages',
    operation: 'createPage',
    scopes: ['write:page:confluence', 'write:confluence-content'],
    run: create,
  },
  {
    method: 'GET',
    template: '/wiki/api/v2/pages/{id}',
    operation: 'getPageById',
    scopes: ['read:page:confluence', 'read:confluence-content.all'],
    run: get,
  },
  {
    method: 'PUT',
    template: '/wiki/api/v2/pages/{id}',
    operation: 'updatePage',
    scopes: ['write:page:confluence', 'write:confluence-content'],
    run: update,
  },
  {
    method: 'DELETE',
    template: '/wiki/api/v2/pages/{id}',
    operation: 'deletePage',
    scopes: ['delete:page:confluence', 'write:confluence-content'],
    run: remove,
  },
];

function create(call: Call): Answer {
  const body = bodyOf(call);
  const status = statusIn(body.status ?? 'current');
  const title = optionalText(body, 'title') ?? '';
  const rootLevel = flag(call, 'root-level');
  const parent = optionalText(body, 'parentId');
  if (rootLevel && parent !== undefined) throw badRequest("'parentId' must not be given when 'root-level' is true");
  const page = createPage(call, {
    spaceId: text(body, 'spaceId'),
    status,
    title,
    parentId: rootLevel ? null : parent,
    body: body.body === undefined ? '' : bodyIn(body.body),
    private: flag(call, 'private'),
  });
  return ok(showSingle(call, page, 'storage'));
}

function get(call: Call): Answer {
  const page = pageById(call, idIn(call));
  const wanted = choices(call, 'status', ['current', 'archived', 'trashed', 'deleted', 'historical', 'draft']);
  if (wanted && !wanted.some((status) => status === page.status)) throw notFound();
  if (page.status === 'draft' && !flag(call, 'get-draft') && !wanted?.includes('draft')) throw notFound();
  const shown = atVersion(call, page);
  const single = showSingle(call, shown, singleFormat(call));
  const { version, ...rest } = single;
  return ok({ ...rest, ...(flag(call, 'include-version', true) ? { version } : {}), ...included(call, page) }, 1);
}

/** The page as it was when a version is asked for. */
function atVersion(call: Call, page: PageDoc): PageDoc {
  const asked = call.query.get('version');
  if (asked === null || Number(asked) === page.version.number) return page;
  const then = call.core.tables.versions.get(`${page.id}/${asked}`);
  if (!then) throw notFound();
  const { pageId: _pageId, title, body, ...version } = then;
  return { ...page, title, body, version };
}

function included(call: Call, page: PageDoc): Record<string, unknown> {
  const { tables } = call.core;
  const parts: Record<string, unknown> = {};
  const add = (name: string, all: readonly unknown[], path = name) => {
    parts[name] = {
      results: all.slice(0, INCLUDED),
      meta: { hasMore: all.length > INCLUDED },
      _links: { self: `/wiki/api/v2/pages/${page.id}/${path}` },
    };
  };
  if (flag(call, 'include-labels')) add('labels', page.labels.flatMap((id) => tables.labels.get(id) ?? []).map(showLabel));
  if (flag(call, 'include-properties')) add('properties', pick(tables.properties, (one) => one.pageId === page.id).map(showProperty));
  if (flag(call, 'include-operations'))
    add(
      'operations',
      ['read', 'update', 'delete'].map((operation) => ({ operation, targetType: 'page' })),
    );
  if (flag(call, 'include-likes')) add('likes', [], 'likes/users');
  if (flag(call, 'include-versions'))
    add(
      'versions',
      pick(tables.versions, (one) => one.pageId === page.id)
        .map(showVersion)
        .reverse(),
    );
  if (flag(call, 'include-favorited-by-current-user-status')) parts.isFavoritedByCurrentUser = false;
  return parts;
}

function update(call: Call): Answer {
  const page = pageById(call, idIn(call));
  const body = bodyOf(call);
  if (text(body, 'id') !== page.id) throw badRequest("The 'id' in the body must be the one in the path");
  const version = isRecord(body.version) ? body.version : {};
  if (typeof version.number !== 'number') throw badRequest("'version.number' is required");
  if (page.status === 'archived') throw conflict('Content is archived and cannot be updated');
  const parentId = optionalText(body, 'parentId');
  const spaceId = optionalText(body, 'spaceId');
  const ownerId = optionalText(body, 'ownerId');
  const next = updatePage(call, page, {
    status: statusIn(text(body, 'status')),
    title: text(body, 'title'),
    body: bodyIn(body.body),
    number: version.number,
    message: optionalText(version, 'message') ?? '',
    ...(parentId === undefined ? {} : { parentId }),
    ...(spaceId === undefined ? {} : { spaceId }),
    ...(ownerId === undefined ? {} : { ownerId }),
  });
  return ok(showSingle(call, next, 'storage'));
}

function remove(call: Call): Answer {
  const page = pageById(call, idIn(call));
  if (flag(call, 'purge')) {
    if (page.status !== 'trashed') throw badRequest('Only trashed pages can be purged');
    purgePage(call, page);
  } else if (flag(call, 'draft')) {
    if (page.status !== 'draft') throw notFound();
    purgePage(call, page);
  } else trashPage(call, page);
  return { status: 204, body: null };
}

function statusIn(value: unknown): 'current' | 'draft' {
  if (value === 'current' || value === 'draft') return value;
  throw badRequest(`Provided value {${String(value)}} for 'status' is not valid. Valid values are: [current, draft]`);
}
