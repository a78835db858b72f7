/**
 * Pure: whether a write stood where it was meant to, by what it covered. The same judgement after an answer and, from the
 * hidden tab, after a lost one.
 */
import type { ColumnRef } from '../../../core/sync/ids.ts';
import { cellOf, type StepOutcome, type Write } from '../../../core/sync/ports.ts';
import type { Cell, Cells } from '../../../core/sync/record.ts';
import { type CellTarget, isValue, sameContent, sameEntered, textIn, toCell } from '../codec.ts';
import type { Grid } from '../grid.ts';
import type { PlacedColumn } from '../layout.ts';
import { isOurs } from './our-note.ts';
import { doneAt, localIdAt, type RowTarget } from './place.ts';

/** What a batch knew of the tab when it was sent. */
export interface Known {
  readonly headerRow: number;
  readonly key: { readonly index: number; readonly header: string };
  readonly columns: readonly PlacedColumn[];
}

/** Columns that bore, when the batch ran, the headers that it was made for. */
export function trueColumns(known: Known, covered: Grid): ReadonlySet<number> {
  const all = [...known.columns, known.key];
  return new Set(
    all.filter((column) => textIn(covered.at(known.headerRow - 1, column.index)) === column.header).map((column) => column.index),
  );
}

/** Whether everything that a row's writes covered is what they were meant to cover. A typed value may differ: that is a conflict, not a wrong row. */
export function stood(known: Known, target: RowTarget, covered: Grid, columns: ReadonlySet<number>): boolean {
  if (!columns.has(known.key.index) || !target.cells.every((cell) => columns.has(cell.column))) return false;
  if (textIn(covered.at(target.row, known.key.index)) !== (target.expectKey ?? '')) return false;
  if (!target.cells.every((cell) => mayCover(cell, covered.at(target.row, cell.column)))) return false;
  return target.writes.every((write) => sameRow(known, told(write), target.row, covered));
}

/** What the row must show to be the record's: all of it where it has no key yet, its natural key where others may have been sorted under ours. */
const told = (write: RowTarget['writes'][number]): Cells =>
  write.kind === 'key' ? write.before : write.kind === 'create' ? {} : (write.identity ?? {});

/** Outcomes of a row's writes that stood; `row` is where it is now, null when it has gone since; `shown` null: what was sent. */
export function appliedAt(
  known: Known,
  target: RowTarget,
  covered: Grid,
  row: number | null,
  shown: (column: PlacedColumn, sent: Cell) => Cell | null,
): StepOutcome[] {
  return target.writes.map((write) => {
    if (write.kind === 'key' || write.kind === 'note') return doneAt(row);
    const refs = write.kind === 'update' ? new Set(Object.keys(write.cells)) : null;
    const columns = known.columns.filter((column) => refs === null || refs.has(column.ref));
    const before = cellsOf(columns, (column) => toCell(covered.at(target.row, column.index)));
    if (write.kind !== 'update') return { ...doneAt(target.row), position: null, covered: { kind: 'value', cells: before } };
    const after = cellsOf(columns, (column) => {
      const sent = cellOf(write.cells, column.ref);
      return shown(column, sent) ?? sent;
    });
    return {
      kind: 'applied',
      localId: localIdAt(row),
      position: row === null ? null : row + 1,
      version: null,
      shown: after,
      covered: { kind: 'value', cells: before },
    };
  });
}

/** An update that Google answers as done and that shows what was there before: taken for done, the old value would look like a person's newer one. */
export function notTaken(known: Known, target: RowTarget, write: Write, covered: Grid, after: Grid): StepOutcome | null {
  if (write.kind !== 'update') return null;
  const column = known.columns.find(({ ref, index }) => {
    const sent = target.cells.find((cell) => cell.column === index && isValue(cell));
    const now = after.at(target.row, index);
    return ref in write.cells && sent && !isAsWritten(sent, now) && sameEntered(covered.at(target.row, index), now);
  });
  return column ? { kind: 'refused', why: 'not-taken', detail: column.ref, column: column.ref } : null;
}

export function cellsOf(columns: readonly PlacedColumn[], cell: (column: PlacedColumn) => Cell): Cells {
  const cells: Record<ColumnRef, Cell> = {};
  for (const column of columns) cells[column.ref] = cell(column);
  return cells;
}

/** A formula and a person's note are never covered for good. */
function mayCover(cell: CellTarget, covered: ReturnType<Grid['at']>): boolean {
  return cell.fields === 'note' ? isOurs(covered?.note) : covered?.userEnteredValue?.formulaValue === undefined;
}

/** A copied formula is computed anew where the copy stands, so only typed cells tell rows apart. */
function sameRow(known: Known, before: Cells, row: number, covered: Grid): boolean {
  return known.columns.every((column) => {
    const cell = before[column.ref];
    return cell === undefined || cell.formula === true || sameContent(cell, toCell(covered.at(row, column.index)));
  });
}

/** Whether what stands in a cell is what we put there. */
export const isAsWritten = (cell: CellTarget, now: ReturnType<Grid['at']>): boolean =>
  cell.fields === 'note' ? (now?.note ?? '') === (cell.data.note ?? '') : sameEntered(cell.data, now);

/**
 * How the tab shows what was sent, while it does. Anything else came after: an edit, a row deleted, or another record
 * that a sort has put under the key; the next read says what it is.
 */
export const formOf = (sent: Cell, now: Cell): Cell => (sameContent(sent, now) ? now : sent);
