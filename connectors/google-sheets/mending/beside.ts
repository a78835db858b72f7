/**
 * Pure: what people did to a cell beside the value that we had put there and take back. The copy brings back the whole cell
 * as it was then; the format and the note that it has got since are put on top again.
 */
import { one, rangeOn } from '../grid.ts';
import type { BatchRequest } from '../wire.ts';
import type { Astray } from './astray.ts';

export interface Beside {
  /** Columns whose cells have another format by now. */
  readonly formats: readonly number[];
  readonly notes: readonly BatchRequest[];
}

/** Only for a thing that was looked for in the tab, and for cells of which we wrote nothing but the value. */
export function besideOf(thing: Astray, sheetId: number): Beside {
  const { seen, kept, level } = thing;
  if (!seen || level > 0) return { formats: [], notes: [] };
  const more = new Set(thing.wrote.filter((cell) => cell.fields !== 'userEnteredValue').map((cell) => cell.column));
  const columns = thing.wrote.map((cell) => cell.column).filter((column) => !more.has(column));
  const cells = columns.map((column) => ({ column, was: kept.cells.at(kept.row, column), is: seen.cells.at(seen.row, column) }));
  return {
    formats: cells.filter(({ was, is }) => JSON.stringify(was?.userEnteredFormat) !== JSON.stringify(is?.userEnteredFormat)).map(columnOf),
    notes: cells
      .filter(({ was, is }) => (was?.note ?? '') !== (is?.note ?? ''))
      .map(({ column, is }) => ({
        updateCells: {
          range: rangeOn(sheetId, one(thing.row), one(column)),
          rows: [{ values: [is?.note === undefined ? {} : { note: is.note }] }],
          fields: 'note',
        },
      })),
  };
}

const columnOf = ({ column }: { readonly column: number }): number => column;
