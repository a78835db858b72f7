/** What many histories contained, in sum: plain data, so that processes can add theirs up. */
import type { Outcome } from './history.ts';

export interface Tally {
  readonly sums: Record<'histories' | 'edits' | 'crashes' | 'conflicts' | 'held' | 'findings' | 'violations', number>;
  readonly faults: Record<string, number>;
  /** Seeds by the first promise that each broke. */
  readonly broken: Record<string, number[]>;
}

export const emptyTally = (): Tally => ({
  sums: { histories: 0, edits: 0, crashes: 0, conflicts: 0, held: 0, findings: 0, violations: 0 },
  faults: {},
  broken: {},
});

export function count(tally: Tally, outcome: Outcome): void {
  const { sums } = tally;
  sums.histories += 1;
  for (const one of ['edits', 'crashes', 'conflicts', 'held', 'findings'] as const) sums[one] += outcome[one];
  sums.violations += outcome.violations.length;
  for (const [kind, n] of outcome.faults) tally.faults[kind] = (tally.faults[kind] ?? 0) + n;
  for (const { promise } of outcome.violations.slice(0, 1)) tally.broken[promise] = [...(tally.broken[promise] ?? []), outcome.seed];
}

export function add(to: Tally, more: Tally): void {
  for (const [name, n] of Object.entries(more.sums)) to.sums[name as keyof Tally['sums']] += n;
  for (const [kind, n] of Object.entries(more.faults)) to.faults[kind] = (to.faults[kind] ?? 0) + n;
  for (const [promise, seeds] of Object.entries(more.broken)) to.broken[promise] = [...(to.broken[promise] ?? []), ...seeds];
}

/** As a table, with the seeds of what was broken under it. */
export function print({ sums, faults, broken }: Tally, seconds: number): void {
  const named = Object.fromEntries(Object.entries(faults).map(([kind, n]) => [`fault ${kind}`, n]));
  console.table({ ...sums, ...named, 'histories/s': Math.round((sums.histories / seconds) * 10) / 10 });
  for (const [promise, seeds] of Object.entries(broken)) console.log(`${promise}: ${seeds.length} seeds, ${seeds.slice(0, 20).join(' ')}`);
}
