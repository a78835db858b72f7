/**
 * What people asked of the engine itself, and what must have become of it: what was undone stands on both sides again, what
 * an undo took away isn't made again. A wish says nothing any more once people have had their hands on its record.
 */
import type { OracleSide, Seen, Violation } from './seen.ts';
import { norm, SIDES, stampOf } from './seen.ts';

interface Undone {
  readonly field: string;
  /** What stood on both sides, and what shall stand there again. */
  readonly from: string;
  readonly to: string;
}

export class Asked {
  private readonly undone = new Map<string, Undone[]>();
  /** Creates that people took back: whether our record has left already. */
  private readonly uncreated = new Map<string, { readonly side: OracleSide; left: boolean }>();
  /** Parked: nothing of them is synced. */
  private readonly alone = new Set<string>();
  private readonly left = new Set<string>();
  /** Removals that somebody was asked about, and all that an undo asked for. */
  private readonly agreed = new Set<string>();
  private readonly stamps = new Set<string>();

  /** A person has asked for something about the record. */
  about(stamp: string): void {
    this.touch(stamp);
    this.stamps.add(stamp);
  }

  wasAsked(stamp: string): boolean {
    return this.stamps.has(stamp);
  }

  undo(stamp: string, wish: Undone): void {
    this.undone.set(stamp, [...(this.undone.get(stamp) ?? []).filter((one) => one.field !== wish.field), wish]);
  }

  /** `still`: nothing stands there that the other side lacks, and only that record is meant. */
  uncreate(stamp: string, side: OracleSide, still: boolean): void {
    this.alone.add(stamp);
    this.agree(side, stamp);
    if (still) this.uncreated.set(stamp, { side, left: false });
  }

  agree(side: OracleSide, stamp: string): void {
    this.agreed.add(`${side} ${stamp}`);
  }

  agreedTo(side: OracleSide, stamp: string): boolean {
    return this.agreed.has(`${side} ${stamp}`);
  }

  /** What was undone may have moved since. */
  touch(stamp: string): void {
    this.undone.delete(stamp);
  }

  typed(side: OracleSide, stamp: string): void {
    this.touch(stamp);
    // Who types into what an undo takes away gets it back.
    if (this.uncreated.get(stamp)?.side === side) this.uncreated.delete(stamp);
  }

  /** The record is another one, or to be there again: nothing that was asked binds any more. */
  lift(stamp: string): void {
    this.touch(stamp);
    this.uncreated.delete(stamp);
  }

  /** The sides may differ: the record was parked, or a person wants this field as it is. */
  mayDiffer(stamp: string, field: string): boolean {
    return this.alone.has(stamp) || this.left.has(`${stamp} ${field}`);
  }

  /** A person knows that the sides differ here. */
  leave(stamp: string, field: string): void {
    this.left.add(`${stamp} ${field}`);
  }

  /** What is wrong with something that we just did to a record. */
  effect(side: OracleSide, kind: string, stamp: string): readonly Violation[] {
    const wish = this.uncreated.get(stamp);
    if (wish?.side !== side) return [];
    if (kind === 'remove') wish.left = true;
    return kind === 'create' && wish.left
      ? [{ promise: 'P8', what: `${stamp}, whose create on ${side} was undone, was made there again` }]
      : [];
  }

  /** In the end; `named`: of these something is told that may be the reason. */
  judge(seen: Readonly<Record<OracleSide, readonly Seen[]>>, named: ReadonlySet<string>): readonly Violation[] {
    const out: Violation[] = [];
    for (const [stamp, wishes] of this.undone) {
      if (named.has(stamp) || this.alone.has(stamp)) continue;
      for (const side of SIDES)
        for (const one of seen[side].filter((record) => stampOf(record.fields.name ?? '') === stamp))
          for (const { field, from, to } of wishes)
            if (norm(one.fields[field] ?? '') !== norm(to))
              out.push({ promise: 'P8', what: `${stamp} ${field}: “${from}” was undone to “${to}”, ${side} shows “${one.fields[field]}”` });
    }
    return out;
  }
}
