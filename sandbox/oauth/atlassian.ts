/** Atlassian's OAuth (3LO): an hour's access, rotating refresh tokens with ten minutes' leeway, and the list of sites. */
import type { SandboxWorld } from '../world/create-world.ts';
import type { RegisteredApp } from '../world/people/apps.ts';
import type { Refusal, Tokens } from '../world/people/grants.ts';
import { atlassianRules } from '../world/people/token-rules.ts';
import type { Vendor } from '../world/world.ts';
import { authorize, type ConsentRules } from './consent.ts';
import { describeOauth } from './describe.ts';
import { clientOf, oauthError, parametersOf, tokenAnswer } from './request.ts';

/** The Confluence site that a consent opens. */
export interface AtlassianSite {
  readonly cloudId: string;
  readonly name: string;
  /** `https://<site>.atlassian.net` */
  readonly url: string;
}

export function createAtlassianOauth(world: SandboxWorld, apps: readonly RegisteredApp[], site: AtlassianSite): Vendor {
  const { grants, store } = world;
  const rules: ConsentRules = {
    vendor: 'atlassian',
    name: 'Atlassian',
    apps,
    scopes: (query) => (query.get('scope') ?? '').split(/\s+/).filter(Boolean),
    offline: (query) => (query.get('scope') ?? '').split(/\s+/).includes('offline_access'),
  };

  function token(client: RegisteredApp, parameters: ReadonlyMap<string, string>): Response {
    const grantType = parameters.get('grant_type');
    if (grantType === 'refresh_token') {
      return answer(grants.refresh(atlassianRules, parameters.get('refresh_token') ?? '', client.clientId), refusedRefresh);
    }
    if (grantType !== 'authorization_code') return oauthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grantType ?? ''}`);
    const by = {
      clientId: client.clientId,
      redirectUri: parameters.get('redirect_uri') ?? null,
      verifier: parameters.get('code_verifier') ?? null,
    };
    return answer(grants.redeem(atlassianRules, parameters.get('code') ?? '', by), () =>
      oauthError(403, 'invalid_grant', 'Invalid authorization code'),
    );
  }

  function resources(request: Request): Response {
    const bearer = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    const caller = world.people.byToken('confluence', bearer);
    if (caller === undefined || caller === 'expired') return Response.json({ code: 401, message: 'Unauthorized' }, { status: 401 });
    const scopes = caller.scopes.filter((scope) => scope !== 'offline_access');
    return Response.json([{ id: site.cloudId, url: site.url, name: site.name, scopes, avatarUrl: `${site.url}/avatars/240/site.png` }]);
  }

  return {
    service: 'oauth',
    owns: (pathname) => pathname === '/authorize' || pathname === '/oauth/token' || pathname === '/oauth/token/accessible-resources',
    describe: describeOauth,
    async handle(request) {
      const url = new URL(request.url);
      if (url.pathname === '/authorize') return authorize(world, rules, url);
      if (url.pathname.endsWith('/accessible-resources')) return resources(request);
      if (request.method !== 'POST') return oauthError(405, 'invalid_request', 'POST only');
      const parameters = await parametersOf(request);
      const client = clientOf(request, parameters, apps);
      if (!client) return oauthError(401, 'access_denied', 'Unauthorized');
      const response = token(client, parameters);
      store.commit();
      return response;
    },
  };
}

/** A token that was replaced and came back too late has ended its grant; one that nobody knows never was one. */
function refusedRefresh(refusal: Refusal): Response {
  if (refusal === 'reused') return oauthError(403, 'unauthorized_client', 'refresh_token is invalid');
  return oauthError(403, 'invalid_grant', 'Unknown or invalid refresh token.');
}

function answer(tokens: Tokens | Refusal, refused: (refusal: Refusal) => Response): Response {
  if (typeof tokens === 'string') return refused(tokens);
  const { access, refresh, expiresInS, grant } = tokens;
  return tokenAnswer({
    access_token: access,
    expires_in: expiresInS,
    token_type: 'Bearer',
    ...(refresh === null ? {} : { refresh_token: refresh }),
    scope: grant.scopes.join(' '),
  });
}
