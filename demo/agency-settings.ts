/** The demo agency's settings: where its facts live, and which pairs keep them in step. */
import type { Sources } from '../core/accounts/sources.ts';
import type { CreatePair } from '../core/protocol/api.ts';
import { createPair } from '../core/protocol/api.ts';
import type { AgencyIds } from './ready.ts';

/** Which columns hold which facts. */
export function agencySources(agency: AgencyIds): Sources {
  const { boards, columns } = agency.monday;
  const { spreadsheetId: spreadsheet, tabs } = agency.google;
  const of = (board: 'clients' | 'tasks' | 'team') => (name: string) => columns[board][name] ?? '';
  const [client, task, person] = [of('clients'), of('tasks'), of('team')];
  return {
    clients: {
      board: boards.clients,
      columns: {
        stage: client('stage'),
        tier: client('tier'),
        budget: client('budget'),
        currency: client('currency'),
        startDate: client('startDate'),
        notes: client('notes'),
        sales: client('sales'),
        bizdev: client('bizdev'),
        manager: client('manager'),
        support: client('support'),
      },
    },
    tasks: [
      {
        board: boards.tasks,
        columns: {
          client: task('client'),
          owner: task('owner'),
          status: task('status'),
          kind: task('kind'),
          effortHours: task('effortHours'),
          loggedHours: task('loggedHours'),
          start: task('start'),
          due: task('due'),
        },
      },
    ],
    team: {
      board: boards.team,
      columns: {
        person: person('person'),
        role: person('role'),
        grade: person('grade'),
        team: person('team'),
        lead: person('lead'),
        hoursPerWeek: person('hoursPerWeek'),
        startDate: person('startDate'),
        leave: person('leave'),
      },
    },
    ledger: {
      spreadsheet,
      tab: tabs.ledger,
      headers: {
        client: 'Client',
        month: 'Month',
        budget: 'Budget',
        spend: 'Spend',
        income: 'Income',
        currency: 'Currency',
        closed: 'Closed',
      },
    },
    plans: { spreadsheet, tab: tabs.plans, headers: { person: 'Person', quarter: 'Quarter', plan: 'Income plan', currency: 'Currency' } },
    rates: { spreadsheet, tab: tabs.rates, headers: { currency: 'Currency', month: 'Month', rate: 'Rate' } },
    reportingCurrency: 'EUR',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    personalKpi: true,
  };
}

/** Clients with the Budgets tab, KPI into its tab, clients' pages in the wiki: all in step at once. */
export function agencyPairs(agency: AgencyIds): Readonly<Record<'clients' | 'kpi' | 'pages', CreatePair>> {
  const { boards, columns } = agency.monday;
  const { spreadsheetId: spreadsheet, tabs } = agency.google;
  const of = (name: string): string => columns.clients[name] ?? '';
  const two = { direction: 'two-way', policy: 'left' };
  const out = { direction: 'left-to-right', policy: 'left' };
  const money = { direction: 'two-way', policy: 'right', currency: { left: of('currency'), right: 'Currency' } };
  return {
    clients: createPair.parse({
      left: { monday: { board: boards.clients } },
      right: { sheet: { spreadsheet, tab: tabs.budgets } },
      fields: [
        { left: 'name', right: 'Client', type: 'text', ...two },
        { left: of('manager'), right: 'Account manager', type: 'person', ...two },
        { left: of('stage'), right: 'Stage', type: 'choice', ...two },
        { left: of('tier'), right: 'Tier', type: 'choice', ...two },
        { left: of('budget'), right: 'Monthly budget', type: 'money', ...money },
        { left: of('startDate'), right: 'Start date', type: 'date', ...two },
        { left: of('notes'), right: 'Notes', type: 'longText', ...two },
      ],
      key: 'name',
      start: 'now',
    }),
    kpi: createPair.parse({
      left: { computed: 'kpi' },
      right: { sheet: { spreadsheet, tab: tabs.kpi } },
      fields: [
        { left: 'name', right: 'Name', type: 'text', ...out },
        { left: 'kind', right: 'Kind', type: 'text', ...out },
        { left: 'quarter', right: 'Quarter', type: 'text', ...out },
        { left: 'currency', right: 'Currency', type: 'text', ...out },
        { left: 'plan', right: 'Plan', type: 'number', ...out },
        { left: 'fact', right: 'Fact', type: 'number', ...out },
        { left: 'attainment', right: 'Attainment', type: 'number', ...out },
        { left: 'pace', right: 'Pace', type: 'number', ...out },
        { left: 'forecast', right: 'Forecast', type: 'number', ...out },
      ],
      key: ['name', 'kind', 'quarter'],
      guard: 'off',
      start: 'now',
    }),
    pages: createPair.parse({
      left: { monday: { board: boards.clients } },
      right: { page: { space: agency.confluence.spaceId, parent: agency.confluence.parentId } },
      fields: [
        { left: 'name', right: 'title', type: 'text', ...out },
        { left: of('stage'), right: 'Stage', type: 'choice', ...out },
        { left: of('manager'), right: 'Account manager', type: 'person', ...out },
        { left: of('tier'), right: 'Tier', type: 'choice', ...out },
        { left: of('budget'), right: 'Monthly budget', type: 'money', ...out, currency: { left: of('currency'), right: 'Currency' } },
      ],
      key: 'name',
      guard: 'off',
      start: 'now',
    }),
  };
}
