/** Where formulas stand: per tab and column, the rows by uid, so that moving rows doesn't touch it. */
import type { Book } from '../book/book.ts';
import type { Box } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { isSmall } from './reads.ts';

/** A cell with a formula, and where it stands. */
export interface Target {
  readonly cell: Cell;
  readonly sheetId: number;
  readonly row: number;
  readonly column: number;
}

type Columns = Map<number, Set<number>>;

export class FormulaIndex {
  /** Undefined until first needed, and after columns or tabs moved. */
  #tabs: Map<number, Columns> | undefined;

  forget(): void {
    this.#tabs = undefined;
  }

  cellChanged(sheetId: number, uid: number, column: number, isFormula: boolean): void {
    if (this.#tabs) note(this.#tabs, sheetId, uid, column, isFormula);
  }

  /** The formulas within a box. */
  within(book: Book, box: Box): Target[] {
    return isSmall(box) ? lookThrough(book, box) : this.#lookUp(book, box);
  }

  #lookUp(book: Book, { sheetId, r0, r1, c0, c1 }: Box): Target[] {
    const found: Target[] = [];
    this.#tabs ??= gather(book);
    const columns = this.#tabs.get(sheetId);
    for (let column = c0; column < c1; column += 1) {
      for (const uid of columns?.get(column) ?? []) {
        const row = book.rowIndex(sheetId, uid);
        const cell = row >= r0 && row < r1 ? book.cellAt(sheetId, row, column) : undefined;
        if (cell?.f !== undefined) found.push({ cell, sheetId, row, column });
      }
    }
    return found;
  }
}

function lookThrough(book: Book, { sheetId, r0, r1, c0, c1 }: Box): Target[] {
  const found: Target[] = [];
  for (let row = r0; row < r1; row += 1) {
    const cells = book.rowAt(sheetId, row)?.cells;
    if (!cells) continue;
    for (let column = c0; column < c1; column += 1) {
      const cell = cells[column];
      if (cell?.f !== undefined) found.push({ cell, sheetId, row, column });
    }
  }
  return found;
}

function gather(book: Book): Map<number, Columns> {
  const tabs = new Map<number, Columns>();
  for (const { sheetId } of book.tabs()) {
    for (const uid of book.order(sheetId).rows) {
      book.rowByUid(sheetId, uid)?.cells.forEach((cell, column) => {
        if (cell?.f !== undefined) note(tabs, sheetId, uid, column, true);
      });
    }
  }
  return tabs;
}

function note(tabs: Map<number, Columns>, sheetId: number, uid: number, column: number, isFormula: boolean): void {
  const columns: Columns = tabs.get(sheetId) ?? new Map();
  const uids = columns.get(column) ?? new Set<number>();
  if (isFormula) uids.add(uid);
  else uids.delete(uid);
  tabs.set(sheetId, columns.set(column, uids));
}
