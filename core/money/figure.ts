/** One KPI figure: whose, what was planned, what came, how that stands to the calendar, and every row it is made of. */
import type { Month, Quarter } from '../values/dates.ts';
import type { Exact } from '../values/decimal.ts';
import { amountText, Exact as Decimal, shareOfWhole, sumOf, toMinorUnit, ZERO } from '../values/decimal.ts';
import type { BookedShare, Booking } from './bookings.ts';
import type { ForecastPart } from './forecast.ts';
import { forecast } from './forecast.ts';
import type { MonthProgress } from './months.ts';
import type { PlanLine } from './plans.ts';

/** `of`: a person's id, a team's name, or `department`. */
export type Whose = { kind: 'person' | 'team' | 'department'; of: string; name: string };

/** A ledger row's part of a fact: its amount in the reporting currency, for the days led of the month's days. */
type FactPart = {
  rowId: string;
  clientId: string | null;
  clientName: string;
  month: Month;
  income: string;
  currency: string;
  rate: string;
  days: number;
  monthDays: number;
  amount: string;
};

type PlanPart = { planId: string; personId: string; planned: string; currency: string; rate: string; amount: string };

/** What a total doesn't hold for want of a rate, in its own currency (null: none was typed). */
type LeftOut = { kind: 'row' | 'plan'; id: string; name: string; month: Month | null; amount: string; currency: string | null };

export type Figure = Whose & {
  quarter: Quarter;
  currency: string;
  /** Null without a plan. */
  plan: string | null;
  planParts: PlanPart[];
  /** Null when there is income, but all of it had to be left out. */
  fact: string | null;
  parts: FactPart[];
  /** Fact ÷ plan, four decimals: 0.875 is 87.5 %. Null without plan or fact, or with a plan of zero. */
  attainment: number | null;
  /** The part of the plan that should have come by now, each month a third of it. */
  expected: string | null;
  /** Fact ÷ expected; null while nothing is expected yet. */
  pace: number | null;
  forecast: string | null;
  forecastLow: string | null;
  forecastHigh: string | null;
  forecastParts: { month: Month; basis: ForecastPart['basis']; amount: string }[];
  /** Fact at the months' rates less the same income at the plan's rates. */
  exchangeEffect: string;
  leftOut: LeftOut[];
};

/** What a figure is made from: the months of its quarter, closed months to go by, and whose plans and shares of rows count. */
export type Material = {
  quarter: Quarter;
  reporting: string;
  months: readonly MonthProgress[];
  history: readonly Month[];
  booked: readonly { booking: Booking; shares: readonly BookedShare[] }[];
  plans: readonly PlanLine[];
};

/** Sums a figure from its material; `booked` holds each row once, with the shares that are theirs. */
export function figureOf(whose: Whose, material: Material): Figure {
  const { quarter, reporting, months, history, plans } = material;
  const inQuarter = new Set(months.map((one) => one.month));
  const rows = material.booked.filter(({ booking }) => inQuarter.has(booking.row.month));
  const counted = rows.filter(({ booking }) => booking.rate !== null);
  const byMonth = monthTotals(material.booked.filter(({ booking }) => booking.rate !== null));
  const fact = sumOf(counted.map(({ shares }) => total(shares)));
  const isKnown = counted.length > 0 || rows.length === 0;
  const planned = plans.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const plan = planned.length === 0 ? null : sumOf(planned);
  const expected = plan?.times(expectedPart(months)) ?? null;
  const text = (amount: Exact) => amountText(amount, reporting);
  const ahead = forecast(months, (month) => byMonth.get(month) ?? ZERO, pastFacts(material, byMonth, history), reporting);
  return {
    ...whose,
    quarter,
    currency: reporting,
    plan: plan === null ? null : text(plan),
    planParts: plans.flatMap(planPart),
    fact: isKnown ? text(fact) : null,
    parts: counted.map((row) => factPart(row, text)),
    attainment: plan === null || !isKnown ? null : shareOfWhole(fact, plan),
    expected: expected === null ? null : text(toMinorUnit(expected, reporting)),
    pace: expected === null || !isKnown ? null : shareOfWhole(fact, expected),
    forecast: isKnown ? text(ahead.amount) : null,
    forecastLow: isKnown ? text(ahead.low) : null,
    forecastHigh: isKnown ? text(ahead.high) : null,
    forecastParts: ahead.parts.map((part) => ({ ...part, amount: text(part.amount) })),
    exchangeEffect: text(exchangeEffect(counted)),
    leftOut: [...rows.filter(({ booking }) => booking.rate === null).map(leftOutRow), ...plans.flatMap(leftOutPlan)],
  };
}

/** A third of the plan for each month, as far as the month has come. */
function expectedPart(months: readonly MonthProgress[]): Exact {
  return sumOf(months.map(({ expected }) => new Decimal(expected.done).div(expected.of))).div(months.length);
}

function monthTotals(rows: Material['booked']): Map<Month, Exact> {
  const totals = new Map<Month, Exact>();
  for (const { booking, shares } of rows) {
    const { month } = booking.row;
    totals.set(month, (totals.get(month) ?? ZERO).plus(total(shares)));
  }
  return totals;
}

/** Facts of the closed months to go by: those with rows, none of which had to be left out. */
function pastFacts(material: Material, byMonth: ReadonlyMap<Month, Exact>, history: readonly Month[]): Exact[] {
  const torn = new Set(material.booked.filter(({ booking }) => booking.rate === null).map(({ booking }) => booking.row.month));
  return history.flatMap((month) => {
    const fact = byMonth.get(month);
    return fact === undefined || torn.has(month) ? [] : [fact];
  });
}

function exchangeEffect(rows: Material['booked']): Exact {
  return sumOf(
    rows.flatMap(({ shares }) => shares.map((share) => (share.atPlanRate === null ? ZERO : share.amount.minus(share.atPlanRate)))),
  );
}

function factPart({ booking, shares }: Material['booked'][number], text: (amount: Exact) => string): FactPart {
  const { row, income, currency, rate, monthDays } = booking;
  const { id: rowId, clientId, clientName, month } = row;
  const stretches = new Map(shares.map((share) => [share.stretch, share.days]));
  const days = [...stretches.values()].reduce((a, b) => a + b, 0);
  const at = { income: amountText(income, currency ?? ''), currency: currency ?? '', rate: rate?.toString() ?? '' };
  return { rowId, clientId, clientName, month, ...at, days, monthDays, amount: text(total(shares)) };
}

function planPart({ plan, rate, amount }: PlanLine): PlanPart[] {
  if (rate === null || amount === null) return [];
  const { id: planId, personId, amount: planned, currency } = plan;
  return [{ planId, personId, planned, currency, rate: rate.toString(), amount: amount.toString() }];
}

function leftOutRow({ booking: { row, income, currency } }: Material['booked'][number]): LeftOut {
  return { kind: 'row', id: row.id, name: row.clientName, month: row.month, amount: amountText(income, currency ?? ''), currency };
}

function leftOutPlan({ plan, amount }: PlanLine): LeftOut[] {
  return amount === null
    ? [{ kind: 'plan', id: plan.id, name: plan.personId, month: null, amount: plan.amount, currency: plan.currency }]
    : [];
}

function total(shares: readonly BookedShare[]): Exact {
  return sumOf(shares.map((share) => share.amount));
}
