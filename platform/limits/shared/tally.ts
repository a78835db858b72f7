/**
 * One budget as all processes see it: what was used, by whom, and what the vendor said of it. Pure; times are ms since
 * 1970 by the clock of the store that keeps it.
 *
 * Uses are put together by slots, a twentieth of a sliding window; one counts until the window after its slot's end, so
 * we are never laxer than the vendor, however it counts. Of what everybody shares, an account that holds more than an
 * equal share (a newcomer's among them) leaves the last part to the others: a big one can't starve a small one, nor is
 * it held up while nobody else comes.
 */
import type { Budget, Urgency, Window } from '../budgets.ts';
import { CEILINGS } from '../budgets.ts';

export interface Tally {
  /** Oldest first. */
  readonly uses: readonly Use[];
  /** The whole budget as the vendor told; null: as published. */
  readonly max: number | null;
  /** The vendor refuses until then all whose budget it is. */
  readonly pausedUntil: number;
}

export interface Use {
  /** Its slot's begin. */
  readonly at: number;
  /** An account; '' for what was used beside us. */
  readonly of: string;
  readonly amount: number;
}

export interface Want {
  readonly account: string;
  readonly amount: number;
  readonly urgency: Urgency;
}

export const NO_USE: Tally = { uses: [], max: null, pausedUntil: 0 };

/** What an account with more than its share leaves free of the rest. */
const LEFT_TO_OTHERS = 0.85;
const SLOTS = 20;

/** 0 when it fits now, else ms until it may. An amount above the whole budget waits for an empty window. */
export function waitFor(tally: Tally, budget: Budget, want: Want, now: number): number {
  if (isOver(tally, now)) return tally.pausedUntil - now;
  if (want.amount === 0) return 0;
  const uses = current(tally, budget.window, now);
  const max = maxOf(tally, budget);
  const ceiling = max * CEILINGS[want.urgency];
  const free = (held: readonly Use[], most: number): number => freeAt(held, most - Math.min(want.amount, most), budget.window, now) - now;
  if (budget.of !== 'everybody') return free(uses, ceiling);
  const own = uses.filter((use) => use.of === want.account);
  const present = new Set(uses.map((use) => use.of)).add(want.account).size;
  const beyond = free(uses, ceiling * LEFT_TO_OTHERS);
  const share = max / (present + 1);
  if (want.amount > share) return beyond;
  return Math.min(beyond, Math.max(free(own, share), free(uses, ceiling)));
}

export function take(tally: Tally, budget: Budget, account: string, amount: number, now: number): Tally {
  const uses = current(tally, budget.window, now);
  const at = slotOf(budget.window, now);
  return { ...tally, uses: added(uses, { at, of: account, amount }) };
}

/** Takes back what wasn't spent, or cost less than was taken. */
export function giveBack(tally: Tally, use: Use): Tally {
  const uses = tally.uses.map((one) =>
    one.at === use.at && one.of === use.of ? { ...one, amount: Math.max(0, one.amount - use.amount) } : one,
  );
  return { ...tally, uses: uses.filter((one) => one.amount > 0) };
}

/** The vendor counts more than we do: somebody else of the account calls, too. `used` is the vendor's figure. */
export function countOthers(tally: Tally, budget: Budget, used: number, now: number): Tally {
  const known = sumOf(current(tally, budget.window, now));
  return used <= known ? tally : take(tally, budget, '', used - known, now);
}

/** The vendor refuses, whatever was counted. */
export const isOver = (tally: Tally, now: number): boolean => tally.pausedUntil > now;

/** What is used of it at `now`. */
export const usedOf = (tally: Tally, budget: Budget, now: number): number => sumOf(current(tally, budget.window, now));
export const maxOf = (tally: Tally, budget: Budget): number => tally.max ?? budget.max;

/** A slot of a `utc` window is the whole of it. */
export const slotOf = (window: Window, now: number): number => now - (now % slotMs(window));
export const slotEnd = (window: Window, now: number): number => slotOf(window, now) + slotMs(window);
/** How long a tally has to be kept after its last use. */
export const lastsMs = (tally: Tally, window: Window, now: number): number => Math.max(slotMs(window) + window.ms, tally.pausedUntil - now);

const slotMs = (window: Window): number => (window.kind === 'utc' ? window.ms : window.ms / SLOTS);
const endOf = (use: Use, window: Window): number => use.at + (window.kind === 'utc' ? window.ms : window.ms + slotMs(window));
const current = (tally: Tally, window: Window, now: number): readonly Use[] => tally.uses.filter((use) => endOf(use, window) > now);
const sumOf = (uses: readonly Use[]): number => uses.reduce((sum, { amount }) => sum + amount, 0);

function added(uses: readonly Use[], use: Use): readonly Use[] {
  const known = uses.findIndex((one) => one.at === use.at && one.of === use.of);
  if (known === -1) return [...uses, use];
  return uses.map((one, at) => (at === known ? { ...one, amount: one.amount + use.amount } : one));
}

/** When no more than `room` of these is left. */
function freeAt(uses: readonly Use[], room: number, window: Window, now: number): number {
  let over = sumOf(uses) - room;
  // Sums of fractions may differ from the same sum in another order.
  if (over <= 1e-9) return now;
  for (const use of uses) {
    over -= use.amount;
    if (over <= 1e-9) return endOf(use, window);
  }
  return now;
}
