/** What a refusal of monday's is told to the limiter as. */
import { expect, it } from 'vitest';
import { asWait, toComplaint } from '../../../../connectors/monday/graphql/errors.ts';
import { newsOf } from '../../../../connectors/monday/graphql/limits.ts';

const HOUR_MS = 3_600_000;

it.each([
  ['DAILY_LIMIT_EXCEEDED', 200, { of: 'account', afterMs: 2 * HOUR_MS, budget: 'calls per day' }],
  ['IP_RATE_LIMIT_EXCEEDED', 429, { of: 'everybody', afterMs: 10_000 }],
  ['RESOURCE_LOCKED', 423, { of: 'record', afterMs: 2_000 }],
  ['maxConcurrencyExceeded', 429, { of: 'account', afterMs: 1_000 }],
  ['InvalidArgumentException', 200, undefined],
])('%s is whose refusal, for how long, and which budget’s end', (code, status, refused) => {
  const complaint = toComplaint({ message: 'no', path: [], extensions: { code } }, { status, waitMs: null });
  expect(newsOf({ status, headers: new Headers() }, false, asWait(complaint, 22 * HOUR_MS)).refused).toEqual(refused);
});

it('says that the day is over just after midnight by our clock, it isn’t by monday’s: that is asked again in a minute', () => {
  const complaint = toComplaint({ message: 'no', path: [], extensions: { code: 'DAILY_LIMIT_EXCEEDED' } }, { status: 200, waitMs: null });
  const afterMs = (now: number) => newsOf({ status: 200, headers: new Headers() }, false, asWait(complaint, now)).refused?.afterMs;
  expect([24 * HOUR_MS + 50, 24 * HOUR_MS + 60_000].map(afterMs)).toEqual([60_000, 24 * HOUR_MS - 60_000]);
});
