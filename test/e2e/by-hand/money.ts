/**
 * KPI of a quarter, worked out by hand from the tabs Ledger, Plans and Rates: income of whoever leads the client, in
 * euros, in whole cents and millionths. Nothing of the product is asked.
 */
import type { Agency } from './agency.ts';
import { addDays, daysFrom, isWorkday } from './days.ts';

export interface HandKpi {
  /** Euros with two decimals; null without a plan. */
  readonly plan: string | null;
  readonly fact: string;
  /** Shares with four decimals. */
  readonly attainment: number | null;
  readonly pace: number | null;
  readonly forecast: string;
}

/** Of those whose clients `counts` says to count; the department counts all. */
export function kpiByHand(agency: Agency, today: string, counts: (leader: string) => boolean): HandKpi {
  const months = monthsOfQuarter(today);
  const mine = agency.ledger.filter((line) => line.income !== '' && counts(leaderOf(agency, line.client)));
  const income = (month: string): bigint =>
    total(mine.filter((line) => line.month === month).map((line) => inEuro(cents(line.income), rate(agency, line.currency, month))));
  const fact = total(months.map(income));
  const plans = agency.plans.filter((plan) => plan.quarter === quarterOf(today) && counts(plan.person));
  // A plan counts at the rate of the quarter's first month.
  const plan = total(plans.map((one) => inEuro(cents(one.plan), rate(agency, one.currency, months[0] ?? ''))));
  // Months before this one are expected whole, of this one the workdays before today, of later ones nothing; each is a third.
  const worked = months.map((month): readonly [bigint, bigint] => {
    if (month !== today.slice(0, 7)) return [month < today ? 1n : 0n, 1n];
    const days = daysFrom(`${month}-01`, lastOf(month)).filter(isWorkday);
    return [BigInt(days.filter((day) => day < today).length), BigInt(days.length)];
  });
  const by = worked.reduce((product, [, of]) => product * of, 1n);
  const done = total(worked.map(([part, of]) => (part * by) / of));
  // Months that are not closed bring what is booked, or the average of the last three closed ones if that is more.
  const closed = closedMonths(agency);
  const open = months.filter((month) => !closed.has(month));
  const first = open[0];
  const past =
    first === undefined
      ? []
      : [...closed]
          .filter((month) => month < first)
          .sort()
          .slice(-3);
  const withRows = past.filter((month) => mine.some((line) => line.month === month));
  const average = withRows.length === 0 ? null : divided(total(withRows.map(income)), BigInt(withRows.length));
  const forecast = total(
    months.map((month) => (closed.has(month) || average === null || average < income(month) ? income(month) : average)),
  );
  return {
    plan: plans.length === 0 ? null : euros(plan),
    fact: euros(fact),
    attainment: plans.length === 0 ? null : ratio(fact, plan),
    // fact ÷ (plan × done ÷ by ÷ 3)
    pace: plans.length === 0 || done === 0n ? null : ratio(fact * by * 3n, plan * done),
    forecast: euros(forecast),
  };
}

export const quarterOf = (day: string): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

function monthsOfQuarter(day: string): readonly string[] {
  const first = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
  return [0, 1, 2].map((after) => `${day.slice(0, 4)}-${String(first + after).padStart(2, '0')}`);
}

function lastOf(month: string): string {
  let day = `${month}-28`;
  while (addDays(day, 1).startsWith(month)) day = addDays(day, 1);
  return day;
}

/** Months in which every line is closed. */
function closedMonths(agency: Agency): ReadonlySet<string> {
  const months = new Set(agency.ledger.map((line) => line.month));
  for (const line of agency.ledger) if (!line.closed) months.delete(line.month);
  return months;
}

/** The account manager of the client; nobody's name is empty. */
function leaderOf(agency: Agency, client: string): string {
  const found = agency.clients.filter((one) => one.name === client);
  if (found.length > 1) throw new Error(`${found.length} clients are called ${client}`);
  return found[0]?.holders.manager ?? '';
}

/** Millionths. */
function rate(agency: Agency, currency: string, month: string): bigint {
  if (currency === 'EUR') return 1_000_000n;
  const found = agency.rates.find((one) => one.currency === currency && one.month === month);
  if (found === undefined) throw new Error(`No rate of ${currency} in ${month}`);
  return scaled(found.rate, 6);
}

const cents = (amount: string): bigint => scaled(amount, 2);
const inEuro = (amount: bigint, millionths: bigint): bigint => divided(amount * millionths, 1_000_000n);
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

/** To the nearest, halves away from zero. */
function divided(amount: bigint, by: bigint): bigint {
  return amount < 0n ? -divided(-amount, by) : (2n * amount + by) / (2n * by);
}

const ratio = (part: bigint, whole: bigint): number | null => (whole === 0n ? null : Number(divided(part * 10_000n, whole)) / 10_000);

function scaled(text: string, digits: number): bigint {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = found?.[3] ?? '';
  if (found === null || fraction.length > digits) throw new Error(`${text} isn't a number with ${digits} decimals`);
  return BigInt(`${found[1] ?? ''}${found[2] ?? ''}${fraction.padEnd(digits, '0')}`);
}

const euros = (amount: bigint): string =>
  `${amount < 0n ? '-' : ''}${(amount < 0n ? -amount : amount) / 100n}.${String((amount < 0n ? -amount : amount) % 100n).padStart(2, '0')}`;
