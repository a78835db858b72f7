/**
 * monday's two OAuth flows: the first, with tokens that live until the app is uninstalled, and OAuth 2.1, with PKCE,
 * an hour's access and rotating refresh tokens. Both begin on the same consent page.
 */
import type { SandboxWorld } from '../world/create-world.ts';
import type { RegisteredApp } from '../world/people/apps.ts';
import type { Refusal, Tokens } from '../world/people/grants.ts';
import { mondayLegacy, mondayOauth21 } from '../world/people/token-rules.ts';
import type { Vendor } from '../world/world.ts';
import { authorize } from './consent.ts';
import { describeOauth } from './describe.ts';
import { createMigrate } from './monday-migrate.ts';
import { clientOf, oauthError, parametersOf, tokenAnswer } from './request.ts';

const AUTHORIZE = '/oauth2/authorize';
const TOKEN = '/oauth2/token';
const TOKEN_21 = '/oauth_ms/oauth/token';
const REVOKE_21 = '/oauth_ms/oauth/revoke';
const MIGRATE = '/oauth_ms/oauth/migrate';
const DISCOVERY = '/oauth_ms/.well-known/oauth-authorization-server';

export function createMondayOauth(world: SandboxWorld, apps: readonly RegisteredApp[]): Vendor {
  const { grants, store } = world;
  const migrate = createMigrate(world, apps);

  function legacyToken(client: RegisteredApp, parameters: ReadonlyMap<string, string>): Response {
    const by = {
      clientId: client.clientId,
      redirectUri: parameters.get('redirect_uri') ?? null,
      verifier: parameters.get('code_verifier') ?? null,
    };
    const tokens = grants.redeem(mondayLegacy, parameters.get('code') ?? '', by);
    if (typeof tokens === 'string') return invalidGrant();
    return tokenAnswer({ access_token: tokens.access, token_type: 'Bearer', scope: tokens.grant.scopes.join(' ') });
  }

  function token21(client: RegisteredApp, parameters: ReadonlyMap<string, string>): Response {
    const grantType = parameters.get('grant_type');
    if (grantType === 'refresh_token') {
      const refresh = parameters.get('refresh_token');
      if (refresh === undefined) return oauthError(400, 'invalid_request', 'refresh_token is required');
      return answer21(grants.refresh(mondayOauth21, refresh, client.clientId));
    }
    if (grantType !== 'authorization_code')
      return oauthError(400, 'unsupported_grant_type', 'grant_type must be authorization_code or refresh_token');
    const code = parameters.get('code');
    const verifier = parameters.get('code_verifier');
    if (code === undefined || verifier === undefined)
      return oauthError(400, 'invalid_request', `${code === undefined ? 'code' : 'code_verifier'} is required`);
    return answer21(
      grants.redeem(mondayOauth21, code, { clientId: client.clientId, redirectUri: parameters.get('redirect_uri') ?? null, verifier }),
    );
  }

  return {
    service: 'oauth',
    owns: (pathname) => (pathname.startsWith('/oauth2/') && !pathname.startsWith('/oauth2/v')) || pathname.startsWith('/oauth_ms/'),
    describe: describeOauth,
    async handle(request) {
      const url = new URL(request.url);
      if (url.pathname === AUTHORIZE) {
        return authorize(
          world,
          {
            vendor: 'monday',
            name: 'monday.com',
            apps,
            scopes: (query) => listOf(query.get('scope')),
            offline: (query) => query.has('code_challenge'),
          },
          url,
        );
      }
      if (url.pathname === DISCOVERY) return Response.json(discovery(url.origin));
      if (![TOKEN, TOKEN_21, REVOKE_21, MIGRATE].includes(url.pathname)) return oauthError(404, 'not_found');
      if (request.method !== 'POST') return oauthError(405, 'invalid_request', 'POST only');
      const parameters = await parametersOf(request);
      if (url.pathname === MIGRATE) {
        const migrated = migrate(request, parameters);
        store.commit();
        return migrated;
      }
      const client = clientOf(request, parameters, apps);
      if (!client) return oauthError(401, 'invalid_client', 'Client authentication failed');
      const answer = respond(url.pathname, client, parameters);
      store.commit();
      return answer;
    },
  };

  function respond(pathname: string, client: RegisteredApp, parameters: ReadonlyMap<string, string>): Response {
    if (pathname === TOKEN) return legacyToken(client, parameters);
    if (pathname === TOKEN_21) return token21(client, parameters);
    const token = parameters.get('token');
    if (token === undefined) return oauthError(400, 'invalid_request', 'token is required');
    grants.revoke(token);
    return Response.json({ success: true });
  }
}

function answer21(tokens: Tokens | Refusal): Response {
  if (tokens === 'unknown' || tokens === 'reused' || tokens === 'expired') return invalidGrant();
  if (typeof tokens === 'string')
    return oauthError(
      400,
      'invalid_grant',
      tokens === 'wrong-verifier' ? 'code_verifier does not match code_challenge' : 'The grant belongs to another client or redirect_uri',
    );
  const { access, refresh, expiresInS, grant } = tokens;
  return tokenAnswer({
    access_token: access,
    refresh_token: refresh,
    token_type: 'Bearer',
    expires_in: expiresInS,
    scope: grant.scopes.join(' '),
  });
}

function invalidGrant(): Response {
  return oauthError(
    400,
    'invalid_grant',
    'The provided authorization grant is invalid, expired, revoked, or was issued to another client.',
  );
}

function listOf(scope: string | null): string[] {
  return (scope ?? 'me:read boards:read boards:write webhooks:read webhooks:write users:read account:read').split(/[\s,]+/).filter(Boolean);
}

function discovery(origin: string): Record<string, unknown> {
  return {
    issuer: `${origin}/oauth_ms`,
    authorization_endpoint: origin + AUTHORIZE,
    token_endpoint: origin + TOKEN_21,
    revocation_endpoint: origin + REVOKE_21,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  };
}
