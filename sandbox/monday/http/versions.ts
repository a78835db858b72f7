/** API versions of late 2026: a new one each quarter (developer.monday.com/api-reference/docs/api-versioning). */

export interface Version {
  readonly value: string;
  readonly kind: 'maintenance' | 'current' | 'release_candidate';
  readonly display_name: string;
}

export const VERSIONS: readonly Version[] = [
  { value: '2026-07', kind: 'maintenance', display_name: 'Maintenance' },
  { value: '2026-10', kind: 'current', display_name: 'Current' },
  { value: '2027-01', kind: 'release_candidate', display_name: 'Release Candidate' },
];

const CURRENT = '2026-10';
const OLDEST = '2026-07';

/** The version a request is answered in: deprecated ones by the oldest that still stands, unknown ones and none by the current. */
export function versionFor(header: string | null): string {
  if (header === 'dev') return '2027-01';
  if (header === null || !/^\d{4}-(01|04|07|10)$/.test(header)) return CURRENT;
  if (VERSIONS.some((version) => version.value === header)) return header;
  return header < OLDEST ? OLDEST : CURRENT;
}

export function versionOf(value: string): Version {
  return VERSIONS.find((version) => version.value === value) ?? { value: CURRENT, kind: 'current', display_name: 'Current' };
}
