import {
  assertSchemaCompatibility,
  createPostgresBackend,
  LATEST_SCHEMA_VERSION,
  type PostgresConnectionOptions,
  runMigrations,
} from 'bullmq';
import pg from 'pg';
import { APP_ROLE } from '../postgres/pool.ts';
import { SetupError } from '../setup-error.ts';
import type { QueueStore } from './bullmq-queue.ts';

/** BullMQ's tables stand apart from ours; they hold ids only and belong to no account. */
const SCHEMA = 'evenkeel_queue';

/** Brings BullMQ's schema to this build and opens it to the app's role. `url` is the owner's. Costs two queries when there is nothing to do. */
export async function prepareQueue(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'evenkeel migrate' });
  await client.connect();
  try {
    if (await isReady(client)) return;
    await runMigrations(client, SCHEMA);
    await client.query(`grant usage on schema ${SCHEMA} to ${APP_ROLE};
      grant all on all tables in schema ${SCHEMA} to ${APP_ROLE};
      grant all on all sequences in schema ${SCHEMA} to ${APP_ROLE};
      grant execute on all functions in schema ${SCHEMA} to ${APP_ROLE}`);
  } catch (cause) {
    throw new SetupError(`The queue's tables can't be made: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await client.end();
  }
}

/** The queue in the same Postgres as everything else. `url` as for `openPool`; `prepareQueue` has to have run. */
export function postgresStore(url: string): QueueStore<PostgresConnectionOptions> {
  const connection = (max: number) => ({
    connectionString: url,
    schema: SCHEMA,
    options: `-c role=${APP_ROLE} -c statement_timeout=30000`,
    application_name: 'evenkeel queue',
    max,
    // Kept once opened: a wake-up after a quiet time must not wait for a connection.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  return { factory: createPostgresBackend, producer: connection(2), worker: (concurrency) => connection(Math.min(concurrency + 1, 4)) };
}

/** Whether the schema is of this build, and the last step (the grants) was reached too. */
async function isReady(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ ready: boolean }>(
    `select coalesce((select has_table_privilege($1, c.oid, 'select') from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $2 and c.relname = 'job'), false) as ready`,
    [APP_ROLE, SCHEMA],
  );
  if (rows[0]?.ready !== true) return false;
  try {
    return (await assertSchemaCompatibility(client, SCHEMA)) >= LATEST_SCHEMA_VERSION;
  } catch {
    // Half made or of another major version: running the migrations says which.
    return false;
  }
}
