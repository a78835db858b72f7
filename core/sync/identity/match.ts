/**
 * Matching of records that are on one side each: by natural key, one to one, before anything is created. Records equal
 * in every mapped field pair off in order; what stays ambiguous is left alone and is a finding. SPEC [M*].
 */

import type { Value } from '../../values/value.ts';
import { canonical, isEmpty, isList, isMoney } from '../../values/value.ts';
import type { FieldId, LocalId } from '../ids.ts';
import type { FieldReading } from '../mapping.ts';

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

export function match(lefts: readonly Unpaired[], rights: readonly Unpaired[], key: readonly FieldId[]): Matching {
  const pairs: [Unpaired, Unpaired][] = [];
  const surplus = { left: [] as Unpaired[], right: [] as Unpaired[] };
  const ambiguous = { left: [] as Unpaired[], right: [] as Unpaired[] };
  const groups = new Map<string, { left: Unpaired[]; right: Unpaired[] }>();
  const put = (side: 'left' | 'right', record: Unpaired): void => {
    const id = naturalKey(record, key);
    if (id === null) {
      surplus[side].push(record);
      return;
    }
    const group = groups.get(id) ?? { left: [], right: [] };
    group[side].push(record);
    groups.set(id, group);
  };
  for (const one of lefts) put('left', one);
  for (const one of rights) put('right', one);
  for (const group of groups.values()) {
    const rest = pairOff(group.left, group.right, pairs);
    const [left, right] = [rest.left[0], rest.right[0]];
    if (key.length === 0) {
      surplus.left.push(...rest.left);
      surplus.right.push(...rest.right);
    } else if (rest.left.length === 1 && rest.right.length === 1 && left !== undefined && right !== undefined) pairs.push([left, right]);
    else {
      const into = rest.left.length > 0 && rest.right.length > 0 ? ambiguous : surplus;
      into.left.push(...rest.left);
      into.right.push(...rest.right);
    }
  }
  return { pairs, surplus, ambiguous };
}

/** Folded text of the key fields; null while one of them is empty or unreadable. Without key fields only whole content tells. */
function naturalKey(record: Unpaired, key: readonly FieldId[]): string | null {
  const parts: string[] = [];
  for (const id of key) {
    const reading = record.readings.get(id);
    if (reading?.kind !== 'value' || isEmpty(reading.value)) return null;
    parts.push(fold(reading.value));
  }
  return JSON.stringify(parts);
}

function pairOff(
  lefts: readonly Unpaired[],
  rights: readonly Unpaired[],
  into: [Unpaired, Unpaired][],
): { left: Unpaired[]; right: Unpaired[] } {
  const byContent = new Map<string, Unpaired[]>();
  for (const right of rights) {
    const id = content(right);
    const twins = byContent.get(id);
    if (twins === undefined) byContent.set(id, [right]);
    else twins.push(right);
  }
  const left: Unpaired[] = [];
  const used = new Set<Unpaired>();
  const next = new Map<string, number>();
  for (const one of lefts) {
    const id = content(one);
    const at = next.get(id) ?? 0;
    const twin = byContent.get(id)?.[at];
    if (twin === undefined) {
      left.push(one);
      continue;
    }
    next.set(id, at + 1);
    used.add(twin);
    into.push([one, twin]);
  }
  return { left, right: rights.filter((one) => !used.has(one)) };
}

const content = (record: Unpaired): string =>
  JSON.stringify([...record.readings].map(([id, one]) => [id, one.kind === 'value' ? canonical(one.value) : `!${one.shown}`]).sort());

const fold = (value: Value): string => {
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  if (isList(value)) return value.map(fold).join('|');
  return String(value).normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
};
