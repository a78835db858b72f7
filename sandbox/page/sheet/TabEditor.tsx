import { useState } from 'react';
import { usePage } from '../live/page-context.ts';
import { EMPTY_CELL, type Tab } from './book-data.ts';
import { restructure, type Structure, typeInto } from './book-edits.ts';
import { FormulaBar } from './FormulaBar.tsx';
import { Grid } from './Grid.tsx';
import { type Place, SPARE } from './place.ts';

interface TabEditorProps {
  readonly spreadsheet: string;
  readonly tab: Tab;
  readonly showHidden: boolean;
  readonly onShowHidden: (show: boolean) => void;
}

/** A tab under its toolbar and formula bar. */
export function TabEditor({ spreadsheet, tab, showHidden, onShowHidden }: TabEditorProps) {
  const { person, attempt } = usePage();
  const [place, setPlace] = useState<Place>({ row: 1, column: 0 });
  const columns = Array.from({ length: tab.columnCount + SPARE.columns }, (_, column) => column).filter(
    (column) => showHidden || !tab.hiddenColumns.has(column),
  );
  const visible = columns.filter((column) => column < tab.columnCount && !tab.hiddenColumns.has(column));
  const cell = tab.rows[place.row]?.[place.column] ?? EMPTY_CELL;
  const type = (typed: string, { row, column }: Place) => void attempt(() => typeInto(person, spreadsheet, tab.title, row, column, typed));
  const change = (structure: Structure) => void attempt(() => restructure(person, spreadsheet, tab.sheetId, structure));
  const sort = (ascending: boolean, withHidden: boolean) =>
    change({
      do: 'sort',
      column: place.column,
      ascending,
      rows: tab.rows.length,
      columns: withHidden ? tab.columnCount : (visible.at(-1) ?? 0) + 1,
    });

  return (
    <>
      <div className="toolbar tools" role="toolbar" aria-label="Rows, columns, sorting">
        <button type="button" onClick={() => change({ do: 'insert', dimension: 'ROWS', at: place.row })}>
          + row
        </button>
        <button type="button" onClick={() => change({ do: 'copy-row', at: place.row, columns: tab.columnCount })}>
          Copy row
        </button>
        <button type="button" onClick={() => change({ do: 'delete', dimension: 'ROWS', at: place.row })}>
          − row
        </button>
        <button type="button" onClick={() => change({ do: 'insert', dimension: 'COLUMNS', at: place.column })}>
          + column
        </button>
        <button type="button" title="Sort rows by the chosen column, hidden columns move along" onClick={() => sort(true, true)}>
          Sort up
        </button>
        <button type="button" title="Sort rows by the chosen column, hidden columns move along" onClick={() => sort(false, true)}>
          down
        </button>
        <button
          type="button"
          title="Sort only the columns that are seen: hidden ones stay where they are"
          onClick={() => sort(true, false)}
        >
          Sort seen only
        </button>
        <label>
          <input type="checkbox" checked={showHidden} onChange={(event) => onShowHidden(event.target.checked)} />
          Hidden
        </label>
      </div>
      <FormulaBar place={place} cell={cell} onType={(typed) => type(typed, place)} />
      <Grid tab={tab} columns={columns} place={place} onPlace={setPlace} onType={type} />
    </>
  );
}
