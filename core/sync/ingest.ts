/**
 * Brings mirrors up to date: reads what hints name, once for all replicas of a container, and works out what changed.
 * Clearing the hints and marking what depends on the change is one transaction (`SyncStore.ingest`).
 */
import type { Engine, Opened } from './engine.ts';
import { underLease } from './engine.ts';
import { fingerprinter } from './fingerprint.ts';
import type { LocalId, ReplicaId } from './ids.ts';
import { readRows } from './ingest-rows.ts';
import { columnsOf } from './mapping.ts';
import type { Reading, Scope, Told } from './ports.ts';
import type { RawRecord } from './record.ts';
import type { MirrorChange, MirrorRecord, ReplicaFinding, ReplicaRow } from './store.ts';
import { unknownOf } from './told.ts';

const NOTHING: ReadonlyMap<LocalId, readonly Told[]> = new Map();

/** Reads and ingests what is hinted of a container. Returns how many records changed; 0 vendor calls without hints, where they tell no news, or while a tab's intents are open. */
export async function ingest(engine: Engine, opened: Opened): Promise<number> {
  const unread = await engine.store.unread(opened.row.id);
  if (unread === null || (await unsettled(engine, opened))) return 0;
  const { scope, told = NOTHING } = unread;
  const ids = scope === 'all' ? [] : await unknownOf(engine, opened, scope, told);
  const asked = new Map<ReplicaId, Scope>();
  for (const replica of opened.replicas.values()) {
    if (scope === 'all' || replica.state !== 'ready') asked.set(replica.id, { kind: 'all' });
    else if (ids.length > 0) asked.set(replica.id, { kind: 'records', ids });
  }
  const leases = [opened.lease];
  const readings = asked.size > 0 ? await underLease(engine, leases, () => opened.container.read(asked)) : new Map<ReplicaId, Reading>();
  const changes: MirrorChange[] = [];
  for (const [id, reading] of readings) {
    const replica = opened.replicas.get(id);
    if (replica !== undefined) changes.push(await mirrorChange(engine, opened, replica, await stillMapped(engine, replica, reading)));
  }
  await engine.store.ingest(changes, { leases, container: opened.row.id, upTo: unread.upTo });
  return changes.reduce((sum, one) => sum + one.changed.length + one.gone.length, 0);
}

/** Rows can't be told by keys that we may have given and don't remember: intents of a keyed tab are settled before it is read. */
async function unsettled(engine: Engine, opened: Opened): Promise<boolean> {
  const keyed = [...opened.replicas.values()].filter(isKeyedTab).map((one) => one.id);
  if (keyed.length === 0) return false;
  const open = await engine.store.openIntents([opened.row.id]);
  return open.some((one) => one.state === 'open' && keyed.includes(one.replica));
}

const isKeyedTab = ({ locator }: ReplicaRow): boolean => locator.vendor === 'google' && locator.identity === 'keyed';

/** A board that has lost a column which a pair maps can't be read as mapped: its cells aren't empty, they aren't there. */
async function stillMapped(engine: Engine, replica: ReplicaRow, reading: Reading): Promise<Reading> {
  if (reading.kind === 'broken' || replica.locator.vendor !== 'monday') return reading;
  const there = new Set(reading.columns.map((one) => one.ref));
  const lost = replica.columns.flatMap((one) => (there.has(one.ref) ? [] : [one.ref]));
  if (lost.length === 0) return reading;
  const mapped = (await engine.store.pairs()).flatMap(({ left, right, settings }) =>
    SIDES.filter((side) => (side === 'left' ? left : right) === replica.id).flatMap((side) =>
      settings.fields.flatMap((field) => columnsOf(field, side)),
    ),
  );
  const missing = lost.filter((ref) => mapped.includes(ref));
  return missing.length === 0 ? reading : { kind: 'broken', why: 'column-missing', columns: missing };
}

const SIDES = ['left', 'right'] as const;

async function mirrorChange(engine: Engine, opened: Opened, replica: ReplicaRow, reading: Reading): Promise<MirrorChange> {
  if (reading.kind === 'broken') {
    const findings = (reading.columns.length === 0 ? [null] : reading.columns).map((column): ReplicaFinding => {
      const shown = replica.columns.find((one) => one.ref === column)?.title ?? column;
      return { kind: reading.why, side: 'right', field: null, shown, key: '', name: '' };
    });
    return {
      replica: replica.id,
      columns: replica.columns,
      locale: null,
      changed: [],
      gone: [],
      index: null,
      complete: false,
      broken: true,
      findings,
    };
  }
  const base = { replica: replica.id, columns: reading.columns, locale: reading.locale, complete: reading.complete, broken: false };
  if (isKeyedTab(replica)) {
    return { ...base, ...(await readRows(engine, replica, reading.records, reading.complete)) };
  }
  const ids = reading.complete ? 'all' : [...reading.records.map((one) => one.localId), ...reading.gone.map((one) => one.localId)];
  const known = await engine.store.fingerprints(replica.id, ids);
  const changed = changedRecords(engine, reading.records, known);
  const gone = [...reading.gone, ...(reading.complete ? await missing(engine, opened, replica, reading.records, known) : [])];
  return {
    ...base,
    changed,
    gone: gone.filter((one) => known.has(one.localId) && known.get(one.localId) !== `gone ${one.how}`),
    index: null,
    findings: [],
  };
}

/** Item replicas: what a complete read lacks is asked for by id; only an answer that says archived or deleted is one. */
async function missing(
  engine: Engine,
  opened: Opened,
  replica: ReplicaRow,
  read: readonly RawRecord[],
  known: ReadonlyMap<LocalId, string>,
): Promise<readonly { localId: LocalId; how: 'archived' | 'deleted' | 'elsewhere' }[]> {
  const present = new Set(read.map((one) => one.localId));
  const ids = [...known.keys()].filter((id) => !present.has(id));
  if (ids.length === 0) return [];
  if (replica.locator.vendor === 'google' || replica.locator.vendor === 'computed')
    return ids.map((localId) => ({ localId, how: 'deleted' as const }));
  const asked = new Map<ReplicaId, Scope>([[replica.id, { kind: 'records', ids }]]);
  const again = (await underLease(engine, [opened.lease], () => opened.container.read(asked))).get(replica.id);
  return again?.kind === 'records' ? again.gone : [];
}

function changedRecords(engine: Engine, records: readonly RawRecord[], known: ReadonlyMap<LocalId, string>): readonly MirrorRecord[] {
  const changed: MirrorRecord[] = [];
  const print = fingerprinter(engine);
  for (const record of records) {
    const fingerprint = print(record);
    if (known.get(record.localId) !== fingerprint) changed.push({ record, fingerprint, gone: null });
  }
  return changed;
}
