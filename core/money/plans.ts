/** Plans in the reporting currency, at the rates that were fixed with them. */
import type { Exact } from '../values/decimal.ts';
import { exact, toMinorUnit } from '../values/decimal.ts';
import type { RateBook } from './rates.ts';
import type { Plan } from './records.ts';

/** A plan with what it is worth; `amount` null: no rate, so every total leaves it out. */
export type PlanLine = { plan: Plan; rate: Exact | null; amount: Exact | null };

export function planLines(plans: readonly Plan[], rates: RateBook, reporting: string): PlanLine[] {
  return plans.map((plan) => {
    const rate = rates.ofPlan(plan.currency, plan.quarter);
    const amount = exact(plan.amount);
    if (rate === null) return { plan, rate, amount: null };
    return { plan, rate, amount: rate.eq(1) ? amount : toMinorUnit(amount.times(rate), reporting) };
  });
}
