import { describe, expect, it } from 'vitest';
import { redirectUri, setUp } from './set-up.ts';

describe('a legacy token of monday’s', () => {
  async function legacy() {
    const house = setUp();
    const made = await house.json('/oauth2/token', { code: await house.code('/oauth2/authorize'), redirect_uri: redirectUri });
    const migrate = (body: object = {}) => house.json('/oauth_ms/oauth/migrate', { api_token: made.text('access_token'), ...body });
    return { ...house, token: made.text('access_token'), migrate };
  }

  it('becomes a pair of OAuth 2.1, the same one each time, and stays good itself', async () => {
    const { migrate, world, time, token, json } = await legacy();
    const first = await migrate();
    expect(first).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3600, already_migrated: false, migrated_from: { api_token_id: expect.any(Number) } },
    });
    const caller = { label: 'app', person: { id: 'anna' }, scopes: ['me:read', 'boards:read'] };
    for (const one of [token, first.text('access_token')]) expect(world.people.byToken('monday', one)).toMatchObject(caller);
    await time.pass(600_000);
    const again = await migrate();
    expect(again.body).toEqual({ ...first.body, already_migrated: true, expires_in: 3000 });
    const next = await json('/oauth_ms/oauth/token', { grant_type: 'refresh_token', refresh_token: first.text('refresh_token') });
    expect(next.status).toBe(200);
    expect((await migrate()).text('refresh_token')).toBe(next.text('refresh_token'));
  });

  it.each([
    ['no token', { api_token: undefined }, 400, 'invalid_request'],
    ['a token that is no text', { api_token: 7 }, 400, 'invalid_request'],
    ['no secret', { client_secret: undefined }, 400, 'invalid_request'],
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client'],
    ['a token that nobody gave', { api_token: 'made.up' }, 401, 'invalid_token'],
    ['another app', { client_id: 'other', client_secret: 'other-secret' }, 400, 'api_app_id_mismatch'],
  ])('is refused with %s', async (_, body, status, error) => {
    const { migrate } = await legacy();
    expect(await migrate(body)).toMatchObject({ status, body: { error } });
  });

  it('is no token of a person’s own, none of OAuth 2.1 and none that was revoked', async () => {
    const { migrate, world, json, token, time } = await legacy();
    expect(await migrate({ api_token: world.people.tokenOf('monday', 'anna') })).toMatchObject({
      status: 400,
      body: { error: 'personal_tokens_not_supported' },
    });
    const pair = (await migrate()).text('access_token');
    expect(await migrate({ api_token: pair })).toMatchObject({ status: 400, body: { error: 'already_oauth_token' } });
    await time.pass(3_600_000);
    expect((await migrate({ api_token: pair })).body.error).toBe('already_oauth_token');
    await json('/oauth_ms/oauth/revoke', { token });
    expect(await migrate()).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
  });

  it('waits five minutes when too many are sent and limits are played', async () => {
    const { migrate, world, time } = await legacy();
    for (let call = 0; call < 30; call += 1) expect((await migrate()).status).toBe(200);
    world.setLimits('vendor');
    expect(await migrate()).toMatchObject({ status: 429, body: { error: 'too_many_requests' } });
    await time.pass(300_000);
    expect((await migrate()).status).toBe(200);
  });
});
