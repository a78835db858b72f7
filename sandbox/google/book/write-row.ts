import type { Workbook } from '../sheets/library.ts';
import type { Cell } from './documents.ts';

/**
 * Writes cells of a row, unless a `partial` fault wants the row left as it was: nobody is told, it counts as written.
 * Faults know it by its tab's title and the operation, `Budgets.updateCells`.
 */
export function writeRow(
  { book, world, caller }: Workbook,
  operation: 'updateCells' | 'repeatCell' | 'appendCells' | 'values.update',
  at: { readonly sheetId: number; readonly row: number },
  changes: readonly (readonly [column: number, cell: Cell | undefined])[],
): void {
  if (world.failsPartially('sheets', `${book.tab(at.sheetId).title}.${operation}`, caller.label)) return;
  book.setCells(at.sheetId, at.row, changes);
}
