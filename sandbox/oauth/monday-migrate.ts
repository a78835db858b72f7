/**
 * `POST /oauth_ms/oauth/migrate`: an app's legacy token becomes a pair of OAuth 2.1 without another consent
 * (apps/docs/migrating-to-the-new-oauth-flow). The same token may be sent again; it gets the same pair.
 */
import type { SandboxWorld } from '../world/create-world.ts';
import type { RegisteredApp } from '../world/people/apps.ts';
import { mondayOauth21 } from '../world/people/token-rules.ts';
import { clientOf, oauthError, tokenAnswer } from './request.ts';

const WINDOW_MS = 5 * 60_000;
/** monday says that it counts, and to wait 5 minutes, but not how many it takes. */
const CALLS = 20;

export function createMigrate(
  world: SandboxWorld,
  apps: readonly RegisteredApp[],
): (request: Request, parameters: ReadonlyMap<string, string>) => Response {
  let window = { since: 0, used: 0 };

  function tooMany(): boolean {
    const now = world.clock.now();
    if (now - window.since >= WINDOW_MS) window = { since: now, used: 0 };
    window.used += 1;
    return world.limits.mode === 'vendor' && window.used > CALLS;
  }

  return (request, parameters) => {
    if (tooMany()) return oauthError(429, 'too_many_requests', 'Rate limit exceeded. Wait 5 minutes before retrying.');
    const token = parameters.get('api_token');
    const missing = ['api_token', 'client_id', 'client_secret'].find((name) => !parameters.get(name));
    if (token === undefined || missing !== undefined) return oauthError(400, 'invalid_request', `${missing} is missing or not a string`);
    const client = clientOf(request, parameters, apps);
    if (!client) return oauthError(401, 'invalid_client', 'The client_id does not match the client_secret');
    const owner = world.people.byToken('monday', token);
    if (owner === 'expired') return oauthError(400, 'already_oauth_token', 'The token is already an OAuth token');
    if (owner?.app === null) return oauthError(400, 'personal_tokens_not_supported', 'Personal API tokens cannot be migrated');
    return answerOf(world, token, client);
  };
}

function answerOf({ grants }: SandboxWorld, token: string, client: RegisteredApp): Response {
  const made = grants.migrate(mondayOauth21, token, client.clientId);
  if (made === 'unknown') return oauthError(401, 'invalid_token', 'Token signature is invalid, expired, revoked, or not found');
  if (made === 'ends-already') return oauthError(400, 'already_oauth_token', 'The token is already an OAuth token');
  if (made === 'wrong-client') return oauthError(400, 'api_app_id_mismatch', 'The token belongs to another app');
  return tokenAnswer({
    access_token: made.access,
    refresh_token: made.refresh,
    token_type: 'Bearer',
    expires_in: made.expiresInS,
    already_migrated: made.again,
    migrated_from: { api_token_id: made.from },
  });
}
