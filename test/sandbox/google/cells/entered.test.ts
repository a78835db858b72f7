import { describe, expect, it } from 'vitest';
import { parseEntered } from '../../../../sandbox/google/cells/entered.ts';

const typed = (text: string, locale = 'en_US') => parseEntered(text, { locale, year: 2026, plainText: false });
// Serial numbers: days since 1899-12-30.
const MARCH_4_2025 = 45720;

describe('what a person types', () => {
  it.each([
    ['1234', 1234],
    ['-5', -5],
    ['+5', 5],
    ['0123', 123],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['(260.00)', -260],
    ['1e3', 1000],
    [' 12 ', 12],
    ['TRUE', true],
    ['false', false],
  ])('%s is %s', (text, expected) => expect(typed(text).v).toBe(expected));

  it.each([
    ['1,234.50', 1234.5, 'NUMBER', '#,##0.00'],
    ['12%', 0.12, 'PERCENT', '0%'],
    ['12.3%', 0.123, 'PERCENT', '0.00%'],
    ['$1,234.5', 1234.5, 'CURRENCY', '"$"#,##0.00'],
    ['-$5', -5, 'CURRENCY', '"$"#,##0'],
    ['€5', 5, 'CURRENCY', '"€"#,##0'],
    ['2025-03-04', MARCH_4_2025, 'DATE', 'yyyy-mm-dd'],
    ['3/4/2025', MARCH_4_2025, 'DATE', 'm/d/yyyy'],
    ['2025-03-04 12:00', MARCH_4_2025 + 0.5, 'DATE_TIME', 'yyyy-mm-dd hh:mm'],
    ['10:30', 0.4375, 'TIME', 'hh:mm'],
  ])('%s is %d, shown as %s %s', (text, value, type, pattern) => {
    expect(typed(text)).toEqual({ v: value, numberFormat: { type, pattern } });
  });

  it.each(['--', '12 apples', '1,23', '1.2.3', '31/12/2025', '2025-02-30', '9,90-', 'A1', '12:99', "O'Neill"])('%s stays text', (text) => {
    expect(typed(text)).toEqual({ v: text });
  });

  it.each([
    ['=1+1', '=1+1'],
    ['=IMPORTDATA("x")', '=IMPORTDATA("x")'],
    ['+A1', '=+A1'],
  ])('%s is the formula %s', (text, formula) => expect(typed(text)).toEqual({ f: formula }));

  it('an apostrophe makes text of anything and goes away', () => {
    expect(typed("'=1+1")).toEqual({ v: '=1+1' });
    expect(typed("'007")).toEqual({ v: '007' });
  });

  it('a cell of plain text understands nothing', () => {
    expect(parseEntered('=1+1', { locale: 'en_US', year: 2026, plainText: true })).toEqual({ v: '=1+1' });
  });
});

describe('by locale', () => {
  it.each([
    ['de_DE', '1.234,50', 1234.5],
    ['de_DE', '1,5', 1.5],
    ['de_DE', '04.03.2025', MARCH_4_2025],
    ['ru_RU', '1\u00a0234,56', 1234.56],
    ['ru_RU', '1 234,56', 1234.56],
    ['ru_RU', '04.03.2025', MARCH_4_2025],
    ['en_GB', '4/3/2025', MARCH_4_2025],
    ['de_DE', '5 €', 5],
  ])('%s: %s is %d', (locale, text, value) => expect(typed(text, locale).v).toBe(value));

  it.each([
    ['de_DE', '1,234.50'],
    ['en_US', '1.234,50'],
    ['de_DE', '1.5.7'],
  ])('%s: %s stays text', (locale, text) => expect(typed(text, locale)).toEqual({ v: text }));

  it('a date without a year is of the vendors’ year, whatever the machine’s', () => {
    const in2031 = parseEntered('3/4', { locale: 'en_US', year: 2031, plainText: false });
    // 2031-03-04 is 6 years (2 of them leap: 2028) after 2025-03-04.
    expect(in2031.v).toBe(MARCH_4_2025 + 6 * 365 + 1);
  });
});
