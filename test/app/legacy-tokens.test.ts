/** An app that moves to OAuth 2.1: each token of monday's first flow is exchanged once, and works on until its pair is stored. */
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Composed } from '../../app/compose.ts';
import { compose } from '../../app/compose.ts';
import { type StoredTokens, storedTokens } from '../../app/vendors/connections.ts';
import type { ConnectionId } from '../../core/sync/ids.ts';
import { consent } from '../../demo/provision.ts';
import { systemClock } from '../../platform/clock.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from '../e2e/clients.ts';
import { fault } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const MIGRATE = '/oauth_ms/oauth/migrate';
const TOKEN = '/oauth_ms/oauth/token';
const HOUR_MS = 3_600_000;

/** The stage's own server and worker stay on the first flow, as they do while a new version is rolled out. */
const stage = await testStage({ variables: { MONDAY_OAUTH_FLOW: 'legacy' } });
const clients = clientsOf(stage);
const { app, product, provisioned, watch, people } = stage;
const { account } = provisioned;

let ahead = 0;
const started: Composed[] = [];
afterAll(async () => void (await Promise.all(started.map((one) => one.close()))));

/** A process of the new version, and its token of a grant. */
function moved(grant = 1): (renew?: { readonly rejected: string }) => Promise<string> {
  const config = { ...app.config, monday: { ...app.config.monday, oauthFlow: 'oauth-2.1' as const } };
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const one = compose({ config, databaseUrl: config.database?.url ?? '', name: `moved ${started.length}`, clock });
  started.push(one);
  return one.vendors.deps(account, { id: 'monday' as ConnectionId, vendor: 'monday', grant, facts: {} }).token;
}

async function hoursPass(hours: number): Promise<void> {
  await people.control('POST', '/clock', { advanceS: (hours * HOUR_MS) / 1_000 });
  ahead += hours * HOUR_MS;
  stage.advance(hours * HOUR_MS);
}

const fifty = (sources: readonly (() => Promise<string>)[]): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: 25 }, () => sources.map((token) => token())).flat());

async function stored(): Promise<StoredTokens> {
  const { rows } = await withAccount(app.db, account, (tx) =>
    sql<{ sealed: string }>`select sealed from connections where id = 'monday'`.execute(tx),
  );
  return storedTokens.parse(JSON.parse(app.seal.open(rows[0]?.sealed ?? '', { accountId: account, provider: 'monday', column: 'sealed' })));
}

const tokenCalls = (mark: number): readonly string[] =>
  watch
    .since(mark)
    .filter((one) => one.service === 'oauth' && one.path.startsWith('/oauth_ms/'))
    .map((one) => one.path);

beforeEach(() => watch.rest());

test.each([
  ['monday is away', { kind: 'status', status: 503 }],
  ['monday is busy', { kind: 'status', status: 429, body: { error: 'too_many_requests' } }],
  ['the answer is lost', { kind: 'lost-reply' }],
])('where %s, the token works on, and this process doesn’t ask again', async (_, how) => {
  const before = await stored();
  expect([before.refreshToken, before.expiresAt]).toEqual([null, null]);
  const failing = await fault(stage, { service: 'oauth', match: { path: MIGRATE }, times: 1, ...how });
  const mark = watch.mark;
  const token = moved();
  expect([await token(), await token()]).toEqual([before.accessToken, before.accessToken]);
  expect(tokenCalls(mark)).toEqual([MIGRATE]);
  expect(await stored()).toEqual(before);
  await failing.remove();
});

test('an exchange whose answer was lost gives its pair to whoever asks next, also when that has ended meanwhile', async () => {
  const { accessToken: old } = await stored();
  await hoursPass(2);
  const mark = watch.mark;
  const tokens = await fifty([moved(), moved()]);
  expect(tokenCalls(mark)).toEqual([MIGRATE, TOKEN]);
  expect(new Set(tokens).size).toBe(1);
  const after = await stored();
  expect(after).toEqual({ accessToken: tokens[0], refreshToken: expect.any(String), expiresAt: expect.any(Number) });
  expect(after.accessToken).not.toBe(old);
});

test('a process of the first flow works on with the token that it knows, and with the pair once that is refused', async () => {
  const both = watch.mark;
  await clients.change('Cobalt Cycles', 'notes', 'while two versions run');
  await clients.agree();
  await watch.rest();
  expect(tokenCalls(both)).toEqual([]);
  const old = stage.wire.find((one) => one.path === '/oauth2/token')?.responseBody ?? '';
  expect(stage.sandbox.world.grants.revoke(JSON.parse(old).access_token)).toBe(true);
  await hoursPass(2);
  const mark = watch.mark;
  await clients.change('Cobalt Cycles', 'notes', 'with the new token');
  await clients.agree();
  await watch.rest();
  expect(tokenCalls(mark)).toEqual([TOKEN]);
  expect((await product.pair(clients.pair)).state).toBe('live');
});

test('fifty callers in two processes make one exchange, and all get its token', async () => {
  await consent(app, account, 'monday');
  await watch.rest();
  const { accessToken: old } = await stored();
  const mark = watch.mark;
  const tokens = await fifty([moved(2), moved(2)]);
  expect(tokenCalls(mark)).toEqual([MIGRATE]);
  expect([...new Set(tokens)]).toEqual([(await stored()).accessToken]);
  expect(tokens[0]).not.toBe(old);
});

test('a token that was revoked is not exchanged: a person has to reconnect', async () => {
  await consent(app, account, 'monday');
  await watch.rest();
  const { accessToken } = await stored();
  stage.sandbox.world.grants.revoke(accessToken);
  const token = moved(3);
  const mark = watch.mark;
  expect(await token()).toBe(accessToken);
  await expect(token({ rejected: accessToken })).rejects.toMatchObject({ code: 'unauthorized', next: { kind: 'reconnect' } });
  expect(tokenCalls(mark)).toEqual([MIGRATE]);
  expect((await product.pair(clients.pair)).state).toBe('reconnect');
});
