/**
 * A plan is a value: everything a run would do, decided before anything is touched. It can be shown, counted, held,
 * approved or dropped.
 */
import type { Value } from '../values/value.ts';
import { canonical } from '../values/value.ts';
import type { BaseField } from './archive.ts';
import type { FieldId, LocalId, RecordKey, StepId } from './ids.ts';
import { brandAs } from './ids.ts';
import type { Side } from './mapping.ts';

/** Why a step exists; words for it are in `core/words`. */
export type Why =
  | 'changed'
  | 'new'
  | 'gone'
  | 'policy'
  | 'direction'
  | 'edit-beats-delete'
  | 'restored'
  | 'undo'
  | 'undo-newer'
  | 'taken'
  | 'covered';

interface StepOf {
  /** Stable for the same decision: key, side, kind and field. */
  readonly id: StepId;
  readonly side: Side;
  readonly key: RecordKey;
  readonly name: string;
  readonly why: Why;
  /** The undo run or the conflict's taker that asked for it; null for what the engine decided. */
  readonly run: string | null;
}

export type Step =
  | (StepOf & {
      readonly kind: 'create';
      readonly fields: Readonly<Record<FieldId, Value>>;
      /** The record on the other side that it is made of; it may be gone when the answer is in. */
      readonly from: LocalId | null;
    })
  | (StepOf & {
      readonly kind: 'update';
      readonly field: FieldId;
      /** What the side shows now: token and value (null when what stands there is none). */
      readonly beforeToken: string;
      readonly before: Value;
      readonly after: Value;
    })
  | (StepOf & { readonly kind: 'remove'; readonly fields: Readonly<Record<FieldId, Value>> });

/** The id of an undo's step that met a newer edit: it waits beside the field's ordinary steps. */
export const undoStepId = (key: RecordKey, side: Side, field: FieldId): StepId =>
  brandAs<StepId>(`${stepId(key, side, 'update', field)}/undo`);

export const stepId = (key: RecordKey, side: Side, kind: Step['kind'], field?: FieldId): StepId =>
  brandAs<StepId>(field === undefined ? `${key}/${side}/${kind}` : `${key}/${side}/${kind}/${field}`);

/** A field on which both sides differ and which a person may settle; `kept` null: frozen until they do. */
export interface ConflictRaised {
  readonly field: FieldId;
  readonly left: Value;
  readonly right: Value;
  readonly kept: Side | null;
  readonly why: 'both-changed' | 'direction' | 'covered' | 'first-match' | 'loop';
}

/** Something a person should see and mend. */
export interface FindingRaised {
  readonly kind: string;
  readonly side: Side;
  readonly field: FieldId | null;
  readonly shown: string | null;
}

/** All that was decided about one record. */
export interface RecordPlan {
  readonly key: RecordKey;
  readonly name: string;
  readonly left: LocalId | null;
  readonly right: LocalId | null;
  readonly steps: readonly Step[];
  /** Base fields that move without a write: both sides agree, or one side's form of the agreed value changed. */
  readonly adopt: Readonly<Record<FieldId, BaseField>>;
  readonly conflicts: readonly ConflictRaised[];
  /** Open conflicts that are over. */
  readonly closes: readonly FieldId[];
  readonly findings: readonly FindingRaised[];
  /** What becomes of the archive entry when nothing else is to be done; null: as it is. */
  readonly state: 'live' | 'removed' | 'parked' | 'filtered' | null;
  /** The record stays dirty and waits: a half-typed row, an unclear side. */
  readonly waits: boolean;
  /** A formula's newest result may travel after so many ms; null where none waits. */
  readonly formulaWait: number | null;
}

export interface Plan {
  readonly records: readonly RecordPlan[];
}

export const stepsOf = (plan: Plan): readonly Step[] => plan.records.flatMap((record) => record.steps);

/** Same decision, same token: what stands there now and what shall stand. What a person judged counts for that alone. */
export const stepToken = (step: Step): string =>
  step.kind === 'update'
    ? updateToken(step.beforeToken, step.after)
    : `${step.kind} ${JSON.stringify(
        Object.entries(step.fields)
          .map(([field, value]) => [field, canonical(value)])
          .sort(),
      )}`;

export const updateToken = (beforeToken: string, after: Value): string => `${beforeToken} -> ${canonical(after)}`;
