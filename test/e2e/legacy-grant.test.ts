/** monday's first flow, whose tokens have no end: connected and kept in step by one, and asked to reconnect when it is revoked. */
import { expect, test } from 'vitest';
import { startConsent } from '../../app/use-cases/connect.ts';
import { sweep } from '../../app/use-cases/sweep.ts';
import type { ConnectionId } from '../../core/sync/ids.ts';
import { consent } from '../../demo/provision.ts';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage({ variables: { MONDAY_OAUTH_FLOW: 'legacy' } });
const clients = clientsOf(stage);
const { app, product, provisioned, watch, people } = stage;
const { account } = provisioned;

const tokenOf = (grant: number): Promise<string> =>
  app.vendors.deps(account, { id: 'monday' as ConnectionId, vendor: 'monday', grant, facts: {} }).token();
/** Calls to monday's token endpoints. */
const tokenCalls = (mark: number): readonly string[] =>
  watch
    .since(mark)
    .filter((one) => one.service === 'oauth' && /^\/(oauth2|oauth_ms\/oauth)\/(token|migrate)$/.test(one.path))
    .map((one) => one.path);

test('a consent of the first flow asks for no PKCE, and its code is exchanged where that flow wants it', async () => {
  await watch.rest();
  expect(tokenCalls(0)).toEqual(['/oauth2/token']);
  const asked = new URL(startConsent(app, account, 'monday').url).searchParams;
  expect([asked.has('code_challenge'), asked.get('client_id')]).toEqual([false, app.config.monday.clientId]);
});

test('a pair keeps in step both ways with a token that has no end, and nobody asks for another one', async () => {
  const mark = watch.mark;
  await people.control('POST', '/clock', { advanceS: 30 * 3_600 });
  stage.advance(30 * 3_600_000);
  await clients.change('Cobalt Cycles', 'notes', 'from the board');
  await clients.type('Beacon Outdoor', 'Notes', 'from the sheet');
  await clients.agree();
  expect((await clients.inSheet('Cobalt Cycles')).Notes).toBe('from the board');
  expect((await clients.onBoard('Beacon Outdoor')).Notes).toBe('from the sheet');
  await watch.rest();
  expect(tokenCalls(mark)).toEqual([]);
});

test('a revoked one asks a person to reconnect, and monday for nothing; then everything goes on where it was', async () => {
  await watch.rest();
  const before = await product.pair(clients.pair);
  const mark = watch.mark;
  expect(stage.sandbox.world.grants.revoke(await tokenOf(1))).toBe(true);
  await clients.change('Driftwood Surf', 'notes', 'while nobody could read it');
  await watch.until('reconnect', async () => (await product.pair(clients.pair)).state === 'reconnect', 8_000);
  await watch.rest();
  const quiet = watch.mark;
  await product.post(`/pairs/${clients.pair}/sync`);
  await sweep(app);
  await watch.rest();
  expect(watch.since(quiet).filter((one) => one.service === 'monday')).toEqual([]);
  expect(tokenCalls(mark)).toEqual([]);

  await consent(app, account, 'monday');
  await clients.agree(8_000);
  await watch.rest();
  expect(tokenCalls(mark)).toEqual(['/oauth2/token']);
  const after = await product.pair(clients.pair);
  expect([after.state, after.counts]).toEqual(['live', before.counts]);
  expect((await clients.inSheet('Driftwood Surf')).Notes).toBe('while nobody could read it');
});
