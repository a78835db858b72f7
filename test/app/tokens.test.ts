/** Tokens (F34–F36): one refresh for an expiry, whoever asks; a lost answer; a grant that is gone until a person reconnects. */
import { afterAll, expect, test } from 'vitest';
import { compose } from '../../app/compose.ts';
import { finishConsent, startConsent } from '../../app/use-cases/connect.ts';
import { sweep } from '../../app/use-cases/sweep.ts';
import type { Vendor } from '../../app/vendors/connections.ts';
import type { ConnectionId } from '../../core/sync/ids.ts';
import { systemClock } from '../../platform/clock.ts';
import { clientsOf } from '../e2e/clients.ts';
import { fault } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const HOUR_S = 3_600;
const PATHS = { monday: '/oauth_ms/oauth/token', google: '/token', confluence: '/oauth/token' } as const;

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch, people } = stage;
const account = provisioned.account;
await watch.rest();

let ahead = 0;
const process = (name: string) => {
  const databaseUrl = stage.app.config.database?.url ?? '';
  return compose({ config: stage.app.config, databaseUrl, name, clock: { ...systemClock, now: () => systemClock.now() + ahead } });
};
const processes = [process('one'), process('two')];
afterAll(async () => void (await Promise.all(processes.map((one) => one.close()))));

const sourcesOf = (vendor: Vendor) =>
  processes.map((one) => one.vendors.deps(account, { id: vendor as ConnectionId, vendor, grant: 1, facts: {} }).token);
const refreshes = (vendor: Vendor, mark: number): number =>
  watch.since(mark).filter((one) => one.service === 'oauth' && one.path === PATHS[vendor]).length;
const vendorHours = (hours: number): Promise<Response> => people.control('POST', '/clock', { advanceS: hours * HOUR_S });

/** Fifty callers in two processes, all at once. */
const fifty = (vendor: Vendor, rejected?: string): Promise<readonly string[]> =>
  Promise.all(
    Array.from({ length: 25 }, () => sourcesOf(vendor).map((token) => token(rejected === undefined ? undefined : { rejected }))).flat(),
  );

test.each(['monday', 'google', 'confluence'] as const)(
  'fault F34: fifty callers with an expired token of %s make one refresh, and all get its answer',
  async (vendor) => {
    const before = (await fifty(vendor))[0] ?? '';
    ahead += HOUR_S * 1_000;
    const mark = watch.mark;
    const tokens = await fifty(vendor);
    expect(refreshes(vendor, mark)).toBe(1);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(before);
  },
);

test('fifty callers whose token is refused before its time make one refresh as well', async () => {
  const rejected = (await fifty('monday'))[0] ?? '';
  const mark = watch.mark;
  const tokens = await fifty('monday', rejected);
  expect(refreshes('monday', mark)).toBe(1);
  expect(tokens).not.toContain(rejected);
  // Whoever comes later with the same refused token finds the new one.
  expect(new Set(await fifty('monday', rejected))).toEqual(new Set(tokens));
  expect(refreshes('monday', mark)).toBe(1);
});

test('tokens that end while everything runs are renewed, and nothing is lost', async () => {
  await vendorHours(2);
  stage.advance(2 * HOUR_S * 1_000);
  const mark = watch.mark;
  await clients.change('Cobalt Cycles', 'notes', 'with new tokens');
  await clients.agree();
  await watch.rest();
  for (const vendor of ['monday', 'google'] as const) expect([vendor, refreshes(vendor, mark)]).toEqual([vendor, 1]);
});

test.each(['google', 'confluence'] as const)(
  'fault F35: a refresh of %s whose answer is lost is asked for again with the old token',
  async (vendor) => {
    ahead += 10 * HOUR_S * 1_000;
    const [ask] = sourcesOf(vendor);
    const lost = await fault(stage, { service: 'oauth', match: { path: PATHS[vendor] }, kind: 'lost-reply', times: 1 });
    await expect(ask?.()).rejects.toMatchObject({ code: 'unknown-outcome', next: { kind: 'retry' } });
    expect(await ask?.()).toMatch(/./);
    await lost.remove();
    expect((await product.pair(clients.pair)).state).toBe('live');
  },
);

test('a vendor that is away while tokens are asked for is asked again later', async () => {
  ahead += 10 * HOUR_S * 1_000;
  const [ask] = sourcesOf('google');
  const away = await fault(stage, { service: 'oauth', match: { path: PATHS.google }, kind: 'status', status: 503, times: 1 });
  await expect(ask?.()).rejects.toMatchObject({ next: { kind: 'retry' } });
  await away.remove();
  expect(await ask?.()).toMatch(/./);
});

test('fault F36: a grant that is gone: one call, then none, until a person reconnects; then everything goes on where it was', async () => {
  await watch.rest();
  const before = await product.pair(clients.pair);
  // Its rotated refresh token is used, and the answer never arrives: monday gives no grace.
  const journal = (await product.journal(clients.pair)).length;
  await vendorHours(30);
  stage.advance(30 * HOUR_S * 1_000);
  const lost = await fault(stage, { service: 'oauth', match: { path: PATHS.monday }, kind: 'lost-reply', times: 1 });
  const mark = watch.mark;
  await clients.change('Driftwood Surf', 'notes', 'while nobody could read it');
  await watch.until('reconnect', async () => (await product.pair(clients.pair)).state === 'reconnect', 8_000);
  await lost.remove();
  expect((await product.pair(provisioned.pairs.pages)).state).toBe('reconnect');
  expect((await product.pair(provisioned.pairs.kpi)).state).not.toBe('reconnect');
  await watch.rest();
  // The lost one, and the one that learnt that the grant is gone.
  expect(refreshes('monday', mark)).toBe(2);

  const quiet = watch.mark;
  for (let n = 0; n < 5; n += 1) {
    await clients.change('Driftwood Surf', 'notes', `while nobody could read it, ${n}`);
    await product.post(`/pairs/${clients.pair}/sync`);
    await sweep(stage.app);
  }
  await watch.rest();
  expect(watch.since(quiet).filter((one) => one.service === 'monday' || one.service === 'oauth')).toEqual([]);
  expect((await product.call('GET', '/figures')).status).toBe(200);

  const reconnecting = watch.mark;
  const { url, nonce } = startConsent(stage.app, account, 'monday');
  const back = new URL((await fetch(`${url}&auto=1&login_hint=irina`, { redirect: 'manual' })).headers.get('location') ?? '');
  await finishConsent(stage.app, 'monday', back.searchParams.get('code') ?? '', back.searchParams.get('state') ?? '', nonce);
  await clients.agree(8_000);
  await watch.rest();
  const after = await product.pair(clients.pair);
  expect([after.state, after.counts]).toEqual(['live', before.counts]);
  expect((await clients.inSheet('Driftwood Surf')).Notes).toBe('while nobody could read it, 4');
  expect((await product.journal(clients.pair)).length).toBe(journal + 1);
  expect(watch.writes(reconnecting).filter((one) => one.startsWith('sheets') && !one.includes('KPI'))).toHaveLength(1);
});
