/** One client on both sides, in step: what tests of a record's decision begin with. */

import { reconcileRecord } from '../../../core/sync/decide/reconcile-record.ts';
import type { RecordState } from '../../../core/sync/decide/record-state.ts';
import type { RecordPlan, Step } from '../../../core/sync/plan.ts';
import { baseOf, contextOf, entryOf, eur, present, rec, settingsOf, stateOf } from './fixtures.ts';

export const BASE = baseOf({ name: 'Acme', notes: 'calls back', budget: eur('5') });
export const ENTRY = entryOf({ base: BASE });
export const left = (over = {}) => rec('L1', { name: 'Acme', notes: 'calls back', budget: 5, cur: 'EUR', ...over });
export const right = (over = {}) => rec('R1', { NAME: 'Acme', NOTES: 'calls back', BUDGET: 5, CUR: 'EUR', ...over });
export const both = (l = {}, r = {}, over: Partial<RecordState> = {}): RecordState =>
  stateOf(present(left(l)), present(right(r)), { entry: ENTRY, ...over });

/** What of a step a test speaks about. */
const brief = (step: Step): string => {
  const what = step.kind === 'update' ? `${step.field}=${JSON.stringify(step.after)}` : Object.keys(step.fields).sort().join(',');
  return `${step.kind} ${step.side} ${what} (${step.why})`;
};
export const steps = (plan: RecordPlan): readonly string[] => plan.steps.map(brief);
export const run = (
  state: RecordState,
  over: Parameters<typeof settingsOf>[0] = {},
  context: Parameters<typeof contextOf>[1] = {},
): RecordPlan => reconcileRecord(state, contextOf(settingsOf(over), context));
