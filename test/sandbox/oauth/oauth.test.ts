import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { origin, pkce, redirectUri, setUp, site, verifier } from './set-up.ts';

describe('the consent page', () => {
  it('lists the people, carries the request on, and offers to allow or deny', async () => {
    const { get, asked } = setUp();
    const response = await get('/oauth2/authorize', asked);
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page).toContain('Anna &lt;Bold&gt;');
    expect(page).not.toContain('Anna <Bold>');
    expect(page).toContain('<input type="hidden" name="state" value="st/te=">');
    expect(page).toContain('name="login_hint" value="ben"');
    expect(page).toContain('<button name="auto" value="1">Allow</button>');
  });

  it('chooses whom login_hint names, by e-mail too', async () => {
    const { get, asked } = setUp();
    expect(await (await get('/authorize', { ...asked, login_hint: 'ben@agency.example' })).text()).toContain('value="ben" checked');
  });

  it('goes back with code and state at once when auto is set', async () => {
    const { consent } = setUp();
    const back = await consent('/oauth2/authorize');
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('st/te=');
    expect(back.searchParams.get('code')).toMatch(/^[\w-]{32}$/);
  });

  it('goes back with access_denied when denied', async () => {
    const { consent } = setUp();
    expect((await consent('/o/oauth2/v2/auth', { denied: '1' })).searchParams.get('error')).toBe('access_denied');
  });

  it.each([
    ['an unknown app', { client_id: 'other' }],
    ['a redirect address that isn’t registered', { redirect_uri: `${redirectUri}/deeper` }],
  ])('never goes back for %s', async (_, more) => {
    const { get, asked } = setUp();
    const response = await get('/authorize', { ...asked, login_hint: 'anna', auto: '1', ...more });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});

describe('monday', () => {
  it('first flow: a token without end', async () => {
    const { code, json, world, time } = setUp();
    const first = await code('/oauth2/authorize');
    const { status, body, text } = await json('/oauth2/token', { code: first, redirect_uri: redirectUri });
    expect([status, Object.keys(body).sort(), body.scope, body.token_type]).toEqual([
      200,
      ['access_token', 'scope', 'token_type'],
      'me:read boards:read',
      'Bearer',
    ]);
    await time.pass(400 * 86_400_000);
    expect(world.people.byToken('monday', text('access_token'))).toMatchObject({
      label: 'app',
      person: { id: 'anna' },
      scopes: ['me:read', 'boards:read'],
    });
    expect((await json('/oauth2/token', { code: first, redirect_uri: redirectUri })).body.error).toBe('invalid_grant');
  });

  it('OAuth 2.1: PKCE, an hour, a new refresh token with each use', async () => {
    const { code, json, world, time } = setUp();
    const first = await json('/oauth_ms/oauth/token', {
      grant_type: 'authorization_code',
      code: await code('/oauth2/authorize', pkce),
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600, scope: 'me:read boards:read' } });
    const claims = JSON.parse(Buffer.from(first.text('access_token').split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp * 1000).toBe(time.now() + 3_600_000);

    const second = await json('/oauth_ms/oauth/token', { grant_type: 'refresh_token', refresh_token: first.text('refresh_token') });
    expect(second.text('refresh_token')).not.toBe(first.text('refresh_token'));
    expect(await json('/oauth_ms/oauth/token', { grant_type: 'refresh_token', refresh_token: first.text('refresh_token') })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });

    await time.pass(3_600_000);
    expect(world.people.byToken('monday', second.text('access_token'))).toBe('expired');
    expect(await json('/oauth_ms/oauth/revoke', { token: second.text('refresh_token') })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect(world.people.byToken('monday', second.text('access_token'))).toBeUndefined();
  });

  it.each([
    ['no verifier', { code_verifier: undefined }, 'invalid_request'],
    ['a wrong verifier', { code_verifier: 'wrong' }, 'invalid_grant'],
    ['a wrong redirect address', { redirect_uri: 'http://127.0.0.1/other' }, 'invalid_grant'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a wrong secret', { client_secret: 'guess' }, 'invalid_client'],
  ])('OAuth 2.1 refuses %s', async (_, more, error) => {
    const { code, json } = setUp();
    const body = {
      grant_type: 'authorization_code',
      code: await code('/oauth2/authorize', pkce),
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...more,
    };
    expect((await json('/oauth_ms/oauth/token', body)).body.error).toBe(error);
  });

  it('says where its endpoints are', async () => {
    const { fetch } = setUp();
    expect(await (await fetch('/oauth_ms/.well-known/oauth-authorization-server')).json()).toMatchObject({
      token_endpoint: `${origin}/oauth_ms/oauth/token`,
      code_challenge_methods_supported: ['S256'],
    });
  });
});

describe('Google', () => {
  const offline = { access_type: 'offline', scope: 'https://www.googleapis.com/auth/drive.file openid' };
  const exchange = (code: string) => ({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });

  it('gives a refresh token with the first offline consent, and again only when asked to', async () => {
    const { code, form } = setUp();
    const auth = '/o/oauth2/v2/auth';
    const first = await form('/token', exchange(await code(auth, offline)));
    expect(first).toMatchObject({ status: 200, body: { expires_in: 3599, token_type: 'Bearer', scope: offline.scope } });
    expect(first.text('refresh_token')).toMatch(/^1\/\/0/);
    expect((await form('/token', exchange(await code(auth, offline)))).body.refresh_token).toBeUndefined();
    expect((await form('/token', exchange(await code(auth, { ...offline, prompt: 'consent' })))).body.refresh_token).toBeDefined();
    expect(
      (await form('/token', exchange(await code(auth, { ...offline, login_hint: 'ben', access_type: 'online' })))).body.refresh_token,
    ).toBeUndefined();
  });

  it('says who signed in where `openid` was asked for, the same each time', async () => {
    const { code, form } = setUp();
    const idOf = async (more: Record<string, string>): Promise<unknown> =>
      (await form('/token', exchange(await code('/o/oauth2/v2/auth', { ...offline, ...more })))).body.id_token;
    const subjects = [await idOf({}), await idOf({}), await idOf({ login_hint: 'ben' })].map((token) => decodeJwt(String(token)).sub);
    expect(subjects).toEqual(['anna', 'anna', 'ben']);
    expect(await idOf({ scope: 'https://www.googleapis.com/auth/drive.file' })).toBeUndefined();
  });

  it('has a box for each scope but those of signing in, and grants no unticked one', async () => {
    const { get, asked, consent, code, form } = setUp();
    const auth = '/o/oauth2/v2/auth';
    const scope = 'https://www.googleapis.com/auth/drive.file openid email';
    const page = await (await get(auth, { ...asked, scope, granular: '1', ticked: 'old' })).text();
    const boxes = [...page.matchAll(/type="checkbox" name="ticked" value="([^"]+)" checked/g)].map(([, value]) => value);
    expect([boxes, page.match(/name="granular"/g)?.length]).toEqual([['https://www.googleapis.com/auth/drive.file'], 1]);
    const email = 'https://www.googleapis.com/auth/userinfo.email';
    const granted = async (more: Record<string, string>) =>
      (await form('/token', exchange(await code(auth, { scope, ...more })))).body.scope;
    expect(await granted({})).toBe(`https://www.googleapis.com/auth/drive.file openid ${email}`);
    expect(await granted({ granular: '1', ticked: 'https://www.googleapis.com/auth/drive.file' })).toContain('drive.file');
    expect(await granted({ granular: '1' })).toBe(`openid ${email}`);
    expect((await consent(auth, { scope, granular: '1' })).searchParams.get('scope')).toBe(`openid ${email}`);
  });

  it('keeps the refresh token, until it is revoked', async () => {
    const { code, form, world, fetch } = setUp();
    const refresh = (await form('/token', exchange(await code('/o/oauth2/v2/auth', offline)))).text('refresh_token');
    for (let use = 0; use < 3; use += 1) {
      const again = await form('/token', { grant_type: 'refresh_token', refresh_token: refresh });
      expect(Object.keys(again.body).sort()).toEqual(['access_token', 'expires_in', 'id_token', 'scope', 'token_type']);
      expect(world.people.byToken('google', again.text('access_token'))).toMatchObject({ label: 'app' });
    }
    expect((await fetch(`/revoke?token=${encodeURIComponent(refresh)}`, { method: 'POST' })).status).toBe(200);
    expect(await form('/token', { grant_type: 'refresh_token', refresh_token: refresh })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    });
  });

  it('knows the app by a Basic header too', async () => {
    const { code, fetch } = setUp();
    const body = new URLSearchParams(exchange(await code('/o/oauth2/v2/auth', offline)));
    const headers = { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` };
    expect((await fetch('/token', { method: 'POST', headers, body })).status).toBe(200);
  });

  it.each([
    ['a code that it never gave', { code: 'x' }, 400, 'invalid_grant'],
    ['another redirect address', { redirect_uri: 'http://127.0.0.1/other' }, 400, 'redirect_uri_mismatch'],
    ['no grant type', { grant_type: '' }, 400, 'unsupported_grant_type'],
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client'],
  ])('refuses %s', async (_, more, status, error) => {
    const { code, form } = setUp();
    expect(await form('/token', { ...exchange(await code('/o/oauth2/v2/auth', offline)), ...more })).toMatchObject({
      status,
      body: { error },
    });
  });
});

describe('Atlassian', () => {
  const scope = 'read:page:confluence offline_access';
  const tokens = async ({ code, json }: ReturnType<typeof setUp>, more = { scope }) =>
    json('/oauth/token', { grant_type: 'authorization_code', code: await code('/authorize', more), redirect_uri: redirectUri });

  it('gives a refresh token for offline_access, and says which sites are open', async () => {
    const set = setUp();
    const { status, body, text } = await tokens(set);
    expect([status, body.expires_in, body.scope]).toEqual([200, 3600, scope]);
    expect(text('refresh_token').length).toBeGreaterThan(100);
    expect((await tokens(set, { scope: 'read:page:confluence' })).body.refresh_token).toBeUndefined();

    const resources = await set.fetch('/oauth/token/accessible-resources', {
      headers: { authorization: `Bearer ${text('access_token')}` },
    });
    expect(await resources.json()).toMatchObject([{ id: site.cloudId, url: site.url, name: 'agency', scopes: ['read:page:confluence'] }]);
    expect((await set.fetch('/oauth/token/accessible-resources')).status).toBe(401);
    await set.time.pass(3_600_000);
    expect(
      (await set.fetch('/oauth/token/accessible-resources', { headers: { authorization: `Bearer ${text('access_token')}` } })).status,
    ).toBe(401);
  });

  it('rotates with ten minutes’ leeway, then ends the grant', async () => {
    const set = setUp();
    const first = (await tokens(set)).text('refresh_token');
    const refresh = (refresh_token: string) => set.json('/oauth/token', { grant_type: 'refresh_token', refresh_token });
    const second = (await refresh(first)).text('refresh_token');
    expect(second).not.toBe(first);
    await set.time.pass(9 * 60_000);
    expect((await refresh(first)).status).toBe(200);
    await set.time.pass(60_000);
    expect(await refresh(first)).toMatchObject({
      status: 403,
      body: { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
    });
    expect(await refresh(second)).toMatchObject({ status: 403, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['a code that it never gave', { code: 'x' }, 403, 'invalid_grant'],
    ['a wrong secret', { client_secret: 'guess' }, 401, 'access_denied'],
    ['no grant type', { grant_type: undefined }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_, more, status, error) => {
    const { code, json } = setUp();
    const body = { grant_type: 'authorization_code', code: await code('/authorize'), redirect_uri: redirectUri, ...more };
    expect(await json('/oauth/token', body)).toMatchObject({ status, body: { error } });
  });
});

describe('what faults and the wire log know', () => {
  it('a token request is the app’s, a consent a person’s', () => {
    const { vendors } = setUp();
    const described = (path: string, method = 'GET') =>
      vendors.find((one) => one.owns(path.split('?')[0] ?? ''))?.describe(new Request(origin + path, { method }), '');
    expect(described('/oauth/token', 'POST')).toEqual({ service: 'oauth', operations: ['token'], caller: 'app' });
    expect(described('/oauth2/authorize?login_hint=anna')).toEqual({ service: 'oauth', operations: ['authorize'], caller: 'anna' });
  });
});

describe('a service account of Google', () => {
  const signed = (world: ReturnType<typeof setUp>['world'], claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(world.clock.now() / 1000) + 3600;
    return `${part({ alg: 'RS256' })}.${part({ exp, ...claims })}.signature`;
  };
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

  it.each(['/token', '/oauth2/v4/token'])('gets a token of the person whom it acts for, at %s', async (path) => {
    const { world, form } = setUp();
    const own = await form(path, { grant_type, assertion: signed(world, { iss: 'anna@any.iam.gserviceaccount.com' }) });
    expect(world.people.byToken('google', own.text('access_token'))).toMatchObject({ label: 'anna' });
    const delegated = signed(world, { iss: 'robot@any.iam.gserviceaccount.com', sub: 'ben@agency.example' });
    const other = await form(path, { grant_type, assertion: delegated });
    expect(world.people.byToken('google', other.text('access_token'))).toMatchObject({ label: 'ben' });
  });

  it.each([
    ['of nobody', { iss: 'nobody@any.iam.gserviceaccount.com' }],
    ['that is none', { iss: 'anna@elsewhere.example' }],
    ['whose time is over', { iss: 'anna@any.iam.gserviceaccount.com', exp: 1 }],
  ])('%s is refused', async (_, claims) => {
    const { world, form } = setUp();
    const answer = await form('/token', { grant_type, assertion: signed(world, claims) });
    expect([answer.status, answer.text('error')]).toEqual([400, 'invalid_grant']);
  });

  it('with an assertion that can’t be read is refused', async () => {
    const { form } = setUp();
    expect((await form('/token', { grant_type, assertion: 'nonsense' })).status).toBe(400);
  });
});
