/** Pairs that are made, changed and ended while things go on: previews, races of requests, new columns, mid-write. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { PairView } from '../../core/protocol/api.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from '../e2e/clients.ts';
import { holdWrite } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch, people, agency } = stage;
await watch.rest();
const inTx = async <T>(statement: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  (await withAccount(stage.app.db, provisioned.account, (tx) => statement.execute(tx))).rows;

/** A fresh tab and what a pair of it with the Clients board would be asked for. */
async function newTab(title: string, headers = ['Client', 'Notes']): Promise<object> {
  await people.batch([{ addSheet: { properties: { title } } }]);
  await people.type(`'${title}'!A1`, [headers]);
  return {
    left: { monday: { board: clients.board } },
    right: { sheet: { spreadsheet: agency.google.spreadsheetId, tab: title } },
    fields: [
      { left: 'name', right: 'Client', type: 'text' },
      { left: clients.columns.notes, right: 'Notes', type: 'longText' },
    ],
    key: 'name',
  };
}
const count = async (tab: string): Promise<number> =>
  (await people.rows(tab)).filter((row) => row[0] !== undefined && row[0] !== '').length;

test('a preview that is paused or dropped comes back as a preview: only an approval starts it', async () => {
  const asked = await newTab('Previewed');
  const { id } = await product.post<PairView>('/pairs', asked);
  const planned = await watch.until('a plan', async () => (await product.plan(id)).planId);
  await product.post(`/pairs/${id}/pause`);
  expect((await product.post<PairView>(`/pairs/${id}/resume`)).state).toBe('preview');
  await watch.rest();
  expect(await count('Previewed')).toBe(1);
  await product.post(`/pairs/${id}/plan/drop`, { planId: planned });
  expect((await product.pair(id)).state).toBe('paused');
  expect((await product.post<PairView>(`/pairs/${id}/resume`)).state).toBe('preview');
  await watch.rest();
  expect(await count('Previewed')).toBe(1);
  await product.post(`/pairs/${id}/pause`);
  const plan = await product.plan(id);
  expect([plan.state, plan.counts?.creates]).toEqual(['preview', 60]);
  await product.post(`/pairs/${id}/plan/approve`, { planId: plan.planId });
  await watch.until('filled', async () => (await count('Previewed')) === 61, 6_000);
  await product.post(`/pairs/${id}/pause`);
  expect((await product.post<PairView>(`/pairs/${id}/resume`)).state).toBe('live');
  await watch.rest();
  expect((await product.call('DELETE', `/pairs/${id}`)).status).toBe(204);
});

test('of five requests for one tab at once, one is made', async () => {
  const asked = await newTab('Raced');
  const answers = await Promise.all(Array.from({ length: 5 }, () => product.call<PairView>('POST', '/pairs', { ...asked, start: 'now' })));
  expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409]);
  await watch.until('filled', async () => (await count('Raced')) === 61, 6_000);
  await watch.rest();
  expect(await count('Raced')).toBe(61);
  await product.call('DELETE', `/pairs/${answers.find((one) => one.status === 201)?.body.id}`);
});

test('a live pair takes in another column, and refuses one that isn’t there', async () => {
  const asked = (await newTab('Widened', ['Client', 'Notes', 'Stage'])) as { fields: object[] };
  const { id } = await product.post<PairView>('/pairs', { ...asked, start: 'now' });
  await watch.until('filled', async () => (await count('Widened')) === 61, 6_000);
  await watch.rest();
  const stageField = { left: clients.columns.stage, right: 'Stage', type: 'choice' };
  for (const [wrong, column] of [
    [{ ...stageField, right: 'Phase' }, 'Phase'],
    [{ ...stageField, left: 'nothing' }, 'nothing'],
  ] as const) {
    const refused = await product.call<{ error: { code: string; message: string } }>('PATCH', `/pairs/${id}`, {
      fields: [...asked.fields, wrong],
    });
    expect([refused.status, refused.body.error.code]).toEqual([422, 'unknown-column']);
    expect(refused.body.error.message).toContain(column);
  }
  await product.call('PATCH', `/pairs/${id}`, { fields: [...asked.fields, stageField] });
  const shown = await watch.until(
    'stages in the tab',
    async () => {
      const rows = (await people.rows('Widened')).filter((row) => row[0] === 'Cobalt Cycles');
      return rows.length === 1 && rows[0]?.[2] !== '' && rows[0]?.[2] !== undefined && rows[0];
    },
    6_000,
  );
  expect(shown[2]).toBe((await clients.onBoard('Cobalt Cycles')).Stage);
  await watch.rest();
  const [header = []] = await people.rows('Widened');
  expect(header.filter((one) => /key/i.test(String(one)))).toHaveLength(1);
  expect(await count('Widened')).toBe(61);
  expect((await product.pair(id)).counts).toMatchObject({ findings: 0, conflicts: 0 });
  await product.call('DELETE', `/pairs/${id}`);
  await watch.rest();
});

test('a pair that is disconnected in mid-write leaves both sides whole, its subscriptions end, and nothing of it is called again', async () => {
  const asked = await newTab('Short-lived');
  const hold = await holdWrite(stage, 'sheets', 'spreadsheets.batchUpdate');
  // The first write of a new pair prepares its tab; the second one fills it.
  const { id } = await product.post<PairView>('/pairs', { ...asked, start: 'now' });
  await hold.held();
  expect((await product.call('DELETE', `/pairs/${id}`)).status).toBe(204);
  await hold.release();
  await hold.remove();
  await watch.rest();
  expect((await product.call('GET', `/pairs/${id}`)).status).toBe(404);
  expect((await clients.items()).length).toBeGreaterThan(50);
  await clients.agree();

  const again = await product.post<PairView>('/pairs', { ...asked, start: 'now' });
  const size = (await clients.items()).length;
  await watch.until('filled', async () => (await count('Short-lived')) === size + 1, 6_000);
  await watch.rest();
  expect([await count('Short-lived'), (await clients.items()).length]).toEqual([size + 1, size]);
  const [run] = await product.journal(again.id);
  await product.call('DELETE', `/pairs/${again.id}`);
  const gone = await product.call<{ error: { code: string } }>('POST', '/undo', { run: run?.run });
  expect([gone.status, gone.body.error.code]).toEqual([404, 'nothing-to-undo']);
});

test('fault F21: a board that the last pair of it left is forgotten: its webhooks end, and edits of it cost no call', async () => {
  const made = await people.monday<{ create_board: { id: string } }>(
    'mutation { create_board(board_name: "Own", board_kind: public, empty: true) { id } }',
    {},
    'irina',
  );
  const board = made.create_board.id;
  await people.create(board, 'One', {}, 'irina');
  const asked = (await newTab('Own', ['Client'])) as { right: object };
  const pair = {
    left: { monday: { board } },
    right: asked.right,
    fields: [{ left: 'name', right: 'Client', type: 'text' }],
    key: 'name',
    start: 'now',
  };
  const { id } = await product.post<PairView>('/pairs', pair);
  await watch.until('filled', async () => (await count('Own')) === 2, 6_000);
  await watch.rest();
  const webhooks = async () =>
    (await people.monday<{ webhooks: unknown[] }>(`query { webhooks(board_id: ${board}) { id } }`, {}, 'irina')).webhooks.length;
  expect(await webhooks()).toBeGreaterThan(0);
  const before = (await inTx<{ n: number }>(sql`select count(*) as n from containers`))[0]?.n ?? 0;
  await product.call('DELETE', `/pairs/${id}`);
  expect((await inTx<{ n: number }>(sql`select count(*) as n from containers`))[0]?.n).toBe(before - 1);
  await watch.rest();
  const mark = watch.mark;
  await people.create(board, 'Two', {}, 'irina');
  await watch.rest();
  expect(watch.since(mark)).toEqual([]);
  expect(await webhooks()).toBe(0);
});
