/** A first run that a person approves step by step: what they name goes, what they drop is kept out, the rest waits. */
import { expect, test } from 'vitest';
import type { PlanView } from '../../core/protocol/api.ts';
import { fillBoard, makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const { people, watch, product } = stage;
const board = await makeBoard(stage, 'Prospects', { Budget: 'numbers', Notes: 'text' });
const BUDGET = board.columns.Budget ?? '';
const NOTES = board.columns.Notes ?? '';
await fillBoard(
  stage,
  board.id,
  ['Ash', 'Birch', 'Cedar', 'Elm'].map((name, n) => ({ name, values: { [BUDGET]: String(10 * (n + 1)), [NOTES]: 'ours' } })),
);
const spreadsheet = await makeSheet(stage, 'Prospects', [
  ['Client', 'Budget', 'Notes'],
  ['Birch', 21, 'theirs'],
  ['Dogwood', 50, ''],
  ['Fir', 60, ''],
]);
const { id } = await product.post<{ id: string }>('/pairs', {
  left: { monday: { board: board.id } },
  right: { sheet: { spreadsheet, tab: 'Sheet' } },
  fields: [
    { left: 'name', right: 'Client', type: 'text' },
    { left: BUDGET, right: 'Budget', type: 'number', policy: 'right' },
    { left: NOTES, right: 'Notes', type: 'text', policy: 'left' },
  ],
  key: 'name',
});

const named = (plan: PlanView): readonly string[] =>
  plan.steps.map(({ side, kind, record, field }) =>
    [side, kind, record.name, field === BUDGET ? 'budget' : field === NOTES ? 'notes' : ''].join(' ').trim(),
  );
const sheet = async (): Promise<readonly string[]> =>
  (await people.rows('Sheet', spreadsheet))
    .slice(1)
    .map((row) => row.slice(0, 3).join(' ').trim())
    .sort();
const items = async (): Promise<readonly string[]> =>
  (await people.items(board.id)).map((one) => [one.name, one.texts[BUDGET], one.texts[NOTES]].join(' ').trim()).sort();

/** Judges the steps of these names in the plan as it is now. */
async function judge(verdict: 'approve' | 'drop', ...steps: readonly string[]): Promise<PlanView> {
  const plan = await product.plan(id);
  const names = named(plan);
  expect(names).toEqual(expect.arrayContaining([...steps]));
  const ids = plan.steps.flatMap((step, at) => (steps.includes(names[at] ?? '') ? [step.id] : []));
  return product.post<PlanView>(`/pairs/${id}/plan/${verdict}`, { planId: plan.planId, steps: ids });
}

test('[G10] only the steps that are named go, the others wait, and the pair stays a preview', async () => {
  await watch.until('the plan', async () => (await product.plan(id)).steps.length === 7);
  await watch.rest();
  const left = await judge('approve', 'right create Ash', 'left update Birch budget', 'left create Dogwood');
  expect([left.state, left.steps.length]).toEqual(['preview', 4]);
  await watch.until('the item', async () => (await items()).includes('Dogwood 50'));
  await watch.rest();
  expect(await items()).toEqual(['Ash 10 ours', 'Birch 21 ours', 'Cedar 30 ours', 'Dogwood 50', 'Elm 40 ours']);
  expect(await sheet()).toEqual(['Ash 10 ours', 'Birch 21 theirs', 'Dogwood 50', 'Fir 60']);
  expect(await product.pair(id)).toMatchObject({ state: 'preview', counts: { held: 4 } });
  expect([...named(await product.plan(id))].sort()).toEqual([
    'left create Fir',
    'right create Cedar',
    'right create Elm',
    'right update Birch notes',
  ]);
});

test('[G10] what is dropped is kept out or stays as it is on both sides, and isn’t asked again', async () => {
  const left = await judge('drop', 'right create Cedar', 'left create Fir', 'right update Birch notes');
  expect([left.state, named(left)]).toEqual(['preview', ['right create Elm']]);
  await product.post(`/pairs/${id}/sync`);
  await watch.rest();
  expect(named(await product.plan(id))).toEqual(['right create Elm']);
  expect(await items()).toEqual(['Ash 10 ours', 'Birch 21 ours', 'Cedar 30 ours', 'Dogwood 50', 'Elm 40 ours']);
  expect(await sheet()).toEqual(['Ash 10 ours', 'Birch 21 theirs', 'Dogwood 50', 'Fir 60']);
});

test('[G10] the pair goes live when the rest is approved; what was dropped stays out then, too', async () => {
  const plan = await product.plan(id);
  await product.post(`/pairs/${id}/plan/approve`, { planId: plan.planId });
  await watch.until('the row', async () => (await sheet()).includes('Elm 40 ours'));
  await watch.rest();
  expect(await product.pair(id)).toMatchObject({ state: 'live', counts: { held: 0, findings: 0 } });
  const cedar = (await people.items(board.id)).find((one) => one.name === 'Cedar')?.id ?? '';
  const birch = (await people.items(board.id)).find((one) => one.name === 'Birch')?.id ?? '';
  await people.change(board.id, cedar, { [BUDGET]: '31' }, 'irina');
  await people.change(board.id, birch, { [BUDGET]: '22' }, 'irina');
  await watch.until('the edit', async () => (await sheet()).includes('Birch 22 theirs'));
  await watch.rest();
  expect(await sheet()).toEqual(['Ash 10 ours', 'Birch 22 theirs', 'Dogwood 50', 'Elm 40 ours', 'Fir 60']);
  expect(await items()).toEqual(['Ash 10 ours', 'Birch 22 ours', 'Cedar 31 ours', 'Dogwood 50', 'Elm 40 ours']);
});
