/** What a person's wish about a field meets there: newer edits that it must not trample, values that nobody has been shown. */
import type { Value } from '../../values/value.ts';
import { isBlank, sameValue, shownToken } from '../../values/value.ts';
import type { BaseField } from '../archive.ts';
import type { FieldId, StepId } from '../ids.ts';
import type { FieldReading, Side } from '../mapping.ts';
import { otherSide } from '../mapping.ts';
import type { ConflictRaised, Why } from '../plan.ts';
import { updateToken } from '../plan.ts';

/** What is on offer in an open conflict, and why it was raised. */
export type Offer = Pick<ConflictRaised, 'left' | 'right' | 'why'>;

interface Wish {
  readonly value: Value;
  /** What was on offer when a person chose. */
  readonly saw?: Readonly<Record<Side, Value>>;
}

type Readings = Readonly<Record<Side, FieldReading>>;

/** Nobody has changed the field since the value that an undo takes back; half of the undo may have been done already. */
export function stillAgreed(base: BaseField | undefined, value: Value, expect: Value, readings: Readings): boolean {
  if (base === undefined || !(sameValue(base.agreed, expect) || sameValue(base.agreed, value))) return false;
  const untouched = (side: Side): boolean => {
    const now = readings[side];
    return shownToken(now) === base[side] || (now.kind === 'value' && sameValue(now.value, expect));
  };
  return untouched('left') && untouched('right');
}

/**
 * The base for a field whose covered value stands on one side only, when a newer edit keeps it from the other: what still
 * shows there is what we wrote, nobody's edit.
 */
export function halfDone(base: BaseField | undefined, wish: { value: Value; expect: Value | undefined }, readings: Readings): typeof base {
  const { value, expect } = wish;
  if (base === undefined || expect === undefined || !sameValue(base.agreed, value)) return base;
  const ours = (side: Side): string => {
    const now = readings[side];
    return now.kind === 'value' && sameValue(now.value, expect) ? shownToken(now) : base[side];
  };
  return { agreed: base.agreed, left: ours('left'), right: ours('right') };
}

/** What a choice covers that wasn't on offer, somebody typed since: it is offered back. Null: nothing of the kind. */
export function unseenBy(wish: Wish, field: FieldId, { left, right }: Readings): ConflictRaised | null {
  const { saw, value } = wish;
  if (saw === undefined) return null;
  const known = [value, saw.left, saw.right];
  // What is no value isn't written over: beside it stands what was chosen.
  const isNew = (now: FieldReading): boolean => now.kind === 'value' && !known.some((one) => sameValue(one, now.value));
  const offered = (now: FieldReading): Value => (now.kind === 'value' ? now.value : value);
  if (!isNew(left) && !isNew(right)) return null;
  return { field, left: offered(left), right: offered(right), kept: isNew(left) ? 'right' : 'left', why: 'both-changed' };
}

/** An open conflict offers what the sides show now, and a value that a write of ours covered. Null: what it offers already. */
export function offeredNow(open: Offer, field: FieldId, base: BaseField | undefined, { left, right }: Readings): ConflictRaised | null {
  if (left.kind !== 'value' || right.kind !== 'value') return null;
  const stands = (side: Side, now: FieldReading): boolean => open.why === 'covered' && base?.[side] === shownToken(now);
  const values = { left: stands('left', left) ? open.left : left.value, right: stands('right', right) ? open.right : right.value };
  if (sameValue(values.left, open.left) && sameValue(values.right, open.right)) return null;
  return { field, ...values, kept: null, why: open.why };
}

/**
 * An undo over a newer edit was approved, and all that it covers now is what the person saw, on whichever side: the newer
 * edit itself may have travelled since.
 */
export function isApproved(
  directives: readonly Judgement[],
  steps: readonly StepId[],
  differs: readonly (readonly [Side, FieldReading])[],
  value: Value,
): boolean {
  const seen = new Set(directives.flatMap((one) => (one.kind === 'approve' && steps.includes(one.step) ? [one.token] : [])));
  return seen.size > 0 && differs.every(([, now]) => seen.has(updateToken(shownToken(now), value)));
}

type Judgement =
  | { readonly kind: 'approve'; readonly step: StepId; readonly token: string }
  | { readonly kind: 'set' | 'drop' | 'uncreate' | 'recreate' };

type Asked =
  | { readonly kind: 'recreate'; readonly side: Side; readonly fields: Readonly<Record<FieldId, Value>>; readonly why?: Why }
  | { readonly kind: 'set' | 'approve' | 'drop' | 'uncreate' };

/** What a removal of ours covered, of a record that is back by itself: each value that stands on none of the sides shown is offered. */
export function coveredOffers(
  directives: readonly Asked[],
  shown: readonly ReadonlyMap<FieldId, FieldReading>[],
): readonly ConflictRaised[] {
  const recreate = directives.find((one) => one.kind === 'recreate' && one.why === 'edit-beats-delete');
  if (recreate?.kind !== 'recreate') return [];
  return (Object.entries(recreate.fields) as [FieldId, Value][]).flatMap(([field, covered]): readonly ConflictRaised[] => {
    const readings = shown.flatMap((one) => one.get(field) ?? []);
    if (isBlank(covered) || readings.some((one) => one.kind === 'value' && sameValue(one.value, covered))) return [];
    const [now] = readings;
    const other = now?.kind === 'value' ? now.value : null;
    const values = recreate.side === 'left' ? { left: covered, right: other } : { left: other, right: covered };
    return [{ field, ...values, kept: otherSide(recreate.side), why: 'covered' }];
  });
}
