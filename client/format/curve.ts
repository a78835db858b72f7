export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/**
 * Shares spread evenly over a box, left to right; `top` is the share at the box's upper edge, 0 lies on its lower one. A week
 * without a share (no capacity to be a share of) keeps its place and has no point.
 */
export function curvePoints(shares: readonly (number | null)[], top: number, box: Box): readonly (Point | null)[] {
  const step = shares.length > 1 ? box.width / (shares.length - 1) : 0;
  return shares.map((share, index) =>
    share === null ? null : { x: round(index * step), y: round(box.height * (1 - Math.min(Math.max(share, 0), top) / top)) },
  );
}

/** An SVG path through the points, broken where there is none. */
export function curvePath(points: readonly (Point | null)[]): string {
  const steps = points.map((point, index) => (point === null ? '' : `${points[index - 1] == null ? 'M' : 'L'}${point.x} ${point.y}`));
  return steps.filter((step) => step !== '').join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
