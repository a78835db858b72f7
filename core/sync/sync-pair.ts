/**
 * One run over one pair: settle what is open, decide on what is dirty, hold what frightens, write the rest, commit what
 * the answers show. The base never claims more than was done; a crash at any await is followed by the same run again.
 */
import type { Person } from '../values/value.ts';
import type { AbsorbContext } from './absorb.ts';
import { absorbApplied } from './absorb.ts';
import type { Assembled } from './assemble.ts';
import { Book } from './book.ts';
import type { Decision, Sides } from './decide/decide.ts';
import { decide, isKeyed, planContext } from './decide/decide.ts';
import type { Held } from './decide/guard.ts';
import type { PlanContext } from './decide/reconcile-record.ts';
import type { Engine, Opened, OpenedContainers } from './engine.ts';
import { underLease } from './engine.ts';
import { SyncError } from './errors.ts';
import type { KnownRow } from './identity/rows.ts';
import type { LocalId, RecordKey, RunId, StepId } from './ids.ts';
import { brandAs } from './ids.ts';
import { fingerprintOf, rowFingerprint } from './ingest.ts';
import type { Side } from './mapping.ts';
import type { FindingRaised, Step } from './plan.ts';
import { stepsOf } from './plan.ts';
import type { Outcome, StepOutcome, Write } from './ports.ts';
import type { Commit, Lease, MirrorRecord, PairRow, StoredIntent } from './store.ts';
import { clearKeyWrites, keyWrites, writesFor } from './write-steps.ts';

/** A row without its natural key is somebody typing; after this long it is a finding. */
const HALF_TYPED_MS = 10 * 60_000;
/** What a preview waits for is a person; it is looked at again when something changes or after this long. */
const PREVIEW_MS = 3_600_000;

/** Runs the pair once. The caller has leased and opened both containers, and repeats while anything is due. */
export async function syncPair(
  engine: Engine,
  pair: PairRow,
  sides: Sides,
  opened: OpenedContainers,
  people: readonly Person[],
): Promise<void> {
  const run = new Run(engine, pair, sides, opened, people);
  await run.settleOpen();
  await run.go();
}

type NewIntent = Omit<StoredIntent, 'at' | 'state'>;
type Draft = { -readonly [K in keyof Commit]: Commit[K] extends readonly (infer T)[] ? T[] : Commit[K] };

class Run {
  private readonly id: RunId;
  private readonly context: PlanContext;
  private readonly leases: readonly Lease[];

  constructor(
    private readonly engine: Engine,
    private readonly pair: PairRow,
    private readonly sides: Sides,
    private readonly opened: OpenedContainers,
    private readonly people: readonly Person[],
  ) {
    this.id = engine.mint.run();
    this.context = planContext(pair, sides, people);
    this.leases = (['left', 'right'] as const).flatMap((side) => this.openedAt(side)?.lease ?? []);
  }

  /** Intents of this pair whose outcome nobody has seen: a crash, a lost reply. */
  async settleOpen(): Promise<void> {
    const containers = this.leases.map((lease) => lease.container);
    const stored = await this.engine.store.openIntents(containers);
    for (const intent of stored.filter((one) => one.pair === this.pair.id && one.state === 'open')) {
      const side = this.sideOf(intent);
      const at = this.openedAt(side);
      if (at === null) continue;
      const call = { id: intent.id, replica: intent.replica, writes: intent.writes };
      const settled = await underLease(this.engine, this.leases, () => at.container.settle(call));
      this.engine.log('intent-settled', { intent: intent.id, happened: settled.kind === 'happened' });
      if (settled.kind === 'none') await this.engine.store.commit({ ...this.draft(), intent: { id: intent.id, state: 'closed' } });
      else await this.absorb(intent, settled.outcome, await this.bookNow(), await this.rows());
      await this.engine.store.hint(at.row.id, 'all');
    }
  }

  /** Also knows records that have no entry yet: what a lost create was made of is still dirty, and is the new record's other side. */
  private async bookNow(): Promise<Book> {
    const work = await this.engine.store.work(this.pair.id);
    const book = new Book(work);
    book.place(decide(this.pair, this.sides, work, this.people, this.engine.mint.keyOf).assembled);
    return book;
  }

  async go(): Promise<void> {
    const work = await this.engine.store.work(this.pair.id);
    if (work.dirty.length === 0) return;
    const decision = decide(this.pair, this.sides, work, this.people, this.engine.mint.keyOf);
    const book = new Book(work);
    book.place(decision.assembled);
    const rows = await this.rows();
    const held = new Set(decision.held.map((one) => one.step));
    const { intents, unholdable } = this.intentsFor(
      stepsOf(decision.plan).filter((step) => !held.has(step)),
      decision,
      book,
      rows,
    );
    const going = intents.flatMap((intent) => Object.values(intent.steps).flat());
    book.expect(going);
    await this.commitDecisions(decision, going, unholdable, book);
    if (intents.length > 0) await this.perform(intents, book, rows);
  }

  private async perform(intents: readonly NewIntent[], book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    await this.engine.store.beginRun({ id: this.id, pair: this.pair.id, kind: 'sync', who: 'evenkeel' });
    try {
      await this.engine.store.saveIntents(intents, this.leases);
      for (const intent of intents) await this.performOne(intent, book, rows);
      await this.engine.store.endRun(this.id, null);
    } catch (error) {
      await this.engine.store.endRun(this.id, error instanceof SyncError ? error.code : 'internal');
      throw error;
    }
  }

  private async performOne(intent: NewIntent, book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    const at = this.openedAt(this.sideOf(intent));
    if (at === null) return;
    const call = { id: intent.id, replica: intent.replica, writes: intent.writes };
    const outcome = await underLease(this.engine, this.leases, () => at.container.apply(call)).catch(async (error: unknown) => {
      // Nothing of it happened (ports.ts): the intent is over, its records are still dirty.
      if (error instanceof SyncError) await this.engine.store.commit({ ...this.draft(), intent: { id: intent.id, state: 'closed' } });
      throw error;
    });
    await this.absorb({ ...intent, state: 'open', at: this.engine.now() }, outcome, book, rows);
    const kinds = new Set([...outcome.values()].map((one) => one.kind));
    if (kinds.has('missed')) await this.engine.store.hint(at.row.id, missedIds(intent, outcome, isKeyed(this.sides[this.sideOf(intent)])));
    if (kinds.has('unknown')) throw new SyncError('unknown-outcome', { kind: 'retry' }, { intent: intent.id });
  }

  /** Commits what is decided without a write: agreed bases, conflicts, findings, holds, and records with nothing to do. */
  private async commitDecisions(
    decision: Decision,
    going: readonly Step[],
    unholdable: ReadonlyMap<RecordKey, FindingRaised[]>,
    book: Book,
  ): Promise<void> {
    const { assembled, plan } = decision;
    const writes = new Set(going.map((step) => step.id));
    const busy = new Set(going.map((step) => step.key));
    const holds = groupByKey(decision.held);
    const now = this.engine.now();
    const commit = this.draft();
    for (const record of plan.records) {
      const refs = book.refsOf(record.key);
      const entry = book.decided(record);
      if (entry !== null) commit.entries.push(entry);
      // A settled conflict stands when its winner's write goes; a frozen one at once.
      const raised = record.conflicts.filter(
        (one) =>
          one.kept === null || record.steps.some((step) => step.kind === 'update' && step.field === one.field && writes.has(step.id)),
      );
      commit.conflicts.push(...raised.map((one) => ({ ...one, key: record.key, name: record.name })));
      commit.closes.push(...record.closes.map((field) => ({ key: record.key, field })));
      const old = refs.every((ref) => now - ref.since >= HALF_TYPED_MS);
      const findings = [...record.findings.filter((one) => one.kind !== 'no-natural-key' || old), ...(unholdable.get(record.key) ?? [])];
      commit.findings.push({ key: record.key, name: record.name, raised: book.raise(record.key, findings) });
      const held = holds.get(record.key) ?? [];
      commit.held.push({ key: record.key, steps: held });
      if (busy.has(record.key)) continue;
      if (record.waits) commit.later.push(...refs.map((ref) => ({ ...ref, notBefore: (old ? now : ref.since) + HALF_TYPED_MS })));
      else if (this.pair.state === 'preview') commit.later.push(...refs.map((ref) => ({ ...ref, notBefore: now + PREVIEW_MS })));
      else commit.clean.push(...refs);
      if (!held.some((one) => one.why === 'newer-edit') && this.pair.state !== 'preview')
        commit.directivesDone.push(...book.directivesOf(record.key));
    }
    commit.clean.push(...assembled.idle);
    commit.findings.push(...this.outgrown(assembled));
    for (const one of assembled.ambiguous) {
      const key = this.engine.mint.keyOf(this.pair.id, one.side, one.record.localId);
      commit.findings.push({
        key,
        name: one.record.name,
        raised: [{ kind: 'ambiguous-match', side: one.side, field: null, shown: one.record.name }],
      });
      commit.later.push({ ...one.ref, notBefore: now + HALF_TYPED_MS });
    }
    await this.engine.store.commit(commit);
  }

  /** Findings of a record without an entry stand under its side's own key: they end when it is matched, or isn't ours any more. */
  private outgrown({ states, idle }: Assembled): readonly Commit['findings'][number][] {
    const keyed = isKeyed(this.sides.right);
    const keys = new Set<RecordKey>();
    const add = (side: Side, localId: LocalId): void => {
      keys.add(this.engine.mint.keyOf(this.pair.id, side, localId));
      if (side === 'right' && keyed) keys.add(brandAs<RecordKey>(localId));
    };
    for (const state of states) {
      if (state.entry !== null) continue;
      for (const side of ['left', 'right'] as const) {
        const now = state[side];
        if (now.kind === 'present') add(side, now.record.localId);
      }
    }
    for (const ref of idle) add(ref.side, ref.localId);
    for (const state of states) keys.delete(state.key);
    return [...keys].map((key) => ({ key, name: '', raised: [] }));
  }

  /** Takes in the answer to one intent and commits it: base, ids, mirror, journal and the intent's end together. */
  private async absorb(intent: StoredIntent, outcome: Outcome, book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    const side = this.sideOf(intent);
    const keyed = isKeyed(this.sides[side]);
    const context: AbsorbContext = { ...this.context, run: intent.run, approved: book.approved };
    const commit = this.draft();
    const mirror = { replica: intent.replica, records: [] as MirrorRecord[], gone: [] as LocalId[] };
    const tab = { replica: intent.replica, upsert: [] as KnownRow[], drop: [] as RecordKey[] };
    for (const write of intent.writes) {
      const result = identified(outcome.get(write.step), keyed ? write.key : null);
      const steps = intent.steps[write.step] ?? [];
      const { key } = write;
      if (key === null || write.kind === 'note') continue;
      if (result.kind === 'missed') book.miss(key);
      if (result.kind === 'refused') {
        const raised = book.raise(key, [{ kind: `refused-${result.why}`, side, field: null, shown: result.detail.slice(0, 300) }]);
        commit.findings.push({ key, name: book.working(key).entry?.name ?? steps[0]?.name ?? '', raised });
      }
      if (result.kind === 'applied' && write.kind === 'key') {
        const row = rows.get(key);
        if (row !== undefined) tab.upsert.push({ ...row, position: result.position ?? row.position, written: true });
        continue;
      }
      if (result.kind === 'applied') {
        const absorbed = absorbApplied(side, key, steps, result, book.working(key), context);
        book.put(key, absorbed.entry, side, absorbed.record);
        commit.entries.push(absorbed.entry);
        commit.journal.push(...absorbed.journal);
        commit.conflicts.push(...absorbed.conflicts.map((one) => ({ ...one, key, name: absorbed.entry.name })));
        commit.wishes.push(...absorbed.wishes.map((directive) => ({ key, directive })));
        if (absorbed.record === null) {
          mirror.gone.push(result.localId);
          tab.drop.push(key);
        } else {
          const fingerprint = (keyed ? rowFingerprint : fingerprintOf)(this.engine, absorbed.record);
          mirror.records.push({ record: absorbed.record, fingerprint, gone: null });
          tab.upsert.push({ key, position: result.position ?? rows.get(key)?.position ?? 0, fingerprint, written: true });
          if (absorbed.again) commit.again.push({ side, localId: absorbed.record.localId });
        }
      }
      if ((result.kind === 'applied' || result.kind === 'refused') && write.kind !== 'key' && book.done(key, steps)) {
        commit.clean.push(...book.refsOf(key));
        commit.directivesDone.push(...book.directivesOf(key));
      }
    }
    for (const row of tab.upsert) rows.set(row.key, row);
    commit.mirrors.push(mirror);
    if (keyed) commit.rows.push(tab);
    commit.intent = { id: intent.id, state: intentState(outcome, intent.writes) };
    await this.engine.store.commit(commit);
  }

  /** Keys first, then what depends on them: a row must carry its key before a record is made for it. */
  private intentsFor(
    going: readonly Step[],
    decision: Decision,
    book: Book,
    rows: ReadonlyMap<RecordKey, KnownRow>,
  ): { intents: readonly NewIntent[]; unholdable: Map<RecordKey, FindingRaised[]> } {
    const intents: NewIntent[] = [];
    const unholdable = new Map<RecordKey, FindingRaised[]>();
    if (this.pair.state !== 'live') return { intents, unholdable };
    const add = (side: Side, writes: readonly Write[], steps: Readonly<Record<StepId, readonly Step[]>>): void => {
      const at = this.openedAt(side);
      if (at === null || writes.length === 0) return;
      for (const group of at.container.pack(writes)) {
        const own = Object.fromEntries(
          group.flatMap((write) => (steps[write.step] === undefined ? [] : [[write.step, steps[write.step] ?? []]])),
        );
        intents.push({
          id: this.engine.mint.intent(),
          run: this.id,
          pair: this.pair.id,
          container: at.row.id,
          replica: this.sides[side].id,
          writes: group,
          steps: own,
        });
      }
    };
    const context = {
      ...this.context,
      rows,
      record: (side: Side, key: RecordKey) => book.working(key)[side],
      localId: (side: Side, key: RecordKey) => book.localId(side, key),
    };
    const paired = new Set(going.map((step) => step.key));
    for (const state of decision.assembled.states)
      if (state.left.kind === 'present' && state.right.kind === 'present') paired.add(state.key);
    const unkeyed = [...paired].flatMap((key) => (rows.get(key)?.written === false ? (book.working(key).right ?? []) : []));
    add('right', keyWrites(unkeyed, context, 'right'), {});
    add('left', clearKeyWrites(decision.assembled.copiedKeys), {});
    for (const side of ['right', 'left'] as const) {
      const own = going.filter((step) => step.side === side);
      const made = writesFor(side, own, context);
      for (const one of made.unholdable) unholdable.set(one.key, [...(unholdable.get(one.key) ?? []), one.finding]);
      add(side, made.writes, made.steps);
    }
    return { intents, unholdable };
  }

  private async rows(): Promise<Map<RecordKey, KnownRow>> {
    if (!isKeyed(this.sides.right)) return new Map();
    return new Map((await this.engine.store.rows(this.sides.right.id)).map((row) => [row.key, row]));
  }

  private sideOf(intent: NewIntent): Side {
    return intent.replica === this.sides.left.id ? 'left' : 'right';
  }

  private openedAt(side: Side): Opened | null {
    return this.opened.get(this.sides[side].container) ?? null;
  }

  private draft(): Draft {
    const leases = [...this.leases];
    const lists = { entries: [], mirrors: [], rows: [], journal: [], conflicts: [], closes: [], findings: [], held: [] };
    return { pair: this.pair.id, leases, ...lists, directivesDone: [], wishes: [], clean: [], later: [], again: [], intent: null };
  }
}

/** A row of a keyed tab is known by its key, wherever the answer found it. */
function identified(result: StepOutcome | undefined, key: RecordKey | null): StepOutcome {
  if (result === undefined) return { kind: 'unknown' };
  return result.kind === 'applied' && key !== null ? { ...result, localId: brandAs<LocalId>(key) } : result;
}

/** What has to be read again after a miss: the whole tab, or the records that were missed. */
function missedIds(intent: NewIntent, outcome: Outcome, keyed: boolean): readonly LocalId[] | 'all' {
  const missed = intent.writes.filter((write) => outcome.get(write.step)?.kind === 'missed');
  return keyed ? 'all' : missed.flatMap((write) => ('localId' in write ? [write.localId] : []));
}

function groupByKey(held: readonly Held[]): ReadonlyMap<RecordKey, readonly Held[]> {
  const groups = new Map<RecordKey, Held[]>();
  for (const one of held) groups.set(one.step.key, [...(groups.get(one.step.key) ?? []), one]);
  return groups;
}

function intentState(outcome: Outcome, writes: readonly Write[]): 'open' | 'covering' | 'closed' {
  const results = writes.map((write) => outcome.get(write.step));
  if (results.some((one) => one === undefined || one.kind === 'unknown')) return 'open';
  return results.some((one) => one?.kind === 'applied' && one.covered.kind === 'later') ? 'covering' : 'closed';
}
