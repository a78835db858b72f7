/** The rest of the first API that clients still call: spaces, people, content properties by key. */
import { type Answer, type Call, ok } from '../core.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { bodyOf, isRecord, optionalText, text } from '../http/input.ts';
import type { Route } from '../http/router.ts';
import type { PropertyDoc } from '../state/model.ts';
import { pageById } from '../state/pages.ts';
import { spaceByKey, spacesOf } from '../state/space-lookup.ts';
import { createSpace } from '../state/spaces.ts';
import { addProperty, propertiesOf, setProperty } from '../v2/properties.ts';
import { listed, showSpace, showUser, showVersion } from './shape.ts';

const spaceRead = ['read:space:confluence', 'read:confluence-space.summary'];
const spaceWrite = ['write:space:confluence', 'write:confluence-space'];
const user = ['read:user:confluence', 'read:confluence-user', 'read:page:confluence'];
const propertyRead = ['read:page:confluence', 'read:confluence-props'];
const propertyWrite = ['write:page:confluence', 'write:confluence-props'];
const SPACE = '/wiki/rest/api/space';
const PROPERTY = '/wiki/rest/api/content/{id}/property';

export const moreRoutes: readonly Route[] = [
  { method: 'GET', template: SPACE, operation: 'getSpaces', scopes: spaceRead, run: spaces },
  { method: 'POST', template: SPACE, operation: 'createSpace', scopes: spaceWrite, run: newSpace },
  {
    method: 'GET',
    template: `${SPACE}/{key}`,
    operation: 'getSpace',
    scopes: spaceRead,
    run: (call) => ok(showSpace(call, spaceByKey(call, call.params.key ?? '')), 1),
  },
  {
    method: 'GET',
    template: '/wiki/rest/api/user/current',
    operation: 'getCurrentUser',
    scopes: user,
    run: (call) => ok(showUser(call, call.caller.person.atlassianId)),
  },
  { method: 'GET', template: '/wiki/rest/api/user', operation: 'getUser', scopes: user, run: person },
  { method: 'GET', template: PROPERTY, operation: 'getContentProperties', scopes: propertyRead, run: properties },
  { method: 'POST', template: PROPERTY, operation: 'createContentProperty', scopes: propertyWrite, run: newProperty },
  {
    method: 'GET',
    template: `${PROPERTY}/{key}`,
    operation: 'getContentProperty',
    scopes: propertyRead,
    run: (call) => ok(showProperty(call, propertyOf(call))),
  },
  { method: 'PUT', template: `${PROPERTY}/{key}`, operation: 'updateContentProperty', scopes: propertyWrite, run: changeProperty },
  { method: 'DELETE', template: `${PROPERTY}/{key}`, operation: 'deleteContentProperty', scopes: propertyWrite, run: removeProperty },
];

function spaces(call: Call): Answer {
  const keys = call.query.getAll('spaceKey').flatMap((one) => one.split(','));
  const found = spacesOf(call).filter((space) => keys.length === 0 || keys.includes(space.key));
  return ok(
    listed(
      call,
      found.map((space) => showSpace(call, space)),
    ),
    found.length,
  );
}

function newSpace(call: Call): Answer {
  const body = bodyOf(call);
  const plain = isRecord(body.description) && isRecord(body.description.plain) ? (optionalText(body.description.plain, 'value') ?? '') : '';
  return ok(showSpace(call, createSpace(call, { key: text(body, 'key'), name: text(body, 'name'), description: plain })));
}

function person(call: Call): Answer {
  const id = call.query.get('accountId');
  if (id === null) throw badRequest('accountId is required');
  const known = call.core.world.people.all().find((one) => one.atlassianId === id && one.accountId === call.site.accountId);
  if (!known) throw notFound();
  return ok(showUser(call, known.atlassianId), 2);
}

function showProperty(call: Call, property: PropertyDoc) {
  return {
    id: property.id,
    key: property.key,
    value: property.value,
    version: showVersion(call, property.version),
    _links: { self: `${call.site.url}/wiki/rest/api/content/${property.pageId}/property/${property.key}` },
  };
}

function properties(call: Call): Answer {
  const page = pageById(call, call.params.id ?? '');
  return ok(
    listed(
      call,
      propertiesOf(call, page.id).map((one) => showProperty(call, one)),
      10,
    ),
  );
}

function propertyOf(call: Call): PropertyDoc {
  const page = pageById(call, call.params.id ?? '');
  const found = propertiesOf(call, page.id).find((one) => one.key === call.params.key);
  if (!found) throw notFound();
  return found;
}

function newProperty(call: Call): Answer {
  const page = pageById(call, call.params.id ?? '');
  const body = bodyOf(call);
  return ok(showProperty(call, addProperty(call, page.id, text(body, 'key'), body.value)));
}

function changeProperty(call: Call): Answer {
  const known = propertyOf(call);
  const body = bodyOf(call);
  const version = isRecord(body.version) ? body.version : {};
  return ok(showProperty(call, setProperty(call, known, body.value, version.number, optionalText(version, 'message') ?? '')));
}

function removeProperty(call: Call): Answer {
  call.core.tables.properties.delete(propertyOf(call).id);
  return { status: 204, body: null };
}
