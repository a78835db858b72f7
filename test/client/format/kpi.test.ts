import { describe, expect, it } from 'vitest';
import { byAttainment, expectedShare, type KpiFigure } from '../../../client/format/kpi.ts';

function figure(name: string, kind: KpiFigure['kind'], attainment: number | null): KpiFigure {
  const plan = attainment === null ? null : '100';
  return { of: name, kind, name, quarter: '2026-Q4', currency: 'EUR', plan, fact: '0', attainment, pace: null, forecast: '0' };
}

it('orders one kind by attainment, those without a plan last', () => {
  const kpi = [
    figure('Zoe', 'person', null),
    figure('Bob', 'person', 0),
    figure('All', 'team', 2),
    figure('Ann', 'person', 0.5),
    figure('Ada', 'person', null),
  ];
  expect(byAttainment(kpi, 'person', 'en-GB').map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Ada', 'Zoe']);
});

describe('expectedShare', () => {
  const half = { ...figure('Ann', 'person', 0.45), fact: '45' };

  it('is what is expected by now, of the plan', () => {
    expect(expectedShare({ ...half, expected: '60', pace: 0.75 })).toBe(0.6);
  });

  it('follows from attainment and pace where the amount is not told: 45 % at a pace of 75 % stands at 60 %', () => {
    expect(expectedShare({ ...half, pace: 0.75 })).toBeCloseTo(0.6, 12);
  });

  it('is not told without a plan, without a pace, or from a pace of nothing', () => {
    expect(expectedShare({ ...half, plan: null, attainment: null, expected: '60', pace: null })).toBeNull();
    expect(expectedShare(half)).toBeNull();
    expect(expectedShare({ ...half, attainment: 0, pace: 0 })).toBeNull();
  });
});
