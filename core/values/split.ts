/**
 * Whole numbers split without a remainder getting lost: the parts always sum to the total, and the same input always splits
 * the same way.
 */

/** `numerator / denominator` rounded half up, exact for whole numbers (denominator > 0). */
export function roundedRatio(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

/** Equal whole parts; what is left over goes to the first ones, one each. `total` ≥ 0, `count` ≥ 1. */
export function splitEqually(total: number, count: number): number[] {
  const base = Math.floor(total / count);
  const extra = total - base * count;
  return Array.from({ length: count }, (_, index) => base + (index < extra ? 1 : 0));
}

/**
 * Whole parts in proportion to weights, by largest remainder (ties: the earlier part). A weight under zero counts as zero;
 * when no weight is above zero the parts are equal. `total` ≥ 0 and far below 2^50, so that no rounding of a quota adds up to
 * a unit; at least one weight.
 */
export function splitByWeight(total: number, weights: readonly number[]): number[] {
  const positive = weights.map((weight) => (weight > 0 && Number.isFinite(weight) ? weight : 0));
  const sum = positive.reduce((a, b) => a + b, 0);
  if (sum === 0) return splitEqually(total, weights.length);
  const quotas = positive.map((weight) => (total * weight) / sum);
  const parts = quotas.map(Math.floor);
  let left = total - parts.reduce((a, b) => a + b, 0);
  const byRemainder = quotas.map((quota, index) => ({ index, rest: quota - Math.floor(quota) })).sort((a, b) => b.rest - a.rest);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left--;
  }
  return parts;
}
