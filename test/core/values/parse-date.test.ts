import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../../../core/values/parse-date.ts';

const read = (typed: string, locale: string | null = null): string => {
  const parsed = parseDate(typed, locale);
  return parsed.kind === 'date' ? parsed.date : parsed.why;
};

describe('dates as they are typed', () => {
  test.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-3-1', '2026-03-01'],
    ['2026/03/01', '2026-03-01'],
    ['2026.3.1', '2026-03-01'],
    [' 2026-03-01 ', '2026-03-01'],
    ['01.03.2026', '2026-03-01'],
    ['1.3.26', '2026-03-01'],
    ['31.12.99', '1999-12-31'],
    ['01.01.68', '2068-01-01'],
    ['01.01.69', '1969-01-01'],
    ['29.02.2028', '2028-02-29'],
    ['29.02.2000', '2000-02-29'],
    ['01.03.2026г', '2026-03-01'],
    ['01.03.2026 г', '2026-03-01'],
    ['01.03.2026г.', '2026-03-01'],
    ['01.03.2026 г.', '2026-03-01'],
  ])('[V11] %j is %s in every locale', (typed, expected) => {
    for (const locale of [null, 'en-US', 'en-GB', 'ru_RU', 'ja-JP']) expect(read(typed, locale)).toBe(expected);
  });

  test.each([
    '',
    '29.02.2026',
    '29.02.1900',
    '31.04.2026',
    '00.01.2026',
    '01.00.2026',
    '13.13.2026',
    '32.01.2026',
    '2026-13-01',
    '2026-02-30',
  ])('[V11] %j is no day of the calendar', (typed) => {
    for (const locale of [null, 'en-US', 'ru-RU', 'ja-JP']) expect(read(typed, locale)).toBe('not-a-date');
  });

  test.each(['tomorrow', 'Q3', '2026', '03.2026', '1/3', '1/3-2026', '01.03.2026 14:00', '46082', '2026-03-01T00:00:00Z', '1/3/026'])(
    '[V11] %j is none',
    (typed) => expect(read(typed, 'en-US')).toBe('not-a-date'),
  );
});

test('[V11] a long text is refused without trying', () => {
  // Marks of direction are nothing to a reader.
  expect(read(`2026-03-${'\u200e'.repeat(30)}01`)).toBe('2026-03-01');
  expect(read(`2026-03-${'\u200e'.repeat(31)}01`)).toBe('not-a-date');
});

test('[V20] what is no date says why', () => {
  expect(parseDate('tomorrow', null)).toEqual({ kind: 'invalid', why: 'not-a-date' });
  expect(parseDate('03/04/2025', null)).toEqual({ kind: 'invalid', why: 'ambiguous-date' });
});

describe('day and month', () => {
  test.each([
    ['03/04/2025', 'en-US', '2025-03-04'],
    ['03/04/2025', 'en-GB', '2025-04-03'],
    ['03/04/2025', 'ru_RU', '2025-04-03'],
    ['3/4/25', 'en-US', '2025-03-04'],
    ['3/4/25', 'fr-FR', '2025-04-03'],
    ['03-04-2025', 'nl-NL', '2025-04-03'],
    ['03-04-2025', 'en-US', '2025-03-04'],
    ['25/03/04', 'ja-JP', '2025-03-04'],
    ['25.03.04', 'hu-HU', '2025-03-04'],
    ['25.03.04', 'de-DE', '2004-03-25'],
  ])('[V11] %s in %s is %s', (typed, locale, expected) => expect(read(typed, locale)).toBe(expected));

  test.each([
    ['31/12/2025', 'en-US', '2025-12-31'],
    ['12/31/2025', 'en-GB', '2025-12-31'],
    ['31/12/2025', null, '2025-12-31'],
    ['12/31/2025', null, '2025-12-31'],
    ['31/12/2025', 'ja-JP', '2025-12-31'],
    ['04/04/2025', null, '2025-04-04'],
  ])('[V11] %s in %s: only one order gives a day', (typed, locale, expected) => expect(read(typed, locale)).toBe(expected));

  test.each([
    ['03/04/2025', null],
    ['03/04/2025', 'ja-JP'],
    ['03/04/2025', 'zz zz'],
    ['03/04/25', null],
    // 2025-03-31 for a Briton, 2031-03-25 for a Swede.
    ['31/03/25', null],
    ['13/03/25', 'en-US'],
  ])('[V11] fault F58: %s in %s is anybody’s guess', (typed, locale) => expect(read(typed, locale)).toBe('ambiguous-date'));
});

test('[V11] a day typed in a locale’s own order is that day', () => {
  const pad = (n: number): string => String(n).padStart(2, '0');
  fc.assert(
    fc.property(fc.integer({ min: 1950, max: 2090 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), (y, m, d) => {
      const iso = `${y}-${pad(m)}-${pad(d)}`;
      expect(read(`${m}/${d}/${y}`, 'en-US')).toBe(iso);
      expect(read(`${pad(d)}/${pad(m)}/${y}`, 'en-GB')).toBe(iso);
      expect(read(`${d}.${m}.${y}`, 'ru-RU')).toBe(iso);
    }),
  );
});
