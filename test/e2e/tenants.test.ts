/** Nothing of one account is readable or writable through another. */
import { beforeAll, expect, test } from 'vitest';
import { ensureAccount, issueApiToken } from '../../app/use-cases/connect.ts';
import { clientsOf } from './clients.ts';
import { Product } from './product.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { watch, product } = stage;
const pair = clients.pair;
let other: Product;
let ids: { run: string; record: string; conflict: string; finding: string; step: string; planId: string };

beforeAll(async () => {
  const account = await ensureAccount(stage.app, { id: '424242', name: 'Another agency' });
  other = new Product(product.root, await issueApiToken(stage.app, account, 'stranger'));
  // Something of every kind that has an id.
  await clients.change('Beacon Outdoor', 'budget', '1');
  await clients.type('Cobalt Cycles', 'Monthly budget', 'a word');
  await stage.stopWorker();
  await clients.change('Driftwood Surf', 'notes', 'left');
  await clients.type('Driftwood Surf', 'Notes', 'right');
  await watch.until('both told', () => stage.sandbox.world.deliveries.pending === 0);
  await stage.startWorker();
  const { at } = await clients.row('Easton Dental');
  await stage.people.batch([{ deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: at - 1, endIndex: at } } }]);
  const plan = await watch.until('a plan', async () => {
    const now = await product.plan(pair);
    return now.planId !== null && now;
  });
  await watch.rest();
  const [line] = await product.journal(pair);
  const [conflict] = await product.conflicts(pair);
  const [finding] = await product.findings(pair);
  const of = (id: string | null | undefined): string => {
    if (!id) throw new Error('something has no id');
    return id;
  };
  ids = {
    run: of(line?.run),
    record: of(line?.record.key),
    conflict: of(conflict?.id),
    finding: of(finding?.id),
    step: of(plan.steps[0]?.id),
    planId: of(plan.planId),
  };
});

test('[P9] every route with an id of another account answers as if there were nothing, and changes nothing', async () => {
  const state = async (): Promise<unknown> => [
    await product.get(`/pairs/${pair}`),
    await product.plan(pair),
    await product.conflicts(pair),
    await product.findings(pair),
  ];
  const before = await state();
  const mark = watch.mark;
  const asked: readonly (readonly [string, string, object?])[] = [
    ['GET', `/pairs/${pair}`],
    ['PATCH', `/pairs/${pair}`, { guard: 'off' }],
    ['PATCH', `/pairs/${pair}`, { guard: 'off', preview: true }],
    ['DELETE', `/pairs/${pair}`],
    ['POST', `/pairs/${pair}/sync`, {}],
    ['POST', `/pairs/${pair}/pause`, {}],
    ['POST', `/pairs/${pair}/resume`, {}],
    ['GET', `/pairs/${pair}/plan`],
    ['POST', `/pairs/${pair}/plan/approve`, { planId: ids.planId }],
    ['POST', `/pairs/${pair}/plan/drop`, { planId: ids.planId, steps: [ids.step] }],
    ['GET', `/pairs/${pair}/conflicts`],
    ['GET', `/pairs/${pair}/findings`],
    ['GET', `/pairs/${pair}/journal`],
    ['POST', `/conflicts/${ids.conflict}`, { take: 'left' }],
    ['POST', `/findings/${ids.finding}`, { action: 'dismiss' }],
    ['POST', `/findings/${ids.finding}`, { action: 'retry' }],
    ['POST', '/undo', { run: ids.run }],
    ['POST', '/undo', { run: ids.run, dryRun: true }],
    ['POST', '/undo', { record: ids.record }],
    ['POST', '/undo', { record: ids.record, pair }],
    ['POST', '/undo', { field: { record: ids.record, field: clients.columns.budget, pair } }],
    ['POST', '/undo', { since: '2000-01-01T00:00:00Z' }],
  ];
  for (const [method, path, body] of asked) {
    const { status } = await other.call(method, path, body);
    expect([method, path, status]).toEqual([method, path, 404]);
  }
  await watch.rest();
  expect(await state()).toEqual(before);
  expect(watch.writes(mark)).toEqual([]);
});

test('[P9] lists and figures of the other account are empty', async () => {
  expect(await other.get('/pairs')).toEqual({ items: [], cursor: null });
  const figures = await other.get<{ load: unknown[]; kpi: unknown[] }>('/figures');
  expect(figures.load).toEqual([]);
  expect(figures.kpi).toEqual([]);
  const next = await other.call<{ candidates: unknown[] }>('GET', '/next-client');
  expect(next.body.candidates ?? []).toEqual([]);
});

test('[P9] boards and files are reached through an account’s own connections only', async () => {
  const { left, right, fields, key } = await product.pair(pair);
  const refused = await other.call<{ error: { code: string } }>('POST', '/pairs', { left, right, fields, key });
  expect(refused).toMatchObject({ status: 422, body: { error: { code: 'no-connection' } } });
});

test('a token that isn’t known opens nothing', async () => {
  for (const token of ['evk_made-up', `${other.token}x`, 'eyJhbGciOiJub25lIn0.e30.']) {
    expect((await new Product(product.root, token).call('GET', '/pairs')).status).toBe(401);
  }
});
