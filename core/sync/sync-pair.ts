/**
 * One run over one pair: settle what is open, decide on what is dirty, hold what frightens, write the rest, commit what
 * the answers show. The base never claims more than was done; a crash at any await is followed by the same run again.
 */
import type { Person } from '../values/value.ts';
import type { Sides } from './decide/decide.ts';
import { decide, isKeyed, planContext } from './decide/decide.ts';
import type { PlanContext } from './decide/reconcile-record.ts';
import type { Engine, Opened, OpenedContainers } from './engine.ts';
import { extend, underLease } from './engine.ts';
import { isUnderway, SyncError } from './errors.ts';
import type { KnownRow } from './identity/rows.ts';
import type { LocalId, RecordKey, RunId } from './ids.ts';
import type { Side } from './mapping.ts';
import { stepsOf } from './plan.ts';
import type { Keep, Outcome, Settled } from './ports.ts';
import { addAnswer, missedIds } from './run/answers.ts';
import { Book } from './run/book.ts';
import { addDecisions } from './run/decisions.ts';
import type { Draft } from './run/draft.ts';
import { draftCommit } from './run/draft.ts';
import { intentsFor } from './run/intents.ts';
import { sparedIntent } from './run/spared.ts';
import type { Lease, NewIntent, PairRow, StoredIntent } from './store.ts';

/** Runs the pair once. The caller has leased and opened both containers, and repeats while anything is due. */
export async function syncPair(
  engine: Engine,
  pair: PairRow,
  sides: Sides,
  opened: OpenedContainers,
  people: readonly Person[],
): Promise<void> {
  const run = new Run(engine, pair, sides, opened, people);
  // What was settled is read again before anything is decided on it.
  if (await run.settleOpen()) return;
  // A paused pair's open intents are settled, for others write in the same container; nothing new begins.
  if (pair.state !== 'paused') await run.go();
}

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

  /**
   * Intents of this pair whose outcome nobody has seen: a crash, a lost reply, work that ran on. True when there were any.
   * Throws `underway` while one runs yet: the others are settled all the same.
   */
  async settleOpen(): Promise<boolean> {
    const containers = this.leases.map((lease) => lease.container);
    const stored = await this.engine.store.openIntents(containers);
    const open = stored.filter((one) => one.pair === this.pair.id && one.state === 'open');
    let runs: SyncError | null = null;
    for (const intent of open) {
      const at = this.openedAt(this.sideOf(intent));
      if (at === null) continue;
      await this.settleOne(intent, at).catch((error: unknown) => {
        if (!isUnderway(error)) throw error;
        runs ??= error;
      });
    }
    if (runs !== null) throw runs;
    return open.length > 0;
  }

  private async settleOne(intent: StoredIntent, at: Opened): Promise<void> {
    const { id, replica, writes, ticket } = intent;
    const settled = await underLease(this.engine, this.leases, () =>
      at.container.settle({ id, replica, writes, ticket }, this.keep(intent)),
    );
    this.engine.log('intent-settled', { intent: id, happened: settled.kind === 'happened' });
    if (settled.kind === 'happened') refuseUnknown(intent, settled.outcome);
    if (settled.kind === 'none') await this.close(intent);
    else await this.takeIn(intent, settled.outcome, await this.bookNow(), await this.rows());
    if (ticket === null) await this.engine.store.hint(at.row.id, touchedBy(intent, settled));
    else if (settled.kind === 'happened') await this.answerHints(settled.outcome, at);
  }

  /** Work that ran on is over, and its records have been seen: what was hinted of them before is answered, if nobody else reads the container. */
  private async answerHints(outcome: Outcome, at: Opened): Promise<void> {
    if (at.replicas.size > 1) return;
    const ids = [...outcome.values()].flatMap((one) => (one.kind === 'applied' ? [one.localId] : []));
    await this.engine.store.answered({ container: at.row.id, upTo: at.row.hintSeq, ids }, this.leases);
  }

  private keep(intent: Pick<NewIntent, 'id'>): Keep {
    return async (underway) => {
      await this.engine.store.keepTicket(intent.id, underway, this.leases);
      await extend(this.engine, this.leases);
    };
  }

  /** Decides on everything that is dirty, commits what needs no write, then performs what may go. */
  async go(): Promise<void> {
    const work = await this.engine.store.work(this.pair.id, (side, id) => this.engine.mint.keyOf(this.pair.id, side, id));
    if (work.dirty.length === 0) return;
    const decision = decide(this.pair, this.sides, work, this.people, this.engine.mint.keyOf);
    const book = new Book(work);
    book.place(decision.assembled);
    const rows = await this.rows();
    const held = new Set(decision.held.map((one) => one.step));
    const free = stepsOf(decision.plan).filter((step) => !held.has(step));
    const { pair, sides, context } = this;
    const { mint } = this.engine;
    const openedAt = (side: Side): Opened | null => this.openedAt(side);
    const { intents, unholdable } = intentsFor(free, decision.assembled, book, {
      pair,
      sides,
      run: this.id,
      context,
      openedAt,
      rows,
      mint,
    });
    const going = intents.flatMap((intent) => Object.values(intent.steps).flat());
    const keyed = intents.flatMap((intent) =>
      intent.writes.flatMap((write) => (write.kind === 'key' && write.key !== null ? [write.key] : [])),
    );
    book.expect([...going.map((step) => step.key), ...keyed]);
    book.waitFor(decision.held.filter((one) => one.why === 'newer-edit' || one.why === 'preview').map((one) => one.step));
    const commit = this.draft();
    addDecisions(commit, { pair, decision, going, unholdable }, book);
    await this.engine.store.commit(commit);
    if (intents.length > 0) await this.perform(intents, book, rows);
  }

  private async perform(intents: readonly NewIntent[], book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    await this.engine.store.beginRun({ id: this.id, pair: this.pair.id, kind: 'sync', who: 'evenkeel' });
    try {
      await this.engine.store.saveIntents(intents, this.leases);
      for (const intent of intents) await this.performOne(intent, book, rows);
      await this.engine.store.endRun(this.id, null);
    } catch (error) {
      await this.engine.store.endRun(this.id, isUnderway(error) ? null : error instanceof SyncError ? error.code : 'internal');
      throw error;
    }
  }

  private async performOne(intent: NewIntent, book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    const at = this.openedAt(this.sideOf(intent));
    if (at === null) return;
    // A record is made only for a row that got its key: it would be made again for the same row.
    const held = intent.writes.filter((write) => write.kind !== 'key' && write.key !== null && book.isUnkeyed(write.key));
    if (held.length === 0) return this.call(intent, at, book, rows);
    // What isn't sent mustn't stand in the intent of a call that may have to be settled.
    const missed = new Map(held.map((write) => [write.step, { kind: 'missed' as const }]));
    await this.answered({ ...intent, writes: held }, missed, at, book, rows);
    const rest = { ...intent, id: this.engine.mint.intent(), writes: intent.writes.filter((write) => !held.includes(write)) };
    if (rest.writes.length === 0) return;
    await this.engine.store.saveIntents([rest], this.leases);
    await this.call(rest, at, book, rows);
  }

  private async call(intent: NewIntent, at: Opened, book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    const { id, replica, writes } = intent;
    const call = (): Promise<Outcome> => at.container.apply({ id, replica, writes }, this.keep(intent));
    const outcome = await underLease(this.engine, this.leases, call).catch(async (error: unknown) => {
      // Nothing of it happened (ports.ts): the intent is over, its records are still dirty. What may have happened stays open.
      if (error instanceof SyncError && error.code !== 'unknown-outcome' && !isUnderway(error)) await this.close(intent);
      throw error;
    });
    refuseUnknown(intent, outcome);
    await this.answered(intent, outcome, at, book, rows);
    const spared = sparedIntent(intent, outcome, this.sideOf(intent), this.pair.settings, this.engine.mint);
    if (spared === null) return;
    await this.engine.store.saveIntents([spared], this.leases);
    await this.call(spared, at, book, rows);
  }

  private async answered(intent: NewIntent, outcome: Outcome, at: Opened, book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    await this.takeIn({ ...intent, state: 'open', ticket: null, at: this.engine.now() }, outcome, book, rows);
    const missed = missedIds(intent, outcome, isKeyed(this.sides[this.sideOf(intent)]));
    if (missed !== null) await this.engine.store.hint(at.row.id, missed);
  }

  private async takeIn(intent: StoredIntent, outcome: Outcome, book: Book, rows: Map<RecordKey, KnownRow>): Promise<void> {
    const side = this.sideOf(intent);
    const context = { ...this.context, run: intent.run, approved: book.approved };
    const commit = this.draft();
    addAnswer(
      commit,
      intent,
      outcome,
      {
        engine: this.engine,
        side,
        keyed: isKeyed(this.sides[side]),
        context,
        columns: this.sides[side].columns,
      },
      book,
      rows,
    );
    await this.engine.store.commit(commit);
  }

  private close(intent: NewIntent): Promise<void> {
    return this.engine.store.commit({ ...this.draft(), intent: { id: intent.id, state: 'closed' } });
  }

  /**
   * Also knows records that have no entry yet: what a lost create was made of is still dirty, and is the new record's
   * other side. All stay dirty: the decision that follows sees what of an interrupted run is left to do.
   */
  private async bookNow(): Promise<Book> {
    const work = await this.engine.store.work(this.pair.id, (side, id) => this.engine.mint.keyOf(this.pair.id, side, id));
    const book = new Book(work);
    book.place(decide(this.pair, this.sides, work, this.people, this.engine.mint.keyOf).assembled);
    book.partly();
    return book;
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
    return draftCommit(this.pair.id, this.leases);
  }
}

/** Records that the intent was for, and what it made; without any, all. */
function touchedBy(intent: Pick<NewIntent, 'writes'>, settled: Settled): readonly LocalId[] | 'all' {
  const meant = intent.writes.flatMap((write) => (write.kind === 'create' ? [] : [write.localId]));
  const made = settled.kind === 'none' ? [] : [...settled.outcome.values()].flatMap((one) => (one.kind === 'applied' ? [one.localId] : []));
  const ids = [...new Set([...meant, ...made])];
  return ids.length === 0 ? 'all' : ids;
}

/** An answer is taken in once and whole: what is known of a call of which a part is unknown is told again when it is settled. */
function refuseUnknown(intent: NewIntent, outcome: Outcome): void {
  const unknown = intent.writes.some((write) => (outcome.get(write.step)?.kind ?? 'unknown') === 'unknown');
  if (unknown) throw new SyncError('unknown-outcome', { kind: 'retry' }, { intent: intent.id });
}
