/** What Sheets and Drive share at the edge: who calls, what the body says, how an answer goes out. */
import type { Caller, Service, World } from '../../world/world.ts';
import { GoogleError } from './errors.ts';

/** One call, read as far as both services read it alike. */
export interface Exchange {
  readonly method: string;
  /** Path as sent, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

export async function readExchange(request: Request): Promise<Exchange> {
  const url = new URL(request.url);
  const override = request.headers.get('x-http-method-override');
  return {
    method: override?.toUpperCase() ?? request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: request.method === 'GET' || request.method === 'HEAD' ? '' : await request.text(),
  };
}

/** The person or app behind the call. Throws 401 as the service says it. */
export function authenticate(world: World, service: Service, { headers, query }: Exchange): Caller {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? query.get('access_token');
  const caller = token ? world.people.byToken('google', token) : undefined;
  if (caller && caller !== 'expired') return caller;
  const key = query.get('key');
  if (!token && key !== null) return byKey(service, key);
  throw unauthenticated(service, Boolean(token));
}

/** Whoever holds a key of some project: nobody, who sees what anyone with the link may see. */
const NOBODY: Caller = {
  person: { id: 'anyone', name: '', email: '', mondayId: '', atlassianId: '', admin: false, viewOnly: true, accountId: 'nobody' },
  app: null,
  label: 'unknown',
  scopes: [],
};

/** Keys begin with `AIza`; whose they are isn't looked at. */
function byKey(service: Service, key: string): Caller {
  if (/^AIza[\w-]{10,}$/.test(key)) return NOBODY;
  throw new GoogleError(400, 'API key not valid. Please pass a valid API key.', {
    reason: 'badRequest',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: `${service}.googleapis.com` },
      },
    ],
  });
}

function unauthenticated(service: Service, invalidToken: boolean): GoogleError {
  const hint =
    'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
  const location = { name: 'Authorization', type: 'header' };
  if (service === 'drive')
    return new GoogleError(401, invalidToken ? 'Invalid Credentials' : 'Login Required.', { reason: 'authError', location });
  const message = invalidToken
    ? 'Request had invalid authentication credentials.'
    : 'Request is missing required authentication credential.';
  const reason = invalidToken ? 'ACCESS_TOKEN_EXPIRED' : 'CREDENTIALS_MISSING';
  return new GoogleError(401, `${message} ${hint}`, {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason,
        domain: 'googleapis.com',
        metadata: { service: 'sheets.googleapis.com' },
      },
    ],
  });
}

const SCOPE = 'https://www.googleapis.com/auth/';

/** The scopes that let a call pass: `wide` ones to all of the person's files, `perFile` ones to those picked for the app. */
export interface Scopes {
  readonly wide: readonly string[];
  readonly perFile: readonly string[];
}

/** The caller as far as their scopes reach; 403 when they have none of these. People's own tokens may do everything. */
export function withinScopes(caller: Caller, { wide, perFile }: Scopes): Caller {
  const has = (name: string) => caller.scopes.includes(SCOPE + name);
  if (caller.app === null || wide.some(has)) return caller;
  if (perFile.some(has)) return { ...caller, pickedOnly: true };
  throw new GoogleError(403, 'Request had insufficient authentication scopes.', {
    reason: 'insufficientPermissions',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata: {},
      },
    ],
  });
}

/** The JSON in a body; an empty body is an empty message. Throws 400 as Google does for broken JSON. */
export function parseJson(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    const what = error instanceof Error ? error.message : 'unreadable';
    throw new GoogleError(400, `Invalid JSON payload received. ${what}`, { reason: 'parseError' });
  }
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'cache-control': 'private', vary: 'Origin, X-Origin, Referer' },
  });
}

export const empty = (): Response => new Response(null, { status: 204 });
