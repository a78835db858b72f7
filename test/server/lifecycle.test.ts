/** monday's webhook about the app itself (security.md 4, 17): who is believed, and what an account may do afterwards. */
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { holderOf, issueApiToken } from '../../app/use-cases/connect.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { CLIENT_ID, EXTERNAL, openHouse, PUBLIC, rowsOf, SECRETS } from './house.ts';

const woken: string[] = [];
const house = await openHouse({ change: ({ queue }) => ({ queue: { ...queue, wake: async (_kind, id) => void woken.push(id) } }) });
const path = '/webhooks/monday/lifecycle';
const now = Math.floor(Date.now() / 1000);
let seconds = 0;

/** Each event is a second later than the one before. */
function event(type: string, more: object = {}): object {
  seconds += 1;
  const timestamp = new Date(Date.UTC(2026, 10, 1, 0, 0, seconds)).toISOString();
  return {
    type,
    data: { app_id: 1_000_000_000, account_id: Number(EXTERNAL), account_name: 'Northlight', user_id: 3, timestamp, ...more },
  };
}

function signed(options: { secret?: string; aud?: string | null; exp?: number; claims?: object } = {}): Promise<string> {
  const { aud = `${PUBLIC}${path}` } = options;
  const token = new SignJWT({ accountId: Number(EXTERNAL), userId: 3, ...options.claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(options.exp ?? now + 300);
  if (aud !== null) token.setAudience(aud);
  return token.sign(new TextEncoder().encode(options.secret ?? SECRETS.mondayClient));
}
const tell = async (body: unknown, authorization: string | null) =>
  house.send('POST', path, { token: null, body, headers: authorization === null ? {} : { authorization } });
const lifecycle = async () => (await rowsOf<{ lifecycle: string }>(house.app, house.account, 'accounts'))[0]?.lifecycle;

beforeEach(async () => {
  woken.length = 0;
  await withAccount(house.app.db, house.account, (tx) => sql`update accounts set lifecycle = 'active'`.execute(tx));
});

describe('the sender', () => {
  const viewer = { dat: { client_id: CLIENT_ID, account_id: Number(EXTERNAL), user_id: 3 } };
  test.each<[string, () => Promise<string | null>]>([
    ['nobody', async () => null],
    ['somebody with the board webhooks’ secret', () => signed({ secret: SECRETS.mondaySigning })],
    ['a viewer of the board view, whose session token the same secret signs', () => signed({ aud: null, claims: viewer })],
    ['a token for another address', () => signed({ aud: `${PUBLIC}/webhooks/monday/some-hook` })],
    ['a token that has run out', () => signed({ exp: now - 120 })],
    ['another account', () => signed({ claims: { accountId: 424242 } })],
    ['a token that names no account', () => signed({ claims: { accountId: undefined } })],
  ])('%s is refused', async (_, authorization) => {
    expect((await tell(event('uninstall'), await authorization())).status).toBe(401);
    expect([await lifecycle(), woken]).toEqual(['active', []]);
  });
  test.each([[{}], ['no JSON'], [{ type: 'uninstall' }], [{ type: 'uninstall', data: { account_id: 1, timestamp: 'yesterday' } }]])(
    '%j is no event',
    async (body) => {
      expect((await tell(body, await signed())).status).toBe(400);
    },
  );
});

test('a subscription that ends leaves the account to look at: nothing is changed or synced, nothing deleted', async () => {
  expect((await tell(event('app_subscription_cancelled_by_user'), await signed())).status).toBe(200);
  expect(await lifecycle()).toBe('active');
  await tell(event('app_subscription_cancelled'), await signed());
  expect([await lifecycle(), woken]).toEqual(['lapsed', [house.account]]);
  expect((await house.send('GET', '/api/pairs')).status).toBe(200);
  const refused = await house.send('POST', '/api/pairs', { body: {} });
  expect([refused.status, refused.json.error?.code, refused.json.error?.message]).toEqual([
    403,
    'lapsed',
    expect.stringContaining('renewed in monday'),
  ]);
  await tell(event('app_subscription_renewed'), await signed());
  expect(await lifecycle()).toBe('active');
  expect((await house.send('POST', '/api/pairs', { body: {} })).status).toBe(400);
});

test('an older event that comes late, and the same one again, change nothing', async () => {
  const late = event('app_subscription_cancelled');
  await tell(event('app_subscription_renewed'), await signed());
  woken.length = 0;
  await tell(late, await signed());
  expect([await lifecycle(), woken]).toEqual(['active', []]);
});

test('fault F66: an uninstallation closes the account to its tokens; its installation opens it again', async () => {
  const token = await issueApiToken(house.app, house.account, '67214700');
  await tell(event('uninstall'), await signed());
  expect([await lifecycle(), woken, await holderOf(house.app, token)]).toEqual(['uninstalled', [house.account], null]);
  expect((await house.send('GET', '/api/pairs', { token })).status).toBe(401);
  await tell(event('install'), await signed());
  await tell(event('install'), await signed());
  expect(await lifecycle()).toBe('active');
});

test('the installation of an account that is new makes it; any other event of a stranger is answered and forgotten', async () => {
  const claims = { accountId: 555 };
  const of = (type: string) => event(type, { account_id: 555, account_name: 'Newcomers' });
  expect((await tell(of('uninstall'), await signed({ claims }))).status).toBe(200);
  const find = async () => (await sql<{ id: string | null }>`select account_of_external('555') as id`.execute(house.app.db)).rows[0]?.id;
  expect(await find()).toBeNull();
  expect((await tell(of('install'), await signed({ claims }))).status).toBe(200);
  expect(await find()).toEqual(expect.any(String));
});
