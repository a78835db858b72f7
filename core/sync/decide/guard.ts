/**
 * The guard looks at a plan before anything is written and holds frightening steps until a person approves. It holds
 * steps, not pairs: the kind that tripped on the side where it tripped; the rest goes on. SPEC [G*].
 */
import { isEmpty } from '../../values/value.ts';
import type { FieldId, StepId } from '../ids.ts';
import type { PairSettings, Side } from '../mapping.ts';
import { otherSide } from '../mapping.ts';
import type { Plan, Step } from '../plan.ts';
import { stepsOf, stepToken } from '../plan.ts';

export type HoldReason = 'delete-asks' | 'many-deletes' | 'many-changes' | 'field-emptied' | 'newer-edit' | 'preview';

export interface Held {
  readonly step: Step;
  readonly why: HoldReason;
  /** What was decided; an approval counts only for the same token. */
  readonly token: string;
}

/** What runs of the last 15 minutes already did per side, without approved steps. */
export interface GuardWindow {
  readonly deletes: Readonly<Record<Side, number>>;
  readonly changes: Readonly<Record<Side, number>>;
  /** Records in which a field was emptied, by field. */
  readonly emptied: Readonly<Record<Side, ReadonlyMap<FieldId, number>>>;
}

export interface GuardInput {
  readonly plan: Plan;
  readonly settings: PairSettings;
  /** Records that the pair holds. */
  readonly records: number;
  readonly window: GuardWindow;
  /** Step id to token of what a person approved. */
  readonly approved: ReadonlyMap<StepId, string>;
  /** The first run isn't allowed yet: only what a person approved of it goes. */
  readonly preview: boolean;
}

/** The steps that must wait, with their reasons; every other step may go. */
export function guard(input: GuardInput): readonly Held[] {
  const steps = stepsOf(input.plan);
  const open = steps.filter((step) => input.approved.get(step.id) !== stepToken(step));
  if (input.preview)
    return open.filter((step) => !takesBack(step)).map((step) => held(step, step.why === 'undo-newer' ? 'newer-edit' : 'preview'));
  const asks = open.filter((step) => isEdited(step) || (isDelete(step) && input.settings.deletes[otherSide(step.side)] === 'ask'));
  const newer = steps.filter((step) => step.why === 'undo-newer');
  const holds = [...asks.map((step) => held(step, 'delete-asks')), ...newer.map((step) => held(step, 'newer-edit'))];
  if (input.settings.guard !== 'off') {
    const limits = input.settings.guard;
    for (const side of ['left', 'right'] as const) {
      const deletes = open.filter((step) => step.side === side && isDelete(step) && !asks.includes(step));
      const changes = open.filter((step) => step.side === side && isChange(step));
      // A side that all of a sudden is empty frightens, however few its records were.
      const empties = deletes.length > 1 && deletes.length >= input.records;
      if (empties || deletes.length + input.window.deletes[side] > over(limits.deletes, input.records))
        holds.push(...deletes.map((step) => held(step, 'many-deletes')));
      const changed = new Set(changes.map((step) => step.key)).size;
      if (changed + input.window.changes[side] > over(limits.changes, input.records))
        holds.push(...changes.map((step) => held(step, 'many-changes')));
      else holds.push(...emptied(changes, input.window.emptied[side], over(limits.deletes, input.records)));
    }
  }
  return holds;
}

/** What a person dropped or undid goes back at once, also while the rest of a first run waits. */
const takesBack = (step: Step): boolean => step.run !== null && (step.why === 'restored' || step.why === 'undo');
/** A removal of what a person has typed, and nobody has seen who deleted the record on the other side. */
const isEdited = (step: Step): boolean => step.kind === 'remove' && step.why === 'edit-beats-delete';
/** Undo and what a person chose aren't counted. */
const isDelete = (step: Step): boolean => step.kind === 'remove' && step.why === 'gone';
const isChange = (step: Step): boolean =>
  step.kind === 'update' && (step.why === 'changed' || step.why === 'policy' || step.why === 'direction');

const over = (limit: { readonly count: number; readonly share: number }, records: number): number =>
  Math.max(limit.count, Math.floor(limit.share * records));

const held = (step: Step, why: HoldReason): Held => ({ step, why, token: stepToken(step) });

function emptied(changes: readonly Step[], before: ReadonlyMap<FieldId, number>, limit: number): readonly Held[] {
  const byField = new Map<FieldId, Step[]>();
  for (const step of changes) {
    if (step.kind !== 'update' || !isEmpty(step.after) || isEmpty(step.before)) continue;
    byField.set(step.field, [...(byField.get(step.field) ?? []), step]);
  }
  return [...byField]
    .filter(([field, steps]) => steps.length + (before.get(field) ?? 0) > limit)
    .flatMap(([, steps]) => steps.map((step) => held(step, 'field-emptied')));
}
