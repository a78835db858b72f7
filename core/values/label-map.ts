/** Labels that two sides spell differently, one to one. Canonical labels are the left side's. */
import { foldLabel as fold } from './choice.ts';

/** Left label to right label. */
export type LabelPairs = Readonly<Record<string, string>>;

interface Index {
  /** Folded left label to right label, and the other way; one to one. */
  readonly lefts: ReadonlyMap<string, string>;
  readonly rights: ReadonlyMap<string, string>;
  /** All labels of the map, also those that it gives to two. */
  readonly all: Readonly<Record<'left' | 'right', ReadonlySet<string>>>;
}

/**
 * The canonical label of one that a side shows; undefined for a label outside the map, or one that it gives to two. With
 * `create` a label that neither side's half of the map knows stands for itself.
 */
export function canonicalLabel(pairs: LabelPairs, side: 'left' | 'right', label: string, create: boolean): string | undefined {
  const { lefts, rights, all } = indexOf(pairs);
  const known = side === 'left' ? (lefts.has(fold(label)) ? label : undefined) : rights.get(fold(label));
  return known ?? (create && !all.left.has(fold(label)) && !all.right.has(fold(label)) ? label : undefined);
}

/** What a side shows for a canonical label; undefined when it has no label for it. */
export function shownLabel(pairs: LabelPairs, side: 'left' | 'right', label: string, create: boolean): string | undefined {
  if (side === 'left') return label;
  const { lefts, all } = indexOf(pairs);
  return lefts.get(fold(label)) ?? (create && !all.left.has(fold(label)) && !all.right.has(fold(label)) ? label : undefined);
}

/** One map serves every record of a run. */
const indexes = new WeakMap<LabelPairs, Index>();

function indexOf(pairs: LabelPairs): Index {
  const known = indexes.get(pairs);
  if (known !== undefined) return known;
  const all = Object.entries(pairs).map(([left, right]) => ({ left, right, from: fold(left), to: fold(right) }));
  const single = all.filter((one) => all.filter((other) => other.from === one.from || other.to === one.to).length === 1);
  const made = {
    lefts: new Map(single.map((one) => [one.from, one.right])),
    rights: new Map(single.map((one) => [one.to, one.left])),
    all: { left: new Set(all.map((one) => one.from)), right: new Set(all.map((one) => one.to)) },
  };
  indexes.set(pairs, made);
  return made;
}
