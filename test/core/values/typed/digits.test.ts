import { expect, test } from 'vitest';
import { plainDigits } from '../../../../core/values/typed/digits.ts';

const SCRIPTS = 'arab arabext nkoo deva beng guru gujr orya tamldec telu knda mlym thai laoo tibt mymr khmr mong fullwide'.split(' ');

test.each(SCRIPTS)('[V22] digits as the platform writes them in %s are ours', (script) => {
  const format = new Intl.NumberFormat(`en-u-nu-${script}`, { useGrouping: false });
  expect(format.format(1_234_567_890)).not.toBe('1234567890');
  expect(plainDigits(format.format(1_234_567_890))).toBe('1234567890');
});

test('[V22] full-width signs are narrow ones, and marks of direction are nothing', () => {
  expect(plainDigits('（１，２．５）')).toBe('(1,2.5)');
  expect(plainDigits('－１＋２／３')).toBe('-1+2/3');
  expect(plainDigits('\u200e-\u202a5\u202c\ufeff')).toBe('-5');
  expect(plainDigits('\u061c\u200b\u200f\u20665\u2069')).toBe('5');
});

test('[V22] anything else stays as it is typed', () => {
  expect(plainDigits('12,5 ~!')).toBe('12,5 ~!');
  expect(plainDigits('5 €\u00a0½²')).toBe('5 €\u00a0½²');
  // Digits of a formula's typeface are of no script.
  expect(plainDigits('\u{1d7cf}')).toBe('\u{1d7cf}');
});
