/**
 * A person's calendar as seen from today: which days they work, and how many minutes of capacity each week holds.
 * Today counts whole, days before it not at all; so this week holds only what is left of it.
 *
 * presence of a day   a dated exception; else 0 on leave, a holiday, a weekday that isn't theirs, before their first and after
 *                     their last day; else 100 %
 * working day         a day with presence above 0
 * capacity of a week  contract × Σ(presence × ramp) ÷ own weekdays × availability, rounded to the minute once, at the end
 */
import type { EpochDay, IsoDate } from '../values/dates.ts';
import { dayOf, weekday, weekStart } from '../values/dates.ts';
import { roundedRatio } from '../values/split.ts';
import type { Person } from './records.ts';
import type { RampStep, TeamSettings } from './settings.ts';
import { byLabel } from './settings.ts';

/** The stretch of days that figures look at. */
export type Frame = {
  today: EpochDay;
  /** Monday of this week. */
  monday: EpochDay;
  /** Number of weeks, this one first. */
  weeks: number;
  /** Last day on which leave and holidays are looked at; later every weekday of theirs counts as a working day. */
  until: EpochDay;
};

export type WorkCalendar = {
  /** Minutes by week of the frame. */
  capacity: readonly number[];
  /** Working days from `from` to `to`, both included; days before today aren't counted. */
  workingDays(from: EpochDay, to: EpochDay): number;
};

/** How many weeks beyond the frame leave and holidays are looked at: a task due in ten years needs no calendar of ten years. */
const KNOWN_BEYOND = 52;

/** Frame of `weeks` weeks from the week of `asOf`, knowing leave and holidays for a year more. */
export function frameOf(asOf: IsoDate, weeks: number): Frame {
  const today = dayOf(asOf);
  const monday = weekStart(today);
  return { today, monday, weeks, until: monday + 7 * (weeks + KNOWN_BEYOND) - 1 };
}

/** Calendar of a person; `holidays` are those of the person's country. */
export function workCalendar(person: Person, frame: Frame, holidays: ReadonlySet<EpochDay>, settings: TeamSettings): WorkCalendar {
  const weekdays = person.workdays ?? settings.workdays;
  const presence = presenceByDay(person, frame, holidays, weekdays);
  const workedBefore = new Int32Array(presence.length + 1);
  for (let index = 0; index < presence.length; index++) {
    workedBefore[index + 1] = (workedBefore[index] ?? 0) + ((presence[index] ?? 0) > 0 ? 1 : 0);
  }
  const arrives = person.startDate === null ? frame.until + 1 : Math.max(dayOf(person.startDate), frame.until + 1);
  const leaves = person.leavingDate === null ? Number.POSITIVE_INFINITY : dayOf(person.leavingDate);
  const upTo = (day: EpochDay): number => {
    const known = Math.min(day, frame.until);
    const counted = workedBefore[Math.max(known - frame.today + 1, 0)] ?? 0;
    return day > frame.until ? counted + weekdaysBetween(arrives, Math.min(day, leaves), weekdays) : counted;
  };
  return {
    capacity: capacityByWeek(person, frame, presence, weekdays.length, settings),
    workingDays: (from, to) => (from > to ? 0 : upTo(to) - upTo(from - 1)),
  };
}

/** Number of days from `from` to `to`, both included, that fall on one of the weekdays. */
export function weekdaysBetween(from: EpochDay, to: EpochDay, weekdays: readonly number[]): number {
  if (from > to) return 0;
  const fullWeeks = Math.floor((to - from + 1) / 7);
  let count = fullWeeks * weekdays.length;
  for (let day = from + fullWeeks * 7; day <= to; day++) if (weekdays.includes(weekday(day))) count++;
  return count;
}

/** Presence in percent; index 0 is today. */
function presenceByDay(person: Person, frame: Frame, holidays: ReadonlySet<EpochDay>, weekdays: readonly number[]): Int16Array {
  const presence = new Int16Array(frame.until - frame.today + 1);
  const works = [1, 2, 3, 4, 5, 6, 7].map((day) => weekdays.includes(day));
  const offset = frame.today - frame.monday;
  for (let index = 0; index < presence.length; index++) presence[index] = works[(index + offset) % 7] ? 100 : 0;
  const fill = (from: EpochDay, to: EpochDay, percent: number) => {
    if (to >= frame.today && from <= frame.until)
      presence.fill(percent, Math.max(from - frame.today, 0), Math.max(to - frame.today + 1, 0));
  };
  for (const day of holidays) fill(day, day, 0);
  for (const leave of person.leave) fill(dayOf(leave.from), dayOf(leave.to), 0);
  for (const exception of person.exceptions ?? [])
    fill(dayOf(exception.from), dayOf(exception.to), Math.max(0, Math.round(exception.percent)));
  if (person.startDate !== null) fill(frame.today, dayOf(person.startDate) - 1, 0);
  if (person.leavingDate !== null) fill(dayOf(person.leavingDate) + 1, frame.until, 0);
  return presence;
}

function capacityByWeek(person: Person, frame: Frame, presence: Int16Array, weekdayCount: number, settings: TeamSettings): number[] {
  const contract = Math.round(person.hoursPerWeek * 60);
  const availability = person.availabilityPercent ?? settings.availabilityPercent;
  const ramp = byLabel(settings.gradeRamp, person.grade) ?? settings.ramp;
  const firstDay = person.startDate === null ? null : dayOf(person.startDate);
  return Array.from({ length: frame.weeks }, (_, week) => {
    const monday = frame.monday + 7 * week;
    let presentRamped = 0;
    for (let day = Math.max(monday, frame.today); day < monday + 7; day++) {
      const present = presence[day - frame.today] ?? 0;
      if (present > 0) presentRamped += present * (firstDay === null ? 100 : rampPercent(ramp, day - firstDay));
    }
    return weekdayCount === 0 ? 0 : roundedRatio(contract * presentRamped * availability, weekdayCount * 1_000_000);
  });
}

function rampPercent(ramp: readonly RampStep[], daysIn: number): number {
  for (const step of ramp) if (daysIn < step.day) return step.percent;
  return 100;
}
