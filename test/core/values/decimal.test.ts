import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountText,
  apportion,
  BadDecimal,
  Exact,
  exact,
  minorDigits,
  shareOfWhole,
  sumOf,
  toMinorUnit,
} from '../../../core/values/decimal.ts';

describe('exact amounts', () => {
  it('add up where floats don’t', () => {
    expect(sumOf([exact('0.1'), exact('0.2')]).toString()).toBe('0.3');
    expect(sumOf(Array.from({ length: 10 }, () => exact('1234567890123456.01'))).toString()).toBe('12345678901234560.1');
    expect(exact('123456789012345678901234567890.12').plus('0.01').toString()).toBe('123456789012345678901234567890.13');
  });

  it('are read from plain decimals only', () => {
    expect(exact('-12.50').toString()).toBe('-12.5');
    expect(exact('.55').toString()).toBe('0.55');
    expect(new BadDecimal('1,5')).toMatchObject({ name: 'BadDecimal', message: 'not a decimal number: 1,5', value: '1,5' });
    for (const bad of ['', ' 1', '1e3', '0x10', 'NaN', 'Infinity', '1,5', '1 000', '--1'])
      expect(() => exact(bad), bad).toThrow(BadDecimal);
  });

  it('know the digits of currencies', () => {
    expect(['EUR', 'eur', 'JPY', 'KWD', 'RUB'].map(minorDigits)).toEqual([2, 2, 0, 3, 2]);
    expect(toMinorUnit(exact('1.005'), 'EUR').toString()).toBe('1.01');
    expect(toMinorUnit(exact('-1.005'), 'EUR').toString()).toBe('-1.01');
    expect(toMinorUnit(exact('1.5'), 'JPY').toString()).toBe('2');
  });

  it('are shown with the currency’s digits, and with more only where someone typed more', () => {
    expect([amountText(exact('5'), 'EUR'), amountText(exact('5.125'), 'EUR'), amountText(exact('5'), 'JPY')]).toEqual([
      '5.00',
      '5.125',
      '5',
    ]);
    expect(amountText(exact('100000000000000000000000000000.5'), 'EUR')).toBe('100000000000000000000000000000.50');
  });

  it('have a share of a whole, none of zero', () => {
    expect(shareOfWhole(exact('1'), exact('3'))).toBe(0.3333);
    expect(shareOfWhole(exact('-1'), exact('8'))).toBe(-0.125);
    expect(shareOfWhole(exact('1'), exact('0'))).toBeNull();
  });
});

describe('splitting an amount', () => {
  const texts = (amount: string, weights: number[], currency = 'EUR') =>
    apportion(exact(amount), weights, currency).map((part) => part.toString());

  it('gives what is left over to the largest rest, ties to the earlier', () => {
    expect(texts('100', [1, 1, 1])).toEqual(['33.34', '33.33', '33.33']);
    expect(texts('0.05', [10, 20])).toEqual(['0.02', '0.03']); // 1.67 and 3.33 cents
    expect(texts('-100', [1, 1, 1])).toEqual(['-33.34', '-33.33', '-33.33']);
    expect(texts('10', [1, 0, 2], 'JPY')).toEqual(['3', '0', '7']);
    expect(texts('10.5', [0])).toEqual(['10.5']);
  });

  it('keeps finer digits that someone typed', () => {
    expect(texts('0.001', [1, 1])).toEqual(['0.001', '0']);
  });

  it('sums to itself, each part within a unit of its share', () => {
    const cents = fc.integer({ min: -1_000_000, max: 9_000_000 }).map((amount) => new Exact(amount).div(100));
    const weights = fc.array(fc.nat(31), { minLength: 1, maxLength: 6 }).filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(cents, weights, (amount, list) => {
        const parts = apportion(amount, list, 'EUR');
        const whole = list.reduce((a, b) => a + b, 0);
        expect(sumOf(parts).eq(amount)).toBe(true);
        parts.forEach((part, index) => {
          expect(
            part
              .minus(amount.times(list[index] ?? 0).div(whole))
              .abs()
              .lt('0.01'),
          ).toBe(true);
        });
      }),
    );
  });
});
