/** Cells that rows whose identity isn't known yet share with what missing rows showed when last read. */
import { contentText } from '../content.ts';
import type { ColumnRef, RecordKey } from '../ids.ts';
import type { Cell, Cells, RawRecord } from '../record.ts';

/** A row on its way to its identity. */
export interface Row {
  readonly record: RawRecord;
  readonly fingerprint: string;
  readonly shows: RecordKey | null;
  key: RecordKey | null;
  unclear: boolean;
}

/** A known row that nobody has found yet, and what it showed when last read. */
export interface Missing {
  readonly key: RecordKey;
  readonly position: number;
  /** Its key stood in the tab. */
  readonly written: boolean;
  /** The last reading couldn't tell where it was. */
  readonly doubtful: boolean;
  /** It was gone by the last reading: only a row that shows its key may be it. */
  readonly gone: boolean;
  readonly record: Pick<RawRecord, 'name' | 'cells'>;
}

/** A cell's column and content: `NAME t4:Acme`. */
export type Token = string;

/** Which missing rows showed cells of a row, and which cells. */
export interface Sharing {
  readonly row: Row;
  readonly with: ReadonlyMap<Missing, readonly Token[]>;
}

export interface Shared {
  readonly rows: readonly Sharing[];
  /** Which of the missing show a cell. */
  readonly bearers: ReadonlyMap<Token, readonly Missing[]>;
}

/** What each of the rows shares with the missing. */
export function sharingOf(loose: readonly Row[], missing: readonly Missing[]): Shared {
  const bearers = bearersOf(missing.filter((one) => !one.gone));
  const byKey = new Map(missing.map((one) => [one.key, one]));
  const own = ({ shows }: Row): Missing | undefined => (shows === null ? undefined : byKey.get(shows));
  return { bearers, rows: loose.map((row) => ({ row, with: sharedWith(row, own(row), bearers) })) };
}

/** How many cells a row shows. */
export const filled = ({ cells }: Pick<RawRecord, 'cells'>): number => tokensOf(cells).length;

/** The row still says half of what either showed. */
export const isHalf = (row: Row, missing: Missing, shared: readonly Token[]): boolean =>
  shared.length * 2 >= Math.max(filled(row.record), filled(missing.record));

function bearersOf(missing: readonly Missing[]): Shared['bearers'] {
  const bearers = new Map<Token, Missing[]>();
  for (const one of missing)
    for (const token of tokensOf(one.record.cells)) {
      const known = bearers.get(token);
      if (known === undefined) bearers.set(token, [one]);
      else known.push(one);
    }
  return bearers;
}

/** A cell that so many of the missing show tells nothing, and would be looked at too often. */
const COMMON = 16;

/** `own`: the one whose key the row shows; it is always among the answers. */
function sharedWith(row: Row, own: Missing | undefined, bearers: Shared['bearers']): Map<Missing, Token[]> {
  const shared = new Map<Missing, Token[]>();
  if (own !== undefined) shared.set(own, []);
  const mine = new Set(own === undefined ? [] : tokensOf(own.record.cells));
  for (const token of tokensOf(row.record.cells)) {
    const bearing = bearers.get(token) ?? [];
    const told = bearing.length <= COMMON ? bearing : [];
    for (const one of own !== undefined && mine.has(token) && !told.includes(own) ? [...told, own] : told) {
      const known = shared.get(one);
      if (known === undefined) shared.set(one, [token]);
      else known.push(token);
    }
  }
  return shared;
}

export const refsOf = (cells: Cells): readonly ColumnRef[] => Object.keys(cells) as ColumnRef[];

const tokensOf = (cells: Cells): readonly Token[] => refsOf(cells).flatMap((ref) => tokenOf(ref, cells) ?? []);

export function tokenOf(ref: ColumnRef, cells: Cells): Token | null {
  const cell: Cell | undefined = cells[ref];
  return cell === undefined || cell.kind === 'empty' ? null : `${ref} ${contentText(cell)}`;
}
