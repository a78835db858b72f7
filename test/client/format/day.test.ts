import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../client/format/day.ts';
import type { UsageView } from '../../../core/protocol/usage.ts';

const MIDNIGHT = '2026-11-29T00:00:00.000Z';
type Monday = UsageView['vendors'][number];
const usage = (monday: Partial<Monday>): UsageView => ({
  asOf: '2026-11-28T10:00:00.000Z',
  vendors: [
    { vendor: 'google', day: null, waits: { until: '2026-11-28T10:01:00.000Z', code: 'rate-limited', message: '' } },
    { vendor: 'monday', day: null, waits: null, ...monday },
  ],
  days: [],
});
const left = (calls: number): UsageView => usage({ day: { max: 1_000, left: calls, resetsAt: MIDNIGHT } });

describe('monday’s day', () => {
  it.each([
    [1_000, 'fine', 0, 1_000],
    [100, 'fine', 900, 100],
    [99.9, 'low', 901, 99],
    [1, 'low', 999, 1],
    [0.9, 'gone', 1_000, 0],
    [0, 'gone', 1_000, 0],
  ])('with %d of 1,000 left is %s', (calls, state, used, whole) => {
    expect(dayOf(left(calls))).toEqual({ state, calls: { max: 1_000, used, left: whole }, anew: MIDNIGHT });
  });

  it('is gone while the connection waits for it, whatever is left for people', () => {
    const waits = { until: '2026-11-29T00:00:01.000Z', code: 'daily-limit', message: 'monday allows no more calls today.' };
    expect(dayOf(usage({ waits }))).toEqual({ state: 'gone', calls: null, anew: waits.until });
    expect(dayOf(usage({ waits, day: { max: 1_000, left: 50, resetsAt: MIDNIGHT } }))).toMatchObject({ state: 'gone', anew: waits.until });
  });

  it('is nothing to speak of where nobody counts it, or monday isn’t connected', () => {
    expect(dayOf(usage({}))).toBeNull();
    expect(dayOf(usage({ waits: { until: MIDNIGHT, code: 'rate-limited', message: '' } }))).toBeNull();
    expect(dayOf({ ...usage({}), vendors: [] })).toBeNull();
  });
});
