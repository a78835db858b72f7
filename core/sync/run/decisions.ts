/** What is decided without a write: agreed bases, conflicts, findings, holds, and records with nothing to do. Pure. */
import type { Assembled } from '../assemble.ts';
import type { Decision } from '../decide/decide.ts';
import type { Held } from '../decide/guard.ts';
import type { LocalId, RecordKey } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { Side } from '../mapping.ts';
import type { FindingRaised, RecordPlan, Step } from '../plan.ts';
import type { Commit, DirtyRef, PairRow } from '../store.ts';
import type { Book } from './book.ts';
import type { Draft } from './draft.ts';

/** A row without its natural key is somebody typing; after this long it is a finding. */
const HALF_TYPED_MS = 10 * 60_000;
/** What a preview waits for is a person; it is looked at again when something changes or after this long. */
const PREVIEW_MS = 3_600_000;

export interface DecisionFacts {
  readonly pair: PairRow;
  readonly decision: Decision;
  /** Steps that are about to be performed. */
  readonly going: readonly Step[];
  readonly unholdable: ReadonlyMap<RecordKey, readonly FindingRaised[]>;
}

/** Fills the commit that comes before the first write. Records with steps that go stay dirty until their answers are in. */
export function addDecisions(commit: Draft, facts: DecisionFacts, book: Book): void {
  const { pair, decision, going } = facts;
  commit.findings.push(...outgrown(facts));
  const writes = new Set(going.map((step) => step.id));
  const busy = book.busy();
  const holds = groupByKey(decision.held);
  for (const record of decision.plan.records) {
    const refs = book.refsOf(record.key);
    if (record.waits) book.stop(record.key);
    const entry = book.decided(record);
    if (entry !== null) commit.entries.push(entry);
    commit.conflicts.push(...standing(record, writes).map((one) => ({ ...one, key: record.key, name: record.name })));
    commit.closes.push(...record.closes.map((field) => ({ key: record.key, field })));
    const old = refs.every((ref) => ref.age >= HALF_TYPED_MS);
    const findings = [
      ...record.findings.filter((one) => one.kind !== 'no-natural-key' || old),
      ...(facts.unholdable.get(record.key) ?? []),
    ];
    commit.findings.push({ key: findingKey(record, book), name: record.name, raised: book.raise(record.key, findings) });
    const held = holds.get(record.key) ?? [];
    commit.held.push({ key: record.key, steps: held });
    if (busy.has(record.key)) {
      if (record.formulaWait !== null) book.putOff(record.key, record.formulaWait);
      continue;
    }
    rest(commit, record, refs, pair.state === 'preview', old);
    commit.directivesDone.push(...book.directivesOf(record.key));
  }
  commit.clean.push(...decision.assembled.idle);
  addAmbiguous(commit, facts);
}

/** A settled conflict stands when its winner's write goes; a frozen one at once, and one about what a removal covered. */
const standing = (record: RecordPlan, writes: ReadonlySet<string>): RecordPlan['conflicts'] =>
  record.conflicts.filter(
    (one) =>
      one.kept === null ||
      one.why === 'covered' ||
      record.steps.some((step) => step.kind === 'update' && step.field === one.field && writes.has(step.id)),
  );

/** Off the list, or to be looked at again later. */
function rest(commit: Draft, record: RecordPlan, refs: readonly DirtyRef[], preview: boolean, old: boolean): void {
  if (record.waits) commit.later.push(...refs.map((ref) => ({ ...ref, waitMs: HALF_TYPED_MS - (old ? 0 : ref.age) })));
  else if (preview) commit.later.push(...refs.map((ref) => ({ ...ref, waitMs: PREVIEW_MS })));
  else if (record.formulaWait !== null) {
    const waitMs = record.formulaWait;
    commit.later.push(...refs.map((ref) => ({ ...ref, waitMs })));
  } else commit.clean.push(...refs);
}

function findingKey({ key, left, right, waits }: RecordPlan, book: Book): RecordKey {
  if (!waits || book.working(key).entry !== null) return key;
  return left === null ? (right === null ? key : looseKey('right', right)) : looseKey('left', left);
}

function addAmbiguous(commit: Draft, { decision }: DecisionFacts): void {
  for (const { side, record, ref } of decision.assembled.ambiguous) {
    const raised = [{ kind: 'ambiguous-match', side, field: null, shown: record.name }];
    commit.findings.push({ key: looseKey(side, record.localId), name: record.name, raised });
    commit.later.push({ ...ref, waitMs: HALF_TYPED_MS });
  }
}

/** What is said of a record that isn't paired yet ends when it is, or isn't ours any more. */
function outgrown({ decision }: DecisionFacts): readonly Commit['findings'][number][] {
  const { states, idle }: Assembled = decision.assembled;
  const ids = idle.map((ref) => looseKey(ref.side, ref.localId));
  for (const { entry, left, right } of states) {
    if (entry !== null) continue;
    if (left.kind === 'present') ids.push(looseKey('left', left.record.localId));
    if (right.kind === 'present') ids.push(looseKey('right', right.record.localId));
  }
  return ids.map((key) => ({ key, name: '', raised: [] }));
}

/** Under which findings of an unpaired record stand: it has no key of its own yet. */
const looseKey = (side: Side, localId: LocalId): RecordKey => brandAs<RecordKey>(`loose/${side}/${localId}`);

function groupByKey(held: readonly Held[]): ReadonlyMap<RecordKey, readonly Held[]> {
  const groups = new Map<RecordKey, Held[]>();
  for (const one of held) groups.set(one.step.key, [...(groups.get(one.step.key) ?? []), one]);
  return groups;
}
