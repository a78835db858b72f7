/** A small agency in the API's shapes, made by hand: what the board view must show of it is worked out in the tests. */
import type { ConflictView, Figures, FindingView, JournalView, NextClient, PairView, PlanView } from '../../core/protocol/api.ts';
import type { UsageView } from '../../core/protocol/usage.ts';

type Row = Figures['load'][number];
type Week = Row['weeks'][number];
type Part = Week['parts'][number];

const AS_OF = '2026-11-25T09:30:00Z';
const WEEKS = ['2026-11-23', '2026-11-30', '2026-12-07', '2026-12-14'];

function band(minutes: number, capacityMinutes: number): Week['band'] {
  const share = capacityMinutes === 0 ? (minutes > 0 ? 2 : 0) : minutes / capacityMinutes;
  if (share < 0.7) return 'room';
  if (share <= 0.95) return 'healthy';
  return share <= 1.1 ? 'tight' : 'overloaded';
}

/** Four weeks: `parts` fill the first, later ones get one client part each. */
function row(person: string, name: string, team: string | null, capacity: number, parts: readonly Part[], later: readonly number[]): Row {
  const first = parts.reduce((sum, part) => sum + part.minutes, 0);
  const weeks = WEEKS.map((start, index): Week => {
    const minutes = index === 0 ? first : (later[index - 1] ?? 0);
    const own: Part[] = index === 0 ? [...parts] : [{ kind: 'client', id: '8400000900', name: 'Standing hours', minutes }];
    return { start, minutes, capacityMinutes: capacity, band: band(minutes, capacity), parts: own.filter((part) => part.minutes > 0) };
  });
  return { person, name, ...(team === null ? {} : { team }), weeks };
}

function task(id: number, name: string, minutes: number): Part {
  return { kind: 'task', id: `84000010${id}`, name, minutes };
}
function client(id: number, name: string, minutes: number): Part {
  return { kind: 'client', id: `84000000${id}`, name, minutes };
}

/** Anna: 240 + 135 + 360 + 205 + 65 = 1005 of 1075 minutes, 93 % (93.49). */
const anna = row(
  '4616001',
  'Anna Schmidt',
  'Performance',
  1075,
  [
    task(10, 'Media plan for Nordlicht', 240),
    task(11, 'Kick-off call with Café Größe', 135),
    client(10, 'Nordlicht Energie', 360),
    client(11, 'Café Größe & Söhne', 205),
    { kind: 'lead', id: '4616001', name: 'Leading 2 people', minutes: 65 },
  ],
  [1240, 900, 640],
);

export const figures: Figures = {
  asOf: AS_OF,
  load: [
    {
      ...anna,
      apart: [
        { reason: 'stale', minutes: 300, parts: [task(80, 'Old banner set', 300)] },
        { reason: 'undated', minutes: 90, parts: [task(81, 'Sort the archive', 60), task(82, 'Ask for logos', 30)] },
      ],
    },
    row(
      '4616002',
      'Игорь Петров',
      'Performance',
      1152,
      [task(20, 'Отчёт за октябрь', 480), client(20, 'Северный ветер', 900)],
      [1300, 1200, 1100],
    ),
    row('4616003', 'Lucía Fernández', 'Performance', 1152, [client(30, 'Tienda Sol', 500)], [560, 700, 720]),
    row('4616004', 'Tom Becker', 'Brand', 1152, [task(40, 'Brand book', 620), client(40, 'Hafenstadt', 340)], [1000, 980, 1010]),
    row('4616005', 'Мария Иванова', 'Brand', 576, [client(50, 'Пекарня Колос', 610)], [500, 400, 380]),
    row('4616006', 'Ben O’Neill', 'Brand', 0, [], [700, 720, 690]),
    row('4616007', 'Jana Vogt', null, 1152, [task(70, 'Handover', 60)], [0, 0, 0]),
  ],
  kpi: [
    {
      of: 'department',
      kind: 'department',
      name: 'Department',
      quarter: '2026-Q4',
      currency: 'EUR',
      plan: '240000',
      fact: '168420.5',
      attainment: 0.70175,
      expected: '146400',
      pace: 1.1504,
      forecast: '251300',
    },
    {
      of: 'Performance',
      kind: 'team',
      name: 'Performance',
      quarter: '2026-Q4',
      currency: 'EUR',
      plan: '150000',
      fact: '120300',
      attainment: 0.802,
      expected: '91500',
      pace: 1.3148,
      forecast: '171000',
    },
    {
      of: 'Brand',
      kind: 'team',
      name: 'Brand',
      quarter: '2026-Q4',
      currency: 'EUR',
      plan: '90000',
      fact: '48120.5',
      attainment: 0.53467,
      expected: '54900',
      pace: 0.8765,
      forecast: '80300',
    },
    {
      of: '4616001',
      kind: 'person',
      name: 'Anna Schmidt',
      quarter: '2026-Q4',
      currency: 'EUR',
      plan: '60000',
      fact: '64500',
      attainment: 1.075,
      expected: '36000',
      pace: 1.7917,
      forecast: '82000',
    },
    {
      of: '4616002',
      kind: 'person',
      name: 'Игорь Петров',
      quarter: '2026-Q4',
      currency: 'RUB',
      plan: '5400000',
      fact: '2871300.55',
      attainment: 0.53172,
      pace: 0.8862,
      forecast: '4900000',
      leftOut: [{ id: '12', name: 'Hafenstadt', amount: '900.5', currency: 'USD' }],
    },
    {
      of: '4616007',
      kind: 'person',
      name: 'Jana Vogt',
      quarter: '2026-Q4',
      currency: 'EUR',
      plan: null,
      fact: '1250',
      attainment: null,
      pace: null,
      forecast: '1250',
    },
  ],
  choices: { tiers: ['A', 'B', 'C'], stages: ['Lead', 'Proposal', 'Onboarding', 'Launch', 'Running', 'Paused', 'Lost'] },
};

export const nextClient: NextClient = {
  asOf: AS_OF,
  nobodyHasRoom: false,
  candidates: [
    {
      person: '4616003',
      name: 'Lucía Fernández',
      peak: 0.81,
      reasons: [
        { code: 'lowest-peak', text: 'Lowest peak: 81 % in the week of 7 Dec' },
        { code: 'clients', text: 'Leads 4 clients now' },
      ],
      curve: [
        { start: '2026-11-30', before: 0.49, after: 0.66 },
        { start: '2026-12-07', before: 0.61, after: 0.81 },
        { start: '2026-12-14', before: 0.63, after: 0.78 },
        { start: '2026-12-21', before: 0.4, after: 0.55 },
      ],
    },
    {
      person: '4616004',
      name: 'Tom Becker',
      peak: 1.04,
      reasons: [{ code: 'tight', text: 'Would be tight: 104 % in the week of 30 Nov' }],
      curve: [
        { start: '2026-11-30', before: 0.87, after: 1.04 },
        { start: '2026-12-07', before: 0.85, after: 1.02 },
        { start: '2026-12-14', before: 0.88, after: 1.01 },
        { start: '2026-12-21', before: 0.5, after: 0.64 },
      ],
    },
    {
      person: '4616002',
      name: 'Игорь Петров',
      peak: 1.31,
      reasons: [{ code: 'overloaded', text: 'Would be overloaded: 131 % in the week of 30 Nov' }],
      curve: [
        { start: '2026-11-30', before: 1.13, after: 1.31 },
        { start: '2026-12-07', before: 1.04, after: 1.24 },
        { start: '2026-12-14', before: 0.95, after: 1.13 },
        { start: '2026-12-21', before: 0.7, after: 0.9 },
      ],
    },
  ],
};

export const clientsPair: PairView = {
  id: 'p-clients',
  name: 'Clients ↔ Budgets',
  state: 'held',
  settled: true,
  left: { monday: { board: '5091000001' } },
  right: { sheet: { spreadsheet: 'sheet-1', tab: 'Budgets' } },
  fields: [{ left: 'name', right: 'Client', type: 'text', direction: 'two-way', policy: 'left' }],
  key: ['name'],
  deletes: { left: 'follow', right: 'ask' },
  guard: 'off',
  counts: { records: 61, conflicts: 1, findings: 1, held: 2 },
  lastRun: { id: 'r-9', at: '2026-11-25T09:29:40Z', kind: 'incremental', creates: 0, updates: 2, removes: 0, error: null },
};

export const pagesPair: PairView = {
  ...clientsPair,
  id: 'p-pages',
  name: 'Clients → Client pages',
  state: 'live',
  settled: false,
  right: { page: { space: '65537', parent: '98305' } },
  counts: { records: 61, conflicts: 0, findings: 0, held: 0 },
  lastRun: { id: 'r-8', at: '2026-11-25T09:29:41Z', kind: 'incremental', creates: 0, updates: 0, removes: 0, error: null },
};

const nordlicht = { key: 'k1', name: 'Nordlicht Energie' };
export const conflicts: ConflictView[] = [
  { id: 'c-1', state: 'open', record: nordlicht, field: 'Monthly budget', left: '12500 EUR', right: '13000 EUR', kept: null, at: AS_OF },
  { id: 'c-0', state: 'settled', record: nordlicht, field: 'Stage', left: 'Running', right: 'Launch', kept: 'left', at: AS_OF },
];

export const findings: FindingView[] = [
  {
    id: 'f-1',
    state: 'open',
    kind: 'invalid',
    side: 'right',
    record: { key: 'k2', name: 'Tienda Sol' },
    field: 'Monthly budget',
    value: 'about 9k',
    message: 'This is not an amount. Type a number, such as 9000, in the cell of the Budgets tab.',
    at: AS_OF,
  },
];

export const journal: JournalView[] = [
  {
    id: 'j-3',
    run: 'r-9',
    at: '2026-11-25T09:29:40Z',
    who: 'Anna Schmidt',
    why: 'edited on monday',
    side: 'right',
    kind: 'update',
    record: nordlicht,
    field: 'Monthly budget',
    before: '12000 EUR',
    after: '12500 EUR',
  },
  {
    id: 'j-2',
    run: 'r-9',
    at: '2026-11-25T09:29:40Z',
    who: 'Anna Schmidt',
    why: 'edited on monday',
    side: 'right',
    kind: 'update',
    record: nordlicht,
    field: 'Notes',
    before: null,
    after: '<img src=x onerror=alert(1)> =SUM(A1)',
  },
  {
    id: 'j-1',
    run: 'r-7',
    at: '2026-11-25T08:02:11Z',
    who: 'someone in the sheet',
    why: 'new row',
    side: 'left',
    kind: 'create',
    record: { key: 'k9', name: 'Пекарня Колос' },
  },
];

export const heldPlan: PlanView = {
  planId: 'plan-1',
  state: 'held',
  why: ['2 rows were deleted in the sheet; deletes there ask first.'],
  counts: { creates: 0, updates: 0, removes: 2 },
  steps: [
    { id: 's-1', side: 'left', kind: 'remove', record: { key: 'k5', name: 'Hafenstadt' } },
    { id: 's-2', side: 'left', kind: 'remove', record: { key: 'k6', name: 'Kiez Kino' } },
  ],
};

/** monday's day with so many calls left. */
export const usageWith = (left: number, waits: UsageView['vendors'][number]['waits'] = null): UsageView => ({
  asOf: AS_OF,
  vendors: [
    { vendor: 'google', day: null, waits: null },
    { vendor: 'monday', day: { max: 1_000, left, resetsAt: '2026-11-26T00:00:00.000Z' }, waits },
  ],
  days: [],
});
export const usage = usageWith(640);
