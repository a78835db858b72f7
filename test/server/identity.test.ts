/** Who may ask (security.md 1): monday's session tokens, our own API tokens, and nobody else. */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { identify } from '../../app/use-cases/identify.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { CLIENT_ID, EXTERNAL, openHouse, SECRETS } from './house.ts';

const house = await openHouse();
const now = Math.floor(Date.now() / 1000);

type Claims = Record<string, unknown>;
const dat = (more: Claims = {}): Claims => ({ client_id: CLIENT_ID, app_id: 10, account_id: Number(EXTERNAL), user_id: 67214703, ...more });
const claims = (more: Claims = {}, who: Claims = {}): Claims => ({ dat: dat(who), iat: now, exp: now + 300, ...more });

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Signed by hand, so that no library of ours stands on both sides. */
function jwt(
  payload: Claims,
  { secret = SECRETS.mondayClient, header = { alg: 'HS256', typ: 'JWT' } as Claims, hash = 'sha256' } = {},
): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

const ask = (token: string | null) => house.send('GET', '/api/pairs', { token });

test('the board view of our app in an account that we know may ask', async () => {
  const answer = await ask(jwt(claims()));
  expect([answer.status, answer.json]).toEqual([200, { items: [], cursor: null }]);
});

test('fault F37: a token is believed for a minute after its end, for clocks differ, and no longer', async () => {
  expect((await ask(jwt(claims({ exp: now - 30 })))).status).toBe(200);
  expect((await ask(jwt(claims({ exp: now - 90 })))).status).toBe(401);
});

const good = jwt(claims());
const [head = '', body = '', signature = ''] = good.split('.');
const flipped = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
const promoted = `${head}.${part(claims({}, { is_admin: true }))}.${signature}`;

describe.each<[string, string | null]>([
  ['no token', null],
  ['a word', 'hello'],
  ['an API token that nobody was given', `evk_${'x'.repeat(43)}`],
  ['the empty API token', 'evk_'],
  ['alg none', `${part({ alg: 'none' })}.${part(claims())}.`],
  ['HS512 with the right secret', jwt(claims(), { header: { alg: 'HS512', typ: 'JWT' }, hash: 'sha512' })],
  ['RS256 named over an HS256 signature', jwt(claims(), { header: { alg: 'RS256', typ: 'JWT' } })],
  ['the Signing Secret', jwt(claims(), { secret: SECRETS.mondaySigning })],
  ['the empty secret', jwt(claims(), { secret: '' })],
  ['a flipped signature', flipped],
  ['claims put under another signature', promoted],
  ['an expired token', jwt(claims({ exp: now - 600 }))],
  ['a token without an end', jwt({ dat: dat(), iat: now })],
  ['a token that isn’t valid yet', jwt(claims({ nbf: now + 600 }))],
  ['another app’s token', jwt(claims({}, { client_id: 'another-app' }))],
  ['a webhook’s claims', jwt({ accountId: Number(EXTERNAL), userId: 1, aud: 'http://x', iat: now, exp: now + 300 })],
  ['an account that never installed us', jwt(claims({}, { account_id: 999 }))],
])('%s', (_, token) => {
  test('is 401 and says nothing of why', async () => {
    const answer = await ask(token);
    expect([answer.status, answer.json.error?.code]).toEqual([401, 'unauthorized']);
    expect(answer.text).not.toMatch(/jwt|signature|expired|alg/i);
  });
});

test('a viewer looks, and changes nothing', async () => {
  const token = jwt(claims({}, { is_view_only: true }));
  expect((await house.send('GET', '/api/pairs', { token })).status).toBe(200);
  for (const [method, path] of [
    ['POST', '/api/pairs'],
    ['POST', '/api/undo'],
    ['POST', '/api/conflicts/1'],
    ['PATCH', '/api/pairs/1'],
    ['DELETE', '/api/pairs/1'],
    ['POST', '/connect/google/start'],
  ] as const) {
    const answer = await house.send(method, path, { token, body: {} });
    expect([path, answer.status, answer.json.error?.code]).toEqual([path, 403, 'forbidden']);
  }
});

test('the account’s own are its administrators and programs with its API token, not whoever opens the board view', async () => {
  const owns = async (token: string) => (await identify(house.app, token))?.owns;
  expect(await owns(house.token)).toBe(true);
  expect(await owns(jwt(claims({}, { is_admin: true })))).toBe(true);
  expect(await owns(jwt(claims()))).toBe(false);
  expect(await owns(jwt(claims({}, { is_admin: true, is_guest: true })))).toBe(false);
});

test('an API token opens its own account, is stored as a hash only, and is over when it is removed', async () => {
  expect((await ask(house.token)).status).toBe(200);
  const stored = await withAccount(house.app.db, house.account, (tx) => sql<{ token_hash: string }>`select * from api_tokens`.execute(tx));
  expect(JSON.stringify(stored.rows)).not.toContain(house.token.slice(4));
  await withAccount(house.app.db, house.account, (tx) => sql`delete from api_tokens`.execute(tx));
  expect((await ask(house.token)).status).toBe(401);
});

test('a token counts in the Authorization header only', async () => {
  const paths = [`/api/pairs?token=${good}`, `/api/pairs?sessionToken=${good}`, `/api/pairs?access_token=${good}`];
  for (const path of paths) expect((await house.send('GET', path, { token: null })).status).toBe(401);
  expect((await house.send('GET', '/api/pairs', { token: null, headers: { cookie: `token=${good}` } })).status).toBe(401);
  expect((await house.send('GET', '/api/pairs', { token: null, headers: { authorization: `Basic ${good}` } })).status).toBe(401);
});
