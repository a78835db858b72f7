/** What every use-case is given: built once by `compose`, handed on. Nothing of it is global. */
import type { AccountId } from '../core/sync/ids.ts';
import type { SyncStore } from '../core/sync/store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Limits } from '../platform/limits/limits.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/sync/context.ts';
import type { Queue } from '../platform/queue/queue.ts';
import type { Random } from '../platform/random.ts';
import type { Seal } from '../platform/seal.ts';
import type { Intake } from './use-cases/intake.ts';
import type { CallGate } from './vendors/call-gate.ts';
import type { Vendors } from './vendors/vendors.ts';

/** What the queue wakes: one account's sync. */
export type JobKind = 'sync';

export type Fetch = (request: Request) => Promise<Response>;

export interface App {
  readonly config: Config;
  /** Names this process among the holders of leases. */
  readonly holder: string;
  readonly db: Database;
  readonly store: (account: AccountId) => SyncStore;
  readonly queue: Queue<JobKind>;
  readonly vendors: Vendors;
  readonly gate: CallGate;
  readonly intake: Intake;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Fetch;
  readonly seal: Seal;
  readonly log: Logger;
  readonly metrics: Metrics;
}
