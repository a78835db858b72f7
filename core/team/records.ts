/**
 * The plain records that load, next client and the ledger are computed from: what the mirrors of the Team, Clients and Tasks
 * boards say, with people and clients as ids. Labels (status, stage, tier, kind, role, grade, team) are compared without regard
 * to case and surrounding blanks.
 */
import type { IsoDate } from '../values/dates.ts';

/** Parts a person can have on a client. */
export type ClientRole = 'sales' | 'bizdev' | 'manager' | 'support';

export const CLIENT_ROLES: readonly ClientRole[] = ['sales', 'bizdev', 'manager', 'support'];

/** Days from and to, both included. */
type DateRange = { from: IsoDate; to: IsoDate };

/** A dated exception: on these days the person is present for this percent of a day, whatever weekday, holiday or leave says. */
type DatedPresence = DateRange & { percent: number };

export type Person = {
  id: string;
  name: string;
  role: string;
  grade: string;
  /** Empty when the person is in no team. */
  team: string;
  leadId: string | null;
  /** Contract hours a week; may have decimals. */
  hoursPerWeek: number;
  /** First day at work; null when long ago. */
  startDate: IsoDate | null;
  /** Last day at work; null when not leaving. */
  leavingDate: IsoDate | null;
  leave: readonly DateRange[];
  /** ISO 3166 code whose holidays count; null takes the account's. */
  country: string | null;
  /** Dated exceptions; the last that covers a day wins. */
  exceptions?: readonly DatedPresence[];
  /** Own availability share instead of the account's, in percent. */
  availabilityPercent?: number;
  /** Own working weekdays (1 Monday … 7 Sunday) instead of the account's. */
  workdays?: readonly number[];
  languages?: readonly string[];
  skills?: readonly string[];
  /** Tiers this person may take, instead of those of the grade. */
  tiers?: readonly string[];
};

type Money = { amount: string; currency: string };

export type Client = {
  id: string;
  name: string;
  stage: string;
  tier: string;
  budget: Money | null;
  /** First day of the work; null when it runs already. */
  startDate: IsoDate | null;
  /** Who holds which role; several holders of one role share its standing hours equally. */
  roles: Partial<Record<ClientRole, readonly string[]>>;
};

export type Task = {
  id: string;
  name: string;
  clientId: string | null;
  /** People who own it. */
  ownerIds: readonly string[];
  /** Teams who own it; each counts as one owner, its share stands apart as unassigned work. */
  ownerTeams?: readonly string[];
  /** Weights of owners (person ids, team names) where shares are set; an owner without a weight has none of it. */
  shares?: Readonly<Record<string, number>>;
  status: string | null;
  kind: string | null;
  /** Estimate in minutes; null when nobody typed one. */
  effortMinutes: number | null;
  loggedMinutes: number;
  start: IsoDate | null;
  due: IsoDate | null;
  /** The task that this one is a subitem of. */
  parentId: string | null;
};

/** The form in which labels are compared. */
export function label(text: string): string {
  return text.trim().toLowerCase();
}
