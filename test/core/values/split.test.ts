import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundedRatio, splitByWeight, splitEqually } from '../../../core/values/split.ts';

describe('whole numbers', () => {
  it('round half up', () => {
    expect([roundedRatio(1, 2), roundedRatio(3, 2), roundedRatio(1, 3), roundedRatio(2, 3), roundedRatio(0, 7)]).toEqual([1, 2, 0, 1, 0]);
  });

  it('split equally, what is left over to the first', () => {
    expect(splitEqually(11, 4)).toEqual([3, 3, 3, 2]);
    expect(splitEqually(0, 2)).toEqual([0, 0]);
  });

  it('split by weight with the largest rest first, ties to the earlier', () => {
    expect(splitByWeight(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(splitByWeight(10, [1, 2])).toEqual([3, 7]); // 3.33 and 6.67
    expect(splitByWeight(10, [5, 2])).toEqual([7, 3]); // 7.14 and 2.86
    expect(splitByWeight(7, [33.3, 66.7, 0])).toEqual([2, 5, 0]);
    expect(splitByWeight(7, [3])).toEqual([7]);
  });

  it('split equally when no weight says otherwise; a weight below zero is none', () => {
    expect(splitByWeight(5, [0, 0])).toEqual([3, 2]);
    expect(splitByWeight(5, [-3, 1])).toEqual([0, 5]);
    expect(splitByWeight(5, [Number.NaN, 1])).toEqual([0, 5]);
  });

  it('sum to the total, never negative', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(fc.double({ min: -1, max: 1000 }), { minLength: 1, maxLength: 7 }), (total, weights) => {
        const parts = splitByWeight(total, weights);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        for (const part of parts) expect(Number.isInteger(part) && part >= 0).toBe(true);
      }),
    );
  });
});
