/** Answers of two stores made comparable: keys in order, maps as sorted pairs, nothing undefined. */
export const canonical = (value: unknown): string => JSON.stringify(plain(value)) ?? 'nothing';

/** For what has no order of its own. */
export const sorted = (all: readonly unknown[]): readonly unknown[] =>
  all
    .map((one) => [canonical(one), one] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

function plain(value: unknown): unknown {
  if (value instanceof Map) return sorted([...value].map(([key, one]) => [key, plain(one)]));
  if (Array.isArray(value)) return value.map((one: unknown) => plain(one) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, plain(one)]));
}
