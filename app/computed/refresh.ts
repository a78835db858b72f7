/** Keeps computed replicas up to date by the ordinary path: hints that have them read again, nothing else. */
import { dayIn } from '../../core/accounts/day.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { readStaleness, refreshFigures } from '../../platform/postgres/figures.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';

/**
 * Has the account's computed containers read again when a mirror they are made from changed, or a day began. One query
 * when neither did. The mark goes in the transaction that adds the hints, before anything is read: a change that comes
 * later sets it again.
 */
export async function refreshComputed(app: Pick<App, 'db' | 'clock'>, account: AccountId): Promise<void> {
  await withAccount(app.db, account, async (tx) => {
    const stale = await readStaleness(tx);
    if (stale === null) return;
    const today = dayIn(app.clock.now(), stale.timeZone ?? 'UTC');
    if (stale.dirty || stale.day !== today) await refreshFigures(tx, today);
  });
}
