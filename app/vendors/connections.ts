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
  /** Grows with each consent, which may be another person's. */
  readonly grant: number;
  /** Confluence's site; Google's user, as a hash: his limits are one over all accounts that he connected. */
  readonly facts: { readonly cloudId?: string; readonly user?: string };
  readonly cursor: string | null;
  readonly nextPollAt: Date;
  /** The vendor asked to be left alone until then. */
  readonly waitUntil: Date | null;
  readonly subscriptions: readonly StoredSubscription[];
}

/** What tells one person's grant from another's. */
export type Grant = Pick<ConnectionRow, 'id' | 'vendor' | 'grant' | 'facts'>;

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

/** Asks the vendor for tokens that take the place of one without an end, which stays good; null: it goes on as it is. */
export type Replace = (accessToken: string) => Promise<StoredTokens | null>;

/** Tokens are renewed this long before they end. */
const EARLY_MS = 60_000;

/** All connections of the account; closed ones while it may not be worked for. */
export async function readConnections(tx: Tx): Promise<readonly ConnectionRow[]> {
  const { rows } = await sql<ConnectionRow>`
    select id, vendor, case when (select lifecycle from accounts) = 'active' then state else 'reconnect' end as state, grant_no as grant, facts, cursor, next_poll_at as "nextPollAt", wait_until as "waitUntil", subscriptions
    from connections order by id`.execute(tx);
  return rows;
}

/** Whether the vendor may be called through it at `now` (ms). */
export const isOpen = (connection: Pick<ConnectionRow, 'state' | 'waitUntil'>, now: number): boolean =>
  connection.state === 'live' && (connection.waitUntil === null || connection.waitUntil.getTime() <= now);

/**
 * A valid access token of a connection. Renewing happens under the row's lock and the new tokens are stored before they
 * are used: of many callers, in many processes, one asks the vendor (F34); those of one process share one look. When the
 * grant is gone the connection says so in the same transaction, and nobody asks again until a person has reconnected.
 * Throws `unauthorized` then. A token without an end is replaced in the same way, where the vendor has something for it; a
 * process that didn't get it goes on with the old one, which it knows from then on.
 */
export function tokenSource(
  app: Keeping,
  { refresh, replace }: { readonly refresh: Refresh; readonly replace: Replace },
  account: AccountId,
  connection: Pick<ConnectionRow, 'id' | 'vendor'>,
): (renew?: { readonly rejected: string }) => Promise<string> {
  let known: StoredTokens | null = null;
  let looking: Promise<string> | null = null;
  const fits = (tokens: StoredTokens, rejected: string | undefined): boolean =>
    tokens.accessToken !== rejected && (tokens.expiresAt === null || tokens.expiresAt - EARLY_MS > app.clock.now());

  const look = async (rejected: string | undefined): Promise<string> => {
    known = await withAccount(app.db, account, async (tx) => {
      const { tokens, state } = await lockTokens(tx, app, account, connection);
      if (state === 'reconnect') return null;
      if (fits(tokens, rejected)) {
        if (!isEndless(tokens)) return tokens;
        const pair = await replace(tokens.accessToken);
        if (pair !== null) await storeTokens(tx, app, account, connection, pair);
        return pair ?? tokens;
      }
      const fresh = await renewed(refresh, connection.vendor, tokens);
      if (fresh === null) await markReconnect(tx, connection.id);
      else await storeTokens(tx, app, account, connection, fresh);
      return fresh;
    });
    if (known === null) throw unauthorized(connection.vendor);
    return known.accessToken;
  };

  return async (renew) => {
    for (;;) {
      if (known !== null && fits(known, renew?.rejected)) return known.accessToken;
      const joined = looking !== null;
      looking ??= look(renew?.rejected).finally(() => {
        looking = null;
      });
      const token = await looking;
      // Whoever looked before us may not have known that this one was refused.
      if (!joined || token !== renew?.rejected) return token;
    }
  };
}

const isEndless = ({ refreshToken, expiresAt }: StoredTokens): boolean => refreshToken === null && expiresAt === null;

/** Null: the grant is gone for good. */
async function renewed(refresh: Refresh, vendor: Vendor, tokens: StoredTokens): Promise<StoredTokens | null> {
  if (tokens.refreshToken === null) return null;
  try {
    return await refresh(vendor, tokens.refreshToken);
  } catch (error) {
    if (error instanceof SyncError && error.next.kind === 'reconnect') return null;
    throw error;
  }
}

/** Only a person's consent ends this state. */
export async function markReconnect(tx: Tx, connection: ConnectionId): Promise<void> {
  await sql`update connections set state = 'reconnect' where id = ${connection}`.execute(tx);
}

/** Longest wait that we come to by ourselves, ms; a vendor may ask for a longer one. */
const LONGEST_WAIT_MS = 64_000;

/** The vendor is left alone for so long; for twice the last time where it refuses again soon after (not where we held back by ourselves). */
export async function markWait(
  tx: Tx,
  connection: ConnectionId,
  afterMs: number,
  why: string,
  by: 'vendor' | 'us' = 'vendor',
): Promise<void> {
  await sql`
    update connections set wait_why = ${why}, wait_ms = w.ms, wait_until = now() + w.ms * interval '1 millisecond'
    from (select id, greatest(${Math.ceil(afterMs)}::bigint, case when ${by} = 'vendor' and now() < wait_until + 2 * wait_ms * interval '1 millisecond'
        then least(2 * wait_ms, ${LONGEST_WAIT_MS}) else 0 end) as ms
      from connections where id = ${connection}) w
    where connections.id = w.id and (wait_until is null or wait_until < now() + w.ms * interval '1 millisecond')`.execute(tx);
}

/**
 * Adds or replaces the account's connection to a vendor. Another person may have consented: where changes were read up to,
 * and channels that were opened, are the earlier grant's.
 */
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
    on conflict (account_id, id) do update set sealed = excluded.sealed, facts = excluded.facts, state = 'live',
      access_expires_at = excluded.access_expires_at, next_poll_at = now(), wait_until = null, grant_no = connections.grant_no + 1,
      cursor = null, subscribe_at = now(), subscriptions = (
        select coalesce(jsonb_agg(one || '{"expiresAt": 0}'), '[]') from jsonb_array_elements(connections.subscriptions) one)`.execute(tx);
}

/** Takes a connection's tokens out, so that nobody has them but the caller, who gives the grant back. */
export async function takeTokens(
  tx: Tx,
  app: Pick<Keeping, 'seal'>,
  account: AccountId,
  connection: Pick<ConnectionRow, 'id' | 'vendor'>,
): Promise<StoredTokens> {
  const { tokens } = await lockTokens(tx, app, account, connection);
  await storeTokens(tx, app, account, connection, { accessToken: '', refreshToken: null, expiresAt: 0 });
  await markReconnect(tx, connection.id);
  return tokens;
}

async function lockTokens(
  tx: Tx,
  app: Pick<Keeping, 'seal'>,
  account: AccountId,
  connection: Pick<ConnectionRow, 'id' | 'vendor'>,
): Promise<{ readonly tokens: StoredTokens; readonly state: ConnectionRow['state'] }> {
  const { rows } = await sql<{
    sealed: string;
    state: ConnectionRow['state'];
  }>`select sealed, state from connections where id = ${connection.id} for update`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw unauthorized(connection.vendor);
  const opened = app.seal.open(row.sealed, { accountId: account, provider: connection.vendor, column: 'sealed' });
  return { tokens: storedTokens.parse(JSON.parse(opened)), state: row.state };
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
