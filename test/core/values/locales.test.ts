/** What people type where they live: as the platform writes numbers and days for them, and as files and habits have it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../../../core/values/parse-date.ts';
import { decimalText, parseNumber, plainDecimal } from '../../../core/values/parse-number.ts';

const LOCALES = [
  ...'ar-EG ar-MA bg-BG bn-BD ca-ES cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IN en-US en-ZA es-ES es-MX et-EE'.split(' '),
  ...'fa-IR fi-FI fr-CA fr-CH fr-FR he-IL hi-IN hr-HR hu-HU id-ID it-CH it-IT ja-JP kk-KZ ko-KR lt-LT lv-LV mr-IN nb-NO nl-NL'.split(' '),
  ...'pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-RS sv-SE sw-KE ta-IN th-TH tr-TR uk-UA ur-PK uz-UZ vi-VN zh-CN zh-TW'.split(' '),
];

const number = (typed: string, locale: string | null): string => {
  const parsed = parseNumber(typed, locale);
  return parsed.kind === 'number' ? parsed.number : parsed.why;
};
const day = (typed: string, locale: string | null): string => {
  const parsed = parseDate(typed, locale);
  return parsed.kind === 'date' ? parsed.date : parsed.why;
};

/** Up to nine digits with up to three decimals, as exact text. */
const decimals = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 3 }))
  .map(
    ([negative, whole, part, digits]) =>
      plainDecimal(`${negative ? '-' : ''}${whole}.${String(part).padStart(3, '0').slice(0, digits)}`) ?? '',
  );
const days = fc.integer({ min: -3_650, max: 36_500 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));

describe.each(LOCALES)('%s', (locale) => {
  test('[V21] a number as we write it in a text, and as the platform writes it here, is that number', () => {
    const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
    fc.assert(
      fc.property(decimals, (exact) => {
        expect(number(decimalText(exact), locale)).toBe(exact);
        expect(number(format.format(Number(exact)), locale)).toBe(exact);
      }),
    );
  });

  test('[V21] a day as we write it is that day; as the platform writes it here it is that day or refused, never another', () => {
    const formats = (['short', 'medium', 'long'] as const).map(
      (dateStyle) => new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' }),
    );
    fc.assert(
      fc.property(days, (iso) => {
        expect(day(iso, locale)).toBe(iso);
        for (const format of formats)
          expect([iso, 'not-a-date', 'ambiguous-date']).toContain(withCentury(day(format.format(Date.parse(iso)), locale), iso));
      }),
    );
  });
});

/** A year of two digits says no century: the same day of another one is what was typed. */
const withCentury = (read: string, iso: string): string => (/^\d{4}-/.test(read) && read.slice(2) === iso.slice(2) ? iso : read);

test('[V21] with no locale our own texts are read, too', () => {
  fc.assert(
    fc.property(decimals, days, (exact, iso) => {
      expect(number(decimalText(exact), null)).toBe(exact);
      expect(day(iso, null)).toBe(iso);
    }),
  );
});

describe('[V22] numbers of the world', () => {
  test.each([
    ['12,34,567.50', 'en-IN', '1234567.5'],
    ['1,23,456', 'hi-IN', '123456'],
    ['1,234,567', 'en-IN', '1234567'],
    ['12,34,567', 'en-US', 'not-a-number'],
    ['12,34,567', null, 'not-a-number'],
    ['12,345,67', 'en-IN', 'not-a-number'],
    ['123,45,678', 'en-IN', 'not-a-number'],
    ['١٬٢٣٤٫٥', 'ar-EG', '1234.5'],
    ['١٬٢٣٤', 'ar-EG', '1234'],
    ['١٬٢٣', 'ar-EG', 'not-a-number'],
    ['١ ٢٫٥', 'ar-EG', 'not-a-number'],
    ['1,23,45', 'en-IN', 'not-a-number'],
    ['۱۲۳', 'fa-IR', '123'],
    ['１，２３４．５', 'ja-JP', '1234.5'],
    ['\u200e-5', 'he-IL', '-5'],
    ['1,234.50 EUR', 'en-GB', '1234.5'],
    ['USD 1.234,50', 'de-DE', '1234.5'],
    ['1 234,50 RUB', 'ru-RU', '1234.5'],
    ['5 тыс. рублей', 'ru-RU', '5000'],
    ['2,5 Mio. €', 'de-DE', '2500000'],
    ['3 Tsd.', 'de-DE', '3000'],
    ['1.5bn', 'en-US', '1500000000'],
    ['5 kgs', 'en-US', 'not-a-number'],
    ['5 XYZ', 'en-US', 'not-a-number'],
    ['5 EUR €', 'en-US', 'not-a-number'],
    ['2M', 'en-US', 'not-a-number'],
    ['5²', 'en-US', 'not-a-number'],
    ['½', 'en-US', 'not-a-number'],
  ])('%j in %s: %s', (typed, locale, expected) => expect(number(typed, locale)).toBe(expected));
});

describe('[V22] days with the month’s name', () => {
  test.each([
    ['1 March 2026', '2026-03-01'],
    ['Mar 1, 2026', '2026-03-01'],
    ['March 1st 2026', '2026-03-01'],
    ['1-Mar-26', '2026-03-01'],
    ['2026 Mar 1', '2026-03-01'],
    ['1 марта 2026 г.', '2026-03-01'],
    ['23 нояб. 2026 г.', '2026-11-23'],
    ['1. März 2026', '2026-03-01'],
    ['24. Dez. 2026', '2026-12-24'],
    ['31 May 26', '2026-05-31'],
    ['1  March  2026', '2026-03-01'],
    ['March 12, 2026', '2026-03-12'],
    ['2026 Mar 12', '2026-03-12'],
    ['1 марта 2026г.', '2026-03-01'],
    ['1 марта 2026 г', '2026-03-01'],
    ['1 марта 2026 года', '2026-03-01'],
    ['1 марта 2026года', '2026-03-01'],
    ['due 1 March 2026', 'not-a-date'],
    ['on March 1, 2026', 'not-a-date'],
    ['March 1, 2026 noon', 'not-a-date'],
    ['x2026 Mar 1', 'not-a-date'],
    ['2026 Mar 1 noon', 'not-a-date'],
    ['30 February 2026', 'not-a-date'],
    ['March 2026', 'not-a-date'],
    ['1 March', 'not-a-date'],
    ['1 brumaire 2026', 'not-a-date'],
    ['2 марта 2026 14:00', 'not-a-date'],
  ])('%j: %s', (typed, expected) => {
    for (const locale of [null, 'en-US', 'de-DE', 'ru-RU']) expect(day(typed, locale)).toBe(expected);
  });

  test('a year of two digits is nobody’s guess where the year may stand first', () => {
    expect(day('26-Mar-01', 'hu-HU')).toBe('ambiguous-date');
    expect(day('26-Mar-01', 'en-US')).toBe('2001-03-26');
    expect(day('1 March 2026', 'hu-HU')).toBe('2026-03-01');
    expect(day('26-Foo-01', 'hu-HU')).toBe('not-a-date');
  });

  test.each([
    ['23. 11. 2026', 'cs-CZ', '2026-11-23'],
    ['23.11.2026.', 'hr-HR', '2026-11-23'],
    ['2026. 11. 23.', 'hu-HU', '2026-11-23'],
    ['2026年11月23日', 'ja-JP', '2026-11-23'],
    ['٢٣/١١/٢٠٢٦', 'ar-EG', '2026-11-23'],
    ['23/11/2569', 'th-TH', 'ambiguous-date'],
    ['23/11/2026', 'th-TH', 'ambiguous-date'],
    ['2026-11-23', 'th-TH', '2026-11-23'],
    ['2569-11-23', 'th-TH', 'ambiguous-date'],
    ['2569-11-20', 'th-TH', 'ambiguous-date'],
    ['tomorrow', 'th-TH', 'not-a-date'],
    ['25.03.2004', 'hu-HU', '2004-03-25'],
  ])('%j in %s: %s', (typed, locale, expected) => expect(day(typed, locale)).toBe(expected));
});

describe('[V23] a long text costs no more than its length', () => {
  // A million characters: what takes their square would not end within the time that any test has.
  const LONG = 1_000_000;
  const texts = ['1', ' ', '0', ',', '1 ', '\u00a0', '1,', '(', '-', 'a', '0\u0660', '.'].map((one) => one.repeat(LONG / one.length));
  const typed = texts.flatMap((one) => [one, `${one}x`, `x${one}`, `1${one}1`, `1.${one}x`]);
  test('numbers and days', () => {
    for (const one of typed) {
      for (const locale of [null, 'en-US', 'de-DE']) {
        expect(['not-a-number', 'ambiguous-number']).toContain(number(one, locale));
        expect(['not-a-date', 'ambiguous-date']).toContain(day(one, locale));
      }
    }
  });
  test('plain decimals', () => {
    for (const one of typed) plainDecimal(one);
    expect(plainDecimal(`0.${'0'.repeat(LONG)}1`)).toHaveLength(LONG + 3);
    expect(plainDecimal(`1.1${'0'.repeat(LONG)}`)).toBe('1.1');
  });
});
