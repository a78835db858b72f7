/**
 * What keeps a call back beside the budgets: the vendor's word that it wants a pause, too many calls at once, an outage. In
 * this process only. An account's pause that lasts longer than a moment stands with the connection in Postgres, where
 * people see it and a new consent lifts it; here it keeps what runs at the same time from coming to the same wall.
 */
import type { VendorName } from '../../core/sync/errors.ts';
import type { LimitNews, VendorApi } from '../../core/sync/limit-news.ts';
import { Breaker } from './breaker.ts';
import { AT_ONCE, KEPT_FREE, type Urgency } from './budgets.ts';

/** Who calls. */
export interface Guest {
  readonly vendor: VendorName;
  readonly account: string;
  readonly connection: string;
  /** Whose grant it is at the vendor, as a hash, where we know: several accounts may have the same person's. */
  readonly user?: string;
}

/** A guest as he calls one of a vendor's APIs. */
export interface Caller extends Guest {
  readonly api?: VendorApi;
}

export type Held = { readonly waitMs: number; readonly why: 'paused' | 'at once' | 'away' } | null;

interface Pause {
  until: number;
  /** Refusals in a row without a wait of the vendor's own. */
  times: number;
  /** When it is over one call goes first: the others follow when that was let through. */
  trying: boolean;
}

const LONGEST_PAUSE_MS = 5_000;
/** Truncated exponential back-off, where the vendor names no wait (Google). */
const FIRST_MS = 1_000;
const LONGEST_MS = 64_000;
/** A wait is made longer by up to a tenth, so that all whom one refusal met don't come back together. */
const JITTER = 0.1;
const LEAST_JITTER_MS = 200;
/** When to look again whether a place is free that nobody said would be. */
const LOOK_AGAIN_MS = 250;

export class Gates {
  private readonly pauses = new Map<string, Pause>();
  private readonly breakers = new Map<string, Breaker>();
  private readonly running = new Map<string, number>();
  private readonly atOnce = new Map<string, number>();

  constructor(private readonly chance: () => number) {}

  heldBack(guest: Caller, urgency: Urgency, now: number): Held {
    const pauses = this.pausesOf(guest);
    const paused = Math.max(0, ...pauses.map(({ until }) => until - now));
    if (paused > 0 || pauses.some(({ trying }) => trying)) return { waitMs: paused || LOOK_AGAIN_MS, why: 'paused' };
    const account = accountOf(guest);
    if (guest.vendor === 'monday' && (this.running.get(account) ?? 0) >= (this.atOnce.get(account) ?? AT_ONCE))
      return { waitMs: LOOK_AGAIN_MS, why: 'at once' };
    const away = this.breakers.get(account)?.waitOf(urgency, now) ?? 0;
    return away > 0 ? { waitMs: away, why: 'away' } : null;
  }

  enter(guest: Caller): void {
    const account = accountOf(guest);
    this.running.set(account, (this.running.get(account) ?? 0) + 1);
    this.breakers.get(account)?.enter();
    for (const pause of this.pausesOf(guest)) pause.trying = true;
  }

  /** A call that had entered wasn't sent after all. */
  leave(guest: Caller): void {
    this.breakers.get(accountOf(guest))?.leave();
    this.over(guest);
  }

  /**
   * A call is over; null: without an answer. `carried`: a shared budget keeps what was refused. How long everybody's budget
   * rests, where the vendor refused for that.
   */
  hear(guest: Caller, news: LimitNews | null, now: number, carried = false): { readonly everybodyMs: number } {
    this.over(guest);
    const account = accountOf(guest);
    if (news === null || news.failed) {
      const breaker = this.breakers.get(account) ?? new Breaker();
      this.breakers.set(account, breaker);
      breaker.failed(now, this.chance());
      return { everybodyMs: 0 };
    }
    this.breakers.get(account)?.answered();
    for (const { name, max } of news.budgets ?? [])
      if (name === 'calls at once' && max !== null) this.atOnce.set(account, Math.max(1, Math.floor(max * (1 - KEPT_FREE))));
    const { refused } = news;
    if (refused === undefined) {
      // A call that was under way when another was refused says nothing of what comes after.
      for (const owner of ownersOf(guest)) if ((this.pauses.get(owner)?.until ?? 0) <= now) this.pauses.delete(owner);
      return { everybodyMs: 0 };
    }
    if (refused.of === 'record' || carried) return { everybodyMs: 0 };
    const longest = refused.of === 'everybody' ? Number.POSITIVE_INFINITY : LONGEST_PAUSE_MS;
    const ms = this.pause(ownerOf(guest, refused.of), refused.afterMs, longest, now);
    return { everybodyMs: refused.of === 'everybody' ? ms : 0 };
  }

  /** Accounts for which a vendor doesn't answer, by vendor: for metrics. */
  away(vendor: VendorName): number {
    return [...this.breakers].filter(([account, breaker]) => breaker.away && account.startsWith(`${vendor} `)).length;
  }

  private pause(owner: string, afterMs: number | null, longest: number, now: number): number {
    const known = this.pauses.get(owner) ?? { until: 0, times: 0, trying: false };
    this.pauses.set(owner, known);
    const wait = afterMs ?? Math.min(FIRST_MS * 2 ** known.times, LONGEST_MS);
    // Refusals of calls that were under way together are one.
    if (afterMs === null && known.until <= now) known.times += 1;
    const ms = wait + this.chance() * Math.max(LEAST_JITTER_MS, Math.min(wait, LONGEST_PAUSE_MS) * JITTER);
    known.until = Math.max(known.until, now + Math.min(ms, longest));
    return ms;
  }

  private pausesOf(guest: Caller): readonly Pause[] {
    return ownersOf(guest).flatMap((owner) => this.pauses.get(owner) ?? []);
  }

  private over(guest: Caller): void {
    for (const pause of this.pausesOf(guest)) pause.trying = false;
    const account = accountOf(guest);
    const left = (this.running.get(account) ?? 1) - 1;
    if (left > 0) this.running.set(account, left);
    else this.running.delete(account);
  }
}

const accountOf = (guest: Guest): string => `${guest.vendor} ${guest.account}`;

/** Whose limit an API of the vendor's refuses: another API's goes on. */
function ownerOf(guest: Caller, of: 'connection' | 'account' | 'everybody'): string {
  const { vendor, api = '', account, connection, user } = guest;
  const whose = { everybody: [], account: [account], connection: user === undefined ? [account, connection] : ['user', user, ''] }[of];
  return JSON.stringify([vendor, api, ...whose]);
}

const ownersOf = (guest: Caller): readonly string[] => (['connection', 'account', 'everybody'] as const).map((of) => ownerOf(guest, of));
