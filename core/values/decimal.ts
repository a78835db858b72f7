/** Exact amounts. Text at the edges, `Exact` decimals inside; nothing is ever a float, and nothing is split with a cent lost. */
import { Decimal } from 'decimal.js';

/** Sixty digits, half up, never in scientific notation. */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -100, toExpPos: 100 });
export type Exact = Decimal;

export const ZERO: Exact = new Exact(0);

/** A text that is no plain decimal number; carries it. */
export class BadDecimal extends RangeError {
  override readonly name = 'BadDecimal';
  constructor(readonly value: string) {
    super(`not a decimal number: ${value}`);
  }
}

/** The number a plain decimal text stands for (`-1234.50`). Throws `BadDecimal`. */
export function exact(text: string): Exact {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) throw new BadDecimal(text);
  return new Exact(text);
}

/** Digits of a currency's minor unit (ISO 4217). */
export function minorDigits(currency: string): number {
  const code = currency.toUpperCase();
  if (NO_MINOR_UNIT.has(code)) return 0;
  return THREE_DIGITS.has(code) ? 3 : 2;
}

/** Rounded half up to the currency's minor unit. */
export function toMinorUnit(amount: Exact, currency: string): Exact {
  return amount.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_HALF_UP);
}

/** An amount as text with at least the currency's digits; more only where someone typed more. */
export function amountText(amount: Exact, currency: string): string {
  return amount.toFixed(Math.max(minorDigits(currency), amount.decimalPlaces()));
}

export function sumOf(amounts: Iterable<Exact>): Exact {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** `part ÷ whole` as a number with four decimals, for showing; null when the whole is zero. */
export function shareOfWhole(part: Exact, whole: Exact): number | null {
  return whole.isZero() ? null : part.div(whole).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toNumber();
}

/**
 * An amount in proportion to whole weights, in units of the last digit (the currency's, or a finer one that was typed), by largest
 * remainder, ties to the earlier part. The parts sum to the amount; negative amounts split like positive ones. Weights must not all
 * be zero.
 */
export function apportion(amount: Exact, weights: readonly number[], currency: string): Exact[] {
  if (weights.length === 1) return [amount];
  const unit = new Exact(10).pow(-Math.max(minorDigits(currency), amount.decimalPlaces()));
  const units = amount.abs().div(unit);
  const whole = weights.reduce((a, b) => a + b, 0);
  const quotas = weights.map((weight) => units.times(weight).div(whole));
  const parts = quotas.map((quota) => quota.floor());
  let left = units.minus(sumOf(parts)).toNumber();
  const order = quotas.map((quota, index) => ({ index, rest: quota.minus(quota.floor()) })).sort((a, b) => b.rest.cmp(a.rest));
  for (const { index } of order) {
    if (left <= 0) break;
    parts[index] = (parts[index] ?? ZERO).plus(1);
    left--;
  }
  const sign = amount.isNegative() ? -1 : 1;
  return parts.map((part) => part.times(unit).times(sign));
}

const NO_MINOR_UNIT = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE_DIGITS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
