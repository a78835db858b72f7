/** The records of one run as they stand while it goes on: entries, both sides, and how much of each is still to be done. */

import type { ArchiveEntry } from '../archive.ts';
import type { Assembled } from '../assemble.ts';
import type { Directive } from '../decide/record-state.ts';
import type { LocalId, RecordKey } from '../ids.ts';
import type { Side } from '../mapping.ts';
import type { FindingRaised, RecordPlan, Step } from '../plan.ts';
import type { RawRecord } from '../record.ts';
import type { DirtyRef, PairWork } from '../store.ts';
import type { Working } from './absorb.ts';

export class Book {
  /** Steps that a person approved: they leave the guard's window. */
  readonly approved: ReadonlySet<string>;
  private readonly records = new Map<RecordKey, Working>();
  private readonly steps = new Map<RecordKey, number>();
  private readonly missed = new Set<RecordKey>();
  private readonly unkeyed = new Set<RecordKey>();
  private readonly waiting = new Set<string>();
  private readonly stopped = new Set<RecordKey>();
  private readonly raised = new Map<RecordKey, readonly FindingRaised[]>();
  private readonly later = new Map<RecordKey, number>();
  private refs: Assembled['refs'] = new Map();

  constructor(private readonly work: PairWork) {
    const directives = [...work.directives.values()].flat();
    this.approved = new Set(directives.flatMap((one) => (one.kind === 'approve' ? [one.step] : [])));
    for (const entry of work.entries)
      this.records.set(entry.key, { entry, left: mirrored(work, entry, 'left'), right: mirrored(work, entry, 'right') });
  }

  /** Takes in what was assembled: unpaired records get their places. */
  place(assembled: Assembled): void {
    this.refs = assembled.refs;
    for (const { key, entry, left, right } of assembled.states) {
      this.records.set(key, {
        entry,
        left: left.kind === 'present' ? left.record : null,
        right: right.kind === 'present' ? right.record : null,
      });
    }
  }

  /** What of each record is about to be performed: steps, and the key that its row gets. */
  expect(keys: readonly RecordKey[]): void {
    for (const key of keys) this.steps.set(key, (this.steps.get(key) ?? 0) + 1);
  }

  /** Records that wait for answers. */
  busy(): ReadonlySet<RecordKey> {
    return new Set(this.steps.keys());
  }

  working(key: RecordKey): Working {
    return this.records.get(key) ?? { entry: null, left: null, right: null };
  }

  localId(side: Side, key: RecordKey): LocalId | null {
    const record = this.working(key);
    return record[side]?.localId ?? record.entry?.[side] ?? null;
  }

  /** After a write: the side shows `record` now, or nothing. */
  put(key: RecordKey, entry: ArchiveEntry, side: Side, record: RawRecord | null): void {
    this.records.set(key, { ...this.working(key), entry, [side]: record });
  }

  /** Nothing is done with: what is learnt of an earlier run's calls is only a part of what its records wait for. */
  partly(): void {
    for (const key of this.records.keys()) this.missed.add(key);
  }

  /** The row of the record hasn't got its key: nothing that counts on it may be written in this run. */
  leaveUnkeyed(key: RecordKey): void {
    this.unkeyed.add(key);
  }

  isUnkeyed(key: RecordKey): boolean {
    return this.unkeyed.has(key);
  }

  miss(key: RecordKey): void {
    this.missed.add(key);
  }

  /** Something of the record isn't due for so long, whatever is done with the rest of it. */
  putOff(key: RecordKey, waitMs: number): void {
    this.later.set(key, waitMs);
  }

  /** How long the record rests though all of its steps are done, ms; null: off the list. */
  restMs(key: RecordKey): number | null {
    return this.later.get(key) ?? null;
  }

  /** So many of what a record waits for are performed or refused. True when none is left and nothing has to be seen again. */
  done(key: RecordKey, count: number): boolean {
    const left = (this.steps.get(key) ?? count) - count;
    this.steps.set(key, left);
    return left <= 0 && !this.missed.has(key);
  }

  refsOf(key: RecordKey): readonly DirtyRef[] {
    return this.refs.get(key) ?? [];
  }

  /** Held steps of an undo that met newer edits, or of a first run: what asked for them waits with them, whatever else is done. */
  waitFor(steps: readonly Step[]): void {
    for (const step of steps) {
      this.waiting.add(step.kind === 'update' ? `${step.key} ${step.field}` : step.key);
      // One of two values that an undo would cover has been approved: the other is asked about still.
      if (step.why === 'undo-newer') this.waiting.add(step.id);
    }
  }

  /** Nothing can be decided of the record yet: what people wished for it waits, whatever else is done, such as its row's key. */
  stop(key: RecordKey): void {
    this.stopped.add(key);
  }

  /** Wishes about a record that are over once its steps are done. */
  directivesOf(key: RecordKey): readonly string[] {
    if (this.stopped.has(key)) return [];
    const all = this.work.directives.get(key) ?? [];
    const waits = (one: Directive): boolean =>
      (one.kind === 'set' && this.waiting.has(`${key} ${one.field}`)) ||
      (one.kind === 'approve' && this.waiting.has(one.step)) ||
      ((one.kind === 'uncreate' || one.kind === 'recreate') && this.waiting.has(key));
    return all.filter((one) => !waits(one)).map((one) => one.id);
  }

  /** Findings of a record in this run, with one more. */
  raise(key: RecordKey, findings: readonly FindingRaised[]): readonly FindingRaised[] {
    const all = [...(this.raised.get(key) ?? []), ...findings];
    this.raised.set(key, all);
    return all;
  }

  /**
   * The entry as the decision leaves it before any write, or null when nothing of it moves. A record that is matched
   * for the first time has one at once; one that is to be created gets its entry with the answer to the create.
   */
  decided(record: RecordPlan): ArchiveEntry | null {
    const { entry } = this.working(record.key);
    const next = entry === null ? fresh(record) : moved(entry, record);
    if (next !== null) this.records.set(record.key, { ...this.working(record.key), entry: next });
    return next;
  }
}

function fresh(record: RecordPlan): ArchiveEntry | null {
  if (record.state === null) return null;
  // One side alone is no pair yet, unless a person wants it kept out.
  if ((record.left === null || record.right === null) && record.state !== 'parked') return null;
  return {
    key: record.key,
    left: record.left,
    right: record.right,
    state: record.state,
    name: record.name,
    base: record.adopt,
    madeBy: { left: 'person', right: 'person' },
  };
}

/** A step changes the state when its answer is in: until then a row that a person is asked about isn't removed. */
function moved(entry: ArchiveEntry, record: RecordPlan): ArchiveEntry | null {
  const state = record.steps.length > 0 || record.state === null ? entry.state : record.state;
  const same = state === entry.state && entry.left === record.left && entry.right === record.right && entry.name === record.name;
  if (same && Object.keys(record.adopt).length === 0) return null;
  return { ...entry, state, left: record.left, right: record.right, name: record.name, base: { ...entry.base, ...record.adopt } };
}

function mirrored(work: PairWork, entry: ArchiveEntry, side: Side): RawRecord | null {
  const id = entry[side];
  const mirror = id === null ? undefined : work.mirrors[side].get(id);
  return mirror === undefined || mirror.gone !== null ? null : mirror.record;
}
