/** The one place where concrete things are joined: config, Postgres, queue, vendors. Each `main.ts` calls it. */
import type { AccountId } from '../core/sync/ids.ts';
import type { Clock } from '../platform/clock.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { environment, readConfig } from '../platform/config.ts';
import type { LogOptions } from '../platform/log.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { openDatabase, openPool } from '../platform/postgres/pool.ts';
import { postgresStore as syncStore } from '../platform/postgres/sync/store.ts';
import { openQueue } from '../platform/queue/bullmq-queue.ts';
import { postgresStore as postgresQueue } from '../platform/queue/postgres-store.ts';
import type { Queue } from '../platform/queue/queue.ts';
import { redisStore } from '../platform/queue/redis-store.ts';
import type { Random } from '../platform/random.ts';
import { systemRandom } from '../platform/random.ts';
import { createSeal } from '../platform/seal.ts';
import { SetupError } from '../platform/setup-error.ts';
import type { App, Fetch, JobKind } from './app.ts';
import { createIntake } from './use-cases/intake.ts';
import { createCallGate } from './vendors/call-gate.ts';
import { connectorDeps } from './vendors/deps.ts';
import { openLimits } from './vendors/open-limits.ts';
import { createVendors } from './vendors/vendors.ts';

export interface ComposeOptions {
  readonly config: Config;
  /** Where Postgres is, as the app's role. */
  readonly databaseUrl: string;
  /** `server`, `worker`: names logs and database sessions. */
  readonly name: string;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where log lines go; default: standard output. */
  readonly logTo?: LogOptions['destination'];
}

export interface Composed extends App {
  close(): Promise<void>;
}

/** For processes of their own: everything from the environment. @throws SetupError naming what is missing. */
export function composeFromEnvironment(name: string): Composed {
  const config = readConfig(environment());
  if (config.database === null)
    throw new SetupError('DATABASE_URL is missing: set it to postgres://user:password@host:5432/database, or use npm run demo');
  return compose({ config, databaseUrl: config.database.url, name });
}

/** Joins everything. Migrations have run before. */
export function compose(options: ComposeOptions): Composed {
  const { config, databaseUrl, name } = options;
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const log = createLog({ level: config.logLevel, name, ...(options.logTo === undefined ? {} : { destination: options.logTo }) });
  const metrics = createMetrics({ process: config.metricsPort !== null });
  const pool = openPool({ url: databaseUrl, name, onError: (err) => log.warn({ err }, 'an idle database connection broke') });
  const db = openDatabase<unknown>(pool);
  const queue = openJobs(config, databaseUrl, random, (err, about) => log.warn({ err, ...about }, 'queue trouble'));
  const seal = createSeal(config.masterKeys);
  const fetch: Fetch = options.fetch ?? ((request) => globalThis.fetch(request));
  const gate = createCallGate();
  const limits = openLimits({ config, db, clock, random, metrics, log });
  const vendors = createVendors(config, connectorDeps({ config, db, seal, clock, random, fetch, limits, gate, log }));
  return {
    config,
    holder: `${name} ${random.uuid()}`,
    db,
    store: (account: AccountId) => syncStore(db, account),
    queue,
    vendors,
    gate,
    intake: createIntake(db),
    limits,
    clock,
    random,
    seal,
    fetch,
    log,
    metrics,
    async close() {
      await queue.close();
      await limits.close();
      await db.destroy();
    },
  };
}

function openJobs(
  config: Config,
  url: string,
  random: Random,
  onError: (error: Error, about: { kind: string; id?: string }) => void,
): Queue<JobKind> {
  // The queue's store compares with the machine's time, whatever clock the rest goes by.
  const environment = { onError, now: () => systemClock.now(), uuid: () => random.uuid() };
  return config.redisUrl === null
    ? openQueue<JobKind, ReturnType<typeof postgresQueue>['producer']>(postgresQueue(url), environment)
    : openQueue(redisStore(config.redisUrl), environment);
}
