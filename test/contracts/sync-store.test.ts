import { sql } from 'kysely';
import { afterAll, describe } from 'vitest';
import type { AccountId } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import type { ContainerRow, ReplicaRow } from '../../core/sync/store.ts';
import { openDatabase, openPool } from '../../platform/postgres/pool.ts';
import { postgresStore } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { testDatabase } from '../helpers/postgres.ts';
import { MemoryStore } from '../simulation/memory-store.ts';
import { emptyTables } from '../simulation/memory-tables.ts';
import { BOARD, BOOK, LEFT, PAIR, RIGHT, type Shown } from './store-bench.ts';
import { syncStoreContract } from './sync-store.ts';

const SETTINGS: PairSettings = {
  fields: [],
  key: [],
  filter: { left: [], right: [] },
  deletes: { left: 'follow', right: 'ask' },
  guard: 'off',
};
const CONTAINERS: readonly ContainerRow[] = [
  { id: BOARD, vendor: 'monday', externalId: '1', connection: null, hintSeq: 0, readSeq: 0 },
  { id: BOOK, vendor: 'google', externalId: 's', connection: null, hintSeq: 0, readSeq: 0 },
];
const REPLICAS: readonly ReplicaRow[] = [
  {
    id: LEFT,
    container: BOARD,
    name: 'Clients',
    locator: { vendor: 'monday', board: '1', keyColumn: 'key', columns: null },
    columns: [],
    locale: null,
    state: 'new',
  },
  {
    id: RIGHT,
    container: BOOK,
    name: 'Budget',
    locator: { vendor: 'google', spreadsheet: 's', sheetId: 1, headerRow: 1, identity: 'keyed', keyMetadataId: 1, columns: [] },
    columns: [],
    locale: null,
    state: 'new',
  },
];

describe('in memory', () => {
  syncStoreContract(async () => {
    const tables = emptyTables([]);
    for (const row of CONTAINERS) tables.containers.set(row.id, { row, holder: null, token: 0, until: null });
    for (const row of REPLICAS) tables.replicas.set(row.id, row);
    tables.pairs.set(PAIR, { id: PAIR, name: 'pair', left: LEFT, right: RIGHT, settings: SETTINGS, state: 'live' });
    const store = new MemoryStore(tables, () => Date.now());
    const shown = async (): Promise<Shown> => {
      const { conflicts, findings, held, journal, runs } = store.tables;
      return {
        conflicts: conflicts.map(({ key, field, left, right, state }) => ({ key, field, left, right, state })),
        findings: findings.map(({ key, kind, shown: what, state }) => ({ key, kind, shown: what, state })),
        held: held.map(({ step, why }) => ({ id: step.id, why })),
        journal: journal.map(({ run, why }) => ({ run, why })),
        runs: [...runs].map(([id, { error }]) => ({ id, error })),
      };
    };
    return { store, shown };
  }, Date.now);
});

describe('on Postgres', async () => {
  const database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test', max: 2, onError: (error) => console.error(error) });
  const db = openDatabase<unknown>(pool);
  afterAll(() => db.destroy());
  let accounts = 0;

  syncStoreContract(async () => {
    accounts += 1;
    const account = `account${accounts}` as AccountId;
    await withAccount(db, account, async (tx) => {
      await sql`insert into accounts (account_id, name, external_id) values (${account}, 'Agency', ${account})`.execute(tx);
      for (const one of CONTAINERS)
        await sql`insert into containers (id, vendor, external_id, hook) values (${one.id}, ${one.vendor}, ${one.externalId}, ${`${account} ${one.id}`})`.execute(
          tx,
        );
      for (const one of REPLICAS)
        await sql`insert into replicas (id, container_id, locator, name) values (${one.id}, ${one.container}, ${JSON.stringify(one.locator)}, ${one.name})`.execute(
          tx,
        );
      await sql`insert into pairs (id, name, left_replica, right_replica, left_end, right_end, settings, state)
        values (${PAIR}, 'pair', ${LEFT}, ${RIGHT}, '{}', '{}', ${JSON.stringify(SETTINGS)}, 'live')`.execute(tx);
    });
    const shown = (): Promise<Shown> =>
      withAccount(db, account, async (tx) => ({
        conflicts: (
          await sql<
            Shown['conflicts'][number]
          >`select record_key as key, field, left_value as left, right_value as right, state from conflicts`.execute(tx)
        ).rows,
        findings: (await sql<Shown['findings'][number]>`select record_key as key, kind, shown, state from findings`.execute(tx)).rows,
        held: (await sql<Shown['held'][number]>`select step_id as id, why from held_steps`.execute(tx)).rows,
        journal: (await sql<Shown['journal'][number]>`select run_id as run, why from journal`.execute(tx)).rows,
        runs: (await sql<Shown['runs'][number]>`select id, error from runs`.execute(tx)).rows,
      }));
    return { store: postgresStore(db, account), shown };
  }, Date.now);
});
