import { describe, expect, it } from 'vitest';
import { moneyText } from '../../../client/format/money.ts';

describe('moneyText', () => {
  it.each([
    ['168420.5', 'EUR', '€168,420.50'],
    ['240000', 'EUR', '€240,000'],
    ['240000.00', 'EUR', '€240,000'],
    ['-12.05', 'USD', '-$12.05'],
    ['0', 'EUR', '€0'],
  ])('%s %s is %s', (amount, currency, text) => expect(moneyText(amount, currency, 'en-GB')).toBe(text));

  it('keeps digits that a float would lose', () => {
    expect(moneyText('90071992547409931.01', 'EUR', 'en-GB')).toBe('€90,071,992,547,409,931.01');
  });

  it('shows what is no amount as it stands, and a currency that is no code as a word', () => {
    expect(moneyText('n/a', 'EUR', 'en-GB')).toBe('n/a EUR');
    expect(moneyText('1250', '', 'en-GB')).toBe('1,250');
    expect(moneyText('1250', 'coins', 'en-GB')).toBe('1,250 coins');
  });
});
