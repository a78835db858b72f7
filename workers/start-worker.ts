/** A worker takes wake-ups and runs one use-case each; beside that it sweeps for work whose wake-up was lost. */
import type { App } from '../app/app.ts';
import { sweep } from '../app/use-cases/sweep.ts';
import { syncAccount } from '../app/use-cases/sync-account.ts';
import { SyncError } from '../core/sync/errors.ts';
import type { AccountId } from '../core/sync/ids.ts';
import { brandAs } from '../core/sync/ids.ts';
import { Pace } from './pace.ts';
import { verdict } from './verdict.ts';

/** Accounts that one process serves at the same time. */
const CONCURRENCY = 8;

export interface Worker {
  stop(): void;
}

/** Resolves when the worker takes wake-ups. The caller closes the app after `stop`. */
export async function startWorker(app: App): Promise<Worker> {
  const pace = new Pace();
  const handle = async (id: string, run: { readonly signal: AbortSignal }): Promise<void> => {
    const began = app.clock.now();
    const wait = pace.waitOf(id, began);
    if (wait > 0) throw new SyncError('paced', { kind: 'retry-after', afterMs: wait });
    let records = 0;
    const heard = (count: number): void => {
      records += count;
    };
    await syncAccount(app, brandAs<AccountId>(id), run.signal, heard).finally(() => pace.hasRead(id, records, began));
  };
  await app.queue.work('sync', handle, { concurrency: CONCURRENCY, verdict });
  const look = (): void => void sweep(app).catch((error: unknown) => app.log.warn({ err: error }, 'a sweep failed'));
  look();
  const timer = setInterval(look, app.config.sweepMs);
  return { stop: () => clearInterval(timer) };
}
