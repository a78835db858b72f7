/**
 * Rows that whole contents didn't tell: edited, copied, cut and pasted, sorted without their keys. Each cell that a row
 * shares with what a vanished row showed speaks for it, the more the rarer it is in the tab; the key that the row shows is
 * one voice among them. Where two answers are about as good it is nobody's guess. SPEC [I*].
 */
import { contentText } from '../content.ts';
import type { ColumnRef, RecordKey } from '../ids.ts';
import type { Missing, Row, Shared, Token } from './sharing.ts';
import { filled, isHalf, refsOf, tokenOf } from './sharing.ts';

/** What speaks for a row being a missing one. */
export interface Claim {
  readonly row: Row;
  readonly missing: Missing;
  /** Sum of the shared cells, one for each that stands nowhere else; one more for the key, while keys are trusted. */
  readonly weight: number;
  /** Shared cells that stand in two rows at most. */
  readonly rare: number;
  /** The row has the name of the missing one, and no other row has it or had it. */
  readonly bears: boolean;
  /** Enough to go by, where nothing else is about as good. */
  readonly enough: boolean;
}

/** How much better an answer has to be than the next. */
export const MARGIN = 0.3;
/** Less than this, and less than half of the cells, and nothing is left of a row under its key. */
const LEFT = 0.5;
/** So much, and half of the row's cells, make a row one that its key doesn't name. */
const ENOUGH = 1.5;

/** `all`: every row of the tab as read, for how rare a cell is. `trusted`: nothing says that keys were left behind by a sort. */
export function claimsOf(shared: Shared, all: readonly Row[], trusted: boolean): readonly Claim[] {
  const rarity = rarityOf(shared, all);
  return shared.rows.flatMap(({ row, with: others }) => [...others].map(([one, tokens]) => claim(row, one, tokens, rarity, trusted)));
}

/**
 * Gives each row the missing one that it is. Rows with two answers about as good become unclear; of rows with one key the
 * one that kept the name goes first, then the one with most of it left, then the nearest to its old place.
 */
export function settleClaims(all: readonly Claim[], give: (row: Row, key: RecordKey) => void): void {
  const claims = withoutRenamed(all);
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
    // Without its key, a row of another name is as well a renamed copy of the one that kept the name.
    const isNamed = (one: Claim): boolean => one.enough && sameName(one) && !sameName(best) && !showsKey(best) && one.row.key === null;
    const copies = (byMissing.get(missing) ?? []).filter((one) => isRival(one) || isNamed(one));
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

/**
 * Without those of renamed copies. Who copies a row to begin another, with its key or without, types a new name in it;
 * however much is edited in the first one meanwhile, the one that shows both the key and the name is the record.
 */
function withoutRenamed(claims: readonly Claim[]): readonly Claim[] {
  const keepers = new Map<Missing, 'named' | 'named alone'>();
  for (const one of claims) {
    if (!one.enough || !showsKey(one) || !sameName(one)) continue;
    if (one.bears) keepers.set(one.missing, 'named alone');
    else if (!keepers.has(one.missing)) keepers.set(one.missing, 'named');
  }
  if (keepers.size === 0) return claims;
  return claims.filter((one) => {
    const keeper = keepers.get(one.missing);
    return keeper === undefined || sameName(one) || (keeper === 'named' && !showsKey(one));
  });
}

const showsKey = ({ row, missing }: Claim): boolean => row.shows === missing.key;

/** Something speaks for the row being one of those still missing, though not enough. */
export const isHinted = (claims: readonly Claim[], isMissing: (key: RecordKey) => boolean, trusted: boolean): boolean =>
  claims.some((one) => {
    const { doubtful, written } = one.missing;
    // That no row shows a key that was never written says nothing.
    const least = doubtful ? 0 : trusted && written ? Number.POSITIVE_INFINITY : 1;
    return isMissing(one.missing.key) && (sameName(one) || one.rare >= 2 || (one.weight > 0 && one.weight >= least));
  });

const sameName = ({ row, missing }: Pick<Claim, 'row' | 'missing'>): boolean =>
  row.record.name.trim() !== '' && row.record.name === missing.record.name;

function claim(row: Row, missing: Missing, tokens: readonly Token[], rarity: ReadonlyMap<Token, number>, trusted: boolean): Claim {
  const bears = sameName({ row, missing }) && tokens.some((one) => isNameToken(one, row) && rarity.get(one) === 1);
  const shared = Number(tokens.reduce((sum, token) => sum + 1 / (rarity.get(token) ?? 1), 0).toFixed(6));
  const rare = tokens.filter((token) => (rarity.get(token) ?? 1) <= 2).length;
  const half = isHalf(row, missing, tokens);
  const isOwn = row.shows === missing.key && !missing.doubtful;
  if (isOwn && trusted)
    return { row, missing, weight: shared + 1, rare, bears, enough: half || shared >= LEFT || filled(missing.record) <= 1 };
  const enough = (isOwn && shared > 0) || bears || (half && shared >= (missing.written ? ENOUGH : 1));
  return { row, missing, weight: shared, rare, bears, enough };
}

const isNameToken = (token: Token, { record: { name } }: Row): boolean => token.endsWith(` ${contentText({ kind: 'text', text: name })}`);

/** In how many rows a shared cell stands, now or when last read. Only columns of shared cells are looked at. */
function rarityOf({ rows, bearers }: Shared, all: readonly Row[]): ReadonlyMap<Token, number> {
  const now = new Map<Token, number>();
  for (const one of rows) for (const tokens of one.with.values()) for (const token of tokens) now.set(token, 0);
  if (now.size === 0) return now;
  const refs = new Set<ColumnRef>();
  for (const { row } of rows) {
    for (const ref of refsOf(row.record.cells)) if (!refs.has(ref) && now.has(tokenOf(ref, row.record.cells) ?? '')) refs.add(ref);
  }
  for (const { record } of all) {
    for (const ref of refs) {
      const token = tokenOf(ref, record.cells);
      const times = token === null ? undefined : now.get(token);
      if (token !== null && times !== undefined) now.set(token, times + 1);
    }
  }
  return new Map([...now].map(([token, times]) => [token, Math.max(times, bearers.get(token)?.length ?? 0)]));
}

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
