/**
 * Connections to Postgres and how its values look in our code. `bigint` is a number and throws when it is no safe
 * integer; `numeric` stays text (money is never a float); `date` and `timestamp` stay text; `timestamptz` is a Date;
 * `json` and `jsonb` are parsed.
 */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

export interface PoolOptions {
  /** Role from postgres://role@…, or `DATABASE_URL`. */
  readonly url: string;
  /** Shown in pg_stat_activity: `server`, `worker`, `migrate`. */
  readonly name: string;
  /** Connections at most. Default 10. */
  readonly max?: number;
  /** The longest statement, ms. Default 30,000; 0 means no limit. */
  readonly statementTimeoutMs?: number;
  /** Told of a connection that broke; the pool replaces it by itself. */
  readonly onError: (error: Error) => void;
}

/** The schema of all tables of ours. */
export const SCHEMA = 'evenkeel';
/** What everything but migrations runs as: neither superuser nor owner, so row-level security binds it. */
export const APP_ROLE = 'evenkeel_app';

/** A pool that acts as the app's role, whoever the url's user is (the owner of a `DATABASE_URL` steps down to it). */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(options.url, [
      `role=${APP_ROLE}`,
      `statement_timeout=${options.statementTimeoutMs ?? 30_000}`,
      'idle_in_transaction_session_timeout=60000',
    ]),
    application_name: `evenkeel ${options.name}`,
    max: options.max ?? 10,
    // An idle process (a finished script, a test) may end.
    allowExitOnIdle: true,
  });
  // The pool hears of its idle connections only; one that breaks between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', options.onError));
  pool.on('error', () => undefined);
  return pool;
}

/** Typed queries over a pool. Destroying it ends the pool. */
export function openDatabase<Tables>(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** What every connection of ours has: our schema first, our reading of values, and `settings` that RESET returns to. */
export function clientConfig(url: string, settings: readonly string[] = []): pg.ClientConfig {
  const parsed = new URL(url);
  const own = parsed.searchParams.get('options');
  parsed.searchParams.delete('options');
  const options = [`search_path=${SCHEMA}`, 'timezone=UTC', ...settings].map((setting) => `-c ${setting}`);
  return {
    connectionString: parsed.href,
    options: [own, ...options].filter(Boolean).join(' '),
    types: { getTypeParser: parserOf },
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
}

const { builtins } = pg.types;
const asText = (value: string) => value;

function parserOf(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
  if (oid === builtins.INT8) return safeInteger;
  if (oid === builtins.DATE || oid === builtins.TIMESTAMP) return asText;
  return pg.types.getTypeParser(oid, 'text');
}

function safeInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint ${value} is beyond 2^53: read it as text`);
  return number;
}
