/** A database of a test's own with one connection to it, whose statements are counted. */
import pg from 'pg';
import { afterAll } from 'vitest';
import type { AccountId } from '../../../../core/sync/ids.ts';
import type { SyncStore } from '../../../../core/sync/store.ts';
import { openDatabase, openPool } from '../../../../platform/postgres/pool.ts';
import { postgresStore } from '../../../../platform/postgres/sync/store.ts';
import { testDatabase } from '../../../helpers/postgres.ts';
import { type Cost, counting } from './counting.ts';
import { ACCOUNT } from './seed.ts';

export interface Watched {
  readonly store: SyncStore;
  /** A client that no policy binds. */
  readonly owner: pg.Client;
  readonly cost: (work: () => Promise<unknown>) => Promise<Cost>;
}

/** Call it at the top of a file. */
export async function watchedDatabase(): Promise<Watched> {
  const database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test', max: 1, onError: (error) => console.error(error) });
  const db = openDatabase<unknown>(pool);
  const owner = new pg.Client(database.superuserUrl);
  await owner.connect();
  afterAll(async () => {
    await db.destroy();
    await owner.end();
  });
  return { store: postgresStore(db, ACCOUNT as AccountId), owner, cost: counting(pool, owner) };
}
