/**
 * Standing hours: what clients and reports take each week without ever becoming a task.
 *
 * A week counts by its team weekdays: minutes × (weekdays that count ÷ weekdays of a week), rounded to the minute. In this week
 * those from today on count, on a client those from its start date on. Leave and holidays don't make standing hours smaller: they
 * make capacity smaller, and the clients call all the same.
 */
import type { EpochDay } from '../values/dates.ts';
import { dayOf } from '../values/dates.ts';
import { roundedRatio, splitEqually } from '../values/split.ts';
import type { Frame } from './calendar.ts';
import { weekdaysBetween } from './calendar.ts';
import type { Client, ClientRole, Person } from './records.ts';
import { CLIENT_ROLES } from './records.ts';
import type { ClientPart, LeadPart } from './report.ts';
import type { StageSettings, StandingMinutes, TeamSettings } from './settings.ts';
import { byLabel } from './settings.ts';

/** What a client's standing hours rest on: `ended` takes none, `unrated` has none set. */
export type ClientRate = { kind: 'ended' } | { kind: 'unrated' } | { kind: 'rated'; stage: StageSettings; minutes: StandingMinutes };

/** Full weekly minutes a client's stage and tier ask of each role. */
export function rateOf(client: Pick<Client, 'stage' | 'tier'>, settings: TeamSettings): ClientRate {
  const stage = byLabel(settings.stages, client.stage);
  if (stage === null) return { kind: 'unrated' };
  if (stage.ended) return { kind: 'ended' };
  const minutes = byLabel(stage.standing, client.tier);
  return minutes === null ? { kind: 'unrated' } : { kind: 'rated', stage, minutes };
}

/** A holder's standing minutes on a client, by week of the frame; null where there are none. Weeks that are alike share one part. */
export type StandingShare = { holder: string; weeks: (ClientPart | null)[] };

type Rated = Extract<ClientRate, { kind: 'rated' }>;

/**
 * Reads a client's standing minutes by holder and week; several holders of a role share it equally (in the order of their ids, the
 * first take what is left over). `unset`: a role is held for which the settings have no number.
 */
export function standingReader(
  frame: Frame,
  settings: TeamSettings,
): (client: Client, rate: Rated) => { shares: StandingShare[]; unset: boolean } {
  const minutesFrom = weeklyReader(frame, settings);
  return (client, rate) => {
    const first = client.startDate === null ? frame.today : dayOf(client.startDate);
    const held: Held = new Map();
    let unset = false;
    for (const role of CLIENT_ROLES) {
      const holders = client.roles[role];
      if (holders === undefined || holders.length === 0) continue;
      const byWeek = minutesFrom(rate, role, first);
      if (byWeek === null) unset = true;
      else addRole(held, role, holders, byWeek);
    }
    const shares: StandingShare[] = [];
    for (const [holder, { roles, minutes }] of held) shares.push({ holder, weeks: partsOf(client, roles, minutes) });
    return { shares, unset };
  };
}

/** Minutes of a role by week, null when none are set. Most clients run already and differ only by stage and number: those are kept. */
function weeklyReader(frame: Frame, settings: TeamSettings): (rate: Rated, role: ClientRole, first: EpochDay) => readonly number[] | null {
  const running = new Map<StageSettings, Map<number, readonly number[]>>();
  const make = (rate: Rated, weekly: number, first: EpochDay) =>
    countedWeekdays(frame, settings.workdays, first).map((days) => standingMinutes(weekly, days, rate.stage, settings));
  return (rate, role, first) => {
    const weekly = rate.minutes[role];
    if (weekly === undefined) return null;
    if (first > frame.today) return make(rate, weekly, first);
    const kept = running.get(rate.stage) ?? new Map<number, readonly number[]>();
    const byWeek = kept.get(weekly) ?? make(rate, weekly, first);
    running.set(rate.stage, kept.set(weekly, byWeek));
    return byWeek;
  };
}

type Held = Map<string, { roles: ClientRole[]; minutes: readonly number[] }>;

/** A lead's minutes for each report, by week; a report counts in the weeks in which they are with us. */
export function leadShares(report: Person, frame: Frame, settings: TeamSettings): { week: number; part: LeadPart }[] {
  const arrives = report.startDate === null ? frame.today : dayOf(report.startDate);
  const leaves = report.leavingDate === null ? Number.POSITIVE_INFINITY : dayOf(report.leavingDate);
  const shares: { week: number; part: LeadPart }[] = [];
  countedWeekdays(frame, settings.workdays, frame.today).forEach((count, week) => {
    const monday = frame.monday + 7 * week;
    if (arrives > monday + 6 || leaves < Math.max(monday, frame.today)) return;
    const minutes = roundedRatio(settings.leadMinutesPerReport * count, settings.workdays.length);
    if (minutes > 0) shares.push({ week, part: { kind: 'lead', id: report.id, name: report.name, minutes } });
  });
  return shares;
}

/** By week of the frame: the weekdays that lie neither before today nor before `first`. */
export function countedWeekdays(frame: Frame, weekdays: readonly number[], first: number): number[] {
  const from = Math.max(frame.today, first);
  return Array.from({ length: frame.weeks }, (_, week) => {
    const monday = frame.monday + 7 * week;
    if (from <= monday) return weekdays.length;
    return weekdaysBetween(from, monday + 6, weekdays);
  });
}

/** Weekly minutes × counted weekdays × probability, rounded to the minute. */
export function standingMinutes(
  weekly: number,
  countedDays: number,
  stage: Pick<StageSettings, 'probabilityPercent'>,
  settings: TeamSettings,
): number {
  return roundedRatio(weekly * countedDays * stage.probabilityPercent, settings.workdays.length * 100);
}

function addRole(held: Held, role: ClientRole, holders: readonly string[], byWeek: readonly number[]): void {
  if (!byWeek.some((minutes) => minutes > 0)) return;
  const ids = holders.length === 1 ? holders : [...new Set(holders)].sort();
  for (const [index, holder] of ids.entries()) {
    const minutes = ids.length === 1 ? byWeek : byWeek.map((all) => splitEqually(all, ids.length)[index] ?? 0);
    const before = held.get(holder);
    if (before === undefined) held.set(holder, { roles: [role], minutes });
    else held.set(holder, { roles: [...before.roles, role], minutes: minutes.map((more, week) => more + (before.minutes[week] ?? 0)) });
  }
}

function partsOf(client: Client, roles: ClientRole[], minutes: readonly number[]): (ClientPart | null)[] {
  let last: ClientPart | null = null;
  return minutes.map((count) => {
    if (count === 0) return null;
    if (last === null || last.minutes !== count) last = { kind: 'client', id: client.id, name: client.name, minutes: count, roles };
    return last;
  });
}
