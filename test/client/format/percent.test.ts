import { describe, expect, it } from 'vitest';
import { onBar, percentText, shareOf } from '../../../client/format/percent.ts';

describe('percent', () => {
  it('takes load as a share of capacity, and has none without capacity', () => {
    expect(shareOf(90, 120)).toBe(0.75);
    expect(shareOf(0, 0)).toBeNull();
    expect(shareOf(30, 0)).toBeNull();
  });

  it('shows whole percents', () => {
    expect(percentText(0.934, 'en-GB')).toBe('93%');
    expect(percentText(1.075, 'en-GB')).toBe('108%');
    expect(percentText(0, 'en-GB')).toBe('0%');
  });

  it('places a share on a bar and never past its ends', () => {
    expect(onBar(1, 1.25)).toBe(80);
    expect(onBar(0.5, 1.25)).toBe(40);
    expect(onBar(9, 1.25)).toBe(100);
    expect(onBar(-0.2, 1.25)).toBe(0);
    expect(onBar(Number.POSITIVE_INFINITY, 1.25)).toBe(100);
    expect(onBar(Number.NaN, 1.25)).toBe(0);
  });
});
