import { describe, expect, it } from 'vitest';
import { ledgerFact, planFact, rateFact } from '../../../core/accounts/facts/money.ts';
import { readMonth, readQuarter } from '../../../core/accounts/facts/typed-period.ts';
import { day, error, record } from './samples.ts';

const ledger = {
  spreadsheet: 's',
  tab: 'Ledger',
  headers: { client: 'Client', month: 'Month', budget: 'Budget', spend: 'Spend', income: 'Income', currency: 'Currency', closed: 'Closed' },
};
const plans = {
  spreadsheet: 's',
  tab: 'Plans',
  headers: { person: 'Person', quarter: 'Quarter', plan: 'Income plan', currency: 'Currency' },
};
const rates = { spreadsheet: 's', tab: 'Rates', headers: { currency: 'Currency', month: 'Month', rate: 'Rate' } };
const whys = (notes: readonly { why: string; column: string | null }[]) => notes.map(({ why, column }) => `${why} ${column}`);
const typed = (text: string) => ({ kind: 'text' as const, text });

describe('months and quarters as people type them', () => {
  it.each([
    ['2026-11'],
    ['2026/11'],
    ['11.2026'],
    ['11/2026'],
    ['Nov 2026'],
    ['november 2026'],
    ['Nov. 2026'],
    ['2026 Nov'],
    ['ноябрь 2026'],
    ['ноя 2026 г.'],
    ['2026-11-30'],
    ['30.11.2026'],
  ])('%s is November 2026', (text) => {
    expect(readMonth(typed(text), null)).toBe('2026-11');
  });

  it('takes any day of the month, and nothing that is none', () => {
    expect(readMonth(day('2026-11-01'), null)).toBe('2026-11');
    for (const text of ['2026-13', '0.2026', 'Q4 2026', 'Smarch 2026', 'total', '', '2026'])
      expect(readMonth(typed(text), null)).toBeNull();
    expect(readMonth({ kind: 'number', number: '46327' }, null)).toBeNull();
    expect(readMonth(day('2026-11-31'), null)).toBeNull();
  });

  it.each([
    ['2026-Q4'],
    ['2026 q4'],
    ['Q4 2026'],
    ['Q4/2026'],
    ['4Q 2026'],
    ['4 кв. 2026'],
    ['4 квартал 2026 г.'],
    ['2026-12'],
    ['15.10.2026'],
  ])('%s is the last quarter of 2026', (text) => {
    expect(readQuarter(typed(text), null)).toBe('2026-Q4');
  });

  it('takes no fifth quarter', () => {
    for (const text of ['2026-Q5', 'Q0 2026', 'next', '']) expect(readQuarter(typed(text), null)).toBeNull();
  });
});

describe('a row of the ledger', () => {
  it('is a line with exact amounts', () => {
    const row = record('row:2', 'x', {
      Client: ' Northwind ',
      Month: day('2026-10-01'),
      Budget: 6900,
      Spend: '6 210,55',
      Income: -12.5,
      Currency: '€',
      Closed: true,
    });
    expect(ledgerFact(row, ledger, 'de-DE')).toEqual({
      notes: [],
      fact: {
        id: 'row:2',
        clientName: 'Northwind',
        month: '2026-10',
        budget: '6900',
        spend: '6210.55',
        income: '-12.5',
        currency: 'EUR',
        closed: true,
      },
    });
  });

  it('reads a number as the sheet’s locale has it', () => {
    const income = (locale: string | null) =>
      ledgerFact(record('row:3', '', { Client: 'A', Month: '2026-10', Income: '1.234', Currency: 'EUR' }), ledger, locale);
    expect(income('de-DE').fact?.income).toBe('1234');
    expect(income('en-GB').fact?.income).toBe('1.234');
    expect([income(null).fact?.income, whys(income(null).notes)]).toEqual([null, ['ambiguous-number Income']]);
  });

  it('is left out without client or month, and said', () => {
    expect(whys(ledgerFact(record('row:4', 'Total', { Client: 'Total', Income: 900 }), ledger, null).notes)).toEqual([
      'month-missing Month',
    ]);
    const both = ledgerFact(record('row:5', '', { Month: 'sometime', Income: 900 }), ledger, null);
    expect([both.fact, whys(both.notes)]).toEqual([null, ['not-a-month Month', 'client-missing Client']]);
  });

  it('keeps the row when only a cell of it can’t be read', () => {
    const { fact, notes } = ledgerFact(
      record('row:6', '', { Client: 'A', Month: '2026-10', Spend: error('#DIV/0!'), Income: 5, Currency: 'money', Closed: 'maybe' }),
      ledger,
      null,
    );
    expect(fact).toMatchObject({ spend: null, income: '5', currency: null, closed: false });
    expect(whys(notes)).toEqual(['error-value Spend', 'not-a-currency Currency', 'not-a-checkbox Closed']);
  });

  it('passes over a row in which nothing of ours stands', () => {
    expect(ledgerFact(record('row:7', '', { Remark: 'ask finance', Closed: false }), ledger, null)).toEqual({ fact: null, notes: [] });
  });
});

describe('plans and rates', () => {
  it('reads a plan', () => {
    const row = record('row:2', '', { Person: 'Anna Petrova', Quarter: 'Q4 2026', 'Income plan': 24000, Currency: 'eur' });
    expect(planFact(row, plans, null, 'EUR')).toEqual({
      notes: [],
      fact: { id: 'row:2', person: 'Anna Petrova', quarter: '2026-Q4', amount: '24000', currency: 'EUR' },
    });
  });

  it('leaves out a plan that lacks something, naming each', () => {
    expect(whys(planFact(record('row:3', '', { Person: 'Anna' }), plans, null, 'EUR').notes)).toEqual([
      'quarter-missing Quarter',
      'plan-missing Income plan',
      'currency-missing Currency',
    ]);
  });

  it('reads a rate, and takes none that isn’t above zero', () => {
    const rate = (value: number) => rateFact(record('row:2', '', { Currency: 'RUB', Month: '2026-10', Rate: value }), rates, null);
    expect(rate(0.0105).fact).toEqual({ currency: 'RUB', month: '2026-10', rate: '0.0105' });
    expect([rate(0).fact, whys(rate(0).notes)]).toEqual([null, ['not-above-zero Rate']]);
  });
});
