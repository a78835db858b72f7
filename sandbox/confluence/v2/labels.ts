import type { Answer, Call } from '../core.ts';
import { ids, list as listIn } from '../http/input.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import type { LabelDoc } from '../state/model.ts';
import { pageById, visiblePages } from '../state/pages.ts';
import { spaceById } from '../state/space-lookup.ts';
import { pick } from '../state/tables.ts';

const read = ['read:label:confluence', 'read:confluence-content.summary'];

/** Labels are only read here: the second API has no call that sets one. */
export const labelRoutes: readonly Route[] = [
  { method: 'GET', template: '/wiki/api/v2/labels', operation: 'getLabels', scopes: read, run: all },
  { method: 'GET', template: '/wiki/api/v2/pages/{id}/labels', operation: 'getPageLabels', scopes: read, run: ofPage },
  { method: 'GET', template: '/wiki/api/v2/spaces/{id}/content/labels', operation: 'getSpaceContentLabels', scopes: read, run: ofSpace },
];

export const showLabel = (label: LabelDoc) => ({ id: label.id, name: label.name, prefix: label.prefix });

function listed(call: Call, labels: readonly LabelDoc[]): Answer {
  const prefixes = listIn(call, 'prefix');
  const found = labels.filter((one) => !prefixes || prefixes.includes(one.prefix));
  return paged(
    call,
    found,
    { key: (one) => Number(one.id), id: (one) => one.id, descending: call.query.get('sort')?.startsWith('-') ?? false },
    showLabel,
  );
}

function all(call: Call): Answer {
  const only = ids(call, 'label-id');
  return listed(
    call,
    pick(call.core.tables.labels, (one) => one.cloudId === call.site.cloudId && (!only || only.includes(one.id))),
  );
}

function ofPage(call: Call): Answer {
  return listed(call, labelsOf(call, pageById(call, call.params.id ?? '').labels));
}

function ofSpace(call: Call): Answer {
  const space = spaceById(call, call.params.id ?? '');
  const used = new Set(visiblePages(call, (page) => page.spaceId === space.id && page.status === 'current').flatMap((page) => page.labels));
  return listed(call, labelsOf(call, [...used]));
}

export function labelsOf(call: Call, labelIds: readonly string[]): LabelDoc[] {
  return labelIds.flatMap((id) => call.core.tables.labels.get(id) ?? []);
}
