/** Decisions that meet a world which has moved: people who joined, a conflict taken in a pause, a held step whose record went. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { PlanView } from '../../core/protocol/api.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from '../e2e/clients.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch, people } = stage;
await watch.rest();
const inTx = async <T>(statement: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  (await withAccount(stage.app.db, provisioned.account, (tx) => statement.execute(tx))).rows;

test('somebody who isn’t known is looked for once; when they join, what was typed is understood', async () => {
  await watch.rest();
  const mark = watch.mark;
  const asked = () => watch.since(mark).filter((one) => one.requestBody.includes('EvenkeelPeople')).length;
  await clients.type('Fable Toys', 'Account manager', 'Zoe Newcomer');
  const finding = await watch.until('a finding', async () =>
    (await product.findings(clients.pair)).find((one) => one.state === 'open' && one.value?.includes('Zoe')),
  );
  expect(finding.kind).toBe('unknown-person');
  await watch.until('the people asked for', () => asked() === 1);
  await watch.rest();
  for (let n = 0; n < 3; n += 1) {
    await product.post(`/pairs/${clients.pair}/sync`);
    await watch.rest();
  }
  expect(asked()).toBe(1);
  stage.sandbox.world.people.add({ id: 'zoe', name: 'Zoe Newcomer', email: 'zoe@northlight.example' });
  await product.post(`/findings/${finding.id}`, { action: 'retry' });
  await clients.agree(5_000);
  expect((await clients.onBoard('Fable Toys'))['Account manager']).toBe('Zoe Newcomer');
  expect((await product.findings(clients.pair)).find((one) => one.id === finding.id)?.state).toBe('settled');
  expect(asked()).toBe(2);
});

test('somebody who joins after the hour is found by the hour’s look', async () => {
  await clients.type('Cobalt Cycles', 'Account manager', 'Yara Later');
  await watch.until('a finding', async () =>
    (await product.findings(clients.pair)).some((one) => one.state === 'open' && one.value?.includes('Yara')),
  );
  await watch.rest();
  stage.sandbox.world.people.add({ id: 'yara', name: 'Yara Later', email: 'yara@northlight.example' });
  await inTx(sql`update accounts set people_read_at = now() - interval '61 minutes'`);
  await product.post(`/pairs/${clients.pair}/sync`);
  await clients.agree(5_000);
  expect((await clients.onBoard('Cobalt Cycles'))['Account manager']).toBe('Yara Later');
});

test('a conflict taken while the pair is paused is done when it goes on', async () => {
  await watch.rest();
  const fields = (await product.pair(clients.pair)).fields.map((one) =>
    one.left === clients.columns.notes ? { ...one, policy: 'ask' } : one,
  );
  await product.call('PATCH', `/pairs/${clients.pair}`, { fields });
  await watch.rest();
  await product.post(`/pairs/${clients.pair}/pause`);
  await clients.change('Driftwood Surf', 'notes', 'on the board');
  await clients.type('Driftwood Surf', 'Notes', 'in the sheet');
  await product.post(`/pairs/${clients.pair}/resume`);
  const conflict = await watch.until('a conflict', async () => (await product.conflicts(clients.pair)).find((one) => one.state === 'open'));
  await watch.rest();
  await product.post(`/pairs/${clients.pair}/pause`);
  const mark = watch.mark;
  await product.post(`/conflicts/${conflict.id}`, { take: 'right' });
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  await product.post(`/pairs/${clients.pair}/resume`);
  await clients.agree(5_000);
  expect((await clients.onBoard('Driftwood Surf')).Notes).toBe('in the sheet');
});

test('a held step whose record went meanwhile does nothing when it is approved', async () => {
  await watch.rest();
  const { at } = await clients.row('Easton Dental');
  await people.batch([{ deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: at - 1, endIndex: at } } }]);
  const plan = await watch.until('a plan', async () => {
    const now: PlanView = await product.plan(clients.pair);
    return now.planId !== null && now;
  });
  await product.post(`/pairs/${clients.pair}/pause`);
  await people.archive((await clients.item('Easton Dental')).id);
  await watch.until('pushed', () => stage.sandbox.world.deliveries.pending === 0);
  await product.post(`/pairs/${clients.pair}/plan/approve`, { planId: plan.planId });
  await product.post(`/pairs/${clients.pair}/resume`);
  await watch.rest();
  expect((await product.plan(clients.pair)).planId).toBeNull();
  expect((await clients.items()).filter((one) => one.name === 'Easton Dental')).toEqual([]);
  await clients.agree();
});
