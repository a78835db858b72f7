import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  BadDate,
  dayOf,
  daysInMonth,
  isIsoDate,
  isoOf,
  monthEnd,
  monthOf,
  monthStart,
  monthsOf,
  quarterOf,
  shiftMonth,
  shiftQuarter,
  weekday,
  weekStart,
} from '../../../core/values/dates.ts';

const days = fc.integer({ min: dayOf('0001-01-01'), max: dayOf('9998-12-31') });

describe('dates', () => {
  it('agrees with the platform’s own UTC calendar on every day', () => {
    fc.assert(
      fc.property(days, (day) => {
        const utc = new Date(day * 86_400_000);
        expect(isoOf(day)).toBe(utc.toISOString().slice(0, 10));
        expect(dayOf(isoOf(day))).toBe(day);
        expect(weekday(day)).toBe(utc.getUTCDay() || 7);
      }),
    );
  });

  it('agrees with it where years and leap days end, in every year of an era', () => {
    const wrong: string[] = [];
    for (let year = 1999; year <= 2402; year++) {
      for (const [month, day] of [
        [0, 1],
        [1, 28],
        [1, 29],
        [2, 1],
        [11, 31],
      ] as const) {
        const utc = new Date(Date.UTC(year, month, day));
        if (isoOf(utc.getTime() / 86_400_000) !== utc.toISOString().slice(0, 10)) wrong.push(utc.toISOString());
      }
    }
    expect(wrong).toEqual([]);
  });

  it('knows a few days by heart', () => {
    expect(dayOf('1970-01-01')).toBe(0);
    expect(dayOf('1969-12-31')).toBe(-1);
    expect(weekday(dayOf('2026-10-05'))).toBe(1); // a Monday
    expect(weekday(dayOf('2024-02-29'))).toBe(4);
    expect(isoOf(weekStart(dayOf('2026-10-11')))).toBe('2026-10-05'); // Sunday belongs to the week before
    expect(isoOf(weekStart(dayOf('2027-01-01')))).toBe('2026-12-28');
  });

  it('fault F38: steps over the nights when clocks change without losing or doubling a day', () => {
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(dayOf('2026-10-26') - dayOf('2026-10-24')).toBe(2);
  });

  it('refuses what is no day of the calendar', () => {
    for (const bad of [
      '',
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-4-1',
      '2026-04-01T00:00',
      '05.10.2026',
      '2026/10/05',
      '2026/10-05',
      '2026-10/05',
      '2026-10-00',
      'abcd-10-05',
      '202:-10-05',
      '2026-1:-05',
      '2026-xx-05',
      '2026-10-1/',
      '2026-10-0:',
      '2026-10-xx',
      '2026-10-5',
      '2026-10-055',
    ]) {
      expect(() => dayOf(bad), bad).toThrow(`not a date: ${bad}`);
      expect(isIsoDate(bad), bad).toBe(false);
    }
    expect(isIsoDate('2028-02-29')).toBe(true);
    expect(isoOf(dayOf('0000-01-01'))).toBe('0000-01-01');
    expect(new BadDate('x', 'date')).toMatchObject({ name: 'BadDate', value: 'x', expected: 'date' });
  });

  it('adds months and keeps to the month’s end', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2026-03-15', -3)).toBe('2025-12-15');
    expect(addMonths('2026-12-01', 1)).toBe('2027-01-01');
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
  });

  it('knows months and quarters', () => {
    expect(monthOf('2026-11-30')).toBe('2026-11');
    expect(isoOf(monthStart('2026-11'))).toBe('2026-11-01');
    expect(isoOf(monthEnd('2026-11'))).toBe('2026-11-30');
    expect(daysInMonth('2024-02')).toBe(29);
    expect(['2026-01', '2026-03', '2026-04', '2026-12'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4']);
    expect(monthsOf('2026-Q4')).toEqual(['2026-10', '2026-11', '2026-12']);
    expect(shiftQuarter('2026-Q1', -1)).toBe('2025-Q4');
    expect(shiftQuarter('2026-Q4', 2)).toBe('2027-Q2');
    for (const bad of ['2026-Q0', '2026-Q5', '2026-Q11', 'x2026-Q1', '2026'])
      expect(() => monthsOf(bad), bad).toThrow(`not a quarter: ${bad}`);
    for (const bad of ['2026-00', '2026-13', '2026-1', '12026-10', '2026-10-01', '2026'])
      for (const of of [monthStart, monthEnd, daysInMonth, quarterOf]) expect(() => of(bad), bad).toThrow(`not a month: ${bad}`);
  });
});
