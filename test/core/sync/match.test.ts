import { describe, expect, test } from 'vitest';
import { readFields } from '../../../core/sync/decide/reconcile-record.ts';
import type { Unpaired } from '../../../core/sync/identity/match.ts';
import { match } from '../../../core/sync/identity/match.ts';
import type { FieldReading } from '../../../core/sync/mapping.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { contextOf, fid, rec } from './fixtures.ts';

const CONTEXT = contextOf();
const left = (id: string, name: string, notes = '', budget: number | Cell | string = ''): Unpaired => {
  const record = rec(id, { name, notes, budget, cur: budget === '' ? '' : 'EUR' });
  return { localId: record.localId, readings: readFields(record, 'left', CONTEXT) };
};
const right = (id: string, name: string, notes = '', budget: number | Cell | string = ''): Unpaired => {
  const record = rec(id, { NAME: name, NOTES: notes, BUDGET: budget, CUR: budget === '' ? '' : 'EUR' });
  return { localId: record.localId, readings: readFields(record, 'right', CONTEXT) };
};

function run(lefts: readonly Unpaired[], rights: readonly Unpaired[], key: readonly string[] = ['name']) {
  const ids = (all: readonly Unpaired[]): string[] => all.map((one) => one.localId);
  const found = match(lefts, rights, key.map(fid));
  return {
    pairs: found.pairs.map(([a, b]) => `${a.localId}-${b.localId}`),
    surplus: [ids(found.surplus.left), ids(found.surplus.right)],
    ambiguous: [ids(found.ambiguous.left), ids(found.ambiguous.right)],
  };
}
const NOBODY = [[], []];

describe('matching', () => {
  test('[M1] one to one by the natural key, whatever else they say; the rest is to be made', () => {
    expect(run([left('L1', 'A', 'x'), left('L2', 'B')], [right('R1', 'C'), right('R2', 'A', 'y')])).toEqual({
      pairs: ['L1-R2'],
      surplus: [['L2'], ['R1']],
      ambiguous: NOBODY,
    });
  });

  test('[M1] fault F60: the key is compared by letters: case, spacing and Unicode form aside', () => {
    expect(run([left('L1', 'Café  Noir')], [right('R1', ' CAFE\u0301 noir')]).pairs).toEqual(['L1-R1']);
    expect(run([left('L1', 'Cafe')], [right('R1', 'Café')]).pairs).toEqual([]);
  });

  test('[M2] of several of one key, equal ones pair off in order; the surplus is made', () => {
    const lefts = [left('L1', 'A', 'x', 5), left('L2', 'A', 'x', 5), left('L3', 'A', 'x', 5)];
    expect(run(lefts, [right('R1', 'A', 'x', 5), right('R2', 'A', 'x', 5)])).toEqual({
      pairs: ['L1-R1', 'L2-R2'],
      surplus: [['L3'], []],
      ambiguous: NOBODY,
    });
  });

  test('[M3] where equal ones leave one on each side, these are one', () => {
    const found = run([left('L1', 'A', 'x'), left('L2', 'A', 'y')], [right('R1', 'A', 'z'), right('R2', 'A', 'x')]);
    expect(found).toEqual({ pairs: ['L1-R2', 'L2-R1'], surplus: NOBODY, ambiguous: NOBODY });
  });

  test('[M4] what stays ambiguous is left alone', () => {
    expect(run([left('L1', 'A', 'x')], [right('R1', 'A', 'y'), right('R2', 'A', 'z')])).toEqual({
      pairs: [],
      surplus: NOBODY,
      ambiguous: [['L1'], ['R1', 'R2']],
    });
  });

  test('[M5] without its key, or with one that can’t be read, a record matches nobody', () => {
    expect(run([left('L1', ''), left('L2', 'B')], [right('R1', '')])).toEqual({
      pairs: [],
      surplus: [['L1', 'L2'], ['R1']],
      ambiguous: NOBODY,
    });
    expect(run([left('L1', 'A', '', 'tbd')], [right('R1', 'A', '', 'tbd')], ['budget']).pairs).toEqual([]);
  });

  test('[M5] a key of several fields', () => {
    const lefts = [left('L1', 'A', 'x'), left('L2', 'A', 'y')];
    expect(run(lefts, [right('R1', 'a', 'Y'), right('R2', 'A', 'z')], ['name', 'notes'])).toEqual({
      pairs: ['L2-R1'],
      surplus: [['L1'], ['R2']],
      ambiguous: NOBODY,
    });
    // Neither half may run into the other.
    expect(run([left('L1', 'A B', 'C')], [right('R1', 'A', 'B C')], ['name', 'notes']).pairs).toEqual([]);
  });

  test('[M5] an amount is a key with its currency', () => {
    const usd = {
      ...right('R1', 'x'),
      readings: new Map([[fid('budget'), { kind: 'value', value: { amount: '5', currency: 'USD' }, locked: false } as FieldReading]]),
    };
    expect(run([left('L1', 'A', '', 5)], [usd], ['budget']).pairs).toEqual([]);
    expect(run([left('L1', 'A', '', 5)], [right('R2', 'B', '', 5)], ['budget']).pairs).toEqual(['L1-R2']);
  });

  test('[M6] without a key only whole contents tell', () => {
    expect(run([left('L1', 'A'), left('L2', 'B')], [right('R1', 'B'), right('R2', 'C')], [])).toEqual({
      pairs: ['L2-R1'],
      surplus: [['L1'], ['R2']],
      ambiguous: NOBODY,
    });
  });

  test.each([
    ['ACME, Inc.', 'Acme Inc'],
    ['St. Lucy’s School', "ST LUCY'S SCHOOL"],
    ['McCann s Daycare', 'McCann’s Daycare'],
    ['3012-16 E. 92nd', '3012 16 E 92nd'],
    ['Acme \u2013 Berlin (north)', 'acme - berlin, north'],
    ['\uff21\uff43\uff4d\uff45\u00a0\uff11', 'Acme 1'],
    ['\u200bAc\u00admeu\u2060', 'acmeu'],
    ['Großmann', 'GROSSMANN'],
    ['ООО «Ромашка»', 'ооо "ромашка"'],
    ['\u200fשלום', 'שלום'],
    ['Zoe\u0308 & Co.', 'Zoë & Co'],
  ])('[M8] %j and %j are one key', (a, b) => {
    expect(run([left('L1', a, 'x')], [right('R1', b, 'y')]).pairs).toEqual(['L1-R1']);
  });

  test.each([
    ['C++', 'C#'],
    ['C++', 'C'],
    ['Café', 'Cafe'],
    ['1.5', '15'],
    ['1.5', '1,5'],
    ['-5', '5'],
    ['Unit -5', 'Unit 5'],
    ['Acme #1', 'Acme 1'],
    ['A & B', 'A B'],
    ['50%', '50'],
    ['🙂 Acme', 'Acme'],
    ['...', '---'],
    ['12 3', '123'],
  ])('[M8] %j and %j are two', (a, b) => {
    expect(run([left('L1', a, 'x')], [right('R1', b, 'y')]).pairs).toEqual([]);
  });

  test('[M8] nearer goes first: contents, then contents by letters, then the key as typed', () => {
    const lefts = [left('L1', 'A.', 'x'), left('L2', 'A', 'x')];
    expect(run(lefts, [right('R1', 'A', 'x'), right('R2', 'A.', 'x')]).pairs).toEqual(['L1-R2', 'L2-R1']);
    expect(run(lefts, [right('R1', 'a.', 'x'), right('R2', 'A!', 'x')]).pairs).toEqual(['L1-R1', 'L2-R2']);
    const apart = run([left('L1', 'A.', 'x')], [right('R1', 'A', 'y'), right('R2', 'A.', 'z')]);
    expect(apart).toEqual({ pairs: ['L1-R2'], surplus: [[], ['R1']], ambiguous: NOBODY });
  });

  test('[M8] of several spellings of one key, equal ones by letters pair off in order; the surplus is made', () => {
    const lefts = [left('L1', 'A.', 'x'), left('L2', 'A.', 'x'), left('L3', 'A', 'X')];
    const found = run(lefts, [right('R1', 'A!', 'x.'), right('R2', 'A!', 'x')]);
    expect(found).toEqual({ pairs: ['L1-R1', 'L2-R2'], surplus: [['L3'], []], ambiguous: NOBODY });
  });

  test('[M8] spellings that leave several open are a finding', () => {
    const found = run([left('L1', 'A.', 'x'), left('L2', 'A', 'y')], [right('R1', 'A!', 'z')]);
    expect(found).toEqual({ pairs: [], surplus: NOBODY, ambiguous: [['L1', 'L2'], ['R1']] });
  });

  test('[M9] of several the two that contradict each other in nothing are one; an empty field says nothing', () => {
    const found = run([left('L1', 'A', 'x'), left('L2', 'A', '', 5)], [right('R1', 'A', 'y', 5), right('R2', 'A', 'z', 6)]);
    expect(found).toEqual({ pairs: ['L2-R1', 'L1-R2'], surplus: NOBODY, ambiguous: NOBODY });
    // Two that it could be: nobody's guess.
    const open = run([left('L1', 'A')], [right('R1', 'A', 'y'), right('R2', 'A', 'z')]);
    expect(open.ambiguous).toEqual([['L1'], ['R1', 'R2']]);
    // What can't be read agrees with nobody.
    const unread = run([left('L1', 'A', 'x', 'tbd')], [right('R1', 'A', 'x'), right('R2', 'A', 'y')]);
    expect(unread.ambiguous).toEqual([['L1'], ['R1', 'R2']]);
  });

  test('[M7] 10,000 alike on each side, or all different', { timeout: 5_000 }, () => {
    const alike = run(
      Array.from({ length: 10_000 }, (_, n) => left(`L${n}`, 'A', 'x')),
      Array.from({ length: 10_000 }, (_, n) => right(`R${n}`, 'A', 'x')),
    );
    expect([alike.pairs.length, alike.pairs[9_999]]).toEqual([10_000, 'L9999-R9999']);
    const mixed = run(
      Array.from({ length: 10_000 }, (_, n) => left(`L${n}`, `n${n}`)),
      Array.from({ length: 10_000 }, (_, n) => right(`R${n}`, `n${9_999 - n}`)),
    );
    expect(mixed.pairs.length).toBe(10_000);
  });
});
