import { describe, expect, test } from 'vitest';
import type { Identified, KnownRow } from '../../../core/sync/identity/rows.ts';
import { identifyRows, isRecordKey, isWritten, recordOf, wholeRows } from '../../../core/sync/identity/rows.ts';
import type { RecordKey } from '../../../core/sync/ids.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { key, rec } from './fixtures.ts';

/** `ek` and letters: what our keys look like. */
const K = (n: number): RecordKey => key(`ek${String(n).padStart(12, '0')}`);
const print = (name: string, content: string): string => `${name}|${content}`;

/** A row as read: what its key column shows, its name, the rest of its content. */
const row = (position: number, shows: RecordKey | string | null, name: string, content = ''): RawRecord =>
  rec(`row:${position}`, { NAME: name, NOTES: content }, { key: shows, name, position });

const known = (position: number, of: RecordKey, name: string, content = '', written = true): KnownRow => ({
  key: of,
  position,
  fingerprint: print(name, content),
  written,
});

const fingerprint = (record: RawRecord): string => {
  const notes = record.cells['NOTES' as keyof typeof record.cells];
  return print(record.name, notes?.kind === 'text' ? notes.text : '');
};

/** `former`: rows that were gone by the last reading, as they were last shown. */
function identify(
  before: readonly KnownRow[],
  now: readonly RawRecord[],
  former: readonly (readonly [RecordKey, RawRecord])[] = [],
): Identified {
  let minted = 900;
  const wholes = wholeRows(before, now, fingerprint);
  const shown = before.map((one): [RecordKey, RawRecord] => {
    const [name = '', content = ''] = one.fingerprint.split('|');
    return [one.key, row(one.position, one.key, name, content)];
  });
  const asked = new Set(wholes.missing);
  return identifyRows(wholes, new Map([...former, ...shown].filter(([of]) => asked.has(of))), () => K(minted++));
}

/** Three mapped cells, of which the name is one. */
const wide = (position: number, shows: RecordKey | null, name: string, notes: string, tag: string): RawRecord =>
  rec(`row:${position}`, { NAME: name, NOTES: notes, TAG: tag }, { key: shows, name, position });

const readWide = (was: RawRecord, now: readonly RawRecord[], more: Partial<KnownRow> = {}): Identified => {
  let minted = 900;
  const whole = (one: RawRecord): string => JSON.stringify(one.cells);
  const then = { key: K(1), position: was.position ?? 0, fingerprint: whole(was), written: true, ...more };
  return identifyRows(wholeRows([then], now, whole), new Map([[K(1), was]]), () => K(minted++));
};

/** Who each row is: `name key`, with `!` where the key must be written. */
const who = (found: Identified): readonly string[] => found.rows.map((one) => `${one.record.name} ${one.key}${isWritten(one) ? '' : '!'}`);

const ABC = [known(2, K(1), 'A', 'a'), known(3, K(2), 'B', 'b'), known(4, K(3), 'C', 'c')];

describe('rows that carry their keys', () => {
  test('[I1] unchanged', () => {
    const found = identify(ABC, [row(2, K(1), 'A', 'a'), row(3, K(2), 'B', 'b'), row(4, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `B ${K(2)}`, `C ${K(3)}`]);
    expect(found).toMatchObject({ unclear: [], gone: [] });
  });

  test('[I1] a row’s local id is its key', () => {
    expect(identify(ABC, [row(2, K(1), 'A', 'a')]).rows.map((one) => recordOf(one).localId)).toEqual([K(1)]);
  });

  test('[I2] an edited or renamed row keeps its key', () => {
    const found = identify(ABC, [row(2, K(1), 'A', 'edited'), row(3, K(2), 'Renamed', 'b'), row(4, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `Renamed ${K(2)}`, `C ${K(3)}`]);
  });

  test('[I2] of a row nothing is left but its hidden key: it was typed anew, or it is another, and nobody guesses', () => {
    const found = identify(ABC, [row(2, K(1), 'N', 'n'), row(3, K(2), 'B', 'b'), row(4, K(3), 'C', 'c')]);
    expect([who(found), found.gone, found.uncertain]).toEqual([[`B ${K(2)}`, `C ${K(3)}`], [], [K(1)]]);
    // Its key taken off by hand, it is another.
    const mended = identify(ABC, [row(2, null, 'N', 'n'), row(3, K(2), 'B', 'b'), row(4, K(3), 'C', 'c')]);
    expect([who(mended), mended.gone]).toEqual([[`N ${K(900)}!`, `B ${K(2)}`, `C ${K(3)}`], [K(1)]]);
  });

  test('[I9] under the key of a row that was gone: that one if something of it is left, else another', () => {
    const former: readonly (readonly [RecordKey, RawRecord])[] = [[K(1), row(2, K(1), 'A', 'a')]];
    const rest = [known(3, K(2), 'B', 'b')];
    const brought = identify(rest, [row(2, K(1), 'A', 'edited'), row(3, K(2), 'B', 'b')], former);
    expect(who(brought)).toEqual([`A ${K(1)}`, `B ${K(2)}`]);
    const typed = identify(rest, [row(2, K(1), 'N', 'n'), row(3, K(2), 'B', 'b')], former);
    expect(who(typed)).toEqual([`N ${K(900)}!`, `B ${K(2)}`]);
  });

  test('[I3] a row inserted above is new, and moves nobody', () => {
    const found = identify(ABC, [row(2, null, 'N'), row(3, K(1), 'A', 'a'), row(4, K(2), 'B', 'b'), row(5, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`N ${K(900)}!`, `A ${K(1)}`, `B ${K(2)}`, `C ${K(3)}`]);
  });

  test('[I4] sorted with their keys', () => {
    const found = identify(ABC, [row(2, K(3), 'C', 'c'), row(3, K(2), 'B', 'edited'), row(4, K(1), 'A', 'a')]);
    expect(who(found)).toEqual([`C ${K(3)}`, `B ${K(2)}`, `A ${K(1)}`]);
  });

  test('[I5] a deleted row is gone', () => {
    expect(identify(ABC, [row(2, K(1), 'A', 'a'), row(3, K(3), 'C', 'c')]).gone).toEqual([K(2)]);
  });
});

describe('keys and contents that came apart', () => {
  test('[I6] sorted without the key column: identity follows the content, keys are written again', () => {
    const found = identify(ABC, [row(2, K(1), 'C', 'c'), row(3, K(2), 'B', 'b'), row(4, K(3), 'A', 'a')]);
    expect(who(found)).toEqual([`C ${K(3)}!`, `B ${K(2)}`, `A ${K(1)}!`]);
    expect(found).toMatchObject({ unclear: [], gone: [] });
  });

  test('[I6] cut and pasted over another row: that one is gone, the moved one is itself', () => {
    const found = identify(ABC, [row(3, K(2), 'B', 'b'), row(4, K(3), 'A', 'a')]);
    expect(who(found)).toEqual([`B ${K(2)}`, `A ${K(1)}!`]);
    expect(found.gone).toEqual([K(3)]);
  });

  test('[I7] sorted without keys and one row edited: its key is another’s, so its name tells', () => {
    const found = identify(ABC, [row(2, K(1), 'C', 'c'), row(3, K(2), 'B', 'b'), row(4, K(3), 'A', 'edited')]);
    expect(who(found)).toEqual([`C ${K(3)}!`, `B ${K(2)}`, `A ${K(1)}!`]);
    expect(found).toMatchObject({ unclear: [], gone: [] });
  });

  test('[I7] where two vanished rows bear that name it is unclear, and the caller concludes nothing from it', () => {
    const twins = [known(2, K(1), 'A', 'a'), known(3, K(2), 'A', 'b'), known(4, K(3), 'C', 'c')];
    const sorted = identify(twins, [row(2, K(1), 'C', 'c'), row(3, K(3), 'A', 'edited'), row(4, K(3), 'A', 'edited, too')]);
    expect(who(sorted)).toEqual([`C ${K(3)}!`]);
    expect(sorted.unclear.map((one) => one.record.name)).toEqual(['A', 'A']);
    // It stays so when the others have their keys again: no copies of C.
    const later = identify(twins, [row(2, K(3), 'C', 'c'), row(3, K(3), 'A', 'edited'), row(4, K(3), 'A', 'edited, too')]);
    expect(who(later)).toEqual([`C ${K(3)}`]);
    expect(later.unclear).toHaveLength(2);
  });

  test('[I7] sorted without keys and every row edited: the names tell that nothing is certain', () => {
    const found = identify(ABC, [row(2, K(1), 'C', 'x'), row(3, K(2), 'B', 'y'), row(4, K(3), 'A', 'z')]);
    expect(who(found)).toEqual([`B ${K(2)}`]);
    expect(found.unclear.map((one) => one.record.name)).toEqual(['C', 'A']);
  });

  test('[I7] a row that couldn’t be told isn’t taken for the one whose key it shows when all else is in order again', () => {
    const lost = [known(2, K(1), 'A', 'a'), { ...known(3, K(2), 'B', 'b'), doubtful: true }];
    const found = identify(lost, [row(2, K(1), 'A', 'a'), row(3, K(2), 'N', 'n')]);
    expect([who(found), found.unclear.length, found.uncertain]).toEqual([[`A ${K(1)}`], 1, [K(2)]]);
    expect(who(identify(lost, [row(2, K(1), 'A', 'a'), row(3, K(2), 'B', 'edited')]))).toEqual([`A ${K(1)}`, `B ${K(2)}`]);
  });

  test('[I2] renamed to the name of a row that still stands: nothing doubtful in that', () => {
    const found = identify(ABC, [row(2, K(1), 'B', 'a'), row(3, K(2), 'B', 'edited'), row(4, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`B ${K(1)}`, `B ${K(2)}`, `C ${K(3)}`]);
  });

  test('[I8] a key that was cleared: the content tells, the key is written again', () => {
    const found = identify(ABC, [row(2, K(1), 'A', 'a'), row(3, null, 'B', 'b'), row(4, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `B ${K(2)}!`, `C ${K(3)}`]);
  });

  test('[I8] a key that was cleared in an edited row: the one vanished row of that name', () => {
    const found = identify(ABC, [row(2, K(1), 'A', 'a'), row(3, null, 'B', 'edited'), row(4, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `B ${K(2)}!`, `C ${K(3)}`]);
  });

  test('[I8] two vanished rows of one name, or two keyless rows that bear it: nobody’s guess', () => {
    const twins = [known(2, K(1), 'A', 'a'), known(3, K(2), 'A', 'b')];
    expect(identify(twins, [row(2, null, 'A', 'edited')]).unclear.length).toBe(1);
    expect(identify(ABC, [row(2, null, 'A', 'x'), row(3, null, 'A', 'y')]).unclear.length).toBe(2);
  });

  test('[I8] the whole key column cleared', () => {
    const found = identify(ABC, [row(2, null, 'A', 'a'), row(3, null, 'B', 'b'), row(4, null, 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}!`, `B ${K(2)}!`, `C ${K(3)}!`]);
  });

  test('[I9] what isn’t one of our keys is no key', () => {
    expect(isRecordKey('ek')).toBe(false);
    expect(isRecordKey('EK000000000001')).toBe(false);
    expect(isRecordKey(null)).toBe(false);
    expect(isRecordKey(K(1))).toBe(true);
    expect(who(identify(ABC, [row(2, 'see Anna', 'A', 'a')]))).toEqual([`A ${K(1)}!`]);
  });

  test('[I9] a key of ours that isn’t known here is taken as it stands: a row brought back', () => {
    expect(who(identify(ABC, [row(2, K(77), 'Old', 'o')]))).toEqual([`Old ${K(77)}`]);
  });
});

test('[I9] a key of nobody here over the name of the one row that vanished: that row; of several, nobody’s guess', () => {
  const found = identify(ABC, [row(2, K(77), 'A', 'edited'), row(3, K(2), 'B', 'b'), row(4, K(3), 'C', 'c')]);
  expect([who(found), found.gone]).toEqual([[`A ${K(1)}!`, `B ${K(2)}`, `C ${K(3)}`], []]);
  const twins = [known(2, K(1), 'A', 'a'), known(3, K(2), 'A', 'b')];
  expect(identify(twins, [row(2, K(77), 'A', 'edited')]).unclear.length).toBe(1);
});

describe('copies', () => {
  test('[I10] a row copied with its key: the one at the old place is the owner, the other is new', () => {
    const found = identify(ABC, [row(2, K(1), 'A', 'a'), row(3, K(2), 'B', 'b'), row(4, K(1), 'A', 'a'), row(5, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `B ${K(2)}`, `A ${K(900)}!`, `C ${K(3)}`]);
    expect(found.unclear).toEqual([]);
  });

  test('[I10] copied and the copy edited: the owner is the one equal to the base, wherever it stands', () => {
    const found = identify(ABC, [row(2, K(1), 'A', 'edited'), row(9, K(1), 'A', 'a')]);
    expect(who(found)).toEqual([`A ${K(900)}!`, `A ${K(1)}`]);
  });

  test('[I10] both edited: the one nearest to the old place', () => {
    const found = identify(ABC, [row(9, K(1), 'A', 'x'), row(3, K(1), 'A', 'y')]);
    expect(who(found)).toEqual([`A ${K(900)}!`, `A ${K(1)}`]);
  });

  test('[I10] both edited, and one renamed: the other is the owner, though less of it is left', () => {
    const found = readWide(wide(2, K(1), 'A', 'a', 'x'), [wide(2, K(1), 'N', 'a', 'x'), wide(3, K(1), 'A', 'b', 'y')]);
    expect([who(found), found.unclear]).toEqual([[`N ${K(900)}!`, `A ${K(1)}`], []]);
  });

  test.each([false, true])(
    '[I10] copied without its key and renamed: a new record, whatever was edited in the other (in doubt before: %s)',
    (doubt) => {
      const found = readWide(wide(2, K(1), 'A', 'a', 'x'), [wide(2, null, 'N', 'a', 'x'), wide(3, K(1), 'A', 'b', 'y')], {
        doubtful: doubt,
      });
      expect([who(found), found.unclear]).toEqual([[`N ${K(900)}!`, `A ${K(1)}`], []]);
    },
  );

  test('[I11] fault F59: identical rows stay as many as they are', () => {
    const twins = [known(2, K(1), 'A', 'a'), known(3, K(2), 'A', 'a'), known(4, K(3), 'A', 'a')];
    const found = identify(twins, [row(2, null, 'A', 'a'), row(3, null, 'A', 'a'), row(4, null, 'A', 'a'), row(5, null, 'A', 'a')]);
    expect(who(found)).toEqual([`A ${K(1)}!`, `A ${K(2)}!`, `A ${K(3)}!`, `A ${K(900)}!`]);
    expect(identify(twins, [row(2, K(1), 'A', 'a'), row(3, K(3), 'A', 'a')]).gone).toEqual([K(2)]);
  });
});

describe('rows whose key isn’t written yet', () => {
  const pending = [known(2, K(1), 'A', 'a'), known(3, K(2), 'B', 'b', false), known(4, K(3), 'C', 'c')];

  test('[I12] typed on: still the one between its neighbours, also when rows came above', () => {
    expect(who(identify(pending, [row(2, K(1), 'A', 'a'), row(3, null, 'Be', 'b'), row(4, K(3), 'C', 'c')]))).toEqual([
      `A ${K(1)}`,
      `Be ${K(2)}!`,
      `C ${K(3)}`,
    ]);
    const shifted = [row(2, null, 'N'), row(3, K(1), 'A', 'a'), row(4, null, 'Be', 'b'), row(5, K(3), 'C', 'c')];
    expect(who(identify(pending, shifted))).toEqual([`N ${K(900)}!`, `A ${K(1)}`, `Be ${K(2)}!`, `C ${K(3)}`]);
  });

  test('[I12] another row next to it: what of it wasn’t typed anew tells which of the two it is', () => {
    const found = identify(pending, [row(2, K(1), 'A', 'a'), row(3, null, 'N'), row(4, null, 'Be', 'b'), row(5, K(3), 'C', 'c')]);
    expect([who(found), found.gone]).toEqual([[`A ${K(1)}`, `N ${K(900)}!`, `Be ${K(2)}!`, `C ${K(3)}`], []]);
  });

  test('[I12] another row next to it, and all of it typed anew: nobody guesses', () => {
    const found = identify(pending, [row(2, K(1), 'A', 'a'), row(3, null, 'N'), row(4, null, 'Be', 'e'), row(5, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `N ${K(900)}!`, `Be ${K(901)}!`, `C ${K(3)}`]);
    expect(found.gone).toEqual([K(2)]);
  });

  test('[I12] its name tells it from a row that came next to it', () => {
    const found = identify(pending, [row(2, K(1), 'A', 'a'), row(3, null, 'N'), row(4, null, 'B', 'more'), row(5, K(3), 'C', 'c')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `N ${K(900)}!`, `B ${K(2)}!`, `C ${K(3)}`]);
  });

  test('[I12] another row in its place: nothing of it is left, so it is gone', () => {
    const found = identify(pending, [row(2, K(1), 'A', 'a'), row(3, null, 'N', 'n'), row(4, K(3), 'C', 'c')]);
    expect([who(found), found.gone]).toEqual([[`A ${K(1)}`, `N ${K(900)}!`, `C ${K(3)}`], [K(2)]]);
  });

  test('[I12] seeds 40608, 40627: sorted elsewhere and typed on in all but one cell: nothing is concluded, also not that it is gone', () => {
    const was = wide(2, null, 'A', 'a', 'x');
    const now = [wide(7, null, 'New', 'new', 'x'), wide(8, null, 'Z', 'z', 'z')];
    const found = readWide(was, now, { written: false });
    expect([found.gone, found.uncertain, found.unclear.map((one) => one.record.name)]).toEqual([[], [K(1)], ['New']]);
    // Once its key stands in the tab, a row without any key is another one.
    expect(readWide(was, now).gone).toEqual([K(1)]);
  });

  test('[I12] the last row, typed on while the next is begun', () => {
    const last = [known(2, K(1), 'A', 'a'), known(3, K(2), 'B', '', false)];
    const found = identify(last, [row(2, K(1), 'A', 'a'), row(3, null, 'Bert', 'b'), row(4, null, 'N')]);
    expect(who(found)).toEqual([`A ${K(1)}`, `Bert ${K(2)}!`, `N ${K(900)}!`]);
  });

  test('[I12] the first row, and a tab of which every row is being typed', () => {
    const first = [known(2, K(1), 'A', '', false), known(3, K(2), 'B', 'b')];
    expect(who(identify(first, [row(2, null, 'N'), row(3, null, 'Al', ''), row(4, K(2), 'B', 'b')]))).toEqual([
      `N ${K(900)}!`,
      `Al ${K(1)}!`,
      `B ${K(2)}`,
    ]);
    const all = [known(2, K(1), 'A', '', false), known(3, K(2), 'B', '', false)];
    expect(who(identify(all, [row(2, null, 'Al'), row(3, null, 'Be')]))).toEqual([`Al ${K(1)}!`, `Be ${K(2)}!`]);
  });
});

describe('however many rows', () => {
  const many = (n: number, of: (i: number) => KnownRow): KnownRow[] => Array.from({ length: n }, (_, i) => of(i));
  const N = 10_000;
  const plain = many(N, (i) => known(i + 2, K(i), `n${i}`, 'c'));
  const same = many(N, (i) => known(i + 2, K(i), 'A', 'a'));
  const fresh = many(N, (i) => known(i + 2, K(i), `n${i}`, 'c', false));

  // A pass that looks at every row for every row takes 100 million steps and runs into the time-out; linear ones take 50 ms.
  test.each([
    ['every row edited', plain, plain.map((one, i) => row(one.position, one.key, `n${i}`, 'edited'))],
    ['every row renamed', plain, plain.map((one, i) => row(one.position, one.key, `m${i}`, 'c'))],
    ['every key cleared and edited', plain, plain.map((one, i) => row(one.position, null, `n${i}`, 'edited'))],
    ['sorted without keys', plain, plain.map((one, i) => row(one.position, one.key, `n${N - 1 - i}`, 'c'))],
    ['all rows alike, keyless', same, same.map((one) => row(one.position, null, 'A', 'a'))],
    ['all rows copies of one', same, same.map((one) => row(one.position, K(0), 'A', 'b'))],
    ['every row pending and renamed', fresh, fresh.map((one, i) => row(one.position, null, `m${i}`, 'c'))],
    [
      'pending rows between known ones',
      [...fresh].map((one, i) => ({ ...one, written: i % 2 === 0 })),
      fresh.map((one, i) => row(one.position, i % 2 === 0 ? one.key : null, `m${i}`, 'c')),
    ],
  ])('[I13] 10,000 rows in linear time: %s', { timeout: 10_000 }, (_, before, now) => {
    const found = identify(before, now);
    expect(found.rows.length + found.unclear.length).toBe(N);
  });
});
