/**
 * What the engine keeps between runs, as one port. The product's is Postgres; every method is one transaction that
 * either happened whole or not at all, and each that writes checks the fencing tokens of the leases it stands on.
 * A store is opened for one account and sees nothing of another.
 */

import type { Locator } from '../accounts/locator.ts';
import type { Person, Value } from '../values/value.ts';
import type { ArchiveEntry } from './archive.ts';
import type { GuardWindow, Held } from './decide/guard.ts';
import type { RecentWrite } from './decide/recent.ts';
import type { Directive, OpenConflicts } from './decide/record-state.ts';
import type { KnownRow } from './identity/rows.ts';
import type { ContainerId, FieldId, IntentId, LocalId, PairId, RecordKey, ReplicaId, RunId, StepId } from './ids.ts';
import type { PairSettings, Side } from './mapping.ts';
import type { ConflictRaised, FindingRaised, Step } from './plan.ts';
import type { Told, Underway, Write } from './ports.ts';
import type { Column, RawRecord } from './record.ts';

export interface Lease {
  readonly container: ContainerId;
  readonly holder: string;
  /** Fencing token: a commit under an older one is refused. */
  readonly token: number;
}

export interface ContainerRow {
  readonly id: ContainerId;
  readonly vendor: 'monday' | 'google' | 'confluence' | 'computed';
  /** Board id, spreadsheet id, parent page id. */
  readonly externalId: string;
  readonly connection: string | null;
  readonly hintSeq: number;
  readonly readSeq: number;
}

export interface ReplicaRow {
  readonly id: ReplicaId;
  readonly container: ContainerId;
  readonly name: string;
  readonly locator: Locator;
  readonly columns: readonly Column[];
  readonly locale: { readonly locale: string; readonly timeZone: string } | null;
  readonly state: 'new' | 'ready' | 'broken';
}

export type PairState = 'preview' | 'live' | 'paused' | 'reconnect';

export interface PairRow {
  readonly id: PairId;
  readonly name: string;
  readonly left: ReplicaId;
  readonly right: ReplicaId;
  readonly settings: PairSettings;
  readonly state: PairState;
}

/** A record of a mirror: what the replica showed when last read, or how it went. */
export interface MirrorRecord {
  readonly record: RawRecord;
  readonly fingerprint: string;
  readonly gone: 'archived' | 'deleted' | 'elsewhere' | null;
}

/** A finding about a replica's structure (`key` is ''), or about a row of it that can't be told (`row/…`, and its name). */
export type ReplicaFinding = FindingRaised & { readonly key: '' | `row/${string}`; readonly name: string };

/** What a reading changes in a mirror; one transaction clears the hints it answered and marks what depends on it. */
export interface MirrorChange {
  readonly replica: ReplicaId;
  readonly columns: readonly Column[];
  readonly locale: { readonly locale: string; readonly timeZone: string } | null;
  readonly changed: readonly MirrorRecord[];
  readonly gone: readonly { readonly localId: LocalId; readonly how: 'archived' | 'deleted' | 'elsewhere' }[];
  /** The whole row index of a keyed tab; null where there is none or it didn't change. */
  readonly index: readonly KnownRow[] | null;
  /** Every live record was read. */
  readonly complete: boolean;
  readonly broken: boolean;
  /** Raised on every pair of the replica; open ones of the replica that aren't among them are settled. */
  readonly findings: readonly ReplicaFinding[];
}

export interface DirtyRef {
  readonly side: Side;
  readonly localId: LocalId;
  readonly seq: number;
  /** How long it has been on the list, ms, by the store's clock. */
  readonly age: number;
}

/** Everything that one run over a pair has to look at, and only that. */
export interface PairWork {
  readonly dirty: readonly DirtyRef[];
  readonly entries: readonly ArchiveEntry[];
  readonly mirrors: Readonly<Record<Side, ReadonlyMap<LocalId, MirrorRecord>>>;
  /** Open conflicts by record key and field. */
  readonly open: ReadonlyMap<RecordKey, OpenConflicts>;
  readonly directives: ReadonlyMap<RecordKey, readonly Directive[]>;
  /** Live entries of the pair, for the guard's shares. */
  readonly records: number;
  readonly window: GuardWindow;
  /** Fields of these records that we updated in the last `RECENT_MS`, oldest first. */
  readonly recent: ReadonlyMap<RecordKey, readonly RecentWrite[]>;
}

export interface StoredIntent {
  readonly id: IntentId;
  readonly run: RunId;
  readonly pair: PairId;
  readonly container: ContainerId;
  readonly replica: ReplicaId;
  readonly writes: readonly Write[];
  /** Steps by the write that performs them. */
  readonly steps: Readonly<Record<StepId, readonly Step[]>>;
  /** `open`: outcome unknown. `covering`: applied, what it covered isn't known yet. */
  readonly state: 'open' | 'covering';
  /** Of work that runs on at the vendor. */
  readonly ticket: string | null;
  /** ms since 1970. */
  readonly at: number;
}

/** An intent as it is made, before the store says when. */
export type NewIntent = Omit<StoredIntent, 'at' | 'state' | 'ticket'>;

export interface JournalLine {
  readonly side: Side;
  readonly kind: Step['kind'];
  readonly key: RecordKey;
  readonly name: string;
  readonly field: FieldId | null;
  readonly before: Value | Readonly<Record<FieldId, Value>>;
  readonly after: Value | Readonly<Record<FieldId, Value>>;
  readonly why: string;
  /** The run to which the line belongs. */
  readonly run: RunId;
}

/** What a run learnt, in one transaction: base, ids, mirrors, journal, conflicts, findings, and what is no longer dirty. */
export interface Commit {
  readonly pair: PairId;
  readonly leases: readonly Lease[];
  readonly entries: readonly ArchiveEntry[];
  readonly mirrors: readonly {
    readonly replica: ReplicaId;
    readonly records: readonly MirrorRecord[];
    readonly gone: readonly LocalId[];
  }[];
  /** Rows of keyed tabs that got their key, moved or left. */
  readonly rows: readonly { readonly replica: ReplicaId; readonly upsert: readonly KnownRow[]; readonly drop: readonly RecordKey[] }[];
  readonly journal: readonly JournalLine[];
  readonly conflicts: readonly (ConflictRaised & { readonly key: RecordKey; readonly name: string })[];
  readonly closes: readonly { readonly key: RecordKey; readonly field: FieldId }[];
  /** The findings that now hold of these records; open ones of the same records that aren't listed are settled. */
  readonly findings: readonly { readonly key: RecordKey; readonly name: string; readonly raised: readonly FindingRaised[] }[];
  /** Held steps of these records as they now stand; others of the same records go. */
  readonly held: readonly { readonly key: RecordKey; readonly steps: readonly Held[] }[];
  readonly directivesDone: readonly string[];
  /** Wishes of the engine itself: a covered value that wins shall stand on both sides. */
  readonly wishes: readonly { readonly key: RecordKey; readonly directive: Directive }[];
  /** Taken off the dirty list, unless marked again since. */
  readonly clean: readonly DirtyRef[];
  /** Stay dirty, not to be looked at for so long, by the store's clock. */
  readonly later: readonly (DirtyRef & { readonly waitMs: number })[];
  /** Marked dirty anew: a miss, a covered value. */
  readonly again: readonly { readonly side: Side; readonly localId: LocalId }[];
  readonly intent: { readonly id: IntentId; readonly state: 'open' | 'covering' | 'closed' } | null;
}

export interface SyncStore {
  containers(): Promise<readonly ContainerRow[]>;
  replicas(): Promise<readonly ReplicaRow[]>;
  pairs(): Promise<readonly PairRow[]>;
  people(): Promise<readonly Person[]>;

  /** Takes free or lapsed leases of these containers, in id order; those held by others are left out. */
  lease(containers: readonly ContainerId[], holder: string, forMs: number): Promise<readonly Lease[]>;
  /** Extends leases still held; throws `SyncError('lease-lost', replan)` when one isn't. */
  renew(leases: readonly Lease[], forMs: number): Promise<void>;
  release(leases: readonly Lease[]): Promise<void>;

  hint(container: ContainerId, localIds: readonly LocalId[] | 'all'): Promise<void>;
  /** Unread hints: the ids named, or `all`; and up to which number. `told`: by id, where every hint came with a telling. */
  unread(container: ContainerId): Promise<{
    readonly scope: readonly LocalId[] | 'all';
    readonly upTo: number;
    readonly told?: ReadonlyMap<LocalId, readonly Told[]>;
  } | null>;
  /** Fingerprints of a replica's mirror, of all or of these ids. */
  fingerprints(replica: ReplicaId, ids: readonly LocalId[] | 'all'): Promise<ReadonlyMap<LocalId, string>>;
  rows(replica: ReplicaId): Promise<readonly KnownRow[]>;
  /** Records of a mirror as they were last shown, all that are there, or these: for computed replicas, and for rows that are looked for. */
  mirror(replica: ReplicaId, ids: readonly LocalId[] | 'all'): Promise<readonly RawRecord[]>;
  ingest(
    changes: readonly MirrorChange[],
    read: { readonly leases: readonly Lease[]; readonly container: ContainerId; readonly upTo: number } | null,
  ): Promise<void>;

  /** Pairs with something due. */
  due(): Promise<readonly PairId[]>;
  /** `born`: the key of a record that is new on a side; entries that stand under it already are read, too. */
  work(pair: PairId, born: (side: Side, localId: LocalId) => RecordKey): Promise<PairWork>;
  openIntents(containers: readonly ContainerId[]): Promise<readonly StoredIntent[]>;
  beginRun(run: {
    readonly id: RunId;
    readonly pair: PairId | null;
    readonly kind: 'sync' | 'undo' | 'settings' | 'approve' | 'take';
    readonly who: string;
  }): Promise<void>;
  saveIntents(intents: readonly NewIntent[], leases: readonly Lease[]): Promise<void>;
  /** Work of an open intent that runs on at the vendor, and how far it is. */
  keepTicket(intent: IntentId, underway: Underway, leases: readonly Lease[]): Promise<void>;
  /** Hints of these records up to a number are over: what they hinted at was seen by an answer since. */
  answered(
    hints: { readonly container: ContainerId; readonly upTo: number; readonly ids: readonly LocalId[] },
    leases: readonly Lease[],
  ): Promise<void>;
  commit(commit: Commit): Promise<void>;
  endRun(run: RunId, error: string | null): Promise<void>;
}
