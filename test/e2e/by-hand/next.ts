/** Who should take a client as its account manager, worked out by hand from what the boards say. */
import type { Agency, Colleague } from './agency.ts';
import { addDays, daysFrom, mondayOf } from './days.ts';
import { inWeek, loadByHand, managerMinutes } from './load.ts';

/** Grades that may take a client of a tier. */
const GRADES: Readonly<Record<string, readonly string[]>> = {
  A: ['Senior', 'Lead', 'Head'],
  B: ['Middle', 'Senior', 'Lead', 'Head'],
  C: ['Junior', 'Middle', 'Senior', 'Lead', 'Head'],
};
/** What a new client brings its account manager to do: minutes, first and last day from its start. */
const TASKS: Readonly<Record<string, readonly (readonly [minutes: number, from: number, to: number])[]>> = {
  Onboarding: [
    [120, 0, 4],
    [480, 3, 13],
  ],
};

export interface HandCandidate {
  readonly name: string;
  /** Share of capacity in the fullest week, four decimals; null where there is work and no time. */
  readonly peak: number | null;
}

/** In order. `start` is a Monday. */
export function nextByHand(agency: Agency, today: string, ask: { tier: string; stage: string; start: string }): readonly HandCandidate[] {
  const weighed = agency.team
    .filter((one) => one.role === 'Account manager' && (GRADES[ask.tier] ?? []).includes(one.grade))
    .map((person) => ({ name: person.name, ...weigh(agency, person, today, ask), clients: clientsOf(agency, person.name) }))
    .sort((a, b) => a.peak - b.peak || 0);
  // Peaks within five points of the best of a group are equal: then who is less loaded, has fewer clients, or comes first by name.
  const groups: (typeof weighed)[] = [];
  for (const one of weighed) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && (one.peak === group[0].peak || one.peak - group[0].peak <= 500)) group.push(one);
    else groups.push([one]);
  }
  return groups
    .flatMap((group) => group.sort((a, b) => a.present - b.present || a.clients - b.clients || (a.name < b.name ? -1 : 1)))
    .map(({ name, peak }) => ({ name, peak: Number.isFinite(peak) ? peak / 10_000 : null }));
}

/** Hundredths of a point: the fullest of four weeks with the client, and all of them together without. */
function weigh(agency: Agency, person: Colleague, today: string, { tier, stage, start }: { tier: string; stage: string; start: string }) {
  const first = (Date.parse(start) - Date.parse(mondayOf(today))) / (7 * 86_400_000);
  const weeks = [0, 1, 2, 3].map((index) => {
    const monday = addDays(start, 7 * index);
    const { minutes, capacity } = loadByHand(agency, person.name, today, first + index);
    const brought = (TASKS[stage] ?? []).map(([effort, from, to]) =>
      inWeek(effort, addDays(start, from), addDays(start, to), person, today, monday),
    );
    const days = daysFrom(monday, addDays(monday, 4)).length;
    return { before: minutes, after: minutes + (managerMinutes(tier, stage) * days) / 5 + total(brought), capacity };
  });
  const before = total(weeks.map((week) => week.before));
  const capacity = total(weeks.map((week) => week.capacity));
  return { peak: Math.max(...weeks.map((week) => points(week.after, week.capacity))), present: points(before, capacity) };
}

/** Signed clients in which the person holds any part. */
const clientsOf = (agency: Agency, name: string): number =>
  agency.clients.filter(
    (client) => ['Onboarding', 'Running', 'Growth'].includes(client.stage) && Object.values(client.holders).includes(name),
  ).length;

function points(minutes: number, capacity: number): number {
  if (capacity === 0) return minutes === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.round((minutes * 10_000) / capacity);
}

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
