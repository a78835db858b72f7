/**
 * monday.com as a played vendor: `POST /v2`, a true subset of its GraphQL API (`schema.graphql`), over the world's store.
 * The way of a request: token, limits, GraphQL, idempotency, execution, commit, webhooks, answer.
 */
import type { Caller, Person, Vendor, World } from '../world/world.ts';
import { bulkCaller, bulkOperation, isBulkPath } from './bulk/files.ts';
import type { Actor, Core } from './core.ts';
import { type PlayedSchema, playedSchemas } from './graph/schema.ts';
import { boardsWritten } from './http/boards-written.ts';
import type { Operation } from './http/complexity.ts';
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
    describe(request, body) {
      const caller = callerOf(core, request);
      if (isBulkPath(new URL(request.url).pathname))
        return { service: 'monday', operations: [bulkOperation(request.method)], caller: bulkCaller(core, request) };
      const operation = operationIn(parts, request, body);
      return {
        service: 'monday',
        operations: operation ? [...new Set(rootFields(operation))] : [],
        caller: caller?.label ?? 'unknown',
        ...(operation && caller && { writes: boardsWritten(core, caller.person.accountId, operation) }),
      };
    },
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

function callerOf(core: Core, request: Request): Caller | undefined {
  const token = tokenOf(request);
  const caller = token === null ? undefined : core.world.people.byToken('monday', token);
  return caller === 'expired' ? undefined : caller;
}

/** What the request asks to run; undefined when it can't be read. */
function operationIn({ schemaOf }: Parts, request: Request, body: string): Operation | undefined {
  try {
    const asked = readRequest(request.headers.get('content-type'), body);
    return operationOf(schemaOf(versionFor(request.headers.get('api-version'))).prepare(asked.query).document, asked);
  } catch (error) {
    if (error instanceof MondayError) return undefined;
    throw error;
  }
}
