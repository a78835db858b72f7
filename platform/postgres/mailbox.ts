/** Vendor events as they came. Stored before they are answered; an event that is delivered again is stored once. */
import { sql } from 'kysely';
import type { ContainerId } from '../../core/sync/ids.ts';
import { json, type Tx } from './sync/context.ts';

/** True when the event is new. False also for a container that is being forgotten: nobody will ask for it any more. */
export async function putInMailbox(tx: Tx, container: ContainerId, eventId: string, body: unknown): Promise<boolean> {
  const { rows } = await sql`
    insert into mailbox (container_id, event_id, body)
      select id, ${eventId}, ${json(body)} from containers where id = ${container} for key share
    on conflict (account_id, container_id, event_id) do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export async function readMailbox(tx: Tx, container: ContainerId, since: Date): Promise<readonly unknown[]> {
  const { rows } = await sql<{
    body: unknown;
  }>`select body from mailbox where container_id = ${container} and at >= ${since} order by id desc limit 5000`.execute(tx);
  return rows.map((row) => row.body);
}

/** Events are kept as long as a vendor may deliver them again. */
export async function clearMailbox(tx: Tx): Promise<void> {
  await sql`delete from mailbox where at < now() - interval '2 hours'`.execute(tx);
}
