import { describe, expect, it } from 'vitest';
import { dayText, momentText, nextMonday } from '../../../client/format/dates.ts';

describe('dates', () => {
  it('names a day, whatever the time zone', () => expect(dayText('2026-11-23', 'en-GB')).toBe('23 Nov'));

  // 2026-11-25 is a Wednesday.
  it.each([
    ['2026-11-25T09:30:00Z', '2026-11-30'],
    ['2026-11-29', '2026-11-30'],
    ['2026-11-30', '2026-12-07'],
    ['2026-12-29', '2027-01-04'],
  ])('the Monday after %s is %s', (asOf, monday) => expect(nextMonday(asOf)).toBe(monday));

  it('shows the day of a moment only when it is not today', () => {
    const at = new Date(2026, 10, 25, 9, 5);
    expect(momentText(at.toISOString(), new Date(2026, 10, 25, 23, 0), 'en-GB')).toBe('09:05');
    expect(momentText(at.toISOString(), new Date(2026, 10, 26, 0, 1), 'en-GB')).toBe('25 Nov, 09:05');
    expect(momentText('soon', new Date(2026, 10, 26), 'en-GB')).toBe('soon');
  });
});
