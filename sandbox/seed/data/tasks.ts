import type { Client } from './clients.ts';
import { addDays, workday } from './days.ts';

type Status = 'To do' | 'Working on it' | 'Waiting for client' | 'Done';
export const kinds = ['Meeting', 'Report', 'Plan', 'Setup', 'Creative', 'Campaign', 'Audit', 'Internal'] as const;

export interface Task {
  readonly name: string;
  /** Index into the clients; null: inside the agency. */
  readonly client: number | null;
  readonly owners: readonly string[];
  readonly status: Status;
  readonly kind: (typeof kinds)[number];
  /** Null: nobody estimated it. */
  readonly effortHours: number | null;
  readonly loggedHours: number;
  readonly start: string | null;
  readonly due: string | null;
}

type Template = [name: string, kind: Task['kind'], by: 'manager' | 'support' | 'sales' | 'bizdev', effort: number];

const courting: readonly Template[] = [
  ['First call', 'Meeting', 'sales', 1],
  ['Proposal draft', 'Plan', 'sales', 4],
  ['Market overview', 'Audit', 'bizdev', 3.5],
  ['Pricing round', 'Meeting', 'bizdev', 1.5],
];
const starting: readonly Template[] = [
  ['Kick-off call', 'Meeting', 'manager', 2],
  ['Access and tracking', 'Setup', 'support', 4],
  ['Media plan', 'Plan', 'manager', 8],
  ['Handover from sales', 'Meeting', 'sales', 1],
  ['Brand guidelines', 'Creative', 'support', 3],
];
const running: readonly Template[] = [
  ['Monthly report', 'Report', 'manager', 2.5],
  ['Банеры на распродажу', 'Creative', 'support', 5],
  ['Search campaign', 'Campaign', 'manager', 6],
  ['Quarterly review', 'Meeting', 'manager', 1.5],
  ['Аудит аккаунта', 'Audit', 'manager', 5],
  ['Feed clean-up', 'Setup', 'support', 2.5],
  ['Медиаплан на квартал', 'Plan', 'manager', 4],
  ['Retargeting test', 'Campaign', 'support', 3],
  ['Upsell conversation', 'Meeting', 'bizdev', 1],
];
const inside: readonly [name: string, kind: Task['kind'], owners: readonly string[], effort: number][] = [
  ['Ретроспектива команды', 'Internal', ['marina'], 1.5],
  ['Interview two candidates', 'Internal', ['oliver', 'irina'], 4],
  ['Price list for next year', 'Internal', ['alexey'], 6],
  ['Regulation: monthly reporting', 'Internal', ['helen'], 3],
  ['Обучение стажёра', 'Internal', ['emma'], 5],
  ['Case study for the site', 'Creative', ['anna', 'igor'], 8],
  ['CRM clean-up', 'Internal', ['nikita'], 3],
  ['Budget of the department', 'Plan', ['irina'], 10],
];

const TASKS = 400;

/** Four hundred tasks around the day `today`: most of the older ones done, some late, some forgotten, a few half described. */
export function tasks(today: string, clients: readonly Client[], chance: () => number): Task[] {
  const list: Task[] = inside.map(([name, kind, owners, effort], index) => ({
    name,
    client: null,
    owners,
    kind,
    status: index % 3 === 2 ? 'Working on it' : 'To do',
    effortHours: effort,
    loggedHours: index % 3 === 2 ? 1 : 0,
    start: workday(addDays(today, index - 4)),
    due: workday(addDays(today, 8 + index * 2)),
  }));
  for (let round = 0; list.length < TASKS; round += 1) {
    for (const [index, client] of clients.entries()) {
      if (list.length === TASKS) break;
      const templates =
        client.stage === 'Lead' || client.stage === 'Proposal' || client.stage === 'Contract'
          ? courting
          : client.stage === 'Onboarding'
            ? starting
            : running;
      const template = templates[(round + index) % templates.length];
      // A paused client has only its past; a courted one has four tasks at most.
      if (
        !template ||
        (client.stage === 'Paused' && round > 2) ||
        (templates === courting && round > 3) ||
        (templates === starting && round > 4)
      )
        continue;
      list.push(toTask(template, { client, index, round, today, chance }));
    }
  }
  return list;
}

interface Place {
  readonly client: Client;
  readonly index: number;
  readonly round: number;
  readonly today: string;
  readonly chance: () => number;
}

function toTask([name, kind, by, effort]: Template, { client, index, round, today, chance }: Place): Task {
  const owner = client[by] ?? client.manager ?? client.sales;
  const past = client.stage === 'Paused' ? 1 : client.stage === 'Running' || client.stage === 'Growth' ? 0.56 : 0.3;
  const done = chance() < past;
  const length = Math.ceil(effort) + Math.floor(chance() * 6);
  const due = workday(addDays(today, done ? -3 - Math.floor(chance() * 120) : dueIn(chance)));
  const effortHours = Math.round((effort + (chance() - 0.5) * effort) * 4) / 4;
  const status = done
    ? 'Done'
    : (['To do', 'To do', 'Working on it', 'Working on it', 'Waiting for client'] as const)[Math.floor(chance() * 5)];
  const shared = client.support !== null && owner !== client.support && chance() < 0.06;
  const described = chance();
  return {
    name: `${name}${round > 8 ? ` (${round})` : ''}`,
    client: index,
    owners: owner === null || described < 0.015 ? [] : shared && client.support !== null ? [owner, client.support] : [owner],
    kind,
    status: status ?? 'To do',
    effortHours: described > 0.94 ? null : effortHours,
    loggedHours: done
      ? Math.round(effortHours * (0.7 + chance() * 0.6) * 4) / 4
      : status === 'Working on it'
        ? Math.round(effortHours * chance() * 4) / 4
        : 0,
    start: described > 0.9 && described < 0.94 ? null : workday(addDays(due, -length)),
    due: described > 0.86 && described < 0.9 && !done ? null : due,
  };
}

/** Days until an open task is due: mostly in the next six weeks, some late, a few long forgotten. */
function dueIn(chance: () => number): number {
  const kind = chance();
  if (kind < 0.04) return -16 - Math.floor(chance() * 30);
  if (kind < 0.12) return -1 - Math.floor(chance() * 12);
  return Math.floor(chance() * 42);
}
