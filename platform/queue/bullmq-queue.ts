import { type BackendFactory, Queue as BullQueue, DelayedError, type IQueueBackend, type Job, UnrecoverableError, Worker } from 'bullmq';
import { z } from 'zod';
import { coalesce } from './coalesce.ts';
import { type Handler, type Queue, type QueueCounts, RETRIES, STALL, type Verdict, type WakeOptions, type WorkOptions } from './queue.ts';

/** Where BullMQ keeps its jobs: `postgresStore` or `redisStore`. */
export interface QueueStore<Connection> {
  readonly factory: BackendFactory<IQueueBackend, Connection>;
  /** For `wake`: fails fast. */
  readonly producer: Connection;
  /** For a worker with this many runs at a time: waits for a store that is away. */
  readonly worker: (concurrency: number) => Connection;
  /** Namespace, where the store shares one with others (Redis). */
  readonly prefix?: string;
}

export interface QueueEnvironment {
  /** Told of what goes wrong beside a handler: a lost connection, a run whose lock was lost, a run given up. */
  readonly onError: (error: Error, about: { readonly kind: string; readonly id?: string }) => void;
  /** Ms since 1970 as the queue's store counts it, for `retryAfter`. */
  readonly now: () => number;
  /** Fresh ids for jobs. */
  readonly uuid: () => string;
}

/** What a job carries: ids only, because BullMQ stores it readable. */
type Data = z.infer<typeof dataSchema>;
type WakeJob = Job<Data, void, string>;
type Jobs<Connection> = BullQueue<Data, void, string, Data, void, string, IQueueBackend, Connection>;
type Runs<Connection> = Worker<Data, void, string, IQueueBackend, Job['progress'], Connection>;

const dataSchema = z.object({ id: z.string() });
const STALLS_BEFORE_GIVING_UP = 10;
const DEFAULT_GRACE_MS = 10_000;
const ABORTED_GRACE_MS = 1_000;

/** The queue over BullMQ: a BullMQ queue per kind, named after it; one de-duplication id per `id`. */
export function openQueue<Kind extends string, Connection>(store: QueueStore<Connection>, environment: QueueEnvironment): Queue<Kind> {
  const queues = new Map<Kind, Jobs<Connection>>();
  const workers = new Map<Kind, Runs<Connection>>();
  const prefix = store.prefix === undefined ? {} : { prefix: store.prefix };

  const queueOf = (kind: Kind): Jobs<Connection> => {
    const known = queues.get(kind);
    if (known !== undefined) return known;
    const options = {
      connection: store.producer,
      ...prefix,
      streams: { events: { maxLen: 100 } },
      defaultJobOptions: {
        attempts: RETRIES,
        backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
        removeOnComplete: true,
        removeOnFail: { age: 14 * 24 * 3600, count: 1_000 },
      },
    };
    const queue: Jobs<Connection> = new BullQueue(kind, options, store.factory);
    queue.on('error', (error) => environment.onError(error, { kind }));
    queues.set(kind, queue);
    return queue;
  };

  const add = async (kind: Kind, id: string, options?: WakeOptions): Promise<void> => {
    await queueOf(kind).add(kind, { id }, jobOptions(id, environment, options));
  };
  const plainWakes = new Map<Kind, (id: string) => Promise<void>>();
  const plainWakeOf = (kind: Kind) => {
    const known = plainWakes.get(kind) ?? coalesce((id) => add(kind, id));
    plainWakes.set(kind, known);
    return known;
  };

  return {
    async wake(kind, id, options) {
      // A burst of events for one account is one or two additions.
      if (options === undefined) await plainWakeOf(kind)(id);
      else await add(kind, id, options);
    },
    async wakeAll(kind, ids) {
      await queueOf(kind).addBulk(ids.map((id) => ({ name: kind, data: { id }, opts: jobOptions(id, environment) })));
    },
    async work(kind, handler, options) {
      if (workers.has(kind)) throw new Error(`this process works on ${kind} already`);
      const worker: Runs<Connection> = new Worker(
        kind,
        processor(handler, options, environment),
        { ...workerOptions(options), ...prefix, connection: store.worker(options.concurrency) },
        store.factory,
      );
      workers.set(kind, worker);
      worker.on('error', (error) => environment.onError(error, { kind }));
      worker.on('failed', (job, error) => {
        const cause = error.cause instanceof Error ? error.cause : error;
        if (job?.finishedOn !== undefined) environment.onError(cause, { kind, id: job.data.id });
      });
      await worker.waitUntilReady();
    },
    async counts(kind): Promise<QueueCounts> {
      const {
        waiting = 0,
        delayed = 0,
        active = 0,
        failed = 0,
      } = await queueOf(kind).getJobCounts('waiting', 'delayed', 'active', 'failed');
      return { waiting, delayed, active, failed };
    },
    async close(graceMs = DEFAULT_GRACE_MS) {
      await Promise.all([...workers.values()].map((worker) => closeWorker(worker, graceMs)));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function jobOptions(id: string, { uuid }: QueueEnvironment, { delayMs = 0, hasten = false }: WakeOptions = {}) {
  return {
    // Without an id BullMQ counts jobs by a sequence per queue, which it would make with the app's role: that may make nothing.
    jobId: uuid(),
    delay: delayMs,
    deduplication: { id, keepLastIfActive: true, ...(hasten ? { reschedule: true } : {}) },
  };
}

function workerOptions({ concurrency }: WorkOptions) {
  return {
    concurrency,
    lockDuration: STALL.lockMs,
    stalledInterval: STALL.checkMs,
    // A run that kills its worker again and again is given up; the sweeper's next wake-up tries it anew.
    maxStalledCount: STALLS_BEFORE_GIVING_UP,
  };
}

/** Takes three parameters: that is how BullMQ knows that it wants a signal. */
function processor(handler: Handler, { verdict }: WorkOptions, { now }: QueueEnvironment) {
  return async (job: WakeJob, token: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    try {
      await handler(idOf(job), { attempt: job.attemptsMade + 1, signal: signal ?? new AbortController().signal });
    } catch (error) {
      const decided = verdict(error);
      if (decided.kind === 'retryAfter') {
        await job.moveToDelayed(now() + decided.ms, token);
        throw new DelayedError();
      }
      throw withoutWords(decided, error);
    }
  };
}

/** BullMQ stores the message of what a run threw, readable: so it gets the error's name, and the error only as a cause. */
function withoutWords(verdict: Verdict, cause: unknown): Error {
  const name = cause instanceof Error ? cause.name : 'Error';
  return Object.assign(verdict.kind === 'stop' ? new UnrecoverableError(name) : new Error(name), { cause, stack: name });
}

function idOf(job: WakeJob): string {
  return dataSchema.parse(job.data).id;
}

async function closeWorker<Connection>(worker: Runs<Connection>, graceMs: number): Promise<void> {
  const closed = worker.close();
  if (await settlesWithin(closed, graceMs)) return;
  worker.cancelAllJobs('closing');
  if (await settlesWithin(closed, ABORTED_GRACE_MS)) return;
  await worker.close(true);
}

async function settlesWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
