/** Pure: addresses. Rows and columns count from 0 here; A1 notation and `position` count from 1. */
import type { CellData, GridData, GridRange } from './wire.ts';

/** A sparse look at one tab: the cells that an answer showed. */
export interface Grid {
  readonly at: (row: number, column: number) => CellData | undefined;
  /** One past the last row that the answer showed. */
  readonly height: number;
  readonly width: number;
}

export interface Run {
  readonly start: number;
  /** One past the last. */
  readonly end: number;
}

/** Joins all blocks of an answer about one tab. */
export function gridOf(blocks: readonly GridData[] | undefined): Grid {
  const rows = new Map<number, (CellData | undefined)[]>();
  let height = 0;
  let width = 0;
  for (const block of blocks ?? []) {
    const left = block.startColumn ?? 0;
    (block.rowData ?? []).forEach((data, offset) => {
      const row = (block.startRow ?? 0) + offset;
      const cells = rows.get(row) ?? [];
      (data.values ?? []).forEach((cell, column) => {
        cells[left + column] = cell;
      });
      rows.set(row, cells);
      height = Math.max(height, row + 1);
      width = Math.max(width, cells.length);
    });
  }
  return { at: (row, column) => rows.get(row)?.[column], height, width };
}

/** Whether a cell is covered by merged cells: it can't be seen, and only their first one holds a value. */
export function coveredBy(merges: readonly GridRange[]): (row: number, column: number) => boolean {
  const covered = new Set<string>();
  for (const { startRowIndex: top = 0, endRowIndex: bottom = 0, startColumnIndex: left = 0, endColumnIndex: right = 0 } of merges) {
    for (let row = top; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1) if (row > top || column > left) covered.add(`${row} ${column}`);
    }
  }
  return (row, column) => covered.has(`${row} ${column}`);
}

/** `'It''s'!B2:C10`. */
export const a1 = (title: string, rows: Run, columns: Run): string =>
  `'${title.replaceAll("'", "''")}'!${letters(columns.start)}${rows.start + 1}:${letters(columns.end - 1)}${rows.end}`;

export const rangeOn = (sheetId: number, rows: Run, columns: Run): Required<GridRange> => ({
  sheetId,
  startRowIndex: rows.start,
  endRowIndex: rows.end,
  startColumnIndex: columns.start,
  endColumnIndex: columns.end,
});

export const one = (index: number): Run => ({ start: index, end: index + 1 });

export const shifted = (run: Run, by: number): Run => ({ start: run.start + by, end: run.end + by });

/** Whole numbers as ascending runs without gaps. */
export function runsOf(numbers: Iterable<number>): Run[] {
  const runs: { start: number; end: number }[] = [];
  for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.end === n) last.end = n + 1;
    else runs.push({ start: n, end: n + 1 });
  }
  return runs;
}

function letters(column: number): string {
  const rest = column % 26;
  const head = Math.floor(column / 26);
  return (head > 0 ? letters(head - 1) : '') + String.fromCharCode(65 + rest);
}
