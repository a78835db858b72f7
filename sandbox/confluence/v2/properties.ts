import { type Answer, type Call, ok } from '../core.ts';
import { badRequest, conflict, notFound } from '../http/errors.ts';
import { bodyOf, idIn, isRecord, optionalText, text } from '../http/input.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import type { PropertyDoc } from '../state/model.ts';
import { pageById, showVersion, stamp } from '../state/pages.ts';
import { pick } from '../state/tables.ts';

const VALUE_BYTES = 32 * 1024;
const read = ['read:page:confluence', 'read:confluence-props'];
const write = ['write:page:confluence', 'write:confluence-props'];
const PATH = '/wiki/api/v2/pages/{page-id}/properties';

export const propertyRoutes: readonly Route[] = [
  { method: 'GET', template: PATH, operation: 'getPageContentProperties', scopes: read, run: list },
  { method: 'POST', template: PATH, operation: 'createPageProperty', scopes: write, run: create },
  {
    method: 'GET',
    template: `${PATH}/{property-id}`,
    operation: 'getPageContentPropertiesById',
    scopes: read,
    run: (call) => ok(showProperty(property(call))),
  },
  { method: 'PUT', template: `${PATH}/{property-id}`, operation: 'updatePagePropertyById', scopes: write, run: update },
  { method: 'DELETE', template: `${PATH}/{property-id}`, operation: 'deletePagePropertyById', scopes: write, run: remove },
];

export const showProperty = (property: PropertyDoc) => ({
  id: property.id,
  key: property.key,
  value: property.value,
  version: showVersion(property.version),
});

export function propertiesOf(call: Call, pageId: string): PropertyDoc[] {
  return pick(call.core.tables.properties, (one) => one.pageId === pageId);
}

function property(call: Call): PropertyDoc {
  const page = pageById(call, idIn(call, 'page-id'));
  const found = call.core.tables.properties.get(idIn(call, 'property-id'));
  if (!found || found.pageId !== page.id) throw notFound();
  return found;
}

function list(call: Call): Answer {
  const page = pageById(call, idIn(call, 'page-id'));
  const key = call.query.get('key');
  const found = propertiesOf(call, page.id).filter((one) => key === null || one.key === key);
  return paged(call, found, { key: (one) => one.key, id: (one) => one.id, descending: call.query.get('sort') === '-key' }, showProperty);
}

/** One key once for each page. */
export function addProperty(call: Call, pageId: string, key: string, value: unknown): PropertyDoc {
  checkValue(value);
  if (key === '' || key.length > 255) throw badRequest("'key' must have between 1 and 255 characters");
  if (propertiesOf(call, pageId).some((one) => one.key === key))
    throw conflict(`A property with key '${key}' already exists on this content`);
  const made: PropertyDoc = {
    id: String(call.core.world.ids.next('confluence.property', 9001)),
    pageId,
    key,
    value,
    version: stamp(call, 1),
  };
  call.core.tables.properties.set(made.id, made);
  return made;
}

/** A new version must be the current one plus one. */
export function setProperty(call: Call, known: PropertyDoc, value: unknown, number: unknown, message: string): PropertyDoc {
  checkValue(value);
  if (number !== known.version.number + 1)
    throw conflict(
      `Version must be incremented when updating a property. Current Version: [${known.version.number}]. Provided version: [${String(number)}]`,
    );
  const next = { ...known, value, version: { ...stamp(call, known.version.number + 1), message } };
  call.core.tables.properties.set(known.id, next);
  return next;
}

function create(call: Call): Answer {
  const page = pageById(call, idIn(call, 'page-id'));
  const body = bodyOf(call);
  return ok(showProperty(addProperty(call, page.id, text(body, 'key'), body.value)));
}

function update(call: Call): Answer {
  const known = property(call);
  const body = bodyOf(call);
  const version = isRecord(body.version) ? body.version : {};
  if (optionalText(body, 'key') !== undefined && text(body, 'key') !== known.key) throw badRequest("'key' cannot be changed");
  return ok(showProperty(setProperty(call, known, body.value, version.number, optionalText(version, 'message') ?? '')));
}

function remove(call: Call): Answer {
  call.core.tables.properties.delete(property(call).id);
  return { status: 204, body: null };
}

function checkValue(value: unknown): void {
  if (value === undefined) throw badRequest("'value' is required");
  if (Buffer.byteLength(JSON.stringify(value)) > VALUE_BYTES) throw badRequest(`'value' must not be larger than ${VALUE_BYTES} bytes`);
}
