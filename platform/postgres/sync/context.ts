/** What every statement family of the sync store is given: one transaction of one account. */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { SyncError } from '../../../core/sync/errors.ts';
import type { Lease } from '../../../core/sync/store.ts';

export type Database = Kysely<unknown>;
export type Tx = Transaction<unknown>;

/**
 * Refuses the transaction when one of the leases isn't the caller's any more. The rows are locked until commit, so a
 * new holder can't slip in between the check and the write.
 */
export async function fence(tx: Tx, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return;
  const held = await sql<{ id: string }>`
    select c.id from containers c
    join jsonb_to_recordset(${json(leases)}) as l(container text, holder text, token bigint)
      on c.id = l.container and c.lease_holder = l.holder and c.lease_token = l.token
    order by c.id for key share of c`.execute(tx);
  if (held.rows.length !== leases.length) throw new SyncError('lease-lost', { kind: 'replan' }, { containers: leases.length });
}

/** A value as one jsonb parameter. */
export const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`;
