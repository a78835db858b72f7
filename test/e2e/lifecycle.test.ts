/** What monday says of the app itself, with a sync going on: a subscription that ends, an app that is uninstalled. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from './clients.ts';
import { holdWrite } from './faults.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { watch, product, app, provisioned, people } = stage;
const { account } = provisioned;

/** Has monday tell the product, and waits until it was heard. */
async function tell(type: string): Promise<void> {
  const answer = await people.control('POST', '/lifecycle', { type });
  expect(answer.status).toBe(202);
  await watch.until(`${type} was told`, () => stage.sandbox.world.deliveries.pending === 0);
}

async function query<Row>(statement: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> {
  return (await withAccount(app.db, account, (tx) => statement.execute(tx))).rows;
}

test('fault F68: while the subscription is over nothing is read, written or deleted; renewed, what changed meanwhile is carried across', async () => {
  await watch.rest();
  await tell('app_subscription_cancelled');
  const mark = watch.mark;
  await clients.change('Beacon Outdoor', 'notes', 'typed while it had lapsed');
  await clients.type('Cobalt Cycles', 'Notes', 'typed in the sheet while it had lapsed');
  await watch.rest();
  expect(watch.since(mark)).toEqual([]);
  expect((await product.pair(clients.pair)).waits).toMatchObject({ code: 'lapsed', message: expect.stringContaining('renewed') });
  expect((await product.call('POST', `/pairs/${clients.pair}/sync`)).status).toBe(403);
  await tell('app_subscription_renewed');
  await clients.agree();
  expect((await clients.inSheet('Beacon Outdoor')).Notes).toBe('typed while it had lapsed');
  expect((await clients.onBoard('Cobalt Cycles')).Notes).toBe('typed in the sheet while it had lapsed');
});

test('fault F66: uninstalled in mid-sync, it stops, gives its grants back, and after a week nothing of the account is left', async () => {
  await watch.rest();
  const write = await holdWrite(stage, 'sheets', 'spreadsheets.batchUpdate');
  await clients.change('Beacon Outdoor', 'notes', 'on its way');
  await write.held();
  await tell('uninstall');
  await clients.change('Cobalt Cycles', 'notes', 'too late');
  await watch.until('told', () => stage.sandbox.world.deliveries.pending === 0);
  await write.release();
  await watch.until('grants given back', async () => {
    const [row] = await query(sql<{ left: boolean }>`select left_at is not null as left from accounts`);
    return row?.left;
  });
  await watch.rest();
  // What was on its way arrived; what came after the uninstallation didn't set out.
  expect((await clients.inSheet('Beacon Outdoor')).Notes).toBe('on its way');
  expect((await clients.inSheet('Cobalt Cycles')).Notes).not.toBe('too late');
  const revoked = stage.wire.filter((one) => one.service === 'oauth' && /revoke/.test(one.path)).map((one) => [one.path, one.status]);
  expect(revoked).toEqual(
    expect.arrayContaining([
      ['/oauth_ms/oauth/revoke', 200],
      ['/revoke', 200],
    ]),
  );
  const connections = await query(sql<{ state: string; vendor: 'monday'; sealed: string }>`select state, vendor, sealed from connections`);
  expect(connections.map((one) => one.state)).toEqual(['reconnect', 'reconnect', 'reconnect']);
  for (const { vendor, sealed } of connections)
    expect(JSON.parse(app.seal.open(sealed, { accountId: account, provider: vendor, column: 'sealed' }))).toMatchObject({
      accessToken: '',
      refreshToken: null,
    });
  expect((await product.call('GET', '/pairs')).status).toBe(401);
  await query(sql`update accounts set left_at = now() - interval '8 days'`);
  await watch.until('nothing is left', async () => (await query(sql`select from accounts`)).length === 0);
  const tables = await query(
    sql<{
      name: string;
    }>`select table_name as name from information_schema.columns where table_schema = 'evenkeel' and column_name = 'account_id'`,
  );
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) expect([name, ...(await query(sql`select from ${sql.table(name)}`))]).toEqual([name]);
});
