/**
 * KPI of a quarter: income planned and earned, for each person, each team and the department. All amounts are in the account's
 * reporting currency and net of VAT, as decimal texts; every total names the ledger rows it is the sum of, and what it leaves out.
 */
import type { Client, ClientRole, Person } from '../team/records.ts';
import type { IsoDate, Month, Quarter } from '../values/dates.ts';
import { monthsOf } from '../values/dates.ts';
import type { BookedShare, Booking } from './bookings.ts';
import { bookings } from './bookings.ts';
import type { Figure, Whose } from './figure.ts';
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
  const ofQuarter = new Set<Month>(monthsOf(quarter));
  const inQuarter = booked.filter((booking) => ofQuarter.has(booking.row.month));
  const teamOf = new Map(input.people.map((person) => [person.id, person.team]));
  const shares = sharesByHolder(booked, teamOf);
  const planned = plansByHolder(plans, teamOf);
  const figures = everyone(input.people, inQuarter, plans).map((whose) => {
    const key = keyOf(whose.kind, whose.of);
    return figureOf(whose, { quarter, reporting, months, history, booked: shares.get(key) ?? [], plans: planned.get(key) ?? [] });
  });
  const isClosed = months.every((one) => one.state === 'closed');
  return {
    asOf,
    quarter,
    currency: reporting,
    closed: isClosed,
    figures,
    findings: moneyFindings(quarter, inQuarter, plans, input.people),
  };
}

const DEPARTMENT: Whose = { kind: 'department', of: 'department', name: 'department' };

/** The department, teams by name, people with a plan or income; someone who isn't on the team any more stands under the id. */
function everyone(people: readonly Person[], booked: readonly Booking[], plans: readonly PlanLine[]): Whose[] {
  const named = new Set(plans.map((line) => line.plan.personId));
  for (const { shares } of booked) for (const { person } of shares) if (person !== null) named.add(person);
  const known = new Set(people.map((one) => one.id));
  const teams = [...new Set(people.map((one) => one.team))].filter((team) => team.trim() !== '').sort();
  const strangers = [...named].filter((id) => !known.has(id)).sort();
  return [
    DEPARTMENT,
    ...teams.map((team): Whose => ({ kind: 'team', of: team, name: team })),
    ...people.filter((one) => named.has(one.id)).map((one): Whose => ({ kind: 'person', of: one.id, name: one.name })),
    ...strangers.map((id): Whose => ({ kind: 'person', of: id, name: id })),
  ];
}

type TeamOf = ReadonlyMap<string, string>;

function keyOf(kind: Whose['kind'], of: string): string {
  return `${kind} ${of}`;
}

/** The keys of everyone whom something of a person's counts for: themselves, their team, the department; of nobody's, the department. */
function keysOf(person: string | null, teamOf: TeamOf): string[] {
  const department = keyOf('department', DEPARTMENT.of);
  return person === null ? [department] : [department, keyOf('person', person), keyOf('team', teamOf.get(person) ?? '')];
}

/** For each holder every row once, with the shares that are theirs. */
function sharesByHolder(booked: readonly Booking[], teamOf: TeamOf): Map<string, { booking: Booking; shares: BookedShare[] }[]> {
  const byHolder = new Map<string, { booking: Booking; shares: BookedShare[] }[]>();
  for (const booking of booked) {
    for (const share of booking.shares) {
      for (const key of keysOf(share.person, teamOf)) {
        const rows = byHolder.get(key) ?? [];
        const last = rows.at(-1);
        if (last?.booking === booking) last.shares.push(share);
        else rows.push({ booking, shares: [share] });
        byHolder.set(key, rows);
      }
    }
  }
  return byHolder;
}

function plansByHolder(plans: readonly PlanLine[], teamOf: TeamOf): Map<string, PlanLine[]> {
  const byHolder = new Map<string, PlanLine[]>();
  for (const line of plans) {
    for (const key of keysOf(line.plan.personId, teamOf)) byHolder.set(key, [...(byHolder.get(key) ?? []), line]);
  }
  return byHolder;
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
