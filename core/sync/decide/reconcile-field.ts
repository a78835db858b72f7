/**
 * One field of one record: what both sides show against what they showed when they last agreed. The table is DESIGN.md's
 * section 5; SPEC rules [D*] and [R*] number it.
 */
import type { Value } from '../../values/value.ts';
import { isPartOf, sameShown, sameValue, shownToken } from '../../values/value.ts';
import type { BaseField } from '../archive.ts';
import type { FieldMapping, FieldReading, Side } from '../mapping.ts';
import { isFormOf, otherSide } from '../mapping.ts';
import type { ConflictRaised, Why } from '../plan.ts';

export type FieldDecision =
  | { readonly kind: 'nothing' }
  /** Base moves, nothing is written. */
  | { readonly kind: 'adopt'; readonly base: BaseField }
  /** One side takes `value`. `lost`: what it showed, offered back as a settled conflict. */
  | { readonly kind: 'write'; readonly side: Side; readonly value: Value; readonly why: Why; readonly lost: Lost | null }
  /** Frozen until a person chooses or the sides agree. */
  | { readonly kind: 'frozen'; readonly left: Value; readonly right: Value; readonly why: ConflictRaised['why'] };

interface Lost {
  readonly why: ConflictRaised['why'];
}

export function reconcileField(field: FieldMapping, base: BaseField | undefined, left: FieldReading, right: FieldReading): FieldDecision {
  // What is invalid neither travels nor is overwritten; the record's other fields go on.
  if (left.kind === 'invalid' || right.kind === 'invalid') return { kind: 'nothing' };
  const tokens = { left: shownToken(left), right: shownToken(right) };
  const changed = {
    left: base === undefined || !sameShown(tokens.left, base.left),
    right: base === undefined || !sameShown(tokens.right, base.right),
  };
  if (!changed.left && !changed.right) return { kind: 'nothing' };
  if (alike(field, left.value, right.value)) return { kind: 'adopt', base: { agreed: left.value, ...tokens } };
  if (base === undefined) return firstMeeting(field, left, right);
  if (changed.left && changed.right) return bothChanged(field, left, right, 'both-changed');
  return travel(field, changed.left ? 'left' : 'right', left, right);
}

/** Labels differ by letter, not by case: two sides that spell one differently agree, and nobody's cell is rewritten. */
const alike = (field: FieldMapping, left: Value, right: Value): boolean =>
  sameValue(left, right) || ((field.type === 'choice' || field.type === 'choices') && isFormOf(field, left, right));

/** A change of one side; where it may not go it is restored, and what was typed is offered back. */
function travel(field: FieldMapping, from: Side, left: Readable, right: Readable): FieldDecision {
  const readings = { left, right };
  const to = otherSide(from);
  const open = writableSides(field, left, right);
  if (open[to]) return { kind: 'write', side: to, value: readings[from].value, why: 'changed', lost: null };
  if (open[from]) return { kind: 'write', side: from, value: readings[to].value, why: 'direction', lost: { why: 'direction' } };
  return { kind: 'frozen', left: left.value, right: right.value, why: 'direction' };
}

/** Which sides may be written: never a formula, never against the direction. */
const writableSides = (field: FieldMapping, left: Readable, right: Readable): Readonly<Record<Side, boolean>> => ({
  left: !left.locked && field.direction !== 'left-to-right',
  right: !right.locked && field.direction !== 'right-to-left',
});

function bothChanged(field: FieldMapping, left: Readable, right: Readable, why: ConflictRaised['why']): FieldDecision {
  const open = writableSides(field, left, right);
  const winner = open.left === open.right ? (open.left && field.policy !== 'ask' ? field.policy : null) : open.left ? 'right' : 'left';
  if (winner === null) return { kind: 'frozen', left: left.value, right: right.value, why };
  const value = winner === 'left' ? left.value : right.value;
  return { kind: 'write', side: otherSide(winner), value, why: 'policy', lost: { why } };
}

/** Never agreed before: a side that says nothing, or less of the same, is filled; different values meet the policy. */
function firstMeeting(field: FieldMapping, left: Readable, right: Readable): FieldDecision {
  const open = writableSides(field, left, right);
  const poorer: Side | null = isPartOf(left.value, right.value) ? 'left' : isPartOf(right.value, left.value) ? 'right' : null;
  if (poorer === null || !open[poorer]) return bothChanged(field, left, right, 'first-match');
  return { kind: 'write', side: poorer, value: poorer === 'left' ? right.value : left.value, why: 'new', lost: null };
}

type Readable = Extract<FieldReading, { kind: 'value' }>;
