/**
 * A real Postgres for histories: each is an account of its own, and time is the scheduler's, also for what the database
 * stamps by itself.
 */
import { sql } from 'kysely';
import pg from 'pg';
import type { AccountId } from '../../../core/sync/ids.ts';
import type { SyncStore } from '../../../core/sync/store.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import type { Database, Tx } from '../../../platform/postgres/sync/context.ts';
import { postgresStore } from '../../../platform/postgres/sync/store.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { testServer } from '../../helpers/postgres-server.ts';
import type { Tables } from '../memory-tables.ts';
import type { Rows } from './rows.ts';
import { readRows } from './rows.ts';

export interface HistoryDatabase {
  /** An account with the containers, replicas and pairs of these tables, and nothing else yet. */
  open(tables: Tables): Promise<RealStore>;
  close(): Promise<void>;
}

export interface RealStore {
  readonly store: SyncStore;
  /** From now on it is this time, ms since 1970. */
  itIs(now: number): Promise<void>;
  /** What the API does beside a wish: the offer is answered. */
  settle(conflict: { readonly key: string; readonly field: string }): Promise<void>;
  judge(steps: readonly string[]): Promise<void>;
  rows(): Promise<Rows>;
}

export async function historyDatabase(): Promise<HistoryDatabase> {
  const server = testServer();
  const database = await server.create();
  const superuser = new pg.Client(database.superuserUrl);
  await superuser.connect();
  // A body that the planner puts in its place: by its number the function would be called as ever.
  await superuser.query(`
    create or replace function pg_catalog.now() returns timestamptz stable language sql as
      $$ select coalesce(nullif(current_setting('history.now', true), '')::timestamptz, transaction_timestamp()) $$`);
  await superuser.end();
  // One connection: the time is a setting of it.
  const pool = openPool({ url: database.url, name: 'history', max: 1, onError: () => undefined });
  const db: Database = openDatabase(pool);
  let accounts = 0;
  return {
    async open(tables) {
      accounts += 1;
      const account = `history ${accounts}` as AccountId;
      const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => withAccount(db, account, work);
      await within((tx) => settle(tx, account, tables));
      return {
        store: postgresStore(db, account),
        itIs: async (now) => void (await pool.query(`select set_config('history.now', $1, false)`, [new Date(now).toISOString()])),
        settle: ({ key, field }) =>
          within(async (tx) => {
            await sql`update conflicts set state = 'settled' where record_key = ${key} and field = ${field} and state = 'open'`.execute(tx);
          }),
        judge: (steps) =>
          within(async (tx) => {
            await sql`delete from held_steps where step_id = any(${[...steps]})`.execute(tx);
          }),
        rows: () => within(readRows),
      };
    },
    async close() {
      await db.destroy();
      await server.stop();
    },
  };
}

async function settle(tx: Tx, account: AccountId, tables: Tables): Promise<void> {
  await sql`insert into accounts (account_id, name, external_id) values (${account}, 'Agency', ${account})`.execute(tx);
  for (const { row } of tables.containers.values())
    await sql`insert into containers (id, vendor, external_id, hook)
      values (${row.id}, ${row.vendor}, ${row.externalId}, ${`${account} ${row.id}`})`.execute(tx);
  for (const one of tables.replicas.values())
    await sql`insert into replicas (id, container_id, locator, name)
      values (${one.id}, ${one.container}, ${JSON.stringify(one.locator)}, ${one.name})`.execute(tx);
  for (const one of tables.pairs.values())
    await sql`insert into pairs (id, name, left_replica, right_replica, left_end, right_end, settings, state)
      values (${one.id}, ${one.name}, ${one.left}, ${one.right}, '{}', '{}', ${JSON.stringify(one.settings)}, ${one.state})`.execute(tx);
}
