/** A small department in a real database: its mirrors are changed the way a reading changes them. */
import { sql } from 'kysely';
import { computedColumns } from '../../../app/computed/columns.ts';
import { hash } from '../../../app/engine.ts';
import type { Locator } from '../../../core/accounts/locator.ts';
import type { Sources } from '../../../core/accounts/sources.ts';
import { fingerprintOf } from '../../../core/sync/fingerprint.ts';
import type { AccountId, ContainerId, LocalId, ReplicaId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Column, RawRecord } from '../../../core/sync/record.ts';
import type { MirrorChange, SyncStore } from '../../../core/sync/store.ts';
import { saveSources } from '../../../platform/postgres/figures.ts';
import { ensureContainer, insertReplica } from '../../../platform/postgres/pairs.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import type { Database } from '../../../platform/postgres/sync/context.ts';
import { json } from '../../../platform/postgres/sync/context.ts';
import { postgresStore } from '../../../platform/postgres/sync/store.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';

export type Part = 'clients' | 'tasks' | 'team' | 'ledger' | 'plans' | 'rates' | 'kpi' | 'lines';

export interface Office {
  readonly app: {
    readonly db: Database;
    readonly clock: { now(): number; monotonic(): number };
    readonly store: (account: AccountId) => SyncStore;
  };
  readonly account: AccountId;
  readonly store: SyncStore;
  readonly replicas: Readonly<Record<Part, ReplicaId>>;
  /** Statements sent to the database so far. */
  readonly queries: () => number;
  /** Sets the clock. */
  at(moment: string): void;
  /** What a reading found changed or gone. */
  put(part: Part, records: readonly RawRecord[], gone?: readonly string[]): Promise<void>;
  change(part: Part, records: readonly RawRecord[], gone?: readonly string[]): MirrorChange;
  account$(): Promise<{ readonly dirty: boolean; readonly day: string | null }>;
}

export const SOURCES: Sources = {
  clients: {
    board: '1',
    columns: {
      stage: 'stage',
      tier: 'tier',
      budget: 'budget',
      currency: 'currency',
      startDate: 'start',
      sales: 'sales',
      bizdev: 'bizdev',
      manager: 'manager',
      support: 'support',
    },
  },
  tasks: [
    {
      board: '2',
      columns: {
        client: 'client',
        owner: 'owner',
        status: 'status',
        kind: 'kind',
        effortHours: 'effort',
        loggedHours: 'logged',
        start: 'start',
        due: 'due',
      },
    },
  ],
  team: {
    board: '3',
    columns: {
      person: 'person',
      role: 'role',
      grade: 'grade',
      team: 'team',
      lead: 'lead',
      hoursPerWeek: 'hours',
      startDate: 'start',
      leave: 'leave',
    },
  },
  ledger: {
    spreadsheet: 's',
    tab: 'Ledger',
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
  plans: { spreadsheet: 's', tab: 'Plans', headers: { person: 'Person', quarter: 'Quarter', plan: 'Income plan', currency: 'Currency' } },
  rates: { spreadsheet: 's', tab: 'Rates', headers: { currency: 'Currency', month: 'Month', rate: 'Rate' } },
  reportingCurrency: 'EUR',
  country: 'DE',
};

/** An account with every source mirrored and empty but the `unread` ones, and both computed replicas, at noon of Monday, 2026-11-23. */
export async function openOffice(url: string, name: string, sources: Sources = SOURCES, unread: readonly Part[] = []): Promise<Office> {
  const pool = openPool({ url, name: 'test', max: 4, onError: () => undefined });
  let queries = 0;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (...args: unknown[]) => {
        queries += 1;
        return query(...args);
      },
    });
  });
  const db = openDatabase<unknown>(pool);
  const account = brandAs<AccountId>(name);
  let now = Date.parse('2026-11-23T12:00:00Z');
  const store = postgresStore(db, account);
  await withAccount(db, account, (tx) =>
    sql`insert into accounts (account_id, name, external_id, people) values (${account}, ${name}, ${name}, ${json(HUB)})`.execute(tx),
  );
  const replicas = Object.fromEntries(PARTS.map((part) => [part, brandAs<ReplicaId>(`${name} ${part}`)])) as Record<Part, ReplicaId>;
  const office: Office = {
    app: { db, clock: { now: () => now, monotonic: () => now }, store: (id) => postgresStore(db, id) },
    account,
    store,
    replicas,
    queries: () => queries,
    at: (moment) => {
      now = Date.parse(moment);
    },
    change: (part, records, gone = []) => ({
      replica: replicas[part],
      columns: columnsOf(part, sources),
      locale: null,
      changed: records.map((record) => ({ record, fingerprint: fingerprintOf({ hash }, record), gone: null })),
      gone: gone.map((id) => ({ localId: brandAs<LocalId>(id), how: 'deleted' as const })),
      index: null,
      complete: false,
      broken: false,
      findings: [],
    }),
    put: (part, records, gone) => store.ingest([office.change(part, records, gone)], null),
    account$: () =>
      withAccount(db, account, async (tx) => {
        const { rows } = await sql<{
          dirty: boolean;
          day: string | null;
        }>`select figures_dirty as dirty, figures_day as day from accounts`.execute(tx);
        return rows[0] ?? { dirty: false, day: null };
      }),
  };
  await withAccount(db, account, async (tx) => {
    for (const part of PARTS) {
      const locator = locatorOf(part);
      const container = await ensureContainer(tx, {
        id: brandAs<ContainerId>(`${name} in ${placeOf(locator)}`),
        connection: null,
        vendor: locator.vendor,
        externalId: placeOf(locator),
        hook: `${name} ${part}`,
      });
      await insertReplica(tx, { id: replicas[part], container, locator, name: part });
    }
    const { clients, tasks, team, ledger, plans, rates } = replicas;
    const parts = { clients, tasks: [tasks], team, ledger, plans, rates };
    await saveSources(tx, { sources, sourceReplicas: parts }, [clients, tasks, team, ledger, plans, rates]);
  });
  for (const part of PARTS) if (part !== 'kpi' && part !== 'lines' && !unread.includes(part)) await office.put(part, []);
  return office;
}

const PARTS: readonly Part[] = ['clients', 'tasks', 'team', 'ledger', 'plans', 'rates', 'kpi', 'lines'];

const HUB = [
  { id: '7', name: 'Anna Petrova', email: 'anna@northlight.example' },
  { id: '8', name: 'Ben Carter', email: 'ben@northlight.example' },
];

function locatorOf(part: Part): Locator {
  if (part === 'kpi') return { vendor: 'computed', name: 'kpi' };
  if (part === 'lines') return { vendor: 'computed', name: 'ledger' };
  const board = { clients: '1', tasks: '2', team: '3', ledger: null, plans: null, rates: null }[part];
  if (board !== null) return { vendor: 'monday', board, keyColumn: null, columns: null };
  const sheetId = PARTS.indexOf(part);
  return { vendor: 'google', spreadsheet: 's', sheetId, headerRow: 1, identity: 'rows', keyMetadataId: null, columns: [] };
}

const placeOf = (locator: Locator): string =>
  locator.vendor === 'monday'
    ? locator.board
    : locator.vendor === 'google'
      ? locator.spreadsheet
      : locator.vendor === 'computed'
        ? locator.name
        : locator.parent;

const LABELS: Readonly<Record<string, readonly string[]>> = { tier: ['B', 'A', 'C'], stage: ['Lead', 'Onboarding', 'Running', 'Paused'] };

function columnsOf(part: Part, sources: Sources): readonly Column[] {
  const named = {
    clients: sources.clients?.columns,
    tasks: sources.tasks[0]?.columns,
    team: sources.team?.columns,
    ledger: sources.ledger?.headers,
    plans: sources.plans?.headers,
    rates: sources.rates?.headers,
    kpi: computedColumns('kpi'),
    lines: computedColumns('ledger'),
  }[part];
  return Object.values(named ?? {}).map((ref: string) => ({
    ref: brandAs(ref),
    title: ref,
    kind: 'text',
    writable: true,
    labels: LABELS[ref] ?? null,
  }));
}
