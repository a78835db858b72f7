import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LoadInput } from '../../../core/team/load.ts';
import { load } from '../../../core/team/load.ts';
import { nextClient } from '../../../core/team/next-client.ts';
import type { Client, Person, Task } from '../../../core/team/records.ts';
import type { LoadReport, Sum } from '../../../core/team/report.ts';
import { addDays } from '../../../core/values/dates.ts';
import { PLAIN } from './samples.ts';

const TODAY = '2026-10-07';
const day = fc.integer({ min: -40, max: 120 }).map((offset) => addDays(TODAY, offset));
const maybeDay = fc.option(day, { nil: null });
const ids = ['p0', 'p1', 'p2', 'p3'];
const anyone = fc.constantFrom(...ids, 'stranger');
const ranges = fc.array(
  fc.tuple(day, fc.nat(20)).map(([from, length]) => ({ from, to: addDays(from, length) })),
  { maxLength: 3 },
);

const people: fc.Arbitrary<Person[]> = fc.tuple(
  ...ids.map((id) =>
    fc.record({
      id: fc.constant(id),
      name: fc.constant(id),
      role: fc.constant('manager'),
      grade: fc.constant('senior'),
      team: fc.constant('North'),
      leadId: fc.option(anyone, { nil: null }),
      hoursPerWeek: fc.constantFrom(0, 12.5, 20, 40),
      startDate: maybeDay,
      leavingDate: maybeDay,
      leave: ranges,
      country: fc.constantFrom(null, 'YY'),
    }),
  ),
);

const tasks: fc.Arbitrary<Task[]> = fc
  .array(
    fc.record({
      owners: fc.uniqueArray(anyone, { maxLength: 4 }),
      teams: fc.constantFrom<string[][]>([], ['North']),
      status: fc.constantFrom(null, 'Open', 'Waiting', 'Done'),
      kind: fc.constantFrom(null, 'report'),
      effort: fc.option(fc.nat(3000), { nil: null }),
      logged: fc.nat(400),
      start: maybeDay,
      due: maybeDay,
      parent: fc.option(fc.nat(12), { nil: null }),
      weights: fc.option(fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }), { nil: null }),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map((one, index): Task => {
      const shares =
        one.weights === null ? {} : { shares: Object.fromEntries(one.owners.map((owner, at) => [owner, one.weights?.[at] ?? 0])) };
      const common = { id: `t${index}`, name: `t${index}`, clientId: null, ownerIds: one.owners, ownerTeams: one.teams, ...shares };
      const parentId = one.parent === null ? null : `t${one.parent}`;
      return {
        ...common,
        status: one.status,
        kind: one.kind,
        effortMinutes: one.effort,
        loggedMinutes: one.logged,
        start: one.start,
        due: one.due,
        parentId,
      };
    }),
  );

const clients: fc.Arbitrary<Client[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    name: fc.constant('c'),
    stage: fc.constantFrom('Running', 'Proposal', 'Lost', 'Dreaming'),
    tier: fc.constantFrom('A', 'C'),
    budget: fc.constant(null),
    startDate: maybeDay,
    roles: fc.record({ manager: fc.array(anyone, { maxLength: 3 }), sales: fc.array(anyone, { maxLength: 2 }) }, { requiredKeys: [] }),
  }),
  { maxLength: 6 },
);

const inputs: fc.Arbitrary<LoadInput> = fc.record({
  asOf: fc.integer({ min: 0, max: 6 }).map((offset) => addDays(TODAY, offset)),
  weeks: fc.integer({ min: 1, max: 9 }),
  people,
  clients,
  tasks,
  settings: fc.constant(PLAIN),
  holidays: fc.constant({ YY: ['2026-10-08', '2026-10-20', '2026-12-25'] }),
});

function sums(report: LoadReport): Sum<{ minutes: number }>[] {
  return [
    ...report.people.flatMap(({ weeks, later, stale, undated, waiting, spent }) => [
      ...weeks.flatMap((week) => [week, week.tentative]),
      later,
      stale,
      undated,
      waiting,
      spent,
    ]),
    ...report.unassigned.flatMap((one) => [one, one.waiting]),
    ...report.unknownOwners.flatMap((one) => [one, one.waiting]),
  ];
}

it('every total is the sum of its parts, whole and never negative', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const report = load(given);
      for (const { minutes, parts } of sums(report)) {
        expect(minutes).toBe(parts.reduce((total, part) => total + part.minutes, 0));
        for (const part of parts) expect(Number.isSafeInteger(part.minutes) && part.minutes >= 0).toBe(true);
      }
      for (const { weeks } of report.people)
        for (const week of weeks) expect(Number.isSafeInteger(week.capacityMinutes) && week.capacityMinutes >= 0).toBe(true);
    }),
  );
});

it('what is left of a task that stands alone is all somewhere: in weeks or apart', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const alone = given.tasks.map((task) => ({ ...task, parentId: null }));
      const report = load({ ...given, tasks: alone });
      const placed = new Map<string, number>();
      for (const { parts } of sums(report)) {
        for (const part of parts)
          if ('assumed' in part && 'id' in part) placed.set(String(part.id), (placed.get(String(part.id)) ?? 0) + part.minutes);
      }
      for (const task of alone) {
        const estimate = task.effortMinutes ?? (task.kind === 'report' ? 90 : 60);
        expect(placed.get(task.id) ?? 0, task.id).toBe(task.status === 'Done' ? 0 : Math.max(0, estimate - task.loggedMinutes));
      }
    }),
  );
});

it('each unfinished tree of subitems with work left shows at least one of its tasks', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const open = given.tasks.map((task) => ({ ...task, status: 'Open' }));
      const shown = new Set(
        sums(load({ ...given, tasks: open })).flatMap(({ parts }) => parts.map((part) => ('id' in part ? String(part.id) : ''))),
      );
      const kin = new Map(open.map((task) => [task.id, task.id]));
      const root = (id: string): string => (kin.get(id) === id ? id : root(kin.get(id) ?? id));
      for (const task of open) if (task.parentId !== null && kin.has(task.parentId)) kin.set(root(task.id), root(task.parentId));
      const trees = new Set(open.map((task) => root(task.id)));
      for (const tree of trees)
        expect(
          open.some((task) => root(task.id) === tree && shown.has(task.id)),
          tree,
        ).toBe(true);
    }),
  );
});

it('a week is the same however far one looks, and the order of owners, tasks and people doesn’t matter', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const far = load({ ...given, weeks: 12 });
      const near = load(given);
      expect(near.people.map((one) => one.weeks)).toEqual(far.people.map((one) => one.weeks.slice(0, given.weeks)));
      const turned = load({
        ...given,
        people: [...given.people].reverse(),
        tasks: [...given.tasks].reverse().map((task) => ({ ...task, ownerIds: [...task.ownerIds].reverse() })),
      });
      const totals = (report: LoadReport) => new Map(report.people.map((one) => [one.person, one.weeks.map((week) => week.minutes)]));
      expect(totals(turned)).toEqual(totals(near));
    }),
  );
});

it('a candidate’s curve is the load as it stands plus what the client brings, and the order is by groups of peaks', () => {
  fc.assert(
    fc.property(inputs, fc.integer({ min: 0, max: 40 }), ({ weeks: _, ...given }, ahead) => {
      const ask = { tier: 'A', stage: 'Running', start: addDays(given.asOf, ahead) };
      const result = nextClient(given, ask);
      const standing = load({ ...given, weeks: 12 });
      for (const { person, curve } of result.candidates) {
        const own = new Map(standing.people.find((one) => one.person === person)?.weeks.map((week) => [week.start, week.minutes]));
        for (const week of curve) {
          expect(week.before).toBe(own.get(week.start));
          expect(week.after - week.before).toBe(week.parts.reduce((total, part) => total + part.minutes, 0));
        }
      }
      let best = Number.NEGATIVE_INFINITY;
      for (const { peak } of result.candidates) {
        const value = peak ?? Number.POSITIVE_INFINITY;
        expect(value >= best).toBe(true); // nobody stands behind a group that begins above them
        if (value > best + 0.05 + 1e-9)
          best = Math.min(
            ...result.candidates.map((one) => one.peak ?? Number.POSITIVE_INFINITY).filter((one) => one > best + 0.05 + 1e-9),
          );
      }
    }),
  );
});
