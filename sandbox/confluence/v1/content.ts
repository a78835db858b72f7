/** Page calls of the first API, which many clients still make. */
import { type Answer, type Call, ok } from '../core.ts';
import { badRequest, ConfluenceError, notFound } from '../http/errors.ts';
import { bodyOf, isRecord, optionalText, text } from '../http/input.ts';
import type { Route } from '../http/router.ts';
import { childrenOf, createPage, pageById, purgePage, setStatus, trashPage, updatePage, visiblePages } from '../state/pages.ts';
import { spaceByKey } from '../state/space-lookup.ts';
import { storageOf } from '../v2/page-input.ts';
import { expansions, listed, showContent, showHistory } from './shape.ts';

const read = ['read:page:confluence', 'read:confluence-content.all', 'read:content-details:confluence'];
const write = ['write:page:confluence', 'write:confluence-content'];
const PATH = '/wiki/rest/api/content';

export const contentRoutes: readonly Route[] = [
  { method: 'GET', template: PATH, operation: 'getContent', scopes: read, run: gone(list) },
  { method: 'POST', template: PATH, operation: 'createContent', scopes: write, run: gone(create) },
  { method: 'GET', template: `${PATH}/{id}`, operation: 'getContentById', scopes: read, run: gone(get) },
  { method: 'PUT', template: `${PATH}/{id}`, operation: 'updateContent', scopes: write, run: gone(update) },
  {
    method: 'DELETE',
    template: `${PATH}/{id}`,
    operation: 'deleteContent',
    scopes: ['delete:page:confluence', ...write],
    run: gone(remove),
  },
  {
    method: 'GET',
    template: `${PATH}/{id}/history`,
    operation: 'getHistoryForContent',
    scopes: read,
    run: (call) => ok(showHistory(call, pageById(call, call.params.id ?? ''))),
  },
  { method: 'GET', template: `${PATH}/{id}/child/page`, operation: 'getContentChildrenByType', scopes: read, run: children },
];

function gone(run: (call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    if (call.core.options.v1ContentGone === true) throw new ConfluenceError(410, 'GONE', 'This deprecated endpoint has been removed.');
    return run(call);
  };
}

function list(call: Call): Answer {
  const key = call.query.get('spaceKey');
  const title = call.query.get('title');
  const statuses = (call.query.get('status') ?? 'current').split(',');
  const space = key === null ? null : spaceByKey(call, key);
  const expand = expansions(call);
  const found = visiblePages(
    call,
    (page) =>
      (statuses.includes('any') || statuses.includes(page.status)) &&
      (!space || page.spaceId === space.id) &&
      (title === null || page.title === title),
  );
  return ok(
    listed(
      call,
      found.map((page) => showContent(call, page, expand)),
    ),
    found.length,
  );
}

function create(call: Call): Answer {
  const body = bodyOf(call);
  if (body.type !== undefined && body.type !== 'page') throw badRequest(`Unsupported content type: ${String(body.type)}`);
  const spaceIn = isRecord(body.space) ? body.space : {};
  const parent = lastAncestor(body.ancestors);
  const spaceId = spaceIn.key === undefined ? text(spaceIn, 'id') : spaceByKey(call, text(spaceIn, 'key')).id;
  const page = createPage(call, {
    spaceId,
    status: body.status === 'draft' ? 'draft' : 'current',
    title: text(body, 'title'),
    parentId: parent,
    body: sentBody(body.body) ?? '',
  });
  return ok(showContent(call, page, new Set(['space', 'history', 'version', 'ancestors', 'body', 'body.storage', ...expansions(call)])));
}

function get(call: Call): Answer {
  const page = pageById(call, call.params.id ?? '');
  const wanted = (call.query.get('status') ?? 'current').split(',');
  if (!wanted.includes('any') && !wanted.includes(page.status)) throw notFound();
  const asked = expansions(call);
  return ok(showContent(call, page, call.query.has('expand') ? asked : new Set(['space', 'history', 'version', 'ancestors'])), 1);
}

function update(call: Call): Answer {
  const page = pageById(call, call.params.id ?? '');
  const body = bodyOf(call);
  const version = isRecord(body.version) ? body.version : {};
  if (typeof version.number !== 'number')
    throw badRequest('Must supply an incremented version when updating Content. No version supplied.');
  const parentId = lastAncestor(body.ancestors);
  const next = updatePage(call, page, {
    status: body.status === 'draft' ? 'draft' : 'current',
    title: optionalText(body, 'title') ?? page.title,
    body: sentBody(body.body) ?? page.body,
    number: version.number,
    message: optionalText(version, 'message') ?? '',
    minorEdit: version.minorEdit === true,
    ...(parentId === undefined ? {} : { parentId }),
  });
  return ok(showContent(call, next, new Set(['space', 'history', 'version', 'ancestors', 'body', 'body.storage'])));
}

/** A current page goes to the trash; with `status=trashed` a trashed one is purged. */
function remove(call: Call): Answer {
  const page = pageById(call, call.params.id ?? '');
  const status = call.query.get('status') ?? 'current';
  if (status === 'trashed' && page.status === 'trashed') purgePage(call, page);
  else if (status === 'draft' && page.status === 'draft') purgePage(call, page);
  else if (status === 'current' && page.status === 'archived') setStatus(call, page, 'trashed');
  else trashPage(call, page);
  return { status: 204, body: null };
}

function children(call: Call): Answer {
  const expand = expansions(call);
  const found = [...childrenOf(call, pageById(call, call.params.id ?? '').id)].sort((a, b) => a.position - b.position);
  return ok(
    listed(
      call,
      found.map((page) => showContent(call, page, expand)),
    ),
    found.length,
  );
}

function sentBody(sent: unknown): string | undefined {
  if (!isRecord(sent)) return undefined;
  const [format, value] = Object.entries(sent).find(([, one]) => isRecord(one)) ?? [];
  return isRecord(value) ? storageOf(value.representation ?? format, value.value) : undefined;
}

function lastAncestor(ancestors: unknown): string | undefined {
  const last: unknown = Array.isArray(ancestors) ? ancestors.at(-1) : undefined;
  return isRecord(last) ? text(last, 'id') : undefined;
}
