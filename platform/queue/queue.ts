/**
 * The queue wakes somebody up, and that is all: `wake(kind, id)` makes some worker run the handler of `kind` with `id`
 * soon. It carries ids only (what BullMQ stores is readable), and the truth stands in Postgres: a wake-up that is lost
 * or doubled costs time, never correctness.
 *
 * For one kind and id at most one run is going on and at most one waits. A wake-up during a run causes one more run
 * after it, so what was stored before `wake` is always seen by a run that starts after it. A killed worker's run
 * is found within `STALL` and started again, so a run may happen twice, and two may overlap when a worker froze:
 * handlers hold a lease of their own.
 */

export interface Queue<Kind extends string = string> {
  /**
   * Resolves when the wake-up is stored. Rejects when the queue can't be reached: a caller that stored its fact first may
   * log that and go on, the sweeper finds the fact.
   */
  wake(kind: Kind, id: string, options?: WakeOptions): Promise<void>;
  /** The same for many ids at once: the sweeper's. */
  wakeAll(kind: Kind, ids: readonly string[]): Promise<void>;
  /** Starts a worker in this process; resolves when it takes wake-ups. One call per kind. */
  work(kind: Kind, handler: Handler, options: WorkOptions): Promise<void>;
  /** What waits, for metrics and alarms. */
  counts(kind: Kind): Promise<QueueCounts>;
  /**
   * Takes no more, waits for running handlers, at most `graceMs` (default 10,000); then aborts their signals, gives them a
   * second, and leaves them to be found as stalled.
   */
  close(graceMs?: number): Promise<void>;
}

export interface WakeOptions {
  /** Not before this many ms from now. One that waits already keeps its time. Default 0. */
  readonly delayMs?: number;
  /** Also brings one forward that waits for its time (a person pressed "sync now"). */
  readonly hasten?: boolean;
}

/** `run.signal` aborts when the process has to go: stop at the next safe point and reject. `run.attempt` counts from 1. */
export type Handler = (id: string, run: { readonly attempt: number; readonly signal: AbortSignal }) => Promise<void>;

export interface WorkOptions {
  /** Runs at the same time in this process. */
  readonly concurrency: number;
  /** What to do after the handler rejected. */
  readonly verdict: (error: unknown) => Verdict;
}

/**
 * `retry`: again after 1, 2, 4 … s with jitter, RETRIES times in all, then given up until the next wake-up.
 * `retryAfter`: again at that time, as often as need be (a vendor's limit). `stop`: no use in trying again.
 */
export type Verdict = { readonly kind: 'retry' } | { readonly kind: 'retryAfter'; readonly ms: number } | { readonly kind: 'stop' };

export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
}

/** Attempts of one wake-up under the verdict `retry`. */
export const RETRIES = 8;

/**
 * A worker proves every half `lockMs` that it lives; others look every `checkMs` for runs whose worker doesn't. So a
 * killed worker's runs start again within lockMs + 2 checkMs. Short, because a doubled run is harmless here.
 */
export const STALL = { lockMs: 2_000, checkMs: 500 } as const;
