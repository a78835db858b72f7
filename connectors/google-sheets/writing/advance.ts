/** Pure: the layout that a batch of ours leaves behind, so that the next write of the same trip needs no read. */
import type { Grid } from '../grid.ts';
import type { SeenRow, TabLayout } from '../layout.ts';
import { movedBy } from '../reading/endings.ts';
import type { Placed, RowTarget } from './place.ts';

/** `after` is what the answer showed of the tab. */
export function advance(layout: TabLayout, placed: Placed, after: Grid): TabLayout {
  const touched = new Map(placed.rows.map((target) => [target.row, target]));
  const gone = new Set(placed.removed.map((target) => target.row));
  const rows: SeenRow[] = [];
  let up = 0;
  for (const row of layout.rows) {
    // Rows come top down, so those gone above are counted on the way.
    if (gone.has(row.row)) {
      up += 1;
      continue;
    }
    const target = touched.get(row.row);
    const down = row.row >= placed.insertAt ? placed.created.length : 0;
    rows.push({ ...row, ...(target ? written(layout, row, target, after) : {}), row: row.row + down - up });
  }
  for (const [offset, created] of placed.created.entries()) {
    const row = placed.insertAt + offset;
    // It was never read, so no `row:<n>` of a reading means it.
    rows.push({ row, readAs: -1, key: created.write.key, cells: layout.columns.map((column) => after.at(row, column.index)) });
  }
  const { length } = placed.created;
  const endings = movedBy(layout.endings, placed.insertAt, length, gone);
  return { ...layout, endings, rows: rows.sort((a, b) => a.row - b.row), rowCount: layout.rowCount + length - gone.size };
}

function written(layout: TabLayout, row: SeenRow, target: RowTarget, after: Grid): Pick<SeenRow, 'key' | 'cells'> {
  const key = target.writes.reduce<string | null>((before, write) => (write.kind === 'key' ? write.key : before), row.key);
  const columns = new Set(target.cells.map((cell) => cell.column));
  return { key, cells: layout.columns.map((column, at) => (columns.has(column.index) ? after.at(row.row, column.index) : row.cells[at])) };
}
