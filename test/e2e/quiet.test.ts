/** Nothing happened, nothing is written; and the echo of a write of ours is no news. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { sweep } from '../../app/use-cases/sweep.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product, provisioned } = stage;
const pairs = Object.values(provisioned.pairs);

/** As if the longest wait were over: every feed is asked, both sides of every pair are read whole. */
async function lookAtEverything(): Promise<void> {
  for (const pair of pairs) await product.post(`/pairs/${pair}/sync`);
  await withAccount(stage.app.db, provisioned.account, (tx) => sql`update connections set next_poll_at = now()`.execute(tx));
  await sweep(stage.app);
  await watch.rest();
}

const journals = async (): Promise<readonly number[]> => Promise.all(pairs.map(async (pair) => (await product.journal(pair)).length));

test('without an edit nothing is written, however often everything is looked at', async () => {
  await clients.change('Beacon Outdoor', 'budget', '18501');
  await clients.agree();
  await watch.rest();
  const [mark, before] = [watch.mark, await journals()];
  for (let round = 0; round < 5; round += 1) await lookAtEverything();
  expect(watch.since(mark).length).toBeGreaterThan(0);
  expect(watch.writes(mark)).toEqual([]);
  expect(await journals()).toEqual(before);
});

test('an edit of the board costs one write for each side that shows it, and its echo none', async () => {
  await watch.rest();
  const [mark, before] = [watch.mark, await journals()];
  await clients.change('Cobalt Cycles', 'notes', 'Only the sheet shows notes');
  await clients.agree();
  await watch.rest();
  expect(watch.writes(mark)).toHaveLength(1);
  expect(await journals()).toEqual(before.map((count, n) => count + (pairs[n] === clients.pair ? 1 : 0)));
  const calls = watch.since(mark).map((one) => `${one.service} ${one.path.replace(/^.*[/:]/, '').replace(/\?.*/, '')}`);
  // One read of the item, one write of the row; then at most the echo's question and its one read (N3).
  expect(calls.slice(0, 2)).toEqual(['monday v2', 'sheets batchUpdate']);
  expect(calls.length).toBeLessThanOrEqual(4);
});

test('an edit of the sheet costs one write on the board, and its echo none', async () => {
  await watch.rest();
  const mark = watch.mark;
  await clients.type('Cobalt Cycles', 'Notes', 'Typed in the sheet');
  await clients.agree();
  await watch.rest();
  expect(watch.writes(mark)).toHaveLength(1);
  expect(watch.writes(mark)[0]).toMatch(/^monday /);
  // Drive's question, one read of the tabs, the write (N3); the echo tells what we know, and nobody is asked.
  expect(watch.since(mark).map((one) => one.service)).toEqual(['drive', 'sheets', 'monday']);
});

test('fault F11: echoes that come late and thrice cost no write, and an edit among them travels', async () => {
  await watch.rest();
  const repeat = await fault({ service: 'monday', kind: 'repeat-push', ms: 300 });
  const late = await fault({ service: 'monday', kind: 'delay-push', ms: 400 });
  const [mark, before] = [watch.mark, await journals()];
  await clients.type('Fable Toys', 'Notes', 'First');
  await watch.until('First on the board', async () => (await clients.onBoard('Fable Toys')).Notes === 'First');
  await clients.change('Driftwood Surf', 'notes', 'Second, by another person');
  await clients.agree();
  await watch.rest();
  for (const id of [repeat, late]) await people.control('DELETE', `/faults/${id}`);
  expect(watch.writes(mark)).toHaveLength(2);
  expect(await journals()).toEqual(before.map((count, n) => count + (pairs[n] === clients.pair ? 2 : 0)));
});

test('what people do beside us is none of our business', async () => {
  await watch.rest();
  const mark = watch.mark;
  await people.type(`'${clients.tab}'!K3`, [['=E3*12']]);
  await people.change(clients.board, (await clients.item('Fable Toys')).id, { [clients.columns.support ?? '']: null });
  await lookAtEverything();
  expect(watch.writes(mark).filter((one) => !one.includes(':batchUpdate') || !one.includes('KPI'))).toEqual([]);
});

async function fault(spec: object): Promise<string> {
  return ((await (await people.control('POST', '/faults', spec)).json()) as { id: string }).id;
}
