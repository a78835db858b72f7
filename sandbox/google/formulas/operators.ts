/** Operators as Google Sheets has them, where the parser's library differs: texts, blanks, whole arrays. */
import type FormulaParser from 'fast-formula-parser';

type Utils = FormulaParser['utils'];

const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>=']);

/**
 * Texts compare without case, a blank equals "" as well as 0, and an operator between arrays works element by
 * element (`SUMPRODUCT((A1:A9="x")*B1:B9)`).
 */
export function adaptOperators(utils: Utils): void {
  const scalar = utils.applyInfix.bind(utils);
  utils.applyInfix = (left, operator, right) => {
    const [a, b] = [utils.extractRefValue(left), utils.extractRefValue(right)];
    const apply = (x: unknown, y: unknown) => scalar(...prepared(x, operator, y));
    return Array.isArray(a.val) || Array.isArray(b.val) ? elementwise(rows(a.val), rows(b.val), apply) : apply(a.val, b.val);
  };
}

function prepared(x: unknown, operator: string, y: unknown): [unknown, string, unknown] {
  if (!COMPARISONS.has(operator)) {
    const blank = operator === '&' ? '' : 0;
    return [x ?? blank, operator, y ?? blank];
  }
  if (typeof x === 'string' && typeof y === 'string') return [x.toLowerCase(), operator, y.toLowerCase()];
  const [left, right] = [x ?? blankLike(y), y ?? blankLike(x)];
  return [left, operator, right];
}

function blankLike(other: unknown): unknown {
  if (typeof other === 'string') return '';
  return typeof other === 'boolean' ? false : 0;
}

function rows(value: unknown): unknown[][] {
  return Array.isArray(value) ? value : [[value]];
}

/** One row or column is repeated over the other's size; what is missing counts as blank. */
function elementwise(a: unknown[][], b: unknown[][], apply: (x: unknown, y: unknown) => unknown): unknown[][] {
  const height = Math.max(a.length, b.length);
  const width = Math.max(a[0]?.length ?? 1, b[0]?.length ?? 1);
  const pick = (list: unknown[][], row: number, column: number): unknown => {
    const line = list[list.length === 1 ? 0 : row];
    return line?.[line.length === 1 ? 0 : column];
  };
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => apply(pick(a, row, column), pick(b, row, column))),
  );
}
