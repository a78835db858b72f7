/** Money is one field over two columns, so it isn't a `ValueType` of one cell: both cells are read and written together. */
import type { Cell } from '../sync/record.ts';
import { readDecimal, sameDigits } from './number.ts';
import { parseNumber } from './parse-number.ts';
import type { Money, Value, ValueContext, ValueReading } from './value.ts';
import { cellText, invalid, isMoney, valid } from './value.ts';

/** Where the currency of a side comes from: its own cell, or one code for every record. */
export type CurrencyCell = { readonly kind: 'cell'; readonly cell: Cell } | { readonly kind: 'code'; readonly code: string };

/** The amount and currency that stand in a record; both empty: no value. */
export function readMoney(amount: Cell, currency: CurrencyCell, context: ValueContext): ValueReading {
  const decimal = readDecimal(amount, context);
  if (decimal.kind === 'invalid') return decimal;
  const code = readCurrency(currency);
  if (code === undefined) return invalid('not-a-currency', currency.kind === 'cell' ? currency.cell : amount);
  const typed = typedCurrency(amount, code, currency, context);
  if (typed === undefined) return invalid('not-a-currency', amount);
  const value: Money = { amount: typeof decimal.value === 'string' ? decimal.value : null, currency: typed };
  if (value.amount === null && (typed === null || currency.kind === 'code')) return valid(null);
  return valid(value);
}

/** The two cells that show a value; the currency's is null where the side has one code for all. */
export function writeMoney(value: Value): { readonly amount: Cell; readonly currency: Cell } {
  const money = isMoney(value) ? value : { amount: null, currency: null };
  return {
    amount: money.amount === null ? { kind: 'empty' } : { kind: 'number', number: money.amount },
    currency: money.currency === null ? { kind: 'empty' } : { kind: 'text', text: money.currency },
  };
}

export function isFormOfMoney(sent: Value, shown: Value): boolean {
  const a = isMoney(sent) ? sent : { amount: null, currency: null };
  const b = isMoney(shown) ? shown : { amount: null, currency: null };
  return a.currency === b.currency && sameDigits(a.amount, b.amount);
}

/** undefined: what stands there is no currency. */
function readCurrency(source: CurrencyCell): string | null | undefined {
  const typed = (source.kind === 'code' ? source.code : cellText(source.cell)).trim().toUpperCase();
  if (typed === '') return null;
  return /^[A-Z]{3}$/.test(typed) ? typed : SIGNS.get(typed);
}

/**
 * The currency that a sign typed into the amount leaves standing: the record's own where the sign fits it, the sign's
 * where the record has none. undefined: another one, or a dollar without a country. A pair without currencies has no use for it.
 */
function typedCurrency(amount: Cell, code: string | null, source: CurrencyCell, context: ValueContext): string | null | undefined {
  if (amount.kind !== 'text' || (source.kind === 'code' && code === null)) return code;
  const parsed = parseNumber(amount.text, context.locale);
  const sign = parsed.kind === 'number' ? parsed.currency : null;
  if (sign === null) return code;
  if (sign === '$') return code !== null && DOLLARS.has(code) ? code : undefined;
  const meant = SIGNS.get(sign) ?? sign;
  return code === null || code === meant ? meant : undefined;
}

const DOLLARS = new Set('USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD XCD'.split(' '));
const SIGNS = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['₽', 'RUB'],
]);
