/** The shape of the load figures: every total stands beside the parts it is the sum of. */
import type { IsoDate } from '../values/dates.ts';
import type { ClientRole } from './records.ts';
import type { TeamSettings } from './settings.ts';

export type Band = 'room' | 'healthy' | 'tight' | 'overloaded';

/** `assumed`: the effort is the kind's default. `overdueDays`: 0 when not overdue. */
export type TaskPart = {
  kind: 'task';
  id: string;
  name: string;
  minutes: number;
  clientId: string | null;
  assumed: boolean;
  overdueDays: number;
};
/** Standing minutes on a client, all roles the person holds there together. */
export type ClientPart = { kind: 'client'; id: string; name: string; minutes: number; roles: ClientRole[] };
/** Standing minutes for leading a report, whose id and name it carries. */
export type LeadPart = { kind: 'lead'; id: string; name: string; minutes: number };
export type LoadPart = TaskPart | ClientPart | LeadPart;

export type Sum<Part> = { minutes: number; parts: Part[] };

/** Work that is in nobody's week. */
export type Unplaced = Sum<TaskPart | ClientPart> & { waiting: Sum<TaskPart> };

export type WeekLoad = {
  /** Monday. */
  start: IsoDate;
  minutes: number;
  capacityMinutes: number;
  /** Load ÷ capacity, four decimals; null without capacity. */
  share: number | null;
  band: Band;
  parts: LoadPart[];
  /** Clients not signed yet, hours × probability; not in `minutes`. */
  tentative: Sum<ClientPart>;
};

export type PersonLoad = {
  /** Person's id. */
  person: string;
  name: string;
  weeks: WeekLoad[];
  /** Share of dated tasks that falls after the last week shown. */
  later: Sum<TaskPart>;
  /** Overdue too long to be believed. */
  stale: Sum<TaskPart>;
  /** Without a due date. */
  undated: Sum<TaskPart>;
  /** Waiting for someone else: carries no load now; the minutes are what comes back with it. */
  waiting: Sum<TaskPart>;
  /** Open though the estimate is used up: 0 minutes each. */
  spent: Sum<TaskPart>;
};

export type LoadReport = {
  asOf: IsoDate;
  people: PersonLoad[];
  /** Open work owned by a team or by nobody (`team: null`), as a whole; what waits stands beside it. */
  unassigned: ({ team: string | null } & Unplaced)[];
  /** Work of owners who aren't among the people: what is left of tasks, and clients' minutes in the last week shown. */
  unknownOwners: ({ owner: string } & Unplaced)[];
  /** Clients whose stage, tier or role has no standing hours set; they count with none. */
  unrated: { clientId: string; name: string; stage: string; tier: string }[];
};

/** Band of a load by the settings' limits, compared exactly. Without capacity no one has room: healthy with nothing to do, else overloaded. */
export function bandOf(minutes: number, capacityMinutes: number, bands: TeamSettings['bands']): Band {
  const points = minutes * 100;
  if (points < bands.room * capacityMinutes) return 'room';
  if (points <= bands.healthy * capacityMinutes) return 'healthy';
  return points <= bands.tight * capacityMinutes ? 'tight' : 'overloaded';
}

/** Load ÷ capacity, four decimals; null without capacity. */
export function shareOf(minutes: number, capacityMinutes: number): number | null {
  return capacityMinutes === 0 ? null : Math.round((minutes * 10_000) / capacityMinutes) / 10_000;
}

export function emptySum<Part>(): Sum<Part> {
  return { minutes: 0, parts: [] };
}

export function addPart<Part extends { minutes: number }>(sum: Sum<Part>, part: Part): void {
  sum.minutes += part.minutes;
  sum.parts.push(part);
}
