import { expect, it } from 'vitest';
import { dayIn } from '../../../core/accounts/day.ts';
import { sources } from '../../../core/accounts/sources.ts';

const LEAST = { tasks: [], reportingCurrency: 'EUR', country: 'DE' };

it('takes an account that has said little, and its own numbers', () => {
  expect(sources.parse(LEAST)).toEqual(LEAST);
  const own = {
    ...LEAST,
    timeZone: 'Europe/Berlin',
    personalKpi: true,
    teamOverrides: { bands: { room: 60 }, stages: { Pilot: { standing: { a: { manager: 90 } } } } },
  };
  expect(sources.parse(own)).toEqual(own);
});

it.each([
  [{ timeZone: 'Europe/Nowhere' }],
  [{ reportingCurrency: 'Euro' }],
  [{ country: 'Germany' }],
  [{ teamOverrides: { workdays: [0] } }],
  [{ teamOverrides: { stages: { Pilot: { probabilityPercent: 140 } } } }],
  [{ team: { board: 'Team', columns: {} } }],
])('refuses %j', (wrong) => {
  expect(sources.safeParse({ ...LEAST, ...wrong }).success).toBe(false);
});

it('knows the day of a moment where the account is', () => {
  const moment = Date.UTC(2026, 11, 31, 23, 30);
  expect([dayIn(moment, 'UTC'), dayIn(moment, 'Europe/Berlin'), dayIn(moment, 'America/New_York')]).toEqual([
    '2026-12-31',
    '2027-01-01',
    '2026-12-31',
  ]);
});
