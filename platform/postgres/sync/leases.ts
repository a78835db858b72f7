import { sql } from 'kysely';
import { SyncError } from '../../../core/sync/errors.ts';
import type { ContainerId } from '../../../core/sync/ids.ts';
import type { Lease } from '../../../core/sync/store.ts';
import { json, type Tx } from './context.ts';

/**
 * Takes what is free or lapsed; a new holder gets a higher fencing token. A commit that is under way under a lapsed lease is
 * waited for, as is a push that numbers its hint: neither means that the container is somebody's.
 */
export async function takeLeases(tx: Tx, containers: readonly ContainerId[], holder: string, forMs: number): Promise<readonly Lease[]> {
  const { rows } = await sql<{ id: ContainerId; token: number }>`
    with free as (
      select account_id, id from containers
      where id = any(${[...containers].sort()}) and (lease_until is null or lease_until < now() or lease_holder = ${holder})
      order by id for update)
    update containers c
      set lease_token = c.lease_token + case when c.lease_holder is distinct from ${holder} then 1 else 0 end,
          lease_holder = ${holder}, lease_until = now() + ${forMs} * interval '1 millisecond'
    from free where c.account_id = free.account_id and c.id = free.id
    returning c.id, c.lease_token as token`.execute(tx);
  return rows.map((row) => ({ container: row.id, holder, token: row.token }));
}

/** @throws SyncError `lease-lost` (replan) when one is no longer ours; then none is extended. */
export async function renewLeases(tx: Tx, leases: readonly Lease[], forMs: number): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update containers c set lease_until = greatest(c.lease_until, now() + ${forMs} * interval '1 millisecond')
    from jsonb_to_recordset(${json(leases)}) as l(container text, holder text, token bigint)
    where c.id = l.container and c.lease_holder = l.holder and c.lease_token = l.token
    returning c.id`.execute(tx);
  if (rows.length !== leases.length) throw new SyncError('lease-lost', { kind: 'replan' }, { containers: leases.length });
}

/** Gives leases back; one that somebody else has taken meanwhile stays theirs. */
export async function releaseLeases(tx: Tx, leases: readonly Lease[]): Promise<void> {
  await sql`
    update containers c set lease_until = null, lease_holder = null
    from jsonb_to_recordset(${json(leases)}) as l(container text, holder text, token bigint)
    where c.id = l.container and c.lease_holder = l.holder and c.lease_token = l.token`.execute(tx);
}
