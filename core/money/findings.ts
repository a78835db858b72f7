/** What a person should mend before a quarter's money can be told in full. One finding for each cause, with the rows behind it. */
import type { Person } from '../team/records.ts';
import type { Month, Quarter } from '../values/dates.ts';
import { amountText, sumOf } from '../values/decimal.ts';
import type { Booking } from './bookings.ts';
import type { PlanLine } from './plans.ts';

export type MoneyFinding =
  /** No rate for a currency in a month: these rows are in no total. `amount` is theirs, in that currency. */
  | { code: 'rateMissing'; currency: string; month: Month; rows: string[]; amount: string }
  /** No rate fixed for the quarter: these plans are in no total, these rows have no part in the exchange effect. */
  | { code: 'planRateMissing'; currency: string; quarter: Quarter; plans: string[]; rows: string[] }
  /** Income without a currency: in no total. */
  | { code: 'currencyMissing'; rowId: string; clientName: string; month: Month }
  /** Income of a name that is no client of ours: counts for the department only. */
  | { code: 'clientUnknown'; rowId: string; clientName: string; month: Month }
  /** Income of days on which nobody led the client: counts for the department only. */
  | { code: 'leaderMissing'; rowId: string; clientName: string; month: Month }
  /** A plan for someone who isn't on the team. */
  | { code: 'personUnknown'; planId: string; personId: string };

/** Findings of a quarter's bookings and plans. */
export function moneyFindings(
  quarter: Quarter,
  booked: readonly Booking[],
  plans: readonly PlanLine[],
  people: readonly Person[],
): MoneyFinding[] {
  const known = new Set(people.map((person) => person.id));
  return [
    ...missingRates(booked),
    ...missingPlanRates(quarter, booked, plans),
    ...booked.flatMap(ofRow),
    ...plans.flatMap(({ plan }): MoneyFinding[] =>
      known.has(plan.personId) ? [] : [{ code: 'personUnknown', planId: plan.id, personId: plan.personId }],
    ),
  ];
}

function missingRates(booked: readonly Booking[]): MoneyFinding[] {
  const groups = new Map<string, { currency: string; month: Month; of: Booking[] }>();
  for (const booking of booked) {
    if (booking.rate !== null || booking.currency === null) continue;
    const { currency, row } = booking;
    const group = groups.get(`${currency} ${row.month}`) ?? { currency, month: row.month, of: [] };
    group.of.push(booking);
    groups.set(`${currency} ${row.month}`, group);
  }
  return [...groups.values()].map(({ currency, month, of }) => {
    const amount = amountText(sumOf(of.map((booking) => booking.income)), currency);
    return { code: 'rateMissing', currency, month, rows: of.map((booking) => booking.row.id), amount };
  });
}

function missingPlanRates(quarter: Quarter, booked: readonly Booking[], plans: readonly PlanLine[]): MoneyFinding[] {
  const rows = booked.filter((booking) => booking.planRate === null && booking.rate !== null);
  const lines = plans.filter((line) => line.rate === null);
  const currencies = new Set([...lines.map((line) => line.plan.currency), ...rows.flatMap((booking) => booking.currency ?? [])]);
  return [...currencies].sort().map((currency) => ({
    code: 'planRateMissing',
    currency,
    quarter,
    plans: lines.filter((line) => line.plan.currency === currency).map((line) => line.plan.id),
    rows: rows.filter((booking) => booking.currency === currency).map((booking) => booking.row.id),
  }));
}

function ofRow({ row, currency, shares }: Booking): MoneyFinding[] {
  const at = { rowId: row.id, clientName: row.clientName, month: row.month };
  const found: MoneyFinding[] = [];
  if (currency === null) found.push({ code: 'currencyMissing', ...at });
  if (row.clientId === null) found.push({ code: 'clientUnknown', ...at });
  else if (shares.some((share) => share.person === null)) found.push({ code: 'leaderMissing', ...at });
  return found;
}
