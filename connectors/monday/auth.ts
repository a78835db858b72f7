/**
 * monday's OAuth, both flows, as requests and readers without state: the first one's tokens last until the app is
 * uninstalled; OAuth 2.1 has PKCE, an hour's access and refresh tokens that rotate. And the board view's session token.
 */
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { rateLimited, refused, type SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';
import { verifyHs256 } from './webhook.ts';

export interface MondayApp {
  /** `https://auth.monday.com`. */
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered with the app, exactly. */
  readonly redirectUri: string;
  readonly flow: 'legacy' | 'oauth-2.1';
}

export interface Tokens {
  readonly accessToken: string;
  /** The newest one; each refresh makes a new one and ends the old. Null in the first flow. */
  readonly refreshToken: string | null;
  /** ms since 1970; null: until the app is uninstalled. */
  readonly expiresAt: number | null;
  /** What was granted; null where the vendor doesn't say, which is all that was asked for (RFC 6749, 5.1). */
  readonly scopes: readonly string[] | null;
}

const scopes = ['me:read', 'boards:read', 'boards:write', 'webhooks:read', 'webhooks:write', 'users:read', 'account:read'] as const;

/** monday asks for five minutes after `too_many_requests`. */
const BUSY_MS = 300_000;

/** Where the browser is sent. `challenge` is the S256 of the verifier: needed by OAuth 2.1, sent by both flows. */
export function authorizeUrl(app: MondayApp, asked: { readonly state: string; readonly challenge: string }): string {
  const url = new URL('/oauth2/authorize', app.authUrl);
  url.searchParams.set('client_id', app.clientId);
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('state', asked.state);
  url.searchParams.set('scope', scopes.join(' '));
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('force_install_if_needed', 'true');
  if (app.flow === 'oauth-2.1') {
    url.searchParams.set('code_challenge', asked.challenge);
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return url.href;
}

/** Exchanges the code of a consent; a code is good once, for ten minutes. */
export function codeRequest(app: MondayApp, code: string, verifier: string): Request {
  const known = { client_id: app.clientId, client_secret: app.clientSecret, code, redirect_uri: app.redirectUri };
  if (app.flow === 'legacy') return post(app, '/oauth2/token', known);
  return post(app, '/oauth_ms/oauth/token', { ...known, grant_type: 'authorization_code', code_verifier: verifier });
}

/** OAuth 2.1 only. The answer's refresh token takes the place of this one at once. */
export function refreshRequest(app: MondayApp, refreshToken: string): Request {
  const { clientId: client_id, clientSecret: client_secret } = app;
  return post(app, '/oauth_ms/oauth/token', { grant_type: 'refresh_token', client_id, client_secret, refresh_token: refreshToken });
}

/** Makes a pair of OAuth 2.1 of a token of the first flow, which stays good. Asked again, it gives the pair as it stands by then. */
export function migrateRequest(app: MondayApp, token: string): Request {
  return post(app, '/oauth_ms/oauth/migrate', { api_token: token, client_id: app.clientId, client_secret: app.clientSecret });
}

/** OAuth 2.1 only. */
export function revokeRequest(app: MondayApp, token: string): Request {
  return post(app, '/oauth_ms/oauth/revoke', { token, client_id: app.clientId, client_secret: app.clientSecret });
}

const answer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.number().nonnegative().nullish(),
  scope: z.string().nullish(),
});

/**
 * Tokens from the answer to a code, a refresh or an exchange, at `now` (ms). Throws `unauthorized` when the grant is gone,
 * `rate-limited` when monday is busy, `vendor-refused` when the app itself is wrong, else `unknown-outcome`.
 */
export async function readTokens(response: Response, now: number): Promise<Tokens> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = answer.safeParse(body);
  if (!response.ok || !parsed.success) throw refusal(response.status, body);
  const { access_token: accessToken, refresh_token: refresh, expires_in: seconds, scope } = parsed.data;
  const expiresAt = typeof seconds === 'number' ? now + seconds * 1000 : refresh ? expiryIn(accessToken) : null;
  return { accessToken, refreshToken: refresh ?? null, expiresAt, scopes: scope?.split(/[\s,]+/).filter(Boolean) ?? null };
}

/** What was asked for and not granted: monday grants no more than the app's version has. */
export const lackingScopes = ({ scopes: granted }: Pick<Tokens, 'scopes'>): readonly string[] =>
  granted === null ? [] : scopes.filter((scope) => !granted.includes(scope));

function refusal(status: number, body: unknown): SyncError {
  const parsed = z.looseObject({ error: z.string() }).safeParse(body);
  const code = parsed.success ? parsed.data.error : '';
  if (status === 429 || code === 'too_many_requests') return rateLimited('monday', BUSY_MS, 'oauth');
  if (code === 'invalid_grant' || code === 'invalid_token') return unauthorized('monday');
  if (code !== '' && status < 500) return refused('monday', 'oauth', code);
  return unknownOutcome('monday', 'oauth', `status ${status}`);
}

function expiryIn(token: string): number | null {
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? null : exp * 1000;
  } catch {
    // An opaque token doesn't say when it ends; a 401 will.
    return null;
  }
}

function post(app: MondayApp, path: string, body: Readonly<Record<string, string>>): Request {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return new Request(new URL(path, app.authUrl), { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error' });
}

/** Who looks at the board view. */
export interface Viewer {
  readonly accountId: string;
  readonly userId: string;
  readonly isAdmin: boolean;
  readonly isViewOnly: boolean;
  readonly isGuest: boolean;
}

const id = z.union([z.string(), z.number()]).transform(String);
const session = z.looseObject({
  dat: z.looseObject({
    client_id: z.string(),
    app_id: id.nullish(),
    account_id: id,
    user_id: id,
    is_admin: z.boolean().default(false),
    is_view_only: z.boolean().default(false),
    is_guest: z.boolean().default(false),
  }),
});

/**
 * The viewer behind a session token: HS256 with the Client Secret only, not expired at `now` (ms), made for our app.
 * Null: don't believe it, answer 401. It names no board: what the viewer may see is asked of monday.
 */
export async function verifySessionToken(
  token: string | null | undefined,
  expected: { readonly clientSecret: string; readonly clientId: string; readonly appId?: string; readonly now: number },
): Promise<Viewer | null> {
  const parsed = session.safeParse(await verifyHs256(token, expected.clientSecret, { now: expected.now }));
  if (!parsed.success) return null;
  const { dat } = parsed.data;
  if (dat.client_id !== expected.clientId) return null;
  if (expected.appId !== undefined && dat.app_id !== expected.appId) return null;
  return { accountId: dat.account_id, userId: dat.user_id, isAdmin: dat.is_admin, isViewOnly: dat.is_view_only, isGuest: dat.is_guest };
}
