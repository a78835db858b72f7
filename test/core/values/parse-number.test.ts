import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalText, normalise, parseNumber, plainDecimal } from '../../../core/values/parse-number.ts';

const read = (typed: string, locale: string | null = 'en-US'): string => {
  const parsed = parseNumber(typed, locale);
  return parsed.kind === 'number' ? parsed.number : parsed.why;
};

const NBSP = '\u00a0';
const NARROW = '\u202f';
const MINUS = '\u2212';

describe('numbers as they are typed', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['7', '7'],
    ['007', '7'],
    ['0111010', '111010'],
    ['12345678901234567890', '12345678901234567890'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1234.50', '1234.5'],
    ['1,234.56', '1234.56'],
    ['1,234,567.89', '1234567.89'],
    ['1.234,56', '1234.56'],
    ['1.234.567,89', '1234567.89'],
    ['1,234,567', '1234567'],
    ['1.234.567', '1234567'],
    [',5', '0.5'],
    ['1,5', '1.5'],
    ['12345,678', '12345.678'],
    ['1 234,56', '1234.56'],
    [`1${NBSP}234,56`, '1234.56'],
    [`1${NARROW}234${NARROW}567,8`, '1234567.8'],
    ['1 234.567', '1234.567'],
    ["1'234.50", '1234.5'],
    ['1’234’567', '1234567'],
    ['  42 ', '42'],
    ['+42', '42'],
  ])('[V6] %j is %s', (typed, expected) => expect(read(typed)).toBe(expected));

  test.each([
    ['-42', '-42'],
    [`${MINUS}42`, '-42'],
    ['- 42', '-42'],
    ['9,90-', '-9.9'],
    [`9.90${MINUS}`, '-9.9'],
    ['(260.00)', '-260'],
    ['( 1 260,50 )', '-1260.5'],
    [' (5) ', '-5'],
    ['($5)', '-5'],
    ['$-5', '-5'],
    ['-$5', '-5'],
    ['5 €-', '-5'],
  ])('[V6] signs and brackets: %j is %s', (typed, expected) => expect(read(typed)).toBe(expected));

  test.each([
    ['$1,234.50', '1234.5', '$'],
    ['€ 1.234,50', '1234.5', '€'],
    ['1 234,50 ₽', '1234.5', '₽'],
    ['1 234 руб.', '1234', '₽'],
    ['1234р', '1234', '₽'],
    ['£5', '5', '£'],
    ['5', '5', null],
  ])('[V6] a currency’s sign is told apart: %j', (typed, number, currency) =>
    expect(parseNumber(typed, 'en-GB')).toEqual({ kind: 'number', number, currency }),
  );

  test.each([
    ['1,2 тыс', '1200'],
    ['1,2 тыс.', '1200'],
    ['12 тыс. ₽', '12000'],
    ['1.5 млн', '1500000'],
    ['-2 млрд', '-2000000000'],
    ['5k', '5000'],
    ['0,0005 тыс', '0.5'],
  ])('[V6] words for thousands: %j is %s', (typed, expected) => expect(read(typed, 'ru-RU')).toBe(expected));

  test.each([
    '',
    '-',
    '--',
    '—',
    'n/a',
    'tbd',
    '12a',
    '1e3',
    '1E3',
    '0x10',
    '12%',
    '1,5M',
    '--5',
    '-5-',
    '(-5)',
    '-(5)',
    '(5',
    '(5) x',
    '1234,567,890',
    ',123,456',
    '$5€',
    '1 2 3',
    '10 20',
    '8 800 555 35 35',
    '12 34',
    '1 234 56',
    '1  234',
    "1 234'567",
    '1,23,456',
    '1.2.3',
    '1,234,5',
    '1,234.5,6',
    '1.234,5.6',
    '1,234.567.890',
    '2026-03-01',
    '12:30',
    '#REF!',
    'Infinity',
    'NaN',
  ])('[V6] fault F57: %j is none', (typed) => expect(read(typed)).toBe('not-a-number'));

  test('[V6] a long text is refused without trying', () => {
    expect(read(`-${' '.repeat(50_000)}x`)).toBe('not-a-number');
    expect(read('1'.repeat(60))).toBe('1'.repeat(60));
    expect(read('1'.repeat(61))).toBe('not-a-number');
  });
});

describe('one separator before three digits', () => {
  test.each([
    ['1,234', 'en-US', '1234'],
    ['1,234', 'en_GB', '1234'],
    ['1.234', 'en-US', '1.234'],
    ['1,234', 'de-DE', '1.234'],
    ['1.234', 'de-DE', '1234'],
    ['1.234', 'es-ES', '1234'],
    ['-12,345', 'de_DE', '-12.345'],
    ['1,234', 'ru-RU', '1.234'],
    ['1,234', 'fr-FR', '1.234'],
    ['0,123', 'en-US', '0.123'],
    ['0.123', 'de-DE', '0.123'],
    ['1234,567', 'en-US', '1234.567'],
    ['1,2345', null, '1.2345'],
  ])('[V7] %s in %s is %s', (typed, locale, expected) => expect(read(typed, locale)).toBe(expected));

  test.each([
    ['1,234', null],
    ['1.234', null],
    ['12,345', null],
    ['123.456', null],
    // Russians and French group with spaces: a dot before three digits is neither their decimals nor their thousands.
    ['1.234', 'ru-RU'],
    ['1.234', 'fr-FR'],
    ['1,234', 'de-CH'],
    ['1,234', 'not a locale'],
  ])('[V7] fault F57: %s in %s can be read two ways', (typed, locale) => expect(read(typed, locale)).toBe('ambiguous-number'));
});

describe('canonical decimals', () => {
  test.each([
    ['-0012.50', '-12.5'],
    ['1e3', '1000'],
    ['1.5E-3', '0.0015'],
    ['12.34e1', '123.4'],
    ['1.5e-2', '0.015'],
    ['1.5e-1', '0.15'],
    ['0.015e1', '0.15'],
    ['15e2', '1500'],
    ['-1.2e2', '-120'],
    ['+3', '3'],
    ['1e400', `1${'0'.repeat(400)}`],
  ])('[V5] %s is %s', (typed, expected) => expect(plainDecimal(typed)).toBe(expected));

  test.each(['', '.', '-', '1e401', '1,5', '1 000', 'abc', '1e', '0x1'])('[V5] %j is none', (typed) =>
    expect(plainDecimal(typed)).toBeNull(),
  );

  test('[V5] zero has no sign, and nothing before the point is one', () => {
    expect(normalise(true, '000', '00')).toBe('0');
    expect(normalise(false, '', '50')).toBe('0.5');
  });

  test('[V21] three digits after the point get a fourth where they could be read as thousands', () => {
    expect(['1.234', '-12.345', '123.456'].map(decimalText)).toEqual(['1.2340', '-12.3450', '123.4560']);
    const plain = ['0.123', '1234.567', '12345.678', '1.23', '1.2345', '1234', '-5'];
    expect(plain.map(decimalText)).toEqual(plain);
  });

  test('[V20] what is no number says why', () => {
    expect(parseNumber('tbd', null)).toEqual({ kind: 'invalid', why: 'not-a-number' });
    expect(parseNumber('1,234', null)).toEqual({ kind: 'invalid', why: 'ambiguous-number' });
  });
});

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
/** Groups of three from the right, by hand: not as the parser takes them apart. */
const grouped = (whole: string, by: string): string => {
  const groups: string[] = [];
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end));
  return groups.join(by);
};

test('[V6] any amount typed in a locale’s own way is read to the last digit', () => {
  const styles = [
    { locale: 'en-US', group: ',', decimal: '.' },
    { locale: 'de-DE', group: '.', decimal: ',' },
    { locale: 'ru-RU', group: NBSP, decimal: ',' },
    { locale: 'fr-FR', group: NARROW, decimal: ',' },
    { locale: 'de-CH', group: '’', decimal: '.' },
  ];
  const whole = fc.tuple(fc.integer({ min: 1, max: 9 }), digits(0, 17)).map(([first, rest]) => `${first}${rest}`);
  fc.assert(
    fc.property(fc.constantFrom(...styles), whole, digits(0, 6), fc.boolean(), ({ locale, group, decimal }, units, fraction, negative) => {
      const typed = `${negative ? '-' : ''}${grouped(units, group)}${fraction === '' ? '' : decimal + fraction}`;
      const kept = fraction.replace(/0+$/, '');
      expect(read(typed, locale)).toBe(`${negative ? '-' : ''}${units}${kept === '' ? '' : `.${kept}`}`);
    }),
  );
});

test('[V5] a plain decimal is its own canonical form', () => {
  fc.assert(
    fc.property(digits(1, 25), digits(0, 25), fc.boolean(), (whole, fraction, negative) => {
      const once = plainDecimal(`${negative ? '-' : ''}${whole}.${fraction}`);
      expect(once).not.toBeNull();
      expect(plainDecimal(once ?? '')).toBe(once);
    }),
  );
});
