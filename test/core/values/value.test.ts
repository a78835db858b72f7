import { expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import type { Value } from '../../../core/values/value.ts';
import {
  canonical,
  cellText,
  fitted,
  invalid,
  isBlank,
  isEmpty,
  isFormulaToken,
  isPartOf,
  sameShown,
  sameValue,
  shownToken,
  valid,
} from '../../../core/values/value.ts';

const eur = (amount: string | null): Value => ({ amount, currency: 'EUR' });
const DIFFERENT: readonly Value[] = [
  null,
  '',
  'null',
  'true',
  true,
  false,
  '1',
  '1.0',
  eur('1'),
  eur(null),
  { amount: '1', currency: null },
  [],
  ['1'],
  ['1', 'EUR'],
];

test('[V1] values are equal exactly when their canonical texts are', () => {
  for (const [i, a] of DIFFERENT.entries())
    for (const [j, b] of DIFFERENT.entries()) if (!(isPair(a) && isPair(b))) expect(sameValue(a, b)).toBe(i === j);
  expect(sameValue(eur('1'), { currency: 'EUR', amount: '1' })).toBe(true);
});

/** Money and a list of two share a text; no field is of both types. */
const isPair = (value: Value): boolean => canonical(value) === '["1","EUR"]';

test('[V2] what a side shows is the canonical text, or the raw one marked as no value', () => {
  const cell: Cell = { kind: 'text', text: 'null' };
  expect(shownToken(valid(null))).toBe('null');
  expect(shownToken(valid('null'))).toBe('"null"');
  expect(shownToken(invalid('not-a-number', cell))).toBe('!null');
});

test('[V2] a formula’s result is marked: a value typed over it says the same and is another token', () => {
  const computed = shownToken({ ...valid('5'), locked: true });
  expect([computed, isFormulaToken(computed), isFormulaToken(shownToken(valid('=5')))]).toEqual(['="5"', true, false]);
  expect(shownToken({ ...valid('5'), locked: false })).toBe('"5"');
  expect([sameShown(computed, '"5"'), sameShown('"5"', computed), sameShown(computed, computed)]).toEqual([true, true, true]);
  expect([sameShown(computed, '"6"'), sameShown('"5"', '"6"')]).toEqual([false, false]);
});

test('[V3] empty: nothing, an unticked box, an amount that is missing; blank: not even a currency', () => {
  expect([null, false, [], eur(null)].map(isEmpty)).toEqual([true, true, true, true]);
  expect([null, false, [], eur(null)].map(isBlank)).toEqual([true, true, true, false]);
  expect([isEmpty({ amount: null, currency: null }), isBlank({ amount: null, currency: null })]).toEqual([true, true]);
  expect(['0', true, ['a'], eur('0')].map(isEmpty)).toEqual([false, false, false, false]);
});

test('[R9] part of a whole: nothing of anything, half of the same money', () => {
  expect(isPartOf(null, 'a')).toBe(true);
  expect(isPartOf(false, true)).toBe(true);
  expect(isPartOf(null, eur(null))).toBe(true);
  expect(isPartOf(eur(null), eur('5'))).toBe(true);
  expect(isPartOf({ amount: '5', currency: null }, eur('5'))).toBe(true);
  expect(isPartOf(eur(null), { amount: '5', currency: 'USD' })).toBe(false);
  expect(isPartOf({ amount: '5', currency: null }, eur('6'))).toBe(false);
  expect(isPartOf(eur('5'), eur('5'))).toBe(false);
  expect(isPartOf(null, null)).toBe(false);
  expect(isPartOf('a', 'ab')).toBe(false);
  expect(isPartOf('5', eur('5'))).toBe(false);
  expect(isPartOf(eur('5'), '5')).toBe(false);
  expect(isPartOf({ amount: '5', currency: 'USD' }, eur('5'))).toBe(false);
  // A currency that waits for its amount is no part of an unticked box or of nothing.
  expect(isPartOf(eur(null), null)).toBe(false);
});

test('[V20] a finding tells a cell as a person sees it', () => {
  expect(cellText({ kind: 'empty' })).toBe('');
  expect(cellText({ kind: 'number', number: '5', asShown: '€5.00' })).toBe('€5.00');
  expect(cellText({ kind: 'number', number: '5' })).toBe('5');
  expect([true, false].map((bool) => cellText({ kind: 'bool', bool }))).toEqual(['TRUE', 'FALSE']);
  expect(cellText({ kind: 'text', text: 'a', asShown: '' })).toBe('');
  expect(cellText({ kind: 'date', date: '2026-03-01', time: null })).toBe('2026-03-01');
  expect(cellText({ kind: 'date', date: '2026-03-01', time: '14:00:00' })).toBe('2026-03-01 14:00:00');
  expect(cellText({ kind: 'choice', labels: ['a', 'b'] })).toBe('a, b');
  expect(cellText({ kind: 'range', from: '2026-03-01', to: '2026-03-05' })).toBe('2026-03-01 – 2026-03-05');
  expect(
    cellText({
      kind: 'people',
      people: [
        { id: '0', name: 'Anna', email: 'anna@x.example' },
        { id: '1', name: null, email: 'a@x.example' },
        { id: '2', name: null, email: null },
        { id: null, name: null, email: null },
      ],
    }),
  ).toBe('Anna, a@x.example, 2, ');
  expect(cellText({ kind: 'relation', ids: [], names: ['a', 'b'] })).toBe('a, b');
  expect(cellText({ kind: 'link', url: 'https://x.example', text: '' })).toBe('https://x.example');
  expect(cellText({ kind: 'link', url: 'https://x.example', text: 'X' })).toBe('X');
  expect(cellText({ kind: 'error', text: '#N/A' })).toBe('#N/A');
});

test('[V19] a typed column takes a text as its label, and anything as text', () => {
  expect(fitted({ kind: 'text', text: 'EUR' }, 'choice')).toEqual({ kind: 'choice', labels: ['EUR'] });
  expect(fitted({ kind: 'number', number: '5' }, 'text')).toEqual({ kind: 'text', text: '5' });
  expect(fitted({ kind: 'number', number: '5' }, 'date')).toEqual({ kind: 'number', number: '5' });
  expect(fitted({ kind: 'empty' }, 'choice')).toEqual({ kind: 'empty' });
  expect(fitted({ kind: 'number', number: '5' }, null)).toEqual({ kind: 'number', number: '5' });
  expect(fitted({ kind: 'number', number: '5' }, undefined)).toEqual({ kind: 'number', number: '5' });
  expect(fitted({ kind: 'empty' }, 'text')).toEqual({ kind: 'empty' });
  expect(fitted({ kind: 'date', date: '2026-03-01', time: null }, 'text')).toEqual({ kind: 'text', text: '2026-03-01' });
  const created: Cell = { kind: 'choice', labels: ['New'], create: true };
  expect(fitted(created, 'choice')).toBe(created);
});

test('[V21] a number that goes into a column of texts is one for every reader', () => {
  expect(fitted({ kind: 'number', number: '1.234' }, 'text')).toEqual({ kind: 'text', text: '1.2340' });
  expect(fitted({ kind: 'number', number: '-12.5' }, 'text')).toEqual({ kind: 'text', text: '-12.5' });
  expect(fitted({ kind: 'number', number: '1.234' }, 'number')).toEqual({ kind: 'number', number: '1.234' });
});
