/** The agency as people read it: texts of the boards, cells of the tabs. Figures are worked out from these by hand. */
import { dateOf } from '../clients.ts';
import type { Item, People } from '../people.ts';

export interface Colleague {
  readonly name: string;
  readonly role: string;
  readonly grade: string;
  readonly team: string;
  readonly lead: string;
  readonly hours: number;
  readonly start: string;
  /** First and last days away. */
  readonly leave: readonly (readonly [from: string, to: string])[];
}

export interface Account {
  readonly name: string;
  readonly stage: string;
  readonly tier: string;
  readonly start: string;
  readonly holders: Readonly<Record<'sales' | 'bizdev' | 'manager' | 'support', string>>;
}

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly owners: readonly string[];
  readonly status: string;
  readonly kind: string;
  /** As typed; empty: nobody did. */
  readonly effort: string;
  readonly logged: string;
  readonly start: string;
  readonly due: string;
}

export interface Line {
  readonly client: string;
  readonly month: string;
  readonly income: string;
  readonly currency: string;
  readonly closed: boolean;
}

export interface Agency {
  readonly team: readonly Colleague[];
  readonly clients: readonly Account[];
  readonly tasks: readonly Job[];
  readonly ledger: readonly Line[];
  readonly plans: readonly { readonly person: string; readonly quarter: string; readonly plan: string; readonly currency: string }[];
  readonly rates: readonly { readonly currency: string; readonly month: string; readonly rate: string }[];
}

/** Reads everything anew, through the vendors' APIs. */
export async function readAgency(people: People): Promise<Agency> {
  const { boards, columns } = people.agency.monday;
  const { tabs } = people.agency.google;
  const [team, clients, tasks] = await Promise.all([people.items(boards.team), people.items(boards.clients), people.items(boards.tasks)]);
  const [ledger, plans, rates] = await Promise.all([people.rows(tabs.ledger), people.rows(tabs.plans), people.rows(tabs.rates)]);
  const of = (board: keyof typeof columns, item: Item) => (column: string) => (item.texts[columns[board][column] ?? ''] ?? '').trim();
  return {
    team: team.map((item) => {
      const text = of('team', item);
      return {
        name: item.name,
        role: text('role'),
        grade: text('grade'),
        team: text('team'),
        lead: text('lead'),
        hours: Number(text('hoursPerWeek')),
        start: text('startDate'),
        leave: list(text('leave')).map((range): [string, string] => [range.split('/')[0] ?? '', range.split('/')[1] ?? range]),
      };
    }),
    clients: clients.map((item) => {
      const text = of('clients', item);
      const holders = { sales: text('sales'), bizdev: text('bizdev'), manager: text('manager'), support: text('support') };
      return { name: item.name, stage: text('stage'), tier: text('tier'), start: text('startDate'), holders };
    }),
    tasks: tasks.map((item) => {
      const text = of('tasks', item);
      return {
        id: item.id,
        name: item.name,
        owners: list(text('owner')),
        status: text('status'),
        kind: text('kind'),
        effort: text('effortHours'),
        logged: text('loggedHours'),
        start: text('start'),
        due: text('due'),
      };
    }),
    ledger: records(ledger).map((row) => ({
      client: row('Client'),
      month: dateOf(Number(row('Month'))).slice(0, 7),
      income: row('Income'),
      currency: row('Currency'),
      closed: row('Closed').toLowerCase() === 'true',
    })),
    plans: records(plans).map((row) => ({
      person: row('Person'),
      quarter: row('Quarter'),
      plan: row('Income plan'),
      currency: row('Currency'),
    })),
    rates: records(rates).map((row) => ({
      currency: row('Currency'),
      month: dateOf(Number(row('Month'))).slice(0, 7),
      rate: row('Rate'),
    })),
  };
}

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Rows under their headers; blank ones are none. */
function records([headers = [], ...rows]: readonly (readonly unknown[])[]): readonly ((header: string) => string)[] {
  return rows
    .filter((row) => row.some((cell) => cell !== '' && cell !== false))
    .map((row) => (header: string) => String(row[headers.indexOf(header)] ?? ''));
}
