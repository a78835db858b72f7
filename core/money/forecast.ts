/**
 * Forecast to the quarter's end. A closed month counts with its fact. Every other month counts with what is booked or, when that is
 * more, with the average of the last three closed months (those of them in which the same person or team has rows); without any,
 * with what is booked. The range takes the weakest and the strongest of them instead. So the forecast of a closed quarter is its fact.
 */
import type { Month } from '../values/dates.ts';
import type { Exact } from '../values/decimal.ts';
import { Exact as Decimal, sumOf, toMinorUnit } from '../values/decimal.ts';
import type { MonthProgress } from './months.ts';

export type ForecastPart = { month: Month; basis: 'closed' | 'booked' | 'average'; amount: Exact };

export type Forecast = { amount: Exact; low: Exact; high: Exact; parts: ForecastPart[] };

/** How many closed months the average looks back. */
export const HISTORY_MONTHS = 3;

/** `booked`: what a month of the quarter has by now. `past`: the facts of the closed months to go by. */
export function forecast(
  months: readonly MonthProgress[],
  booked: (month: Month) => Exact,
  past: readonly Exact[],
  currency: string,
): Forecast {
  const counted = (usual: Exact | null): ForecastPart[] =>
    months.map(({ month, state }) => {
      const amount = booked(month);
      if (state === 'closed') return { month, basis: 'closed', amount };
      return usual?.gt(amount) ? { month, basis: 'average', amount: usual } : { month, basis: 'booked', amount };
    });
  const total = (parts: readonly ForecastPart[]) => sumOf(parts.map((part) => part.amount));
  const none = past.length === 0;
  const parts = counted(none ? null : toMinorUnit(sumOf(past).div(past.length), currency));
  return {
    amount: total(parts),
    low: total(counted(none ? null : Decimal.min(...past))),
    high: total(counted(none ? null : Decimal.max(...past))),
    parts,
  };
}
