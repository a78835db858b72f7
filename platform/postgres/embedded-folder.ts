/**
 * The folder of an embedded Postgres: `postgres/` in the state folder, with `data/` (the passwords in it), a log and the pid
 * of who runs it. A cluster is made aside and moved into place when it is complete, so a half-made one never stays.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Random } from '../random.ts';
import { SetupError } from '../setup-error.ts';
import type { Binaries } from './embedded-binaries.ts';
import { mayReach, type RunAs } from './embedded-user.ts';

export interface EmbeddedFolder {
  readonly root: string;
  readonly data: string;
  readonly secrets: string;
  readonly log: string;
  readonly pid: string;
}

/** Role name → password. `evenkeel_owner` owns schema and tables; `evenkeel_app` is what everything runs as; `postgres` is the superuser. */
export type Passwords = z.infer<typeof passwordsSchema>;

const passwordsSchema = z.object({ postgres: z.string(), evenkeel_owner: z.string(), evenkeel_app: z.string() });
const DRAFT = 'new-';
/** Beside the data that they open, so that the two can't come apart. */
const SECRETS = 'evenkeel-passwords.json';
const run = promisify(execFile);

/** Makes (if needed) and names the folder. @throws SetupError when it can't be written. */
export function openFolder(home: string): EmbeddedFolder {
  try {
    mkdirSync(join(home, 'postgres'), { recursive: true, mode: 0o755 });
    const root = realpathSync(join(home, 'postgres'));
    writeFileSync(join(root, 'log'), '', { mode: 0o600 });
    return {
      root,
      data: join(root, 'data'),
      secrets: join(root, 'data', SECRETS),
      log: join(root, 'log'),
      pid: join(root, 'supervisor.pid'),
    };
  } catch (cause) {
    throw new SetupError(
      `The folder ${join(home, 'postgres')} can't be written: make it writable, or set EVENKEEL_HOME to another folder`,
      { cause },
    );
  }
}

/** The cluster's passwords; makes the cluster first when there is none, with its roles and the empty database `evenkeel`. */
export async function openCluster(
  folder: EmbeddedFolder,
  binaries: Binaries,
  user: RunAs | undefined,
  random: Random,
  sync: boolean,
): Promise<Passwords> {
  if (!existsSync(join(folder.data, 'PG_VERSION'))) await makeCluster(folder, binaries, user, random, sync);
  clearDrafts(folder);
  const found = readFileSync(join(folder.data, 'PG_VERSION'), 'utf8').trim();
  const { stdout } = await run(binaries.postgres, ['--version']);
  if (!stdout.includes(` ${found}.`)) {
    throw new SetupError(
      `${folder.data} was made by Postgres ${found}, and this is ${stdout.trim()}: dump and restore it, or set EVENKEEL_HOME to a new folder`,
    );
  }
  return passwordsSchema.parse(JSON.parse(readFileSync(folder.secrets, 'utf8')));
}

/**
 * How `-D` names the data folder, and the folder to start in. A user who can't pass the folders above it (see
 * embedded-user.ts) is started inside it and knows it by the link that the system keeps to a process's own folder.
 * @throws SetupError where the system has no such link.
 */
export function dataArgument(data: string, user: RunAs | undefined): string {
  if (user === undefined || mayReach(data, user)) return data;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new SetupError(
    `Postgres can't run as root, and no other user may enter ${data}: run as an ordinary user, or set EVENKEEL_HOME to a folder like /var/lib/evenkeel`,
  );
}

async function makeCluster(
  folder: EmbeddedFolder,
  binaries: Binaries,
  user: RunAs | undefined,
  random: Random,
  sync: boolean,
): Promise<void> {
  const draft = mkdtempSync(join(folder.root, DRAFT));
  try {
    if (user !== undefined) chownSync(draft, user.uid, user.gid);
    chmodSync(draft, 0o700);
    const passwords: Passwords = { postgres: random.secret(), evenkeel_owner: random.secret(), evenkeel_app: random.secret() };
    const options = { cwd: draft, ...(user ?? {}) };
    const at = dataArgument(draft, user);
    // The built-in C.UTF-8 sorts by code point and is the same on every system, unlike the system's own locales.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    // Nobody can reach it yet; who may is said below.
    await run(
      binaries.initdb,
      ['-D', at, '-U', 'postgres', '--auth=trust', '--no-instructions', '--wal-segsize=4', ...locale, ...(sync ? [] : ['--no-sync'])],
      options,
    );
    writeFileSync(join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    const single = run(
      binaries.postgres,
      ['--single', '-D', at, '-c', 'exit_on_error=on', '-c', 'scram_iterations=1', 'postgres'],
      options,
    );
    single.child.stdin?.end(bootstrapSql(passwords));
    await single;
    const secrets = join(draft, SECRETS);
    writeFileSync(secrets, JSON.stringify(passwords), { mode: 0o600 });
    if (user !== undefined) chownSync(secrets, user.uid, user.gid);
    // Fails when something stands there: data is never written over.
    renameSync(draft, folder.data);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw new SetupError(
      `Postgres could not make its database in ${folder.root}: ${lastLine(cause)} (DATABASE_URL takes another Postgres instead)`,
      { cause },
    );
  }
}

/** What a killed first start left behind. */
function clearDrafts(folder: EmbeddedFolder): void {
  for (const name of readdirSync(folder.root))
    if (name.startsWith(DRAFT)) rmSync(join(folder.root, name), { recursive: true, force: true });
}

/** One statement a line: the form that single-user mode reads. Passwords are base64url, so they need no quoting. */
function bootstrapSql(passwords: Passwords): string {
  return [
    `ALTER ROLE postgres PASSWORD '${passwords.postgres}';`,
    `CREATE ROLE evenkeel_app LOGIN PASSWORD '${passwords.evenkeel_app}';`,
    'CREATE ROLE evenkeel_sweeper NOLOGIN;',
    `CREATE ROLE evenkeel_owner LOGIN CREATEDB PASSWORD '${passwords.evenkeel_owner}';`,
    'GRANT evenkeel_app, evenkeel_sweeper TO evenkeel_owner;',
    'CREATE DATABASE evenkeel OWNER evenkeel_owner;',
    'REVOKE ALL ON DATABASE evenkeel FROM PUBLIC;',
    'GRANT CONNECT ON DATABASE evenkeel TO evenkeel_app;',
    '',
  ].join('\n');
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : error instanceof Error ? error.message : String(error);
  return (
    text
      .trim()
      .split('\n')
      .findLast((line) => /error|fatal/i.test(line)) ??
    text.trim().split('\n').at(-1) ??
    ''
  );
}
