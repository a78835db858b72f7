/** The tables of the sync store as plain data: everything that outlives a crash, and nothing else. */
import type { ArchiveEntry } from '../../core/sync/archive.ts';
import type { HoldReason } from '../../core/sync/decide/guard.ts';
import type { Directive } from '../../core/sync/decide/record-state.ts';
import type { KnownRow } from '../../core/sync/identity/rows.ts';
import type { ContainerId, LocalId, PairId, RecordKey, ReplicaId, RunId } from '../../core/sync/ids.ts';
import type { Side } from '../../core/sync/mapping.ts';
import type { ConflictRaised, FindingRaised, Step } from '../../core/sync/plan.ts';
import type { ContainerRow, JournalLine, MirrorRecord, PairRow, ReplicaFinding, ReplicaRow, StoredIntent } from '../../core/sync/store.ts';
import type { Person } from '../../core/values/value.ts';

export interface LeasedContainer {
  row: ContainerRow;
  holder: string | null;
  token: number;
  /** ms since 1970. */
  until: number | null;
}

export interface DirtyRow {
  readonly pair: PairId;
  readonly side: Side;
  readonly localId: LocalId;
  seq: number;
  readonly since: number;
  notBefore: number | null;
}

export interface ConflictRow extends ConflictRaised {
  readonly pair: PairId;
  readonly key: RecordKey;
  readonly name: string;
  readonly state: 'open' | 'settled';
}

export interface FindingRow extends FindingRaised {
  readonly pair: PairId;
  /** '' where the finding is about the replica. */
  readonly key: RecordKey | ReplicaFinding['key'];
  readonly name: string;
  readonly state: 'open' | 'settled';
}

export interface HeldRow {
  readonly pair: PairId;
  readonly key: RecordKey;
  readonly step: Step;
  readonly token: string;
  readonly why: HoldReason;
}

export interface DirectiveRow {
  readonly id: string;
  readonly pair: PairId;
  readonly key: RecordKey;
  readonly body: Directive;
}

export interface JournalRow extends JournalLine {
  readonly pair: PairId;
  readonly at: number;
}

export interface Tables {
  people: readonly Person[];
  containers: Map<ContainerId, LeasedContainer>;
  replicas: Map<ReplicaId, ReplicaRow>;
  pairs: Map<PairId, PairRow>;
  hints: readonly { readonly container: ContainerId; readonly seq: number; readonly id: LocalId | null }[];
  mirrors: Map<ReplicaId, Map<LocalId, MirrorRecord>>;
  indexes: Map<ReplicaId, readonly KnownRow[]>;
  archive: Map<PairId, Map<RecordKey, ArchiveEntry>>;
  /** By pair, side and local id. */
  dirty: Map<string, DirtyRow>;
  conflicts: readonly ConflictRow[];
  findings: readonly FindingRow[];
  held: readonly HeldRow[];
  directives: readonly DirectiveRow[];
  intents: Map<string, Omit<StoredIntent, 'state'> & { readonly state: StoredIntent['state'] | 'closed' }>;
  runs: Map<RunId, { readonly kind: string; readonly error: string | null }>;
  journal: JournalRow[];
  /** Numbers of dirty marks and of wishes. */
  serial: number;
}

export const emptyTables = (people: readonly Person[]): Tables => ({
  people,
  containers: new Map(),
  replicas: new Map(),
  pairs: new Map(),
  hints: [],
  mirrors: new Map(),
  indexes: new Map(),
  archive: new Map(),
  dirty: new Map(),
  conflicts: [],
  findings: [],
  held: [],
  directives: [],
  intents: new Map(),
  runs: new Map(),
  journal: [],
  serial: 0,
});

/** A map's entry, made when it isn't there. */
export function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Refuses what a database refuses: one statement that would put two rows under one unique key. */
export function once<T>(rows: readonly T[], by: (row: T) => string, what: string): void {
  if (rows.length < 2) return;
  const seen = new Set<string>();
  for (const row of rows) {
    const id = by(row);
    if (seen.has(id)) throw new Error(`${what}: ${id} twice in one statement`);
    seen.add(id);
  }
}
