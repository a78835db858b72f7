/**
 * The door to one Confluence site: one typed function for each call. It repeats a call on its own in one case only: once
 * with a renewed token after a 401. Limits, refusals and unknown outcomes are thrown as `SyncError`.
 */
import type { z } from 'zod';
import { rateLimited, refused, SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import { isCloudId } from './auth.ts';
import { newsOf, waitMs } from './limits.ts';
import { child, errors, listOf, page, pastVersion, user, type WirePage, type WireUser } from './wire.ts';

export interface ConfluenceOptions {
  /** `https://api.atlassian.com`. */
  readonly apiUrl: string;
}

/** A site, ready to be asked. */
export interface Client {
  readonly deps: ConnectorDeps;
  /** `…/ex/confluence/{cloudId}`. */
  readonly root: string;
}

/** Most that a list gives in one call. */
export const PAGE = 250;
const API = '/wiki/api/v2';

/** Throws `vendor-refused` for a cloud id that isn't one: it becomes part of the address. */
export function openClient(deps: ConnectorDeps, options: ConfluenceOptions, cloudId: string): Client {
  if (!isCloudId(cloudId)) throw refused('confluence', 'not-found', 'no such site');
  return { deps, root: `${options.apiUrl}/ex/confluence/${cloudId}` };
}

interface Call {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/wiki/…` on. */
  readonly path: string;
  readonly body?: unknown;
  /** Points: one for the call and one for each page that it may answer. */
  readonly cost: number;
}

/** Pages by id, with bodies, whatever their status; ids that aren't answered are gone, moved away from us, or not ours to see. 250 a call. */
export async function pagesById(client: Client, ids: readonly string[], bodies = true): Promise<WirePage[]> {
  const found: WirePage[] = [];
  for (let at = 0; at < ids.length; at += PAGE) {
    const some = ids.slice(at, at + PAGE);
    const format = bodies ? '&body-format=storage' : '';
    const path = `${API}/pages?id=${some.join(',')}&status=current,archived,trashed${format}&limit=${PAGE}`;
    found.push(...(await readList(client, { operation: 'pages', path, cost: 1 + some.length }, page)));
  }
  return found;
}

/** Ids of the pages directly under a page, in all calls that it takes; null when that page isn't there. */
export async function childIds(client: Client, parent: string): Promise<readonly string[] | null> {
  try {
    const path = `${API}/pages/${parent}/children?limit=${PAGE}`;
    const found = await readList(client, { operation: 'children', path, cost: 1 + PAGE }, child);
    return found.filter((one) => one.status === 'current').map((one) => one.id);
  } catch (error) {
    if (error instanceof SyncError && error.data.code === 'not-found') return null;
    throw error;
  }
}

/** One page with its body; null when it isn't there (or not ours to see). */
export async function pageById(client: Client, id: string, status?: 'trashed'): Promise<WirePage | null> {
  try {
    const path = `${API}/pages/${id}?body-format=storage${status ? `&status=${status}` : ''}`;
    return readAs(page, await send(client, { operation: 'page', method: 'GET', path, cost: 2 }), 'page');
  } catch (error) {
    if (error instanceof SyncError && error.data.code === 'not-found') return null;
    throw error;
  }
}

/** A current page of a title in a space. */
export async function pagesByTitle(client: Client, space: string, title: string): Promise<WirePage[]> {
  const path = `${API}/pages?space-id=${space}&title=${encodeURIComponent(title)}&status=current&body-format=storage&limit=${PAGE}`;
  return readList(client, { operation: 'pages', path, cost: 2 }, page);
}

/** The newest changes of a space first, without bodies; one call. `more`: there are older ones. */
export async function newestPages(
  client: Client,
  space: string,
  limit: number,
): Promise<{ readonly pages: WirePage[]; readonly more: boolean }> {
  const path = `${API}/spaces/${space}/pages?sort=-modified-date&status=current&limit=${limit}`;
  const answer = readAs(listOf(page), await send(client, { operation: 'newest', method: 'GET', path, cost: 1 + limit }), 'newest');
  return { pages: answer.results, more: Boolean(answer._links?.next) };
}

/** The last versions of a page, newest first, with what they said; one call. */
export async function lastVersions(client: Client, id: string, limit: number) {
  const path = `${API}/pages/${id}/versions?body-format=storage&sort=-modified-date&limit=${limit}`;
  const answer = readAs(listOf(pastVersion), await send(client, { operation: 'versions', method: 'GET', path, cost: 2 }), 'versions');
  return answer.results;
}

export interface NewPage {
  readonly spaceId: string;
  readonly parentId: string;
  readonly title: string;
  readonly body: string;
}

export async function createPage(client: Client, made: NewPage): Promise<WirePage> {
  const { spaceId, parentId, title, body: value } = made;
  const body = { spaceId, status: 'current', title, parentId, body: { representation: 'storage', value } };
  return readAs(page, await send(client, { operation: 'create-page', method: 'POST', path: `${API}/pages`, body, cost: 1 }), 'create-page');
}

/** Throws `vendor-refused` with code `version-conflict` when `number` isn't the page's next version. */
export async function updatePage(
  client: Client,
  id: string,
  next: { readonly title: string; readonly body: string; readonly number: number; readonly message: string },
): Promise<WirePage> {
  const { title, body: value, number, message } = next;
  const body = { id, status: 'current', title, body: { representation: 'storage', value }, version: { number, message } };
  return readAs(
    page,
    await send(client, { operation: 'update-page', method: 'PUT', path: `${API}/pages/${id}`, body, cost: 1 }),
    'update-page',
  );
}

/** To the trash. */
export async function trashPage(client: Client, id: string): Promise<void> {
  await send(client, { operation: 'trash-page', method: 'DELETE', path: `${API}/pages/${id}`, cost: 1 });
}

/** Who stands behind mentions; 250 a call. */
export async function usersById(client: Client, ids: readonly string[]): Promise<readonly WireUser[]> {
  const found: WireUser[] = [];
  for (let at = 0; at < ids.length; at += PAGE) {
    const some = ids.slice(at, at + PAGE);
    const call: Call = {
      operation: 'users',
      method: 'POST',
      path: `${API}/users-bulk`,
      body: { accountIds: some },
      cost: 1 + 2 * some.length,
    };
    found.push(...readAs(listOf(user), await send(client, call), 'users').results);
  }
  return found;
}

/** Follows `_links.next` to the end. The address of the next page is Confluence's own; only its path and query are taken. */
async function readList<T extends z.ZodType>(
  client: Client,
  call: { readonly operation: string; readonly path: string; readonly cost: number },
  one: T,
): Promise<z.infer<T>[]> {
  const found: z.infer<T>[] = [];
  for (let path: string | null = call.path; path !== null; ) {
    const sent: unknown = await send(client, { ...call, method: 'GET', path });
    const answer: { results: z.infer<T>[]; _links?: { next?: string | null | undefined } | null | undefined } = readAs(
      listOf(one),
      sent,
      call.operation,
    );
    found.push(...answer.results);
    const next: string | null = answer._links?.next ?? null;
    path = next?.startsWith(`${API}/`) ? next : null;
    if (next && path === null) throw unknownOutcome('confluence', call.operation, 'a next link that leads elsewhere');
  }
  return found;
}

async function send(client: Client, call: Call): Promise<unknown> {
  const token = await client.deps.token();
  const first = await once(client, call, token);
  // A scope that was never granted isn't a token that died: a new one wouldn't have it either.
  if (first.status === 401 && /scope does not match/i.test(first.text)) throw refused('confluence', 'no-scope', 'the grant lacks a scope');
  if (first.status !== 401) return judge(client, call, first);
  const second = await once(client, call, await client.deps.token({ rejected: token }));
  if (second.status === 401) throw unauthorized('confluence');
  return judge(client, call, second);
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function once(client: Client, call: Call, token: string): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' };
  const init: RequestInit = { method: call.method, headers, redirect: 'error' };
  if (call.body !== undefined) init.body = JSON.stringify(call.body);
  const request = new Request(`${client.root}${call.path}`, init);
  const run = async (): Promise<Reply> => {
    try {
      const response = await client.deps.fetch(request);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (cause) {
      if (cause instanceof SyncError) throw cause;
      throw unknownOutcome('confluence', call.operation, 'no answer', cause);
    }
  };
  const write = call.method !== 'GET' && call.operation !== 'users';
  return client.deps.limit({ cost: call.cost, write }, run, (reply) => newsOf(reply, client.deps.now()));
}

function judge(client: Client, call: Call, reply: Reply): unknown {
  const { status } = reply;
  if (status === 204) return null;
  if (status === 429)
    throw rateLimited('confluence', waitMs(reply.headers, client.deps.now()), reply.headers.get('ratelimit-reason') ?? 'rate');
  const body = parseJson(reply.text);
  if (status >= 200 && status < 300) {
    if (body === undefined) throw unknownOutcome('confluence', call.operation, `status ${status}, no JSON answer`);
    return body;
  }
  if (status >= 500 || status === 408 || body === undefined) throw unknownOutcome('confluence', call.operation, `status ${status}`);
  const parsed = errors.safeParse(body);
  const title = parsed.success ? (parsed.data.errors[0]?.title ?? '') : '';
  throw refused('confluence', codeOf(status, title), title);
}

function codeOf(status: number, title: string): string {
  if (status === 404 || status === 410) return 'not-found';
  if (status === 403) return 'no-access';
  if (status === 409) return 'version-conflict';
  if (status === 413) return 'too-large';
  return /title already exists/i.test(title) ? 'title-taken' : 'bad-request';
}

function readAs<T extends z.ZodType>(shape: T, value: unknown, operation: string): z.infer<T> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unknownOutcome('confluence', operation, `an answer in another shape: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a gateway's page or a cut-off answer; the caller says so.
    return undefined;
  }
}
