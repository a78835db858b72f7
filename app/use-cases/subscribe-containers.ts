/** Subscribes boards to webhooks and Google connections to Drive's changes, once; renews what runs out. */
import { sql } from 'kysely';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { json } from '../../platform/postgres/sync/context.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import type { ConnectionRow, StoredSubscription } from '../vendors/connections.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';
import { noteTrouble } from './note-trouble.ts';

/** A channel is renewed this long before it ends; the old one overlaps. */
const RENEW_MS = 3_600_000;
/** A subscription that failed is tried again after this long: until then the poll finds what changes. */
const RETRY_MS = 600_000;

interface Waiting {
  readonly id: string;
  readonly vendor: 'monday' | 'google' | 'confluence';
  readonly externalId: string;
  readonly connection: string;
  readonly hook: string;
  /** Of an earlier grant. */
  readonly subscriptions: readonly StoredSubscription[];
}

export async function subscribeContainers(app: App, account: AccountId): Promise<void> {
  const { waiting, connections } = await withAccount(app.db, account, async (tx) => ({
    waiting: (
      await sql<Waiting>`select id, vendor, external_id as "externalId", connection_id as connection, hook, subscriptions from containers
        where not subscribed and subscribe_at <= now() and connection_id is not null order by id`.execute(tx)
    ).rows,
    connections: await readConnections(tx),
  }));
  for (const container of waiting) {
    const connection = connections.find((one) => one.id === container.connection);
    if (connection === undefined || !isOpen(connection, app.clock.now())) continue;
    await laterAgain(app, account, 'containers', container.id);
    await attempt(app, account, () => subscribeOne(app, account, container, connection));
  }
  for (const connection of connections) {
    if (connection.vendor !== 'google' || !isOpen(connection, app.clock.now()) || !(await hasContainers(app, account, connection)))
      continue;
    const ends = connection.subscriptions[0]?.expiresAt ?? 0;
    if (ends - RENEW_MS > app.clock.now() || !(await laterAgain(app, account, 'connections', connection.id))) continue;
    await attempt(app, account, () => watchDrive(app, account, connection));
  }
}

async function subscribeOne(app: App, account: AccountId, container: Waiting, connection: ConnectionRow): Promise<void> {
  const subscriptions =
    container.vendor === 'monday'
      ? await app.vendors
          .feed(account, connection)
          .subscribe({ container: container.externalId, url: mondayHook(app, container.hook), secret: container.hook })
      : [];
  await withAccount(app.db, account, async (tx) => {
    await sql`update containers set subscribed = true, subscriptions = ${json(subscriptions)} where id = ${container.id}`.execute(tx);
    // What happened between the first read and the subscription was told to nobody.
    await addHints(tx, container.id as Parameters<typeof addHints>[1], 'all');
  });
  if (container.subscriptions.length > 0)
    await attempt(app, account, () => app.vendors.feed(account, connection).unsubscribe(container.subscriptions));
}

/**
 * A channel can't be renewed: the next one is opened before it ends, and it runs out beside that one, so that what it has
 * still to tell is heard. Where it ran out before, nobody told what happened meanwhile: it is asked for at once.
 */
async function watchDrive(app: App, account: AccountId, connection: ConnectionRow): Promise<void> {
  const feed = app.vendors.feed(account, connection);
  const running = connection.subscriptions.filter((one) => (one.expiresAt ?? 0) > app.clock.now());
  const lapsed = connection.subscriptions.length > 0 && running.length === 0;
  const ofEarlierGrant = connection.subscriptions.filter((one) => one.expiresAt === 0);
  const secret = app.random.secret(24);
  const subscriptions = await feed.subscribe({ container: null, url: driveHook(app, account), secret, cursor: connection.cursor });
  const open = [...subscriptions.map((one) => ({ ...one, secret })), ...running];
  await withAccount(app.db, account, (tx) =>
    sql`update connections set subscriptions = ${json(open)},
      next_poll_at = case when ${lapsed} then least(next_poll_at, now()) else next_poll_at end
      where id = ${connection.id}`.execute(tx),
  );
  if (ofEarlierGrant.length > 0) await attempt(app, account, () => feed.unsubscribe(ofEarlierGrant));
}

/** True when it is time to try; the next try is later then. */
async function laterAgain(app: App, account: AccountId, table: 'containers' | 'connections', id: string): Promise<boolean> {
  const { rows } = await withAccount(app.db, account, (tx) =>
    sql`update ${sql.table(table)} set subscribe_at = now() + ${RETRY_MS} * interval '1 millisecond'
      where id = ${id} and subscribe_at <= now() returning id`.execute(tx),
  );
  return rows.length > 0;
}

async function hasContainers(app: App, account: AccountId, connection: ConnectionRow): Promise<boolean> {
  const { rows } = await withAccount(app.db, account, (tx) =>
    sql`select 1 from containers where connection_id = ${connection.id} limit 1`.execute(tx),
  );
  return rows.length > 0;
}

/** Subscriptions are a comfort: without one, the poll finds what changed. */
async function attempt(app: App, account: AccountId, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    app.log.warn({ account, code: error.code, data: error.data }, 'a subscription failed');
    await noteTrouble(app, account, error);
  }
}

/** Where monday sends a board's events; the last part says which container and can't be guessed. */
export const mondayHook = (app: Pick<App, 'config'>, hook: string): string => `${app.config.publicUrl}/webhooks/monday/${hook}`;
const driveHook = (app: Pick<App, 'config'>, account: AccountId): string => `${app.config.publicUrl}/webhooks/drive/${account}`;
