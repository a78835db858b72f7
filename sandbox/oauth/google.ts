/** Google's OAuth: an hour's access; the refresh token comes with the first offline consent and stays. */
import { decodeJwt, errors } from 'jose';
import type { SandboxWorld } from '../world/create-world.ts';
import type { RegisteredApp } from '../world/people/apps.ts';
import type { Tokens } from '../world/people/grants.ts';
import { signJwt } from '../world/people/jwt.ts';
import { googleRules } from '../world/people/token-rules.ts';
import type { Vendor } from '../world/world.ts';
import { authorize, type ConsentRules } from './consent.ts';
import { describeOauth } from './describe.ts';
import { clientOf, oauthError, parametersOf, tokenAnswer } from './request.ts';

/** The token endpoint under its three addresses: older libraries still use those of `www.googleapis.com`. */
const TOKEN_PATHS: readonly string[] = ['/token', '/oauth2/v4/token', '/oauth2/v3/token'];
/** Who signs in says who they are: there is no box for that on Google's page. */
const SIGN_IN = ['openid', 'email', 'profile'];
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export function createGoogleOauth(world: SandboxWorld, apps: readonly RegisteredApp[]): Vendor {
  const { grants, store } = world;
  const rules: ConsentRules = {
    vendor: 'google',
    name: 'Google',
    apps,
    scopes: (query) => (query.get('scope') ?? '').split(/\s+/).filter(Boolean),
    offline: (query, known) => query.get('access_type') === 'offline' && (!known || (query.get('prompt') ?? '').includes('consent')),
    hasBox: (scope) => !SIGN_IN.includes(scope),
    extra: (scopes) => ({ scope: spelled(scopes) }),
  };

  const nowS = (): number => Math.floor(world.clock.now() / 1000);

  function token(client: RegisteredApp, parameters: ReadonlyMap<string, string>): Response {
    const grantType = parameters.get('grant_type') ?? '';
    if (grantType === 'refresh_token') {
      const tokens = grants.refresh(googleRules, parameters.get('refresh_token') ?? '', client.clientId);
      if (tokens === 'wrong-client') return oauthError(401, 'unauthorized_client', 'Unauthorized');
      return typeof tokens === 'string' ? oauthError(400, 'invalid_grant', 'Token has been expired or revoked.') : answer(tokens, nowS());
    }
    if (grantType !== 'authorization_code') return oauthError(400, 'unsupported_grant_type', `Invalid grant_type: ${grantType}`);
    const by = {
      clientId: client.clientId,
      redirectUri: parameters.get('redirect_uri') ?? null,
      verifier: parameters.get('code_verifier') ?? null,
    };
    const tokens = grants.redeem(googleRules, parameters.get('code') ?? '', by);
    if (tokens === 'wrong-redirect') return oauthError(400, 'redirect_uri_mismatch', 'Bad Request');
    if (tokens === 'wrong-verifier') return oauthError(400, 'invalid_grant', 'Invalid code verifier.');
    return typeof tokens === 'string' ? oauthError(400, 'invalid_grant', 'Bad Request') : answer(tokens, nowS());
  }

  /**
   * A service account signs for itself, without a registered app. `anna@any.iam.gserviceaccount.com` acts for the person
   * `anna`, one with a `sub` for whose address that is; whose key signed isn't looked at. Its token is that person's own.
   */
  function serviceAccount(parameters: ReadonlyMap<string, string>): Response {
    const claims = claimsOf(parameters.get('assertion') ?? '');
    const now = world.clock.now() / 1000;
    if (!claims || typeof claims.iss !== 'string' || typeof claims.exp !== 'number') return oauthError(400, 'invalid_grant', 'Bad Request');
    if (claims.exp < now - 300 || claims.exp > now + 3900) {
      return oauthError(400, 'invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.');
    }
    const [id, host = ''] = claims.iss.split('@');
    const person = world.people.all().find((one) => (typeof claims.sub === 'string' ? one.email === claims.sub : one.id === id));
    const access = person && world.people.tokenOf('google', person.id);
    if (!access || !host.endsWith('.gserviceaccount.com')) return oauthError(400, 'invalid_grant', 'Invalid grant: account not found');
    return tokenAnswer({ access_token: access, expires_in: 3599, token_type: 'Bearer' });
  }

  function revoke(parameters: ReadonlyMap<string, string>): Response {
    if (grants.revoke(parameters.get('token') ?? '')) return Response.json({});
    return oauthError(400, 'invalid_token', 'Token expired or revoked');
  }

  return {
    service: 'oauth',
    owns: (pathname) => TOKEN_PATHS.includes(pathname) || pathname === '/revoke' || pathname.startsWith('/o/oauth2/'),
    describe: describeOauth,
    async handle(request) {
      const url = new URL(request.url);
      if (url.pathname.startsWith('/o/oauth2/') && url.pathname.endsWith('/auth')) return authorize(world, rules, url);
      if (request.method !== 'POST') return oauthError(404, 'not_found', url.pathname);
      const parameters = new Map([...url.searchParams, ...(await parametersOf(request))]);
      if (url.pathname === '/revoke') return committed(revoke(parameters));
      if (!TOKEN_PATHS.includes(url.pathname)) return oauthError(404, 'not_found', url.pathname);
      if (parameters.get('grant_type') === JWT_BEARER) return serviceAccount(parameters);
      const client = clientOf(request, parameters, apps);
      return client ? committed(token(client, parameters)) : oauthError(401, 'invalid_client', 'Unauthorized');
    },
  };

  function committed(response: Response): Response {
    store.commit();
    return response;
  }
}

/** Google says 3599: the second that the answer took is gone. */
function answer({ access, refresh, expiresInS, grant }: Tokens, nowS: number): Response {
  const expires = expiresInS === null ? 3599 : expiresInS - 1;
  return tokenAnswer({
    access_token: access,
    expires_in: expires,
    ...(refresh === null ? {} : { refresh_token: refresh }),
    scope: spelled(grant.scopes),
    ...(grant.scopes.includes('openid') ? { id_token: identity(grant, nowS, expires) } : {}),
    token_type: 'Bearer',
  });
}

/** Who signed in, for clients that asked for `openid`. */
function identity({ id, clientId, personId }: Tokens['grant'], nowS: number, expiresInS: number): string {
  return signJwt(
    { iss: 'https://accounts.google.com', azp: clientId, aud: clientId, sub: personId, iat: nowS, exp: nowS + expiresInS },
    id,
  );
}

/** Google answers with the long names of `email` and `profile`, whichever were asked for. */
const spelled = (scopes: readonly string[]): string =>
  scopes.map((scope) => (scope === 'email' || scope === 'profile' ? `https://www.googleapis.com/auth/userinfo.${scope}` : scope)).join(' ');

/** The payload of a signed JWT; undefined when it is none. */
function claimsOf(assertion: string): { iss?: unknown; sub?: unknown; exp?: unknown } | undefined {
  try {
    return decodeJwt(assertion);
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return undefined;
    throw error;
  }
}
