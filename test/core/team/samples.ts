import type { LoadInput } from '../../../core/team/load.ts';
import type { Client, Person, Task } from '../../../core/team/records.ts';
import type { TeamSettings } from '../../../core/team/settings.ts';

/** Round numbers to reckon with: 40 h at 80 % are 1,920 minutes a week; a running client of tier A asks 300 of its manager. */
export const PLAIN: TeamSettings = {
  workdays: [1, 2, 3, 4, 5],
  country: 'XX',
  availabilityPercent: 80,
  ramp: [],
  gradeRamp: {},
  bands: { room: 70, healthy: 95, tight: 110 },
  staleAfterDays: 14,
  leadMinutesPerReport: 120,
  statuses: { waiting: ['Waiting'], done: ['Done'] },
  kindMinutes: { report: 90 },
  otherKindMinutes: 60,
  stages: {
    running: {
      probabilityPercent: 100,
      ended: false,
      standing: { a: { sales: 60, bizdev: 0, manager: 300, support: 200 }, c: { manager: 100 } },
      templates: [],
    },
    proposal: { probabilityPercent: 50, ended: false, standing: { a: { sales: 240 } }, templates: [] },
    lost: { probabilityPercent: 100, ended: true, standing: {}, templates: [] },
  },
  tierGrades: { a: ['senior'], c: ['junior', 'senior'] },
  roleHolders: { sales: ['sales'], bizdev: ['bizdev'], manager: ['manager'], support: ['support'] },
  peakTiePoints: 5,
  windowWeeks: 4,
};

export function person(id: string, own: Partial<Person> = {}): Person {
  const job = { role: 'manager', grade: 'senior', team: 'North', leadId: null, hoursPerWeek: 40 };
  return { id, name: `Name of ${id}`, ...job, startDate: null, leavingDate: null, leave: [], country: null, ...own };
}

export function client(id: string, own: Partial<Client> = {}): Client {
  return { id, name: `Client ${id}`, stage: 'Running', tier: 'A', budget: null, startDate: null, roles: {}, ...own };
}

export function task(id: string, own: Partial<Task> = {}): Task {
  const work = { ownerIds: ['ann'], status: 'Working on it', kind: null, effortMinutes: 600, loggedMinutes: 0 };
  return { id, name: `Task ${id}`, clientId: null, ...work, start: null, due: null, parentId: null, ...own };
}

/** Monday 5 October 2026 unless told; Ann alone, nothing to do. */
export function input(own: Partial<LoadInput> = {}): LoadInput {
  return { asOf: '2026-10-05', weeks: 4, people: [person('ann')], clients: [], tasks: [], settings: PLAIN, holidays: {}, ...own };
}
