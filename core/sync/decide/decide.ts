/** The whole decision of a run as one pure function: dirty records in, plan and held steps out. */
import type { Person, ValueContext } from '../../values/value.ts';
import type { Assembled } from '../assemble.ts';
import { assemble } from '../assemble.ts';
import type { LocalId, PairId, RecordKey, StepId } from '../ids.ts';
import type { FieldMapping, Side } from '../mapping.ts';
import { columnsOf } from '../mapping.ts';
import type { Plan } from '../plan.ts';
import type { PairRow, PairWork, ReplicaRow } from '../store.ts';
import { filterOf } from './filter.ts';
import type { Held } from './guard.ts';
import { guard } from './guard.ts';
import type { PlanContext } from './reconcile-record.ts';
import { reconcileRecord } from './reconcile-record.ts';

export interface Sides {
  readonly left: ReplicaRow;
  readonly right: ReplicaRow;
}

export interface Decision {
  readonly assembled: Assembled;
  readonly plan: Plan;
  readonly held: readonly Held[];
}

/** What a run would do now; also the preview, a dry undo, and the plan that a person is shown. */
export function decide(
  pair: PairRow,
  sides: Sides,
  work: PairWork,
  people: readonly Person[],
  keyOf: (pair: PairId, side: Side, localId: LocalId) => RecordKey,
): Decision {
  const context = planContext(pair, sides, people);
  const keyed = { left: isKeyed(sides.left), right: isKeyed(sides.right) };
  const assembled = assemble(work, context, keyed, (side, id) => keyOf(pair.id, side, id));
  const plan: Plan = { records: assembled.states.map((state) => reconcileRecord(state, context)) };
  const directives = [...work.directives.values()].flat();
  const approved = new Map<StepId, string>(directives.flatMap((one) => (one.kind === 'approve' ? [[one.step, one.token] as const] : [])));
  const held = guard({
    plan,
    settings: pair.settings,
    records: work.records,
    window: work.window,
    approved,
    preview: pair.state === 'preview',
  });
  return { assembled, plan, held };
}

/** How the pair's fields are read and written on each side. */
export function planContext(pair: PairRow, sides: Sides, people: readonly Person[]): PlanContext {
  const made = (one: Side, field: FieldMapping): ValueContext => {
    const typed = sides[one].locator.vendor === 'monday';
    const columns = columnsOf(field, one).map((ref) => sides[one].columns.find((candidate) => candidate.ref === ref));
    const kinds = columns.map((column) => (typed ? (column?.kind ?? null) : null));
    const columnLabels = columns.map((column) => (typed ? (column?.labels ?? null) : null));
    const labels = columns[0]?.labels ?? null;
    return { locale: sides[one].locale?.locale ?? null, people, labels, kinds, columnLabels, related: new Map() };
  };
  // Asked for once a record and field: made once a field.
  const side = (one: Side) => {
    const known = new Map<FieldMapping, ValueContext>();
    return (field: FieldMapping): ValueContext => {
      const context = known.get(field) ?? made(one, field);
      known.set(field, context);
      return context;
    };
  };
  const { settings } = pair;
  const contexts = { left: side('left'), right: side('right') };
  return {
    settings,
    ...contexts,
    creates: { left: sides.left.locator.vendor !== 'computed', right: true },
    passes: { left: filterOf(settings, 'left', contexts), right: filterOf(settings, 'right', contexts) },
  };
}

/** Whether rows of the replica are known by our key column. */
export const isKeyed = (replica: ReplicaRow): boolean => replica.locator.vendor === 'google' && replica.locator.identity === 'keyed';
