/** Atlassian's OAuth (3LO) as requests and readers without state. Refresh tokens rotate: each answer's takes the old one's place. */
import { z } from 'zod';
import { rateLimited, refused, type SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';
import { type Site, site } from './wire.ts';

export interface AtlassianApp {
  /** `https://auth.atlassian.com`. */
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered with the app, exactly. */
  readonly redirectUri: string;
}

export interface Tokens {
  readonly accessToken: string;
  /** The newest one; null when `offline_access` wasn't granted. */
  readonly refreshToken: string | null;
  /** ms since 1970. */
  readonly expiresAt: number | null;
  /** What was granted; null where the vendor doesn't say, which is all that was asked for (RFC 6749, 5.1). */
  readonly scopes: readonly string[] | null;
}

/** The least that reading, writing and trashing pages takes, and the names behind mentions. */
const scopes = [
  'read:page:confluence',
  'write:page:confluence',
  'delete:page:confluence',
  'read:space:confluence',
  'read:user:confluence',
  'offline_access',
] as const;

const BUSY_MS = 60_000;

/** Where the browser is sent. `challenge` is the S256 of the verifier; Atlassian lets an unknown parameter be. */
export function authorizeUrl(app: AtlassianApp, asked: { readonly state: string; readonly challenge?: string }): string {
  const url = new URL('/authorize', app.authUrl);
  url.searchParams.set('audience', 'api.atlassian.com');
  url.searchParams.set('client_id', app.clientId);
  url.searchParams.set('scope', scopes.join(' '));
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('state', asked.state);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('prompt', 'consent');
  return url.href;
}

export function codeRequest(app: AtlassianApp, code: string): Request {
  return post(app, { grant_type: 'authorization_code', ...client(app), code, redirect_uri: app.redirectUri });
}

export function refreshRequest(app: AtlassianApp, refreshToken: string): Request {
  return post(app, { grant_type: 'refresh_token', ...client(app), refresh_token: refreshToken });
}

const answer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().positive().nullish(),
  scope: z.string().nullish(),
});

/**
 * Tokens from the answer to a code or a refresh, at `now` (ms). Throws `unauthorized` when the grant is gone (a
 * refresh token used again too late ends its whole family), `rate-limited`, `vendor-refused`, else `unknown-outcome`.
 */
export async function readTokens(response: Response, now: number): Promise<Tokens> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = answer.safeParse(body);
  if (!response.ok || !parsed.success) throw refusal(response.status, body);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds, scope } = parsed.data;
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresAt: seconds ? now + seconds * 1000 : null,
    scopes: scope?.split(/\s+/).filter(Boolean) ?? null,
  };
}

/** What was asked for and not granted. A refresh token says by itself that offline access was. */
export const lackingScopes = ({ scopes: granted, refreshToken }: Pick<Tokens, 'scopes' | 'refreshToken'>): readonly string[] =>
  granted === null ? [] : scopes.filter((scope) => !granted.includes(scope) && !(scope === 'offline_access' && refreshToken !== null));

function refusal(status: number, body: unknown): SyncError {
  const parsed = z.looseObject({ error: z.string() }).safeParse(body);
  const code = parsed.success ? parsed.data.error : '';
  if (status === 429) return rateLimited('confluence', BUSY_MS, 'oauth');
  if (code === 'invalid_grant' || code === 'unauthorized_client') return unauthorized('confluence');
  if (code !== '' && status < 500) return refused('confluence', 'oauth', code);
  return unknownOutcome('confluence', 'oauth', `status ${status}`);
}

/** The sites that a grant opens. */
export function sitesRequest(options: { readonly apiUrl: string }, accessToken: string): Request {
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
  return new Request(`${options.apiUrl}/oauth/token/accessible-resources`, { headers, redirect: 'error' });
}

/** Only sites with a proper cloud id: it becomes part of an address. */
export async function readSites(response: Response): Promise<readonly Site[]> {
  if (response.status === 401) throw unauthorized('confluence');
  const body: unknown = await response.json().catch(() => null);
  const parsed = z.array(site).safeParse(body);
  if (!response.ok || !parsed.success) throw unknownOutcome('confluence', 'sites', `status ${response.status}`);
  return parsed.data.filter((one) => isCloudId(one.id));
}

export const isCloudId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const client = (app: AtlassianApp) => ({ client_id: app.clientId, client_secret: app.clientSecret });

function post(app: AtlassianApp, body: Readonly<Record<string, string>>): Request {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return new Request(new URL('/oauth/token', app.authUrl), { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error' });
}
