import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import type { AccountId } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { ContainerRow, ReplicaRow } from '../../core/sync/store.ts';
import { openDatabase, openPool } from '../../platform/postgres/pool.ts';
import { postgresStore } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { testDatabase } from '../helpers/postgres.ts';
import { MemoryStore } from '../simulation/memory-store.ts';
import { emptyTables } from '../simulation/memory-tables.ts';
import { recentWritesContract } from './recent-writes.ts';
import { BOARD, BOOK, change, entry, key, LEFT, line, PAIR, RIGHT, record, type Shown } from './store-bench.ts';
import { syncStoreContract } from './sync-store.ts';
import { underwayContract } from './underway.ts';

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
  const make = async () => {
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
  };
  syncStoreContract(make);
  recentWritesContract(make);
  underwayContract(make);
});

describe('on Postgres', async () => {
  const database = await testDatabase();
  // One of the tests cuts a connection.
  const pool = openPool({ url: database.url, name: 'test', max: 2, onError: () => undefined });
  const db = openDatabase<unknown>(pool);
  afterAll(() => db.destroy());
  let accounts = 0;

  const make = async () => {
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
  };
  syncStoreContract(make);
  recentWritesContract(make);
  underwayContract(make);

  test('fault F10: a commit whose connection dies in the middle leaves nothing behind, and goes through when it is made again', async () => {
    const account = 'cut' as AccountId;
    const born = () => key('nobody');
    const store = await withAccount(db, account, async (tx) => {
      await sql`insert into accounts (account_id, name, external_id) values (${account}, 'Agency', ${account})`.execute(tx);
      await sql`insert into containers (id, vendor, external_id, hook) values ('board', 'monday', '1', 'cut 1'), ('book', 'google', 's', 'cut 2')`.execute(
        tx,
      );
      await sql`insert into replicas (id, container_id, locator, name) values ('left', 'board', '{"vendor":"monday"}', 'l'), ('right', 'book', '{"vendor":"google"}', 'r')`.execute(
        tx,
      );
      await sql`insert into pairs (id, name, left_replica, right_replica, left_end, right_end, settings, state)
        values (${PAIR}, 'pair', 'left', 'right', '{}', '{}', ${JSON.stringify(SETTINGS)}, 'live')`.execute(tx);
      return postgresStore(db, account);
    });
    await store.ingest([change(LEFT, { changed: [record('L1', 'a')] })], null);
    const { dirty } = await store.work(PAIR, born);
    const commit = { ...draftCommit(PAIR, []), entries: [entry('k1', 'L1', 'R1')], journal: [line('k1', 'r')], clean: [...dirty] };
    const owner = new pg.Client(database.superuserUrl);
    await owner.connect();
    try {
      // The last of its statements waits for a row that somebody else holds: everything before it is done.
      await owner.query('begin; select 1 from evenkeel.dirty_records for update');
      const cut = store.commit(commit).then(
        () => 'committed',
        () => 'cut',
      );
      const waiting = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while ((await owner.query(waiting)).rowCount === 0);
      await owner.query('rollback');
      expect(await cut).toBe('cut');
    } finally {
      await owner.end();
    }
    const marks = dirty.map(({ side, localId, seq }) => ({ side, localId, seq }));
    expect(await store.work(PAIR, born)).toMatchObject({ records: 0, entries: [], dirty: marks });
    await store.commit(commit);
    expect(await store.work(PAIR, born)).toMatchObject({ records: 1, dirty: [] });
  });
});
