/** Changes of single cells. Cells are never changed in place; an empty cell is undefined. */
import type { Cell, Scalar } from '../book/documents.ts';

/** Another value or formula (undefined: none), all else as it was. */
export function withValue(cell: Cell | undefined, value: { readonly v?: Scalar; readonly f?: string } | undefined): Cell | undefined {
  const { v: _v, f: _f, runs: _runs, ...rest } = cell ?? {};
  return tidyCell({ ...rest, ...value });
}

/** The cell, or undefined when nothing is left in it. */
export function tidyCell(cell: Cell): Cell | undefined {
  for (const name in cell) if (cell[name as keyof Cell] !== undefined) return cell;
  return undefined;
}
