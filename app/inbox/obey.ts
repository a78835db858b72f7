/** What people typed into choice cells is done as the same click on the API would do it: once, and only while it stands as it was shown. */
import type { AccountId, PairId } from '../../core/sync/ids.ts';
import { cellText, sameValue } from '../../core/values/value.ts';
import type { Choice } from '../../core/words/choices.ts';
import { readChoice } from '../../core/words/words.ts';
import type { TypedChoice } from '../../platform/postgres/inbox.ts';
import { saveAnswer } from '../../platform/postgres/inbox.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { readHeld } from '../../platform/postgres/views.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import { decidePlan } from '../use-cases/decide-plan.ts';
import { planIdOf } from '../use-cases/pair-views.ts';
import { settleFinding, takeConflict } from '../use-cases/settle.ts';
import type { Line } from './lines.ts';
import { openLines } from './reading.ts';

/** Nobody can say who typed in a sheet. */
const WHO = 'someone in the sheet';

interface Chosen {
  readonly typed: TypedChoice;
  readonly line: Line;
  readonly choice: Choice;
}

/** Judges what wasn't judged yet. `choices`: every choice cell with something in it. */
export async function obeyChoices(app: App, account: AccountId, choices: readonly TypedChoice[]): Promise<void> {
  const fresh = choices.filter((one) => one.typed !== cellText(one.cell) && one.shown !== null && cellText(one.shown) === one.line);
  const answer = (one: TypedChoice, how: 'obeyed' | 'unknown' | 'stale'): Promise<void> =>
    withAccount(app.db, account, (tx) => saveAnswer(tx, one.pair, one.line, cellText(one.cell), how));
  const chosen: Chosen[] = [];
  for (const spreadsheet of new Set(fresh.map((one) => one.spreadsheet))) {
    const lines = await openLines(app, account, spreadsheet);
    for (const typed of fresh.filter((one) => one.spreadsheet === spreadsheet)) {
      const line = lines.get(typed.line);
      const choice = readChoice(cellText(typed.cell));
      if (line === undefined) await answer(typed, 'stale');
      else if (choice === null || !line.choices.includes(choice)) await answer(typed, 'unknown');
      else chosen.push({ typed, line, choice });
    }
  }
  for (const group of together(chosen)) {
    const done = await obeyed(() => act(app, account, group));
    for (const { typed } of group) await answer(typed, done ? 'obeyed' : 'stale');
  }
}

/** Steps of one plan with one verdict are decided at once: each decision makes the plan another one. */
function together(chosen: readonly Chosen[]): readonly (readonly Chosen[])[] {
  const groups = new Map<string, Chosen[]>();
  for (const one of chosen) {
    const { thing } = one.line;
    const name = thing.kind === 'step' ? `${thing.pair} ${one.choice}` : one.line.id;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()];
}

/** False: it has moved on since it was shown. */
async function obeyed(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

async function act(app: App, account: AccountId, group: readonly Chosen[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { choice, line } = first;
  const { thing } = line;
  if (thing.kind === 'conflict' && (choice === 'left' || choice === 'right'))
    await takeConflict(
      app,
      account,
      thing.id,
      choice,
      WHO,
      (now) => now.state === 'open' && sameValue(now.left, thing.left) && sameValue(now.right, thing.right),
    );
  if (thing.kind === 'finding' && (choice === 'retry' || choice === 'dismiss' || choice === 'prepare'))
    await settleFinding(app, account, thing.id, choice);
  if (choice !== 'approve' && choice !== 'drop') return;
  if (thing.kind === 'plan') await decidePlan(app, account, thing.pair, { planId: thing.planId }, choice, WHO);
  if (thing.kind === 'step') await decideSteps(app, account, thing.pair, group, choice);
}

/** Of the plan as it is now, the steps that still are what their lines said. */
async function decideSteps(
  app: App,
  account: AccountId,
  pair: PairId,
  group: readonly Chosen[],
  verdict: 'approve' | 'drop',
): Promise<void> {
  const held = await withAccount(app.db, account, (tx) => readHeld(tx, pair));
  const steps = group.flatMap(({ line: { thing } }) => {
    const found = thing.kind === 'step' ? held.find((one) => one.step.id === thing.step && one.token === thing.token) : undefined;
    return found === undefined ? [] : [found.step.id];
  });
  if (steps.length < group.length) throw new Problem('plan-moved', 409);
  await decidePlan(app, account, pair, { planId: planIdOf(held), steps }, verdict, WHO);
}
