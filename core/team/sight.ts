/** Who sees whose own figures: a person their own, a lead those of everybody below. Teams and the department are everybody's. */
import type { Person } from './records.ts';

/** Ids of the people whose own figures a person sees. */
export function seenBy(viewer: string, people: readonly Pick<Person, 'id' | 'leadId'>[]): ReadonlySet<string> {
  const reports = new Map<string, string[]>();
  for (const { id, leadId } of people) if (leadId !== null) reports.set(leadId, [...(reports.get(leadId) ?? []), id]);
  const seen = new Set([viewer]);
  // A set is walked while it grows; whoever is in it already (a ring of leads) isn't entered again.
  for (const one of seen) for (const report of reports.get(one) ?? []) seen.add(report);
  return seen;
}
