/**
 * Confluence Cloud as a played vendor: the second API's pages, spaces, properties, labels, versions and tasks, and what
 * clients still call of the first, over the world's store. The way of a request: address, login, scopes, limits, the
 * operation, commit, answer.
 */
import type { Person, Vendor, World } from '../world/world.ts';
import type { Answer, Call, Core } from './core.ts';
import { ConfluenceError, errorAnswer, gateway } from './http/errors.ts';
import { openMeters } from './http/limits.ts';
import { addressed, callerOf, login } from './http/login.ts';
import { createRouter, type Matched } from './http/router.ts';
import type { ConfluenceOptions } from './options.ts';
import type { PageDoc } from './state/model.ts';
import { setStatus } from './state/pages.ts';
import { openTables } from './state/tables.ts';
import { contentRoutes } from './v1/content.ts';
import { labelWriteRoutes } from './v1/labels.ts';
import { moreRoutes } from './v1/more.ts';
import { searchRoutes } from './v1/search.ts';
import { labelRoutes } from './v2/labels.ts';
import { pageListRoutes } from './v2/page-lists.ts';
import { pageRoutes } from './v2/pages.ts';
import { propertyRoutes } from './v2/properties.ts';
import { spaceRoutes } from './v2/spaces.ts';
import { taskRoutes } from './v2/tasks.ts';
import { userRoutes } from './v2/users.ts';
import { versionRoutes } from './v2/versions.ts';

export interface Confluence extends Vendor {
  /** Takes a page back from the trash, or into the archive and out of it, as people do in Confluence's own pages. */
  setStatus(person: Person, pageId: string, status: 'current' | 'archived'): void;
  /** Shows a page to these people only (world ids); null: to everybody again. */
  restrict(pageId: string, people: readonly string[] | null): void;
  /** Turns the editor's rewriting of what is stored on or off. */
  setNormalising(on: boolean): void;
  /** Drops what is kept in memory: the store was filled anew. */
  forget(): void;
}

const find = createRouter([
  ...pageRoutes,
  ...pageListRoutes,
  ...spaceRoutes,
  ...propertyRoutes,
  ...labelRoutes,
  ...versionRoutes,
  ...taskRoutes,
  ...userRoutes,
  ...contentRoutes,
  ...searchRoutes,
  ...labelWriteRoutes,
  ...moreRoutes,
]);

export function createConfluence(world: World, options: ConfluenceOptions): Confluence {
  const core: Core = { world, options, tables: openTables(world.store), editor: { normalises: options.normalises ?? false } };
  const meters = openMeters(core);

  async function answer(request: Request): Promise<Answer> {
    const url = new URL(request.url);
    const to = addressed(options, url.pathname);
    const who = login(world, to, request);
    if ('status' in who) return who;
    const found = find(request.method, to.path);
    if (found === undefined || found === 'method-not-allowed') return unknownPath(found, to.path);
    const { caller, site } = who;
    if (caller.app !== null && !found.route.scopes.some((scope) => caller.scopes.includes(scope)))
      return gateway(401, 'Unauthorized; scope does not match');
    const call: Call = { core, site, caller, path: to.path, params: found.params, query: url.searchParams, body: await bodyOf(request) };
    return meters.before(call, request.method) ?? run(call, found, request.method);
  }

  function run(call: Call, { route }: Matched, method: string): Answer {
    const result = guarded(call, () => route.run(call));
    if (method !== 'GET' && result.status < 400) world.store.commit();
    return { ...result, headers: { ...meters.after(call, method, result.objects ?? 0), ...result.headers } };
  }

  function page(id: string): PageDoc {
    const found = core.tables.pages.get(id);
    if (!found) throw new Error(`There is no page ${id}`);
    return found;
  }

  return {
    service: 'confluence',
    owns: (pathname) => pathname.startsWith('/ex/confluence/') || pathname === '/wiki' || pathname.startsWith('/wiki/'),
    async handle(request) {
      return toResponse(world, await answer(request));
    },
    describe(request) {
      const { path } = addressed(options, new URL(request.url).pathname);
      const found = find(request.method, path);
      const caller = callerOf(world, request);
      const operations = found === undefined || found === 'method-not-allowed' ? [] : [found.route.operation];
      return { service: 'confluence', operations, caller: caller === undefined || caller === 'expired' ? 'unknown' : caller.label };
    },
    setStatus(person, pageId, status) {
      const known = page(pageId);
      const site = options.sites.find((one) => one.cloudId === known.cloudId);
      if (!site) throw new Error(`There is no site ${known.cloudId}`);
      const caller = { person, app: null, label: person.id, scopes: [] };
      setStatus({ core, site, caller, path: '', params: {}, query: new URLSearchParams(), body: null }, known, status);
      world.store.commit();
    },
    restrict(pageId, people) {
      const readers = people?.map((id) => world.people.get(id)?.atlassianId ?? id) ?? null;
      core.tables.pages.set(pageId, { ...page(pageId), readers });
      world.store.commit();
    },
    setNormalising(on) {
      core.editor.normalises = on;
    },
    forget() {
      meters.forget();
    },
  };
}

function guarded(call: Call, run: () => Answer): Answer {
  const api = call.path.startsWith('/wiki/api/v2/') ? 'v2' : 'v1';
  try {
    if (call.body === BROKEN) throw new ConfluenceError(400, 'INVALID_REQUEST', 'Request body is not valid JSON');
    return run();
  } catch (error) {
    if (error instanceof ConfluenceError) return errorAnswer(error, api);
    throw error;
  }
}

function unknownPath(found: undefined | 'method-not-allowed', path: string): Answer {
  const status = found === undefined ? 404 : 405;
  const error = new ConfluenceError(
    status,
    found === undefined ? 'NOT_FOUND' : 'METHOD_NOT_ALLOWED',
    found === undefined ? 'Not Found' : 'Method Not Allowed',
  );
  return errorAnswer(error, path.startsWith('/wiki/api/v2') ? 'v2' : 'v1');
}

/** Stands for a body that isn't JSON, until the operation is known well enough to say so in its own words. */
const BROKEN = Symbol('not JSON');

async function bodyOf(request: Request): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'DELETE') return null;
  const text = await request.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return BROKEN;
    throw error;
  }
}

function toResponse(world: World, answer: Answer): Response {
  const trace = world.ids.uuid().replaceAll('-', '');
  const headers = new Headers({ 'atl-request-id': trace, 'atl-traceid': trace, ...answer.headers });
  if (answer.body === null) return new Response(null, { status: answer.status, headers });
  headers.set('content-type', 'application/json');
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}
