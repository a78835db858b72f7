import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  codeRequest,
  type MondayApp,
  migrateRequest,
  readTokens,
  refreshRequest,
  revokeRequest,
} from '../../../connectors/monday/auth.ts';
import { json } from './scripted.ts';

const legacy: MondayApp = {
  authUrl: 'https://auth.monday.test',
  clientId: 'c',
  clientSecret: 's',
  redirectUri: 'https://evenkeel.example/back',
  flow: 'legacy',
};
const modern: MondayApp = { ...legacy, flow: 'oauth-2.1' };
const now = Date.UTC(2026, 10, 2, 12);

describe('the consent', () => {
  it('asks for our scopes, and for PKCE in the new flow', () => {
    const url = new URL(authorizeUrl(modern, { state: 'st', challenge: 'ch' }));
    expect(url.origin + url.pathname).toBe('https://auth.monday.test/oauth2/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'c',
      redirect_uri: legacy.redirectUri,
      state: 'st',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
    });
    expect(url.searchParams.get('scope')).toContain('boards:write');
    expect(new URL(authorizeUrl(legacy, { state: 'st', challenge: 'ch' })).searchParams.has('code_challenge')).toBe(false);
  });

  it('exchanges the code where each flow wants it', async () => {
    const old = codeRequest(legacy, 'code', 'v');
    expect(new URL(old.url).pathname).toBe('/oauth2/token');
    expect(await old.json()).toEqual({ client_id: 'c', client_secret: 's', code: 'code', redirect_uri: legacy.redirectUri });
    const recent = codeRequest(modern, 'code', 'v');
    expect(new URL(recent.url).pathname).toBe('/oauth_ms/oauth/token');
    expect(await recent.json()).toMatchObject({ grant_type: 'authorization_code', code_verifier: 'v' });
    expect(await refreshRequest(modern, 'r').json()).toEqual({
      grant_type: 'refresh_token',
      client_id: 'c',
      client_secret: 's',
      refresh_token: 'r',
    });
  });
});

it('gives a token back', async () => {
  const request = revokeRequest(modern, 'r');
  expect([new URL(request.url).pathname, await request.json()]).toEqual([
    '/oauth_ms/oauth/revoke',
    { token: 'r', client_id: 'c', client_secret: 's' },
  ]);
});

it('has a token of the first flow exchanged', async () => {
  const request = migrateRequest(modern, 'old');
  expect([new URL(request.url).pathname, await request.json()]).toEqual([
    '/oauth_ms/oauth/migrate',
    { api_token: 'old', client_id: 'c', client_secret: 's' },
  ]);
});

describe('tokens', () => {
  it('last for ever in the first flow, and as long as said in the new one', async () => {
    expect(await readTokens(json({ access_token: 'a', token_type: 'Bearer', scope: 'me:read boards:read' }), now)).toEqual({
      accessToken: 'a',
      refreshToken: null,
      expiresAt: null,
      scopes: ['me:read', 'boards:read'],
    });
    expect(await readTokens(json({ access_token: 'a', refresh_token: 'r', expires_in: 3600 }), now)).toMatchObject({
      refreshToken: 'r',
      expiresAt: now + 3_600_000,
    });
    // A pair that was made by an earlier exchange, and has ended since.
    expect((await readTokens(json({ access_token: 'a', refresh_token: 'r', expires_in: 0 }), now)).expiresAt).toBe(now);
    const jwt = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(now / 1000 + 60)
      .sign(new TextEncoder().encode('x'.repeat(32)));
    expect((await readTokens(json({ access_token: jwt, refresh_token: 'r' }), now)).expiresAt).toBe(now + 60_000);
  });

  it.each([
    [json({ error: 'invalid_grant' }, 400), { code: 'unauthorized', next: { kind: 'reconnect' } }],
    [json({ error: 'too_many_requests' }, 429), { code: 'rate-limited', next: { kind: 'retry-after', afterMs: 300_000 } }],
    [json({ error: 'invalid_client' }, 401), { code: 'vendor-refused', data: { code: 'oauth', detail: 'invalid_client' } }],
    [new Response('<html>', { status: 502 }), { code: 'unknown-outcome' }],
  ])('say what to do when refused', async (response, error) => {
    await expect(readTokens(response, now)).rejects.toMatchObject(error);
  });
});
