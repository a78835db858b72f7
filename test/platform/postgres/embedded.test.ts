import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../../platform/postgres/embedded.ts';
import { SetupError } from '../../../platform/setup-error.ts';

let made = '';
let home = '';
let running: EmbeddedPostgres[] = [];
let parents: ChildProcess[] = [];

const start = async (options: { home?: string; port?: number; log?: (line: string) => void } = {}) => {
  const one = await startEmbedded({ home, clock: systemClock, survives: 'kill', ...options });
  running.push(one);
  return one;
};
const lockFile = () => join(home, 'postgres/data/postmaster.pid');
const postmaster = () => Number(readFileSync(lockFile(), 'utf8').split('\n')[0]);
const supervisor = () => Number(readFileSync(join(home, 'postgres/supervisor.pid'), 'utf8'));
const gone = (pid: number) => expect.poll(() => isAlive(pid), { interval: 5, timeout: 10_000 }).toBe(false);

beforeAll(async () => {
  const first = mkdtempSync(join(tmpdir(), 'evenkeel-embedded-'));
  await (await startEmbedded({ home: first, clock: systemClock, survives: 'kill' })).stop();
  made = first;
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'evenkeel-embedded-'));
  // A copy of a cluster, owners kept, takes a tenth of the time that making one does.
  spawnSync('cp', ['-a', join(made, 'postgres'), home]);
  running = [];
  parents = [];
});
afterEach(async () => {
  for (const parent of parents) parent.kill('SIGKILL');
  await Promise.all(running.map((one) => one.stop()));
  rmSync(home, { recursive: true, force: true });
});

it('keeps what was written over stop and start; stop leaves no process, and may be called again', async () => {
  const first = await start();
  await query(first.ownerUrl, "create table t (x text); insert into t values ('kept'); grant select on t to evenkeel_app");
  const pid = postmaster();
  await first.stop();
  await first.stop();
  expect(isAlive(pid)).toBe(false);
  const second = await start();
  expect(await query(second.url, 'select x, current_user as who from t')).toEqual([{ x: 'kept', who: 'evenkeel_app' }]);
});

it('takes connections with a password of its own only, from this machine only, and shows it to the owner of the folder only', async () => {
  const { port, superuserUrl } = await start();
  await expect(query(`postgres://postgres:guess@127.0.0.1:${port}/evenkeel`, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await expect(query(`postgres://postgres@127.0.0.1:${port}/evenkeel`, 'select 1')).rejects.toThrow(/password/);
  const rows = await query(
    superuserUrl,
    "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'synchronous_commit', 'full_page_writes') order by 1",
  );
  expect(rows.map((row) => `${row.name}=${row.setting}`)).toEqual([
    'fsync=off',
    'full_page_writes=on',
    'listen_addresses=127.0.0.1',
    'synchronous_commit=on',
    'unix_socket_directories=',
  ]);
  expect(statSync(join(home, 'postgres/data/evenkeel-passwords.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'postgres/data')).mode & 0o777).toBe(0o700);
});

it('sorts and folds the same on every machine', async () => {
  const { superuserUrl } = await start();
  const [row] = await query(
    superuserUrl,
    "select string_agg(x, '' order by x) as sorted, upper('äß') as upper, lower('ЁЖ') as lower from unnest(array['b', 'B', 'ä', 'a', 'Z']) x",
  );
  expect(row).toEqual({ sorted: 'BZabä', upper: 'Äß', lower: 'ёж' });
});

it('writes no values to its log', async () => {
  const { ownerUrl } = await start();
  await query(ownerUrl, 'create table t (x int unique)');
  await expect(query(ownerUrl, "insert into t values ('CANARY'::int)")).rejects.toThrow();
  await expect(query(ownerUrl, "do $$ begin raise exception 'CANARY'; end $$")).rejects.toThrow();
  expect(readFileSync(join(home, 'postgres/log'), 'utf8')).not.toContain('CANARY');
});

it('writes through to the disk unless told otherwise', async () => {
  const durable = await startEmbedded({ home, clock: systemClock });
  running.push(durable);
  expect(await query(durable.superuserUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
});

it('runs from a folder whose path is longer than a socket may have', async () => {
  const deep = join(home, 'x'.repeat(90), 'y'.repeat(90));
  mkdirSync(deep, { recursive: true });
  expect(await query((await start({ home: deep })).url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it.runIf(process.getuid?.() === 0)('runs for root below a folder that nobody else may enter, and where others may', async () => {
  for (const mode of [0o700, 0o755]) {
    chmodSync(home, mode);
    const one = await start();
    expect(statSync(join(home, 'postgres/data')).uid).not.toBe(0);
    expect(await query(one.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await one.stop();
  }
});

describe('crashes', () => {
  it('ends with its parent, however that ends, and keeps every commit', async () => {
    const parent = holder();
    const last = await parent.committedAtLeast(50);
    const [server, guard] = [postmaster(), supervisor()];
    parent.process.kill('SIGKILL');
    await Promise.all([gone(server), gone(guard)]);
    expect(existsSync(lockFile())).toBe(false);
    expect((await query((await start()).ownerUrl, 'select max(i) as last from n'))[0]?.last).toBeGreaterThanOrEqual(last);
  });

  it('recovers from SIGKILL of everything at once, and keeps every commit', async () => {
    const parent = holder();
    await parent.committedAtLeast(50);
    const [server, guard] = [postmaster(), supervisor()];
    for (const pid of [server, guard]) process.kill(pid, 'SIGKILL');
    parent.process.kill('SIGKILL');
    const last = parent.committed();
    const said: string[] = [];
    const again = await start({ log: (line) => said.push(line) });
    expect((await query(again.ownerUrl, 'select max(i) as last, count(*)::int as all from n'))[0]).toEqual({
      last: expect.toSatisfy((n: number) => n >= last),
      all: expect.toSatisfy((n: number) => n >= last),
    });
    expect(said.every((line) => line === 'Postgres was not stopped cleanly last time: recovering')).toBe(true);
  });

  it('stops a Postgres whose supervisor was killed alone, and says that it ended', async () => {
    const parent = holder();
    await parent.committedAtLeast(1);
    const server = postmaster();
    process.kill(supervisor(), 'SIGKILL');
    await parent.said('ended');
    expect(isAlive(server)).toBe(false);
  });

  it('takes over from a Postgres that lost both parent and supervisor', async () => {
    const parent = holder();
    const last = await parent.committedAtLeast(50);
    const orphan = postmaster();
    for (const pid of [supervisor(), parent.process.pid ?? 0]) process.kill(pid, 'SIGKILL');
    const again = await start();
    expect(isAlive(orphan)).toBe(false);
    expect((await query(again.ownerUrl, 'select max(i) as last from n'))[0]?.last).toBeGreaterThanOrEqual(last);
  });

  it('is not fooled by a lock file whose pid is somebody else by now', async () => {
    writeFileSync(lockFile(), `${process.pid}\n${home}/postgres/data\n1\n5432\n\n127.0.0.1\n  1 1\nready   \n`, { mode: 0o600 });
    expect(await query((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(postmaster()).not.toBe(process.pid);
  });

  it('clears away a cluster that was half made', async () => {
    mkdirSync(join(home, 'postgres/new-abc'), { recursive: true });
    writeFileSync(join(home, 'postgres/new-abc/PG_VERSION'), '18');
    await start();
    expect(readdirSync(join(home, 'postgres')).sort()).toEqual(['data', 'log', 'supervisor.pid']);
  });
});

describe('says in one line what to do', () => {
  const wordsOf = async (starting: Promise<unknown>) => {
    const error = await starting.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SetupError);
    return error instanceof Error ? error.message : '';
  };

  it('when another run uses the folder', async () => {
    await start();
    expect(await wordsOf(start())).toMatch(
      /^Another Evenkeel \(pid \d+\) uses .*postgres: stop it, or set EVENKEEL_HOME to another folder$/,
    );
  });

  it('when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(await wordsOf(start({ port }))).toBe(`Port ${port} of 127.0.0.1 is taken: free it, or set PORT_BASE to another range`);
    server.close();
  });

  it('when the folder is no folder', async () => {
    writeFileSync(join(home, 'file'), '');
    expect(await wordsOf(start({ home: join(home, 'file') }))).toBe(
      `The folder ${home}/file/postgres can't be written: make it writable, or set EVENKEEL_HOME to another folder`,
    );
  });

  it('when something else stands where the data should, which it leaves alone', async () => {
    rmSync(join(home, 'postgres/data'), { recursive: true });
    mkdirSync(join(home, 'postgres/data'));
    writeFileSync(join(home, 'postgres/data/precious'), 'kept');
    expect(await wordsOf(start())).toMatch(
      /^Postgres could not make its database in .*postgres: ENOTEMPTY.* \(DATABASE_URL takes another Postgres instead\)$/,
    );
    expect(readFileSync(join(home, 'postgres/data/precious'), 'utf8')).toBe('kept');
  });

  it('when the data is of another Postgres', async () => {
    writeFileSync(join(home, 'postgres/data/PG_VERSION'), '17\n');
    expect(await wordsOf(start())).toMatch(
      /was made by Postgres 17, and this is postgres \(PostgreSQL\) 18\.\S+: dump and restore it, or set EVENKEEL_HOME to a new folder$/,
    );
  });

  it('when a setting stops it', async () => {
    writeFileSync(join(home, 'postgres/data/postgresql.auto.conf'), "shared_preload_libraries = 'none_such'\n");
    expect(await wordsOf(start())).toMatch(/^Postgres did not start: could not access file "none_such".* \(more in .*\/log\)$/);
  });
});

function holder() {
  const process_ = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('embedded-parent.ts', import.meta.url)), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parents.push(process_);
  let committed = 0;
  const lines = createInterface({ input: process_.stdout });
  lines.on('line', (line) => {
    committed = Number(/^committed (\d+)$/.exec(line)?.[1] ?? committed);
  });
  const when = (test: (line: string) => boolean) =>
    new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => test(line) && resolve());
      lines.on('close', () => reject(new Error('the process ended first')));
    });
  return {
    process: process_,
    committed: () => committed,
    committedAtLeast: async (count: number) => {
      await when(() => committed >= count);
      return committed;
    },
    said: (words: string) => when((line) => line === words),
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const result = await client.query(sql);
    return result.rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Where the system shows it: dead, and nobody has asked after it.
  const state = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
  return !/^State:\s*[ZX]/m.test(state);
}
