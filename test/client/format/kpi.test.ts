import { expect, it } from 'vitest';
import { byAttainment, isOnPace, type KpiFigure } from '../../../client/format/kpi.ts';

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

it('is on pace at the pace, and neither on nor off it without a plan or a pace', () => {
  expect(isOnPace(0.6, 0.6)).toBe(true);
  expect(isOnPace(0.59, 0.6)).toBe(false);
  expect(isOnPace(null, 0.6)).toBeNull();
  expect(isOnPace(0.6, null)).toBeNull();
});
