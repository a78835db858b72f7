/** From a bearer token to an account and a person. */
import { sql } from 'kysely';
import { verifySessionToken } from '../../connectors/monday/auth.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import { holderOf } from './connect.ts';

export interface Caller {
  readonly account: AccountId;
  /** The hub's person id. */
  readonly person: string;
  /** The account's own: a program with its API token, an administrator of the hub. Others see their own personal figures only. */
  readonly owns: boolean;
  /** Viewers look and change nothing. */
  readonly readOnly: boolean;
}

/** @throws Problem `forbidden` to viewers, `lapsed` to everybody while the subscription is over */
export async function checkMayChange(app: App, { account, readOnly }: Caller): Promise<void> {
  if (readOnly) throw new Problem('forbidden', 403);
  const { rows } = await withAccount(app.db, account, (tx) => sql`select from accounts where lifecycle = 'lapsed'`.execute(tx));
  if (rows.length > 0) throw new Problem('lapsed', 403);
}

/** Null for whatever isn't a token of ours or of monday's for our app. */
export async function identify(app: App, token: string): Promise<Caller | null> {
  if (token.startsWith('evk_')) {
    const holder = await holderOf(app, token);
    return holder === null ? null : { ...holder, owns: true, readOnly: false };
  }
  for (const clientSecret of app.config.monday.clientSecrets) {
    const viewer = await verifySessionToken(token, { clientSecret, clientId: app.config.monday.clientId, now: app.clock.now() });
    if (viewer === null) continue;
    const { rows } = await sql<{ id: AccountId | null }>`select account_of_external(${viewer.accountId}) as id`.execute(app.db);
    const account = rows[0]?.id;
    return account ? { account, person: viewer.userId, owns: viewer.isAdmin && !viewer.isGuest, readOnly: viewer.isViewOnly } : null;
  }
  return null;
}
