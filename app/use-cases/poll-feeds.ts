/** The net under the pushes: asks each connection's feed when it is due, and slows down while nothing happens. */
import { sql } from 'kysely';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { clearMailbox } from '../../platform/postgres/mailbox.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { readContainers } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import type { ConnectionRow, Vendor } from '../vendors/connections.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';
import { noteTrouble } from './note-trouble.ts';

/** A quiet feed is asked half as often each time, down to this. */
const SLOWEST_MS: Readonly<Record<Vendor, number>> = { monday: 3_600_000, google: 300_000, confluence: 1_200_000 };
const FASTEST_MS = 60_000;

export async function pollFeeds(app: App, account: AccountId): Promise<void> {
  const { connections, containers } = await withAccount(app.db, account, async (tx) => {
    await clearMailbox(tx);
    return { connections: await readConnections(tx), containers: await readContainers(tx) };
  });
  const now = app.clock.now();
  for (const connection of connections) {
    if (!isOpen(connection, now) || connection.nextPollAt.getTime() > now) continue;
    const own = containers.filter((one) => one.connection === connection.id);
    if (own.length === 0) {
      await withAccount(app.db, account, (tx) => schedule(app, tx, connection, false));
      continue;
    }
    try {
      const { hints, cursor } = await app.vendors
        .feed(account, connection)
        .poll({ containers: own.map((one) => one.externalId), cursor: connection.cursor });
      const known = hints.flatMap((hint) =>
        own.filter((one) => one.externalId === hint.container).map((one) => ({ id: one.id, localIds: hint.localIds })),
      );
      await withAccount(app.db, account, async (tx) => {
        for (const hint of known) await addHints(tx, hint.id, hint.localIds);
        await sql`update connections set cursor = ${cursor} where id = ${connection.id}`.execute(tx);
        await schedule(app, tx, connection, known.length > 0);
      });
    } catch (error) {
      const code = error instanceof SyncError ? error.code : 'internal';
      app.log.warn({ account, connection: connection.id, code, err: code === 'internal' ? error : undefined }, 'a poll failed');
      await withAccount(app.db, account, (tx) => schedule(app, tx, connection, true));
      await noteTrouble(app, account, error);
    }
  }
}

async function schedule(app: App, tx: Parameters<typeof readConnections>[0], connection: ConnectionRow, active: boolean): Promise<void> {
  const fixed = app.config.pollMs;
  const slowest = SLOWEST_MS[connection.vendor];
  // A push that came meanwhile has set another time: the poll is due again.
  const justAfter = new Date(connection.nextPollAt.getTime() + 1);
  await sql`
    update connections set
      poll_every = case when ${active} then ${FASTEST_MS} * interval '1 millisecond' else least(poll_every * 2, ${slowest} * interval '1 millisecond') end,
      next_poll_at = now() + coalesce(${fixed}::bigint * interval '1 millisecond', case when ${active} then ${FASTEST_MS} * interval '1 millisecond' else poll_every end)
    where id = ${connection.id} and next_poll_at < ${justAfter}`.execute(tx);
}
