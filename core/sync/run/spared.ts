/** A write that its vendor refuses for one column goes once more without that field: it doesn't hold up the rest of its record. Pure. */
import type { Engine } from '../engine.ts';
import type { ColumnRef, FieldId } from '../ids.ts';
import type { FieldMapping, PairSettings, Side } from '../mapping.ts';
import { columnsOf, fieldId } from '../mapping.ts';
import type { Step } from '../plan.ts';
import type { Outcome, StepOutcome, Write } from '../ports.ts';
import type { Cells } from '../record.ts';
import type { NewIntent } from '../store.ts';
import { without } from './write-steps.ts';

/** Refs of a record's own name: no vendor makes a record without it. */
export const NAME_REFS: readonly string[] = ['name', 'title'];

/** The field that a vendor's complaint is about; null where it names no column, or none that is mapped. */
export function refusedField(result: StepOutcome, side: Side, settings: PairSettings): FieldMapping | null {
  const column = result.kind === 'refused' ? result.column : undefined;
  if (column === undefined) return null;
  return settings.fields.find((field) => columnsOf(field, side).includes(column)) ?? null;
}

export interface Spared {
  readonly write: Write;
  readonly steps: readonly Step[];
}

/** What of a refused write may still go; null: nothing, or nobody knows what it was refused for. */
export function sparedOf(
  write: Write,
  steps: readonly Step[],
  result: StepOutcome | undefined,
  side: Side,
  settings: PairSettings,
): Spared | null {
  if (result === undefined || (write.kind !== 'create' && write.kind !== 'update')) return null;
  const field = refusedField(result, side, settings);
  if (field === null || settings.key.includes(field.left) || NAME_REFS.includes(field[side])) return null;
  const refs = columnsOf(field, side);
  const cells = less(write.cells, refs);
  const left = Object.keys(cells).length;
  if (left === 0 || left === Object.keys(write.cells).length) return null;
  const rest = steps.flatMap((step) => without(new Set<FieldId>([fieldId(field)]), step));
  return { write: write.kind === 'create' ? { ...write, cells } : { ...write, cells, before: less(write.before, refs) }, steps: rest };
}

/** The intent of what is spared of another one's refused writes. */
export function sparedIntent(
  intent: NewIntent,
  outcome: Outcome,
  side: Side,
  settings: PairSettings,
  mint: Engine['mint'],
): NewIntent | null {
  const spared = intent.writes.flatMap(
    (write) => sparedOf(write, intent.steps[write.step] ?? [], outcome.get(write.step), side, settings) ?? [],
  );
  if (spared.length === 0) return null;
  return {
    ...intent,
    id: mint.intent(),
    writes: spared.map((one) => one.write),
    steps: Object.fromEntries(spared.map(({ write, steps }) => [write.step, steps])),
  };
}

const less = (cells: Cells, refs: readonly ColumnRef[]): Cells =>
  Object.fromEntries(Object.entries(cells).filter(([ref]) => !refs.includes(ref as ColumnRef))) as Cells;
