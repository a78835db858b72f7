/** A formula's newest result may have come by itself: it travels every so often, or along with what was typed. Rule [R13]. */
import type { Value } from '../../values/value.ts';
import { isFormulaToken } from '../../values/value.ts';
import type { BaseField } from '../archive.ts';
import type { FieldId } from '../ids.ts';
import type { FieldReading, Side } from '../mapping.ts';
import { otherSide } from '../mapping.ts';
import type { Step } from '../plan.ts';
import { formulaWait, type RecentWrite } from './recent.ts';
import type { FieldDecision } from './reconcile-field.ts';

/** A formula's newest result, on its way to the other side. */
export interface FormulaResult {
  readonly field: FieldId;
  readonly to: Side;
  readonly value: Value;
  readonly shown: Readonly<Record<Side, FieldReading>>;
}

type Writing = Extract<FieldDecision, { kind: 'write' }>;

/** Whether a formula that stood there already shows something else: nobody need have typed anything. */
export function isNewResult({ side, why }: Writing, base: BaseField | undefined, shown: FormulaResult['shown']): boolean {
  const from = otherSide(side);
  return why === 'changed' && shown[from].locked && base !== undefined && isFormulaToken(base[from]);
}

/** Which results may travel now, beside a record's other steps; and after how many ms the next may, null when none waits. */
export function dueResults(
  results: readonly FormulaResult[],
  steps: readonly Step[],
  readings: Readonly<Record<Side, ReadonlyMap<FieldId, FieldReading>>>,
  recent: readonly RecentWrite[],
): { readonly going: readonly FormulaResult[]; readonly wait: number | null } {
  const isTyped = (step: Step): boolean => step.kind === 'update' && readings[otherSide(step.side)].get(step.field)?.locked === false;
  const typed = new Set(steps.filter(isTyped).map((step) => step.side));
  const waits = results.map((one) => (typed.has(one.to) ? null : formulaWait(recent, one.field)));
  const ahead = waits.filter((one) => one !== null);
  return { going: results.filter((_, at) => waits[at] === null), wait: ahead.length === 0 ? null : Math.min(...ahead) };
}
