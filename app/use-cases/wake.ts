import type { AccountId } from '../../core/sync/ids.ts';
import type { App } from '../app.ts';

/** Wakes the account's sync. The fact is stored already: a queue that is away costs time, the sweeper finds it. */
export async function wakeAccount(app: App, account: AccountId): Promise<void> {
  await app.queue
    .wake('sync', account, { hasten: true })
    .catch((error: unknown) => app.log.warn({ err: error, account }, 'the queue could not be reached'));
}
