/**
 * The sync store in memory, by the letter of the one on Postgres (`test/contracts/sync-store.ts` holds both). What is
 * given in is never changed afterwards, so nothing is copied; a commit that throws has changed nothing.
 */
import { RECENT_MS } from '../../core/sync/decide/recent.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { ContainerId, FieldId, LocalId, PairId, RecordKey } from '../../core/sync/ids.ts';
import type { Side } from '../../core/sync/mapping.ts';
import type { Lease, MirrorChange, MirrorRecord, PairWork, StoredIntent, SyncStore } from '../../core/sync/store.ts';
import { isEmpty, type Value } from '../../core/values/value.ts';
import { commitTo, mark, putMirror, putReplicaFindings } from './memory-commit.ts';
import { type JournalRow, type LeasedContainer, once, type Tables, within } from './memory-tables.ts';

const WINDOW_MS = 15 * 60_000;

export class MemoryStore implements SyncStore {
  constructor(
    public tables: Tables,
    private readonly now: () => number,
  ) {}

  /** Nothing is hinted, due or open: a wake-up would only ask. */
  isIdle(): boolean {
    const { containers, dirty, intents } = this.tables;
    const now = this.now();
    for (const { row } of containers.values()) if (row.hintSeq > row.readSeq) return false;
    for (const one of dirty.values()) if (one.notBefore === null || one.notBefore <= now) return false;
    for (const one of intents.values()) if (one.state !== 'closed') return false;
    return true;
  }

  containers: SyncStore['containers'] = async () => sorted(this.tables.containers).map((one) => one.row);
  replicas: SyncStore['replicas'] = async () => sorted(this.tables.replicas);
  pairs: SyncStore['pairs'] = async () => [...this.tables.pairs.values()];
  people: SyncStore['people'] = async () => this.tables.people;

  lease: SyncStore['lease'] = async (containers, holder, forMs) =>
    [...containers].sort().flatMap((id): Lease[] => {
      const one = this.tables.containers.get(id);
      if (one === undefined || !(one.until === null || one.until < this.now() || one.holder === holder)) return [];
      const token = one.token + (one.holder === holder ? 0 : 1);
      this.tables.containers.set(id, { ...one, holder, token, until: this.now() + forMs });
      return [{ container: id, holder, token }];
    });

  renew: SyncStore['renew'] = async (leases, forMs) => {
    this.fence(leases);
    for (const { container } of leases) {
      const one = this.container(container);
      this.tables.containers.set(container, { ...one, until: Math.max(one.until ?? 0, this.now() + forMs) });
    }
  };

  release: SyncStore['release'] = async (leases) => {
    for (const lease of leases) {
      const one = this.container(lease.container);
      if (isHeld(one, lease)) this.tables.containers.set(lease.container, { ...one, holder: null, until: null });
    }
  };

  hint: SyncStore['hint'] = async (container, localIds) => {
    const one = this.container(container);
    const first = one.row.hintSeq + 1;
    const ids = localIds === 'all' ? [null] : localIds;
    this.tables.hints = [...this.tables.hints, ...ids.map((id, n) => ({ container, seq: first + n, id }))];
    this.tables.containers.set(container, { ...one, row: { ...one.row, hintSeq: one.row.hintSeq + ids.length } });
  };

  unread: SyncStore['unread'] = async (container) => {
    const { row } = this.container(container);
    if (row.hintSeq <= row.readSeq) return null;
    const open = this.tables.hints.filter((one) => one.container === container && one.seq > row.readSeq);
    const ids = open.flatMap((one) => (one.id === null ? [] : [one.id]));
    const everything = open.length === 0 || ids.length < open.length;
    return { scope: everything ? 'all' : [...new Set(ids)].sort(), upTo: row.hintSeq };
  };

  fingerprints: SyncStore['fingerprints'] = async (replica, ids) => {
    const wanted = ids === 'all' ? null : new Set(ids);
    const prints = new Map<LocalId, string>();
    for (const [id, one] of this.tables.mirrors.get(replica) ?? [])
      if (wanted === null ? one.gone === null : wanted.has(id)) prints.set(id, one.gone === null ? one.fingerprint : `gone ${one.gone}`);
    return prints;
  };

  rows: SyncStore['rows'] = async (replica) => this.tables.indexes.get(replica) ?? [];

  mirror: SyncStore['mirror'] = async (replica, ids) => {
    const wanted = ids === 'all' ? null : new Set(ids);
    const known = sorted(this.tables.mirrors.get(replica) ?? new Map<LocalId, MirrorRecord>());
    return known.flatMap(({ record, gone }) => ((wanted === null ? gone === null : wanted.has(record.localId)) ? [record] : []));
  };

  ingest: SyncStore['ingest'] = async (changes, read) => {
    if (read !== null) this.fence(read.leases);
    for (const change of changes) this.take(change);
    if (read === null) return;
    const one = this.container(read.container);
    this.tables.containers.set(read.container, { ...one, row: { ...one.row, readSeq: Math.max(one.row.readSeq, read.upTo) } });
    this.tables.hints = this.tables.hints.filter((hint) => hint.container !== read.container || hint.seq > read.upTo);
  };

  due: SyncStore['due'] = async () => {
    const now = this.now();
    const due = new Set<PairId>();
    for (const one of this.tables.dirty.values()) if (one.notBefore === null || one.notBefore <= now) due.add(one.pair);
    return sorted(this.tables.pairs).flatMap((pair) =>
      due.has(pair.id) && (pair.state === 'live' || pair.state === 'preview') ? [pair.id] : [],
    );
  };

  work: SyncStore['work'] = async (id, born) => {
    const { tables } = this;
    const pair = tables.pairs.get(id);
    if (pair === undefined) throw new Error(`no pair ${id}`);
    const dirty = [...tables.dirty.values()].filter((one) => one.pair === id);
    const ids: Record<Side, Set<LocalId>> = { left: new Set(), right: new Set() };
    for (const one of dirty) ids[one.side].add(one.localId);
    const shown = new Set([...ids.left].map((one) => tables.mirrors.get(pair.left)?.get(one)?.record.key));
    const births = new Set(dirty.map((one) => born(one.side, one.localId)));
    const archive = [...(tables.archive.get(id)?.values() ?? [])];
    const entries = archive.filter(
      (one) =>
        (one.left !== null && ids.left.has(one.left)) ||
        (one.right !== null && ids.right.has(one.right)) ||
        shown.has(one.key) ||
        births.has(one.key),
    );
    const mirrors = (side: Side): Map<LocalId, MirrorRecord> => {
      const wanted = [...new Set([...ids[side], ...entries.flatMap((one) => one[side] ?? [])])];
      const known = tables.mirrors.get(pair[side]);
      return new Map(
        wanted.flatMap((one) => [[one, known?.get(one)] as const]).filter((one): one is [LocalId, MirrorRecord] => one[1] !== undefined),
      );
    };
    const keys = new Set(entries.map((one) => one.key));
    const open: PairWork['open'] = groups(
      tables.conflicts.filter((one) => one.pair === id && one.state === 'open' && keys.has(one.key)),
      (all) => new Map(all.map((one) => [one.field, { left: one.left, right: one.right, why: one.why }])),
    );
    const rows = new Set<string>(ids.right);
    const directives: PairWork['directives'] = groups(
      tables.directives.filter((one) => one.pair === id && (keys.has(one.key) || births.has(one.key) || rows.has(one.key))),
      (all) => all.map((one) => ({ ...one.body, id: one.id })),
    );
    return {
      dirty: dirty.map(({ side, localId, seq, since }) => ({ side, localId, seq, age: this.now() - since })),
      entries,
      mirrors: { left: mirrors('left'), right: mirrors('right') },
      open,
      directives,
      records: archive.filter((one) => one.state === 'live').length,
      window: this.window(id),
      recent: this.recent(id, keys),
    };
  };

  openIntents: SyncStore['openIntents'] = async (containers) =>
    [...this.tables.intents.values()].filter((one): one is StoredIntent => one.state !== 'closed' && containers.includes(one.container));

  beginRun: SyncStore['beginRun'] = async (run) => {
    within(this.tables.runs, run.id, () => ({ kind: run.kind, error: null }));
  };

  endRun: SyncStore['endRun'] = async (id, error) => {
    const run = this.tables.runs.get(id);
    if (run === undefined) return;
    const told = this.tables.journal.some((one) => one.run === id);
    const open = [...this.tables.intents.values()].some((one) => one.run === id && one.state !== 'closed');
    if (run.kind === 'sync' && error === null && !told && !open) this.tables.runs.delete(id);
    else this.tables.runs.set(id, { ...run, error });
  };

  saveIntents: SyncStore['saveIntents'] = async (intents, leases) => {
    this.fence(leases);
    for (const one of intents) if (this.tables.intents.has(one.id)) throw new Error(`intents: ${one.id} twice`);
    for (const one of intents) this.tables.intents.set(one.id, { ...one, state: 'open', ticket: null, at: this.now() });
  };

  keepTicket: SyncStore['keepTicket'] = async (id, { ticket }, leases) => {
    this.fence(leases);
    const known = this.tables.intents.get(id);
    if (known !== undefined) this.tables.intents.set(id, { ...known, ticket });
  };

  answered: SyncStore['answered'] = async ({ container, upTo, ids }, leases) => {
    this.fence(leases);
    const own = (one: { container: ContainerId; seq: number }): boolean => one.container === container && one.seq <= upTo;
    this.tables.hints = this.tables.hints.filter((one) => !own(one) || one.id === null || !ids.includes(one.id));
    const known = this.container(container);
    if (this.tables.hints.some(own) || known.row.readSeq >= upTo) return;
    this.tables.containers.set(container, { ...known, row: { ...known.row, readSeq: upTo } });
  };

  commit: SyncStore['commit'] = async (commit) => {
    this.fence(commit.leases);
    commitTo(this.tables, commit, this.now());
  };

  /** Everything that outlives a crash. */
  snapshot(): Tables {
    return structuredClone(this.tables);
  }

  private take(change: MirrorChange): void {
    const { tables } = this;
    const replica = tables.replicas.get(change.replica);
    if (replica === undefined) throw new Error(`no replica ${change.replica}`);
    const { columns, locale, broken, changed, gone, index } = change;
    tables.replicas.set(replica.id, { ...replica, columns, locale: locale ?? replica.locale, state: broken ? 'broken' : 'ready' });
    if (index !== null) tables.indexes.set(replica.id, index);
    const moved = [...changed.map((one) => one.record.localId), ...gone.map((one) => one.localId)];
    once(moved, (one) => one, 'dirty records');
    putMirror(tables, replica.id, changed);
    const known = within(tables.mirrors, replica.id, () => new Map<LocalId, MirrorRecord>());
    for (const { localId, how } of gone) {
      const one = known.get(localId);
      if (one !== undefined) known.set(localId, { ...one, gone: how });
    }
    for (const pair of tables.pairs.values()) {
      const side: Side | null = pair.left === replica.id ? 'left' : pair.right === replica.id ? 'right' : null;
      if (side !== null) for (const id of moved) mark(tables, pair.id, side, id, this.now());
    }
    putReplicaFindings(tables, replica.id, change.findings);
  }

  private window(pair: PairId): PairWork['window'] {
    const since = this.now() - WINDOW_MS;
    const recent = this.since(since).filter((one) => one.pair === pair);
    const deletes = (side: Side): number => recent.filter((one) => one.side === side && one.kind === 'remove' && one.why === 'gone').length;
    const changes = (side: Side): number =>
      new Set(recent.flatMap((one) => (one.side === side && one.kind === 'update' && COUNTED.has(one.why) ? [one.key] : []))).size;
    const emptied = (side: Side): ReadonlyMap<FieldId, number> => {
      const keys = new Map<FieldId, Set<RecordKey>>();
      for (const one of recent)
        if (one.side === side && one.field !== null && COUNTED.has(one.why) && isEmpty(one.after as Value) && !isEmpty(one.before as Value))
          within(keys, one.field, () => new Set<RecordKey>()).add(one.key);
      return new Map([...keys].map(([field, all]) => [field, all.size]));
    };
    return {
      emptied: { left: emptied('left'), right: emptied('right') },
      deletes: { left: deletes('left'), right: deletes('right') },
      changes: { left: changes('left'), right: changes('right') },
    };
  }

  private recent(pair: PairId, keys: ReadonlySet<RecordKey>): PairWork['recent'] {
    const now = this.now();
    const lines = this.since(now - RECENT_MS).filter((one) => one.pair === pair && keys.has(one.key));
    return groups(lines, (all) =>
      all.flatMap(({ kind, field, side, why, at }) => (kind === 'update' && field !== null ? [{ field, side, why, ago: now - at }] : [])),
    );
  }

  /** Lines that were written later than that: they stand in the order of time. */
  private since(time: number): readonly JournalRow[] {
    const { journal } = this.tables;
    let first = journal.length;
    while (first > 0 && (journal[first - 1]?.at ?? 0) > time) first -= 1;
    return journal.slice(first);
  }

  private fence(leases: readonly Lease[]): void {
    if (leases.every((lease) => isHeld(this.container(lease.container), lease))) return;
    throw new SyncError('lease-lost', { kind: 'replan' }, { containers: leases.length });
  }

  private container(id: ContainerId): LeasedContainer {
    const one = this.tables.containers.get(id);
    if (one === undefined) throw new Error(`no container ${id}`);
    return one;
  }
}

const COUNTED = new Set(['changed', 'policy', 'direction']);
const isHeld = (one: LeasedContainer, lease: Lease): boolean => one.holder === lease.holder && one.token === lease.token;

function sorted<K extends string, V>(map: ReadonlyMap<K, V>): readonly V[] {
  const keys = [...map.keys()];
  const values = [...map.values()];
  if (keys.every((key, n) => n === 0 || (keys[n - 1] ?? key) < key)) return values;
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function groups<T extends { readonly key: RecordKey }, G>(rows: readonly T[], make: (rows: readonly T[]) => G): Map<RecordKey, G> {
  const byKey = new Map<RecordKey, T[]>();
  for (const row of rows) within(byKey, row.key, () => []).push(row);
  return new Map([...byKey].map(([key, all]) => [key, make(all)]));
}
