/**
 * Load: what each person carries, week by week, against what they can. One pass over the tasks, one over the clients, one over
 * the people. Everything is whole minutes, and what is in no week stands apart under its reason.
 */
import type { EpochDay, IsoDate } from '../values/dates.ts';
import { dayOf, isoOf } from '../values/dates.ts';
import { splitByWeight } from '../values/split.ts';
import type { Frame, WorkCalendar } from './calendar.ts';
import { frameOf, workCalendar } from './calendar.ts';
import type { Remaining } from './effort.ts';
import { remainingEfforts } from './effort.ts';
import type { Holidays } from './holidays.ts';
import type { Client, Person, Task } from './records.ts';
import type { ClientPart, LoadPart, LoadReport, PersonLoad, Sum, TaskPart, Unplaced, WeekLoad } from './report.ts';
import { addPart, bandOf, emptySum, shareOf } from './report.ts';
import type { TeamSettings } from './settings.ts';
import { spread } from './spread.ts';
import { leadShares, rateOf, standingReader } from './standing.ts';

export type LoadInput = {
  asOf: IsoDate;
  /** Weeks to show, this one first; 6 unless told. */
  weeks?: number;
  people: readonly Person[];
  clients: readonly Client[];
  tasks: readonly Task[];
  settings: TeamSettings;
  /** Holidays by country; a country without an entry has none. */
  holidays: Holidays;
};

const DEFAULT_WEEKS = 6;

/**
 * Load of everyone by ISO week, with its parts, by the rules of "Load and capacity". People stand in the order given.
 * Throws `BadDate` when a date isn't one.
 */
export function load(input: LoadInput): LoadReport {
  const { settings } = input;
  const books = open(input, frameOf(input.asOf, input.weeks ?? DEFAULT_WEEKS));
  for (const remaining of remainingEfforts(input.tasks, settings)) addTask(books, remaining);
  for (const client of input.clients) addClient(books, client);
  for (const report of input.people) addLead(books, report);
  return close(input.asOf, books);
}

type Sheet = { calendar: WorkCalendar; load: PersonLoad };

type Books = {
  frame: Frame;
  settings: TeamSettings;
  standing: ReturnType<typeof standingReader>;
  sheets: Map<string, Sheet>;
  unassigned: Map<string | null, Unplaced>;
  unknownOwners: Map<string, Unplaced>;
  unrated: LoadReport['unrated'];
};

function open(input: LoadInput, frame: Frame): Books {
  const { settings } = input;
  const holidays = new Map(Object.entries(input.holidays).map(([country, dates]) => [country, new Set(dates.map(dayOf))]));
  const sheets = new Map<string, Sheet>();
  for (const person of input.people) {
    const calendar = workCalendar(person, frame, holidays.get(person.country ?? settings.country) ?? new Set(), settings);
    const weeks = calendar.capacity.map((minutes, week) => openWeek(isoOf(frame.monday + 7 * week), minutes));
    const apart = { later: emptySum<TaskPart>(), stale: emptySum<TaskPart>(), undated: emptySum<TaskPart>() };
    const idle = { waiting: emptySum<TaskPart>(), spent: emptySum<TaskPart>() };
    sheets.set(person.id, { calendar, load: { person: person.id, name: person.name, weeks, ...apart, ...idle } });
  }
  return {
    frame,
    settings,
    standing: standingReader(frame, settings),
    sheets,
    unassigned: new Map(),
    unknownOwners: new Map(),
    unrated: [],
  };
}

function openWeek(start: IsoDate, capacityMinutes: number): WeekLoad {
  return { start, minutes: 0, capacityMinutes, share: null, band: 'healthy', parts: [], tentative: emptySum() };
}

function close(asOf: IsoDate, books: Books): LoadReport {
  const people = [...books.sheets.values()].map((sheet) => sheet.load);
  for (const { weeks } of people) {
    for (const week of weeks) {
      week.share = shareOf(week.minutes, week.capacityMinutes);
      week.band = bandOf(week.minutes, week.capacityMinutes, books.settings.bands);
    }
  }
  return {
    asOf,
    people,
    unassigned: [...books.unassigned].map(([team, sum]) => ({ team, ...sum })),
    unknownOwners: [...books.unknownOwners].map(([owner, sum]) => ({ owner, ...sum })),
    unrated: books.unrated,
  };
}

/** Splits what is left of a task among its owners (people and teams alike, in the order of their ids) and places each share. */
function addTask(books: Books, remaining: Remaining): void {
  const { ownerIds, ownerTeams = [], shares } = remaining.task;
  if (ownerIds.length === 1 && ownerTeams.length === 0) {
    addShare(books, remaining, ownerIds[0] ?? '', remaining.minutes);
    return;
  }
  const people = inOrder(ownerIds);
  const owners = ownerTeams.length === 0 ? people : [...people, ...inOrder(ownerTeams)];
  if (owners.length === 0) addUnplaced(books.unassigned, null, remaining, remaining.minutes);
  const weights = owners.map((owner) => (shares === undefined ? 1 : (shares[owner] ?? 0)));
  const split = splitByWeight(remaining.minutes, weights);
  for (const [index, owner] of owners.entries()) {
    const minutes = split[index] ?? 0;
    if (minutes === 0 && remaining.minutes > 0) continue;
    if (index < people.length) addShare(books, remaining, owner, minutes);
    else addUnplaced(books.unassigned, owner, remaining, minutes);
  }
}

/** Each once, in the order of the ids: so a figure doesn't change when owners are listed otherwise. */
function inOrder(owners: readonly string[]): readonly string[] {
  return owners.length < 2 ? owners : [...new Set(owners)].sort();
}

/** Places an owner's share: in the weeks, or apart under the reason why it is in none. */
function addShare(books: Books, remaining: Remaining, owner: string, minutes: number): void {
  const sheet = books.sheets.get(owner);
  if (sheet === undefined) {
    addUnplaced(books.unknownOwners, owner, remaining, minutes);
    return;
  }
  const { weeks, later } = sheet.load;
  const { due, start } = datesOf(remaining.task, books.frame);
  const overdueDays = due === null ? 0 : Math.max(0, books.frame.today - due);
  const apart = apartFor(sheet.load, remaining, minutes, due, overdueDays > books.settings.staleAfterDays);
  if (apart !== null || due === null) addPart(apart ?? sheet.load.undated, taskPart(remaining, minutes, overdueDays));
  else if (overdueDays > 0) addToWeek(weeks, 0, taskPart(remaining, minutes, overdueDays));
  else {
    const rest = spread(minutes, start, due, books.frame, sheet.calendar, (week, share) =>
      addToWeek(weeks, week, taskPart(remaining, share, 0)),
    );
    if (rest > 0) addPart(later, taskPart(remaining, rest, 0));
  }
}

/** Where a share goes that is in no week; null when it is in one. */
function apartFor(load: PersonLoad, remaining: Remaining, minutes: number, due: EpochDay | null, isStale: boolean): Sum<TaskPart> | null {
  if (remaining.state === 'waiting') return load.waiting;
  if (minutes === 0) return load.spent;
  if (due === null) return load.undated;
  return isStale ? load.stale : null;
}

function datesOf(task: Task, frame: Frame): { start: EpochDay; due: EpochDay | null } {
  return { start: task.start === null ? frame.today : dayOf(task.start), due: task.due === null ? null : dayOf(task.due) };
}

function addUnplaced<Owner>(map: Map<Owner, Unplaced>, owner: Owner, remaining: Remaining, minutes: number): void {
  const unplaced = unplacedOf(map, owner);
  if (remaining.state === 'waiting') addPart(unplaced.waiting, taskPart(remaining, minutes, 0));
  else addPart(unplaced, taskPart(remaining, minutes, 0));
}

function unplacedOf<Owner>(map: Map<Owner, Unplaced>, owner: Owner): Unplaced {
  const unplaced = map.get(owner) ?? { ...emptySum<TaskPart | ClientPart>(), waiting: emptySum<TaskPart>() };
  map.set(owner, unplaced);
  return unplaced;
}

function addClient(books: Books, client: Client): void {
  const { frame, settings, sheets, unknownOwners, unrated } = books;
  const rate = rateOf(client, settings);
  if (rate.kind === 'ended') return;
  const { shares, unset } = rate.kind === 'rated' ? books.standing(client, rate) : { shares: [], unset: true };
  if (unset) unrated.push({ clientId: client.id, name: client.name, stage: client.stage, tier: client.tier });
  const tentative = rate.kind === 'rated' && rate.stage.probabilityPercent < 100;
  for (const { holder, weeks } of shares) {
    const own = sheets.get(holder)?.load.weeks;
    for (let week = 0; week < weeks.length; week++) {
      const part = weeks[week] ?? null;
      if (part === null) continue;
      if (own !== undefined) addStanding(own, week, part, tentative);
      else if (week === frame.weeks - 1) addPart(unplacedOf(unknownOwners, holder), part);
    }
  }
}

function addStanding(weeks: readonly WeekLoad[], week: number, part: ClientPart, tentative: boolean): void {
  const place = weeks[week];
  if (place === undefined) return;
  if (tentative) addPart(place.tentative, part);
  else addPart(place, part);
}

function addLead(books: Books, report: Person): void {
  const sheet = report.leadId === null || report.leadId === report.id ? undefined : books.sheets.get(report.leadId);
  if (sheet === undefined) return;
  for (const { week, part } of leadShares(report, books.frame, books.settings)) addToWeek(sheet.load.weeks, week, part);
}

function addToWeek(weeks: readonly WeekLoad[], week: number, part: LoadPart): void {
  const place = weeks[week];
  if (place !== undefined) addPart(place, part);
}

function taskPart({ task, assumed }: Remaining, minutes: number, overdueDays: number): TaskPart {
  return { kind: 'task', id: task.id, name: task.name, minutes, clientId: task.clientId, assumed, overdueDays };
}
