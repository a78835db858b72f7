/**
 * `Idempotency-Key` on mutations (developer.monday.com/api-reference/docs/idempotency, 2026-09): the first answer is kept
 * 30 minutes and given again; while the first is still running, a second gets 409. Keys are apart for each token's owner.
 */
import type { Table } from '../../world/world.ts';
import type { Actor, Core } from '../core.ts';
import { MondayError } from './errors.ts';

const KEPT_MS = 30 * 60_000;
const PRUNE_AT = 2000;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface KeptAnswer extends Answer {
  readonly at: number;
}

export interface Idempotency {
  /** The answer that was given under the key, if it still stands; throws 409 while the first is running. */
  recall(actor: Actor, key: string): Answer | undefined;
  begin(actor: Actor, key: string): void;
  /** Keeps the answer; the caller commits. */
  keep(actor: Actor, key: string, answer: Answer): void;
  end(actor: Actor, key: string): void;
}

export function openIdempotency(core: Core): Idempotency {
  const table = core.world.store.table<KeptAnswer>('monday.idempotency');
  const running = new Set<string>();
  const nameOf = (actor: Actor, key: string): string => `${actor.person.accountId} ${actor.person.mondayId} ${actor.app ?? ''} ${key}`;
  return {
    recall(actor, key) {
      const name = nameOf(actor, key);
      if (running.has(name)) {
        throw new MondayError('IDEMPOTENCY_CONFLICT', 'A request with the same idempotency key is still being processed', {
          status: 409,
          headers: { 'retry-after': '1' },
          more: { retry_in_seconds: 1 },
        });
      }
      const kept = table.get(name);
      return kept && core.world.clock.now() - kept.at < KEPT_MS ? { status: kept.status, body: kept.body } : undefined;
    },
    begin: (actor, key) => void running.add(nameOf(actor, key)),
    keep(actor, key, answer) {
      if (table.size >= PRUNE_AT) prune(table, core.world.clock.now());
      table.set(nameOf(actor, key), { ...answer, at: core.world.clock.now() });
    },
    end: (actor, key) => void running.delete(nameOf(actor, key)),
  };
}

function prune(table: Table<KeptAnswer>, now: number): void {
  for (const name of [...table.ids()]) {
    const kept = table.get(name);
    if (kept && now - kept.at >= KEPT_MS) table.delete(name);
  }
}
