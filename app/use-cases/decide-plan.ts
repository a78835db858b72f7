/** A person's word on held steps: approve or drop, all or some. Only for the plan that they saw. */
import type { PlanView } from '../../core/protocol/api.ts';
import type { Held } from '../../core/sync/decide/guard.ts';
import type { Directive } from '../../core/sync/decide/record-state.ts';
import type { AccountId, PairId, RunId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { dropHeld, isJudged, isStarted, renewDirty, startPair, updatePair } from '../../platform/postgres/pairs.ts';
import { addDirectives, beginRun } from '../../platform/postgres/sync/commit.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { readHeld } from '../../platform/postgres/views.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import { getPair, planIdOf, planView } from './pair-views.ts';
import { wakeAccount } from './wake.ts';

export interface PlanDecision {
  readonly planId: string;
  /** Step ids; all when left out. */
  readonly steps?: readonly string[] | undefined;
}

/** @throws Problem `plan-moved` (409, with the plan as it is now), `no-plan`, `unknown-step` */
export async function decidePlan(
  app: App,
  account: AccountId,
  id: string,
  decision: PlanDecision,
  verdict: 'approve' | 'drop',
  who: string,
): Promise<PlanView> {
  await getPair(app, account, id);
  const pairId = brandAs<PairId>(id);
  const people = await app.store(account).people();
  const rest = await withAccount(app.db, account, async (tx) => {
    const [held, started] = [await readHeld(tx, pairId), await isStarted(tx, pairId)];
    if (held.length === 0) throw new Problem('no-plan', 409, {}, null, planView([], 'held', people));
    if (planIdOf(held) !== decision.planId)
      throw new Problem('plan-moved', 409, {}, 'planId', planView(held, started ? 'held' : 'preview', people));
    const chosen = chosenSteps(held, decision.steps);
    const whole = chosen.length === held.length;
    if (!started && whole && !(await isJudged(tx, pairId))) {
      if (verdict === 'approve') await startPair(tx, pairId);
      else await updatePair(tx, pairId, { state: 'paused' });
      await dropHeld(tx, pairId, 'all');
      await renewDirty(tx, pairId);
      return { held: [], started };
    }
    const run = brandAs<RunId>(app.random.uuid());
    await beginRun(tx, { id: run, pair: pairId, kind: 'approve', who });
    const wishes = chosen.map(({ step, token }) => {
      const directive: Directive =
        verdict === 'approve' ? { id: '', kind: 'approve', step: step.id, token } : { id: '', kind: 'drop', step: step.id, token, run };
      return { key: step.key, directive };
    });
    await dropHeld(
      tx,
      pairId,
      chosen.map((one) => one.step.id),
    );
    await addDirectives(tx, pairId, wishes);
    // The first run is allowed once all of it is judged.
    if (!started && whole) await startPair(tx, pairId);
    if (!started) await renewDirty(tx, pairId);
    return { held: held.filter((one) => !chosen.includes(one)), started };
  });
  await wakeAccount(app, account);
  return planView(rest.held, rest.started ? 'held' : 'preview', people);
}

function chosenSteps(held: readonly Held[], ids: readonly string[] | undefined): readonly Held[] {
  if (ids === undefined) return held;
  return ids.map((id) => {
    const found = held.find((one) => one.step.id === id);
    if (found === undefined) throw new Problem('unknown-step', 422, { step: id }, 'steps');
    return found;
  });
}
