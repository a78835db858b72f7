export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Shares spread evenly over a box, left to right; `top` is the share at the box's upper edge, 0 lies on its lower one. */
export function curvePoints(
  shares: readonly number[],
  top: number,
  box: { readonly width: number; readonly height: number },
): readonly Point[] {
  const step = shares.length > 1 ? box.width / (shares.length - 1) : 0;
  return shares.map((share, index) => ({ x: round(index * step), y: round(box.height * (1 - Math.min(Math.max(share, 0), top) / top)) }));
}

/** An SVG path through the points. */
export function curvePath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
