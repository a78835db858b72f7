/** The engine of one account, made of the app's parts. */
import { hash as digest } from 'node:crypto';
import type { Engine } from '../core/sync/engine.ts';
import type { AccountId, IntentId, RecordKey, RunId } from '../core/sync/ids.ts';
import { brandAs } from '../core/sync/ids.ts';
import type { App } from './app.ts';

export function engineOf(app: App, account: AccountId): Engine {
  return {
    store: app.store(account),
    // Not the process alone: a run that the queue took for dead goes on beside its second start, in one process.
    holder: `${app.holder} ${app.random.uuid()}`,
    callTimeoutMs: app.config.callTimeoutMs,
    now: () => app.clock.now(),
    repeat: (everyMs, task) => {
      const timer = setInterval(
        () => void task().catch((error: unknown) => app.log.debug({ err: error, account }, 'a lease could not be extended')),
        everyMs,
      );
      return () => clearInterval(timer);
    },
    gate: (mayCall, work) => app.gate.run(mayCall, work),
    mint: {
      run: () => brandAs<RunId>(app.random.uuid()),
      intent: () => brandAs<IntentId>(app.random.uuid()),
      rowKey: () => asKey(app.random.uuid()),
      keyOf,
    },
    hash,
    log: (event, data) => app.log.debug({ account, ...data }, event),
  };
}

/** Always the same key for the same birth: a create repeated after a crash is the same create. */
export const keyOf: Engine['mint']['keyOf'] = (pair, side, localId) => asKey(hash(`${pair} ${side} ${localId}`));

/** 32 hexadecimal digits: 128 bits are enough to tell records apart. */
export const hash = (text: string): string => digest('sha256', text, 'hex').slice(0, 32);

/** Keys are `ek` and lower-case letters and digits (`core/sync/identity/rows.ts`). */
const asKey = (seed: string): RecordKey => brandAs<RecordKey>(`ek${seed.replaceAll('-', '').padStart(24, '0')}`);
