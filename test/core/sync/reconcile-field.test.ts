import { describe, expect, test } from 'vitest';
import type { BaseField } from '../../../core/sync/archive.ts';
import type { FieldDecision } from '../../../core/sync/decide/reconcile-field.ts';
import { reconcileField } from '../../../core/sync/decide/reconcile-field.ts';
import type { FieldMapping, FieldReading } from '../../../core/sync/mapping.ts';
import type { Value } from '../../../core/values/value.ts';
import { agreed, eur, field } from './fixtures.ts';

const shows = (value: Value, locked = false): FieldReading => ({ kind: 'value', value, locked });
const formula = (value: Value): FieldReading => shows(value, true);
const bad = (shown: string, locked = false): FieldReading => ({ kind: 'invalid', why: 'not-a-number', shown, locked });

const of = (over: Partial<FieldMapping> = {}): FieldMapping => field({ left: 'n', type: 'number', ...over });
const decide = (over: Partial<FieldMapping>, base: BaseField | undefined, left: FieldReading, right: FieldReading): FieldDecision =>
  reconcileField(of(over), base, left, right);

const nothing: FieldDecision = { kind: 'nothing' };
const write = (side: 'left' | 'right', value: Value, why: 'changed' | 'policy' | 'direction' | 'new', lost: string | null = null) => ({
  kind: 'write',
  side,
  value,
  why,
  lost: lost === null ? null : { why: lost },
});
const frozen = (left: Value, right: Value, why: string) => ({ kind: 'frozen', left, right, why });

describe('the table of two sides against the base', () => {
  test('[R1] same, same: nothing', () => {
    expect(decide({}, agreed('1'), shows('1'), shows('1'))).toEqual(nothing);
  });

  test('[R1] a side that shows its own form of the agreed value has not changed', () => {
    const base = { agreed: '1.996', left: '"1.996"', right: '"2"' };
    expect(decide({}, base, shows('1.996'), shows('2'))).toEqual(nothing);
  });

  test('[R2] changed, same: travels, either way', () => {
    expect(decide({}, agreed('1'), shows('2'), shows('1'))).toEqual(write('right', '2', 'changed'));
    expect(decide({}, agreed('1'), shows('1'), shows('3'))).toEqual(write('left', '3', 'changed'));
  });

  test('[R2] an emptied cell is a change like any other', () => {
    expect(decide({}, agreed('1'), shows(null), shows('1'))).toEqual(write('right', null, 'changed'));
  });

  test('[R3] changed alike on both: the base moves, nothing is written', () => {
    expect(decide({}, agreed('1'), shows('2'), shows('2'))).toEqual({ kind: 'adopt', base: { agreed: '2', left: '"2"', right: '"2"' } });
  });

  test('[R3] a side that comes to show the other’s value agrees again, though only one changed', () => {
    const base = { agreed: '1.996', left: '"1.996"', right: '"2"' };
    expect(decide({}, base, shows('2'), shows('2'))).toEqual({ kind: 'adopt', base: { agreed: '2', left: '"2"', right: '"2"' } });
  });

  test('[R4] changed differently: the policy decides, the other value is offered back', () => {
    expect(decide({ policy: 'left' }, agreed('1'), shows('2'), shows('3'))).toEqual(write('right', '2', 'policy', 'both-changed'));
    expect(decide({ policy: 'right' }, agreed('1'), shows('2'), shows('3'))).toEqual(write('left', '3', 'policy', 'both-changed'));
  });

  test('[R5] changed differently under `ask`: frozen', () => {
    expect(decide({ policy: 'ask' }, agreed('1'), shows('2'), shows('3'))).toEqual(frozen('2', '3', 'both-changed'));
  });
});

describe('direction', () => {
  const right = { direction: 'left-to-right', policy: 'right' } as const;
  const left = { direction: 'right-to-left', policy: 'left' } as const;

  test('[R6] an edit with the direction travels, one against it is restored and offered back', () => {
    expect(decide(right, agreed('1'), shows('2'), shows('1'))).toEqual(write('right', '2', 'changed'));
    expect(decide(right, agreed('1'), shows('1'), shows('3'))).toEqual(write('right', '1', 'direction', 'direction'));
    expect(decide(left, agreed('1'), shows('1'), shows('3'))).toEqual(write('left', '3', 'changed'));
    expect(decide(left, agreed('1'), shows('2'), shows('1'))).toEqual(write('left', '1', 'direction', 'direction'));
  });

  test('[R6] where both changed the direction decides, whatever the policy says', () => {
    expect(decide(right, agreed('1'), shows('2'), shows('3'))).toEqual(write('right', '2', 'policy', 'both-changed'));
    expect(decide({ ...left, policy: 'ask' }, agreed('1'), shows('2'), shows('3'))).toEqual(write('left', '3', 'policy', 'both-changed'));
  });
});

describe('formulas', () => {
  test('[R7] a formula’s side leads, and is never written', () => {
    expect(decide({}, agreed('1'), shows('1'), formula('7'))).toEqual(write('left', '7', 'changed'));
    expect(decide({}, agreed('1'), shows('2'), formula('1'))).toEqual(write('left', '1', 'direction', 'direction'));
    expect(decide({ policy: 'left' }, agreed('1'), shows('2'), formula('7'))).toEqual(write('left', '7', 'policy', 'both-changed'));
    expect(decide({ policy: 'right' }, agreed('1'), formula('7'), shows('3'))).toEqual(write('right', '7', 'policy', 'both-changed'));
  });

  test('[R7] where neither side may be written the field is frozen: a formula against the direction, two formulas', () => {
    const oneWay = { direction: 'left-to-right' } as const;
    expect(decide(oneWay, agreed('1'), shows('2'), formula('1'))).toEqual(frozen('2', '1', 'direction'));
    expect(decide(oneWay, agreed('1'), shows('1'), formula('7'))).toEqual(frozen('1', '7', 'direction'));
    expect(decide(oneWay, agreed('1'), shows('2'), formula('7'))).toEqual(frozen('2', '7', 'both-changed'));
    expect(decide({}, agreed('1'), formula('2'), formula('1'))).toEqual(frozen('2', '1', 'direction'));
    expect(decide({}, undefined, formula('2'), formula('1'))).toEqual(frozen('2', '1', 'first-match'));
  });
});

describe('what is no value', () => {
  test('[R8] neither travels nor is overwritten, whatever the other side does', () => {
    for (const other of [shows('1'), shows('2'), formula('2'), bad('y')]) {
      for (const base of [agreed('1'), undefined]) {
        expect(decide({}, base, bad('x'), other)).toEqual(nothing);
        expect(decide({ direction: 'left-to-right' }, base, other, bad('x'))).toEqual(nothing);
      }
    }
  });
});

describe('first meeting', () => {
  test('[R9] equal values agree', () => {
    expect(decide({}, undefined, shows('4'), shows('4'))).toEqual({ kind: 'adopt', base: agreed('4') });
    expect(decide({}, undefined, shows(null), shows(null))).toEqual({ kind: 'adopt', base: agreed(null) });
  });

  test('[R9] an empty side is filled, whatever the policy', () => {
    for (const policy of ['left', 'right', 'ask'] as const) {
      expect(decide({ policy }, undefined, shows(null), shows('4'))).toEqual(write('left', '4', 'new'));
      expect(decide({ policy }, undefined, shows('4'), shows(null))).toEqual(write('right', '4', 'new'));
    }
  });

  test('[R9] an empty side that the direction closes is not filled: the other side is emptied, and offered back', () => {
    expect(decide({ direction: 'left-to-right' }, undefined, shows(null), shows('4'))).toEqual(
      write('right', null, 'policy', 'first-match'),
    );
    expect(decide({ direction: 'left-to-right' }, undefined, shows('4'), shows(null))).toEqual(write('right', '4', 'new'));
  });

  test('[R9] an empty side is filled from a formula, and a formula that shows nothing stays', () => {
    expect(decide({}, undefined, shows(null), formula('4'))).toEqual(write('left', '4', 'new'));
    expect(decide({}, undefined, shows('4'), formula(null))).toEqual(write('left', null, 'policy', 'first-match'));
  });

  test('[R10] different values meet the policy', () => {
    expect(decide({ policy: 'left' }, undefined, shows('4'), shows('5'))).toEqual(write('right', '4', 'policy', 'first-match'));
    expect(decide({ policy: 'right' }, undefined, shows('4'), shows('5'))).toEqual(write('left', '5', 'policy', 'first-match'));
    expect(decide({ policy: 'ask' }, undefined, shows('4'), shows('5'))).toEqual(frozen('4', '5', 'first-match'));
  });

  test('[R9] money: an amount or a currency alone is completed by the same money in full', () => {
    const money = (left: Value, right: Value): FieldDecision =>
      reconcileField(
        field({ left: 'm', type: 'money', policy: 'right', currency: { left: 'c', right: 'C' } }),
        undefined,
        shows(left),
        shows(right),
      );
    expect(money(eur(null), eur('5'))).toEqual(write('left', eur('5'), 'new'));
    expect(money(eur('5'), { amount: '5', currency: null })).toEqual(write('right', eur('5'), 'new'));
    expect(money(null, eur(null))).toEqual(write('left', eur(null), 'new'));
  });

  test('[R10] money: a currency that somebody typed is not replaced by another without a word', () => {
    const ask = field({ left: 'm', type: 'money', policy: 'ask', currency: { left: 'c', right: 'C' } });
    const usd = { amount: '5', currency: 'USD' };
    expect(reconcileField(ask, undefined, shows(eur(null)), shows(usd))).toEqual(frozen(eur(null), usd, 'first-match'));
  });

  test('[R9] a box that is ticked on one side only is ticked on the other', () => {
    expect(reconcileField(field({ left: 'b', type: 'checkbox', policy: 'left' }), undefined, shows(false), shows(true))).toEqual(
      write('left', true, 'new'),
    );
  });
});

test('[R11] labels that differ by case agree, and neither cell is rewritten', () => {
  const stage = field({ left: 's', type: 'choice' });
  expect(reconcileField(stage, undefined, shows('Active'), shows('active'))).toEqual({
    kind: 'adopt',
    base: { agreed: 'Active', left: '"Active"', right: '"active"' },
  });
  expect(reconcileField(stage, agreed('Lead'), shows('Active'), shows('Lead'))).toEqual(write('right', 'Active', 'changed'));
});
