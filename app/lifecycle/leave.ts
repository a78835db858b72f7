/**
 * What follows from an uninstallation, in the account's own job: grants are given back to the vendors and their tokens
 * wiped at once; after a week, in which whoever comes back finds all as it was, everything of the account is deleted.
 */
import { sql } from 'kysely';
import { revokeRequest as revokeGoogle } from '../../connectors/google-sheets/auth.ts';
import { revokeRequest as revokeMonday } from '../../connectors/monday/auth.ts';
import type { Lifecycle } from '../../core/accounts/lifecycle.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { forgetAccount } from '../use-cases/connect.ts';
import type { ConnectionRow, StoredTokens } from '../vendors/connections.ts';
import { readConnections, takeTokens } from '../vendors/connections.ts';
import { vendorApps } from '../vendors/deps.ts';

/** True when the account may be synced. Else what is left to do for it has been done, or its time hasn't come. */
export async function mayWork(app: App, account: AccountId): Promise<boolean> {
  const { rows } = await withAccount(app.db, account, (tx) =>
    sql<{ lifecycle: Lifecycle; left: boolean; over: boolean }>`
      select lifecycle, left_at is not null as left, coalesce(left_at < now() - interval '7 days', false) as over from accounts`.execute(
      tx,
    ),
  );
  const [row] = rows;
  if (row?.lifecycle !== 'uninstalled') return row?.lifecycle === 'active';
  if (row.over) await deleteAccount(app, account);
  else if (!row.left) await giveBack(app, account);
  return false;
}

/** Best effort at the vendors; the tokens are wiped here whatever they answer. */
async function giveBack(app: App, account: AccountId): Promise<void> {
  for (const connection of await withAccount(app.db, account, readConnections)) {
    await attempt(app, account, connection, () => stopChannels(app, account, connection));
    const tokens = await withAccount(app.db, account, (tx) => takeTokens(tx, app, account, connection));
    await attempt(app, account, connection, () => revoke(app, connection, tokens));
  }
  await withAccount(app.db, account, async (tx) => {
    // monday's webhooks went with the app; those of its next installation are new ones.
    await sql`update containers set subscribed = vendor <> 'monday', subscriptions = '[]'`.execute(tx);
    await sql`update connections set subscriptions = '[]', cursor = null`.execute(tx);
    await sql`update accounts set left_at = now() where lifecycle = 'uninstalled'`.execute(tx);
  });
}

async function stopChannels(app: App, account: AccountId, connection: ConnectionRow): Promise<void> {
  if (connection.vendor === 'google') await app.vendors.feed(account, connection).unsubscribe(connection.subscriptions);
}

/** Atlassian has no such call: its tokens end by themselves. */
async function revoke(app: App, { vendor }: ConnectionRow, { accessToken, refreshToken }: StoredTokens): Promise<void> {
  const token = refreshToken ?? accessToken;
  const { monday, google } = vendorApps(app);
  if (vendor === 'monday') await app.fetch(revokeMonday(monday, token));
  if (vendor === 'google') await app.fetch(revokeGoogle(google, token));
}

async function attempt(app: App, account: AccountId, { vendor }: ConnectionRow, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    app.log.warn({ account, vendor, code: error instanceof SyncError ? error.code : 'no-answer' }, 'a grant was not given back whole');
  }
}

/** Nothing with its id is left. While a late run holds a container it is tried again by the next sweep. */
async function deleteAccount(app: App, account: AccountId): Promise<void> {
  if (!(await forgetAccount(app, account))) return;
  await withAccount(app.db, account, (tx) => sql`delete from accounts where lifecycle = 'uninstalled'`.execute(tx));
}
