import type { AccountId } from '../../core/sync/ids.ts';
import type { App } from '../app.ts';

/** A queue that answers later than this counts as away: nobody who asked us something waits for it. */
const PATIENCE_MS = 1_000;

/** Wakes the account's sync. The fact is stored already: a queue that is away costs time, the sweeper finds it. Never rejects. */
export async function wakeAccount(app: App, account: AccountId): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  const woken = app.queue
    .wake('sync', account, { hasten: true })
    .catch((error: unknown) => app.log.warn({ err: error, account }, 'the queue could not be reached'));
  await Promise.race([woken, late]);
  clearTimeout(timer);
}
