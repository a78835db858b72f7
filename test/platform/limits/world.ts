/** Processes that share limits, on a clock of our own that moves only when everybody waits: so calls can be compared by order and time. */
import type { LimitNews, VendorApi } from '../../../core/sync/limit-news.ts';
import type { Budget, Urgency } from '../../../platform/limits/budgets.ts';
import type { Guest } from '../../../platform/limits/gates.ts';
import { createLimits, type Limits, type LimitsOptions } from '../../../platform/limits/limits.ts';
import { memoryShelf, type Shelf } from '../../../platform/limits/shared/shelf.ts';
import { asUrgent, urgencyNow } from '../../../platform/limits/urgency.ts';

export const budget = (over: Partial<Budget>): Budget => ({
  name: 'calls per second',
  vendor: 'google',
  of: 'connection',
  counts: 'calls',
  max: 3,
  window: { kind: 'sliding', ms: 1_000 },
  ...over,
});

export interface Answer {
  readonly ms?: number;
  readonly news?: LimitNews;
  readonly fails?: boolean;
}

export interface CallOptions {
  readonly cost?: number;
  readonly write?: boolean;
  readonly api?: VendorApi;
  readonly urgency?: Urgency;
  readonly answer?: Answer;
}

export class World {
  time: number;
  readonly shelf: () => Shelf;
  /** Visits to shelves so far. */
  visits = 0;
  private underWay = 0;
  private readonly sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(shelfOf: (now: () => number) => () => Shelf = (now) => one(memoryShelf(now)), time = 0) {
    this.time = time;
    const open = shelfOf(() => this.time);
    this.shelf = () => this.watched(open());
  }

  /** One process's limits. */
  process(budgets: readonly Budget[], more: Partial<LimitsOptions> = {}): Process {
    const limits = createLimits({
      budgets,
      shelf: this.shelf(),
      monotonic: () => this.time,
      sleep: (ms) => this.sleep(ms),
      chance: () => 0,
      urgency: urgencyNow,
      ...more,
    });
    return new Process(this, limits);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => void this.sleepers.push({ at: this.time + ms, wake }));
  }

  /** Runs until the work is done: whenever nothing else goes on, the clock moves to the next sleeper. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const over = work.finally(() => {
      done = true;
    });
    over.catch(() => undefined);
    while (!done) {
      await idle();
      if (done) break;
      if (this.underWay > 0) continue;
      this.sleepers.sort((a, b) => a.at - b.at);
      const next = this.sleepers.shift();
      if (next === undefined) continue;
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    return over;
  }

  /** The clock stands while a store is asked. */
  private watched(shelf: Shelf): Shelf {
    const swap: Shelf['swap'] = async (swaps) => {
      this.visits += 1;
      this.underWay += 1;
      try {
        return await shelf.swap(swaps);
      } finally {
        this.underWay -= 1;
      }
    };
    return { ...shelf, swap };
  }
}

export class Process {
  constructor(
    private readonly world: World,
    readonly limits: Limits,
  ) {}

  /** Makes a call; answers when it was sent. */
  call(guest: Guest, { cost = 1, write = false, api, urgency = 'person', answer = {} }: CallOptions = {}): Promise<number> {
    const run = async (): Promise<number> => {
      const sent = this.world.time;
      if (answer.ms !== undefined) await this.world.sleep(answer.ms);
      if (answer.fails) throw new Error('no answer');
      return sent;
    };
    return asUrgent(urgency, () => this.limits.of(guest)({ cost, write, ...(api && { api }) }, run, () => answer.news ?? {}));
  }
}

const one = (shelf: Shelf) => (): Shelf => shelf;

/** Everything that can go on without the clock has gone on. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
