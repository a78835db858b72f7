/**
 * How urgent the work is in which a call is made. It goes along with the work (as Node's async context does), because a
 * connector that reads a board doesn't know who waits for it, and is the same one for all who do.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Urgency } from './budgets.ts';

const current = new AsyncLocalStorage<Urgency>();

/** Runs `work`, and all that it starts, as urgent as this. */
export const asUrgent = <T>(urgency: Urgency, work: () => T): T => current.run(urgency, work);

/** Outside any: a change that travels. */
export const urgencyNow = (): Urgency => current.getStore() ?? 'live';
