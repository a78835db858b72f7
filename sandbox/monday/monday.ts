/**
 * monday.com as a played vendor: `POST /v2`, a true subset of its GraphQL API (`schema.graphql`), over the world's store.
 * The way of a request: token, limits, GraphQL, idempotency, execution, commit, webhooks, answer.
 */
import type { Caller, Person, Vendor, World } from '../world/world.ts';
import { bulkCaller, bulkOperation, isBulkPath } from './bulk/files.ts';
import type { Actor, Core } from './core.ts';
import { type PlayedSchema, playedSchemas } from './graph/schema.ts';
import { MondayError, notFound } from './http/errors.ts';
import { exchange, type Parts } from './http/exchange.ts';
import { operationOf, rootFields } from './http/execute.ts';
import { openIdempotency } from './http/idempotency.ts';
import { openMeters } from './http/limits.ts';
import { readRequest, tokenOf } from './http/request.ts';
import { versionFor } from './http/versions.ts';
import type { MondayOptions } from './options.ts';
import { anyBoard } from './state/board.ts';
import { restoreItem } from './state/items.ts';
import { openTables } from './state/tables.ts';
import { flush } from './webhooks.ts';

export interface Monday extends Vendor {
  /** Takes an item back from archive or trash, as people do in monday's own pages (the API has no call for it). */
  restore(person: Person, itemId: string): Promise<void>;
}

export function createMonday(world: World, options: MondayOptions): Monday {
  const core: Core = { world, options, tables: openTables(world.store) };
  const meters = openMeters(core);
  const parts: Parts = { core, meters, schemaOf: sharedSchemas(), idempotency: openIdempotency(core) };
  return {
    service: 'monday',
    owns: (pathname) => pathname === '/v2' || pathname.startsWith('/v2/') || isBulkPath(pathname),
    handle: (request) => exchange(parts, request),
    describe: (request, body) => ({ service: 'monday', operations: operationsIn(parts, request, body), caller: callerOf(core, request) }),
    async restore(person, itemId) {
      const actor = actorFor({ person, app: null, label: person.id, scopes: [] });
      const item = core.tables.items.get(itemId);
      if (!item) throw notFound('Item', itemId);
      restoreItem(core, actor, anyBoard(core, actor, item.boardId), item);
      world.store.commit();
      await flush(core, actor);
    },
  };
}

let shared: ((version: string) => PlayedSchema) | undefined;

/** The schemas and their parsed queries know nothing of any world: made once a process, which may play thousands. */
function sharedSchemas(): (version: string) => PlayedSchema {
  shared ??= playedSchemas();
  return shared;
}

const actorFor = (caller: Caller): Actor => ({ ...caller, outbox: [] });

function callerOf(core: Core, request: Request): string {
  if (isBulkPath(new URL(request.url).pathname)) return bulkCaller(core, request);
  const token = tokenOf(request);
  const caller = token === null ? undefined : core.world.people.byToken('monday', token);
  return caller === undefined || caller === 'expired' ? 'unknown' : caller.label;
}

/** Root fields of the request; none when it can't be read. */
function operationsIn({ schemaOf }: Parts, request: Request, body: string): readonly string[] {
  if (isBulkPath(new URL(request.url).pathname)) return [bulkOperation(request.method)];
  try {
    const asked = readRequest(request.headers.get('content-type'), body);
    const operation = operationOf(schemaOf(versionFor(request.headers.get('api-version'))).prepare(asked.query).document, asked);
    return operation ? [...new Set(rootFields(operation))] : [];
  } catch (error) {
    if (error instanceof MondayError) return [];
    throw error;
  }
}
