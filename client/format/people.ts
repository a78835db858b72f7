import type { Figures } from '../../core/protocol/api.ts';
import { shareOf } from './percent.ts';

export type LoadRow = Figures['load'][number];
export type Week = LoadRow['weeks'][number];
export type SortBy = 'load' | 'name';

export interface TeamRows {
  /** Null: the figures don't say which team. */
  readonly team: string | null;
  readonly rows: readonly LoadRow[];
}

/** People by team (teams by name, those without one last), and within a team by this week's load, highest first, or by name. */
export function peopleByTeam(load: readonly LoadRow[], by: SortBy, locale: string): readonly TeamRows[] {
  const words = new Intl.Collator(locale);
  const groups = new Map<string | null, LoadRow[]>();
  for (const row of load) {
    const team = row.team ?? null;
    const rows = groups.get(team);
    if (rows === undefined) groups.set(team, [row]);
    else rows.push(row);
  }
  const byName = (a: LoadRow, b: LoadRow) => words.compare(a.name, b.name);
  const order = by === 'name' ? byName : (a: LoadRow, b: LoadRow) => fullness(b) - fullness(a) || byName(a, b);
  return [...groups]
    .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : words.compare(a, b)))
    .map(([team, rows]) => ({ team, rows: rows.toSorted(order) }));
}

/** How many people are in each band this week. */
export function bandCounts(load: readonly LoadRow[]): Record<Week['band'], number> {
  const counts = { room: 0, healthy: 0, tight: 0, overloaded: 0 };
  for (const { weeks } of load) {
    const week = weeks[0];
    if (week !== undefined) counts[week.band] += 1;
  }
  return counts;
}

/** Work without any capacity weighs more than any share; no work and no capacity weighs nothing. */
function fullness(row: LoadRow): number {
  const week = row.weeks[0];
  if (week === undefined) return -1;
  const share = shareOf(week.minutes, week.capacityMinutes);
  if (share !== null) return share;
  return week.minutes > 0 ? Number.MAX_SAFE_INTEGER : 0;
}
