/**
 * The order of candidates. Peaks within five points are equal; so that this stays an order, peaks are grouped from the best: a
 * group holds every peak at most five points above its lowest, and the next group begins with the first that is not in it.
 * Inside a group: more of the wanted skills, then less present load (over the window as it stands), then fewer signed clients,
 * then the name.
 */
import type { Candidate, Weighed } from './candidate.ts';

/** Candidates in order; those who share a group are told so. */
export function rank(weighed: readonly Weighed[], tiePoints: number): Candidate[] {
  return groupsOf(weighed, tiePoints * 100).flatMap((group) =>
    group.sort(insideGroup).map(({ candidate }) => {
      if (group.length === 1) return candidate;
      const [peak, ...rest] = candidate.reasons;
      const equal = { code: 'equalPeaks' as const, people: group.length, points: tiePoints };
      return { ...candidate, reasons: peak === undefined ? [equal] : [peak, equal, ...rest] };
    }),
  );
}

function groupsOf(weighed: readonly Weighed[], tie: number): Weighed[][] {
  const groups: Weighed[][] = [];
  for (const one of [...weighed].sort((a, b) => compare(a.peak, b.peak))) {
    const group = groups.at(-1);
    const lowest = group?.[0]?.peak ?? Number.NaN;
    if (group !== undefined && (one.peak === lowest || one.peak - lowest <= tie)) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

function insideGroup(a: Weighed, b: Weighed): number {
  return (
    b.skills - a.skills ||
    compare(a.present, b.present) ||
    a.clients - b.clients ||
    compare(a.candidate.name, b.candidate.name) ||
    compare(a.candidate.person, b.candidate.person)
  );
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
