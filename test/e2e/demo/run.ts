/** `npm run demo` as a process, with a home and ports of its own: started, watched and ended as a person does. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const id = z.string().min(1);
const address = z.url().startsWith('http://127.0.0.1:');
const root = address.endsWith('/');
const byName = <Name extends string>(...names: Name[]) => z.record(z.enum(names as [Name, ...Name[]]), id);

/** What an outside program may rely on, key by key. */
export const readyFile = z.object({
  app: address,
  page: root,
  api: z.object({ root: address.endsWith('/api'), token: id }),
  pids: z.object({ sandbox: z.int().positive(), server: z.int().positive(), workers: z.array(z.int().positive()).min(1) }),
  monday: z.object({
    api: address.endsWith('/v2'),
    token: id,
    accountId: id,
    boards: byName('clients', 'tasks', 'team'),
    columns: z.object({
      clients: byName('budget', 'stage', 'sales', 'bizdev', 'manager', 'support', 'tier', 'currency', 'startDate', 'notes', 'key'),
      tasks: byName('client', 'owner', 'status', 'kind', 'effortHours', 'loggedHours', 'start', 'due'),
      team: byName('person', 'role', 'grade', 'team', 'lead', 'hoursPerWeek', 'startDate', 'leave'),
    }),
  }),
  google: z.object({
    root,
    token: id,
    spreadsheetId: id,
    tabs: z.object({
      budgets: z.literal('Budgets'),
      ledger: z.literal('Ledger'),
      plans: z.literal('Plans'),
      rates: z.literal('Rates'),
      kpi: z.literal('KPI'),
    }),
  }),
  confluence: z.object({ root, cloudId: id, token: id, spaceId: id }),
  sandbox: z.object({ root }),
  pair: id,
  wireLog: id.optional(),
});
export type Ready = z.infer<typeof readyFile>;

export interface DemoPlace {
  readonly home: string;
  readonly portBase: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Started by `npm run demo` rather than as the program itself. */
  readonly npm?: boolean;
  /** As whom it runs; as we do when it isn't told. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export class DemoRun {
  readonly process: ChildProcess;
  /** Code or signal that it ended with. */
  readonly ended: Promise<number | string>;
  out = '';
  err = '';

  constructor(private readonly place: DemoPlace) {
    const itself = ['--import', 'tsx', '--enable-source-maps', 'demo/main.ts'];
    const [program, args] = place.npm === true ? ['npm', ['run', 'demo']] : [process.execPath, itself];
    this.process = spawn(program, args, {
      cwd: ROOT,
      env: { ...environment(), EVENKEEL_HOME: place.home, PORT_BASE: String(place.portBase), ...place.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(place.user ?? {}),
    });
    this.process.stdout?.on('data', (text) => {
      this.out += text;
    });
    this.process.stderr?.on('data', (text) => {
      this.err += text;
    });
    this.ended = new Promise((resolve) => {
      this.process.once('close', (code, signal) => resolve(code ?? signal ?? ''));
    });
  }

  /** Milliseconds until it said that it is ready. @throws Error with what it said when it ends or takes too long. */
  async ready(ms = 90_000): Promise<number> {
    const from = performance.now();
    let over: number | string | null = null;
    void this.ended.then((code) => {
      over = code;
    });
    while (!/^ready http:\/\/127\.0\.0\.1:\d+\/$/m.test(this.out)) {
      if (over !== null || performance.now() - from > ms) throw new Error(`not ready (${over ?? 'too late'}):\n${this.out}\n${this.err}`);
      await wait(20);
    }
    return performance.now() - from;
  }

  file(): Ready {
    return readyFile.parse(JSON.parse(readFileSync(join(this.place.home, 'ready.json'), 'utf8')));
  }

  /** Every process of it that is known by its id, Postgres and who minds it among them. */
  pids(): readonly number[] {
    const { sandbox, server, workers } = this.file().pids;
    const postgres = ['supervisor.pid', 'data/postmaster.pid'].map((name) => join(this.place.home, 'postgres', name));
    const ids = postgres.filter((path) => existsSync(path)).map((path) => Number.parseInt(readFileSync(path, 'utf8'), 10));
    return [Number(this.process.pid), sandbox, server, ...workers, ...ids];
  }

  kill(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): Promise<number | string> {
    this.process.kill(signal);
    return this.ended;
  }
}

/** Whether a process of this id is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true;
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The first of three ports in a row that are free. */
export async function threePorts(): Promise<number> {
  for (let base = 20_000 + Math.floor(Math.random() * 20_000); ; base += 3) {
    if ((await Promise.all([base, base + 1, base + 2].map(isFree))).every(Boolean)) return base;
  }
}

/** Looks again until it is so. @returns how long that took, ms. */
export async function until(what: string, look: () => boolean | Promise<boolean>, ms: number): Promise<number> {
  const from = performance.now();
  while (!(await look())) {
    if (performance.now() - from > ms) throw new Error(`not within ${ms} ms: ${what}`);
    await wait(20);
  }
  return performance.now() - from;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Ours, without what the test runner adds for itself and without settings of the product. */
function environment(): NodeJS.ProcessEnv {
  const drop = /^(VITEST|EVENKEEL_|PORT|WIRE_LOG|DATABASE_URL|REDIS_URL|NODE_ENV$|NODE_OPTIONS$|npm_lifecycle)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !drop.test(name)));
}
