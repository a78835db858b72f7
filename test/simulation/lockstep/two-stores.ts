/**
 * Two stores in step: every statement goes to Postgres and to the store in memory, and both have to answer alike. The
 * engine goes by what Postgres says; what people are told, and the oracle's judgement, is the other's.
 */
import { SyncError } from '../../../core/sync/errors.ts';
import type { Commit, DirtyRef, PairWork, SyncStore } from '../../../core/sync/store.ts';
import type { MemoryStore } from '../memory-store.ts';
import type { RealStore } from './database.ts';
import { canonical, sorted } from './plain.ts';
import { rowsOf } from './rows.ts';

export interface TwoStores {
  readonly statements: SyncStore;
  /** Where they differed, as told; in the end also of all that stands in them. */
  differences(): Promise<readonly string[]>;
}

export function twoStores(memory: MemoryStore, real: RealStore, now: () => number): TwoStores {
  const found: string[] = [];
  const compare = (what: string, inMemory: unknown, onPostgres: unknown): void => {
    const [a, b] = [canonical(inMemory), canonical(onPostgres)];
    if (a === b) return;
    const from = Math.max(0, differAt(a, b) - BEFORE);
    found.push(`${what}: in memory …${a.slice(from, from + SHOWN)}…, on Postgres …${b.slice(from, from + SHOWN)}…`);
  };
  const both = async <T>(
    what: string,
    inMemory: () => Promise<T>,
    onPostgres: () => Promise<T>,
    plain: (answer: T) => unknown = (answer) => answer,
  ): Promise<T> => {
    await real.itIs(now());
    const [a, b] = [await outcomeOf(inMemory), await outcomeOf(onPostgres)];
    compare(what, 'error' in a ? codeOf(a.error) : plain(a.answer), 'error' in b ? codeOf(b.error) : plain(b.answer));
    if ('error' in b) throw b.error;
    return b.answer;
  };
  const names = new Names();
  const { store } = real;
  const same =
    <A extends readonly unknown[], T>(
      what: string,
      inMemory: (...of: A) => Promise<T>,
      onPostgres: (...of: A) => Promise<T>,
      plain?: (answer: T) => unknown,
    ) =>
    (...of: A): Promise<T> =>
      both(
        what,
        () => inMemory(...of),
        () => onPostgres(...of),
        plain,
      );
  const statements: SyncStore = {
    containers: same('containers', memory.containers, store.containers, (all) => all.map((one) => ({ ...one, connection: null }))),
    replicas: same('replicas', memory.replicas, store.replicas),
    pairs: same('pairs', memory.pairs, store.pairs),
    people: same('people', memory.people, store.people),
    lease: same('lease', memory.lease, store.lease, sorted),
    renew: same('renew', memory.renew, store.renew),
    release: same('release', memory.release, store.release),
    hint: same('hint', memory.hint, store.hint),
    unread: same(
      'unread',
      memory.unread,
      store.unread,
      (one) => one && { upTo: one.upTo, scope: one.scope === 'all' ? 'all' : sorted(one.scope) },
    ),
    fingerprints: same('fingerprints', memory.fingerprints, store.fingerprints),
    rows: same('rows', memory.rows, store.rows, sorted),
    mirror: same('mirror', memory.mirror, store.mirror, sorted),
    ingest: same('ingest', memory.ingest, store.ingest),
    due: same('due', memory.due, store.due),
    async work(...of) {
      const seen: PairWork[] = [];
      const keep = async (work: Promise<PairWork>): Promise<PairWork> => {
        seen.push(await work);
        return work;
      };
      const work = await both(
        'work',
        () => keep(memory.work(...of)),
        () => store.work(...of),
        plainWork,
      );
      const [own] = seen;
      if (own !== undefined) names.learn(own, work);
      return work;
    },
    openIntents: same('open intents', memory.openIntents, store.openIntents, sorted),
    beginRun: same('begin run', memory.beginRun, store.beginRun),
    saveIntents: same('save intents', memory.saveIntents, store.saveIntents),
    keepTicket: same('keep ticket', memory.keepTicket, store.keepTicket),
    answered: same('answered', memory.answered, store.answered),
    commit: (commit) =>
      both(
        'commit',
        () => memory.commit(names.inMemory(commit)),
        () => store.commit(commit),
      ),
    endRun: same('end run', memory.endRun, store.endRun),
  };
  return {
    statements,
    async differences() {
      const [own, theirs] = [rowsOf(memory.tables), await real.rows()];
      for (const table of Object.keys(own) as (keyof typeof own)[])
        compare(
          `table ${table}`,
          table === 'journal' ? own[table] : sorted(own[table]),
          table === 'journal' ? theirs[table] : sorted(theirs[table]),
        );
      return found;
    },
  };
}

/** So much of two answers is shown, from a little before the place where they part. */
const SHOWN = 300;
const BEFORE = 80;

function differAt(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** Each store numbers marks and names wishes by itself. */
class Names {
  private readonly seqs = new Map<string, number>();
  private readonly wishes = new Map<string, string>();

  learn(own: PairWork, work: PairWork): void {
    for (const ref of work.dirty) {
      const twin = own.dirty.find((one) => one.side === ref.side && one.localId === ref.localId);
      if (twin !== undefined) this.seqs.set(nameOf(ref), twin.seq);
    }
    for (const [key, all] of work.directives)
      for (const [n, one] of all.entries()) {
        const twin = own.directives.get(key)?.[n];
        if (twin !== undefined) this.wishes.set(one.id, twin.id);
      }
  }

  inMemory(commit: Commit): Commit {
    return {
      ...commit,
      clean: commit.clean.map((one) => ({ ...one, seq: this.seqs.get(nameOf(one)) ?? -1 })),
      later: commit.later.map((one) => ({ ...one, seq: this.seqs.get(nameOf(one)) ?? -1 })),
      directivesDone: commit.directivesDone.map((id) => this.wishes.get(id) ?? id),
    };
  }
}

const nameOf = ({ side, localId, seq }: Pick<DirtyRef, 'side' | 'localId' | 'seq'>): string => `${side} ${localId} ${seq}`;

const plainWork = (work: PairWork): unknown => ({
  ...work,
  dirty: sorted(work.dirty.map(({ seq, ...one }) => ({ ...one, age: Math.round(one.age) }))),
  entries: sorted(work.entries),
  directives: new Map([...work.directives].map(([key, all]) => [key, all.map(({ id, ...one }) => one)])),
  // Nothing lately, or a list of nothing: the same.
  recent: new Map(
    [...work.recent].flatMap(([key, all]) => (all.length === 0 ? [] : [[key, all.map((one) => ({ ...one, ago: Math.round(one.ago) }))]])),
  ),
});

type Outcome<T> = { readonly answer: T } | { readonly error: unknown };
const outcomeOf = <T>(work: () => Promise<T>): Promise<Outcome<T>> =>
  work().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
const codeOf = (error: unknown): string => (error instanceof SyncError ? `throws ${error.code}` : `throws ${String(error)}`);
