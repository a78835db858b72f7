/** Google's OAuth as requests and readers without state: consent with PKCE, an hour's access, a refresh token that stays. */
import { decodeJwt, errors } from 'jose';
import { z } from 'zod';
import { rateLimited, refused, type SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';

export interface GoogleApp {
  /** `https://accounts.google.com`. */
  readonly accountsUrl: string;
  /** `https://oauth2.googleapis.com`. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered with the app, exactly. */
  readonly redirectUri: string;
}

export interface Tokens {
  readonly accessToken: string;
  /** Null when Google sends none, as at each refresh: the one there is stays good. */
  readonly refreshToken: string | null;
  /** ms since 1970. */
  readonly expiresAt: number;
  /** What was granted; null where the vendor doesn't say, which is all that was asked for (RFC 6749, 5.1). */
  readonly scopes: readonly string[] | null;
  /** Google's own id of the person, which never changes; null where the answer has none. */
  readonly user: string | null;
}

/** Non-sensitive: only files that a person picked or that the app made. */
const scopes = ['https://www.googleapis.com/auth/drive.file', 'openid', 'email'] as const;

/** Google asks by the short name, and answers with the long one. */
const USERINFO = 'https://www.googleapis.com/auth/userinfo.';

const BUSY_MS = 60_000;

/** Where the browser is sent. `challenge` is the S256 of the verifier. Asks for consent, else there may be no refresh token. */
export function authorizeUrl(app: GoogleApp, asked: { readonly state: string; readonly challenge: string }): string {
  const url = new URL('/o/oauth2/v2/auth', app.accountsUrl);
  const query = {
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: scopes.join(' '),
    state: asked.state,
    access_type: 'offline',
    prompt: 'consent',
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Exchanges the code of a consent; a code is good once. */
export const codeRequest = (app: GoogleApp, code: string, verifier: string): Request =>
  post(app, '/token', { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: app.redirectUri });

export const refreshRequest = (app: GoogleApp, refreshToken: string): Request =>
  post(app, '/token', { grant_type: 'refresh_token', refresh_token: refreshToken });

/** Ends the whole grant, whichever of its tokens is given. */
export const revokeRequest = (app: GoogleApp, token: string): Request => post(app, '/revoke', { token });

const answer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
  scope: z.string().optional(),
  id_token: z.string().optional(),
});

/**
 * Tokens from the answer to a code or a refresh, at `now` (ms). Throws `unauthorized` when the grant is gone,
 * `rate-limited` when Google is busy, `vendor-refused` when the app itself is wrong, else `unknown-outcome`.
 */
export async function readTokens(response: Response, now: number): Promise<Tokens> {
  // A gateway's page isn't JSON: null then fails the schema and is refused below.
  const body: unknown = await response.json().catch(() => null);
  const parsed = answer.safeParse(body);
  if (!response.ok || !parsed.success) throw refusal(response.status, body);
  const { access_token: accessToken, refresh_token: refresh, expires_in: seconds, scope, id_token: idToken } = parsed.data;
  return {
    accessToken,
    refreshToken: refresh ?? null,
    expiresAt: now + seconds * 1000,
    scopes: scope?.split(' ') ?? null,
    user: idToken === undefined ? null : subjectOf(idToken),
  };
}

/** Its signature isn't looked at: it came from Google itself, and opens nothing. */
function subjectOf(idToken: string): string | null {
  try {
    return decodeJwt(idToken).sub ?? null;
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return null;
    throw error;
  }
}

/** What was asked for and not granted: on Google's page people untick what they like. */
export const lackingScopes = ({ scopes: granted }: Pick<Tokens, 'scopes'>): readonly string[] =>
  granted === null ? [] : scopes.filter((scope) => !granted.includes(scope) && !granted.includes(`${USERINFO}${scope}`));

function refusal(status: number, body: unknown): SyncError {
  const parsed = z.looseObject({ error: z.string() }).safeParse(body);
  const code = parsed.success ? parsed.data.error : '';
  if (status === 429) return rateLimited('google', BUSY_MS, 'oauth');
  if (code === 'invalid_grant') return unauthorized('google');
  if (code !== '' && status < 500) return refused('google', 'oauth', code);
  return unknownOutcome('google', 'oauth', `status ${status}`);
}

function post(app: GoogleApp, path: string, fields: Readonly<Record<string, string>>): Request {
  const body = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...fields });
  return new Request(new URL(path, app.tokenUrl), { method: 'POST', headers: { accept: 'application/json' }, body, redirect: 'error' });
}
