/**
 * Whatever happens to rows, columns and cells, a reference goes on showing the cell it was made for, or #REF! once that
 * cell is gone; sums over a column go on counting what stands between their ends. Held against a list of marks that is
 * moved about by its own simple rules.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestGoogle } from '../world.ts';

const HEIGHT = 8;
/** Far enough down that no history reaches it. */
const BOTTOM = 40;

type Step =
  | { readonly kind: 'insert'; readonly at: number; readonly count: number }
  | { readonly kind: 'delete'; readonly from: number; readonly count: number }
  | { readonly kind: 'move'; readonly from: number; readonly count: number; readonly to: number }
  | { readonly kind: 'cut'; readonly from: number; readonly to: number };

const index = fc.nat({ max: HEIGHT - 1 });
const count = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: index, count }),
  fc.record({ kind: fc.constant('delete' as const), from: index, count }),
  fc.record({ kind: fc.constant('move' as const), from: index, count, to: index }),
  fc.record({ kind: fc.constant('cut' as const), from: index, to: index }),
);

const rows = (startIndex: number, endIndex: number) => ({ sheetId: 0, dimension: 'ROWS', startIndex, endIndex });
const blank = (n: number) => new Array<number | undefined>(n).fill(undefined);

/** The marks of column A after the step, and the request that does it. */
function apply(marks: readonly (number | undefined)[], one: Step): { marks: (number | undefined)[]; request: object } {
  const list = [...marks];
  if (one.kind === 'insert') {
    list.splice(one.at, 0, ...blank(one.count));
    return { marks: list, request: { insertDimension: { range: rows(one.at, one.at + one.count) } } };
  }
  if (one.kind === 'delete') {
    list.splice(one.from, one.count);
    return { marks: list, request: { deleteDimension: { range: rows(one.from, one.from + one.count) } } };
  }
  if (one.kind === 'move') {
    const block = list.splice(one.from, one.count);
    const inside = one.to >= one.from && one.to <= one.from + one.count;
    list.splice(inside ? one.from : one.to > one.from ? one.to - one.count : one.to, 0, ...block);
    return { marks: list, request: { moveDimension: { source: rows(one.from, one.from + one.count), destinationIndex: one.to } } };
  }
  const cell = { sheetId: 0, startRowIndex: one.from, endRowIndex: one.from + 1, startColumnIndex: 0, endColumnIndex: 1 };
  const value = list[one.from];
  list[one.from] = undefined;
  list[one.to] = value;
  return { marks: list, request: { cutPaste: { source: cell, destination: { sheetId: 0, rowIndex: one.to, columnIndex: 0 } } } };
}

describe('references', () => {
  it('follow their cells through any history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const google = new TestGoogle();
        let marks: (number | undefined)[] = Array.from({ length: BOTTOM }, (_, i) => (i < HEIGHT ? 100 + i : undefined));
        const root = await google.sheet(marks.slice(0, HEIGHT).map((mark) => [mark]));
        await google.batch(root, [{ addSheet: { properties: { sheetId: 1, title: 'Watch' } } }]);
        const formulas = marks.slice(0, HEIGHT).map((_, i) => [`=Sheet1!A${i + 1}`, `=Sheet1!$A$${i + 1}*1`]);
        await google.ok('PUT', `${root}/values/Watch!A1?valueInputOption=USER_ENTERED`, { values: formulas });
        await google.values(root, 'Watch!A1:B8');
        // A cell pasted over is gone for good, though references to its place stay: those are not looked at again.
        const covered = new Set<number>();
        for (const one of steps) {
          if (one.kind === 'cut' && one.from !== one.to) covered.add(marks[one.to] ?? 0);
          const next = apply(marks, one);
          marks = next.marks;
          await google.batch(root, [next.request]);
        }
        const shown = await google.values(root, `Watch!A1:B${HEIGHT}`);
        for (let i = 0; i < HEIGHT; i += 1) {
          const mark = 100 + i;
          if (covered.has(mark)) continue;
          const expected = marks.includes(mark) ? mark : '#REF!';
          expect(shown[i], `reference to ${mark} after ${JSON.stringify(steps)}`).toEqual([expected, expected]);
        }
        expect((await google.values(root, `Sheet1!A1:A${marks.length}`)).map((row) => row[0] ?? '')).toEqual(trimmed(marks));
      }),
      { numRuns: 60, seed: 20261123 },
    );
  });

  it('copied formulas worked out one by one agree with those worked out anew', async () => {
    // The same history in two spreadsheets: one is read after every step, the other only at its end.
    const edit = fc.record({
      row: index,
      column: fc.nat({ max: 1 }),
      value: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant('=A1+B2'), fc.constant('=SUM(A1:B8)'), fc.constant('')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 10 }), async (edits) => {
        const google = new TestGoogle();
        const start = Array.from({ length: HEIGHT }, (_, i) => [i, i * 2, `=A${i + 1}+B${i + 1}`, '=SUM(C:C)', `=SUM(A$1:C${i + 1})`]);
        const [watched, quiet] = [await google.sheet(start), await google.sheet(start)];
        for (const { row, column, value } of edits) {
          const cell = `${'AB'[column]}${row + 1}`;
          for (const root of [watched, quiet])
            await google.ok('PUT', `${root}/values/${cell}?valueInputOption=USER_ENTERED`, { values: [[value]] });
          await google.values(watched, 'A1:E8');
        }
        expect(await google.values(watched, 'A1:E8')).toEqual(await google.values(quiet, 'A1:E8'));
      }),
      { numRuns: 60, seed: 20261123 },
    );
  });
});

function trimmed(marks: readonly (number | undefined)[]): (number | '')[] {
  const list = marks.map((mark) => mark ?? ('' as const));
  while (list.length > 0 && list[list.length - 1] === '') list.pop();
  return list;
}
