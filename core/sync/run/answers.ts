/** What the answer to one intent means for our memory: base, ids, mirror, journal and the intent's end together. Pure. */
import type { Engine } from '../engine.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { KnownRow } from '../identity/rows.ts';
import type { ColumnRef, LocalId, RecordKey } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { Side } from '../mapping.ts';
import { fieldId } from '../mapping.ts';
import type { Step } from '../plan.ts';
import type { Outcome, StepOutcome, Write } from '../ports.ts';
import type { Column, RawRecord } from '../record.ts';
import type { MirrorRecord, NewIntent, StoredIntent } from '../store.ts';
import type { AbsorbContext } from './absorb.ts';
import { absorbApplied } from './absorb.ts';
import type { Book } from './book.ts';
import type { Draft } from './draft.ts';
import { NAME_REFS, refusedField, sparedOf } from './spared.ts';

export interface AnswerFacts {
  readonly engine: Pick<Engine, 'hash'>;
  readonly side: Side;
  /** Rows of the side are known by our key column. */
  readonly keyed: boolean;
  readonly context: AbsorbContext;
  /** The side's columns in its own order. */
  readonly columns: readonly Column[];
}

/** What missed is tried again when its place has been read, soon at first, then ever more rarely: its row may not be found for long. */
const MISSED_MS = { least: 1_000, most: 600_000 };

type Applied = Extract<StepOutcome, { kind: 'applied' }>;

/** What of the mirror and of a keyed tab's index moves. */
interface Moved {
  readonly records: MirrorRecord[];
  readonly gone: LocalId[];
  readonly upsert: KnownRow[];
  readonly drop: RecordKey[];
}

/** Fills the commit that follows one intent's answer; `rows` are brought up to date as the tab is. */
export function addAnswer(
  commit: Draft,
  intent: StoredIntent,
  outcome: Outcome,
  facts: AnswerFacts,
  book: Book,
  rows: Map<RecordKey, KnownRow>,
): void {
  const moved: Moved = { records: [], gone: [], upsert: [], drop: [] };
  for (const write of intent.writes) {
    const result = identified(outcome.get(write.step), facts.keyed ? write.key : null);
    const steps = intent.steps[write.step] ?? [];
    const { key } = write;
    if (key === null || write.kind === 'note') continue;
    if (write.kind === 'key' && result.kind !== 'applied') book.leaveUnkeyed(key);
    if (result.kind === 'missed') {
      book.miss(key);
      commit.later.push(...book.refsOf(key).map((ref) => ({ ...ref, waitMs: pauseAfter(ref.age) })));
    }
    const spared = sparedOf(write, steps, result, facts.side, facts.context.settings);
    if (result.kind === 'refused') {
      const refused = refusedField(result, facts.side, facts.context.settings);
      const field = refused === null ? null : fieldId(refused);
      const raised = book.raise(key, [{ kind: `refused-${result.why}`, side: facts.side, field, shown: result.detail.slice(0, 300) }]);
      commit.findings.push({ key, name: book.working(key).entry?.name ?? steps[0]?.name ?? '', raised });
    }
    if (result.kind === 'applied' && write.kind === 'key') keyWritten(moved, key, rows);
    else if (result.kind === 'applied') applied(commit, moved, key, steps, result, facts, book, rows);
    const count = write.kind === 'key' ? 1 : steps.length - (spared?.steps.length ?? 0);
    if ((result.kind === 'applied' || result.kind === 'refused') && book.done(key, count)) {
      const waitMs = book.restMs(key);
      if (waitMs === null) commit.clean.push(...book.refsOf(key));
      else commit.later.push(...book.refsOf(key).map((ref) => ({ ...ref, waitMs })));
      commit.directivesDone.push(...book.directivesOf(key));
    }
  }
  for (const row of moved.upsert) rows.set(row.key, row);
  commit.mirrors.push({ replica: intent.replica, records: moved.records, gone: moved.gone });
  if (facts.keyed) commit.rows.push({ replica: intent.replica, upsert: moved.upsert, drop: moved.drop });
  commit.intent = { id: intent.id, state: stateAfter(outcome, intent.writes) };
}

const pauseAfter = (age: number): number => Math.min(MISSED_MS.most, Math.max(MISSED_MS.least, age));

/** What has to be read again after a miss: the whole tab, or the records that were missed. Null: nothing was missed. */
export function missedIds(intent: NewIntent, outcome: Outcome, keyed: boolean): readonly LocalId[] | 'all' | null {
  const missed = intent.writes.filter((write) => outcome.get(write.step)?.kind === 'missed');
  if (missed.length === 0) return null;
  return keyed ? 'all' : missed.flatMap((write) => ('localId' in write ? [write.localId] : []));
}

function keyWritten(moved: Moved, key: RecordKey, rows: ReadonlyMap<RecordKey, KnownRow>): void {
  const row = rows.get(key);
  if (row !== undefined) moved.upsert.push({ ...row, written: true });
}

/**
 * Where a row stood when all of them were read: by that, rows that have no key yet are told from each other, so one must
 * not be moved by itself (I12). Of a row that we made it is known only where it was made.
 */
function placeOf(key: RecordKey, steps: readonly Step[], result: Applied, rows: ReadonlyMap<RecordKey, KnownRow>): number {
  const read = steps[0]?.kind === 'create' ? undefined : rows.get(key)?.position;
  return read ?? result.position ?? 0;
}

function applied(
  commit: Draft,
  moved: Moved,
  key: RecordKey,
  steps: readonly Step[],
  result: Applied,
  facts: AnswerFacts,
  book: Book,
  rows: ReadonlyMap<RecordKey, KnownRow>,
): void {
  const { side, keyed, engine } = facts;
  const absorbed = absorbApplied(side, key, steps, result, book.working(key), facts.context);
  const record = absorbed.record === null ? null : { ...absorbed.record, name: nameNow(absorbed.record, facts) };
  const entry = side === 'left' && record !== null ? { ...absorbed.entry, name: record.name } : absorbed.entry;
  book.put(key, entry, side, record);
  commit.entries.push(entry);
  commit.journal.push(...absorbed.journal);
  commit.conflicts.push(...absorbed.conflicts.map((one) => ({ ...one, key, name: entry.name })));
  commit.closes.push(...absorbed.closes.map((field) => ({ key, field })));
  commit.wishes.push(...absorbed.wishes.map((directive) => ({ key, directive })));
  if (record === null) {
    moved.gone.push(result.localId);
    moved.drop.push(key);
    return;
  }
  const fingerprint = fingerprintOf(engine, keyed ? { ...record, version: null } : record);
  moved.records.push({ record, fingerprint, gone: null });
  moved.upsert.push({ key, position: placeOf(key, steps, result, rows), fingerprint, written: true });
  if (absorbed.again) commit.again.push({ side, localId: record.localId });
}

/** As the next reading will name it: a row by its first text, an item by its name column. */
function nameNow(record: RawRecord, { keyed, columns }: AnswerFacts): string {
  const refs = keyed ? columns.map((column) => column.ref) : NAME_REFS.map((ref) => brandAs<ColumnRef>(ref));
  for (const ref of refs) {
    const cell = record.cells[ref];
    if (cell?.kind === 'text') return cell.text;
  }
  return keyed && columns.length > 0 ? '' : record.name;
}

/** A row of a keyed tab is known by its key, wherever the answer found it. */
function identified(result: StepOutcome | undefined, key: RecordKey | null): StepOutcome {
  if (result === undefined) return { kind: 'unknown' };
  return result.kind === 'applied' && key !== null ? { ...result, localId: brandAs<LocalId>(key) } : result;
}

function stateAfter(outcome: Outcome, writes: readonly Write[]): 'open' | 'covering' | 'closed' {
  const results = writes.map((write) => outcome.get(write.step));
  if (results.some((one) => one === undefined || one.kind === 'unknown')) return 'open';
  return results.some((one) => one?.kind === 'applied' && one.covered.kind === 'later') ? 'covering' : 'closed';
}
