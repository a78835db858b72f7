import { describe, expect, it } from 'vitest';
import { displayed, general } from '../../../../sandbox/google/cells/display.ts';
import { serialOf } from '../../../../sandbox/google/cells/serial.ts';

describe('automatic format', () => {
  it.each([
    [0, '0'],
    [1000, '1000'],
    [-2.5, '-2.5'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.3333333333'],
    [100 / 3, '33.33333333'],
    [Math.PI, '3.141592654'],
    [12345678901, '12345678901'],
    [12345678901.5, '12345678902'],
    [1e15, '1000000000000000'],
  ])('%d shows as %s', (value, text) => expect(general(value, '.')).toBe(text));
});

describe('number formats', () => {
  it.each([
    ['0.00', 1.236, 'en_US', '1.24'],
    ['#,##0.00', 1234567.891, 'en_US', '1,234,567.89'],
    ['#,##0.00', 1234.5, 'de_DE', '1.234,50'],
    ['0.00%', 0.1234, 'en_US', '12.34%'],
    ['"$"#,##0.00', 1250.5, 'en_US', '$1,250.50'],
    ['[$€]#,##0', 5, 'en_US', '€5'],
    ['yyyy-mm-dd', 45720, 'en_US', '2025-03-04'],
    ['dd.mm.yyyy', 45720, 'ru_RU', '04.03.2025'],
    ['0.00E+00', 12345, 'en_US', '1.23E+04'],
    ['0.00;(0.00)', -3, 'en_US', '(3.00)'],
  ])('%s of %d in %s is %s', (pattern, value, locale, text) => {
    expect(displayed(value, { type: 'NUMBER', pattern }, locale)).toBe(text);
  });

  it.each([
    ['DATE', 'en_US', '3/4/2025'],
    ['DATE', 'de_DE', '04.03.2025'],
    ['CURRENCY', 'en_US', '$45,720.00'],
    ['PERCENT', 'en_US', '4572000.00%'],
    ['TEXT', 'en_US', '45720'],
  ])('%s without a pattern in %s shows 45720 as %s', (type, locale, text) => expect(displayed(45720, { type }, locale)).toBe(text));

  it('texts, truth and errors show as themselves', () => {
    expect(displayed('x', { type: 'NUMBER', pattern: '0.00' }, 'en_US')).toBe('x');
    expect(displayed(true, null, 'en_US')).toBe('TRUE');
    expect(displayed({ error: 'REF', message: '' }, null, 'en_US')).toBe('#REF!');
    expect(displayed(undefined, null, 'en_US')).toBeUndefined();
  });
});

describe('serial numbers', () => {
  // The API reference: January 1st 1900 at noon is 2.5; February 1st 1900 at 3pm is 33.625.
  it.each([
    ['1900-01-01T12:00:00Z', 'UTC', 2.5],
    ['1900-02-01T15:00:00Z', 'UTC', 33.625],
    ['2025-03-04T00:00:00Z', 'Etc/GMT', 45720],
    ['2025-07-01T00:00:00Z', 'Europe/Moscow', 45839.125],
    ['2025-07-01T00:00:00Z', 'America/St_Johns', 45839 - 2.5 / 24],
  ])('%s in %s is %d', (instant, zone, serial) => expect(serialOf(Date.parse(instant), zone)).toBeCloseTo(serial, 9));
});
