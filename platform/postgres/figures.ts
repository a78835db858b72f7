/** What figures are computed from: the account's sources, the mirrors that play them, and whether anything moved. */
import { sql } from 'kysely';
import type { ContainerId, LocalId, ReplicaId } from '../../core/sync/ids.ts';
import type { RawRecord } from '../../core/sync/record.ts';
import type { ReplicaRow } from '../../core/sync/store.ts';
import type { Person } from '../../core/values/value.ts';
import { json, type Tx } from './sync/context.ts';
import { addHints, type MirrorRow, mirrorRecord } from './sync/mirrors.ts';

export interface FigureState {
  /** `settings.sources` as stored, null when it was never set. */
  readonly sources: unknown;
  /** `settings.sourceReplicas` as stored. */
  readonly parts: unknown;
  /** Equal while nothing that figures depend on has changed. */
  readonly version: string;
}

/** One small query, whatever the size of the mirrors. */
export async function readFigureState(tx: Tx): Promise<FigureState | null> {
  const { rows } = await sql<FigureState>`
    select a.settings->'sources' as sources, a.settings->'sourceReplicas' as parts,
      md5(concat_ws(' ', a.settings::text, a.people_read_at, (
        select string_agg(concat_ws(' ', r.id, r.mirror_seq, r.state, md5(r.columns::text), r.locale::text), ';' order by r.id)
        from replicas r where r.feeds_figures))) as version
    from accounts a`.execute(tx);
  return rows[0] ?? null;
}

export async function readHubPeople(tx: Tx): Promise<readonly Person[]> {
  const { rows } = await sql<{ people: Person[] }>`select people from accounts`.execute(tx);
  return rows[0]?.people ?? [];
}

export type SourceReplica = Pick<ReplicaRow, 'id' | 'columns' | 'locale' | 'state'> & { readonly seq: number };

export async function readSourceReplicas(tx: Tx): Promise<readonly SourceReplica[]> {
  const { rows } = await sql<SourceReplica>`
    select id, columns, locale, state, mirror_seq as seq from replicas where feeds_figures order by id`.execute(tx);
  return rows;
}

export interface MirrorNow {
  /** Every live record in the mirror's order, with its fingerprint. */
  readonly order: readonly { readonly localId: LocalId; readonly fingerprint: string }[];
  /** Those whose fingerprint isn't the known one. */
  readonly changed: readonly RawRecord[];
}

/** A mirror against what is known of it: records are read only where their fingerprints differ. */
export async function readMirrorSince(tx: Tx, replica: ReplicaId, known: ReadonlyMap<LocalId, string>): Promise<MirrorNow> {
  if (known.size === 0) {
    const rows = await readRows(tx, replica, null);
    return { order: rows.map(orderOf), changed: rows.map((row) => mirrorRecord(row).record) };
  }
  const { rows } = await sql<{ local_id: LocalId; fingerprint: string }>`
    select local_id, fingerprint from mirror_records where replica_id = ${replica} and gone is null order by local_id`.execute(tx);
  const ids = rows.filter((row) => known.get(row.local_id) !== row.fingerprint).map((row) => row.local_id);
  const moved = ids.length === 0 ? [] : await readRows(tx, replica, ids);
  // A record that changed between the two statements is taken as it is now.
  const now = new Map(moved.map((row) => [row.local_id, row]));
  return { order: rows.map((row) => orderOf(now.get(row.local_id) ?? row)), changed: moved.map((row) => mirrorRecord(row).record) };
}

export interface Staleness {
  readonly dirty: boolean;
  /** Day for which computed replicas were last refreshed. */
  readonly day: string | null;
  readonly timeZone: string | null;
}

export async function readStaleness(tx: Tx): Promise<Staleness | null> {
  const { rows } = await sql<Staleness>`
    select figures_dirty as dirty, figures_day as day, settings->'sources'->>'timeZone' as "timeZone" from accounts`.execute(tx);
  return rows[0] ?? null;
}

/**
 * Takes the mark away and has every computed container read again, as one step. Containers are locked before the
 * account, as an ingest does; the account's row makes this wait for a change of a mirror that is about to commit.
 */
export async function refreshFigures(tx: Tx, day: string): Promise<void> {
  const { rows } = await sql<{ id: ContainerId }>`select id from containers where vendor = 'computed' order by id for update`.execute(tx);
  for (const { id } of rows) await addHints(tx, id, 'all');
  await sql`update accounts set figures_dirty = false, figures_day = ${day}`.execute(tx);
}

/** Stores where facts live; exactly these replicas feed figures from now on, and all figures are to be made anew. */
export async function saveSources(tx: Tx, settings: object, replicas: readonly ReplicaId[]): Promise<void> {
  await sql`update replicas set feeds_figures = id = any(${[...replicas]}) where feeds_figures <> (id = any(${[...replicas]}))`.execute(tx);
  await sql`update accounts set settings = settings || ${json(settings)}, figures_dirty = true`.execute(tx);
}

async function readRows(tx: Tx, replica: ReplicaId, ids: readonly LocalId[] | null): Promise<readonly MirrorRow[]> {
  const { rows } = await sql<MirrorRow>`
    select local_id, name, shown_key, cells, version, fingerprint, gone from mirror_records
    where replica_id = ${replica} and gone is null and ${ids === null ? sql`true` : sql`local_id = any(${[...ids]})`}
    order by local_id`.execute(tx);
  return rows;
}

const orderOf = (row: { readonly local_id: LocalId; readonly fingerprint: string }): MirrorNow['order'][number] => ({
  localId: row.local_id,
  fingerprint: row.fingerprint,
});
