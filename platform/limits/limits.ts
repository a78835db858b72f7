/**
 * A fair guest (P10): vendors' limits are budgets that we keep ourselves, over all processes, so that a vendor has to
 * refuse us rarely; and what the vendor says of them goes before what we counted. A call that fits soon waits for its
 * place, the most urgent first and accounts in turn; one that would wait long is told when to come back, and its worker
 * does something else.
 */
import { createHash } from 'node:crypto';
import type { SyncError } from '../../core/sync/errors.ts';
import type { LimitNews } from '../../core/sync/limit-news.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Budget, Urgency } from './budgets.ts';
import { BUDGETS } from './budgets.ts';
import type { Caller, Guest } from './gates.ts';
import { Gates } from './gates.ts';
import { notesOf } from './hearing.ts';
import type { Place } from './shared/purse.ts';
import { Purse } from './shared/purse.ts';
import type { Shelf } from './shared/shelf.ts';
import { EVERYBODY, placeOfUser } from './shared/shelf.ts';
import { isOver, maxOf, slotOf, usedOf } from './shared/tally.ts';
import type { Ticket } from './ticket.ts';
import { heldError, inTurn, limitError, MAX_WAIT_MS, shelfAway } from './ticket.ts';

/** A call as it went, for the meter. */
export interface CallMade {
  readonly guest: Guest;
  readonly cost: number;
  readonly write: boolean;
  readonly urgency: Urgency;
  readonly waitedMs: number;
  readonly ms: number;
  /** `held`: we didn't send it, because it would have waited long. */
  readonly outcome: 'answered' | 'refused' | 'failed' | 'held';
}

export interface LimitsOptions {
  readonly budgets?: readonly Budget[];
  readonly shelf: Shelf;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1): jitter. */
  readonly chance: () => number;
  readonly urgency: () => Urgency;
  readonly onCall?: (call: CallMade) => void;
}

export interface Limits {
  /** The `limit` that a connector is given. It throws `rate-limited`, `daily-limit` or `vendor-away` with the wait when that is long, and whatever the call throws. */
  readonly of: (guest: Guest) => ConnectorDeps['limit'];
  /** How a budget of the guest's stands, where it has one of this name. */
  standing(guest: Guest, name: Budget['name']): Promise<Standing | null>;
  /** Accounts for which a vendor doesn't answer. */
  away(vendor: Guest['vendor']): number;
  /** Gives back what isn't spent. */
  close(): Promise<void>;
}

export interface Standing {
  readonly max: number;
  /** All of it while the vendor refuses. */
  readonly used: number;
  /** ms since 1970, where it begins anew at one time; null: bit by bit. */
  readonly resetsAt: number | null;
}

export function createLimits(options: LimitsOptions): Limits {
  const { budgets = BUDGETS, monotonic, sleep, chance, urgency, onCall } = options;
  const purse = new Purse(options.shelf, monotonic);
  const gates = new Gates(chance);
  const waiting = new Set<Ticket>();
  /** Refused to everybody, or until the budget's end: the other processes are to know at once. */
  let untold: readonly Place[] = [];
  let alarm = Number.POSITIVE_INFINITY;
  let pumping = false;
  let again = false;

  const end = (ticket: Ticket, error: SyncError | null): void => {
    waiting.delete(ticket);
    ticket.end(error);
  };

  async function pump(): Promise<void> {
    if (pumping) {
      again = true;
      return;
    }
    pumping = true;
    try {
      do {
        again = false;
        await pass();
      } while (again);
    } catch (cause) {
      for (const ticket of waiting) end(ticket, shelfAway(ticket.guest, cause));
    } finally {
      pumping = false;
    }
    const next = Math.min(...[...waiting].map((one) => one.waitMs));
    if (Number.isFinite(next)) wakeIn(Math.max(1, next));
  }

  /** One alarm at a time: an earlier one takes the place of a later. */
  function wakeIn(ms: number): void {
    const at = monotonic() + ms;
    if (at >= alarm) return;
    alarm = at;
    void sleep(ms).then(() => {
      if (alarm !== at) return;
      alarm = Number.POSITIVE_INFINITY;
      void pump();
    });
  }

  /** Serves whom it can; the others wait, or are told that it would take long. */
  async function pass(): Promise<void> {
    const telling = untold;
    await purse.tell(telling);
    untold = untold.filter((one) => !telling.includes(one));
    const ready: Ticket[] = [];
    for (const ticket of inTurn(waiting)) {
      const held = gates.heldBack(ticket.guest, ticket.urgency, monotonic());
      if (held !== null) putOff(ticket, held.waitMs, heldError(ticket, held));
      else {
        gates.enter(ticket.guest);
        ready.push(ticket);
      }
    }
    const refusals = await purse.serve(ready).catch((error: unknown) => {
      for (const ticket of ready) gates.leave(ticket.guest);
      throw error;
    });
    for (const [n, ticket] of ready.entries()) {
      const refusal = refusals[n] ?? null;
      if (refusal === null) end(ticket, null);
      else {
        gates.leave(ticket.guest);
        putOff(ticket, refusal.waitMs, limitError(ticket, refusal.budget.name, refusal.waitMs));
      }
    }
  }

  function putOff(ticket: Ticket, waitMs: number, error: SyncError): void {
    ticket.waitMs = waitMs;
    const tooLong = monotonic() - ticket.arrived + waitMs > MAX_WAIT_MS[ticket.urgency];
    if (!tooLong) return;
    const { guest, asks, arrived } = ticket;
    onCall?.({
      guest,
      cost: 0,
      write: asks.some(isWrite),
      urgency: ticket.urgency,
      waitedMs: monotonic() - arrived,
      ms: 0,
      outcome: 'held',
    });
    end(ticket, error);
  }

  function heard(guest: Caller, places: readonly Place[], news: LimitNews | null): CallMade['outcome'] {
    const spent = places.filter(({ budget }) => budget.name === news?.refused?.budget);
    const { everybodyMs } = gates.hear(guest, news, monotonic(), spent.length > 0);
    if (news !== null) for (const { place, note } of notesOf(places, news, aliasOf(guest.account), everybodyMs)) purse.note(place, note);
    const rests = everybodyMs > 0 ? places.filter(({ budget }) => budget.of === 'everybody') : [];
    untold = [...untold, ...spent, ...rests];
    if (news === null || news.failed) return 'failed';
    return news.refused === undefined ? 'answered' : 'refused';
  }

  const of: Limits['of'] = (guest) => async (call, run, hear) => {
    const kind = call.write ? 'write' : 'read';
    const caller: Caller = call.api === undefined ? guest : { ...guest, api: call.api };
    const places = placesOf(budgets, guest).filter(
      ({ budget: { api = call.api, kind: only = kind } }) => api === call.api && only === kind,
    );
    const asks = places.map((place) => ({ ...place, amount: amountOf(place.budget, call.cost) }));
    const arrived = monotonic();
    const wanted = urgency();
    await new Promise<void>((resolve, reject) => {
      const end = (error: SyncError | null): void => (error === null ? resolve() : reject(error));
      waiting.add({ guest: caller, account: aliasOf(guest.account), urgency: wanted, asks, arrived, end, waitMs: 0 });
      void pump();
    });
    const start = monotonic();
    // Null: no answer came.
    let news: LimitNews | null = null;
    try {
      const answer = await run();
      news = hear?.(answer) ?? {};
      return answer;
    } finally {
      const outcome = heard(caller, places, news);
      onCall?.({ guest, ...call, urgency: wanted, waitedMs: start - arrived, ms: monotonic() - start, outcome });
      if (waiting.size > 0 || untold.length > 0) void pump();
    }
  };

  return {
    of,
    async standing(guest, name) {
      const place = placesOf(budgets, guest).find(({ budget }) => budget.name === name);
      if (place === undefined) return null;
      const { tally, now } = await purse.look(place);
      const { window, counts } = place.budget;
      const unit = counts === 'tenths' ? 10 : 1;
      return {
        max: maxOf(tally, place.budget) / unit,
        used: (isOver(tally, now) ? maxOf(tally, place.budget) : usedOf(tally, place.budget, now)) / unit,
        resetsAt: window.kind === 'utc' ? slotOf(window, now) + window.ms : null,
      };
    },
    away: (vendor) => gates.away(vendor),
    close: () => purse.settle(),
  };
}

const placesOf = (budgets: readonly Budget[], guest: Guest): readonly Place[] =>
  budgets
    .filter((budget) => budget.vendor === guest.vendor)
    .map((budget) => {
      const name = `${budget.vendor} ${budget.name}`;
      if (budget.of === 'everybody') return { key: { account: EVERYBODY, name }, budget };
      if (budget.of === 'account') return { key: { account: guest.account, name }, budget };
      const { user, account, connection } = guest;
      return { key: user === undefined ? { account, name: `${name} ${connection}` } : { account: placeOfUser(user), name }, budget };
    });

const amountOf = (budget: Budget, cost: number): number => ({ calls: 1, tenths: 10, cost, nothing: 0 })[budget.counts];

/** What everybody shares names accounts, and is read by the processes of all: so it names them by a hash. */
const aliasOf = (account: string): string => createHash('sha256').update(account).digest('base64url').slice(0, 12);

const isWrite = ({ budget }: Place): boolean => budget.kind === 'write';
