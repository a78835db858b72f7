/**
 * Rows that whole contents didn't tell: edited, copied, cut and pasted, sorted without their keys. Each cell that a row
 * shares with what a vanished row showed speaks for it, the more the rarer it is in the tab; the key that the row shows is
 * one voice among them. Where two answers are about as good it is nobody's guess. SPEC [I*].
 */
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

/** What speaks for a row being a missing one. */
export interface Claim {
  readonly row: Row;
  readonly missing: Missing;
  /** Sum of the shared cells, one for each that stands nowhere else; one more for the key, while keys are trusted. */
  readonly weight: number;
  /** Shared cells that stand in two rows at most. */
  readonly rare: number;
  /** Enough to go by, where nothing else is about as good. */
  readonly enough: boolean;
}

/** How much better an answer has to be than the next. */
const MARGIN = 0.3;
/** Less than this, and less than half of the cells, and nothing is left of a row under its key. */
const LEFT = 0.5;
/** So much, and half of the row's cells, make a row one that its key doesn't name. */
const ENOUGH = 1.5;

/** `all`: every row of the tab as read, for how rare a cell is. `trusted`: nothing says that keys were left behind by a sort. */
export function claimsOf(loose: readonly Row[], missing: readonly Missing[], all: readonly Row[], trusted: boolean): readonly Claim[] {
  const bearers = bearersOf(missing.filter((one) => !one.gone));
  const byKey = new Map(missing.map((one) => [one.key, one]));
  const sharing = loose.map((row) => ({ row, with: sharedWith(row, row.shows === null ? undefined : byKey.get(row.shows), bearers) }));
  const rarity = rarityOf(sharing, bearers, all);
  const claims: Claim[] = [];
  for (const { row, with: shared } of sharing) {
    for (const [one, tokens] of shared) claims.push(claim(row, one, tokens, rarity, trusted));
  }
  return claims;
}

/**
 * Gives each row the missing one that it is. Rows with two answers about as good become unclear; of rows with one key the
 * one that kept the name goes first, then the nearest to its old place.
 */
export function settleClaims(claims: readonly Claim[], give: (row: Row, key: RecordKey) => void): void {
  const byRow = groupBy(claims, (one) => one.row);
  const byMissing = groupBy(claims, (one) => one.missing);
  const found = new Set<Missing>();
  for (const best of [...claims].sort(
    (a, b) => b.weight - a.weight || Number(sameName(b)) - Number(sameName(a)) || distance(a) - distance(b),
  )) {
    const { row, missing } = best;
    if (!best.enough || row.key !== null || row.unclear || found.has(missing)) continue;
    const isRival = (one: Claim): boolean =>
      one !== best && one.weight > best.weight - MARGIN && one.row.key === null && !found.has(one.missing);
    const others = (byRow.get(row) ?? []).filter(isRival);
    const copies = (byMissing.get(missing) ?? []).filter(isRival);
    const areCopies = row.shows === missing.key && copies.every((one) => one.row.shows === missing.key);
    if (others.length > 0 || (copies.length > 0 && !areCopies)) {
      row.unclear = true;
      for (const one of copies) one.row.unclear = true;
    } else {
      found.add(missing);
      give(row, missing.key);
    }
  }
}

/** Something speaks for the row being one of those still missing, though not enough. */
export const isHinted = (claims: readonly Claim[], isMissing: (key: RecordKey) => boolean, trusted: boolean): boolean =>
  claims.some((one) => {
    const least = one.missing.doubtful ? 0 : trusted ? Number.POSITIVE_INFINITY : 1;
    return isMissing(one.missing.key) && (sameName(one) || one.rare >= 2 || (one.weight > 0 && one.weight >= least));
  });

const sameName = ({ row, missing }: Pick<Claim, 'row' | 'missing'>): boolean =>
  row.record.name.trim() !== '' && row.record.name === missing.record.name;

/** How many cells a row shows. */
export const filled = ({ cells }: Pick<RawRecord, 'cells'>): number => tokensOf(cells).length;

/** A cell's column and content: `NAME tAcme`. */
type Token = string;

function claim(row: Row, missing: Missing, tokens: readonly Token[], rarity: ReadonlyMap<Token, number>, trusted: boolean): Claim {
  const bears = sameName({ row, missing }) && tokens.some((one) => isNameToken(one, row) && rarity.get(one) === 1);
  const shared = Number(tokens.reduce((sum, token) => sum + 1 / (rarity.get(token) ?? 1), 0).toFixed(6));
  const rare = tokens.filter((token) => (rarity.get(token) ?? 1) <= 2).length;
  const half = tokens.length * 2 >= Math.max(filled(row.record), filled(missing.record));
  const isOwn = row.shows === missing.key && !missing.doubtful;
  if (isOwn && trusted) return { row, missing, weight: shared + 1, rare, enough: half || shared >= LEFT || filled(missing.record) <= 1 };
  const enough = (isOwn && shared > 0) || bears || (half && shared >= (missing.written ? ENOUGH : 1));
  return { row, missing, weight: shared, rare, enough };
}

const isNameToken = (token: Token, row: Row): boolean => token.endsWith(` t${row.record.name}`);

/** Which of the missing show a cell. */
function bearersOf(missing: readonly Missing[]): ReadonlyMap<Token, readonly Missing[]> {
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
function sharedWith(row: Row, own: Missing | undefined, bearers: ReadonlyMap<Token, readonly Missing[]>): Map<Missing, Token[]> {
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

/** In how many rows a shared cell stands, now or when last read. */
function rarityOf(
  sharing: readonly { readonly with: ReadonlyMap<Missing, readonly Token[]> }[],
  bearers: ReadonlyMap<Token, readonly Missing[]>,
  all: readonly Row[],
): ReadonlyMap<Token, number> {
  const now = new Map<Token, number>();
  for (const one of sharing) for (const tokens of one.with.values()) for (const token of tokens) now.set(token, 0);
  if (now.size === 0) return now;
  for (const row of all) {
    for (const token of tokensOf(row.record.cells)) {
      const times = now.get(token);
      if (times !== undefined) now.set(token, times + 1);
    }
  }
  return new Map([...now].map(([token, times]) => [token, Math.max(times, bearers.get(token)?.length ?? 0)]));
}

function tokensOf(cells: Cells): readonly Token[] {
  const tokens: Token[] = [];
  for (const ref of Object.keys(cells) as ColumnRef[]) {
    const cell = cells[ref];
    if (cell !== undefined && cell.kind !== 'empty') tokens.push(`${ref} ${contentOf(cell)}`);
  }
  return tokens;
}

/** The same for a cell that was read and one that was stored, whatever the order of its parts. Asked for every cell of a tab. */
function contentOf(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
      return `t${cell.text}`;
    case 'number':
      return `n${cell.number}`;
    case 'bool':
      return `b${cell.bool}`;
    case 'date':
      return `d${cell.date} ${cell.time}`;
    default:
      return JSON.stringify(cell, PARTS);
  }
}

const PARTS = ['kind', 'from', 'to', 'labels', 'people', 'id', 'name', 'email', 'ids', 'names', 'url', 'text'];

const distance = ({ row, missing }: Claim): number => Math.abs((row.record.position ?? 0) - missing.position);

function groupBy<T, K>(all: readonly T[], by: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group === undefined) groups.set(by(one), [one]);
    else group.push(one);
  }
  return groups;
}
