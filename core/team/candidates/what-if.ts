/** What a client would bring into a person's weeks, and what the weeks would be then. */
import type { EpochDay } from '../../values/dates.ts';
import { dayOf } from '../../values/dates.ts';
import type { Frame } from '../calendar.ts';
import { workCalendar } from '../calendar.ts';
import type { LoadInput } from '../load.ts';
import type { ClientRole, Person } from '../records.ts';
import type { PersonLoad, WeekLoad } from '../report.ts';
import { bandOf, shareOf } from '../report.ts';
import type { TeamSettings } from '../settings.ts';
import { byLabel } from '../settings.ts';
import { spread } from '../spread.ts';
import { countedWeekdays, standingMinutes } from '../standing.ts';
import type { AddedPart, Candidate, CurveWeek, Reason, SkillReason, Weighed } from './candidate.ts';

/** For each person, by week of the frame: the client's standing hours from its start on, and its stage's template tasks for the role. */
export function bringer(
  input: Omit<LoadInput, 'weeks'>,
  asked: { stage: string; tier: string; role: ClientRole; start: EpochDay },
  frame: Frame,
): (person: Person) => AddedPart[][] {
  const { settings } = input;
  const stage = byLabel(settings.stages, asked.stage);
  const weekly = (stage === null ? null : byLabel(stage.standing, asked.tier))?.[asked.role] ?? 0;
  const asSigned = { probabilityPercent: 100 };
  const standing = countedWeekdays(frame, settings.workdays, asked.start).map((days) => standingMinutes(weekly, days, asSigned, settings));
  const templates = stage?.templates.filter((template) => template.role === asked.role) ?? [];
  const holidays = new Map(Object.entries(input.holidays).map(([country, dates]) => [country, new Set(dates.map(dayOf))]));
  return (person) => {
    const weeks: AddedPart[][] = standing.map((minutes) => (minutes > 0 ? [{ kind: 'standing', name: asked.stage, minutes }] : []));
    const calendar = workCalendar(person, frame, holidays.get(person.country ?? settings.country) ?? new Set(), settings);
    for (const { name, effortMinutes, startDay, dueDay } of templates) {
      const put = (week: number, minutes: number) => weeks[week]?.push({ kind: 'template', name, minutes });
      spread(effortMinutes, asked.start + startDay, asked.start + dueDay, frame, calendar, put);
    }
    return weeks;
  };
}

/** A person's candidacy over the weeks of the window, which runs from week `first` to the last of `brought`. */
export function weigh(
  own: PersonLoad,
  brought: AddedPart[][],
  first: number,
  skills: SkillReason,
  clients: number,
  settings: TeamSettings,
): Weighed {
  const weeks = own.weeks.slice(first, brought.length);
  const curve = weeks.map((week, index) => curveWeek(week, brought[first + index] ?? [], settings));
  const worst = curve.reduce((a, b) => (points(b.after, b.capacityMinutes) > points(a.after, a.capacityMinutes) ? b : a));
  const capacity = sum(curve.map((week) => week.capacityMinutes));
  const peak = capacity === 0 ? Number.POSITIVE_INFINITY : points(worst.after, worst.capacityMinutes);
  const band = capacity === 0 ? 'overloaded' : worst.band;
  const present = capacity === 0 ? Number.POSITIVE_INFINITY : points(sum(curve.map((week) => week.before)), capacity);
  const empty = curve.filter((week) => week.capacityMinutes === 0).map((week) => week.start);
  const tentative = Math.max(...weeks.map((week) => week.tentative.minutes));
  const reasons: Reason[] = [{ code: 'peak', share: share(peak), week: worst.start, band }];
  if (skills.matched.length + skills.missing.length > 0) reasons.push(skills);
  reasons.push({ code: 'presentLoad', share: share(present) }, { code: 'clients', count: clients });
  if (empty.length > 0) reasons.push({ code: 'noCapacity', weeks: empty });
  if (tentative > 0) reasons.push({ code: 'tentative', minutes: tentative });
  const candidate: Candidate = { person: own.person, name: own.name, peak: share(peak), band, reasons, curve };
  return { candidate, peak, skills: skills.matched.length, present, clients };
}

function curveWeek(week: WeekLoad, parts: AddedPart[], settings: TeamSettings): CurveWeek {
  const { start, capacityMinutes, minutes: before, share: shareBefore } = week;
  const added = sum(parts.map((part) => part.minutes));
  const after = before + added;
  const shareAfter = shareOf(after, capacityMinutes);
  return {
    start,
    capacityMinutes,
    before,
    added,
    parts,
    after,
    shareBefore,
    shareAfter,
    band: bandOf(after, capacityMinutes, settings.bands),
  };
}

/** Load in hundredths of a point. */
function points(minutes: number, capacityMinutes: number): number {
  if (capacityMinutes === 0) return minutes === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.round((minutes * 10_000) / capacityMinutes);
}

function share(hundredths: number): number | null {
  return Number.isFinite(hundredths) ? hundredths / 10_000 : null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
