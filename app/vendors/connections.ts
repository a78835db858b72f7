/** Connections of an account: which vendor, whose grant, and tokens that are always valid when handed out. */
import { sql } from 'kysely';
import { z } from 'zod';
import { SyncError, unauthorized } from '../../core/sync/errors.ts';
import type { AccountId, ConnectionId } from '../../core/sync/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, json, type Tx } from '../../platform/postgres/sync/context.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { Seal } from '../../platform/seal.ts';

export type Vendor = 'monday' | 'google' | 'confluence';

/** What keeping tokens takes of the app. */
interface Keeping {
  readonly db: Database;
  readonly seal: Seal;
  readonly clock: Clock;
}

export interface ConnectionRow {
  readonly id: ConnectionId;
  readonly vendor: Vendor;
  readonly state: 'live' | 'reconnect';
  readonly facts: { readonly cloudId?: string };
  readonly cursor: string | null;
  readonly nextPollAt: Date;
  readonly subscriptions: readonly StoredSubscription[];
}

export interface StoredSubscription {
  readonly id: string;
  readonly resource: string | null;
  readonly expiresAt: number | null;
  /** Drive's channel token, which each push must carry. */
  readonly secret?: string;
}

export const storedTokens = z.object({ accessToken: z.string(), refreshToken: z.string().nullable(), expiresAt: z.number().nullable() });
export type StoredTokens = z.infer<typeof storedTokens>;

/** Asks the vendor for new tokens; what it answers replaces the old ones at once. */
export type Refresh = (vendor: Vendor, refreshToken: string) => Promise<StoredTokens>;

/** Tokens are renewed this long before they end. */
const EARLY_MS = 60_000;

export async function readConnections(tx: Tx): Promise<readonly ConnectionRow[]> {
  const { rows } = await sql<ConnectionRow>`
    select id, vendor, state, facts, cursor, next_poll_at as "nextPollAt", subscriptions from connections order by id`.execute(tx);
  return rows;
}

/**
 * A valid access token of a connection. Renewing happens under the row's lock and the new tokens are stored before they
 * are used: of many callers, in many processes, one asks the vendor (F34). Throws `unauthorized` when the grant is gone.
 */
export function tokenSource(
  app: Keeping,
  refresh: Refresh,
  account: AccountId,
  connection: Pick<ConnectionRow, 'id' | 'vendor'>,
): (renew?: { readonly rejected: string }) => Promise<string> {
  let known: StoredTokens | null = null;
  const fits = (tokens: StoredTokens, rejected: string | undefined): boolean =>
    tokens.accessToken !== rejected && (tokens.expiresAt === null || tokens.expiresAt - EARLY_MS > app.clock.now());
  return async (renew) => {
    if (known !== null && fits(known, renew?.rejected)) return known.accessToken;
    const renewed = await withAccount(app.db, account, async (tx) => {
      const stored = await lockTokens(tx, app, account, connection);
      if (fits(stored, renew?.rejected)) return stored;
      if (stored.refreshToken === null) return null;
      const fresh = await refresh(connection.vendor, stored.refreshToken).catch((error: unknown) => {
        if (error instanceof SyncError && error.next.kind === 'reconnect') return null;
        throw error;
      });
      if (fresh !== null) await storeTokens(tx, app, account, connection, fresh);
      return fresh;
    });
    known = renewed;
    if (renewed !== null) return renewed.accessToken;
    await withAccount(app.db, account, (tx) => sql`update connections set state = 'reconnect' where id = ${connection.id}`.execute(tx));
    throw unauthorized(connection.vendor);
  };
}

/** Adds or replaces the account's connection to a vendor. */
export async function saveConnection(
  tx: Tx,
  app: Pick<Keeping, 'seal'>,
  account: AccountId,
  connection: { readonly id: ConnectionId; readonly vendor: Vendor; readonly facts: ConnectionRow['facts'] },
  tokens: StoredTokens,
): Promise<void> {
  await sql`
    insert into connections (id, vendor, sealed, facts, access_expires_at)
    values (${connection.id}, ${connection.vendor}, ${sealed(app, account, connection.vendor, tokens)}, ${json(connection.facts)}, ${expiry(tokens)})
    on conflict (account_id, id) do update set sealed = excluded.sealed, facts = excluded.facts, state = 'live', access_expires_at = excluded.access_expires_at`.execute(
    tx,
  );
}

async function lockTokens(
  tx: Tx,
  app: Pick<Keeping, 'seal'>,
  account: AccountId,
  connection: Pick<ConnectionRow, 'id' | 'vendor'>,
): Promise<StoredTokens> {
  const { rows } = await sql<{ sealed: string }>`select sealed from connections where id = ${connection.id} for update`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw unauthorized(connection.vendor);
  return storedTokens.parse(JSON.parse(app.seal.open(row.sealed, { accountId: account, provider: connection.vendor, column: 'sealed' })));
}

async function storeTokens(
  tx: Tx,
  app: Pick<Keeping, 'seal'>,
  account: AccountId,
  connection: Pick<ConnectionRow, 'id' | 'vendor'>,
  tokens: StoredTokens,
): Promise<void> {
  await sql`update connections set sealed = ${sealed(app, account, connection.vendor, tokens)}, access_expires_at = ${expiry(tokens)}
    where id = ${connection.id}`.execute(tx);
}

const sealed = (app: Pick<Keeping, 'seal'>, account: AccountId, vendor: Vendor, tokens: StoredTokens): string =>
  app.seal.seal(JSON.stringify(tokens), { accountId: account, provider: vendor, column: 'sealed' });

const expiry = (tokens: StoredTokens): Date | null => (tokens.expiresAt === null ? null : new Date(tokens.expiresAt));
