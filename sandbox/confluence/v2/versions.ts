import { type Answer, type Call, ok } from '../core.ts';
import { notFound } from '../http/errors.ts';
import { idIn } from '../http/input.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import { pageById, showVersion } from '../state/pages.ts';
import { pick } from '../state/tables.ts';
import { bulkFormat, showBody } from './page-shape.ts';

const read = ['read:page:confluence', 'read:confluence-content.all'];

export const versionRoutes: readonly Route[] = [
  { method: 'GET', template: '/wiki/api/v2/pages/{id}/versions', operation: 'getPageVersions', scopes: read, run: list },
  {
    method: 'GET',
    template: '/wiki/api/v2/pages/{page-id}/versions/{version-number}',
    operation: 'getPageVersionDetails',
    scopes: read,
    run: details,
  },
];

/** Newest first unless asked otherwise. */
function list(call: Call): Answer {
  const page = pageById(call, idIn(call));
  const format = bulkFormat(call);
  const versions = pick(call.core.tables.versions, (one) => one.pageId === page.id);
  const order = {
    key: (one: (typeof versions)[number]) => one.number,
    id: (one: (typeof versions)[number]) => String(one.number),
    descending: call.query.get('sort') !== 'modified-date',
  };
  return paged(call, versions, order, (one) => ({
    ...showVersion(one),
    page: { id: page.id, title: one.title, body: showBody(one.body, format) },
  }));
}

function details(call: Call): Answer {
  const page = pageById(call, idIn(call, 'page-id'));
  const number = Number(idIn(call, 'version-number'));
  const { versions } = call.core.tables;
  const found = versions.get(`${page.id}/${number}`);
  if (!found) throw notFound();
  return ok({
    ...showVersion(found),
    contentTypeModified: false,
    collaborators: [found.authorId],
    ...(number > 1 ? { prevVersion: number - 1 } : {}),
    ...(versions.get(`${page.id}/${number + 1}`) ? { nextVersion: number + 1 } : {}),
  });
}
