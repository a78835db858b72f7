import { describe, expect, test } from 'vitest';
import { Pace } from '../../workers/pace.ts';

/** A run that began at `at` has read so many records; how long the account rests, asked at the same moment. */
const restAfter = (pace: Pace, at: number, records: number): number => {
  pace.hasRead('a', records, at);
  return pace.waitOf('a', at);
};

describe('[S9] pace', () => {
  test('a first change is read at once, the next after half a second', () => {
    const pace = new Pace();
    expect(pace.waitOf('a', 1_000)).toBe(0);
    expect(restAfter(pace, 1_000, 1)).toBe(500);
    expect([pace.waitOf('a', 1_400), pace.waitOf('a', 1_500)]).toEqual([100, 0]);
    expect(restAfter(pace, 1_500, 10)).toBe(500);
  });

  test('2, 4, then 5 s while runs read more than ten; half a second again after one that doesn’t', () => {
    const pace = new Pace();
    const read = [11, 50, 11, 500, 10, 11];
    const waits: number[] = [];
    let at = 0;
    for (const count of read) {
      waits.push(restAfter(pace, at, count));
      at += waits.at(-1) ?? 0;
    }
    expect(waits).toEqual([2_000, 4_000, 5_000, 5_000, 500, 2_000]);
  });

  test('five seconds of quiet beyond the wait begin anew, less doesn’t', () => {
    const pace = new Pace();
    expect(restAfter(pace, 0, 11)).toBe(2_000);
    expect(pace.waitOf('a', 6_999)).toBe(0);
    expect(restAfter(pace, 6_999, 11)).toBe(4_000);
    expect(pace.waitOf('a', 15_999)).toBe(0);
    expect(restAfter(pace, 15_999, 11)).toBe(2_000);
  });

  test('a run without news changes nothing; each account by itself', () => {
    const pace = new Pace();
    expect(restAfter(pace, 0, 0)).toBe(0);
    expect(restAfter(pace, 0, 1)).toBe(500);
    expect(restAfter(pace, 100, 0)).toBe(400);
    expect(pace.waitOf('b', 0)).toBe(0);
  });
});
