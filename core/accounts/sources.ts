/**
 * Where an account's facts live: which boards and tabs figures are read from, and which column says what. Stored in the
 * account's settings. A part that isn't set is a part of the figures that isn't there; a column that isn't set is empty.
 */
import { z } from 'zod';
import { teamOverrides } from './team-overrides.ts';

/** A column id of a board; empty: the board has no such column. */
const column = z.string();
const board = z.string().regex(/^\d+$/, 'a board id: digits only');
const spreadsheet = z.string().min(1);
/** A tab's title or sheet id. */
const tab = z.union([z.string().min(1), z.number().int().nonnegative()]);
const header = z.string();

export const clientsSource = z.object({
  board,
  columns: z.object({
    stage: column,
    tier: column,
    budget: column,
    currency: column,
    startDate: column,
    notes: column.exactOptional(),
    sales: column,
    bizdev: column,
    manager: column,
    support: column,
  }),
});

export const tasksSource = z.object({
  board,
  columns: z.object({
    client: column,
    owner: column,
    status: column,
    kind: column,
    effortHours: column,
    loggedHours: column,
    /** A timeline column may stand for both days. */
    start: column,
    due: column,
  }),
});

export const teamSource = z.object({
  board,
  columns: z.object({
    person: column,
    role: column,
    grade: column,
    team: column,
    lead: column,
    hoursPerWeek: column,
    startDate: column,
    /** Days away: a date, a range, or a text such as `2026-12-01/2026-12-12, 2027-01-04`. */
    leave: column,
  }),
});

export const ledgerSource = z.object({
  spreadsheet,
  tab,
  headers: z.object({
    client: header,
    month: header,
    budget: header,
    spend: header,
    income: header,
    currency: header,
    closed: header,
  }),
});

export const plansSource = z.object({
  spreadsheet,
  tab,
  headers: z.object({ person: header, quarter: header, plan: header, currency: header }),
});

export const ratesSource = z.object({ spreadsheet, tab, headers: z.object({ currency: header, month: header, rate: header }) });

export const sources = z.object({
  clients: clientsSource.exactOptional(),
  tasks: z.array(tasksSource),
  team: teamSource.exactOptional(),
  ledger: ledgerSource.exactOptional(),
  plans: plansSource.exactOptional(),
  rates: ratesSource.exactOptional(),
  reportingCurrency: z.string().regex(/^[A-Z]{3}$/, 'a three-letter currency code'),
  /** ISO 3166 code whose public holidays count, with a region as `DE-BY`. */
  country: z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})*$/, 'a country code such as DE'),
  /** IANA zone in which the account's days begin; UTC unless told. */
  timeZone: z.string().refine(isTimeZone, 'a time zone such as Europe/Berlin').exactOptional(),
  teamOverrides: teamOverrides.exactOptional(),
  /** Whether the `KPI` list names single people, by the account's choice; teams and the department are always in it. */
  personalKpi: z.boolean().exactOptional(),
});

export type Sources = z.infer<typeof sources>;
export type ClientsSource = z.infer<typeof clientsSource>;
export type TasksSource = z.infer<typeof tasksSource>;
export type TeamSource = z.infer<typeof teamSource>;
export type LedgerSource = z.infer<typeof ledgerSource>;
export type PlansSource = z.infer<typeof plansSource>;
export type RatesSource = z.infer<typeof ratesSource>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // A RangeError is how Intl says that it doesn't know the zone.
    return false;
  }
}
