/** Every change can be taken back, on both sides, and a newer edit is never trampled. */
import { expect, test } from 'vitest';
import type { JournalView, PlanView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product } = stage;

type Undone = { run: string; planId?: string; plan?: PlanView };
const lines = (name: string): Promise<readonly JournalView[]> =>
  product.journal(clients.pair).then((all) => all.filter((one) => one.record.name === name));
/** The last thing that was done to a record; an answer of a vendor is journaled a moment after it was given. */
async function newest(name: string): Promise<JournalView> {
  await watch.rest();
  const [line] = await lines(name);
  if (line === undefined) throw new Error(`no line of ${name}`);
  return line;
}

test('a run undone: both sides as before; undone again: as it was', async () => {
  await clients.type('Fable Toys', 'Notes', 'A second edit before');
  const before = await clients.onBoard('Beacon Outdoor');
  await clients.change('Beacon Outdoor', 'budget', '1');
  await clients.agree();
  const { run, why, who, before: was, after } = await newest('Beacon Outdoor');
  expect({ why, was, after }).toEqual({ why: 'changed', was: '18500 EUR', after: '1 EUR' });
  expect(who).not.toBe('');
  const undone = await product.post<Undone>('/undo', { run });
  await clients.change('Fable Toys', 'tier', 'C');
  await watch.until('18500 on both sides', async () => (await clients.onBoard('Beacon Outdoor'))['Monthly budget'] === '18500');
  await clients.agree();
  expect(await clients.onBoard('Beacon Outdoor')).toEqual(before);
  expect((await lines('Beacon Outdoor')).filter((one) => one.run === undone.run).length).toBeGreaterThan(0);
  await product.post<Undone>('/undo', { run: undone.run });
  await watch.until('1 again', async () => (await clients.onBoard('Beacon Outdoor'))['Monthly budget'] === '1');
  await clients.type('Fable Toys', 'Notes', 'A second edit after');
  await clients.agree();
});

test('a dry run says what it would do and does nothing', async () => {
  await clients.type('Blue Harbour Hotels', 'Monthly budget', 2);
  await clients.agree();
  await watch.rest();
  const mark = watch.mark;
  const { run } = await newest('Blue Harbour Hotels');
  const { plan } = await product.post<Undone>('/undo', { run, dryRun: true });
  const steps = plan?.steps.map(({ side, kind, field, before, after }) => ({ side, kind, field, before, after }));
  const step = { kind: 'update', field: clients.columns.budget, before: '2 EUR', after: '31000 EUR' };
  expect(steps).toHaveLength(2);
  expect(plan?.why).toEqual(['This is what it would do. Nothing has been written.']);
  expect(steps).toEqual(
    expect.arrayContaining([
      { side: 'left', ...step },
      { side: 'right', ...step },
    ]),
  );
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  expect((await clients.inSheet('Blue Harbour Hotels'))['Monthly budget']).toBe('2');
});

test('where somebody edited since, the undo is held and asks', async () => {
  await clients.change('Cobalt Cycles', 'budget', '3');
  await clients.agree();
  const { run } = await newest('Cobalt Cycles');
  await clients.type('Cobalt Cycles', 'Monthly budget', 4);
  await clients.agree();
  await watch.rest();
  const undone = await product.post<Undone>('/undo', { run });
  const plan = await watch.until('a held plan', async () => {
    const now = await product.plan(clients.pair);
    return now.planId !== null && now;
  });
  expect(undone.planId).toBe(plan.planId);
  expect(plan.steps.map((one) => one.after)).toEqual(plan.steps.map(() => '7400 EUR'));
  await clients.change('Cobalt Cycles', 'notes', 'The rest goes on');
  await clients.agree();
  expect((await clients.onBoard('Cobalt Cycles'))['Monthly budget']).toBe('4');
  await product.post(`/pairs/${clients.pair}/plan/approve`, { planId: plan.planId });
  await watch.until('7400 on the board', async () => (await clients.onBoard('Cobalt Cycles'))['Monthly budget'] === '7400');
  await clients.agree();
  expect((await product.plan(clients.pair)).planId).toBeNull();
});

test('a held undo dropped leaves the newer edit', async () => {
  await clients.change('Driftwood Surf', 'budget', '3');
  await clients.agree();
  const { run } = await newest('Driftwood Surf');
  await clients.type('Driftwood Surf', 'Monthly budget', 4);
  await clients.agree();
  await watch.rest();
  const { planId } = await product.post<Undone>('/undo', { run });
  await watch.until('held', async () => (await product.plan(clients.pair)).planId === planId);
  await product.post(`/pairs/${clients.pair}/plan/drop`, { planId });
  await watch.rest();
  expect((await product.plan(clients.pair)).planId).toBeNull();
  expect((await clients.onBoard('Driftwood Surf'))['Monthly budget']).toBe('4');
  await clients.agree();
});

test('a record undone goes back to what it was before us, a field alone', async () => {
  const before = await clients.onBoard('Easton Dental');
  await clients.change('Easton Dental', 'budget', '5');
  await clients.agree();
  await clients.type('Easton Dental', 'Notes', 'Typed in the sheet');
  await clients.change('Easton Dental', 'budget', '6');
  await clients.agree();
  const { record } = await newest('Easton Dental');
  await product.post<Undone>('/undo', { record: record.key, field: clients.columns.notes });
  await watch.until('the notes of before', async () => (await clients.inSheet('Easton Dental')).Notes === before.Notes);
  await clients.agree();
  expect((await clients.onBoard('Easton Dental'))['Monthly budget']).toBe('6');
  await product.post<Undone>('/undo', { record: record.key });
  await watch.until('the budget of before', async () => (await clients.inSheet('Easton Dental'))['Monthly budget'] === '5600');
  await clients.agree();
});

test('a create undone removes what we made and parks the rest', async () => {
  const id = await people.create(clients.board, 'Made By Hand', { [clients.columns.budget ?? '']: '10' });
  await watch.until('a row', async () => (await clients.rowsOf('Made By Hand')).length === 1);
  await watch.rest();
  const { run } = await newest('Made By Hand');
  await product.post<Undone>('/undo', { run });
  await watch.until('no row', async () => (await clients.rowsOf('Made By Hand')).length === 0);
  await people.change(clients.board, id, { [clients.columns.budget ?? '']: '11' });
  await watch.rest();
  expect(await clients.rowsOf('Made By Hand')).toEqual([]);
  expect(await clients.item('Made By Hand')).toMatchObject({ id, state: 'active' });
  await people.archive(id);
  await watch.rest();
});

test('a removed row comes back with all that it had', async () => {
  const before = await clients.inSheet('Finch Insurance');
  const item = await clients.item('Finch Insurance');
  await people.archive(item.id);
  await watch.until('no row', async () => (await clients.rowsOf('Finch Insurance')).length === 0);
  await watch.rest();
  const { run, kind } = await newest('Finch Insurance');
  expect(kind).toBe('remove');
  await product.post<Undone>('/undo', { run });
  await watch.until('the row', async () => (await clients.rowsOf('Finch Insurance')).length === 1);
  await watch.rest();
  expect(await clients.inSheet('Finch Insurance')).toEqual(before);
  await clients.agree();
});

test('everything since a moment is undone', async () => {
  await watch.rest();
  const [first, second] = [await clients.onBoard('Hazel & Co.'), await clients.onBoard('Helio Solar')];
  const since = new Date().toISOString();
  await clients.change('Hazel & Co.', 'budget', '7');
  await clients.type('Helio Solar', 'Notes', 'Seven');
  await clients.agree();
  await watch.rest();
  await product.post<Undone>('/undo', { since });
  await watch.until('both as before', async () => (await clients.inSheet('Hazel & Co.'))['Monthly budget'] === first['Monthly budget']);
  await clients.agree();
  await watch.rest();
  expect(await clients.onBoard('Helio Solar')).toEqual(second);
  expect(await clients.inSheet('Hazel & Co.')).toEqual(first);
});

test('what can’t be undone is said', async () => {
  expect(await product.call('POST', '/undo', {})).toMatchObject({ status: 422, body: { error: { code: 'one-scope' } } });
  expect(await product.call('POST', '/undo', { run: 'a', since: '2026-01-01T00:00:00Z' })).toMatchObject({ status: 422 });
  expect(await product.call('POST', '/undo', { run: 'no-such-run' })).toMatchObject({
    status: 404,
    body: { error: { code: 'nothing-to-undo' } },
  });
});
