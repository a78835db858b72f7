import { type Answer, type Call, iso, ok } from '../core.ts';
import { bodyOf, choice, flag, idIn, ids, isRecord, list as listIn, optionalText, text } from '../http/input.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import type { SpaceDoc } from '../state/model.ts';
import { spaceById, spacesOf } from '../state/space-lookup.ts';
import { createSpace } from '../state/spaces.ts';

const read = ['read:space:confluence', 'read:confluence-space.summary'];

export const spaceRoutes: readonly Route[] = [
  { method: 'GET', template: '/wiki/api/v2/spaces', operation: 'getSpaces', scopes: read, run: list },
  {
    method: 'POST',
    template: '/wiki/api/v2/spaces',
    operation: 'createSpace',
    scopes: ['write:space:confluence', 'write:confluence-space'],
    run: create,
  },
  { method: 'GET', template: '/wiki/api/v2/spaces/{id}', operation: 'getSpaceById', scopes: read, run: get },
];

function show(call: Call, space: SpaceDoc) {
  const format = choice(call, 'description-format', ['plain', 'view']);
  return {
    id: space.id,
    key: space.key,
    name: space.name,
    type: space.type,
    status: space.status,
    authorId: space.authorId,
    createdAt: iso(space.createdAt),
    homepageId: space.homepageId,
    description: format ? { [format]: { representation: format, value: space.description } } : null,
    icon: flag(call, 'include-icon') ? { path: '/images/logo/default-space-logo.svg', apiDownloadLink: '' } : null,
  };
}

function list(call: Call): Answer {
  const only = ids(call, 'ids');
  const keys = listIn(call, 'keys');
  const type = choice(call, 'type', ['global', 'collaboration', 'knowledge_base', 'personal']);
  const status = choice(call, 'status', ['current', 'archived']);
  const sort = choice(call, 'sort', ['id', '-id', 'key', '-key', 'name', '-name']) ?? 'id';
  const found = spacesOf(call).filter(
    (space) =>
      (!only || only.includes(space.id)) &&
      (!keys || keys.includes(space.key)) &&
      (!type || space.type === type) &&
      (!status || space.status === status),
  );
  const keyOf = (space: SpaceDoc) => (sort.endsWith('key') ? space.key : sort.endsWith('name') ? space.name : Number(space.id));
  const order = { key: keyOf, id: (space: SpaceDoc) => space.id, descending: sort.startsWith('-') };
  return paged(call, found, order, (space) => ({ ...show(call, space), _links: { webui: `/spaces/${space.key}` } }));
}

function get(call: Call): Answer {
  const space = spaceById(call, idIn(call));
  return ok({ ...show(call, space), _links: { base: `${call.site.url}/wiki` } }, 1);
}

function create(call: Call): Answer {
  const body = bodyOf(call);
  const description = isRecord(body.description) ? (optionalText(body.description, 'value') ?? '') : '';
  const name = text(body, 'name');
  const key =
    optionalText(body, 'key') ??
    optionalText(body, 'alias') ??
    name
      .replace(/[^A-Za-z0-9]/g, '')
      .toUpperCase()
      .slice(0, 10);
  const space = createSpace(call, { key, name, description });
  return { status: 201, body: { ...show(call, space), _links: { base: `${call.site.url}/wiki` } } };
}
