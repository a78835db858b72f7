/**
 * Who should take the next client: its standing hours and its stage's template tasks are laid on each eligible person, over the
 * four weeks from its start, and whoever ends with the lowest peak comes first (`candidates/rank.ts` tells how ties are broken).
 */
import type { EpochDay, IsoDate } from '../values/dates.ts';
import { dayOf, isoOf, weekday, weekStart } from '../values/dates.ts';
import type { Frame } from './calendar.ts';
import { frameOf } from './calendar.ts';
import type { Candidate, SkillReason, Weighed } from './candidates/candidate.ts';
import type { Exclusion } from './candidates/eligibility.ts';
import { exclusions, includes } from './candidates/eligibility.ts';
import { rank } from './candidates/rank.ts';
import { bringer, weigh } from './candidates/what-if.ts';
import type { LoadInput } from './load.ts';
import { load } from './load.ts';
import type { Client, ClientRole, Person } from './records.ts';
import type { LoadReport } from './report.ts';
import type { TeamSettings } from './settings.ts';
import { byLabel } from './settings.ts';
import { rateOf } from './standing.ts';

export type ClientAsk = {
  tier: string;
  stage: string;
  /** First day of the work; one in the past means today. */
  start: IsoDate;
  /** Role to fill; the account manager unless told. */
  role?: ClientRole;
  languages?: readonly string[];
  skills?: readonly string[];
};

export type NextClient = {
  asOf: IsoDate;
  role: ClientRole;
  /** Mondays of the first and the last week looked at. */
  window: { first: IsoDate; last: IsoDate };
  candidates: Candidate[];
  excluded: { person: string; name: string; reasons: Exclusion[] }[];
  /** True when nobody may take it, or everyone who may would be overloaded. */
  nobodyHasRoom: boolean;
  /** True when the settings have no standing hours for this stage, tier and role: then only template tasks were laid on. */
  unrated: boolean;
};

/** The client starts further ahead than load is computed for. */
export class StartTooFar extends RangeError {
  override readonly name = 'StartTooFar';
  constructor(
    readonly start: IsoDate,
    readonly latest: IsoDate,
  ) {
    super(`start ${start} is later than ${latest}`);
  }
}

const FARTHEST_WEEK = 52;

/**
 * Candidates for a client in order, each with peak, reasons and what-if curve. `known`: load figures of the same records, when at
 * hand; they are used where they reach to the window's end, else made. Throws `StartTooFar` beyond a year, `BadDate`.
 */
export function nextClient(input: Omit<LoadInput, 'weeks'>, ask: ClientAsk, known?: LoadReport): NextClient {
  const { settings } = input;
  const role = ask.role ?? 'manager';
  const { frame, first, start } = windowOf(input.asOf, ask.start, settings);
  const reaches = known?.asOf === input.asOf && known.people.every((one) => one.weeks.length >= frame.weeks);
  const report = reaches ? known : load({ ...input, weeks: frame.weeks });
  const loads = new Map(report.people.map((one) => [one.person, one]));
  const clients = signedClients(input.clients, settings);
  const bring = bringer(input, { ...ask, role, start }, frame);
  const excluded: NextClient['excluded'] = [];
  const weighed: Weighed[] = [];
  for (const person of input.people) {
    const own = loads.get(person.id);
    const reasons = exclusions(person, { role, tier: ask.tier, languages: ask.languages ?? [] }, settings);
    if (reasons.length > 0 || own === undefined) excluded.push({ person: person.id, name: person.name, reasons });
    else weighed.push(weigh(own, bring(person), first, skillsOf(person, ask.skills ?? []), clients.get(person.id) ?? 0, settings));
  }
  const candidates = rank(weighed, settings.peakTiePoints);
  const rate = rateOf(ask, settings);
  return {
    asOf: input.asOf,
    role,
    window: { first: isoOf(frame.monday + 7 * first), last: isoOf(frame.monday + 7 * (frame.weeks - 1)) },
    candidates,
    excluded,
    nobodyHasRoom: candidates.every(({ band }) => band === 'overloaded'),
    unrated: rate.kind !== 'rated' || rate.minutes[role] === undefined,
  };
}

/** Weeks from this one to the window's last. The window begins with the week of the first weekday on which the work can start. */
function windowOf(asOf: IsoDate, asked: IsoDate, settings: TeamSettings): { frame: Frame; first: number; start: EpochDay } {
  const today = dayOf(asOf);
  const latest = weekStart(today) + 7 * FARTHEST_WEEK + 6;
  let start = Math.max(dayOf(asked), today);
  if (start > latest) throw new StartTooFar(asked, isoOf(latest));
  for (let tries = 0; tries < 7 && !settings.workdays.includes(weekday(start)); tries++) start++;
  const first = (weekStart(start) - weekStart(today)) / 7;
  return { frame: frameOf(asOf, first + settings.windowWeeks), first, start };
}

function skillsOf(person: Person, wanted: readonly string[]): SkillReason {
  const has = (skill: string) => includes(person.skills ?? [], skill);
  return { code: 'skills', matched: wanted.filter(has), missing: wanted.filter((skill) => !has(skill)) };
}

/** Signed clients that still take work, counted for everyone who holds a role there. */
function signedClients(clients: readonly Client[], settings: TeamSettings): Map<string, number> {
  const counts = new Map<string, number>();
  for (const client of clients) {
    const stage = byLabel(settings.stages, client.stage);
    if (stage === null || stage.ended || stage.probabilityPercent < 100) continue;
    for (const holder of new Set(Object.values(client.roles).flat())) counts.set(holder, (counts.get(holder) ?? 0) + 1);
  }
  return counts;
}
