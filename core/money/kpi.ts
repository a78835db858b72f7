/**
 * KPI of a quarter: income planned and earned, for each person, each team and the department. All amounts are in the account's
 * reporting currency and net of VAT, as decimal texts; every total names the ledger rows it is the sum of, and what it leaves out.
 */
import type { Client, ClientRole, Person } from '../team/records.ts';
import type { IsoDate, Month, Quarter } from '../values/dates.ts';
import { monthsOf } from '../values/dates.ts';
import type { Booking } from './bookings.ts';
import { bookings } from './bookings.ts';
import type { Figure, Material, Whose } from './figure.ts';
import { figureOf } from './figure.ts';
import type { MoneyFinding } from './findings.ts';
import { moneyFindings } from './findings.ts';
import { HISTORY_MONTHS } from './forecast.ts';
import type { MonthProgress } from './months.ts';
import { closedMonths, progressOf } from './months.ts';
import type { PlanLine } from './plans.ts';
import { planLines } from './plans.ts';
import { rateBook } from './rates.ts';
import type { FrozenMonth, Handover, LedgerRow, Plan, PlanRate, Rate } from './records.ts';

export type KpiInput = {
  asOf: IsoDate;
  quarter: Quarter;
  /** The account's reporting currency, a three-letter code. */
  reporting: string;
  people: readonly Person[];
  clients: readonly Client[];
  ledger: readonly LedgerRow[];
  plans: readonly Plan[];
  rates: readonly Rate[];
  planRates?: readonly PlanRate[];
  handovers?: readonly Handover[];
  frozen?: readonly FrozenMonth[];
  /** Role that a client's income belongs to; the account manager unless told. */
  leadRole?: ClientRole;
  holidays: readonly IsoDate[];
  /** Monday to Friday unless told. */
  workdays?: readonly number[];
  usuallyBookedPercent?: number | null;
};

export type Kpi = {
  asOf: IsoDate;
  quarter: Quarter;
  currency: string;
  /** True when all three months are closed. */
  closed: boolean;
  /** The department, then teams by name, then people in the order given (those with a plan or income). */
  figures: Figure[];
  findings: MoneyFinding[];
};

/** KPI figures of a quarter. Throws `BadDate` or `BadDecimal` when a record holds what is neither. */
export function kpi(input: KpiInput): Kpi {
  const { asOf, quarter, reporting, holidays } = input;
  const workdays = input.workdays ?? [1, 2, 3, 4, 5];
  const closed = closedMonths(input.ledger);
  const months = progressOf(quarter, closed, { asOf, holidays, workdays, usuallyBookedPercent: input.usuallyBookedPercent ?? null });
  const history = historyOf(closed, months);
  const wanted = new Set<Month>([...months.map((one) => one.month), ...history]);
  const rates = rateBook(reporting, input.rates, input.planRates, input.frozen);
  const booked = bookings(
    input.ledger.filter((row) => wanted.has(row.month)),
    {
      reporting,
      rates,
      leadRole: input.leadRole ?? 'manager',
      clients: input.clients,
      handovers: input.handovers ?? [],
    },
  );
  const plans = planLines(
    input.plans.filter((plan) => plan.quarter === quarter),
    rates,
    reporting,
  );
  const inQuarter = booked.filter((booking) => monthsOf(quarter).includes(booking.row.month));
  return {
    asOf,
    quarter,
    currency: reporting,
    closed: months.every((one) => one.state === 'closed'),
    figures: everyone(input.people, inQuarter, plans).map(({ members, ...whose }) =>
      figureOf(whose, { quarter, reporting, months, history, booked: sharesOf(booked, members), plans: plansOf(plans, members) }),
    ),
    findings: moneyFindings(quarter, inQuarter, plans, input.people),
  };
}

/** `members` null: everyone, and what belongs to nobody. */
type Holder = Whose & { members: ReadonlySet<string> | null };

/** The department, teams by name, people with a plan or income; someone who isn't on the team any more stands under the id. */
function everyone(people: readonly Person[], booked: readonly Booking[], plans: readonly PlanLine[]): Holder[] {
  const named = new Set([
    ...plans.map((line) => line.plan.personId),
    ...booked.flatMap(({ shares }) => shares.flatMap((share) => share.person ?? [])),
  ]);
  const teams = new Map<string, Set<string>>();
  for (const { id, team } of people) if (team.trim() !== '') teams.set(team, (teams.get(team) ?? new Set()).add(id));
  const person = (of: string, name: string): Holder => ({ kind: 'person', of, name, members: new Set([of]) });
  const strangers = [...named].filter((id) => !people.some((one) => one.id === id)).sort();
  return [
    { kind: 'department', of: 'department', name: 'department', members: null },
    ...[...teams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([team, members]): Holder => ({ kind: 'team', of: team, name: team, members })),
    ...people.filter((one) => named.has(one.id)).map((one) => person(one.id, one.name)),
    ...strangers.map((id) => person(id, id)),
  ];
}

/** Each row once, with the shares that are theirs; rows without any are left away. */
function sharesOf(booked: readonly Booking[], members: Holder['members']): Material['booked'] {
  return booked.flatMap((booking) => {
    const shares = members === null ? booking.shares : booking.shares.filter((share) => share.person !== null && members.has(share.person));
    return shares.length === 0 ? [] : [{ booking, shares }];
  });
}

function plansOf(plans: readonly PlanLine[], members: Holder['members']): readonly PlanLine[] {
  return members === null ? plans : plans.filter((line) => members.has(line.plan.personId));
}

/** The last closed months before the first of the quarter that isn't closed. */
function historyOf(closed: ReadonlySet<Month>, months: readonly MonthProgress[]): Month[] {
  const open = months.find((one) => one.state !== 'closed')?.month;
  if (open === undefined) return [];
  return [...closed]
    .filter((month) => month < open)
    .sort()
    .slice(-HISTORY_MONTHS);
}
