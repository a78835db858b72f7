/** Who may take a client at all, before anyone's load is looked at. Every test that fails is told. */
import type { ClientRole, Person } from '../records.ts';
import { label } from '../records.ts';
import type { TeamSettings } from '../settings.ts';
import { byLabel } from '../settings.ts';

export type Wanted = { role: ClientRole; tier: string; languages: readonly string[] };

/** Why someone may not take it: other role, grade not allowed this tier, a language missing, or leaving. */
export type Exclusion =
  | { code: 'role'; role: string }
  | { code: 'tier'; tier: string; grade: string }
  | { code: 'language'; missing: string[] }
  | { code: 'leaving'; on: string };

/** Empty when the person may hold the role on such a client. */
export function exclusions(person: Person, wanted: Wanted, settings: TeamSettings): Exclusion[] {
  const found: Exclusion[] = [];
  if (!includes(settings.roleHolders[wanted.role], person.role)) found.push({ code: 'role', role: person.role });
  if (!mayTake(person, wanted.tier, settings)) found.push({ code: 'tier', tier: wanted.tier, grade: person.grade });
  const missing = wanted.languages.filter((language) => !includes(person.languages ?? [], language));
  if (missing.length > 0) found.push({ code: 'language', missing });
  if (person.leavingDate !== null) found.push({ code: 'leaving', on: person.leavingDate });
  return found;
}

/** True when the list has the label, whatever its case. */
export function includes(labels: readonly string[], wanted: string): boolean {
  const folded = label(wanted);
  return labels.some((one) => label(one) === folded);
}

function mayTake(person: Person, tier: string, settings: TeamSettings): boolean {
  if (person.tiers !== undefined) return includes(person.tiers, tier);
  const grades = byLabel(settings.tierGrades, tier);
  return grades === null || includes(grades, person.grade);
}
