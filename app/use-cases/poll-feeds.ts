/** The net under the pushes: asks each connection's feed when it is due, and slows down while nothing happens. */
import { sql } from 'kysely';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ContainerId } from '../../core/sync/ids.ts';
import { clearPast } from '../../platform/postgres/past.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
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
/** After a first failure. */
const FAILED_MS = 2_000;
/** More hints than this at once are a burst. */
const CROWD = 10;
/** So long a burst on the boards keeps Drive's question waiting. */
const PATIENCE_MS = 15_000;

/**
 * True when a question was put off: while a burst is written into a spreadsheet, Drive's pushes tell of little but these writes, and
 * each costs a question and a reading. One after the burst does.
 */
export async function pollFeeds(app: App, account: AccountId): Promise<boolean> {
  const { connections, containers } = await withAccount(app.db, account, async (tx) => {
    await clearPast(tx);
    return { connections: await readConnections(tx), containers: await readContainers(tx) };
  });
  const now = app.clock.now();
  const isBurst = containers.some((one) => one.vendor === 'monday' && one.hintSeq - one.readSeq > CROWD);
  let postponed = false;
  for (const connection of connections) {
    const due = connection.nextPollAt.getTime();
    if (!isOpen(connection, now) || due > now) continue;
    if (isBurst && connection.vendor === 'google' && connection.cursor !== null && now - due < PATIENCE_MS) {
      postponed = true;
      continue;
    }
    const own = containers.filter((one) => one.connection === connection.id);
    if (own.length === 0) {
      await withAccount(app.db, account, (tx) => schedule(app, tx, connection, 'quiet'));
      continue;
    }
    try {
      const { hints, cursor } = await app.vendors
        .feed(account, connection)
        .poll({ containers: own.map((one) => one.externalId), cursor: connection.cursor });
      const known = hints.flatMap((hint) => own.filter((one) => one.externalId === hint.container).map((one) => ({ ...hint, id: one.id })));
      await withAccount(app.db, account, async (tx) => {
        // In the order in which leases are taken.
        for (const hint of known.toSorted((a, b) => (a.id < b.id ? -1 : 1))) await addHints(tx, hint.id, hint.localIds, hint.told);
        // A first cursor starts now: what came after the first read of a container was told to nobody.
        const read = connection.cursor === null ? own.filter((one) => one.readSeq > 0) : [];
        for (const one of read) await addHints(tx, one.id, 'all');
        await sql`update connections set cursor = ${cursor} where id = ${connection.id}`.execute(tx);
        await hintBroken(tx, connection);
        await schedule(app, tx, connection, known.length > 0 ? 'active' : 'quiet');
      });
    } catch (error) {
      const code = error instanceof SyncError ? error.code : 'internal';
      app.log.warn({ account, connection: connection.id, code, err: code === 'internal' ? error : undefined }, 'a poll failed');
      await withAccount(app.db, account, (tx) => schedule(app, tx, connection, 'failed'));
      await noteTrouble(app, account, error);
    }
  }
  return postponed;
}

/** What couldn't be read as mapped is looked at again with each poll: it may have been a passing answer. */
async function hintBroken(tx: Tx, connection: ConnectionRow): Promise<void> {
  const { rows } = await sql<{ id: ContainerId }>`
    select distinct c.id from containers c join replicas r on r.account_id = c.account_id and r.container_id = c.id
    where c.connection_id = ${connection.id} and r.state = 'broken' and c.hint_seq = c.read_seq`.execute(tx);
  for (const { id } of rows) await addHints(tx, id, 'all');
}

/** After news in a minute; each quiet time in twice as long; after a failure soon, then in twice as long up to a minute. */
async function schedule(app: App, tx: Tx, connection: ConnectionRow, after: 'active' | 'quiet' | 'failed'): Promise<void> {
  const fixed = app.config.pollMs;
  const ms = (length: number) => sql`${length} * interval '1 millisecond'`;
  const every = {
    active: sql`${ms(FASTEST_MS)}`,
    quiet: sql`least(greatest(poll_every * 2, ${ms(FASTEST_MS)}), ${ms(SLOWEST_MS[connection.vendor])})`,
    failed: sql`case when poll_every >= ${ms(FASTEST_MS)} then ${ms(FAILED_MS)} else least(poll_every * 2, ${ms(FASTEST_MS - 1)}) end`,
  }[after];
  const length = fixed === null || after === 'failed' ? every : ms(fixed);
  // What a sweep came late by is taken off the next wait: else a five-minute poll under a minute's sweep comes every six.
  const next = after === 'failed' ? sql`now() + ${length}` : sql`greatest(next_poll_at + ${length}, now() + ${length} / 2)`;
  // A push that came meanwhile has set another time: the poll is due again.
  const justAfter = new Date(connection.nextPollAt.getTime() + 1);
  await sql`
    update connections set poll_every = ${every}, next_poll_at = ${next}
    where id = ${connection.id} and next_poll_at < ${justAfter}`.execute(tx);
}
