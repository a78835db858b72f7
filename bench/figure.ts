/** How a benchmark says what it found: one line of JSON for each figure, with what the design wants to reach. */

export interface Figure {
  /** As in the design's table: `N7`. */
  readonly figure: string;
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'min' | 'MB' | '/s' | 'count';
  /** At most, or for what is counted by the second at least; null for a floor or a peer. */
  readonly reach: number | null;
}

export function print(figure: Figure): void {
  console.log(JSON.stringify({ ...figure, value: Math.round(figure.value * 10) / 10 }));
}

/** ms. */
export async function took(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Of so many runs, sorted: the median is the figure, the last one the slowest. */
export async function timings(runs: number, work: () => unknown): Promise<readonly number[]> {
  const all: number[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await took(work));
  return all.sort((a, b) => a - b);
}

export const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
