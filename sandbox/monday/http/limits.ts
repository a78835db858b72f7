/**
 * monday's quotas per account and app (developer.monday.com/api-reference/docs/rate-limits, 2026-09): requests a minute,
 * requests at once, calls a day, complexity a minute. Refusals only when the world plays limits; headers always.
 */
import type { Actor, Core } from '../core.ts';
import { accountOf, type Tier } from '../options.ts';
import { MondayError } from './errors.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FROM_ADDRESS = { max: 5000, windowMs: 10_000 } as const;
const QUERY_MAX = 5_000_000;
/** Root fields with a quota of their own in a minute. */
const FIELD_MAX: Readonly<Record<string, { readonly max: number; readonly name: string }>> = {
  create_board: { max: 40, name: 'CreateBoard' },
  duplicate_board: { max: 40, name: 'DuplicateBoard' },
  duplicate_group: { max: 40, name: 'DuplicateGroup' },
};

interface Quota {
  readonly minute: number;
  readonly concurrent: number;
  readonly daily: number;
}

const SMALL: Quota = { minute: 1000, concurrent: 40, daily: 1000 };
const QUOTAS: Readonly<Record<Tier, Quota>> = {
  free: SMALL,
  basic: SMALL,
  standard: SMALL,
  pro: { minute: 2500, concurrent: 100, daily: 10_000 },
  enterprise: { minute: 5000, concurrent: 250, daily: 25_000 },
};

/** Starts with its first use and starts again when its time is over. */
interface Window {
  since: number;
  used: number;
}

export interface Meters {
  /** Counts a request of an address in, whoever sends it; throws when too many came from there. */
  arrive(address: string): void;
  of(actor: Actor): Meter;
}

export function openMeters(core: Core): Meters {
  const meters = new Map<string, Meter>();
  const days = new Map<string, Window>();
  const addresses = new Map<string, Window>();
  return {
    arrive(address) {
      if (core.world.limits.mode !== 'vendor') return;
      const now = core.world.clock.now();
      const known = addresses.get(address);
      const window = known && now - known.since < FROM_ADDRESS.windowMs ? known : { since: now, used: 0 };
      addresses.set(address, window);
      window.used += 1;
      if (window.used > FROM_ADDRESS.max)
        throw refusal('IP_RATE_LIMIT_EXCEEDED', 'IP rate limit exceeded', left(window, FROM_ADDRESS.windowMs, now));
    },
    of(actor) {
      const { accountId } = actor.person;
      const key = `${accountId} ${actor.app ?? ''}`;
      const day = days.get(accountId) ?? { since: 0, used: 0 };
      days.set(accountId, day);
      const meter = meters.get(key) ?? new Meter(core, actor.app !== null, accountId, day);
      meters.set(key, meter);
      return meter;
    },
  };
}

export class Meter {
  readonly #core: Core;
  readonly #isApp: boolean;
  readonly #quota: Quota;
  readonly #exempt: boolean;
  readonly #day: Window;
  readonly #minute: Window = { since: 0, used: 0 };
  readonly #reads: Window = { since: 0, used: 0 };
  readonly #writes: Window;
  readonly #fields = new Map<string, Window>();
  #running = 0;

  constructor(core: Core, isApp: boolean, accountId: string, day: Window) {
    this.#core = core;
    this.#isApp = isApp;
    this.#quota = QUOTAS[accountOf(core.options, accountId).tier];
    this.#exempt = isApp && core.options.app.marketplace === true;
    this.#day = day;
    // An app has a budget for each; a person's token pays both from one.
    this.#writes = isApp ? { since: 0, used: 0 } : this.#reads;
  }

  get #strict(): boolean {
    return this.#core.world.limits.mode === 'vendor';
  }

  /** Counts the request in; throws what refuses it. Every `enter` that returned wants its `leave`. */
  enter(): void {
    const now = this.#now();
    this.#roll(this.#minute, MINUTE_MS);
    this.#minute.used += 1;
    if (!this.#strict) {
      this.#running += 1;
      return;
    }
    if (this.#minute.used > this.#quota.minute) {
      this.spendDay(0.1);
      throw refusal('RATE_LIMIT_EXCEEDED', 'Minute limit rate exceeded', left(this.#minute, MINUTE_MS, now));
    }
    if (this.#running >= this.#quota.concurrent) {
      this.spendDay(0.1);
      throw refusal('maxConcurrencyExceeded', 'Concurrency limit exceeded', 1);
    }
    this.#rollDay(now);
    if (!this.#exempt && this.#day.used + 1 > this.#quota.daily) {
      throw refusal('DAILY_LIMIT_EXCEEDED', 'Daily limit exceeded', Math.ceil((this.#day.since + DAY_MS - now) / 1000));
    }
    this.#running += 1;
  }

  leave(): void {
    this.#running -= 1;
  }

  /** A call of the day; a request that a limit refused, or that asked for `complexity` only, costs a tenth. */
  spendDay(cost: 0.1 | 1): void {
    this.#rollDay(this.#now());
    this.#day.used += cost;
  }

  /** Takes the operation's cost from its budget, or throws when it isn't there. */
  spendComplexity(cost: number, mutation: boolean): { before: number; after: number; query: number; reset_in_x_seconds: number } {
    const now = this.#now();
    const budget = mutation ? this.#writes : this.#reads;
    this.#roll(budget, MINUTE_MS);
    const before = Math.max(0, this.#budget - budget.used);
    if (this.#strict) this.#judgeCost(cost, before, left(budget, MINUTE_MS, now));
    if (this.#strict) budget.used += cost;
    const after = Math.max(0, before - cost);
    return { before, after, query: cost, reset_in_x_seconds: left(budget, MINUTE_MS, now) };
  }

  #judgeCost(cost: number, available: number, seconds: number): void {
    if (cost > QUERY_MAX) {
      throw new MondayError('ComplexityException', `Query has complexity of ${cost}, which exceeds max complexity of ${QUERY_MAX}`, {
        more: { complexity: cost, max_complexity: QUERY_MAX },
      });
    }
    if (cost <= available) return;
    throw new MondayError('COMPLEXITY_BUDGET_EXHAUSTED', 'Complexity budget exhausted', {
      status: 429,
      more: { complexity: cost, complexity_budget_left: available, complexity_budget_limit: this.#budget, retry_in_seconds: seconds },
    });
  }

  /** Counts root fields that have a quota of their own. */
  spendFields(names: readonly string[]): void {
    if (!this.#strict) return;
    for (const name of names) {
      const limit = FIELD_MAX[name];
      if (limit) this.spendRare(name, limit.max, MINUTE_MS, `Call limit exceeded for ${limit.name}`);
    }
  }

  /** At most `max` uses of a costly field in a window. */
  spendRare(name: string, max: number, windowMs: number, message: string): void {
    if (!this.#strict) return;
    const window = this.#fields.get(name) ?? { since: 0, used: 0 };
    this.#fields.set(name, window);
    this.#roll(window, windowMs);
    if (window.used >= max) throw refusal('FIELD_MINUTE_RATE_LIMIT_EXCEEDED', message, left(window, windowMs, this.#now()));
    window.used += 1;
  }

  /** The two headers of every answer; `t` stands only where a wait is due, and always for complexity. */
  headers(mutation: boolean): Record<string, string> {
    const now = this.#now();
    const { minute, concurrent } = this.#quota;
    const budget = mutation ? this.#writes : this.#reads;
    this.#roll(budget, MINUTE_MS);
    const used = this.#strict ? this.#minute.used : 1;
    const rest = Math.max(0, minute - used);
    const wait = used > minute ? `;t=${left(this.#minute, MINUTE_MS, now)}` : '';
    const points = Math.max(0, this.#budget - budget.used);
    return {
      'ratelimit-policy': `"minuteRate";q=${minute};w=60, "concurrency";q=${concurrent};qu="concurrent-requests", "complexityMinute";q=${this.#budget};w=60;qu="content-bytes"`,
      ratelimit: `"minuteRate";r=${rest}${wait}, "concurrency";r=${Math.max(0, concurrent - Math.max(1, this.#running))}, "complexityMinute";r=${points};t=${left(budget, MINUTE_MS, now)}`,
    };
  }

  get #budget(): number {
    return this.#isApp ? 5_000_000 : 10_000_000;
  }

  #now(): number {
    return this.#core.world.clock.now();
  }

  #roll(window: Window, length: number): void {
    const now = this.#now();
    if (now - window.since < length) return;
    window.since = now;
    window.used = 0;
  }

  #rollDay(now: number): void {
    const today = now - (now % DAY_MS);
    if (this.#day.since === today) return;
    this.#day.since = today;
    this.#day.used = 0;
  }
}

const left = (window: Window, length: number, now: number): number => Math.max(1, Math.ceil((window.since + length - now) / 1000));

function refusal(code: string, message: string, seconds: number): MondayError {
  return new MondayError(code, message, { status: 429, more: { retry_in_seconds: seconds }, headers: { 'retry-after': String(seconds) } });
}
