/**
 * Rows edited under their own keys, which are most of those that whole contents don't tell. How rare a cell is only a look
 * at the whole tab can say; but where a row still says half of what its key's record showed, and even cells that stood
 * nowhere else would leave every other answer far behind, the answer is the same whatever that look would say.
 */
import { MARGIN } from './likeness.ts';
import type { Missing, Row, Shared, Sharing, Token } from './sharing.ts';
import { filled, isHalf } from './sharing.ts';

/** Weights are told to six digits. */
const ROUNDING = 1e-5;

/**
 * While keys are trusted: the key is one voice more, so another answer has to outdo it by cells that the key's record
 * doesn't share with the row.
 */
export function evidentRows({ rows: sharing, bearers }: Shared): ReadonlyMap<Row, Missing> {
  const claimants = new Map<Missing, Sharing[]>();
  const showing = new Map<Missing, number>();
  for (const one of sharing) {
    for (const missing of one.with.keys()) {
      const known = claimants.get(missing);
      if (known === undefined) claimants.set(missing, [one]);
      else known.push(one);
      if (one.row.shows === missing.key) showing.set(missing, (showing.get(missing) ?? 0) + 1);
    }
  }
  const isBehind = (other: readonly Token[], mine: ReadonlySet<Token>): boolean => {
    let ahead = 0;
    for (const token of other) if (!mine.has(token)) ahead += 1 / Math.max(1, bearers.get(token)?.length ?? 0);
    return 1 - ahead >= MARGIN + ROUNDING;
  };
  const evident = new Map<Row, Missing>();
  for (const { row, with: shared } of sharing) {
    for (const [one, tokens] of shared) {
      // Of copies that show one key, none is evident.
      if (row.shows !== one.key || one.doubtful || showing.get(one) !== 1) continue;
      if (!isHalf(row, one, tokens) && filled(one.record) > 1) continue;
      const mine = new Set(tokens);
      const isAhead =
        [...shared].every(([other, its]) => other === one || isBehind(its, mine)) &&
        (claimants.get(one) ?? []).every((other) => other.row === row || isBehind(other.with.get(one) ?? [], mine));
      if (isAhead) evident.set(row, one);
    }
  }
  return evident;
}

/** What is left to be told when these rows are. */
export function without({ rows, bearers }: Shared, evident: ReadonlyMap<Row, Missing>): Shared {
  if (evident.size === 0) return { rows, bearers };
  const found = new Set(evident.values());
  const others = rows.filter((one) => !evident.has(one.row));
  return { bearers, rows: others.map(({ row, with: shared }) => ({ row, with: new Map([...shared].filter(([one]) => !found.has(one))) })) };
}
