/**
 * Ledger rows as income in the reporting currency, and whose it is. A row is converted once and then split, so the shares of
 * people sum to the row, and a team or the department that counts every share counts each row once.
 */
import type { Client, ClientRole } from '../team/records.ts';
import type { Month } from '../values/dates.ts';
import { quarterOf } from '../values/dates.ts';
import type { Exact } from '../values/decimal.ts';
import { apportion, exact, toMinorUnit } from '../values/decimal.ts';
import type { LedDays } from './leadership.ts';
import { ledDays } from './leadership.ts';
import type { RateBook } from './rates.ts';
import type { Handover, LedgerRow } from './records.ts';

/** A person's part of a row; `person` null: nobody led the client then. `stretch` numbers the days between two handovers. */
export type BookedShare = { person: string | null; stretch: number; days: number; amount: Exact; atPlanRate: Exact | null };

export type Booking = {
  row: LedgerRow;
  income: Exact;
  /** Null: nobody typed it, so there is no rate either. */
  currency: string | null;
  monthDays: number;
  /** Null: no rate, so the row is left out of every total. */
  rate: Exact | null;
  /** Null: no rate was fixed with the plan, so the row has no part in the exchange effect. */
  planRate: Exact | null;
  /** Shares in the order of days; without a rate their amounts are zero. */
  shares: BookedShare[];
};

export type BookingInput = {
  reporting: string;
  leadRole: ClientRole;
  clients: readonly Client[];
  handovers: readonly Handover[];
  rates: RateBook;
};

/** Bookings of the rows that have an income, in the order given. */
export function bookings(rows: readonly LedgerRow[], input: BookingInput): Booking[] {
  const leads = leadsReader(input);
  const result: Booking[] = [];
  for (const row of rows) {
    if (row.income === null) continue;
    result.push(book(row, exact(row.income), leads(row.clientId, row.month), input));
  }
  return result;
}

function book(row: LedgerRow, income: Exact, led: readonly LedDays[], input: BookingInput): Booking {
  const { rates, reporting } = input;
  const { currency, month } = row;
  const rate = currency === null ? null : rates.ofMonth(currency, month);
  const planRate = currency === null ? null : rates.ofPlan(currency, quarterOf(month));
  const monthDays = led.reduce((days, part) => days + part.days, 0);
  const converted = (at: Exact | null) => {
    if (at === null) return null;
    return at.eq(1) ? income : toMinorUnit(income.times(at), reporting);
  };
  const amounts = split(converted(rate) ?? income.times(0), led, reporting);
  const atPlanRate = converted(planRate);
  const planAmounts = atPlanRate === null ? null : split(atPlanRate, led, reporting);
  const shares = amounts.map((share, index) => ({ ...share, atPlanRate: planAmounts?.[index]?.amount ?? null }));
  return { row, income, currency, monthDays, rate, planRate, shares };
}

/** By days, then equally among those who led together. */
function split(amount: Exact, led: readonly LedDays[], currency: string): Omit<BookedShare, 'atPlanRate'>[] {
  const byDays = apportion(
    amount,
    led.map((part) => part.days),
    currency,
  );
  return led.flatMap(({ personIds, days }, stretch) => {
    const share = byDays[stretch] ?? amount.times(0);
    const people: readonly (string | null)[] = personIds.length === 0 ? [null] : [...new Set(personIds)].sort();
    const each = apportion(
      share,
      people.map(() => 1),
      currency,
    );
    return people.map((person, at) => ({ person, stretch, days, amount: each[at] ?? share.times(0) }));
  });
}

function leadsReader({ clients, handovers, leadRole }: BookingInput): (clientId: string | null, month: Month) => LedDays[] {
  const now = new Map(clients.map((client) => [client.id, client.roles[leadRole] ?? []]));
  const history = new Map<string, Handover[]>();
  for (const handover of handovers) history.set(handover.clientId, [...(history.get(handover.clientId) ?? []), handover]);
  return (clientId, month) => {
    if (clientId === null) return ledDays(month, [], []);
    return ledDays(month, now.get(clientId) ?? [], history.get(clientId) ?? []);
  };
}
