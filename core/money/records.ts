/** The plain records that KPI and ledger lines are computed from: what the mirrors of the tabs Ledger, Plans and Rates say. */
import type { IsoDate, Month, Quarter } from '../values/dates.ts';

/** A line of the ledger. Amounts are decimal texts, net of VAT; null is a cell nobody filled. */
export type LedgerRow = {
  id: string;
  /** Null when the name isn't a client we know; the row counts for the department all the same. */
  clientId: string | null;
  clientName: string;
  month: Month;
  budget: string | null;
  spend: string | null;
  /** May be negative (a correction). */
  income: string | null;
  currency: string | null;
  closed: boolean;
};

/** Income planned for a person and quarter; several lines add up. */
export type Plan = { id: string; personId: string; quarter: Quarter; amount: string; currency: string };

/** In that month, 1 unit of `currency` is `rate` units of the account's reporting currency. */
export type Rate = { currency: string; month: Month; rate: string };

/** The rate fixed when a quarter's plans were made, in the direction of `Rate`. */
export type PlanRate = { currency: string; quarter: Quarter; rate: string };

/** A month as it was when it was closed: its rates by currency, and the income of its rows by row id. */
export type FrozenMonth = { month: Month; rates: Readonly<Record<string, string>>; income: Readonly<Record<string, string>> };

/** From `on` (included) the client is led by `to` instead of `from`. Empty: by nobody. */
export type Handover = { clientId: string; on: IsoDate; from: readonly string[]; to: readonly string[] };
