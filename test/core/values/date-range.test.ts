import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import { isRange, readRange, writeRange } from '../../../core/values/date-range.ts';
import { parseRange } from '../../../core/values/parse-range.ts';
import { cellText } from '../../../core/values/value.ts';
import { context, EMPTY, ERROR, short, text } from './fixtures.ts';

const SPAN = '2026-03-01/2026-03-05';
const day = (date: string): Cell => ({ kind: 'date', date, time: null });
const one = (cell: Cell, locale: string | null = 'en-GB'): unknown => short(readRange(cell, null, context({ locale })));
const two = (from: Cell, until: Cell, locale: string | null = 'en-GB'): unknown => short(readRange(from, until, context({ locale })));

describe('a span of days in one column', () => {
  test.each([
    ['2026-03-01 - 2026-03-05'],
    ['2026-03-01/2026-03-05'],
    ['2026-03-01 / 2026-03-05'],
    ['2026-3-1 – 2026-3-5'],
    ['01.03.2026–05.03.2026'],
    ['01.03.2026-05.03.2026'],
    ['1.3.26 ... 5.3.26'],
    ['01/03/2026 to 05/03/2026'],
    ['from 1 March 2026 until 5 March 2026'],
    ['с 1 марта 2026 г. по 5 марта 2026 г.'],
    ['vom 1. März 2026 bis 5. März 2026'],
    ['1-Mar-26 — 5-Mar-26'],
    [' 2026-03-01 - 2026-03-05 '],
    [' from 1 March 2026 until 5 March 2026'],
    ['1.3.26...5.3.26'],
    ['2026-3-1/2026-3-5'],
    ['1 March 2026  to  5 March 2026'],
  ])('[V24] %j', (typed) => expect(one(text(typed))).toBe(SPAN));

  test('[V24] in the side’s locale, and refused where that is nobody’s guess', () => {
    expect(one(text('03/01/2026 - 03/05/2026'), 'en-US')).toBe(SPAN);
    expect(one(text('03/01/2026 - 03/05/2026'), null)).toBe('ambiguous-date: 03/01/2026 - 03/05/2026');
    expect(one(text('03/01/2026 - 31/12/2026'), null)).toBe('ambiguous-date: 03/01/2026 - 31/12/2026');
  });

  test.each([
    ['2026-03-01', 'half-range'],
    ['1 March 2026', 'half-range'],
    ['2026-03-05 - 2026-03-01', 'reversed-range'],
    ['1-5 March 2026', 'not-a-range'],
    ['01.-05.03.2026', 'not-a-range'],
    ['2026-03-01 - 2026-02-30', 'not-a-range'],
    ['2026-03-01 - 2026-03-02 - 2026-03-03', 'not-a-range'],
    ['next week', 'not-a-range'],
    ['–', 'not-a-range'],
    ['2026-03-01 from - 2026-03-05', 'not-a-range'],
    ['x2026-03-01/2026-03-05', 'not-a-range'],
    ['2026-03-01/2026-03-05x', 'not-a-range'],
  ])('[V24] %j is none: %s', (typed, why) => expect(one(text(typed))).toBe(`${why}: ${typed}`));

  test('[V24] typed cells; a day alone is half of one', () => {
    expect(one({ kind: 'range', from: '2026-03-01', to: '2026-03-05' })).toBe(SPAN);
    expect(one({ kind: 'range', from: '2026-03-05', to: '2026-03-01' })).toBe('reversed-range: 2026-03-05 – 2026-03-01');
    expect(one({ kind: 'range', from: '2026-02-30', to: '2026-03-05' })).toBe('not-a-range: 2026-02-30 – 2026-03-05');
    expect(one({ kind: 'range', from: '2026-03-01', to: '2026-03-32' })).toBe('not-a-range: 2026-03-01 – 2026-03-32');
    expect(one(day('2026-03-01'))).toBe('half-range: 2026-03-01');
    expect(one({ kind: 'number', number: '46082' })).toBe('not-a-range: 46082');
    expect(one(ERROR)).toBe('error-value: #REF!');
    expect(one(EMPTY)).toBeNull();
    expect(one(text('  '))).toBeNull();
  });
});

describe('a span of days in two columns', () => {
  test('[V24] each end in its own', () => {
    expect(two(day('2026-03-01'), text('5.3.2026'))).toBe(SPAN);
    expect(two(EMPTY, text(' '))).toBeNull();
    // Pasted whole into the first.
    expect(two(text('2026-03-01 - 2026-03-05'), EMPTY)).toBe(SPAN);
  });

  test('[V24] one end while somebody types is none; what is told holds both cells', () => {
    expect(two(day('2026-03-01'), EMPTY)).toBe('half-range: 2026-03-01 – ');
    expect(two(EMPTY, day('2026-03-05'))).toBe('half-range:  – 2026-03-05');
    expect(two(day('2026-03-05'), day('2026-03-01'))).toBe('reversed-range: 2026-03-05 – 2026-03-01');
    expect(two(day('2026-03-01'), text('soon'))).toBe('not-a-date: 2026-03-01 – soon');
    expect(two(ERROR, day('2026-03-01'))).toBe('error-value: #REF! – 2026-03-01');
  });
});

const spans = fc
  .tuple(fc.integer({ min: -3_650, max: 36_500 }), fc.nat(400))
  .map(([from, length]) => [from, from + length].map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10)).join('/'));

test('[V21] [V24] what is written reads back as itself: in one column, in a text, in two columns', () => {
  fc.assert(
    fc.property(spans, fc.constantFrom(null, 'en-US', 'de-DE', 'ru-RU', 'ja-JP', 'th-TH', 'ar-EG'), (span, locale) => {
      const { whole, from, until } = writeRange(span);
      expect(isRange(span)).toBe(true);
      expect(one(whole, locale)).toBe(span);
      expect(one(text(cellText(whole)), locale)).toBe(span);
      expect(two(from, until, locale)).toBe(span);
      expect(two(text(cellText(from)), text(cellText(until)), locale)).toBe(span);
    }),
  );
  expect(writeRange(null)).toEqual({ whole: EMPTY, from: EMPTY, until: EMPTY });
  expect(['2026-03-05/2026-03-01', '2026-03-01', '2026-03-01/..', '2026-02-30/2026-03-05', `${SPAN}/`, ''].filter(isRange)).toEqual([]);
});

test('[V24] what a text is, when it is no span', () => {
  const invalid = (why: string) => ({ kind: 'invalid', why });
  expect(parseRange('next week', null)).toEqual(invalid('not-a-range'));
  expect(parseRange('2026-03-01 - soon', null)).toEqual(invalid('not-a-range'));
  expect(parseRange('2026-03-01', null)).toEqual(invalid('half-range'));
  expect(parseRange('2026-03-05 - 2026-03-01', null)).toEqual(invalid('reversed-range'));
  // Ninety characters are read, more are not tried.
  const wide = (blanks: number): string => `2026-03-01${' '.repeat(blanks)}–${' '.repeat(34)}2026-03-05`;
  expect(parseRange(wide(35), null)).toEqual({ kind: 'range', from: '2026-03-01', until: '2026-03-05' });
  expect(parseRange(wide(36), null)).toEqual(invalid('not-a-range'));
});

test('[V23] a long text is no span, and costs no more than its length', () => {
  for (const typed of [' ', '-', '1', '–', '..', 'to ', '2026-03-01 - '])
    expect(one(text(`x${typed.repeat(200_000)}x`))).toMatch(/^not-a-range/);
});
