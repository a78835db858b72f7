/** What the contract of a `SyncStore` is held with: one pair of a board and a tab, and makers of what a run commits. */
import type { ArchiveEntry } from '../../core/sync/archive.ts';
import type { ContainerId, FieldId, LocalId, PairId, RecordKey, ReplicaId, RunId, StepId } from '../../core/sync/ids.ts';
import type { Step } from '../../core/sync/plan.ts';
import type { Commit, MirrorChange, MirrorRecord, SyncStore } from '../../core/sync/store.ts';

export const BOARD = 'board' as ContainerId;
export const BOOK = 'book' as ContainerId;
export const LEFT = 'left' as ReplicaId;
export const RIGHT = 'right' as ReplicaId;
export const PAIR = 'pair' as PairId;

/** What people are shown of the store, by the words of its tables; open and settled rows alike. */
export interface Shown {
  readonly conflicts: readonly {
    readonly key: string;
    readonly field: string;
    readonly left: unknown;
    readonly right: unknown;
    readonly state: string;
  }[];
  readonly findings: readonly { readonly key: string; readonly kind: string; readonly shown: string | null; readonly state: string }[];
  readonly held: readonly { readonly id: string; readonly why: string }[];
  readonly journal: readonly { readonly run: string; readonly why: string }[];
  readonly runs: readonly { readonly id: string; readonly error: string | null }[];
}

export interface Bench {
  /** An account with one live pair of `LEFT` in `BOARD` and `RIGHT` in `BOOK`; nothing hinted, nothing read. */
  readonly store: SyncStore;
  readonly shown: () => Promise<Shown>;
}

export const local = (id: string): LocalId => id as LocalId;
export const key = (id: string): RecordKey => id as RecordKey;
export const field = 'name' as FieldId;
export const MINUTE = 60_000;

export const record = (id: string, text: string, over: Partial<MirrorRecord> & { readonly key?: string } = {}): MirrorRecord => ({
  record: {
    localId: local(id),
    key: over.key ?? null,
    name: text,
    cells: { name: { kind: 'text', text } } as MirrorRecord['record']['cells'],
    position: null,
    version: null,
  },
  fingerprint: over.fingerprint ?? `f ${text}`,
  gone: over.gone ?? null,
});

export const change = (replica: ReplicaId, over: Partial<MirrorChange>): MirrorChange => ({
  replica,
  columns: [],
  locale: null,
  changed: [],
  gone: [],
  index: null,
  complete: false,
  broken: false,
  findings: [],
  ...over,
});

export const entry = (of: string, left: string | null, right: string | null, over: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  key: key(of),
  left: left === null ? null : local(left),
  right: right === null ? null : local(right),
  state: 'live',
  name: of,
  base: {},
  madeBy: { left: 'person', right: 'person' },
  ...over,
});

export const update = (of: string): Step => ({
  id: `${of}/right/update/name` as StepId,
  kind: 'update',
  side: 'right',
  key: key(of),
  name: of,
  why: 'changed',
  run: null,
  field,
  beforeToken: '"a"',
  before: 'a',
  after: 'b',
});

export const line = (of: string, run: string, over: Partial<Commit['journal'][number]> = {}): Commit['journal'][number] => ({
  side: 'right',
  kind: 'update',
  key: key(of),
  name: of,
  field,
  before: 'a',
  after: 'b',
  why: 'changed',
  run: run as RunId,
  ...over,
});

export const conflict = (left: string, over: Partial<Commit['conflicts'][number]> = {}): Commit['conflicts'][number] => ({
  key: key('k1'),
  name: 'k1',
  field,
  left,
  right: 'r',
  kept: null,
  why: 'both-changed',
  ...over,
});
