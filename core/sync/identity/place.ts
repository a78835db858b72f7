/**
 * Rows that carry no key yet and have been typed on since the last reading. Where exactly as many of them stand between
 * two rows that are known as did before, they are the same ones in the same order; at an end of the table the distance
 * to the known neighbour tells. Anything else is nobody's guess. SPEC [I*].
 */
import type { RecordKey } from '../ids.ts';
import type { RawRecord } from '../record.ts';

/** A row as far as its place matters; `key` once it is known who it is. */
interface Row {
  readonly record: Pick<RawRecord, 'position'>;
  readonly shows: RecordKey | null;
  readonly key: RecordKey | null;
  readonly unclear: boolean;
}

interface Pending {
  readonly key: RecordKey;
  readonly position: number;
}

/** Where every known row stood. */
interface Places {
  get(key: RecordKey): Pending | undefined;
}

/** `pending`: rows of the last reading whose keys stood nowhere. */
export function placeByNeighbours<R extends Row>(
  rows: readonly R[],
  pending: readonly Pending[],
  places: Places,
  give: (row: R, key: RecordKey) => void,
): void {
  if (pending.length === 0) return;
  const sorted = [...pending].sort((a, b) => a.position - b.position);
  const free = new Set(pending.map((one) => one.key));
  const once = (row: R, key: RecordKey): void => {
    if (free.delete(key)) give(row, key);
  };
  for (const gap of gapsIn(rows, places)) fill(gap, sorted, once);
}

/** Keyless rows that stand together, and where their known neighbours are now and were before. */
interface Gap<R> {
  readonly rows: readonly R[];
  readonly above: Anchor | null;
  readonly below: Anchor | null;
}

interface Anchor {
  readonly now: number;
  readonly before: number;
}

function gapsIn<R extends Row>(rows: readonly R[], places: Places): readonly Gap<R>[] {
  const gaps: Gap<R>[] = [];
  let above: Anchor | null = null;
  let open: R[] = [];
  const close = (below: Anchor | null): void => {
    if (open.length > 0) gaps.push({ rows: open, above, below });
    open = [];
  };
  for (const row of rows) {
    if (row.key === null && row.shows === null && !row.unclear) {
      open.push(row);
      continue;
    }
    const before = row.key === null ? undefined : places.get(row.key)?.position;
    if (before === undefined) continue;
    const anchor = { now: row.record.position ?? 0, before };
    close(anchor);
    above = anchor;
  }
  close(null);
  return gaps;
}

function fill<R extends Row>(gap: Gap<R>, pending: readonly Pending[], give: (row: R, key: RecordKey) => void): void {
  const from = gap.above?.before ?? Number.NEGATIVE_INFINITY;
  const to = gap.below?.before ?? Number.POSITIVE_INFINITY;
  const [first, end] = [firstAfter(pending, from), firstAfter(pending, to - 1)];
  const mine = pending.slice(first, Math.max(first, end));
  const at = new Map(gap.rows.map((row) => [row.record.position ?? 0, row]));
  const atAnEnd = gap.above === null || gap.below === null;
  const anchor = gap.above ?? gap.below ?? { now: 0, before: 0 };
  for (const [n, one] of mine.entries()) {
    const byDistance = atAnEnd ? at.get(one.position + anchor.now - anchor.before) : undefined;
    const row = mine.length === gap.rows.length ? gap.rows[n] : byDistance;
    if (row !== undefined) give(row, one.key);
  }
}

/** Index of the first that stands below a position. */
function firstAfter(sorted: readonly Pending[], position: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.position ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
