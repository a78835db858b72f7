/** People who live in the sheet answer there: what they type into a choice cell counts like a click on the API. */
import { expect, test } from 'vitest';
import { lastRun } from '../../app/use-cases/undo.ts';
import type { ConflictView, FindingView, PairView, PlanView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { InboxTab } from './inbox-tab.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const inbox = new InboxTab(stage);
const { watch, product } = stage;

const findingOf = async (name: string): Promise<FindingView | undefined> =>
  (await product.findings(clients.pair)).find((one) => one.record?.name === name && one.state === 'open');
const conflictOf = async (name: string): Promise<ConflictView | undefined> =>
  (await product.conflicts(clients.pair)).find((one) => one.record.name === name && one.state === 'open');
const planOf = async (name: string): Promise<PlanView['steps'][number] | undefined> =>
  (await product.plan(clients.pair)).steps.find((one) => one.record.name === name);

/** Both sides of a budget change before the product looks. */
async function collide(name: string, board: string, sheet: number): Promise<void> {
  await stage.stopWorker();
  await clients.change(name, 'budget', board);
  await clients.type(name, 'Monthly budget', sheet);
  await stage.startWorker();
}

async function deleteRow(name: string): Promise<void> {
  const { at } = await clients.row(name);
  await stage.people.batch([
    { deleteDimension: { range: { sheetId: await sheetId(), dimension: 'ROWS', startIndex: at - 1, endIndex: at } } },
  ]);
}

async function sheetId(): Promise<number> {
  const { sheets } = await stage.people.google<{ sheets: { properties: { title: string; sheetId?: number } }[] }>(
    'GET',
    `/v4/spreadsheets/${stage.agency.google.spreadsheetId}?fields=sheets.properties(title,sheetId)`,
  );
  return sheets.find((one) => one.properties.title === clients.tab)?.properties.sheetId ?? 0;
}

test('[N1] while nothing is open there is no tab, and nothing is called for one', async () => {
  await watch.rest();
  expect(await inbox.lines()).toEqual([]);
  expect((await product.get<{ items: unknown[] }>('/pairs')).items).toHaveLength(3);
});

test('[N2] a finding: its line says what and where; settled by the API', async () => {
  await clients.type('Beacon Outdoor', 'Monthly budget', 'about twenty');
  const line = await inbox.until('Beacon Outdoor');
  expect(line).toMatchObject({
    what: 'Finding',
    field: 'Monthly budget',
    left: '',
    right: 'about twenty',
    choices: 'retry, dismiss',
    choice: '',
  });
  expect(line.todo).toBe((await findingOf('Beacon Outdoor'))?.message);
  await product.post(`/findings/${(await findingOf('Beacon Outdoor'))?.id}`, { action: 'dismiss' });
  await inbox.over('Beacon Outdoor');
});

test('[N3] [N4] a finding dismissed in its line, whatever the case and the spaces; the line goes', async () => {
  await clients.type('Cobalt Cycles', 'Monthly budget', 'about twenty');
  await inbox.choose(await inbox.until('Cobalt Cycles'), '  DisMiss ');
  await watch.until('dismissed', async () => (await findingOf('Cobalt Cycles')) === undefined);
  await inbox.over('Cobalt Cycles');
  expect((await clients.inSheet('Cobalt Cycles'))['Monthly budget']).toBe('about twenty');
  await clients.type('Cobalt Cycles', 'Monthly budget', 6200);
  await clients.type('Beacon Outdoor', 'Monthly budget', 18500);
  await clients.agree();
});

test('[N5] a word that isn’t offered is answered in the line, and does nothing', async () => {
  await clients.type('Cobalt Cycles', 'Monthly budget', 'later');
  const line = await inbox.until('Cobalt Cycles');
  await inbox.choose(line, 'approve');
  const answered = await inbox.until('Cobalt Cycles', (one) => one.answer !== '');
  expect(answered).toMatchObject({
    id: line.id,
    choice: 'approve',
    answer: '“approve” isn’t offered here. Choose one of: retry, dismiss.',
  });
  expect(await findingOf('Cobalt Cycles')).toMatchObject({ state: 'open' });
  // Obeyed, and yet it stands: once.
  await inbox.choose(answered, 'retry');
  expect((await inbox.until('Cobalt Cycles', (one) => one.answer.startsWith('Done'))).choice).toBe('retry');
  await watch.rest();
  const mark = watch.mark;
  await product.post(`/pairs/${clients.pair}/sync`);
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  // Over by itself, with a choice that was used: the line goes.
  await clients.type('Cobalt Cycles', 'Monthly budget', 6201);
  await inbox.over('Cobalt Cycles');
});

test('an open conflict: one settled by the API, one in the tab', async () => {
  const { fields } = await product.pair(clients.pair);
  const budget = clients.columns.budget;
  await product.call('PATCH', `/pairs/${clients.pair}`, {
    fields: fields.map((one) => (one.left === budget ? { ...one, policy: 'ask' } : one)),
  });
  await collide('Driftwood Surf', '11', 22);
  const line = await inbox.until('Driftwood Surf');
  expect(line).toMatchObject({ what: 'Conflict', field: 'Monthly budget', left: '11 EUR', right: '22 EUR', choices: 'left, right' });
  const conflict = await conflictOf('Driftwood Surf');
  await product.post(`/conflicts/${conflict?.id}`, { take: 'right' });
  await inbox.over('Driftwood Surf');
  await clients.agree();
  expect((await clients.onBoard('Driftwood Surf'))['Monthly budget']).toBe('22');
  await collide('Easton Dental', '33', 44);
  await inbox.choose(await inbox.until('Easton Dental'), 'left');
  await clients.agree();
  expect((await clients.inSheet('Easton Dental'))['Monthly budget']).toBe('33');
  await inbox.over('Easton Dental');
  const settled = (await product.conflicts(clients.pair)).find((one) => one.record.name === 'Easton Dental');
  expect(settled).toMatchObject({ state: 'settled', kept: 'left', left: '33 EUR', right: '44 EUR' });
  const [journaled] = (await product.journal(clients.pair)).filter((one) => one.record.name === 'Easton Dental');
  expect(journaled).toMatchObject({ who: 'someone in the sheet', why: 'taken', before: '44 EUR', after: '33 EUR' });
});

test('[N6] a choice for values that have moved is not used, and its line says so', async () => {
  await collide('Fable Toys', '55', 66);
  const line = await inbox.until('Fable Toys');
  await watch.rest();
  await stage.stopWorker();
  await inbox.choose(line, 'left');
  await clients.change('Fable Toys', 'budget', '57');
  await stage.startWorker();
  const stale = await watch.until('the answer', async () => (await inbox.lines()).find((one) => one.id === line.id && one.answer !== ''));
  expect(stale.answer).toContain('your choice was not used');
  const now = await watch.until('a new line', async () =>
    (await inbox.lines()).find((one) => one.record === 'Fable Toys' && one.id !== line.id),
  );
  expect(now).toMatchObject({ left: '57 EUR', right: '66 EUR', choice: '', answer: '' });
  expect(await conflictOf('Fable Toys')).toMatchObject({ left: '57 EUR', right: '66 EUR' });
  await inbox.choose(stale, '');
  await watch.until('the old line gone', async () => !(await inbox.lines()).some((one) => one.id === line.id));
  const [again] = await inbox.lines();
  if (again === undefined) throw new Error('no line');
  await inbox.choose(again, 'right');
  await clients.agree();
  await inbox.over('Fable Toys');
  expect((await clients.onBoard('Fable Toys'))['Monthly budget']).toBe('66');
});

test('a held removal: approved by the API, approved and dropped in the tab', async () => {
  const names = ['Granite Gym', 'Finch Insurance', 'Driftwood Surf'];
  for (const name of names) await deleteRow(name);
  for (const name of names) expect(await inbox.until(name)).toMatchObject({ what: 'Held change', choices: 'approve, drop' });
  const step = await planOf('Granite Gym');
  const { planId } = await product.plan(clients.pair);
  await product.post(`/pairs/${clients.pair}/plan/approve`, { planId, steps: [step?.id] });
  await inbox.over('Granite Gym');
  await watch.until('archived', async () => !(await clients.items()).some((one) => one.name === 'Granite Gym'));
  // Two at once: each decision makes the plan another one.
  await stage.stopWorker();
  await inbox.choose(await inbox.until('Finch Insurance'), 'approve');
  await inbox.choose(await inbox.until('Driftwood Surf'), 'drop');
  await stage.startWorker();
  await watch.until('archived', async () => !(await clients.items()).some((one) => one.name === 'Finch Insurance'));
  await watch.until('back', async () => (await clients.rowsOf('Driftwood Surf')).length === 1);
  await clients.agree();
  await watch.until('no line', async () => (await inbox.lines()).length === 0);
});

test('[N7] a line that a person deletes comes back while it is open; a deleted tab is made again', async () => {
  await clients.type('Cobalt Cycles', 'Monthly budget', 'soon');
  await inbox.until('Cobalt Cycles');
  await watch.rest();
  const { sheets } = await stage.people.google<{ sheets: { properties: { title: string; sheetId: number } }[] }>(
    'GET',
    `/v4/spreadsheets/${stage.agency.google.spreadsheetId}?fields=sheets.properties(title,sheetId)`,
  );
  const tab = sheets.find((one) => one.properties.title === 'Inbox')?.properties.sheetId ?? 0;
  await stage.people.batch([{ deleteDimension: { range: { sheetId: tab, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } }]);
  await watch.until('the line again', async () => (await inbox.lineOf('Cobalt Cycles')) !== undefined);
  await watch.rest();
  await stage.people.batch([{ deleteSheet: { sheetId: tab } }]);
  await inbox.until('Cobalt Cycles');
  await clients.type('Cobalt Cycles', 'Monthly budget', 6202);
  await inbox.over('Cobalt Cycles');
  await watch.rest();
});

test('[N8] disconnected by a person, it isn’t made again; undo of everything never touches its lines', async () => {
  await clients.type('Cobalt Cycles', 'Monthly budget', 'ever');
  await inbox.until('Cobalt Cycles');
  await watch.rest();
  const { items } = await product.get<{ items: PairView[] }>('/pairs');
  const own = items.find((one) => 'computed' in one.left && one.left.computed === 'inbox');
  const journal = await product.journal(own?.id ?? '');
  const lines = journal.map((one) => one.record.key);
  expect(lines).not.toEqual([]);
  const all = await product.post<{ plan: PlanView }>('/undo', { since: '2020-01-01T00:00:00Z', dryRun: true });
  expect(all.plan.steps.filter((one) => lines.includes(one.record.key))).toEqual([]);
  const newest = await lastRun(stage.app, stage.provisioned.account);
  expect(newest).not.toBeNull();
  expect(journal.map((one) => one.run)).not.toContain(newest);
  expect((await product.call('DELETE', `/pairs/${own?.id}`)).status).toBe(204);
  await clients.type('Cobalt Cycles', 'Monthly budget', 'never');
  await watch.until('a finding', () => findingOf('Cobalt Cycles'));
  await watch.rest();
  // Its tab stays as it was.
  expect((await inbox.lines()).map((line) => line.right)).toEqual(['ever']);
});
