/**
 * Brings the database to the schema of this build: plain SQL files `platform/postgres/migrations/NNN_name.sql`, run in
 * order by the owner's role, each in a transaction of its own together with its line in `evenkeel.migrations`. A file
 * that has been released is never edited; there is no way back down.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { SetupError } from '../setup-error.ts';
import { clientConfig, SCHEMA } from './pool.ts';

export interface Migration {
  /** File name without `.sql`: `003_journal`. */
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

const FOLDER = fileURLToPath(new URL('migrations/', import.meta.url));
/** Any number that nobody else uses on this server; spells "keel". */
const LOCK = 0x6b65656c;

/**
 * Applies what is missing and returns the names. Safe to run from many processes at once; costs one query when there
 * is nothing to do. `url` is the owner's.
 * @throws SetupError when the database is newer than this build, an applied file was edited, or a file fails.
 */
export async function migrate(url: string, migrations?: readonly Migration[]): Promise<string[]> {
  const wanted = migrations ?? (await readMigrations());
  const client = new pg.Client({ ...clientConfig(url), application_name: 'evenkeel migrate' });
  try {
    await client.connect();
  } catch (cause) {
    throw new SetupError(`The database can't be reached (${messageOf(cause)}): check DATABASE_URL`, { cause });
  }
  try {
    if (missing(wanted, await appliedIn(client)).length === 0) return [];
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`do $$ begin if to_regnamespace('${SCHEMA}') is null then create schema ${SCHEMA}; end if; end $$`);
    await client.query(
      `create table if not exists ${SCHEMA}.migrations (name text primary key, hash text not null, applied_at timestamptz not null default now())`,
    );
    const todo = missing(wanted, await appliedIn(client));
    for (const migration of todo) await apply(client, migration);
    return todo.map(({ name }) => name);
  } finally {
    // Ends the session and with it the lock.
    await client.end();
  }
}

/** The files of this build, in order. @throws Error when two share a number or one has no number. */
export async function readMigrations(folder: string = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const numbers = files.map((file) => /^(\d{3})_[a-z0-9_]+\.sql$/.exec(file)?.[1]);
  const wrong = files.find((_, index) => numbers[index] === undefined || numbers.indexOf(numbers[index]) !== index);
  if (wrong !== undefined) throw new Error(`migration ${wrong}: wants a number of its own, as in 001_name.sql`);
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(`${folder}/${file}`, 'utf8');
      return { name: file.slice(0, -'.sql'.length), sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function appliedIn(client: pg.Client): Promise<Map<string, string>> {
  const there = await client.query<{ there: boolean }>(`select to_regclass('${SCHEMA}.migrations') is not null as there`);
  if (there.rows[0]?.there !== true) return new Map();
  const { rows } = await client.query<{ name: string; hash: string }>(`select name, hash from ${SCHEMA}.migrations`);
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

function missing(wanted: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(wanted.map(({ name }) => name));
  const newer = [...applied.keys()].sort().find((name) => !known.has(name));
  if (newer !== undefined)
    throw new SetupError(
      `The database was made by another build of Evenkeel (${newer} is unknown here): run that build, or use another database`,
    );
  const edited = wanted.find(({ name, hash }) => applied.has(name) && applied.get(name) !== hash);
  if (edited !== undefined)
    throw new SetupError(`Migration ${edited.name} was edited after this database had run it: use a new database, or put the file back`);
  return wanted.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, hash }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query(`insert into ${SCHEMA}.migrations (name, hash) values ($1, $2)`, [name, hash]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new SetupError(`Migration ${name} failed: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
}
