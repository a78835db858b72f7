/** A live pair is changed: fields move to other columns, filters come and go, another person's grant takes over; undo says what it can't bring back. */
import { expect, test } from 'vitest';
import { finishConsent, startConsent } from '../../app/use-cases/connect.ts';
import type { PairView, PlanView, Undone } from '../../core/protocol/api.ts';
import { clientsOf } from '../e2e/clients.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch, people, agency } = stage;
await watch.rest();

const field = (left: string, right: string, type: string) => ({ left, right, type });
const name = field('name', 'Client', 'text');

/** A pair of the Clients board with a tab of its own, filled. */
async function pairOn(title: string, headers: readonly string[], fields: readonly object[]): Promise<string> {
  await people.batch([{ addSheet: { properties: { title } } }]);
  await people.type(`'${title}'!A1`, [[...headers]]);
  const { id } = await product.post<PairView>('/pairs', {
    left: { monday: { board: clients.board } },
    right: { sheet: { spreadsheet: agency.google.spreadsheetId, tab: title } },
    fields,
    key: 'name',
    deletes: { left: 'follow', right: 'follow' },
    start: 'now',
  });
  const size = (await clients.items()).length;
  await watch.until('filled', async () => (await people.rows(title)).filter((row) => row[0]).length === size + 1, 8_000);
  await watch.rest();
  return id;
}
const patch = <T = PairView>(id: string, body: object): Promise<T> =>
  product.call<T>('PATCH', `/pairs/${id}`, body).then(({ body: answer }) => answer);
const rowOf = async (tab: string, client: string): Promise<readonly unknown[]> => {
  const found = (await people.rows(tab)).filter((row) => row[0] === client);
  expect(found).toHaveLength(1);
  return found[0] ?? [];
};

test('[T1] a field mapped to another column: what stands there is no edit of anybody', async () => {
  const notes = (right: string) => field(clients.columns.notes ?? '', right, 'longText');
  const before = 'Asks for a report every month';
  await clients.change('Cobalt Cycles', 'notes', before);
  const id = await pairOn('Remapped', ['Client', 'Notes', 'Remarks'], [name, notes('Notes')]);
  const plan = await patch<PlanView>(id, { fields: [name, notes('Remarks')], preview: true });
  expect(plan.steps.filter((step) => step.side === 'left')).toEqual([]);
  await patch(id, { fields: [name, notes('Remarks')] });
  await watch.until('the other column filled', async () => (await rowOf('Remapped', 'Cobalt Cycles'))[2] === before, 8_000);
  await watch.rest();
  expect((await clients.onBoard('Cobalt Cycles')).Notes).toBe(before);
  expect((await rowOf('Remapped', 'Cobalt Cycles'))[1]).toBe(before);
  // Taken out, changed on both sides and taken in again: nobody's words are lost.
  await patch(id, { fields: [name] });
  await watch.rest();
  await clients.change('Cobalt Cycles', 'notes', 'while it was not mapped');
  await watch.rest();
  expect((await rowOf('Remapped', 'Cobalt Cycles'))[2]).toBe(before);
  await patch(id, { fields: [name, { ...notes('Remarks'), policy: 'right' }] });
  await watch.until('the tab leads', async () => (await clients.onBoard('Cobalt Cycles')).Notes === before, 8_000);
  await watch.rest();
  expect((await product.conflicts(id)).map(({ left, right, kept }) => ({ left, right, kept }))).toEqual([
    { left: 'while it was not mapped', right: before, kept: 'right' },
  ]);
  await product.call('DELETE', `/pairs/${id}`);
  await watch.rest();
});

test('[F6] a filter that asks for no label of the board is refused, with the labels, for a new pair and for a live one', async () => {
  const filter = { left: [{ field: clients.columns.stage, any: ['No such stage'] }], right: [] };
  const mapping = { fields: [name, field(clients.columns.stage ?? '', 'Stage', 'choice')], key: 'name', filter };
  const made = await product.call('POST', '/pairs', { left: { monday: { board: clients.board } }, right: { newSheet: {} }, ...mapping });
  const changed = await product.call('PATCH', `/pairs/${clients.pair}`, { filter, preview: true });
  for (const answer of [made, changed])
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'filter-not-a-label', field: 'filter' } } });
});

test('[T2] [F1] a filter on a live pair: previewed without a trace, shown, nobody’s record deleted, and taken away again', async () => {
  const stageField = field(clients.columns.stage ?? '', 'Stage', 'choice');
  const id = await pairOn(
    'Filtered',
    ['Client', 'Stage', 'Notes'],
    [name, stageField, field(clients.columns.notes ?? '', 'Notes', 'longText')],
  );
  const size = (await people.rows('Filtered')).filter((row) => row[0]).length;
  const was = (await clients.onBoard('Cobalt Cycles')).Stage;
  // [F5] Letters count, not case.
  const filter = { left: [{ field: clients.columns.stage, any: [String(was).toLowerCase()], not: true }], right: [] };
  const mark = watch.mark;
  const plan = await patch<PlanView>(id, { filter, preview: true });
  expect(plan).toEqual({ planId: null, steps: [] });
  expect((await product.pair(id)).filter).toEqual({ left: [], right: [] });
  expect((await patch(id, { filter })).filter).toEqual(filter);
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  await clients.change('Cobalt Cycles', 'notes', 'outside the filter');
  await watch.rest();
  expect((await rowOf('Filtered', 'Cobalt Cycles'))[2]).not.toBe('outside the filter');
  expect((await people.rows('Filtered')).filter((row) => row[0])).toHaveLength(size);
  expect((await clients.item('Cobalt Cycles')).state).toBe('active');
  const back = await patch<PlanView>(id, { filter: { left: [], right: [] }, preview: true });
  expect(back.steps.map(({ side, kind, record }) => [side, kind, record.name])).toEqual([['right', 'update', 'Cobalt Cycles']]);
  await patch(id, { filter: { left: [], right: [] } });
  await watch.until('in step again', async () => (await rowOf('Filtered', 'Cobalt Cycles'))[2] === 'outside the filter', 8_000);
  await watch.rest();
  expect((await people.rows('Filtered')).filter((row) => row[0])).toHaveLength(size);
  await product.call('DELETE', `/pairs/${id}`);
  await watch.rest();
});

test('[T3] another person takes over a live pair: nothing is matched or written anew, and events come by webhooks of the new grant', async () => {
  const before = await product.pair(clients.pair);
  const journal = (await product.journal(clients.pair)).length;
  const hooks = async () =>
    (await people.monday<{ webhooks: { id: string }[] }>(`query { webhooks(board_id: ${clients.board}) { id } }`, {}, 'irina')).webhooks;
  const old = await hooks();
  const mark = watch.mark;
  const { url, nonce } = startConsent(stage.app, provisioned.account, 'monday');
  const back = new URL((await fetch(`${url}&auto=1&login_hint=marina`, { redirect: 'manual' })).headers.get('location') ?? '');
  await finishConsent(stage.app, 'monday', back.searchParams.get('code') ?? '', back.searchParams.get('state') ?? '', nonce);
  await watch.rest();
  expect(watch.writes(mark).filter((one) => !one.includes('webhook'))).toEqual([]);
  const now = await product.pair(clients.pair);
  expect([now.state, now.counts, (await product.journal(clients.pair)).length]).toEqual(['live', before.counts, journal]);
  const fresh = await hooks();
  expect(fresh).toHaveLength(old.length);
  expect(fresh.filter((one) => old.some((other) => other.id === one.id))).toEqual([]);
  await clients.type('Driftwood Surf', 'Notes', 'after the change of hands');
  await clients.change('Driftwood Surf', 'budget', '4321');
  await clients.agree();
  expect((await clients.onBoard('Driftwood Surf')).Notes).toBe('after the change of hands');
});

test('[G8] held steps are judged in part: one is approved, the other dropped', async () => {
  const deleteRow = async (name: string): Promise<void> => {
    const { at } = await clients.row(name);
    const range = { sheetId: clients.sheetId, dimension: 'ROWS', startIndex: at - 1, endIndex: at };
    await people.batch([{ deleteDimension: { range } }]);
  };
  const [gone, back] = ['Easton Dental', 'Glasshouse Garden'] as const;
  const before = await clients.inSheet(back);
  for (const name of [gone, back]) await deleteRow(name);
  const held = async (count: number): Promise<PlanView> =>
    watch.until(`${count} held`, async () => {
      const plan = await product.plan(clients.pair);
      return plan.steps.length === count && plan;
    });
  const both = await held(2);
  const stepOf = (plan: PlanView, name: string) => plan.steps.filter((step) => step.record.name === name).map((step) => step.id);
  const unknown = await product.call('POST', `/pairs/${clients.pair}/plan/approve`, { planId: both.planId, steps: ['none'] });
  expect(unknown.status).toBe(422);
  const rest = await product.post<PlanView>(`/pairs/${clients.pair}/plan/approve`, { planId: both.planId, steps: stepOf(both, gone) });
  expect(rest.steps.map((step) => step.record.name)).toEqual([back]);
  await watch.until('archived', async () => (await clients.items()).every((item) => item.name !== gone || item.state !== 'active'));
  await watch.rest();
  const other = await held(1);
  await product.post(`/pairs/${clients.pair}/plan/drop`, { planId: other.planId, steps: stepOf(other, back) });
  await watch.until('the row again', async () => (await clients.rowsOf(back)).length === 1);
  await watch.rest();
  expect(await clients.inSheet(back)).toEqual(before);
  expect((await clients.rowsOf(gone)).length).toBe(0);
  expect(await product.plan(clients.pair)).toEqual({ planId: null, steps: [] });
});

test('[T4] undo of a removal makes the item again, and says what couldn’t come back', async () => {
  const id = await pairOn('Undone', ['Client', 'Notes'], [name, field(clients.columns.notes ?? '', 'Notes', 'longText')]);
  const [archived] = (await clients.items()).filter((item) => item.name === 'Finch Insurance');
  if (archived === undefined) throw new Error('no item');
  await people.archive(archived.id);
  await watch.until('no row', async () => (await people.rows('Undone')).every((row) => row[0] !== 'Finch Insurance'));
  await watch.rest();
  const [line] = (await product.journal(id)).filter((one) => one.kind === 'remove');
  const asked = { run: line?.run, pair: id };
  const dry = await product.post<Undone>('/undo', { ...asked, dryRun: true });
  expect(dry.plan?.why).toEqual(['This is what it would do. Nothing has been written.']);
  expect(dry.notes).toContain('The row is made again: comments, notes and colours of the old one can’t be brought back.');
  const { run, notes } = await product.post<Undone>('/undo', asked);
  expect(notes).toEqual(dry.notes);
  await watch.until('the row again', async () => (await people.rows('Undone')).some((row) => row[0] === 'Finch Insurance'));
  await watch.until('the item again', async () =>
    (await clients.items()).some((item) => item.name === 'Finch Insurance' && item.state === 'active'),
  );
  await watch.rest();
  const made = (await product.journal(id)).filter((one) => one.run === run);
  expect(made.map(({ side, kind, note }) => [side, kind, note]).sort()).toEqual([
    ['left', 'create', 'The item is made again as a new one: updates, files and the history of the old one can’t be brought back.'],
    ['right', 'create', 'The row is made again: comments, notes and colours of the old one can’t be brought back.'],
  ]);
});
