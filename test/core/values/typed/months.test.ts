import { describe, expect, test } from 'vitest';
import { monthNamed } from '../../../../core/values/typed/months.ts';

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

describe('[V22] names of months', () => {
  test.each([
    ['en', { month: 'long' }],
    ['en', { month: 'short' }],
    ['de', { month: 'long' }],
    ['de', { month: 'short' }],
    ['de-AT', { month: 'long' }],
    ['de-AT', { month: 'short' }],
    ['ru', { month: 'long' }],
    ['ru', { month: 'short' }],
    // In a date they stand in another case.
    ['ru', { day: 'numeric', month: 'long' }],
  ] as const)('as the platform writes them in %s', (locale, style) => {
    const format = new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' });
    const name = (month: number): string =>
      format
        .formatToParts(Date.UTC(2026, month - 1, 15))
        .find((part) => part.type === 'month')
        ?.value.replace('.', '') ?? '';
    expect(MONTHS.map((month) => monthNamed(name(month)))).toEqual(MONTHS);
  });

  test('in any case and form of letters, and other cuts of them', () => {
    expect(['MARCH', 'Ma\u0308rz', 'mrz', 'sep', 'Sept', 'СЕН', 'ноя', 'фев'].map(monthNamed)).toEqual([3, 3, 3, 9, 9, 9, 11, 2]);
  });

  test('of no other language, and no piece of one', () => {
    expect(['brumaire', 'janvier', 'ja', 'marc', ''].map(monthNamed)).toEqual([null, null, null, null, null]);
  });
});
