/**
 * Load of a person in a week, worked out by hand from what the boards say. The numbers are the rules' (an agency's
 * defaults), written out here once more: nothing of the product is asked.
 */
import type { Account, Agency, Colleague, Job } from './agency.ts';
import { addDays, daysFrom, isWorkday, mondayOf, weekday } from './days.ts';

/** Minutes for a task that nobody estimated. */
const ASSUMED: Readonly<Record<string, number>> = {
  Meeting: 60,
  Report: 120,
  Plan: 240,
  Setup: 180,
  Creative: 300,
  Campaign: 480,
  Audit: 360,
  Internal: 120,
};
/** Hours a week on a signed client: sales, business developer, account manager, support. */
const SIGNED: Readonly<Record<string, readonly number[]>> = { A: [0.25, 0.5, 4, 2], B: [0.25, 0.25, 2, 1], C: [0, 0.25, 1, 0.5] };
/** How much more of them a signed stage takes; other stages take nothing that is certain. */
const STAGE: Readonly<Record<string, number>> = { Onboarding: 1.5, Running: 1, Growth: 1.25 };
const ROLES = ['sales', 'bizdev', 'manager', 'support'] as const;

export interface HandWeek {
  readonly minutes: number;
  readonly capacity: number;
}

/** Week `index` of `today`'s, 0 being this one. */
export function loadByHand(agency: Agency, name: string, today: string, index: number): HandWeek {
  const person = colleague(agency, name);
  const monday = addDays(mondayOf(today), 7 * index);
  const minutes =
    sum(agency.tasks.map((task) => taskMinutes(agency, task, person, today, monday))) +
    sum(agency.clients.map((client) => clientMinutes(client, name, today, monday))) +
    // Two hours for each report, as far as the week is still to come.
    sum(agency.team.filter((one) => one.lead === name).map(() => part(120, weekdaysLeft(monday, today), 5)));
  return { minutes, capacity: capacity(person, today, monday) };
}

/** Minutes of a signed client's week on the account manager, for who might take it. */
export const managerMinutes = (tier: string, stage: string): number => Math.round((SIGNED[tier]?.[2] ?? 0) * 60 * (STAGE[stage] ?? 0));

/** Whether the person works on the day: a workday, not on leave. */
const isPresent = (person: Colleague, day: string): boolean =>
  isWorkday(day) && !person.leave.some(([from, to]) => from <= day && day <= to) && day >= person.start;

/** Contract minutes of the days that are left, newcomers with their share, times 80 %. */
function capacity(person: Colleague, today: string, monday: string): number {
  const present = daysFrom(monday > today ? monday : today, addDays(monday, 6)).filter((day) => isPresent(person, day));
  const percents = sum(present.map((day) => ramp(person, day)));
  // hours × 60 × Σ percent/100 ÷ 5 × 0.8
  return part(person.hours * 60 * percents * 80, 1, 5 * 100 * 100);
}

/** The minutes of an effort that fall into the week of `monday`, spread evenly over the person's days from start to due. */
export function inWeek(minutes: number, start: string, due: string, person: Colleague, today: string, monday: string): number {
  const from = start > today ? start : today;
  const sunday = addDays(monday, 6);
  const days = daysFrom(from, due).filter((day) => isPresent(person, day));
  if (days.length === 0) return monday <= due && due <= sunday ? minutes : 0;
  const upTo = (day: string): number => part(minutes, days.filter((one) => one <= day).length, days.length);
  return upTo(sunday) - upTo(addDays(monday, -1));
}

export function colleague(agency: Agency, name: string): Colleague {
  const found = agency.team.filter((one) => one.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} people are called ${name}`);
  return found[0];
}

function taskMinutes(agency: Agency, task: Job, person: Colleague, today: string, monday: string): number {
  if (!task.owners.includes(person.name) || task.status === 'Done' || task.status === 'Waiting for client' || task.due === '') return 0;
  const estimate = task.effort === '' ? (ASSUMED[task.kind] ?? 120) : Number(task.effort) * 60;
  const left = Math.max(0, Math.round(estimate) - Math.round(Number(task.logged || '0') * 60));
  // Equal shares; an odd minute goes to who stands first on the Team board.
  const order = agency.team.map((one) => one.name).filter((name) => task.owners.includes(name));
  const share = Math.floor(left / order.length) + (order.indexOf(person.name) < left % order.length ? 1 : 0);
  if (task.due >= today) return inWeek(share, task.start || today, task.due, person, today, monday);
  // Overdue up to 14 days: all in this week. Longer: in none.
  return task.due >= addDays(today, -14) && monday === mondayOf(today) ? share : 0;
}

function clientMinutes(client: Account, name: string, today: string, monday: string): number {
  const factor = STAGE[client.stage];
  const first = client.start > today ? client.start : today;
  if (factor === undefined) return 0;
  const days = weekdaysLeft(monday, first);
  return sum(
    ROLES.map((role, at) => {
      if (client.holders[role].includes(',')) throw new Error(`${client.name} has several people as ${role}`);
      return client.holders[role] === name ? part(Math.round((SIGNED[client.tier]?.[at] ?? 0) * 60 * factor), days, 5) : 0;
    }),
  );
}

/** Monday to Friday of the week, from a day on. Holidays make capacity smaller, not the clients' calls. */
const weekdaysLeft = (monday: string, from: string): number =>
  daysFrom(monday, addDays(monday, 4)).filter((day) => day >= from && weekday(day) <= 5).length;

/** New people: half until day 30, three quarters until day 60; interns 25, 50, 75 % until days 30, 60, 90. */
function ramp(person: Colleague, day: string): number {
  const since = (Date.parse(day) - Date.parse(person.start)) / 86_400_000;
  if (person.grade === 'Intern') return since < 30 ? 25 : since < 60 ? 50 : since < 90 ? 75 : 100;
  return since < 30 ? 50 : since < 60 ? 75 : 100;
}

/** `whole × done ÷ of`, to the nearest minute, a half upwards. */
const part = (whole: number, done: number, of: number): number => Math.floor((2 * whole * done + of) / (2 * of));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
