import { describe, expect, test } from 'vitest';
import type { ArchiveEntry } from '../../../core/sync/archive.ts';
import type { Assembled } from '../../../core/sync/assemble.ts';
import { assemble } from '../../../core/sync/assemble.ts';
import type { SideState } from '../../../core/sync/decide/record-state.ts';
import type { RecordKey } from '../../../core/sync/ids.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import type { DirtyRef, MirrorRecord, PairWork } from '../../../core/sync/store.ts';
import { contextOf, entryOf, key, local, open, QUIET, rec, set, settingsOf } from './fixtures.ts';

const K = (n: number): RecordKey => key(`ek${String(n).padStart(12, '0')}`);
const left = (id: string, name: string, shown: string | null = null): RawRecord => rec(id, { name, notes: id }, { key: shown });
const right = (id: string, name: string): RawRecord => rec(id, { NAME: name, NOTES: id }, { key: id });

interface Given {
  readonly left?: readonly (RawRecord | readonly [RawRecord, 'archived' | 'deleted' | 'elsewhere'])[];
  readonly right?: readonly (RawRecord | readonly [RawRecord, 'archived' | 'deleted' | 'elsewhere'])[];
  readonly entries?: readonly ArchiveEntry[];
  /** All records unless said otherwise. */
  readonly dirty?: readonly string[];
}

function workOf(given: Given): PairWork {
  const mirrors = (side: 'left' | 'right') =>
    new Map(
      (given[side] ?? []).map((one): [RawRecord['localId'], MirrorRecord] => {
        const [record, gone] = 'localId' in one ? ([one, null] as const) : one;
        return [record.localId, { record, fingerprint: '', gone }];
      }),
    );
  const both = { left: mirrors('left'), right: mirrors('right') };
  const dirty = (['left', 'right'] as const).flatMap((side) =>
    [...both[side].keys()]
      .filter((id) => given.dirty?.includes(id) ?? true)
      .map((localId, n): DirtyRef => ({ side, localId, seq: n, age: 0 })),
  );
  return {
    dirty,
    entries: given.entries ?? [],
    mirrors: both,
    open: new Map([[K(1), open('notes')]]),
    directives: new Map([[K(1), [set('notes', 'x')]]]),
    records: 0,
    window: QUIET,
    recent: new Map(),
  };
}

const run = (given: Given, keyed = true, context = contextOf()): Assembled =>
  assemble(workOf(given), context, { left: false, right: keyed }, (side, id) => key(`ek${side}${id.toLowerCase()}0000000000`));

const side = (state: SideState): string => (state.kind === 'present' ? state.record.localId : state.kind);
const brief = (found: Assembled): readonly string[] =>
  found.states.map((one) => `${one.key} ${side(one.left)} ${side(one.right)}${one.entry === null ? ' new' : ''}`);

describe('records with an entry', () => {
  const entry = entryOf({ key: K(1), left: local('L1'), right: local(K(1)) });

  test('[S3] an item that comes back after its record was made anew is one of its own: the key that it gave is taken', () => {
    const taken = entryOf({ key: key('ekleftl90000000000'), left: local('L1'), right: local(K(1)) });
    const found = run({ left: [left('L1', 'A'), left('L9', 'A')], right: [right(K(1), 'A')], entries: [taken] });
    expect(brief(found)).toEqual([`${taken.key} L1 ${K(1)}`, 'ekleftl9 again0000000000 L9 none new']);
  });

  test('[L5] an item that had gone before we knew that its row was made is the record’s other side', () => {
    const made = entryOf({ key: key('ekleftl90000000000'), left: null, right: local('ekleftl90000000000') });
    const found = run({ left: [[left('L9', 'A'), 'archived']], right: [right('ekleftl90000000000', 'A')], entries: [made], dirty: ['L9'] });
    expect(brief(found)).toEqual([`${made.key} gone ${made.key}`]);
    expect(found.states[0]?.entry?.left).toBe('L9');
    expect(found.idle).toEqual([]);
  });

  test('[S1] both sides as their mirrors show them, whichever was dirty, with what is open and wished', () => {
    const found = run({ left: [left('L1', 'A')], right: [right(K(1), 'A')], entries: [entry], dirty: ['L1'] });
    expect(brief(found)).toEqual([`${K(1)} L1 ${K(1)}`]);
    expect(found.states[0]?.open.size).toBe(1);
    expect(found.states[0]?.directives.length).toBe(1);
    expect(found.refs.get(K(1))).toMatchObject([{ side: 'left', localId: 'L1' }]);
  });

  test('[S1] one record that is dirty on both sides is one state', () => {
    const found = run({ left: [left('L1', 'A')], right: [right(K(1), 'A')], entries: [entry] });
    expect(found.states.length).toBe(1);
    expect(found.refs.get(K(1))?.length).toBe(2);
  });

  test('[S2] archived and deleted are gone; elsewhere, or not in the mirror, is unclear', () => {
    const with_ = (how: 'archived' | 'deleted' | 'elsewhere'): readonly string[] =>
      brief(run({ left: [[left('L1', 'A'), how]], right: [right(K(1), 'A')], entries: [entry] }));
    expect(with_('archived')).toEqual([`${K(1)} gone ${K(1)}`]);
    expect(with_('deleted')).toEqual([`${K(1)} gone ${K(1)}`]);
    expect(with_('elsewhere')).toEqual([`${K(1)} unclear ${K(1)}`]);
    expect(brief(run({ left: [left('L1', 'A')], entries: [entry] }))).toEqual([`${K(1)} L1 unclear`]);
  });

  test('[S2] an entry that nobody asks about isn’t looked at', () => {
    expect(run({ left: [left('L1', 'A')], right: [right(K(1), 'A')], entries: [entry], dirty: [] }).states).toEqual([]);
  });
});

describe('records without one', () => {
  test('[S3] matched by name, under the key of the row; or by themselves', () => {
    const found = run({ left: [left('L1', 'A'), left('L2', 'B')], right: [right(K(1), 'a'), right(K(2), 'C')] });
    expect(brief(found)).toEqual([`${K(1)} L1 ${K(1)} new`, 'ekleftl20000000000 L2 none new', `${K(2)} none ${K(2)} new`]);
  });

  test('[S3] where rows have no keys, the left id makes the key', () => {
    expect(brief(run({ left: [left('L1', 'A')], right: [right('P1', 'A'), right('P2', 'B')] }, false))).toEqual([
      'ekleftl10000000000 L1 P1 new',
      'ekrightp20000000000 none P2 new',
    ]);
  });

  test('[S4] gone before it was paired, or outside the filter: nothing to do', () => {
    const filter = { left: [{ field: 'name', any: ['B'], not: true }], right: [] };
    const found = run({ left: [[left('L1', 'A'), 'archived'], left('L2', 'B')] }, true, contextOf(settingsOf({ filter })));
    expect(found.states).toEqual([]);
    expect(found.idle.map((one) => one.localId)).toEqual(['L1', 'L2']);
  });

  test('[S5] ambiguous ones are named, and decided about by nobody', () => {
    const found = run({ left: [left('L1', 'A')], right: [right(K(1), 'A'), right(K(2), 'A')] });
    expect(found.states).toEqual([]);
    expect(found.ambiguous.map((one) => [one.side, one.record.localId])).toEqual([
      ['left', 'L1'],
      ['right', K(1)],
      ['right', K(2)],
    ]);
  });
});

describe('keys that items carry', () => {
  test('[S6] an item that carries the key of an unpaired row was made for it: the answer was lost', () => {
    const found = run({ left: [left('L1', 'A renamed', K(1))], right: [right(K(1), 'A'), right(K(2), 'A renamed')] });
    expect(brief(found)).toEqual([`${K(1)} L1 ${K(1)} new`, `${K(2)} none ${K(2)} new`]);
    expect(found.copiedKeys).toEqual([]);
  });

  test('[S6] the same where pages have no key: the one that the page gives', () => {
    const made = left('L1', 'A renamed', 'ekrightp10000000000');
    expect(brief(run({ left: [made], right: [right('P1', 'A'), right('P2', 'A renamed')] }, false))).toEqual([
      'ekrightp10000000000 L1 P1 new',
      'ekrightp20000000000 none P2 new',
    ]);
  });

  test('[S6] an entry that waits for its left side takes the item that carries its key', () => {
    const entry = entryOf({ key: K(1), left: null, right: local(K(1)) });
    const found = run({ left: [left('L1', 'A', K(1))], right: [right(K(1), 'A')], entries: [entry] });
    expect(brief(found)).toEqual([`${K(1)} L1 ${K(1)}`]);
  });

  test('[S7] a second item with a key is a copy: the key is taken off it, and it is a record of its own', () => {
    const entry = entryOf({ key: K(1), left: local('L1'), right: local(K(1)) });
    const found = run({ left: [left('L1', 'A', K(1)), left('L2', 'A', K(1))], right: [right(K(1), 'A')], entries: [entry] });
    expect(brief(found)).toEqual([`${K(1)} L1 ${K(1)}`, 'ekleftl20000000000 L2 none new']);
    expect(found.copiedKeys.map((one) => one.localId)).toEqual(['L2']);
  });

  test('[S7] of two that carry the key of an unpaired row the first is the one', () => {
    const found = run({ left: [left('L1', 'A', K(1)), left('L2', 'A', K(1))], right: [right(K(1), 'A')] });
    expect(brief(found)).toEqual([`${K(1)} L1 ${K(1)} new`, 'ekleftl20000000000 L2 none new']);
    expect(found.copiedKeys.map((one) => one.localId)).toEqual(['L2']);
  });

  test('[S6] a key of nobody here says nothing', () => {
    expect(brief(run({ left: [left('L1', 'A', K(9)), left('L2', 'B', 'typed')], right: [right(K(1), 'A')] }))).toEqual([
      `${K(1)} L1 ${K(1)} new`,
      'ekleftl20000000000 L2 none new',
    ]);
  });
});

test('[S8] 10,000 records of each sort', { timeout: 5_000 }, () => {
  const n = 10_000;
  const all = Array.from({ length: n }, (_, i) => i);
  const entries = all.map((i) => entryOf({ key: K(i), left: local(`L${i}`), right: local(K(i)) }));
  const paired = run({ left: all.map((i) => left(`L${i}`, `n${i}`)), right: all.map((i) => right(K(i), `n${i}`)), entries });
  expect(paired.states.length).toBe(n);
  const loose = run({
    left: all.map((i) => left(`L${i}`, `n${i}`, i % 2 === 0 ? K(i) : null)),
    right: all.map((i) => right(K(i), `n${i}`)),
  });
  expect(loose.states.filter((one) => one.left.kind === 'present' && one.right.kind === 'present').length).toBe(n);
});
