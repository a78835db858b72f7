/**
 * One record of a pair: is it on both sides, gone from one, new, or waiting; and then its fields. Decides only; nothing
 * here knows where a record came from or how a step is performed.
 */
import type { Value, ValueContext } from '../../values/value.ts';
import { isEmpty, sameValue, shownToken } from '../../values/value.ts';
import type { ArchiveEntry, BaseField } from '../archive.ts';
import type { FieldId, LocalId, StepId } from '../ids.ts';
import type { FieldMapping, FieldReading, PairSettings, Side } from '../mapping.ts';
import { fieldId, otherSide, readField } from '../mapping.ts';
import type { ConflictRaised, FindingRaised, RecordPlan, Step, Why } from '../plan.ts';
import { stepId, stepToken, undoStepId, updateToken } from '../plan.ts';
import type { RawRecord } from '../record.ts';
import type { Filter } from './filter.ts';
import { dueResults, type FormulaResult, isNewResult } from './formula-results.ts';
import { isEdited, isUnseen, travelling } from './one-side.ts';
import { isLoop, isOwnDecision } from './recent.ts';
import type { FieldDecision } from './reconcile-field.ts';
import { reconcileField } from './reconcile-field.ts';
import type { Directive, RecordState } from './record-state.ts';
import { inForce } from './undo.ts';
import type { Offer } from './wish.ts';
import { coveredOffers, halfDone, isApproved, offeredNow, stillAgreed, unseenBy } from './wish.ts';

export interface PlanContext {
  readonly settings: PairSettings;
  readonly left: (field: FieldMapping) => ValueContext;
  readonly right: (field: FieldMapping) => ValueContext;
  /** Sides that records may be created on; a computed left takes none. */
  readonly creates: { readonly left: boolean; readonly right: boolean };
  /** The filter of each side, read once for all records. */
  readonly passes: Readonly<Record<Side, Filter>>;
}

export function reconcileRecord(state: RecordState, context: PlanContext): RecordPlan {
  const draft = new Draft(state.directives.length < 2 ? state : { ...state, directives: inForce(state.directives) }, context);
  const { left, right, entry } = state;
  const whole = left.kind === right.kind && left.kind !== 'unclear';
  if (entry?.state === 'parked' || (entry?.state === 'filtered' && !whole)) return draft.resting();
  if (left.kind === 'unclear' || right.kind === 'unclear')
    return draft.waiting('record-elsewhere', left.kind === 'unclear' ? 'left' : 'right');
  if (left.kind === 'present' && right.kind === 'present') return draft.both(left.record, right.record);
  if (left.kind === 'present') return draft.oneSided('left', left.record, right.kind === 'gone');
  if (right.kind === 'present') return draft.oneSided('right', right.record, left.kind === 'gone');
  return draft.goneBoth();
}

/** All mapped fields of a record as one side shows them. */
export function readFields(record: RawRecord, side: Side, context: PlanContext): ReadonlyMap<FieldId, FieldReading> {
  return new Map(context.settings.fields.map((field) => [fieldId(field), readField(field, side, record.cells, context[side](field))]));
}

const SIDES = ['left', 'right'] as const;

/** Collects one record's decisions. Lives for one call. */
class Draft {
  private readonly steps: Step[] = [];
  private readonly adopt: Record<FieldId, BaseField> = {};
  private readonly conflicts: ConflictRaised[] = [];
  private readonly closes: FieldId[] = [];
  private readonly findings: FindingRaised[] = [];
  private name: string;
  private waits = false;
  private formulaWait: number | null = null;

  constructor(
    private readonly state: RecordState,
    private readonly context: PlanContext,
  ) {
    this.name = state.entry?.name ?? '';
  }

  waiting(kind: string, side: Side): RecordPlan {
    const there = this.state[otherSide(side)];
    if (there.kind === 'present') this.name = there.record.name;
    this.findings.push({ kind, side, field: null, shown: null });
    this.waits = true;
    return this.finish(null);
  }

  /** Parked records, and what one side keeps of a filtered one, are left alone, but for a person's wish to bring the other back. */
  resting(): RecordPlan {
    const recreate = this.state.directives.find((one) => one.kind === 'recreate');
    if (recreate === undefined) return this.finish(this.leavesToo() ? 'removed' : null);
    if (this.state[recreate.side].kind === 'unclear') return this.waiting('record-elsewhere', recreate.side);
    if (this.state[recreate.side].kind === 'present' || !this.context.creates[recreate.side]) {
      // Another stands in its place, or nothing can be made there: what was typed under our removal is on offer.
      this.conflicts.push(...coveredOffers(this.state.directives, this.shown()));
      return this.finish(null);
    }
    // Where the other side has gone meanwhile nothing would be left to pair it with: it would be taken for deleted there.
    const to = otherSide(recreate.side);
    const sides = this.state[to].kind === 'gone' && this.context.creates[to] ? [recreate.side, to] : [recreate.side];
    for (const side of sides) this.create(side, recreate.fields, recreate.why ?? 'undo', recreate.run);
    return this.finish('live');
  }

  /** Of a record that an undo takes off both sides one has left. */
  private leavesToo(): boolean {
    return SIDES.some((side) => {
      const [one, now] = [this.uncreateOf(side), this.state[side]];
      if (one === null || now.kind !== 'present' || this.state[otherSide(side)].kind === 'present') return false;
      this.uncreate(side, readFields(now.record, side, this.context), one.run);
      return true;
    });
  }

  private shown(): readonly ReadonlyMap<FieldId, FieldReading>[] {
    return SIDES.flatMap((side) => {
      const now = this.state[side];
      return now.kind === 'present' ? [readFields(now.record, side, this.context)] : [];
    });
  }

  both(left: RawRecord, right: RawRecord): RecordPlan {
    this.name = left.name;
    const readings = { left: readFields(left, 'left', this.context), right: readFields(right, 'right', this.context) };
    if (!this.passes('left', readings.left) || !this.passes('right', readings.right)) return this.finish('filtered');
    const undone = SIDES.flatMap((side) => this.uncreateOf(side) ?? []);
    for (const one of undone) this.uncreate(one.side, readings[one.side], one.run);
    if (undone.length > 0) return this.finish(undone.length === SIDES.length ? 'removed' : 'parked');
    const formulas: FormulaResult[] = [];
    for (const field of this.context.settings.fields) this.field(field, readings.left, readings.right, formulas);
    const { going, wait } = dueResults(formulas, this.steps, readings, this.state.recent);
    for (const { field, to, value, shown } of going) this.dropOrWrite(field, to, value, 'changed', shown.left, shown.right);
    this.formulaWait = wait;
    this.conflicts.push(...coveredOffers(this.state.directives, [readings.left, readings.right]));
    return this.finish('live');
  }

  /** On one side only: new there, or gone from the other. */
  oneSided(side: Side, record: RawRecord, gone: boolean): RecordPlan {
    this.name = record.name;
    const readings = readFields(record, side, this.context);
    const to = otherSide(side);
    if (!this.passes(side, readings)) return this.finish(this.state.entry === null ? null : 'filtered');
    if (gone && this.state.entry?.state === 'live') return this.goneFrom(to, side, readings, this.state.entry);
    return this.newOn(side, readings);
  }

  /** Gone on both sides: a tombstone, unless an undo brings the record back. */
  goneBoth(): RecordPlan {
    const { entry } = this.state;
    const recreate = this.state.directives.find((one) => one.kind === 'recreate');
    if (recreate === undefined) return this.finish(entry === null ? null : 'removed');
    for (const side of SIDES) if (this.context.creates[side]) this.create(side, recreate.fields, recreate.why ?? 'undo', recreate.run);
    return this.finish('live');
  }

  finish(state: RecordPlan['state']): RecordPlan {
    return {
      key: this.state.key,
      name: this.name,
      left: this.idOn('left'),
      right: this.idOn('right'),
      steps: this.steps,
      adopt: this.adopt,
      conflicts: this.conflicts,
      closes: this.closes,
      findings: this.findings,
      state,
      waits: this.waits,
      formulaWait: this.formulaWait,
    };
  }

  private idOn(side: Side): LocalId | null {
    const now = this.state[side];
    return now.kind === 'present' ? now.record.localId : (this.state.entry?.[side] ?? null);
  }

  private newOn(side: Side, readings: ReadonlyMap<FieldId, FieldReading>): RecordPlan {
    const to = otherSide(side);
    // Rows that people keep beside a computed list are theirs: nothing of them is ours to copy.
    if (!this.context.creates[to]) return this.finish(null);
    this.reportInvalid(side, readings);
    const keyFields = this.context.settings.key.map((one) => readings.get(one as FieldId));
    if (keyFields.some((one) => one === undefined || one.kind === 'invalid' || isEmpty(one.value)))
      return this.waiting('no-natural-key', side);
    // Of a first run a person may leave records out.
    if (this.judged('drop', stepId(this.state.key, to, 'create')) !== undefined) return this.finish('parked');
    this.create(to, travelling(side, readings, this.context.settings), 'new', null);
    this.conflicts.push(...coveredOffers(this.state.directives, [readings]));
    return this.finish('live');
  }

  /** Deleted on `from`; `side` still has it. An edit since the last agreement beats the delete. */
  private goneFrom(from: Side, side: Side, readings: ReadonlyMap<FieldId, FieldReading>, entry: ArchiveEntry): RecordPlan {
    const { creates, settings } = this.context;
    this.reportInvalid(side, readings);
    const edited = this.state.open.size > 0 || isEdited(side, readings, entry);
    if (this.judged('drop', stepId(this.state.key, from, 'create')) !== undefined) return this.finish('parked');
    const recreate = this.state.directives.find((one) => one.kind === 'recreate');
    const uncreate = this.uncreateOf(side);
    const wasMade = this.state.directives.some((one) => one.kind === 'uncreate' && one.side === from);
    const dropped = this.judged('drop', stepId(this.state.key, side, 'remove'));
    const restores = dropped !== undefined || settings.deletes[from] === 'restore';
    if (recreate !== undefined && creates[from]) this.create(from, recreate.fields, recreate.why ?? 'undo', recreate.run);
    else if (uncreate !== null) this.uncreate(side, readings, uncreate.run);
    // What we made is gone already, or what went can't be made again: the other side stays as it is.
    else if (wasMade || (restores && !creates[from])) return this.finish('parked');
    else if (dropped !== undefined) this.create(from, travelling(side, readings, this.context.settings), 'restored', dropped.run);
    else if (edited && creates[from]) this.create(from, travelling(side, readings, this.context.settings), 'edit-beats-delete', null);
    else if (restores) this.create(from, travelling(side, readings, this.context.settings), 'restored', null);
    else this.remove(side, readings, edited || isUnseen(readings, entry) ? 'edit-beats-delete' : 'gone', null);
    return this.finish(this.steps[0]?.kind === 'create' ? 'live' : 'removed');
  }

  /** The wish to take off a side what we made there, unless a person has dropped that removal. */
  private uncreateOf(side: Side): Extract<Directive, { kind: 'uncreate' }> | null {
    if (this.judged('drop', stepId(this.state.key, side, 'remove')) !== undefined) return null;
    return (
      this.state.directives.find((one): one is Extract<Directive, { kind: 'uncreate' }> => one.kind === 'uncreate' && one.side === side) ??
      null
    );
  }

  /** What we made leaves again; if a person has edited it since, they are asked first, and again when they go on. */
  private uncreate(side: Side, readings: ReadonlyMap<FieldId, FieldReading>, run: string): void {
    const { entry, key } = this.state;
    this.remove(side, readings, 'undo', run);
    const step = this.steps.at(-1);
    if (step === undefined || entry === null || !isEdited(side, readings, entry)) return;
    if (this.judged('approve', stepId(key, side, 'remove'), stepToken(step)) === undefined)
      this.steps.splice(-1, 1, { ...step, why: 'undo-newer' });
  }

  /** What a person said of a step; where `token` is given, of this very one. */
  private judged<K extends 'approve' | 'drop'>(kind: K, step: StepId, token?: string): Extract<Directive, { kind: K }> | undefined {
    return this.state.directives.find(
      (one): one is Extract<Directive, { kind: K }> =>
        one.kind === kind && 'step' in one && one.step === step && (token === undefined || one.token === undefined || one.token === token),
    );
  }

  private field(
    field: FieldMapping,
    lefts: ReadonlyMap<FieldId, FieldReading>,
    rights: ReadonlyMap<FieldId, FieldReading>,
    formulas: FormulaResult[],
  ): void {
    const id = fieldId(field);
    const left = lefts.get(id);
    const right = rights.get(id);
    if (left === undefined || right === undefined) return;
    this.invalidField(id, 'left', left);
    this.invalidField(id, 'right', right);
    if (this.directed(id, left, right)) return;
    const decision = reconcileField(field, this.baseOf(id, { left, right }), left, right);
    const open = this.state.open.get(id);
    if (open !== undefined) {
      this.frozen(id, open, decision, { left, right });
      return;
    }
    switch (decision.kind) {
      case 'nothing':
        return;
      case 'adopt':
        this.adopt[id] = decision.base;
        return;
      case 'frozen':
        this.conflicts.push({ field: id, left: decision.left, right: decision.right, kept: null, why: decision.why });
        return;
      case 'write':
        if (isOwnDecision(decision.why) && isLoop(this.state.recent, id)) {
          this.conflict(id, left, right, null, 'loop');
          return;
        }
        if (isNewResult(decision, this.state.entry?.base[id], { left, right })) {
          formulas.push({ field: id, to: decision.side, value: decision.value, shown: { left, right } });
          return;
        }
        this.dropOrWrite(id, decision.side, decision.value, decision.why, left, right);
        if (decision.lost !== null) this.conflict(id, left, right, otherSide(decision.side), decision.lost.why);
    }
  }

  /** An open conflict closes when the sides agree; until then it offers what stands there. */
  private frozen(id: FieldId, open: Offer, decision: FieldDecision, readings: Readonly<Record<Side, FieldReading>>): void {
    if (decision.kind === 'adopt') {
      this.adopt[id] = decision.base;
      this.closes.push(id);
    } else if (decision.kind !== 'nothing') {
      const offer = offeredNow(open, id, this.state.entry?.base[id], readings);
      if (offer === null) return;
      // What we covered nobody else remembers: the old offer stays as a settled one.
      if (open.why === 'covered') this.closes.push(id);
      this.conflicts.push(offer);
    } else if (open.why !== 'covered' && readings.left.kind === 'value' && readings.right.kind === 'value') this.closes.push(id);
  }

  /** A held change that a person dropped goes back where it was made; where it can't, both sides stay as they are. */
  private dropOrWrite(id: FieldId, side: Side, value: Value, why: Why, left: FieldReading, right: FieldReading): void {
    const readings = { left, right };
    const back = otherSide(side);
    const dropped = this.judged('drop', stepId(this.state.key, side, 'update', id), updateToken(shownToken(readings[side]), value));
    const agreed = this.state.entry?.base[id]?.agreed;
    if (dropped === undefined) this.update(id, side, value, why, null, readings[side]);
    else if (agreed !== undefined && !readings[back].locked) this.update(id, back, agreed, 'restored', dropped.run, readings[back]);
    else this.adopt[id] = { agreed: agreed ?? value, left: shownToken(left), right: shownToken(right) };
  }

  /** Applies a person's `set`. False when there is none, or when it waits because somebody edited since. */
  private directed(id: FieldId, left: FieldReading, right: FieldReading): boolean {
    const set = this.wish(id);
    if (set === undefined) return false;
    const sides = [['left', left] as const, ['right', right] as const];
    const differs = sides.filter(([, now]) => !now.locked && now.kind === 'value' && !sameValue(now.value, set.value));
    if (set.expect !== undefined && !stillAgreed(this.state.entry?.base[id], set.value, set.expect, { left, right })) {
      // A covered value that won is on offer already: a newer edit stands.
      if (set.why === 'covered') return false;
      const steps = sides.map(([side]) => undoStepId(this.state.key, side, id));
      if (!isApproved(this.state.directives, steps, differs, set.value)) {
        if (!steps.some((step) => this.judged('drop', step)))
          for (const [side, reading] of differs)
            this.update(id, side, set.value, 'undo-newer', set.run, reading, undoStepId(this.state.key, side, id));
        return false;
      }
    }
    for (const [side, reading] of differs) this.update(id, side, set.value, set.why, set.run, reading);
    const unseen = unseenBy(set, id, { left, right });
    if (unseen !== null) this.conflicts.push(unseen);
    if (this.state.open.has(id)) this.closes.push(id);
    if (differs.length === 0 && left.kind === 'value' && right.kind === 'value') {
      this.adopt[id] = { agreed: set.value, left: shownToken(left), right: shownToken(right) };
    }
    return true;
  }

  /** The latest wish that both sides show a value. */
  private wish(id: FieldId): Extract<Directive, { kind: 'set' }> | undefined {
    return this.state.directives.findLast((one): one is Extract<Directive, { kind: 'set' }> => one.kind === 'set' && one.field === id);
  }

  private baseOf(id: FieldId, readings: Readonly<Record<Side, FieldReading>>): BaseField | undefined {
    const base = this.state.entry?.base[id];
    const wish = this.wish(id);
    return wish?.why === 'covered' ? halfDone(base, wish, readings) : base;
  }

  private passes(side: Side, readings: ReadonlyMap<FieldId, FieldReading>): boolean {
    return this.context.passes[side](readings);
  }

  private create(side: Side, fields: Readonly<Record<FieldId, Value>>, why: Why, run: string | null): void {
    const key = this.state.key;
    const from = this.idOn(otherSide(side));
    this.steps.push({ id: stepId(key, side, 'create'), kind: 'create', side, key, name: this.name, why, run, fields, from });
  }

  private remove(side: Side, readings: ReadonlyMap<FieldId, FieldReading>, why: Why, run: string | null): void {
    const key = this.state.key;
    const fields: Record<FieldId, Value> = {};
    for (const [id, one] of readings) if (one.kind === 'value') fields[id] = one.value;
    this.steps.push({ id: stepId(key, side, 'remove'), kind: 'remove', side, key, name: this.name, why, run, fields });
  }

  private update(field: FieldId, side: Side, after: Value, why: Why, run: string | null, now: FieldReading, id?: StepId): void {
    const key = this.state.key;
    const before = now.kind === 'value' ? now.value : null;
    this.steps.push({
      id: id ?? stepId(key, side, 'update', field),
      kind: 'update',
      side,
      key,
      name: this.name,
      why,
      run,
      field,
      beforeToken: shownToken(now),
      before,
      after,
    });
  }

  private conflict(field: FieldId, left: FieldReading, right: FieldReading, kept: Side | null, why: ConflictRaised['why']): void {
    if (left.kind !== 'value' || right.kind !== 'value') return;
    this.conflicts.push({ field, left: left.value, right: right.value, kept, why });
  }

  private reportInvalid(side: Side, readings: ReadonlyMap<FieldId, FieldReading>): void {
    for (const [id, one] of readings) this.invalidField(id, side, one);
  }

  private invalidField(field: FieldId, side: Side, reading: FieldReading): void {
    if (reading.kind === 'invalid') this.findings.push({ kind: reading.why, side, field, shown: reading.shown });
  }
}
