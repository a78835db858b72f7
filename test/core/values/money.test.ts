import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import type { CurrencyCell } from '../../../core/values/money.ts';
import { isFormOfMoney, readMoney, writeMoney } from '../../../core/values/money.ts';
import { canonical } from '../../../core/values/value.ts';
import { context, EMPTY, ERROR, short, text } from './fixtures.ts';

const cell = (typed: string): CurrencyCell => ({ kind: 'cell', cell: typed === '' ? EMPTY : text(typed) });
const code = (one: string): CurrencyCell => ({ kind: 'code', code: one });
const number = (one: string): Cell => ({ kind: 'number', number: one });
const read = (amount: Cell, currency: CurrencyCell, locale: string | null = 'en-US'): unknown =>
  short(readMoney(amount, currency, context({ locale })));
const money = (amount: string | null, currency: string | null) => ({ amount, currency });

describe('one field over two columns', () => {
  test('[V8] amount and currency', () => {
    expect(read(number('1234.50'), cell('eur'))).toEqual(money('1234.5', 'EUR'));
    expect(read(text('1,234.50'), cell(' USD '))).toEqual(money('1234.5', 'USD'));
    expect(['₽', '€', '£'].map((sign) => read(number('5'), cell(sign)))).toEqual(['RUB', 'EUR', 'GBP'].map((one) => money('5', one)));
    expect(read(number('5'), { kind: 'cell', cell: { kind: 'choice', labels: ['GBP'] } })).toEqual(money('5', 'GBP'));
  });

  test('[V8] half of it while somebody types', () => {
    expect(read(number('5'), cell(''))).toEqual(money('5', null));
    expect(read(EMPTY, cell('EUR'))).toEqual(money(null, 'EUR'));
    expect(read(text(' '), cell('EUR'))).toEqual(money(null, 'EUR'));
    expect(read(EMPTY, cell(''))).toBeNull();
  });

  test('[V8] one currency for all records', () => {
    expect(read(number('5'), code('EUR'))).toEqual(money('5', 'EUR'));
    expect(read(EMPTY, code('EUR'))).toBeNull();
    expect(read(number('5'), code(''))).toEqual(money('5', null));
  });

  test('[V20] what is no amount or no currency', () => {
    expect(read(text('tbd'), cell('EUR'))).toBe('not-a-number: tbd');
    expect(read(ERROR, cell('EUR'))).toBe('error-value: #REF!');
    expect(read(number('5'), cell('Euro'))).toBe('not-a-currency: Euro');
    expect(read(EMPTY, cell('$'))).toBe('not-a-currency: $');
    expect(read(number('5'), code('Euro'))).toBe('not-a-currency: 5');
  });
});

describe('a sign in the amount', () => {
  test('[V9] fits the record’s currency, or stands for the one that is missing', () => {
    expect(read(text('€5'), cell('EUR'))).toEqual(money('5', 'EUR'));
    expect(read(text('5 ₽'), cell(''))).toEqual(money('5', 'RUB'));
    expect(read(text('5 EUR'), cell('EUR'))).toEqual(money('5', 'EUR'));
    expect(read(text('USD 5'), cell(''))).toEqual(money('5', 'USD'));
    expect(read(text('5 EUR'), cell('USD'))).toBe('not-a-currency: 5 EUR');
    expect(read(text('$5'), cell('CAD'))).toEqual(money('5', 'CAD'));
    expect(read(text('$5'), code('USD'))).toEqual(money('5', 'USD'));
    expect(read(text('$5'), code(''))).toEqual(money('5', null));
  });

  test('[V9] contradicts it, or says dollars of no country: nobody guesses', () => {
    expect(read(text('€5'), cell('USD'))).toBe('not-a-currency: €5');
    expect(read(text('$5'), cell('EUR'))).toBe('not-a-currency: $5');
    expect(read(text('£5'), code('EUR'))).toBe('not-a-currency: £5');
    expect(read(text('$5'), cell(''))).toBe('not-a-currency: $5');
  });

  test('[V9] a number’s format is no currency', () => {
    expect(read({ kind: 'number', number: '5', asShown: '$5.00' }, cell('EUR'))).toEqual(money('5', 'EUR'));
  });
});

test('[V8] both cells are written together', () => {
  expect(writeMoney(money('5', 'EUR'))).toEqual({ amount: number('5'), currency: text('EUR') });
  expect(writeMoney(money('5', null))).toEqual({ amount: number('5'), currency: EMPTY });
  expect(writeMoney(null)).toEqual({ amount: EMPTY, currency: EMPTY });
});

test('[V18] rounded digits of the same currency are a form', () => {
  expect(isFormOfMoney(money('1.996', 'EUR'), money('2', 'EUR'))).toBe(true);
  expect(isFormOfMoney(money('1.996', 'EUR'), money('2', 'USD'))).toBe(false);
  expect(isFormOfMoney(money('1.996', 'EUR'), null)).toBe(false);
  expect(isFormOfMoney(null, null)).toBe(true);
});

test('[V8] no amount loses a digit on its way through the cells', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }).map((all) => all.join(''));
  fc.assert(
    fc.property(digits, digits, fc.boolean(), fc.constantFrom('EUR', 'USD', 'RUB'), (whole, fraction, negative, currency) => {
      const typed = `${negative ? '-' : ''}${whole}.${fraction}`;
      const once = readMoney(number(typed), cell(currency), context());
      if (once.kind !== 'value') throw new Error(once.why);
      const written = writeMoney(once.value);
      const again = readMoney(written.amount, { kind: 'cell', cell: written.currency }, context());
      expect(again).toEqual(once);
      const amount = (JSON.parse(canonical(once.value)) as [string])[0];
      const bare = (one: string): string =>
        one
          .replace('-', '')
          .replace(/^0+(?=\d)/, '')
          .replace(/(\.\d*?)0+$/, '$1')
          .replace(/\.$/, '');
      expect(bare(amount)).toBe(bare(typed));
    }),
  );
});
