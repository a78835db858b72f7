/**
 * How far each month of a quarter has come. Closed: every row of it is. Ended: over, but finance hasn't closed it. Pace expects
 * closed and ended months in full, and of the running month the part that its ledger normally shows by now; until there is such a
 * history, the part of its working days that lie before today (today is still to be worked). Future months expect nothing.
 */
import type { EpochDay, IsoDate, Month, Quarter } from '../values/dates.ts';
import { dayOf, monthEnd, monthOf, monthStart, monthsOf, weekday } from '../values/dates.ts';
import type { LedgerRow } from './records.ts';

type MonthState = 'closed' | 'ended' | 'running' | 'future';

/** `expected` is the fraction `done ÷ of` of the month that pace expects by now. */
export type MonthProgress = { month: Month; state: MonthState; expected: { done: number; of: number } };

export type Calendar = {
  asOf: IsoDate;
  /** Days off of the department; weekdays 1…7 that it works. */
  holidays: readonly IsoDate[];
  workdays: readonly number[];
  /** Percent of a month's income that the ledger usually shows by this point of it; null while there is no history. */
  usuallyBookedPercent: number | null;
};

/** The quarter's months in order with how far they have come. */
export function progressOf(quarter: Quarter, closed: ReadonlySet<Month>, calendar: Calendar): MonthProgress[] {
  const now = monthOf(calendar.asOf);
  return monthsOf(quarter).map((month) => {
    if (closed.has(month)) return { month, state: 'closed', expected: WHOLE };
    if (month < now) return { month, state: 'ended', expected: WHOLE };
    if (month > now) return { month, state: 'future', expected: NOTHING };
    const usual = calendar.usuallyBookedPercent;
    return { month, state: 'running', expected: usual === null ? workedPart(month, calendar) : { done: usual, of: 100 } };
  });
}

/** Months that have rows, all of them closed. */
export function closedMonths(rows: readonly LedgerRow[]): Set<Month> {
  const closed = new Set(rows.map((row) => row.month));
  for (const row of rows) if (!row.closed) closed.delete(row.month);
  return closed;
}

const WHOLE = { done: 1, of: 1 };
const NOTHING = { done: 0, of: 1 };

function workedPart(month: Month, calendar: Calendar): { done: number; of: number } {
  const off = new Set<EpochDay>(calendar.holidays.map(dayOf));
  const today = dayOf(calendar.asOf);
  let done = 0;
  let of = 0;
  for (let day = monthStart(month); day <= monthEnd(month); day++) {
    if (off.has(day) || !calendar.workdays.includes(weekday(day))) continue;
    of++;
    if (day < today) done++;
  }
  return of === 0 ? NOTHING : { done, of };
}
