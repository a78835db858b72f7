/** What one run has to look at: dirty records and what stands around them; proportional to what changed. */
import { sql } from 'kysely';
import type { ArchiveEntry } from '../../../core/sync/archive.ts';
import type { RecentWrite } from '../../../core/sync/decide/recent.ts';
import { RECENT_MS } from '../../../core/sync/decide/recent.ts';
import type { Directive } from '../../../core/sync/decide/record-state.ts';
import type { ContainerId, FieldId, LocalId, PairId, RecordKey } from '../../../core/sync/ids.ts';
import type { Side } from '../../../core/sync/mapping.ts';
import type { ConflictRaised, Step } from '../../../core/sync/plan.ts';
import type { DirtyRef, MirrorRecord, PairWork, StoredIntent } from '../../../core/sync/store.ts';
import type { Value } from '../../../core/values/value.ts';
import type { Tx } from './context.ts';
import { type MirrorRow, mirrorRecord } from './mirrors.ts';

/** Pairs that have something to look at now, or a person's wish. */
export async function duePairs(tx: Tx): Promise<readonly PairId[]> {
  const { rows } = await sql<{ id: PairId }>`
    select p.id from pairs p where p.state in ('live', 'preview')
      and exists (select from dirty_records d where d.account_id = p.account_id and d.pair_id = p.id and (d.not_before is null or d.not_before <= now()))
    order by p.id`.execute(tx);
  return rows.map((row) => row.id);
}

export async function readWork(tx: Tx, pair: PairId, born: (side: Side, localId: LocalId) => RecordKey): Promise<PairWork> {
  const dirty = await sql<{ side: Side; local_id: LocalId; seq: number; age: number }>`
    select side, local_id, seq, (extract(epoch from now() - since) * 1000)::float8 as age from dirty_records where pair_id = ${pair} order by seq`.execute(
    tx,
  );
  const ids = (side: Side): LocalId[] => dirty.rows.filter((row) => row.side === side).map((row) => row.local_id);
  const births = dirty.rows.map((row) => born(row.side, row.local_id));
  const entries = await sql<EntryRow>`
    select record_key, left_id, right_id, state, name, base, made_by from archive where pair_id = ${pair} and left_id = any(${ids('left')})
    union
    select record_key, left_id, right_id, state, name, base, made_by from archive where pair_id = ${pair} and right_id = any(${ids('right')})
    union
    select a.record_key, a.left_id, a.right_id, a.state, a.name, a.base, a.made_by from archive a
      join mirror_records m on m.account_id = a.account_id and m.shown_key = a.record_key and m.local_id = any(${ids('left')})
      join pairs p on p.account_id = a.account_id and p.id = a.pair_id and p.left_replica = m.replica_id
      where a.pair_id = ${pair}
    union
    select record_key, left_id, right_id, state, name, base, made_by from archive
      where pair_id = ${pair} and record_key = any(${births})`.execute(tx);
  const keys = entries.rows.map((row) => row.record_key);
  const mirrors = {
    left: await readSide(tx, pair, 'left', [...ids('left'), ...entries.rows.flatMap((row) => row.left_id ?? [])]),
    right: await readSide(tx, pair, 'right', [...ids('right'), ...entries.rows.flatMap((row) => row.right_id ?? [])]),
  };
  const open = await sql<{ record_key: RecordKey; field: FieldId; left: Value; right: Value; why: ConflictRaised['why'] }>`
    select record_key, field, left_value as "left", right_value as "right", why
    from conflicts where pair_id = ${pair} and state = 'open' and record_key = any(${keys})`.execute(tx);
  // A record that isn't paired yet may be wished about, too: it goes by the key that it will have.
  const wished = [...keys, ...births, ...ids('right')];
  const directives = await sql<{ id: string; record_key: RecordKey; body: Directive }>`
    select id, record_key, body from directives where pair_id = ${pair} and record_key = any(${wished}) order by n`.execute(tx);
  const records = await sql<{ n: number }>`select records as n from pairs where id = ${pair}`.execute(tx);
  return {
    dirty: dirty.rows.map((row): DirtyRef => ({ side: row.side, localId: row.local_id, seq: row.seq, age: row.age })),
    entries: entries.rows.map(archiveEntry),
    mirrors,
    open: nested(open.rows.map(({ record_key, field, ...offered }) => [record_key, field, offered])),
    directives: grouped(directives.rows.map((row) => [row.record_key, { ...row.body, id: row.id }])),
    records: records.rows[0]?.n ?? 0,
    window: await readWindow(tx, pair),
    recent: await readRecent(tx, pair, keys),
  };
}

export async function readOpenIntents(tx: Tx, containers: readonly ContainerId[]): Promise<readonly StoredIntent[]> {
  const { rows } = await sql<Omit<StoredIntent, 'at' | 'steps'> & { at: Date; steps: Record<string, readonly Step[]> }>`
    select id, run_id as run, pair_id as pair, container_id as container, replica_id as replica, writes, steps, state, ticket, at
    from intents where state <> 'closed' and container_id = any(${[...containers]}) order by at, id`.execute(tx);
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

async function readSide(tx: Tx, pair: PairId, side: Side, ids: readonly LocalId[]): Promise<Map<LocalId, MirrorRecord>> {
  const { rows } = await sql<MirrorRow>`
    select m.local_id, m.name, m.shown_key, m.cells, m.fingerprint, m.version, m.gone
    from mirror_records m join pairs p on p.account_id = m.account_id and m.replica_id = ${side === 'left' ? sql`p.left_replica` : sql`p.right_replica`}
    where p.id = ${pair} and m.local_id = any(${[...new Set(ids)]})`.execute(tx);
  return new Map(rows.map((row) => [row.local_id, mirrorRecord(row)]));
}

/** What the engine did to each side in the last 15 minutes; approved steps and undo aren't counted. */
async function readWindow(tx: Tx, pair: PairId): Promise<PairWork['window']> {
  const { rows } = await sql<{ side: Side; deletes: number; changes: number }>`
    select side, count(*) filter (where kind = 'remove' and why = 'gone') as deletes,
           count(distinct record_key) filter (where kind = 'update' and why in ('changed', 'policy', 'direction')) as changes
    from journal where pair_id = ${pair} and at > now() - interval '15 minutes' and kind <> 'create' group by side`.execute(tx);
  const emptied = await sql<{ side: Side; field: FieldId; records: number }>`
    select side, field, count(distinct record_key) as records
    from journal where pair_id = ${pair} and at > now() - interval '15 minutes' and kind <> 'create' and kind = 'update'
      and why in ('changed', 'policy', 'direction') and is_empty_value(after) and not is_empty_value(before)
    group by side, field`.execute(tx);
  const of = (side: Side, what: 'deletes' | 'changes'): number => rows.find((row) => row.side === side)?.[what] ?? 0;
  const fields = (side: Side): ReadonlyMap<FieldId, number> =>
    new Map(emptied.rows.filter((row) => row.side === side).map((row) => [row.field, row.records]));
  return {
    deletes: { left: of('left', 'deletes'), right: of('right', 'deletes') },
    changes: { left: of('left', 'changes'), right: of('right', 'changes') },
    emptied: { left: fields('left'), right: fields('right') },
  };
}

/** What the engine wrote to fields of these records of late. */
async function readRecent(tx: Tx, pair: PairId, keys: readonly RecordKey[]): Promise<PairWork['recent']> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<RecentWrite & { record_key: RecordKey }>`
    select record_key, field, side, why, (extract(epoch from now() - at) * 1000)::float8 as ago
    from journal where pair_id = ${pair} and at > now() - ${RECENT_MS} * interval '1 millisecond' and kind = 'update' and kind <> 'create'
      and record_key = any(${[...keys]})
    order by id`.execute(tx);
  return grouped(rows.map(({ record_key, ...write }) => [record_key, write]));
}

interface EntryRow {
  readonly record_key: RecordKey;
  readonly left_id: LocalId | null;
  readonly right_id: LocalId | null;
  readonly state: ArchiveEntry['state'];
  readonly name: string;
  readonly base: ArchiveEntry['base'];
  readonly made_by: ArchiveEntry['madeBy'];
}

const archiveEntry = (row: EntryRow): ArchiveEntry => ({
  key: row.record_key,
  left: row.left_id,
  right: row.right_id,
  state: row.state,
  name: row.name,
  base: row.base,
  madeBy: row.made_by,
});

function nested<A, B, C>(rows: readonly (readonly [A, B, C])[]): Map<A, Map<B, C>> {
  const out = new Map<A, Map<B, C>>();
  for (const [a, b, c] of rows) out.set(a, (out.get(a) ?? new Map<B, C>()).set(b, c));
  return out;
}

function grouped<A, B>(rows: readonly (readonly [A, B])[]): Map<A, B[]> {
  const out = new Map<A, B[]>();
  for (const [a, b] of rows) out.set(a, [...(out.get(a) ?? []), b]);
  return out;
}
