/** A call that waits for its place: whose turn it is, and what it is told when that would be long. */
import { SyncError } from '../../core/sync/errors.ts';
import type { Urgency } from './budgets.ts';
import { rankOf } from './budgets.ts';
import type { Caller, Guest, Held } from './gates.ts';
import type { Asker } from './shared/purse.ts';

export interface Ticket extends Asker {
  readonly guest: Caller;
  readonly arrived: number;
  /** Goes on, or throws this. */
  readonly end: (error: SyncError | null) => void;
  waitMs: number;
}

/** The longest that a call waits for its place, ms; beyond that its worker is better off elsewhere. A person has nowhere else to go. */
export const MAX_WAIT_MS: Readonly<Record<Urgency, number>> = { person: 5_000, live: 2_000, backfill: 2_000, poll: 2_000 };

/** When the shelf can't be reached. */
const SHELF_AWAY_MS = 1_000;

/** The most urgent first; of these each account's first, then each one's second: in turn. */
export function inTurn(waiting: ReadonlySet<Ticket>): readonly Ticket[] {
  const turns = new Map<string, number>();
  const placed = [...waiting]
    .sort((a, b) => rankOf(a.urgency) - rankOf(b.urgency) || a.arrived - b.arrived)
    .map((ticket) => {
      const id = `${ticket.urgency} ${ticket.guest.account}`;
      const turn = turns.get(id) ?? 0;
      turns.set(id, turn + 1);
      return { ticket, turn };
    });
  return placed.sort((a, b) => rankOf(a.ticket.urgency) - rankOf(b.ticket.urgency) || a.turn - b.turn).map(({ ticket }) => ticket);
}

export function heldError(ticket: Ticket, held: NonNullable<Held>): SyncError {
  if (held.why !== 'away') return limitError(ticket, held.why, held.waitMs);
  const afterMs = Math.ceil(held.waitMs);
  return new SyncError('vendor-away', { kind: 'retry-after', afterMs }, { vendor: ticket.guest.vendor, afterMs, ours: true });
}

/** `ours`: nothing was sent. `urgency`: whose part of the budget is used up. */
export function limitError({ guest, urgency }: Ticket, limit: string, waitMs: number): SyncError {
  const afterMs = Math.ceil(waitMs);
  const code = limit === 'calls per day' ? 'daily-limit' : 'rate-limited';
  return new SyncError(code, { kind: 'retry-after', afterMs }, { vendor: guest.vendor, limit, afterMs, ours: true, urgency });
}

export const shelfAway = (guest: Guest, cause: unknown): SyncError =>
  new SyncError('limits-unreachable', { kind: 'retry-after', afterMs: SHELF_AWAY_MS }, { vendor: guest.vendor, ours: true }, { cause });
