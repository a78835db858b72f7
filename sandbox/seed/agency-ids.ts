/** Where everything of the seeded agency is found: what an outside program is told. */
export interface AgencyIds {
  readonly monday: {
    readonly token: string;
    readonly accountId: string;
    readonly boards: Readonly<Record<BoardName, string>>;
    readonly columns: { readonly [Board in BoardName]: Readonly<Record<ColumnName<Board>, string>> };
  };
  readonly google: { readonly token: string; readonly spreadsheetId: string; readonly tabs: typeof tabTitles };
  readonly confluence: {
    readonly token: string;
    readonly cloudId: string;
    readonly spaceId: string;
    /** The page that clients' pages go under. */
    readonly parentId: string;
  };
}

export const tabTitles = { budgets: 'Budgets', ledger: 'Ledger', plans: 'Plans', rates: 'Rates', kpi: 'KPI' } as const;

export type BoardName = keyof typeof boardColumns;
export type ColumnName<Board extends BoardName> = keyof (typeof boardColumns)[Board];

/** The columns of the three boards, by the name an outside program knows them by. */
export const boardColumns = {
  clients: {
    stage: { title: 'Stage', type: 'status' },
    sales: { title: 'Sales', type: 'people' },
    bizdev: { title: 'Business developer', type: 'people' },
    manager: { title: 'Account manager', type: 'people' },
    support: { title: 'Support', type: 'people' },
    tier: { title: 'Tier', type: 'dropdown' },
    budget: { title: 'Monthly budget', type: 'numbers' },
    currency: { title: 'Currency', type: 'dropdown' },
    startDate: { title: 'Start date', type: 'date' },
    notes: { title: 'Notes', type: 'long_text' },
    key: { title: 'Evenkeel key', type: 'text' },
  },
  team: {
    person: { title: 'Person', type: 'people' },
    role: { title: 'Role', type: 'status' },
    grade: { title: 'Grade', type: 'status' },
    team: { title: 'Team', type: 'dropdown' },
    lead: { title: 'Lead', type: 'people' },
    hoursPerWeek: { title: 'Hours a week', type: 'numbers' },
    startDate: { title: 'Start date', type: 'date' },
    leave: { title: 'Leave', type: 'long_text' },
  },
  tasks: {
    client: { title: 'Client', type: 'board_relation' },
    owner: { title: 'Owner', type: 'people' },
    status: { title: 'Status', type: 'status' },
    kind: { title: 'Kind', type: 'dropdown' },
    effortHours: { title: 'Effort, hours', type: 'numbers' },
    loggedHours: { title: 'Logged, hours', type: 'numbers' },
    start: { title: 'Start', type: 'date' },
    due: { title: 'Due', type: 'date' },
  },
} as const;
