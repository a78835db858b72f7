/**
 * A fair guest (P10): vendors' limits are budgets that we keep ourselves, so that a vendor has to refuse us rarely. A
 * budget is counted over a sliding window, which is never laxer than the vendor's own, however that counts. A call that
 * fits soon waits for its place; one that would wait long is told when to come back, and its worker does something else.
 *
 * Counted in this process. One account is worked on by one process at a time (leases), so its budgets are exact; what
 * accounts share (Google counts per project, too) is divided by `processes`.
 */
import { rateLimited, type VendorName } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import { createWindow, type Window } from './window.ts';

export interface Budget {
  /** For errors and metrics: `calls per minute`. */
  readonly name: string;
  readonly vendor: VendorName;
  /** Whose budget it is: one connection's, one account's, or everybody's together. */
  readonly of: 'connection' | 'account' | 'everybody';
  /** What counts: every call as one, or its cost; of reads, writes, or both. */
  readonly counts: 'calls' | 'cost';
  readonly kind?: 'read' | 'write';
  readonly max: number;
  readonly windowMs: number;
}

/** Who calls. */
export interface Guest {
  readonly vendor: VendorName;
  readonly account: string;
  readonly connection: string;
}

export interface LimitsOptions {
  readonly budgets?: readonly Budget[];
  /** Worker processes that share what everybody shares. Default 1. */
  readonly processes?: number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told of each call that was let through, when it is over. */
  readonly onCall?: (call: {
    readonly guest: Guest;
    readonly cost: number;
    readonly write: boolean;
    readonly waitedMs: number;
    readonly ms: number;
  }) => void;
}

/** The longest that a call waits for its place, ms; beyond that its worker is better off elsewhere. */
const MAX_WAIT_MS = 2_000;

const MINUTE = 60_000;

/**
 * The vendors' published limits, of the smallest plan, with a tenth left for what we don't count (a person's own calls,
 * retries): https://developer.monday.com/api-reference/docs/rate-limits, https://developers.google.com/workspace/sheets/api/limits,
 * https://developer.atlassian.com/cloud/confluence/rate-limiting (its slowest method)
 */
export const BUDGETS: readonly Budget[] = [
  { name: 'calls per minute', vendor: 'monday', of: 'account', counts: 'calls', max: 900, windowMs: MINUTE },
  { name: 'read complexity per minute', vendor: 'monday', of: 'account', counts: 'cost', kind: 'read', max: 4_500_000, windowMs: MINUTE },
  { name: 'write complexity per minute', vendor: 'monday', of: 'account', counts: 'cost', kind: 'write', max: 4_500_000, windowMs: MINUTE },
  { name: 'reads per minute of a user', vendor: 'google', of: 'connection', counts: 'calls', kind: 'read', max: 54, windowMs: MINUTE },
  { name: 'writes per minute of a user', vendor: 'google', of: 'connection', counts: 'calls', kind: 'write', max: 54, windowMs: MINUTE },
  { name: 'reads per minute of all', vendor: 'google', of: 'everybody', counts: 'calls', kind: 'read', max: 270, windowMs: MINUTE },
  { name: 'writes per minute of all', vendor: 'google', of: 'everybody', counts: 'calls', kind: 'write', max: 270, windowMs: MINUTE },
  { name: 'calls per second', vendor: 'confluence', of: 'connection', counts: 'calls', max: 45, windowMs: 1_000 },
  { name: 'points per hour of all', vendor: 'confluence', of: 'everybody', counts: 'cost', max: 58_500, windowMs: 60 * MINUTE },
];

/**
 * Answers the `limit` that a connector is given for one guest. It throws `rate-limited` with the wait when that is above
 * MAX_WAIT_MS, and whatever the call throws.
 */
export function createLimits({
  budgets = BUDGETS,
  processes = 1,
  monotonic,
  sleep,
  onCall,
}: LimitsOptions): (guest: Guest) => ConnectorDeps['limit'] {
  const windows = new Map<string, Window>();
  const windowOf = (budget: Budget, guest: Guest): Window => {
    const owner = budget.of === 'everybody' ? '' : guest[budget.of];
    const key = JSON.stringify([budget.vendor, budget.name, owner]);
    const known = windows.get(key);
    if (known !== undefined) return known;
    const made = createWindow(budget.of === 'everybody' ? Math.max(1, Math.floor(budget.max / processes)) : budget.max, budget.windowMs);
    windows.set(key, made);
    return made;
  };

  return (guest) => async (call, run) => {
    const kind = call.write ? 'write' : 'read';
    const asked = budgets
      .filter((budget) => budget.vendor === guest.vendor && (budget.kind ?? kind) === kind)
      .map((budget) => ({ budget, window: windowOf(budget, guest), amount: budget.counts === 'cost' ? call.cost : 1 }));
    const arrived = monotonic();
    for (;;) {
      const now = monotonic();
      const waits = asked.map(({ window, amount }) => window.wait(guest.account, amount, now));
      const longest = Math.max(0, ...waits);
      if (longest === 0) break;
      if (now - arrived + longest > MAX_WAIT_MS) throw rateLimited(guest.vendor, longest, asked[waits.indexOf(longest)]?.budget.name ?? '');
      await sleep(longest);
    }
    const start = monotonic();
    for (const { window, amount } of asked) window.take(guest.account, amount, start);
    try {
      return await run();
    } finally {
      onCall?.({ guest, cost: call.cost, write: call.write, waitedMs: start - arrived, ms: monotonic() - start });
    }
  };
}
