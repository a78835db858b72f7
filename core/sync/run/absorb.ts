/**
 * What the answer to one intent means: where the base moves, what the mirror now shows, what goes into the journal, and
 * whether a person's value was covered. Pure: the caller commits the result in one transaction.
 */
import type { Value } from '../../values/value.ts';
import { canonical, isFormulaToken, sameValue, shownToken } from '../../values/value.ts';
import type { ArchiveEntry, BaseField } from '../archive.ts';
import type { PlanContext } from '../decide/reconcile-record.ts';
import type { Directive } from '../decide/record-state.ts';
import type { FieldId, LocalId, RecordKey, RunId } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { FieldMapping, FieldReading, Side } from '../mapping.ts';
import { columnsOf, fieldId, isFormOf, otherSide, readField } from '../mapping.ts';
import type { ConflictRaised, FindingRaised, Step } from '../plan.ts';
import type { StepOutcome } from '../ports.ts';
import type { Cells, RawRecord } from '../record.ts';
import type { JournalLine } from '../store.ts';

/** What is known of the record while a run goes on: its archive entry and both sides as last shown. */
export interface Working {
  readonly entry: ArchiveEntry | null;
  readonly left: RawRecord | null;
  readonly right: RawRecord | null;
}

export interface Absorbed {
  readonly entry: ArchiveEntry;
  /** The written side's record as it shows now; null when it left. */
  readonly record: RawRecord | null;
  readonly journal: readonly JournalLine[];
  readonly conflicts: readonly ConflictRaised[];
  /** Fields whose open offer has to settle, for a covered value's own comes in its place. */
  readonly closes: readonly FieldId[];
  readonly findings: readonly FindingRaised[];
  /** Values that we covered and that win by policy: both sides shall show them. */
  readonly wishes: readonly Directive[];
  /** True when the side shows something that isn't ours: it has to be looked at again. */
  readonly again: boolean;
}

export interface AbsorbContext extends PlanContext {
  readonly run: RunId;
  /** Step ids that a person approved: they leave the guard's window. */
  readonly approved: ReadonlySet<string>;
}

type Applied = Extract<StepOutcome, { kind: 'applied' }>;

/** An applied write of one record on one side. */
export function absorbApplied(
  side: Side,
  key: RecordKey,
  steps: readonly Step[],
  outcome: Applied,
  working: Working,
  context: AbsorbContext,
): Absorbed {
  const [first] = steps;
  const name = first?.name ?? working.entry?.name ?? '';
  if (first?.kind === 'remove') return removed(side, key, name, first, outcome, working, context);
  const record = shownRecord(side, key, name, outcome, working);
  const sides = side === 'left' ? { left: record, right: working.right } : { left: working.left, right: record };
  const sent = sentValues(steps);
  // A record made anew has nothing in common with what stood on its side before.
  const before = working.entry?.base ?? {};
  const draft = first?.kind === 'create' ? new BaseDraft({}, isReturn(first) ? before : null) : new BaseDraft(before, null);
  const conflicts: ConflictRaised[] = [];
  const wishes: Directive[] = [];
  // What it was made of went before the answer came.
  let again = first?.kind === 'create' && sides[otherSide(side)] === null && first.why === 'new';
  for (const field of context.settings.fields) {
    const id = fieldId(field);
    const shown = readField(field, side, record.cells, context[side](field));
    const across = sides[otherSide(side)];
    const other = across === null ? null : readField(field, otherSide(side), across.cells, context[otherSide(side)](field));
    const value = sent.get(id);
    if (value === undefined) {
      if (first?.kind === 'create') again = draft.metWithout(id, side, shown, other) || again;
      continue;
    }
    again = draft.written(field, side, value, shown, other, isWish(first)) || again;
    const covered = coveredReading(field, side, steps, outcome, context);
    if (covered !== null) again = coveredByUs(field, side, value, covered, conflicts, wishes, context) || again;
  }
  const entry: ArchiveEntry = {
    key,
    left: sides.left?.localId ?? working.entry?.left ?? madeOf(side, first, 'left'),
    right: sides.right?.localId ?? working.entry?.right ?? madeOf(side, first, 'right'),
    state: 'live',
    name,
    base: draft.base,
    madeBy: madeBy(side, first, working.entry),
  };
  const journal = steps.map((step) => journalLine(step, record, outcome, context));
  return { entry, record, journal, conflicts, closes: succeeded(conflicts), findings: [], wishes, again };
}

function removed(
  side: Side,
  key: RecordKey,
  name: string,
  step: Extract<Step, { kind: 'remove' }>,
  outcome: Applied,
  working: Working,
  context: AbsorbContext,
): Absorbed {
  const before = working.entry;
  const entry: ArchiveEntry = {
    key,
    left: before?.left ?? null,
    right: before?.right ?? null,
    state: step.why === 'undo' && working[otherSide(side)] !== null ? 'parked' : 'removed',
    name,
    base: before?.base ?? {},
    madeBy: before?.madeBy ?? { left: 'person', right: 'person' },
  };
  const line: JournalLine = {
    side,
    kind: 'remove',
    key,
    name,
    field: null,
    before: step.fields,
    after: null,
    why: whyOf(step, context),
    run: runOf(step, context),
  };
  return {
    entry,
    record: null,
    journal: [line],
    conflicts: unreadableUnder(side, step, outcome, working, context),
    closes: [],
    findings: [],
    wishes: typedUnder(side, step, outcome, working, context),
    again: false,
  };
}

/** Somebody typed into the record while we removed it: the edit wins, the record comes back with what stood there. */
function typedUnder(
  side: Side,
  step: Extract<Step, { kind: 'remove' }>,
  outcome: Applied,
  working: Working,
  context: AbsorbContext,
): readonly Directive[] {
  const { covered } = outcome;
  if (covered.kind !== 'value') return [];
  const fields: Record<FieldId, Value> = {};
  let edited = false;
  for (const field of context.settings.fields) {
    if (!columnsOf(field, side).every((ref) => covered.cells[ref] !== undefined)) continue;
    const reading = readField(field, side, covered.cells, context[side](field));
    const known = step.fields[fieldId(field)];
    if (reading.kind === 'value') fields[fieldId(field)] = reading.value;
    // A formula's new result is nobody's edit; a formula typed over a value is one.
    const isResult = reading.locked && isFormulaToken(working.entry?.base[fieldId(field)]?.[side] ?? '');
    if (!isResult && known !== undefined) edited ||= reading.kind === 'invalid' || !sameValue(reading.value, known);
  }
  return edited ? [{ id: '', kind: 'recreate', side, fields, why: 'edit-beats-delete', run: context.run }] : [];
}

/** What of it is no value isn't in the step and can't come back with the record: it is offered as what it says. */
function unreadableUnder(
  side: Side,
  step: Extract<Step, { kind: 'remove' }>,
  outcome: Applied,
  working: Working,
  context: AbsorbContext,
): readonly ConflictRaised[] {
  const cells = outcome.covered.kind === 'value' ? outcome.covered.cells : working[side]?.cells;
  if (cells === undefined) return [];
  return context.settings.fields.flatMap((field): readonly ConflictRaised[] => {
    const id = fieldId(field);
    if (!columnsOf(field, side).every((ref) => cells[ref] !== undefined)) return [];
    const reading = readField(field, side, cells, context[side](field));
    if (reading.kind !== 'invalid') return [];
    const known = step.fields[id] ?? null;
    const values = side === 'left' ? { left: reading.shown, right: known } : { left: known, right: reading.shown };
    return [{ field: id, ...values, kept: otherSide(side), why: 'covered' }];
  });
}

function shownRecord(side: Side, key: RecordKey, name: string, outcome: Applied, working: Working): RawRecord {
  const before = working[side];
  const cells: Cells = { ...(before?.cells ?? {}), ...outcome.shown };
  return {
    localId: outcome.localId,
    key: before?.key ?? key,
    name: before?.name ?? name,
    cells,
    position: outcome.position,
    version: outcome.version ?? before?.version ?? null,
  };
}

/** A record that was removed while somebody typed into it. */
const isReturn = (step: Step): boolean => step.why === 'edit-beats-delete' && step.run !== null;

/** A record that is made again carries what stands on the other side: nobody chose it over a formula typed there meanwhile. */
const isWish = (step: Step | undefined): boolean =>
  step?.why === 'taken' || step?.why === 'undo' || (step?.why === 'restored' && step.kind !== 'create');

const sentValues = (steps: readonly Step[]): ReadonlyMap<FieldId, Value> =>
  new Map(
    steps.flatMap((step) => {
      if (step.kind === 'update') return [[step.field, step.after] as const];
      return step.kind === 'create' ? (Object.entries(step.fields) as [FieldId, Value][]) : [];
    }),
  );

/** The base under way: what is agreed, and the form in which each side showed it. */
class BaseDraft {
  readonly base: Record<FieldId, BaseField>;
  /** `former`: of a record that comes back with what was typed under its removal, what was agreed while it stood; null of any other. */
  constructor(
    before: Readonly<Record<FieldId, BaseField>>,
    private readonly former: Readonly<Record<FieldId, BaseField>> | null,
  ) {
    this.base = { ...before };
  }

  /**
   * After a write: the side's form of what was sent counts as agreed, any other answer is a change made after it; so is
   * what the other side shows, if it isn't what was sent: only a person's wish stands beside a formula that says otherwise.
   * True when either has to be looked at again.
   */
  written(field: FieldMapping, side: Side, sent: Value, shown: FieldReading, other: FieldReading | null, wished: boolean): boolean {
    const id = fieldId(field);
    const form = shown.kind === 'value' && (sameValue(shown.value, sent) || isFormOf(field, sent, shown.value));
    const token = form ? shownToken(shown) : canonical(sent);
    const settled =
      other !== null &&
      ((wished && other.locked) || (other.kind === 'value' && (sameValue(other.value, sent) || isFormOf(field, sent, other.value))));
    // Of what was typed under a removal the other side has never heard: it travels, or meets what stands there, also later.
    if (!settled && this.former !== null) {
      const was = this.former[id];
      if (was !== undefined) this.base[id] = was;
      return true;
    }
    const across = settled ? shownToken(other) : canonical(sent);
    this.base[id] = side === 'left' ? { agreed: sent, left: token, right: across } : { agreed: sent, left: across, right: token };
    return !form || (other !== null && !settled);
  }

  /** A field that the create didn't send: agreed when both sides show the same; true when it has to be decided on. */
  metWithout(id: FieldId, side: Side, shown: FieldReading, other: FieldReading | null): boolean {
    if (shown.kind !== 'value' || other?.kind !== 'value') return false;
    if (!sameValue(shown.value, other.value)) return true;
    const [mine, theirs] = [shownToken(shown), shownToken(other)];
    this.base[id] =
      side === 'left' ? { agreed: shown.value, left: mine, right: theirs } : { agreed: other.value, left: theirs, right: mine };
    return false;
  }
}

/** What became known later of the values that a write covered (monday): the same judgement as at once. */
export function absorbCovered(
  side: Side,
  steps: readonly Step[],
  covered: Cells,
  context: AbsorbContext,
): Pick<Absorbed, 'conflicts' | 'closes' | 'wishes'> {
  const conflicts: ConflictRaised[] = [];
  const wishes: Directive[] = [];
  const outcome: Applied = {
    kind: 'applied',
    localId: brandAs<LocalId>(''),
    position: null,
    version: null,
    shown: {},
    covered: { kind: 'value', cells: covered },
  };
  for (const field of context.settings.fields) {
    const sent = sentValues(steps).get(fieldId(field));
    if (sent === undefined || !columnsOf(field, side).every((ref) => covered[ref] !== undefined)) continue;
    const value = coveredReading(field, side, steps, outcome, context);
    if (value !== null) coveredByUs(field, side, sent, value, conflicts, wishes, context);
  }
  return { conflicts, closes: succeeded(conflicts), wishes };
}

/** What an earlier write covered nobody else remembers: its open offer stays, as a settled one, when the next is made. Rule [C3]. */
const succeeded = (conflicts: readonly ConflictRaised[]): readonly FieldId[] =>
  conflicts.flatMap((one) => (one.kept === null ? [one.field] : []));

/** What a person had typed where we wrote, when it isn't what the plan knew; null when it is, or isn't known. */
function coveredReading(
  field: FieldMapping,
  side: Side,
  steps: readonly Step[],
  outcome: Applied,
  context: AbsorbContext,
): FieldReading | null {
  if (outcome.covered.kind !== 'value') return null;
  const step = steps.find((one) => one.kind === 'update' && one.field === fieldId(field));
  if (step?.kind !== 'update') return null;
  const reading = readField(field, side, outcome.covered.cells, context[side](field));
  return shownToken(reading) === step.beforeToken ? null : reading;
}

/**
 * Two people typed at once, one of them under our write: the policy decides, the other value is offered back; of what is
 * no value its text. True when the covered one wins.
 */
function coveredByUs(
  field: FieldMapping,
  side: Side,
  sent: Value,
  reading: FieldReading,
  conflicts: ConflictRaised[],
  wishes: Directive[],
  context: AbsorbContext,
): boolean {
  const id = fieldId(field);
  const covered = reading.kind === 'value' ? reading.value : reading.shown;
  if (sameValue(covered, sent)) return false;
  const values = side === 'left' ? { left: covered, right: sent } : { left: sent, right: covered };
  const flows = field.direction === 'two-way' || field.direction === (side === 'left' ? 'left-to-right' : 'right-to-left');
  const winner = !flows || reading.kind === 'invalid' ? otherSide(side) : field.policy === 'ask' ? null : field.policy;
  conflicts.push({ field: id, ...values, kept: winner, why: 'covered' });
  if (winner !== side) return false;
  wishes.push({ id: '', kind: 'set', field: id, value: covered, expect: sent, why: 'covered', run: context.run });
  return true;
}

/** The record that a create was made of, where nothing else remembers it. */
const madeOf = (side: Side, step: Step | undefined, of: Side): LocalId | null =>
  step?.kind === 'create' && of !== side ? (step.from ?? null) : null;

function madeBy(side: Side, step: Step | undefined, entry: ArchiveEntry | null): ArchiveEntry['madeBy'] {
  const before = entry?.madeBy ?? { left: 'person', right: 'person' };
  return step?.kind === 'create' ? { ...before, [side]: 'us' } : before;
}

function journalLine(step: Step, record: RawRecord, outcome: Applied, context: AbsorbContext): JournalLine {
  const line = { side: step.side, kind: step.kind, key: step.key, name: record.name, why: whyOf(step, context), run: runOf(step, context) };
  if (step.kind !== 'update') return { ...line, field: null, before: null, after: step.fields };
  const field = context.settings.fields.find((one) => fieldId(one) === step.field);
  const covered =
    field !== undefined && outcome.covered.kind === 'value'
      ? readField(field, step.side, outcome.covered.cells, context[step.side](field))
      : null;
  return { ...line, field: step.field, before: covered?.kind === 'value' ? covered.value : step.before, after: step.after };
}

const whyOf = (step: Step, context: AbsorbContext): string => (context.approved.has(step.id) ? 'approved' : step.why);
const runOf = (step: Step, context: AbsorbContext): RunId => (step.run as RunId | null) ?? context.run;
