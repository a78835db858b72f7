/** Notes of ours on cells: which are wanted as things are open and lost now, and which stand. */
import { sql } from 'kysely';
import type { FieldId, PairId, RecordKey } from '../../core/sync/ids.ts';
import type { Value } from '../../core/values/value.ts';
import { standsRight } from './stands.ts';
import { json, type Tx } from './sync/context.ts';
import { type MirrorRow, mirrorRecord } from './sync/mirrors.ts';

/** What a note says: what stands in the cell is no value, or what stood there has lost. */
export type Wanted =
  | { readonly kind: 'invalid'; readonly why: string; readonly shown: string | null }
  | { readonly kind: 'lost'; readonly why: string; readonly lost: Value; readonly kept: Value };

export interface DueNote {
  readonly pair: PairId;
  readonly key: RecordKey;
  readonly field: FieldId;
  /** null: our note is over. */
  readonly wanted: Wanted | null;
  /** Tells one wanted note from another; null with none. */
  readonly stamp: string | null;
  /** The column in which a note of ours stands. */
  readonly column: string | null;
  /** The record on the right side; null when it isn't there any more, and the note neither. */
  readonly record: ReturnType<typeof mirrorRecord>['record'] | null;
}

/**
 * Notes that aren't as they should be. Of a cell that is no value the note says so; else the last loss that still stands:
 * the field is as it was settled then. One statement, by what is open, what lost and what is noted.
 */
const due = sql`
  with here as (
    select p.id as pair_id, r.id as replica_id from pairs p join replicas r on r.account_id = p.account_id and r.id = p.right_replica
    where p.state = 'live' and r.state = 'ready' and r.locator->>'vendor' = 'google' and r.locator->>'keyMetadataId' is not null),
  wanted as (
    select distinct on (pair_id, record_key, field) pair_id, record_key, field, stamp, body from (
      select f.pair_id, f.record_key, f.field, 0 as rank, f.at, 'invalid ' || f.kind || ' ' || md5(coalesce(f.shown, '')) as stamp,
        jsonb_build_object('kind', 'invalid', 'why', f.kind, 'shown', f.shown) as body
      from findings f where f.state = 'open' and f.field <> '' and f.record_key <> '' and (f.side = 'right' or ${standsRight})
      union all
      select c.pair_id, c.record_key, c.field, 1, c.at, 'lost ' || c.id,
        jsonb_build_object('kind', 'lost', 'why', c.why, 'lost', c.right_value, 'kept', c.left_value)
      from conflicts c join archive a on a.account_id = c.account_id and a.pair_id = c.pair_id and a.record_key = c.record_key
      where c.state = 'settled' and c.kept = 'left' and not c.note_over
        and coalesce(a.base->c.field->'agreed', 'null') = coalesce(c.left_value, 'null')) reasons
    order by pair_id, record_key, field, rank, at desc),
  found as (
    select coalesce(w.pair_id, n.pair_id) as pair_id, coalesce(w.record_key, n.record_key) as record_key, coalesce(w.field, n.field) as field,
      w.body, w.stamp, n.column_ref
    from wanted w full join cell_notes n on n.pair_id = w.pair_id and n.record_key = w.record_key and n.field = w.field
    where w.stamp is distinct from n.stamp and (n.not_before is null or n.not_before <= now()))
  select f.*, m as mirror from found f join here h on h.pair_id = f.pair_id
    left join archive a on a.account_id = current_account() and a.pair_id = f.pair_id and a.record_key = f.record_key and a.state = 'live'
    left join mirror_records m on m.account_id = current_account() and m.replica_id = h.replica_id and m.local_id = a.right_id and m.gone is null
  where m.local_id is not null or f.column_ref is not null`;

/** Pairs that have notes to put or to take away. */
export async function pairsWithDueNotes(tx: Tx): Promise<readonly PairId[]> {
  const { rows } = await sql<{ pair: PairId }>`select distinct pair_id as pair from (${due}) due order by 1`.execute(tx);
  return rows.map((row) => row.pair);
}

export async function readDueNotes(tx: Tx): Promise<readonly DueNote[]> {
  const { rows } = await sql<Pick<DueNote, 'pair' | 'key' | 'field' | 'wanted' | 'stamp' | 'column'> & { mirror: MirrorRow | null }>`
    select d.pair_id as pair, d.record_key as key, d.field, d.body as wanted, d.stamp, d.column_ref as "column", to_jsonb(d.mirror) as mirror
    from (${due}) d order by d.pair_id, d.record_key, d.field`.execute(tx);
  return rows.map(({ mirror, ...row }) => ({ ...row, record: mirror === null ? null : mirrorRecord(mirror).record }));
}

export interface NoteChange extends Pick<DueNote, 'key' | 'field' | 'stamp'> {
  readonly column: string;
  /** Wait so long before the next try; null: it stands as wanted. */
  readonly pauseMs: number | null;
}

/** What became of a pair's notes; a loss whose note is over is past. */
export async function saveNotes(tx: Tx, pair: PairId, changes: readonly NoteChange[]): Promise<void> {
  if (changes.length === 0) return;
  const over = changes.filter((one) => one.stamp === null && one.pauseMs === null);
  await sql`
    update conflicts c set note_over = true from jsonb_to_recordset(${json(over)}) as o(key text, field text)
    where c.pair_id = ${pair} and c.record_key = o.key and c.field = o.field and c.state = 'settled' and c.kept = 'left' and not c.note_over`.execute(
    tx,
  );
  // What moved on before it was told, too.
  await sql`
    update conflicts c set note_over = true from archive a
    where c.pair_id = ${pair} and c.state = 'settled' and c.kept = 'left' and not c.note_over and c.at < now() - interval '1 day'
      and a.pair_id = c.pair_id and a.record_key = c.record_key and a.base->c.field->'agreed' is distinct from coalesce(c.left_value, 'null')`.execute(
    tx,
  );
  await sql`
    delete from cell_notes n using jsonb_to_recordset(${json(over)}) as o(key text, field text)
    where n.pair_id = ${pair} and n.record_key = o.key and n.field = o.field`.execute(tx);
  await sql`
    insert into cell_notes (pair_id, record_key, field, column_ref, stamp, not_before)
    select ${pair}, s.key, s.field, s."column", case when s."pauseMs" is null then s.stamp else '' end, now() + s."pauseMs" * interval '1 millisecond'
    from jsonb_to_recordset(${json(changes.filter((one) => !over.includes(one)))}) as s(key text, field text, "column" text, stamp text, "pauseMs" bigint)
    on conflict (account_id, pair_id, record_key, field) do update
      set column_ref = excluded.column_ref, stamp = excluded.stamp, not_before = excluded.not_before`.execute(tx);
}
