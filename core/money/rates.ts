/**
 * Rates into the reporting currency. A fact is converted at its month's rate (the frozen one, once the month is closed), a plan at
 * the rate fixed with it: the one given for the quarter, else that of the quarter's first month, else the last known before it.
 * A rate that isn't there, or isn't above zero, is null: never 1, never 0.
 */
import type { Month, Quarter } from '../values/dates.ts';
import { monthsOf } from '../values/dates.ts';
import type { Exact } from '../values/decimal.ts';
import { Exact as Decimal, exact } from '../values/decimal.ts';
import type { FrozenMonth, PlanRate, Rate } from './records.ts';

export type RateBook = {
  ofMonth(currency: string, month: Month): Exact | null;
  ofPlan(currency: string, quarter: Quarter): Exact | null;
};

export function rateBook(
  reporting: string,
  rates: readonly Rate[],
  planRates: readonly PlanRate[] = [],
  frozen: readonly FrozenMonth[] = [],
): RateBook {
  const byMonth = new Map<string, Exact>();
  const monthsByCurrency = new Map<string, Month[]>();
  const enter = (currency: string, month: Month, rate: string) => {
    const value = positive(rate);
    if (value === null) return;
    byMonth.set(`${code(currency)} ${month}`, value);
    monthsByCurrency.set(code(currency), [...(monthsByCurrency.get(code(currency)) ?? []), month]);
  };
  for (const { currency, month, rate } of rates) enter(currency, month, rate);
  for (const { month, rates: fixed } of frozen) for (const [currency, rate] of Object.entries(fixed)) enter(currency, month, rate);
  const byQuarter = new Map(planRates.map(({ currency, quarter, rate }) => [`${code(currency)} ${quarter}`, positive(rate)]));
  const one = new Decimal(1);
  const ofMonth: RateBook['ofMonth'] = (currency, month) => {
    if (code(currency) === code(reporting)) return one;
    return byMonth.get(`${code(currency)} ${month}`) ?? null;
  };
  const latestUpTo = (currency: string, first: Month): Exact | null => {
    const known = (monthsByCurrency.get(code(currency)) ?? []).filter((month) => month <= first);
    const latest = known.sort().at(-1);
    return latest === undefined ? null : ofMonth(currency, latest);
  };
  return {
    ofMonth,
    ofPlan: (currency, quarter) => {
      if (code(currency) === code(reporting)) return one;
      const key = `${code(currency)} ${quarter}`;
      const fixed = byQuarter.get(key) ?? latestUpTo(currency, monthsOf(quarter)[0]);
      byQuarter.set(key, fixed);
      return fixed;
    },
  };
}

function code(currency: string): string {
  return currency.trim().toUpperCase();
}

function positive(rate: string): Exact | null {
  const value = exact(rate);
  return value.gt(0) ? value : null;
}
