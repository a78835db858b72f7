import { sql } from 'kysely';
import type { ReplicaId } from '../../../core/sync/ids.ts';
import type { ReplicaFinding } from '../../../core/sync/store.ts';
import { json, type Tx } from './context.ts';

/** Findings about a replica and about rows of it that can't be told, on every pair that stands on it; those that no longer hold are settled. */
export async function raiseFindings(tx: Tx, replica: ReplicaId, findings: readonly ReplicaFinding[]): Promise<void> {
  await sql`
    update findings f set state = 'settled' from pairs p
    where p.id = f.pair_id and (f.record_key = '' or f.record_key like 'row/%') and f.state <> 'settled'
      and ((f.side = 'left' and p.left_replica = ${replica}) or (f.side = 'right' and p.right_replica = ${replica}))
      and not exists (select from jsonb_to_recordset(${json(findings)}) as r(key text, kind text, field text)
        where r.key = f.record_key and r.kind = f.kind and coalesce(r.field, '') = f.field)`.execute(tx);
  if (findings.length === 0) return;
  await sql`
    insert into findings (id, pair_id, side, kind, record_key, name, field, shown, state)
    select gen_random_uuid()::text, p.id, case when p.left_replica = ${replica} then 'left' else 'right' end, r.kind, r.key, r.name, coalesce(r.field, ''), r.shown, 'open'
    from pairs p, jsonb_to_recordset(${json(findings)}) as r(key text, name text, kind text, field text, shown text)
    where ${replica} in (p.left_replica, p.right_replica)
    on conflict (account_id, pair_id, record_key, side, field, kind) where state <> 'settled'
      do update set name = excluded.name, shown = excluded.shown`.execute(tx);
}
