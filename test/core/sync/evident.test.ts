import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidentRows, without } from '../../../core/sync/identity/evident.ts';
import { claimsOf, settleClaims } from '../../../core/sync/identity/likeness.ts';
import type { Missing, Row } from '../../../core/sync/identity/sharing.ts';
import { sharingOf } from '../../../core/sync/identity/sharing.ts';
import { key, rec } from './fixtures.ts';

const COLUMNS = ['NAME', 'STAGE', 'TIER', 'NOTES', 'OWNER'];
type Contents = readonly number[];

const cellsOf = (contents: Contents): Record<string, string> =>
  Object.fromEntries(COLUMNS.map((column, n) => [column, contents[n] === 0 ? '' : `${column.toLowerCase()}${contents[n]}`]));

const rowOf = (position: number, shows: number | null, contents: Contents): Row => ({
  record: rec(`row:${position}`, cellsOf(contents), { name: cellsOf(contents).NAME ?? '', position }),
  fingerprint: contents.join(),
  shows: shows === null ? null : key(`ek${shows}`),
  key: null,
  unclear: false,
});

const missingOf = (n: number, contents: Contents, doubtful: boolean): Missing => ({
  key: key(`ek${n}`),
  position: n + 2,
  written: true,
  doubtful,
  gone: false,
  record: { name: cellsOf(contents).NAME ?? '', cells: rec('', cellsOf(contents)).cells },
});

/** Who each row is in the end, `?` where it is unclear. With or without a first look for what is evident. */
function told(loose: readonly Row[], missing: readonly Missing[], all: readonly Row[], first: boolean): readonly string[] {
  for (const row of loose) Object.assign(row, { key: null, unclear: false });
  const shared = sharingOf(loose, missing);
  const evident = first ? evidentRows(shared) : new Map<Row, Missing>();
  for (const [row, { key: of }] of evident) row.key = of;
  settleClaims(claimsOf(without(shared, evident), all, true), (row, of) => {
    row.key = of;
  });
  return loose.map((row) => (row.unclear ? '?' : (row.key ?? '-')));
}

const contents = fc.tuple(fc.nat(5), fc.nat(2), fc.nat(2), fc.nat(4), fc.nat(3));

test('[I2] what is evident is what a look at the whole tab would say', () => {
  const seen = { evident: 0, rows: 0 };
  const rows = fc.array(
    fc.record({
      before: contents,
      edit: contents,
      edited: fc.tuple(...COLUMNS.map(() => fc.boolean())),
      shows: fc.nat(9),
      doubtful: fc.nat(8),
    }),
    { minLength: 1, maxLength: 7 },
  );
  fc.assert(
    fc.property(rows, fc.array(contents, { maxLength: 6 }), (made, others) => {
      const missing = made.map(({ before, doubtful }, n) => missingOf(n, before, doubtful === 0));
      const loose = made.map(({ before, edit, edited, shows }, n) => {
        const now = before.map((one, at) => (edited[at] === true ? (edit[at] ?? 0) : one));
        return rowOf(n + 2, shows < 6 ? n : shows < 8 ? shows - 6 : null, now);
      });
      const all = [...loose, ...others.map((one, n) => rowOf(n + 20, null, one))];
      const expected = told(loose, missing, all, false);
      expect(told(loose, missing, all, true)).toEqual(expected);
      seen.evident += evidentRows(sharingOf(loose, missing)).size;
      seen.rows += loose.length;
    }),
    { numRuns: 2_000, seed: 7 },
  );
  expect(seen.evident).toBeGreaterThan(seen.rows / 10);
});

test('[I2] rows edited in one cell each are evident, though many cells are shared', () => {
  const before = (n: number): Contents => [n + 1, 1 + (n % 2), 1, 1 + n, 1];
  const missing = [0, 1, 2, 3].map((n) => missingOf(n, before(n), false));
  const loose = [0, 1, 2, 3].map((n) => rowOf(n + 2, n, [...before(n).slice(0, 3), 90 + n, 1]));
  expect(evidentRows(sharingOf(loose, missing)).size).toBe(4);
});

test('[I7] neither a copy of the key nor a row that says more of what another’s record showed', () => {
  const missing = [missingOf(0, [1, 1, 1, 1, 1], false)];
  const copies = [rowOf(2, 0, [1, 1, 1, 9, 1]), rowOf(3, 0, [1, 1, 1, 8, 1])];
  expect(evidentRows(sharingOf(copies, missing)).size).toBe(0);
  const two = [missingOf(0, [1, 1, 1, 1, 1], false), missingOf(1, [2, 2, 2, 2, 2], false)];
  const mixed = [rowOf(2, 0, [1, 1, 1, 2, 2])];
  expect(evidentRows(sharingOf(mixed, two)).size).toBe(0);
});
