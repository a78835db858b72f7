/** Hints and mirrors: what may have changed, what a replica showed when last read, and what depends on it. */
import { sql } from 'kysely';
import type { KnownRow } from '../../../core/sync/identity/rows.ts';
import type { ContainerId, LocalId, RecordKey, ReplicaId } from '../../../core/sync/ids.ts';
import type { Told } from '../../../core/sync/ports.ts';
import type { Cells, RawRecord } from '../../../core/sync/record.ts';
import type { Lease, MirrorChange, MirrorRecord, SyncStore } from '../../../core/sync/store.ts';
import { fence, json, type Tx } from './context.ts';
import { raiseFindings } from './findings.ts';

/** By record, what events said of it. */
type Tellings = ReadonlyMap<LocalId, readonly Told[]>;

/** Numbers hints by their container. They are few: an edit, a paste; the list is one statement. */
export async function addHints(
  tx: Tx,
  container: ContainerId,
  localIds: readonly LocalId[] | 'all',
  told: Tellings = new Map(),
): Promise<void> {
  const hints =
    localIds === 'all' ? [{ id: null, told: null }] : localIds.flatMap((id) => (told.get(id) ?? [null]).map((one) => ({ id, told: one })));
  if (hints.length === 0) return;
  await sql`
    with numbered as (
      update containers set hint_seq = hint_seq + ${hints.length} where id = ${container} returning account_id, id, hint_seq)
    insert into hints (account_id, container_id, seq, local_id, told)
    select n.account_id, n.id, n.hint_seq - ${hints.length} + h.ordinality, h.id, h.told
    from numbered n, rows from (jsonb_to_recordset(${json(hints)}) as (id text, told jsonb)) with ordinality as h(id, told, ordinality)`.execute(
    tx,
  );
}

export async function unreadHints(tx: Tx, container: ContainerId): ReturnType<SyncStore['unread']> {
  const { rows } = await sql<{ up_to: number; everything: boolean; ids: LocalId[] | null; told: readonly [LocalId, Told][] }>`
    select c.hint_seq as up_to, coalesce(bool_or(h.local_id is null), true) as everything,
           array_agg(distinct h.local_id) filter (where h.local_id is not null) as ids,
           coalesce(jsonb_agg(jsonb_build_array(h.local_id, h.told)) filter (where h.local_id is not null and not h.untold), '[]') as told
    from containers c left join (
        select h.*, bool_or(h.told is null) over (partition by h.local_id) as untold
        from hints h join containers n on n.account_id = h.account_id and n.id = h.container_id and h.seq > n.read_seq
        where h.container_id = ${container}) h on h.account_id = c.account_id and h.container_id = c.id
    where c.id = ${container} and c.hint_seq > c.read_seq group by c.hint_seq`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  if (row.everything) return { scope: 'all', upTo: row.up_to };
  const told = new Map<LocalId, Told[]>();
  for (const [id, one] of row.told) told.set(id, [...(told.get(id) ?? []), one]);
  return { scope: row.ids ?? [], upTo: row.up_to, ...(told.size === 0 ? {} : { told }) };
}

/** Of some records only: the others' are unread as before, and where none is left the container is read up to there. */
export async function answerHints(
  tx: Tx,
  hints: { readonly container: ContainerId; readonly upTo: number; readonly ids: readonly LocalId[] },
  leases: readonly Lease[],
): Promise<void> {
  await fence(tx, leases);
  const { container, upTo, ids } = hints;
  await sql`delete from hints where container_id = ${container} and seq <= ${upTo} and local_id = any(${[...ids]})`.execute(tx);
  await sql`
    update containers c set read_seq = greatest(read_seq, ${upTo}) where id = ${container}
      and not exists (select from hints h where h.account_id = c.account_id and h.container_id = c.id and h.seq <= ${upTo})`.execute(tx);
}

/** All fingerprints are one packed row and what has moved since; those of some records stand with these. */
export async function readFingerprints(tx: Tx, replica: ReplicaId, ids: readonly LocalId[] | 'all'): Promise<Map<LocalId, string>> {
  if (ids !== 'all') {
    const { rows } = await sql<FingerprintRow>`
      select local_id, fingerprint, gone from mirror_records where replica_id = ${replica} and local_id = any(${[...ids]})`.execute(tx);
    return new Map(rows.map((row) => [row.local_id, row.gone === null ? (row.fingerprint ?? '') : `gone ${row.gone}`]));
  }
  const { rows } = await sql<{ fingerprints: Record<LocalId, string>; moved: readonly FingerprintRow[] }>`
    select fingerprints, (select coalesce(jsonb_agg(m), '[]') from (${unpacked(replica)}) m) as moved
    from replicas where id = ${replica}`.execute(tx);
  const known = new Map(Object.entries(rows[0]?.fingerprints ?? {}) as [LocalId, string][]);
  for (const { local_id, fingerprint, gone } of rows[0]?.moved ?? []) {
    if (fingerprint === null || gone !== null) known.delete(local_id);
    else known.set(local_id, fingerprint);
  }
  return known;
}

/** After a complete reading: what had moved is packed again. */
async function packFingerprints(tx: Tx, replica: ReplicaId): Promise<void> {
  await sql`
    with moved as (${unpacked(replica)}), over as (delete from unpacked_records where replica_id = ${replica})
    update replicas set fingerprints = coalesce((
      select jsonb_object_agg(coalesce(m.local_id, p.key), coalesce(m.fingerprint, p.value))
        filter (where m.local_id is null or (m.fingerprint is not null and m.gone is null))
      from jsonb_each_text(fingerprints) p full join moved m on m.local_id = p.key), '{}')
    where id = ${replica} and exists (select from moved)`.execute(tx);
}

/** `fingerprint` is null where the mirror forgot the record. Each is looked up by itself: how many there are, no statistics know. */
const unpacked = (replica: ReplicaId) => sql`
  select u.local_id, m.fingerprint, m.gone from unpacked_records u left join lateral (
    select fingerprint, gone from mirror_records m
    where m.account_id = u.account_id and m.replica_id = u.replica_id and m.local_id = u.local_id limit 1) m on true
  where u.replica_id = ${replica}`;

interface FingerprintRow {
  readonly local_id: LocalId;
  readonly fingerprint: string | null;
  readonly gone: string | null;
}

export async function readIndex(tx: Tx, replica: ReplicaId): Promise<readonly KnownRow[]> {
  const { rows } = await sql<{ index: PackedRow[] }>`select index from replicas where id = ${replica}`.execute(tx);
  return (rows[0]?.index ?? []).map(unpack);
}

export async function readMirror(tx: Tx, replica: ReplicaId, ids: readonly LocalId[] | 'all'): Promise<readonly RawRecord[]> {
  const { rows } = await sql<MirrorRow>`
    select local_id, name, shown_key, cells, version, fingerprint, gone from mirror_records where replica_id = ${replica} and ${ids === 'all' ? sql`gone is null` : sql`local_id = any(${[...ids]})`}
    order by local_id`.execute(tx);
  return rows.map((row) => mirrorRecord(row).record);
}

/** One transaction: mirrors move, the hints that were answered go, pairs and figures that depend on a change are marked. */
export async function ingestReading(
  tx: Tx,
  changes: readonly MirrorChange[],
  read: { readonly leases: readonly Lease[]; readonly container: ContainerId; readonly upTo: number } | null,
): Promise<void> {
  if (read !== null) await fence(tx, read.leases);
  for (const change of changes) {
    await describeReplica(tx, change);
    const moved = [...change.changed.map((one) => one.record.localId), ...change.gone.map((one) => one.localId)];
    if (change.changed.length > 0) await upsertMirror(tx, change.replica, change.changed);
    if (change.gone.length > 0) {
      await sql`
        update mirror_records m set gone = g.how from jsonb_to_recordset(${json(change.gone)}) as g("localId" text, how text)
        where m.replica_id = ${change.replica} and m.local_id = g."localId"`.execute(tx);
    }
    if (moved.length > 0) await markDependents(tx, change.replica, moved);
    if (change.complete) await packFingerprints(tx, change.replica);
    await raiseFindings(tx, change.replica, change.findings);
  }
  if (read === null) return;
  await sql`update containers set read_seq = greatest(read_seq, ${read.upTo}) where id = ${read.container}`.execute(tx);
  await sql`delete from hints where container_id = ${read.container} and seq <= ${read.upTo}`.execute(tx);
}

/** Where nothing of it differs nothing is written. */
async function describeReplica(tx: Tx, change: MirrorChange): Promise<void> {
  const said = sql`${json(change.columns)}, coalesce(nullif(${json(change.locale)}, 'null'), locale), ${change.broken ? 'broken' : 'ready'}`;
  const index = change.index === null ? sql`index` : json(change.index.map(pack));
  await sql`
    update replicas set (columns, locale, state, index) = (${said}, ${index})
    where id = ${change.replica} and (${change.index !== null} or (columns, locale, state) is distinct from (${said}))`.execute(tx);
}

export async function upsertMirror(tx: Tx, replica: ReplicaId, records: readonly MirrorRecord[]): Promise<void> {
  const rows = records.map(({ record, fingerprint, gone }) => ({
    local_id: record.localId,
    name: record.name,
    shown_key: record.key,
    cells: record.cells,
    fingerprint,
    version: record.version,
    gone,
  }));
  await sql`
    insert into mirror_records (replica_id, local_id, name, shown_key, cells, fingerprint, version, gone)
    select ${replica}, r.* from jsonb_to_recordset(${json(rows)})
      as r(local_id text, name text, shown_key text, cells jsonb, fingerprint text, version text, gone text)
    on conflict (account_id, replica_id, local_id) do update set name = excluded.name, shown_key = excluded.shown_key,
      cells = excluded.cells, fingerprint = excluded.fingerprint, version = excluded.version, gone = excluded.gone`.execute(tx);
}

async function markDependents(tx: Tx, replica: ReplicaId, localIds: readonly LocalId[]): Promise<void> {
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select p.id, case when p.left_replica = ${replica} then 'left' else 'right' end, l.local_id
    from pairs p, unnest(${[...localIds]}::text[]) as l(local_id)
    where ${replica} in (p.left_replica, p.right_replica)
    on conflict (account_id, pair_id, side, local_id) do update
      set seq = default, not_before = null`.execute(tx);
}

export interface MirrorRow {
  readonly local_id: LocalId;
  readonly name: string;
  readonly shown_key: string | null;
  readonly cells: Cells;
  readonly fingerprint: string;
  readonly version: string | null;
  readonly gone: 'archived' | 'deleted' | 'elsewhere' | null;
}

export const mirrorRecord = (row: MirrorRow): MirrorRecord => ({
  record: { localId: row.local_id, key: row.shown_key, name: row.name, cells: row.cells, position: null, version: row.version },
  fingerprint: row.fingerprint,
  gone: row.gone,
});

/** A known row as it stands in `replicas.index`: short, since a tab has one for each row. */
export type PackedRow = [key: RecordKey, position: number, fingerprint: string, marks: number];
export const pack = (row: KnownRow): PackedRow => [
  row.key,
  row.position,
  row.fingerprint,
  (row.written ? WRITTEN : 0) + (row.doubtful === true ? DOUBTFUL : 0),
];
const unpack = ([key, position, fingerprint, marks]: PackedRow): KnownRow => ({
  key,
  position,
  fingerprint,
  written: (marks & WRITTEN) > 0,
  ...((marks & DOUBTFUL) > 0 ? { doubtful: true } : {}),
});
const WRITTEN = 1;
const DOUBTFUL = 2;
