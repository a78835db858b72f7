/** Turns steps that may go into writes of a connector: one write for each record and side, all its fields together. */
import type { Value } from '../../values/value.ts';
import { isList, isMoney } from '../../values/value.ts';
import type { PlanContext } from '../decide/reconcile-record.ts';
import type { KnownRow } from '../identity/rows.ts';
import type { ColumnRef, FieldId, LocalId, RecordKey, StepId } from '../ids.ts';
import type { Side } from '../mapping.ts';
import { columnsOf, fieldId, writeField } from '../mapping.ts';
import type { FindingRaised, Step } from '../plan.ts';
import { stepId } from '../plan.ts';
import type { Write } from '../ports.ts';
import { cellOf } from '../ports.ts';
import type { Cell, Cells, RawRecord } from '../record.ts';

export interface SideWrites {
  readonly writes: readonly Write[];
  readonly steps: Readonly<Record<StepId, readonly Step[]>>;
  /** Values that the side can't show, by record. */
  readonly unholdable: readonly { readonly key: RecordKey; readonly finding: FindingRaised }[];
}

export interface WriteContext extends PlanContext {
  readonly record: (side: Side, key: RecordKey) => RawRecord | null;
  readonly localId: (side: Side, key: RecordKey) => LocalId | null;
  /** Rows of a keyed tab, by key. */
  readonly rows: ReadonlyMap<RecordKey, KnownRow>;
}

export function writesFor(side: Side, steps: readonly Step[], context: WriteContext): SideWrites {
  const writes: Write[] = [];
  const byWrite: Record<StepId, readonly Step[]> = {};
  const unholdable: { key: RecordKey; finding: FindingRaised }[] = [];
  for (const [id, group] of groupByWrite(steps)) {
    const [first] = group;
    if (first === undefined) continue;
    const localId = context.localId(side, first.key);
    const position = context.rows.get(first.key)?.position ?? null;
    const cells: Record<ColumnRef, Cell> = {};
    const held = new Set<FieldId>();
    const before = context.record(side, first.key);
    for (const [field, value] of valuesOf(group)) {
      const mapping = context.settings.fields.find((one) => fieldId(one) === field);
      if (mapping === undefined) continue;
      const written = writeField(mapping, side, value, context[side](mapping), first.kind === 'update' ? before?.cells : undefined);
      if (written.kind === 'cells') Object.assign(cells, written.cells);
      else {
        unholdable.push({
          key: first.key,
          finding: { kind: written.why, side, field, shown: written.shown ?? shownText(value) },
        });
        held.add(field);
      }
    }
    const going = group.flatMap((step) => without(held, step));
    if (going.length === 0) continue;
    const identity = context.rows.has(first.key) && before !== null ? { identity: naturalKeyCells(side, before, context) } : {};
    if (first.kind === 'create') writes.push({ kind: 'create', step: id, key: first.key, cells });
    else if (localId !== null && first.kind === 'remove')
      writes.push({ kind: 'remove', step: id, key: first.key, localId, position, ...identity });
    else if (localId !== null) {
      const refs = Object.keys(cells) as ColumnRef[];
      const covered = Object.fromEntries(refs.map((ref) => [ref, cellOf(before?.cells ?? {}, ref)]));
      writes.push({
        kind: 'update',
        step: id,
        key: first.key,
        localId,
        position,
        cells,
        before: covered,
        version: before?.version ?? null,
        ...identity,
      });
    } else continue;
    byWrite[id] = going;
  }
  return { writes, steps: byWrite, unholdable };
}

/** As a person reads it in a finding. */
function shownText(value: Value): string {
  if (typeof value === 'string') return value;
  if (isMoney(value)) return [value.amount, value.currency].filter((part) => part !== null).join(' ');
  return isList(value) ? value.join(', ') : JSON.stringify(value);
}

/** By these a row is told from another one under its key. */
function naturalKeyCells(side: Side, record: RawRecord, { settings }: Pick<WriteContext, 'settings'>): Cells {
  const refs = settings.fields.filter((field) => settings.key.includes(field.left)).flatMap((field) => columnsOf(field, side));
  return Object.fromEntries(refs.map((ref) => [ref, cellOf(record.cells, ref)]));
}

/** What of a step can be written; a create goes without the fields that its side can't show, and never counts them as sent. */
export function without(fields: ReadonlySet<FieldId>, step: Step): readonly Step[] {
  if (step.kind === 'update') return fields.has(step.field) ? [] : [step];
  if (step.kind === 'remove' || fields.size === 0) return [step];
  const kept = Object.entries(step.fields).filter(([field]) => !fields.has(field as FieldId));
  return [{ ...step, fields: Object.fromEntries(kept) as typeof step.fields }];
}

/** `key` writes for rows that become records: the row carries its key before anything is created for it. */
export function keyWrites(records: readonly RawRecord[], context: Pick<WriteContext, 'settings' | 'rows'>, side: Side): readonly Write[] {
  const refs = context.settings.fields.flatMap((field) => columnsOf(field, side));
  return records.map((record): Write => {
    const key = record.localId as string as RecordKey;
    const before = Object.fromEntries(refs.map((ref) => [ref, cellOf(record.cells, ref)]));
    return {
      kind: 'key',
      step: keyStep(key, side),
      key,
      localId: record.localId,
      position: context.rows.get(key)?.position ?? null,
      before,
    };
  });
}

/** Takes a copied key off a duplicated item. */
export const clearKeyWrites = (records: readonly RawRecord[]): readonly Write[] =>
  records.map(
    (record): Write => ({
      kind: 'key',
      step: `${record.localId}/left/key` as StepId,
      key: null,
      localId: record.localId,
      position: null,
      before: {},
    }),
  );

const keyStep = (key: RecordKey, side: Side): StepId => `${key}/${side}/key` as StepId;

function groupByWrite(steps: readonly Step[]): ReadonlyMap<StepId, readonly Step[]> {
  const groups = new Map<StepId, Step[]>();
  for (const step of steps) {
    const id = stepId(step.key, step.side, step.kind);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [step]);
    else group.push(step);
  }
  return groups;
}

function valuesOf(steps: readonly Step[]): readonly (readonly [FieldId, Value])[] {
  return steps.flatMap((step) => {
    if (step.kind === 'update') return [[step.field, step.after] as const];
    return step.kind === 'create' ? (Object.entries(step.fields) as [FieldId, Value][]) : [];
  });
}
