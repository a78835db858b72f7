import { describe, expect, it } from 'vitest';
import { adjustFormula, anchorFormula, copyFormula, renameInFormula, type Shift } from '../../../../sandbox/google/formulas/adjust.ts';
import { joinFormula, splitFormula } from '../../../../sandbox/google/formulas/tokens.ts';

const TITLES = new Map([
  ['Main', 1],
  ['Other tab', 2],
]);
const titles = {
  sheetIdOf: (title: string) => TITLES.get(title),
  titleOf: (sheetId: number) => [...TITLES].find(([, id]) => id === sheetId)?.[0] ?? '',
};
/** The formula stands on tab 1 (Main) unless said otherwise. */
const adjusted = (formula: string, shift: Shift, home = 1) => adjustFormula(formula, home, shift, titles);

describe('cutting a formula into pieces', () => {
  it.each([
    '=SUM(A1:B2)*$C$3&"A1 is ""text"""',
    "='Other tab'!A1+'It''s'!B2:C3",
    '=LOG10(A1)+TAXES2024*rate_1+A1B+Q1.total',
    '=IF(A:A>1;B2:B;5:7)',
    '=1e5+2.5E-3+#REF!+{1,2;3,4}',
    "=\n SUM( a1 , 'x y'!$A1:b$2 )",
  ])('and joining them gives it back: %s', (formula) => {
    const text = formula.replace(/\b(a1|b\$2)\b/g, (found) => found);
    expect(joinFormula(splitFormula(text)).toLowerCase()).toBe(text.toLowerCase());
  });

  it('sees no reference in texts, functions, names and numbers', () => {
    const references = splitFormula('=LOG10("A1")&TAXES2024&A1B&Q1.total&1E5&"x ""B2"" y"').filter((piece) => typeof piece !== 'string');
    expect(references).toEqual([]);
  });
});

describe('rows inserted', () => {
  const two: Shift = { kind: 'insert', sheetId: 1, axis: 'row', at: 4, count: 2 };
  it.each([
    ['=A4', '=A4'],
    ['=A5', '=A7'],
    ['=$A$5+B9', '=$A$7+B11'],
    ['=SUM(A1:A10)', '=SUM(A1:A12)'],
    ['=SUM(A5:A10)', '=SUM(A7:A12)'],
    ['=SUM(A1:A4)', '=SUM(A1:A4)'],
    ['=SUM(A:A)', '=SUM(A:A)'],
    ['=SUM(A2:A)', '=SUM(A2:A)'],
    ['=SUM(A6:A)', '=SUM(A8:A)'],
    ['=SUM(5:6)', '=SUM(7:8)'],
    ["='Other tab'!A5", "='Other tab'!A5"],
    ['=Main!A5', '=Main!A7'],
    ['="A5"', '="A5"'],
  ])('%s becomes %s', (before, expected) => expect(adjusted(before, two)).toBe(expected));

  it('reaches formulas of other tabs that name this one, and only those references', () => {
    expect(adjusted('=A5+Main!A5', two, 2)).toBe('=A5+Main!A7');
  });
});

describe('rows deleted', () => {
  const rows3to5: Shift = { kind: 'delete', sheetId: 1, axis: 'row', from: 2, to: 5 };
  it.each([
    ['=A2', '=A2'],
    ['=A3', '=#REF!'],
    ['=A5+A6', '=#REF!+A3'],
    ['=SUM(A1:A10)', '=SUM(A1:A7)'],
    ['=SUM(A4:A10)', '=SUM(A3:A7)'],
    ['=SUM(A1:A4)', '=SUM(A1:A2)'],
    ['=SUM(A3:A5)', '=SUM(#REF!)'],
    ['=SUM(A4:A)', '=SUM(A3:A)'],
  ])('%s becomes %s', (before, expected) => expect(adjusted(before, rows3to5)).toBe(expected));
});

describe('columns inserted and deleted', () => {
  it.each([
    ['=B2+C2', '=B2+D2'],
    ['=SUM(B:D)', '=SUM(B:E)'],
    ['=SUM(2:3)', '=SUM(2:3)'],
  ])('insert before C: %s becomes %s', (before, expected) => {
    expect(adjusted(before, { kind: 'insert', sheetId: 1, axis: 'column', at: 2, count: 1 })).toBe(expected);
  });
  it.each([
    ['=B2+C2', '=#REF!+B2'],
    ['=SUM(A1:C1)', '=SUM(A1:B1)'],
    ['=SUM(B:B)', '=SUM(#REF!)'],
  ])('delete B: %s becomes %s', (before, expected) => {
    expect(adjusted(before, { kind: 'delete', sheetId: 1, axis: 'column', from: 1, to: 2 })).toBe(expected);
  });
});

describe('rows moved', () => {
  // Rows 2 and 3 go before row 6: 1 4 5 2 3 6.
  const down: Shift = { kind: 'move', sheetId: 1, axis: 'row', from: 1, to: 3, before: 5 };
  it.each([
    ['=A1', '=A1'],
    ['=A2', '=A4'],
    ['=A3', '=A5'],
    ['=A4', '=A2'],
    ['=A5', '=A3'],
    ['=A6', '=A6'],
    ['=SUM(A2:A3)', '=SUM(A4:A5)'],
    ['=SUM(A1:A6)', '=SUM(A1:A6)'],
  ])('down: %s becomes %s', (before, expected) => expect(adjusted(before, down)).toBe(expected));
  // Row 5 goes before row 2: 1 5 2 3 4 6.
  const up: Shift = { kind: 'move', sheetId: 1, axis: 'row', from: 4, to: 5, before: 1 };
  it.each([
    ['=A5', '=A2'],
    ['=A2', '=A3'],
    ['=A4', '=A5'],
    ['=A6', '=A6'],
    ['=SUM(A1:A3)', '=SUM(A1:A4)'],
    ['=SUM(A5:A6)', '=SUM(A6:A6)'],
  ])('up: %s becomes %s', (before, expected) => expect(adjusted(before, up)).toBe(expected));
});

describe('cells cut and pasted', () => {
  const source = { sheetId: 1, r0: 1, r1: 3, c0: 0, c1: 2 };
  it.each([
    ['=A2', '=D10'],
    ['=$B$3', '=$E$11'],
    ['=SUM(A2:B3)', '=SUM(D10:E11)'],
    ['=SUM(A2:B4)', '=SUM(A2:B4)'],
    ['=C2', '=C2'],
  ])('within a tab: %s becomes %s', (before, expected) => {
    expect(adjusted(before, { kind: 'transfer', source, to: { sheetId: 1, row: 9, column: 3 } })).toBe(expected);
  });
  it('to another tab: references name it, those on it don’t', () => {
    const shift: Shift = { kind: 'transfer', source, to: { sheetId: 2, row: 0, column: 0 } };
    expect(adjusted('=A2+C2', shift)).toBe("='Other tab'!A1+C2");
    expect(adjusted('=Main!A2', shift, 2)).toBe('=A1');
    expect(anchorFormula("=A2+C2+'Other tab'!B1", 1, titles)).toBe("=Main!A2+Main!C2+'Other tab'!B1");
  });
});

describe('cells shifted in a band', () => {
  const shift: Shift = { kind: 'insert', sheetId: 1, axis: 'row', at: 1, count: 1, band: [0, 2] };
  it.each([
    ['=A2', '=A3'],
    ['=C2', '=C2'],
    ['=SUM(A1:B5)', '=SUM(A1:B6)'],
    ['=SUM(B1:C5)', '=SUM(B1:C5)'],
    ['=SUM(2:2)', '=SUM(2:2)'],
  ])('%s becomes %s', (before, expected) => expect(adjusted(before, shift)).toBe(expected));
});

describe('copies, tabs dropped and renamed', () => {
  it.each([
    ['=A1+$A$1+A$1+$A1', 2, 1, '=B3+$A$1+B$1+$A3'],
    ['=SUM(A1:B2)', 1, 0, '=SUM(A2:B3)'],
    ['=SUM(A:A)', 5, 1, '=SUM(B:B)'],
    ['=A1', -1, 0, '=#REF!'],
    ["='Other tab'!A1", 1, 1, "='Other tab'!B2"],
  ])('%s copied by %i, %i becomes %s', (before, rows, columns, expected) => expect(copyFormula(before, rows, columns)).toBe(expected));

  it('a tab dropped leaves #REF! where it was named', () => {
    expect(adjusted("='Other tab'!A1+A1", { kind: 'dropTab', sheetId: 2 })).toBe('=#REF!+A1');
  });

  it('a tab renamed is quoted where its new title asks for it', () => {
    expect(renameInFormula('=main!A1+"Main!A1"', 'Main', 'My plans')).toBe(`='My plans'!A1+"Main!A1"`);
    expect(renameInFormula("='Other tab'!A1", 'Other tab', "Bo's")).toBe("='Bo''s'!A1");
  });
});
