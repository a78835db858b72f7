/** The sync store in memory, by the letter of `core/sync/store.ts`: what goes in and out is copied, as a database would. */
import type { ArchiveEntry } from '../../../core/sync/archive.ts';
import type { RecentWrite } from '../../../core/sync/decide/recent.ts';
import { RECENT_MS } from '../../../core/sync/decide/recent.ts';
import type { Directive } from '../../../core/sync/decide/reconcile-record.ts';
import { SyncError } from '../../../core/sync/errors.ts';
import type { KnownRow } from '../../../core/sync/identity/rows.ts';
import type { ContainerId, FieldId, LocalId, PairId, RecordKey, ReplicaId, RunId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Side } from '../../../core/sync/mapping.ts';
import type { ConflictRaised, FindingRaised } from '../../../core/sync/plan.ts';
import type {
  Commit,
  ContainerRow,
  DirtyRef,
  JournalLine,
  MirrorRecord,
  PairRow,
  PairWork,
  ReplicaRow,
  StoredIntent,
  SyncStore,
} from '../../../core/sync/store.ts';
import type { Person } from '../../../core/values/value.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface StoredConflict extends ConflictRaised {
  readonly key: RecordKey;
  state: 'open' | 'settled';
}
interface StoredFinding extends FindingRaised {
  readonly key: RecordKey | '';
  state: 'open' | 'settled';
}
interface Dirty extends Writable<DirtyRef> {
  readonly pair: PairId;
  notBefore: number | null;
}

/** Everything that is remembered; tests look at it and, as a person would through the API, add wishes. */
export class MemoryStore implements SyncStore {
  readonly archive = new Map<RecordKey, ArchiveEntry>();
  readonly journal: JournalLine[] = [];
  /** When each line was written, ms. */
  private readonly journalAt: number[] = [];
  readonly conflicts: StoredConflict[] = [];
  readonly findings: StoredFinding[] = [];
  readonly held = new Map<string, Commit['held'][number]['steps'][number] & { readonly key: RecordKey }>();
  readonly directives: { readonly id: string; readonly key: RecordKey; readonly body: Directive }[] = [];
  readonly intents = new Map<string, Writable<StoredIntent>>();
  private readonly mirrors = new Map<ReplicaId, Map<LocalId, Writable<MirrorRecord>>>();
  private readonly indexes = new Map<ReplicaId, readonly KnownRow[]>();
  private hints: { readonly container: ContainerId; readonly seq: number; readonly id: LocalId | null }[] = [];
  private dirty: Dirty[] = [];
  private seq = 0;
  private ids = 0;

  constructor(
    private readonly rowsOf: readonly Writable<ContainerRow>[],
    private readonly replicaRows: readonly Writable<ReplicaRow>[],
    readonly pair: Writable<PairRow>,
    private readonly persons: readonly Person[],
    private readonly now: () => number,
  ) {}

  containers = async (): Promise<readonly ContainerRow[]> => copy(this.rowsOf);
  replicas = async (): Promise<readonly ReplicaRow[]> => copy(this.replicaRows);
  pairs = async (): Promise<readonly PairRow[]> => [copy(this.pair)];
  people = async (): Promise<readonly Person[]> => this.persons;

  lease: SyncStore['lease'] = async (containers, holder) => containers.map((container) => ({ container, holder, token: 1 }));
  renew: SyncStore['renew'] = async () => undefined;
  release: SyncStore['release'] = async () => undefined;

  hint: SyncStore['hint'] = async (container, localIds) => {
    const row = this.container(container);
    for (const id of localIds === 'all' ? [null] : localIds) {
      row.hintSeq += 1;
      this.hints.push({ container, seq: row.hintSeq, id });
    }
  };

  unread: SyncStore['unread'] = async (container) => {
    const row = this.container(container);
    if (row.hintSeq <= row.readSeq) return null;
    const open = this.hints.filter((one) => one.container === container && one.seq > row.readSeq);
    const ids = open.flatMap((one) => (one.id === null ? [] : [one.id]));
    return { scope: ids.length < open.length || open.length === 0 ? 'all' : [...new Set(ids)], upTo: row.hintSeq };
  };

  fingerprints: SyncStore['fingerprints'] = async (replica, ids) => {
    const all = [...this.mirrorOf(replica)].filter(([id, one]) => (ids === 'all' ? one.gone === null : ids.includes(id)));
    return new Map(all.map(([id, one]) => [id, one.gone === null ? one.fingerprint : `gone ${one.gone}`]));
  };

  rows: SyncStore['rows'] = async (replica) => copy(this.indexes.get(replica) ?? []);
  mirror: SyncStore['mirror'] = async (replica, ids) =>
    copy([...this.mirrorOf(replica).values()]).flatMap(({ record, gone }) =>
      (ids === 'all' ? gone === null : ids.includes(record.localId)) ? [record] : [],
    );

  ingest: SyncStore['ingest'] = async (changes, read) => {
    for (const change of copy(changes)) {
      const replica = this.replicaRows.find((one) => one.id === change.replica);
      if (replica === undefined) throw new Error(`no replica ${change.replica}`);
      replica.columns = change.columns;
      replica.locale = change.locale ?? replica.locale;
      replica.state = change.broken ? 'broken' : 'ready';
      if (change.index !== null) this.indexes.set(change.replica, change.index);
      for (const one of change.changed) this.mirrorOf(change.replica).set(one.record.localId, one);
      for (const { localId, how } of change.gone) {
        const known = this.mirrorOf(change.replica).get(localId);
        if (known !== undefined) known.gone = how;
      }
      const side: Side = change.replica === this.pair.left ? 'left' : 'right';
      for (const id of [...change.changed.map((one) => one.record.localId), ...change.gone.map((one) => one.localId)]) this.mark(side, id);
      this.raise('', side, change.findings);
    }
    if (read !== null) this.container(read.container).readSeq = Math.max(this.container(read.container).readSeq, read.upTo);
  };

  due: SyncStore['due'] = async () =>
    this.dirty.some((one) => one.notBefore === null || one.notBefore <= this.now()) ? [this.pair.id] : [];

  work: SyncStore['work'] = async (_, born) => {
    const ids = { left: new Set<LocalId>(), right: new Set<LocalId>() };
    for (const one of this.dirty) ids[one.side].add(one.localId);
    const shown = new Set([...ids.left].flatMap((id) => this.mirrorOf(this.pair.left).get(id)?.record.key ?? []));
    const births = new Set(this.dirty.map((one) => born(one.side, one.localId)));
    const entries = [...this.archive.values()].filter(
      (one) =>
        (one.left !== null && ids.left.has(one.left)) ||
        (one.right !== null && ids.right.has(one.right)) ||
        shown.has(one.key) ||
        births.has(one.key),
    );
    const mirror = (side: Side): Map<LocalId, MirrorRecord> => {
      const wanted = new Set([...ids[side], ...entries.flatMap((one) => one[side] ?? [])]);
      return new Map([...this.mirrorOf(this.pair[side])].filter(([id]) => wanted.has(id)));
    };
    const keys = new Set(entries.map((one) => one.key));
    const work: PairWork = {
      dirty: this.dirty.map(({ side, localId, seq, since }) => ({ side, localId, seq, since })),
      entries,
      mirrors: { left: mirror('left'), right: mirror('right') },
      open: new Map(
        [...keys].map((key) => [
          key,
          new Map(
            this.conflicts
              .filter((one) => one.key === key && one.state === 'open')
              .map((one) => [one.field, { left: one.left, right: one.right, why: one.why }]),
          ),
        ]),
      ),
      directives: new Map(
        [...new Set<string>([...keys, ...births, ...ids.right])].map((key) => [
          brandAs<RecordKey>(key),
          this.directives.filter((one) => one.key === key).map((one) => ({ ...one.body, id: one.id })),
        ]),
      ),
      records: [...this.archive.values()].filter((one) => one.state === 'live').length,
      window: { deletes: { left: 0, right: 0 }, changes: { left: 0, right: 0 } },
      recent: new Map([...keys].map((key) => [key, this.recent(key)])),
    };
    return copy(work);
  };

  openIntents: SyncStore['openIntents'] = async (containers) =>
    copy([...this.intents.values()].filter((one) => one.state !== ('closed' as string) && containers.includes(one.container)));

  beginRun: SyncStore['beginRun'] = async () => undefined;
  endRun: SyncStore['endRun'] = async () => undefined;
  saveIntents: SyncStore['saveIntents'] = async (intents) => {
    for (const one of copy(intents)) this.intents.set(one.id, { ...one, state: 'open', ticket: null, at: this.now() });
  };

  keepTicket: SyncStore['keepTicket'] = async (id, { ticket }) => {
    const known = this.intents.get(id);
    if (known !== undefined) this.intents.set(id, { ...known, ticket });
  };

  answered: SyncStore['answered'] = async ({ container, upTo, ids }) => {
    const own = (one: { container: ContainerId; seq: number }): boolean => one.container === container && one.seq <= upTo;
    this.hints = this.hints.filter((one) => !own(one) || one.id === null || !ids.includes(one.id));
    const row = this.container(container);
    if (!this.hints.some(own)) row.readSeq = Math.max(row.readSeq, upTo);
  };

  commit: SyncStore['commit'] = async (given) => {
    const commit = copy(given);
    for (const entry of commit.entries) this.putEntry(entry);
    for (const mirror of commit.mirrors) {
      for (const one of mirror.records) this.mirrorOf(mirror.replica).set(one.record.localId, one);
      for (const id of mirror.gone) {
        const known = this.mirrorOf(mirror.replica).get(id);
        if (known !== undefined) known.gone = 'deleted';
      }
    }
    for (const { replica, upsert, drop } of commit.rows) {
      const moved = new Set([...upsert.map((one) => one.key), ...drop]);
      const kept = (this.indexes.get(replica) ?? []).filter((one) => !moved.has(one.key));
      this.indexes.set(
        replica,
        [...kept, ...upsert].sort((a, b) => a.position - b.position),
      );
    }
    this.journal.push(...commit.journal);
    this.journalAt.push(...commit.journal.map(() => this.now()));
    this.putConflicts(commit);
    for (const { key, raised } of commit.findings) {
      for (const one of this.findings.filter((old) => old.key === key)) one.state = 'settled';
      for (const one of raised) this.raise(key, one.side, [one]);
    }
    for (const { key, steps } of commit.held) {
      for (const [id, one] of this.held) if (one.key === key) this.held.delete(id);
      for (const one of steps) this.held.set(one.step.id, { ...one, key });
    }
    for (const id of commit.directivesDone) {
      const at = this.directives.findIndex((one) => one.id === id);
      if (at >= 0) this.directives.splice(at, 1);
    }
    for (const { key, directive } of commit.wishes) this.wish(key, directive);
    this.dirty = this.dirty.filter((one) => !commit.clean.some((ref) => same(ref, one) && one.seq <= ref.seq));
    for (const ref of commit.later) for (const one of this.dirty) if (same(ref, one) && one.seq <= ref.seq) one.notBefore = ref.notBefore;
    for (const { side, localId } of commit.again) this.mark(side, localId);
    if (commit.intent !== null) {
      const intent = this.intents.get(commit.intent.id);
      if (intent !== undefined && commit.intent.state === 'closed') this.intents.delete(commit.intent.id);
      else if (intent !== undefined) intent.state = commit.intent.state as 'open' | 'covering';
    }
  };

  /** A person's wish, as the API stores it. */
  wish(key: RecordKey, directive: Directive): void {
    this.ids += 1;
    this.directives.push({ id: `d${this.ids}`, key, body: directive });
    const entry = this.archive.get(key);
    for (const side of ['left', 'right'] as const) {
      const id = entry?.[side];
      if (id !== null && id !== undefined) this.mark(side, id);
    }
  }

  /** Everything is looked at again, whatever it waited for. */
  hasten(): void {
    for (const one of this.dirty) one.notBefore = null;
  }

  openFindings(): readonly string[] {
    return this.findings.filter((one) => one.state === 'open').map((one) => `${one.kind} ${one.shown ?? ''}`.trim());
  }

  /** The pair is removed and made again: nothing is agreed, everything is to be looked at. */
  forget(): void {
    this.archive.clear();
    for (const side of ['left', 'right'] as const) for (const id of this.mirrorOf(this.pair[side]).keys()) this.mark(side, id);
  }

  private mark(side: Side, localId: LocalId): void {
    const since = this.dirty.find((one) => same(one, { side, localId }))?.since ?? this.now();
    this.dirty = this.dirty.filter((one) => !same(one, { side, localId }));
    this.seq += 1;
    this.dirty.push({ pair: this.pair.id, side, localId, seq: this.seq, since, notBefore: null });
  }

  private putEntry(entry: ArchiveEntry): void {
    for (const other of this.archive.values()) {
      if (other.key === entry.key) continue;
      const [left, right] = (['left', 'right'] as const).map((side) => entry[side] !== null && other[side] === entry[side]);
      if (!left && !right) continue;
      if (other.state === 'live') throw new Error(`archive: ${entry.key} and ${other.key} share a record`);
      this.archive.set(other.key, { ...other, left: left ? null : other.left, right: right ? null : other.right });
    }
    this.archive.set(entry.key, entry);
  }

  private putConflicts(commit: Commit): void {
    const open = (key: RecordKey, field: FieldId): StoredConflict | undefined =>
      this.conflicts.find((one) => one.key === key && one.field === field && one.state === 'open');
    for (const { key, field } of commit.closes) {
      const one = open(key, field);
      if (one !== undefined) one.state = 'settled';
    }
    for (const { name: _, ...one } of commit.conflicts) {
      const known = open(one.key, one.field);
      if (known !== undefined && one.kept === null) Object.assign(known, { left: one.left, right: one.right });
      else this.conflicts.push({ ...one, state: one.kept === null ? 'open' : 'settled' });
    }
  }

  private raise(key: RecordKey | '', side: Side, findings: readonly FindingRaised[]): void {
    if (key === '') for (const one of this.findings) if (one.key === '' && one.side === side) one.state = 'settled';
    for (const one of findings) this.findings.push({ ...one, side, key, state: 'open' });
  }

  private recent(key: RecordKey): readonly RecentWrite[] {
    return this.journal.flatMap((line, at) => {
      const ago = this.now() - (this.journalAt[at] ?? 0);
      if (line.key !== key || line.kind !== 'update' || line.field === null || ago >= RECENT_MS) return [];
      return [{ field: line.field, side: line.side, why: line.why, ago }];
    });
  }

  private container(id: ContainerId): Writable<ContainerRow> {
    const row = this.rowsOf.find((one) => one.id === id);
    if (row === undefined) throw new SyncError('no-container', { kind: 'stop' }, { id });
    return row;
  }

  private mirrorOf(replica: ReplicaId): Map<LocalId, Writable<MirrorRecord>> {
    const found = this.mirrors.get(replica) ?? new Map<LocalId, Writable<MirrorRecord>>();
    this.mirrors.set(replica, found);
    return found;
  }

  /** The run that a journal line belongs to, oldest first. */
  runs(): readonly RunId[] {
    return [...new Set(this.journal.map((line) => line.run))];
  }
}

const copy = <T>(value: T): T => structuredClone(value);
const same = (a: { side: Side; localId: LocalId }, b: { side: Side; localId: LocalId }): boolean =>
  a.side === b.side && a.localId === b.localId;
