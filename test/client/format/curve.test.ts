import { expect, it } from 'vitest';
import { curvePath, curvePoints } from '../../../client/format/curve.ts';

it('spreads shares over the box, 0 at its foot', () => {
  expect(curvePoints([0, 1, 0.5], 1, { width: 100, height: 40 })).toEqual([
    { x: 0, y: 40 },
    { x: 50, y: 0 },
    { x: 100, y: 20 },
  ]);
});

it('keeps what is over the top inside the box, and takes one point or none', () => {
  expect(curvePoints([3], 1, { width: 100, height: 40 })).toEqual([{ x: 0, y: 0 }]);
  expect(curvePoints([], 1, { width: 100, height: 40 })).toEqual([]);
});

it('leaves a gap where a week has no share, and goes on after it', () => {
  const points = curvePoints([0, null, 1, 0], 1, { width: 90, height: 40 });
  expect(points).toEqual([{ x: 0, y: 40 }, null, { x: 60, y: 0 }, { x: 90, y: 40 }]);
  expect(curvePath(points)).toBe('M0 40 M60 0 L90 40');
});

it('draws through the points', () => {
  expect(
    curvePath([
      { x: 0, y: 40 },
      { x: 50, y: 2.5 },
    ]),
  ).toBe('M0 40 L50 2.5');
});
