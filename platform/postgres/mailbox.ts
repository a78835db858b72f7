/** Vendor events as they came. Stored before they are answered; an event that is delivered again is stored once. */
import { sql } from 'kysely';
import type { ContainerId } from '../../core/sync/ids.ts';
import { json, type Tx } from './sync/context.ts';

/** The ids of those that are new. None for a container that is being forgotten: nobody will ask for it any more. */
export async function putInMailbox(
  tx: Tx,
  container: ContainerId,
  events: readonly { readonly id: string; readonly body: unknown }[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with place as (select id from containers where id = ${container} for key share)
    insert into mailbox (container_id, event_id, body)
      select place.id, e.id, e.body from place, jsonb_to_recordset(${json(events.map(({ id, body }) => ({ id, body })))}) as e(id text, body jsonb)
    on conflict (account_id, container_id, event_id) do nothing returning event_id as id`.execute(tx);
  return rows.map((row) => row.id);
}

export async function readMailbox(tx: Tx, container: ContainerId, since: Date): Promise<readonly unknown[]> {
  const { rows } = await sql<{
    body: unknown;
  }>`select body from mailbox where container_id = ${container} and at >= ${since} order by id desc limit 5000`.execute(tx);
  return rows.map((row) => row.body);
}
