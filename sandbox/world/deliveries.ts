/**
 * Webhooks and push notifications on their way. Each waits for its time on the vendors' clock, is posted, and is tried
 * again as its vendor tries again until it is taken or the waits are used up. They outlive a restart: one that was
 * posted but not yet crossed off comes a second time, as vendors' pushes do.
 */

import type { MovableClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Timers } from './timers.ts';
import type { Push, Service, Store } from './world.ts';

export interface Deliveries {
  push(push: Push): void;
  /** Forgets all that is on its way. */
  clear(): void;
  /** Sends nothing more; what is on its way stays in the store. */
  stop(): void;
  /** How many are on their way. */
  readonly pending: number;
}

interface Delivery {
  readonly service: Service;
  readonly operation: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** As `Push.whenRepeated`, until the body says it. */
  readonly whenRepeated?: readonly [first: string, again: string];
  /** The statuses that count as delivered. */
  readonly accepted: readonly number[];
  readonly retryAfterMs: readonly number[];
  dueAt: number;
}

export interface DeliveryOptions {
  readonly store: Store;
  readonly clock: MovableClock;
  readonly timers: Timers;
  readonly faults: Faults;
  /** Rejects when nobody takes the request. */
  readonly send: (request: Request) => Promise<Response>;
}

const STATUSES = Array.from({ length: 500 }, (_, index) => index + 100);

export function createDeliveries({ store, clock, timers, faults, send }: DeliveryOptions): Deliveries {
  const table = store.table<Delivery>('deliveries');
  const cancels = new Map<string, () => void>();
  let last = Math.max(0, ...[...table.ids()].map(Number));
  let commitDue = false;

  function commitSoon(): void {
    if (commitDue) return;
    commitDue = true;
    queueMicrotask(() => {
      commitDue = false;
      store.commit();
    });
  }

  function arm(id: string, delivery: Delivery): void {
    cancels.get(id)?.();
    cancels.set(
      id,
      timers.after(Math.max(0, delivery.dueAt - clock.now()), () => void post(id, delivery)),
    );
  }

  async function post(id: string, delivery: Delivery): Promise<void> {
    cancels.delete(id);
    const taken = await offer(delivery);
    if (table.get(id) !== delivery) return;
    const wait = delivery.retryAfterMs[0];
    if (taken || wait === undefined) {
      table.delete(id);
    } else {
      const again = { ...repeated(delivery), dueAt: clock.now() + wait, retryAfterMs: delivery.retryAfterMs.slice(1) };
      table.set(id, again);
      arm(id, again);
    }
    commitSoon();
  }

  async function offer({ url, headers, body, accepted }: Delivery): Promise<boolean> {
    try {
      const response = await send(new Request(url, { method: 'POST', headers, body, redirect: 'manual' }));
      await response.arrayBuffer();
      return accepted.includes(response.status);
    } catch {
      // Nobody listens there, or the connection broke: not delivered, the retry schedule goes on.
      return false;
    }
  }

  function armAgain(ids: Iterable<string>): void {
    for (const id of [...ids]) {
      const delivery = table.get(id);
      if (delivery) arm(id, delivery);
    }
  }

  function stop(): void {
    for (const cancel of cancels.values()) cancel();
    cancels.clear();
  }

  armAgain(table.ids());
  clock.onAdvance(() => armAgain(cancels.keys()));

  return {
    push(push) {
      const { service, operation, url, headers, body } = push;
      const copies = faults.onPush({ service, operations: [operation], path: pathOf(url), caller: null });
      for (const [copy, extra] of copies.entries()) {
        last += 1;
        const id = String(last);
        const accepted = STATUSES.filter((status) => push.accepted(status));
        const delivery: Delivery = {
          service,
          operation,
          url,
          headers,
          body,
          ...(push.whenRepeated && { whenRepeated: push.whenRepeated }),
          accepted,
          retryAfterMs: push.retryAfterMs,
          dueAt: clock.now() + push.delayMs + extra,
        };
        const sent = copy === 0 ? delivery : repeated(delivery);
        table.set(id, sent);
        arm(id, sent);
      }
      if (copies.length > 0) commitSoon();
    },
    stop,
    clear() {
      stop();
      for (const id of [...table.ids()]) table.delete(id);
      store.commit();
    },
    get pending() {
      return table.size;
    },
  };
}

/** As it goes out once more. */
function repeated({ whenRepeated, ...delivery }: Delivery): Delivery {
  if (!whenRepeated) return delivery;
  const [first, again] = whenRepeated;
  return { ...delivery, body: delivery.body.replace(first, () => again) };
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
