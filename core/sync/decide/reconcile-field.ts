/**
 * One field of one record: what both sides show against what they showed when they last agreed. The table is DESIGN.md's
 * section 5; SPEC rules [D*] and [R*] number it.
 */
import type { Value } from '../../values/value.ts';
import { isEmpty, sameValue, shownToken } from '../../values/value.ts';
import type { BaseField } from '../archive.ts';
import type { FieldMapping, FieldReading, Side } from '../mapping.ts';
import { otherSide } from '../mapping.ts';
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
  if (base !== undefined && tokens.left === base.left && tokens.right === base.right) return { kind: 'nothing' };
  if (sameValue(left.value, right.value)) return { kind: 'adopt', base: { agreed: left.value, ...tokens } };
  if (base === undefined) return firstMeeting(field, left, right);
  const changed = { left: tokens.left !== base.left, right: tokens.right !== base.right };
  if (changed.left && changed.right) return bothChanged(field, left, right, 'both-changed');
  const from: Side = changed.left ? 'left' : 'right';
  return travel(field, from, left, right);
}

/** A change of one side; against the direction it is restored, and what was typed is offered back. */
function travel(field: FieldMapping, from: Side, left: Readable, right: Readable): FieldDecision {
  const readings = { left, right };
  const to = otherSide(from);
  if (left.locked && right.locked) return { kind: 'frozen', left: left.value, right: right.value, why: 'direction' };
  if (flows(field, left, right, from)) return { kind: 'write', side: to, value: readings[from].value, why: 'changed', lost: null };
  return { kind: 'write', side: from, value: readings[to].value, why: 'direction', lost: { why: 'direction' } };
}

/** Whether a value may go from this side to the other. A formula is never overwritten: its side leads in that record. */
function flows(field: FieldMapping, left: Readable, right: Readable, from: Side): boolean {
  if (left.locked !== right.locked) return from === (left.locked ? 'left' : 'right');
  return field.direction === 'two-way' || field.direction === (from === 'left' ? 'left-to-right' : 'right-to-left');
}

function bothChanged(field: FieldMapping, left: Readable, right: Readable, why: ConflictRaised['why']): FieldDecision {
  const winner = winnerOf(field, left, right);
  if (winner === null) return { kind: 'frozen', left: left.value, right: right.value, why };
  const value = winner === 'left' ? left.value : right.value;
  return { kind: 'write', side: otherSide(winner), value, why: 'policy', lost: { why } };
}

/** Never agreed before: an empty side is filled, different values meet the policy. */
function firstMeeting(field: FieldMapping, left: Readable, right: Readable): FieldDecision {
  const decision = bothChanged(field, left, right, 'first-match');
  if (isEmpty(left.value) === isEmpty(right.value)) return decision;
  const full: Side = isEmpty(left.value) ? 'right' : 'left';
  if (!flows(field, left, right, full)) return decision;
  return { kind: 'write', side: otherSide(full), value: full === 'left' ? left.value : right.value, why: 'new', lost: null };
}

function winnerOf(field: FieldMapping, left: Readable, right: Readable): Side | null {
  if (left.locked !== right.locked) return left.locked ? 'left' : 'right';
  if (left.locked) return null;
  if (field.direction === 'left-to-right') return 'left';
  if (field.direction === 'right-to-left') return 'right';
  return field.policy === 'ask' ? null : field.policy;
}

type Readable = Extract<FieldReading, { kind: 'value' }>;
