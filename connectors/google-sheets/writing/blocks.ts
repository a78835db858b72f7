/** Pure: cells as rectangles, so that many neighbours make one request. */
import type { StepId } from '../../../core/sync/ids.ts';
import { type CellTarget, isValue } from '../codec.ts';
import { type Run, rangeOn, runsOf } from '../grid.ts';
import type { BatchRequest } from '../wire.ts';
import type { NewRow } from './place.ts';

export interface Block {
  readonly fields: string;
  readonly rows: Run;
  readonly columns: Run;
  /** Row by row, column by column. */
  readonly data: readonly (readonly CellTarget['data'][])[];
  readonly steps: readonly StepId[];
}

/** Cells of rows (top down) as rectangles: neighbouring columns of the same fields, continued over neighbouring rows. */
export function blocksOf(
  rows: readonly { readonly row: number; readonly cells: readonly CellTarget[]; readonly steps: readonly StepId[] }[],
): Block[] {
  const blocks: { fields: string; rows: { start: number; end: number }; columns: Run; data: CellTarget['data'][][]; steps: StepId[] }[] =
    [];
  const open = new Map<string, (typeof blocks)[number]>();
  for (const { row, cells, steps } of rows) {
    for (const fields of new Set(cells.map((cell) => cell.fields))) {
      const data = new Map(cells.filter((cell) => cell.fields === fields).map((cell) => [cell.column, cell.data]));
      for (const columns of runsOf(data.keys())) {
        const line: CellTarget['data'][] = [];
        for (let column = columns.start; column < columns.end; column += 1) line.push(data.get(column) ?? {});
        const shape = `${fields} ${columns.start} ${columns.end}`;
        const above = open.get(shape);
        if (above && above.rows.end === row) {
          above.rows.end = row + 1;
          above.data.push(line);
          above.steps.push(...steps);
        } else {
          const block = { fields, rows: { start: row, end: row + 1 }, columns, data: [line], steps: [...steps] };
          open.set(shape, block);
          blocks.push(block);
        }
      }
    }
  }
  return blocks;
}

export const updateBlock = (sheetId: number, block: Block): BatchRequest => ({
  updateCells: { range: rangeOn(sheetId, block.rows, block.columns), rows: block.data.map((values) => ({ values })), fields: block.fields },
});

/** All new rows get the same columns in the same form, so that they make one block: an unset cell is written as empty. */
export function levelled(created: readonly NewRow[]): NewRow[] {
  const forms = new Map<number, CellTarget>();
  for (const cell of created.flatMap((row) => row.cells)) {
    const form = forms.get(cell.column);
    if (isValue(cell) && (!form || form.fields === 'userEnteredValue')) forms.set(cell.column, cell);
  }
  return created.map((row) => {
    const values = new Map(row.cells.filter(isValue).map((cell) => [cell.column, cell]));
    const cells = [...forms.values()].map((form): CellTarget => {
      const { userEnteredValue: _value, ...format } = form.data;
      return { column: form.column, fields: form.fields, data: { ...format, ...values.get(form.column)?.data } };
    });
    return { ...row, cells: [...cells, ...row.cells.filter((cell) => !isValue(cell))] };
  });
}
