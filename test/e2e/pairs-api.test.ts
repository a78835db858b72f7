/** The pairs' API as an outside program meets it: what is refused and why, preview and plan, pause, change, disconnect. */
import { beforeAll, expect, test } from 'vitest';
import type { PairView, PlanView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import type { MadeBoard } from './makings.ts';
import { fillBoard, makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

interface Refusal {
  readonly status: number;
  readonly body: { readonly error: { readonly code: string; readonly message: string; readonly field?: string } } & Partial<PlanView>;
}

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product, agency } = stage;
let board: MadeBoard;
let spreadsheet: string;

/** A body that is right; each test says what it does otherwise. */
const body = (more: object = {}): object => ({
  left: { monday: { board: board.id } },
  right: { sheet: { spreadsheet, tab: 'Sheet' } },
  fields: [
    { left: 'name', right: 'Client', type: 'text' },
    { left: board.columns.Budget, right: 'Budget', type: 'number', policy: 'right' },
  ],
  key: 'name',
  ...more,
});
const post = (more: object): Promise<Refusal> => product.call('POST', '/pairs', body(more));
const budget = (item: { texts: Readonly<Record<string, string | null>> }): number => Number(item.texts[board.columns.Budget ?? '']);
const rows = (): Promise<readonly (readonly unknown[])[]> => people.rows('Sheet', spreadsheet);

beforeAll(async () => {
  board = await makeBoard(stage, 'Prospects', { Budget: 'numbers', Other: 'text' });
  const items = ['Ash', 'Birch', 'Cedar'].map((name, n) => ({ name, values: { [board.columns.Budget ?? '']: String(10 * (n + 1)) } }));
  await fillBoard(stage, board.id, items);
  spreadsheet = await makeSheet(stage, 'Prospects', [
    ['Client', 'Budget', 'Ours'],
    ['Birch', 21, 'mine'],
    ['Dogwood', 40],
  ]);
});

test('a stranger is refused', async () => {
  const answer = await fetch(`${product.root}/pairs`);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized', message: expect.stringMatching(/token/) } });
});

test.each<[string, object, number, string | undefined, RegExp?]>([
  ['a board that isn’t there', { left: { monday: { board: '999' } } }, 422, 'left'],
  ['a spreadsheet that isn’t there', { right: { sheet: { spreadsheet: 'nothing', tab: 'Sheet' } } }, 422, 'right'],
  ['a sheet on the left', { left: { sheet: { spreadsheet: 'any', tab: 'Sheet' } } }, 422, 'left'],
  ['a key that isn’t mapped', { key: 'nothing' }, 422, 'key'],
  ['no name for new items', { fields: [{ left: 'code', right: 'Client', type: 'text' }], key: 'code' }, 422, 'fields', /left “name”/],
  ['no fields', { fields: [] }, 400, 'fields'],
  ['an unknown type of field', { fields: [{ left: 'name', right: 'Client', type: 'colour' }] }, 400, 'fields.0.type'],
  ['a setting that there isn’t', { colour: 'red' }, 400, undefined],
  ['no place', { left: { board: '1' } }, 400, 'left', /\{"monday": \{"board"\}\}/],
])('%s is refused with what is wrong and where', async (_what, more, status, field, words = /./) => {
  const answer = await post(more);
  expect(answer.status).toBe(status);
  expect(answer.body.error.code).toMatch(/^[a-z-]+$/);
  expect(answer.body.error.message.length).toBeGreaterThan(10);
  expect(answer.body.error.message).toMatch(words);
  expect(answer.body.error.message).not.toContain('..');
  expect(answer.body.error.field).toBe(field);
});

test('a tab, a column on either side that isn’t there, a column mapped twice', async () => {
  expect(await post({ right: { sheet: { spreadsheet, tab: 'Nowhere' } } })).toMatchObject({
    status: 422,
    body: { error: { field: 'right' } },
  });
  const fields = (left: string, right: string) => ({
    fields: [
      { left: 'name', right: 'Client', type: 'text' },
      { left, right, type: 'number' },
    ],
  });
  const unknown = await post(fields(board.columns.Budget ?? '', 'Nothing'));
  expect(unknown).toMatchObject({ status: 422, body: { error: { code: 'unknown-column', field: 'fields' } } });
  expect(unknown.body.error.message).toMatch(/Nothing.*Client, Budget, Ours/);
  expect(await post(fields('nothing', 'Budget'))).toMatchObject({ status: 422, body: { error: { code: 'unknown-column' } } });
  expect(await post(fields(board.columns.Budget ?? '', 'Client'))).toMatchObject({
    status: 422,
    body: { error: { code: 'duplicate-field' } },
  });
  const typed = await post({
    fields: [
      { left: 'name', right: 'Client', type: 'text' },
      { left: board.columns.Budget, right: 'Budget', type: 'person' },
    ],
  });
  expect(typed).toMatchObject({ status: 422, body: { error: { code: 'wrong-type', field: 'fields' } } });
  expect(typed.body.error.message).toMatch(/\(Budget\).*number, money/);
});

test('what is paired already is refused', async () => {
  const fields = [{ left: 'name', right: 'Client', type: 'text' }];
  const right = { sheet: { spreadsheet: agency.google.spreadsheetId, tab: 'Budgets' } };
  expect(await post({ right, fields })).toMatchObject({ status: 409, body: { error: { code: 'tab-taken', field: 'right' } } });
  expect(await post({ left: { monday: { board: clients.board } }, right, fields })).toMatchObject({
    status: 409,
    body: { error: { field: 'right' } },
  });
});

test('what isn’t there is 404 on every route', async () => {
  for (const [method, path] of [
    ['GET', '/pairs/nothing'],
    ['PATCH', '/pairs/nothing'],
    ['DELETE', '/pairs/nothing'],
    ['POST', '/pairs/nothing/sync'],
    ['POST', '/pairs/nothing/pause'],
    ['POST', '/pairs/nothing/resume'],
    ['GET', '/pairs/nothing/plan'],
    ['POST', '/pairs/nothing/plan/approve'],
    ['GET', '/pairs/nothing/conflicts'],
    ['GET', '/pairs/nothing/findings'],
    ['GET', '/pairs/nothing/journal'],
    ['GET', '/nothing'],
  ] as const) {
    const sent = method === 'GET' || method === 'DELETE' ? undefined : path.includes('plan/') ? { planId: 'x' } : {};
    const answer = await product.call<Refusal['body']>(method, path, sent);
    expect([path, answer.status, answer.body.error.code]).toEqual([path, 404, 'not-found']);
  }
});

test('a pair starts in preview: the plan is shown, nothing is written, approving a plan that moved answers the new one', async () => {
  const made = await product.call<{ id: string }>('POST', '/pairs', body());
  expect(made.status).toBe(201);
  const { id } = made.body;
  const seen = await watch.until('the plan', async () => {
    const plan = await product.plan(id);
    return plan.planId !== null && plan;
  });
  expect(await product.pair(id)).toMatchObject({ state: 'preview', counts: { held: seen.steps.length } });
  expect(seen).toMatchObject({ state: 'preview', counts: { creates: 3, updates: 1, removes: 0 } });
  const steps = seen.steps.map(({ side, kind, record, before, after }) => [side, kind, record.name, before, after].join(' ').trim());
  expect(steps.sort()).toEqual(['left create Dogwood', 'left update Birch 20 21', 'right create Ash', 'right create Cedar']);
  await watch.rest();
  expect((await rows()).map((row) => row[0])).toEqual(['Client', 'Birch', 'Dogwood']);
  // Somebody edits before the plan is approved.
  await people.type('Sheet!B2', [[22]], 'irina', spreadsheet);
  await watch.until('another plan', async () => (await product.plan(id)).planId !== seen.planId);
  const moved = await product.call<Refusal['body']>('POST', `/pairs/${id}/plan/approve`, { planId: seen.planId });
  expect(moved).toMatchObject({ status: 409, body: { error: { code: 'plan-moved', field: 'planId' }, state: 'preview' } });
  const now = await product.plan(id);
  expect(moved.body.planId).toBe(now.planId);
  expect(moved.body.steps).toEqual(now.steps);
  await product.post(`/pairs/${id}/plan/approve`, { planId: now.planId });
  await watch.until('four rows', async () => (await rows()).length === 5);
  await watch.until('live', async () => (await product.pair(id)).settled);
  expect(await product.pair(id)).toMatchObject({ state: 'live', counts: { records: 4, held: 0 } });
  expect((await people.items(board.id)).map((item) => `${item.name} ${budget(item)}`).sort()).toEqual([
    'Ash 10',
    'Birch 22',
    'Cedar 30',
    'Dogwood 40',
  ]);
  expect((await product.call('POST', `/pairs/${id}/plan/approve`, { planId: 'x' })).status).toBe(409);
});

const prospects = async (): Promise<PairView> => {
  const { items } = await product.get<{ items: PairView[] }>('/pairs');
  const found = items.find((one) => JSON.stringify(one.left).includes(board.id));
  if (found === undefined) throw new Error('no such pair');
  return found;
};

test('paused, nothing travels; resumed, everything does', async () => {
  const { id } = await prospects();
  await watch.rest();
  expect(await product.post<PairView>(`/pairs/${id}/pause`)).toMatchObject({ state: 'paused' });
  const mark = watch.mark;
  await people.type('Sheet!B2', [[23]], 'irina', spreadsheet);
  const ash = (await people.items(board.id)).find((item) => item.name === 'Ash')?.id ?? '';
  await people.change(board.id, ash, { [board.columns.Budget ?? '']: '11' }, 'irina');
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  expect(await product.post<PairView>(`/pairs/${id}/resume`)).toMatchObject({ state: 'live' });
  await watch.until('both edits on both sides', async () => {
    const items = await people.items(board.id);
    const sheet = await rows();
    return items.some((item) => item.name === 'Birch' && budget(item) === 23) && sheet.some((row) => row[0] === 'Ash' && row[1] === 11);
  });
});

test('a change of the mapping is previewed without a trace, then acts', async () => {
  const { id, fields } = await prospects();
  await watch.rest();
  const other = { left: board.columns.Other ?? '', right: 'Ours', type: 'text', policy: 'right' };
  const patch = { fields: [...fields, other] };
  const plan = await product.call<PlanView>('PATCH', `/pairs/${id}`, { ...patch, preview: true });
  expect(plan.status).toBe(200);
  await watch.rest();
  expect((await product.pair(id)).fields).toHaveLength(2);
  const bad = await product.call<Refusal['body']>('PATCH', `/pairs/${id}`, { fields: [...fields, { ...other, right: 'Budget' }] });
  expect(bad).toMatchObject({ status: 422, body: { error: { code: 'duplicate-field' } } });
  expect((await product.call<PairView>('PATCH', `/pairs/${id}`, patch)).body.fields).toHaveLength(3);
  await watch.until('mine on the board', async () =>
    (await people.items(board.id)).some((item) => item.name === 'Birch' && item.texts[board.columns.Other ?? ''] === 'mine'),
  );
  const deletes = { left: 'follow', right: 'follow' };
  expect((await product.call<PairView>('PATCH', `/pairs/${id}`, { deletes })).body.deletes).toEqual(deletes);
});

test('lists come in pages', async () => {
  const { id } = await prospects();
  await watch.rest();
  const all = await product.journal(id);
  const pages: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: { id: string }[]; cursor: string | null } = await product.get(
      `/pairs/${id}/journal?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    pages.push(...page.items.map((one) => one.id));
    cursor = page.cursor;
  }
  expect(pages).toEqual(all.map((one) => one.id));
  expect(await product.call('GET', `/pairs/${id}/journal?limit=0`)).toMatchObject({ status: 400, body: { error: { field: 'limit' } } });
});

test('disconnected, both sides stay as they are', async () => {
  const { id } = await prospects();
  await watch.rest();
  const before = [await rows(), await people.items(board.id)];
  expect((await product.call('DELETE', `/pairs/${id}`)).status).toBe(204);
  expect((await product.call('GET', `/pairs/${id}`)).status).toBe(404);
  const mark = watch.mark;
  await people.type('Sheet!B2', [[24]], 'irina', spreadsheet);
  await people.type('Sheet!B2', [[23]], 'irina', spreadsheet);
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  expect([await rows(), await people.items(board.id)]).toEqual(before);
});

test('connected again, what is equal is matched and nothing is doubled', async () => {
  const { id } = await product.post<{ id: string }>('/pairs', body({ start: 'now' }));
  await watch.until('settled', async () => (await product.pair(id)).settled);
  await watch.rest();
  expect(
    (await rows())
      .slice(1)
      .map((row) => row[0])
      .sort(),
  ).toEqual(['Ash', 'Birch', 'Cedar', 'Dogwood']);
  expect((await people.items(board.id)).map((item) => item.name).sort()).toEqual(['Ash', 'Birch', 'Cedar', 'Dogwood']);
  expect(await product.pair(id)).toMatchObject({ state: 'live', counts: { records: 4, conflicts: 0, findings: 0, held: 0 } });
});
