/** What is known of one record before anything is decided: where it stands, what was agreed, what people wish. */
import type { Value } from '../../values/value.ts';
import type { ArchiveEntry } from '../archive.ts';
import type { FieldId, RecordKey, StepId } from '../ids.ts';
import type { Side } from '../mapping.ts';
import type { Why } from '../plan.ts';
import type { RawRecord } from '../record.ts';
import type { RecentWrite } from './recent.ts';
import type { Offer } from './wish.ts';

export type SideState =
  | { readonly kind: 'present'; readonly record: RawRecord }
  /** Authoritative: the vendor says so, or a complete read of a tab doesn't have it. */
  | { readonly kind: 'gone' }
  /** Never was on this side. */
  | { readonly kind: 'none' }
  /** Elsewhere, or not readable now: nothing may be concluded. */
  | { readonly kind: 'unclear' };

/** A person's wish about a record, put to the engine by the API: a conflict taken, a held step judged, an undo. */
export type Directive =
  /** Both sides shall show `value`. `expect`: only while the agreed value is this (undo never tramples a newer edit). */
  | {
      readonly id: string;
      readonly kind: 'set';
      readonly field: FieldId;
      readonly value: Value;
      readonly expect: Value | undefined;
      /** What was on offer when a person chose: anything else that the choice covers is offered back. */
      readonly saw?: Readonly<Record<Side, Value>>;
      readonly why: Why;
      readonly run: string;
    }
  /** The held step may go, as long as it is still the same decision. */
  | { readonly id: string; readonly kind: 'approve'; readonly step: StepId; readonly token: string }
  /** The held step shall not go: what led to it is taken back where it was made. */
  | { readonly id: string; readonly kind: 'drop'; readonly step: StepId; readonly token?: string; readonly run: string }
  /** Undo of a create on `side`: our record leaves, the other side's stays, the record is parked. */
  | { readonly id: string; readonly kind: 'uncreate'; readonly side: Side; readonly run: string }
  /** Undo of a remove on `side`: the record comes back with these values. */
  | {
      readonly id: string;
      readonly kind: 'recreate';
      readonly side: Side;
      readonly fields: Readonly<Record<FieldId, Value>>;
      /** `undo` unless said otherwise. */
      readonly why?: Why;
      readonly run: string;
    };

/** Open conflicts of a record: the values that are on offer, and why it was raised. */
export type OpenConflicts = ReadonlyMap<FieldId, Offer>;

export interface RecordState {
  readonly key: RecordKey;
  readonly entry: ArchiveEntry | null;
  readonly left: SideState;
  readonly right: SideState;
  /** Fields with an open conflict, and what each side showed when it was raised. */
  readonly open: OpenConflicts;
  readonly directives: readonly Directive[];
  /** Our own latest updates of its fields, oldest first. */
  readonly recent: readonly RecentWrite[];
}
