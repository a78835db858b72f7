/**
 * Matching of records that are on one side each: by natural key, one to one, before anything is created. Records equal
 * in every mapped field pair off in order; what stays ambiguous is left alone and is a finding. SPEC [M*].
 */

import type { Value } from '../../values/value.ts';
import { canonical, isEmpty, isList, isMoney } from '../../values/value.ts';
import type { FieldId, LocalId } from '../ids.ts';
import type { FieldReading } from '../mapping.ts';
import { byLetters, folded } from './fold.ts';

export interface Unpaired {
  readonly localId: LocalId;
  readonly readings: ReadonlyMap<FieldId, FieldReading>;
}

export interface Matching {
  readonly pairs: readonly (readonly [left: Unpaired, right: Unpaired])[];
  /** On one side only: to be created on the other. */
  readonly surplus: { readonly left: readonly Unpaired[]; readonly right: readonly Unpaired[] };
  readonly ambiguous: { readonly left: readonly Unpaired[]; readonly right: readonly Unpaired[] };
}

/** Alike in more goes first: whole contents, contents by letters, then the key as it is typed, then the key by letters alone. */
export function match(lefts: readonly Unpaired[], rights: readonly Unpaired[], key: readonly FieldId[]): Matching {
  const pairs: [Unpaired, Unpaired][] = [];
  const surplus = { left: [] as Unpaired[], right: [] as Unpaired[] };
  const ambiguous = { left: [] as Unpaired[], right: [] as Unpaired[] };
  for (const group of groupsOf(lefts, rights, key, surplus)) {
    let rest: Group = pairOff(group, content, pairs);
    if (key.length > 0 && isOpen(rest)) {
      rest = pairOff(rest, (one) => `${naturalKey(one, key, folded)} ${contentByLetters(one)}`, pairs);
      rest = pairOff(rest, contentByLetters, pairs);
      rest = pairUndisputed(rest, pairs);
      rest = pairAlone(rest, (one) => naturalKey(one, key, folded) ?? '', pairs);
      rest = pairAlone(rest, () => '', pairs);
    }
    const into = key.length > 0 && isOpen(rest) ? ambiguous : surplus;
    for (const one of rest.left) into.left.push(one);
    for (const one of rest.right) into.right.push(one);
  }
  return { pairs, surplus, ambiguous };
}

interface Group {
  readonly left: readonly Unpaired[];
  readonly right: readonly Unpaired[];
}

const isOpen = (group: Group): boolean => group.left.length > 0 && group.right.length > 0;

/** Records whose keys are the same by letters; one without its key goes to the surplus. */
function groupsOf(
  lefts: readonly Unpaired[],
  rights: readonly Unpaired[],
  key: readonly FieldId[],
  surplus: { readonly left: Unpaired[]; readonly right: Unpaired[] },
): Iterable<Group> {
  const groups = new Map<string, { left: Unpaired[]; right: Unpaired[] }>();
  const put = (side: 'left' | 'right', record: Unpaired): void => {
    const id = naturalKey(record, key, byLetters);
    if (id === null) {
      surplus[side].push(record);
      return;
    }
    const group = groups.get(id);
    if (group !== undefined) group[side].push(record);
    else groups.set(id, side === 'left' ? { left: [record], right: [] } : { left: [], right: [record] });
  };
  for (const one of lefts) put('left', one);
  for (const one of rights) put('right', one);
  return groups.values();
}

/** The key fields as one text; null while one of them is empty or unreadable. Without key fields only whole content tells. */
function naturalKey(record: Unpaired, key: readonly FieldId[], fold: Fold): string | null {
  const parts: string[] = [];
  for (const id of key) {
    const reading = record.readings.get(id);
    if (reading?.kind !== 'value' || isEmpty(reading.value)) return null;
    parts.push(foldValue(reading.value, fold));
  }
  return JSON.stringify(parts);
}

/** Those of the same `alike` pair off in order; what is left over comes back. */
function pairOff(group: Group, alike: (one: Unpaired) => string, into: [Unpaired, Unpaired][]): Group {
  if (!isOpen(group)) return group;
  const twins = new Map<string, Unpaired[]>();
  for (const right of group.right) append(twins, alike(right), right);
  const left: Unpaired[] = [];
  const used = new Set<Unpaired>();
  const next = new Map<string, number>();
  for (const one of group.left) {
    const id = alike(one);
    const at = next.get(id) ?? 0;
    const twin = twins.get(id)?.[at];
    if (twin === undefined) {
      left.push(one);
      continue;
    }
    next.set(id, at + 1);
    used.add(twin);
    into.push([one, twin]);
  }
  return { left, right: group.right.filter((one) => !used.has(one)) };
}

/** Where one on each side is `alike` and no other is, they are one. */
function pairAlone(group: Group, alike: (one: Unpaired) => string, into: [Unpaired, Unpaired][]): Group {
  const lefts = new Map<string, Unpaired[]>();
  const rights = new Map<string, Unpaired[]>();
  for (const one of group.left) append(lefts, alike(one), one);
  for (const one of group.right) append(rights, alike(one), one);
  const used = new Set<Unpaired>();
  for (const [id, [left, ...others]] of lefts) {
    const [right, ...more] = rights.get(id) ?? [];
    if (left === undefined || right === undefined || others.length + more.length > 0) continue;
    into.push([left, right]);
    used.add(left).add(right);
  }
  return without(group, used);
}

/** More of one key than this are no question of spelling: they aren't compared each with each. */
const FEW = 16;

/** Two that contradict each other in nothing (an empty field says nothing), and nobody else of the other side, are one. */
function pairUndisputed(group: Group, into: [Unpaired, Unpaired][]): Group {
  if (group.left.length > FEW || group.right.length > FEW) return group;
  const lefts = group.left.map((left) => group.right.filter((right) => agree(left, right)));
  const used = new Set<Unpaired>();
  group.left.forEach((left, at) => {
    const [right, ...others] = lefts[at] ?? [];
    if (right === undefined || others.length > 0 || lefts.filter((all) => all.includes(right)).length > 1) return;
    into.push([left, right]);
    used.add(left).add(right);
  });
  return without(group, used);
}

const agree = (left: Unpaired, right: Unpaired): boolean =>
  [...left.readings].every(([id, a]) => {
    const b = right.readings.get(id);
    if (a.kind !== 'value' || b?.kind !== 'value') return false;
    return isEmpty(a.value) || isEmpty(b.value) || foldValue(a.value, byLetters) === foldValue(b.value, byLetters);
  });

const without = ({ left, right }: Group, used: ReadonlySet<Unpaired>): Group => ({
  left: left.filter((one) => !used.has(one)),
  right: right.filter((one) => !used.has(one)),
});

function append(groups: Map<string, Unpaired[]>, id: string, one: Unpaired): void {
  const group = groups.get(id);
  if (group === undefined) groups.set(id, [one]);
  else group.push(one);
}

const content = (record: Unpaired): string =>
  JSON.stringify([...record.readings].map(([id, one]) => [id, one.kind === 'value' ? canonical(one.value) : `!${one.shown}`]).sort());

/** What is no value is no evidence of likeness: it is compared as it stands. */
const contentByLetters = (record: Unpaired): string =>
  JSON.stringify(
    [...record.readings].map(([id, one]) => [id, one.kind === 'value' ? foldValue(one.value, byLetters) : `!${one.shown}`]).sort(),
  );

type Fold = (text: string) => string;

function foldValue(value: Value, fold: Fold): string {
  if (value === null) return '';
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  if (isList(value)) return value.map(fold).join('|');
  return fold(String(value));
}
