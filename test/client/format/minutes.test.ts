import { describe, expect, it } from 'vitest';
import { minutesText } from '../../../client/format/minutes.ts';

describe('minutesText', () => {
  it.each([
    [0, '0m'],
    [45, '45m'],
    [60, '1h'],
    [440, '7h 20m'],
    [1005, '16h 45m'],
    [60_001, '1,000h 1m'],
    [-90, '−1h 30m'],
  ])('%i is %s', (minutes, text) => expect(minutesText(minutes, 'en-GB')).toBe(text));

  it('speaks Russian', () => expect(minutesText(440, 'ru-RU').replace(/\s/g, ' ')).toBe('7 ч 20 мин'));
});
