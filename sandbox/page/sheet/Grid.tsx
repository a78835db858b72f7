import { type KeyboardEvent, useRef, useState } from 'react';
import { columnLetter, EMPTY_CELL, type Tab } from './book-data.ts';
import { GridCell } from './GridCell.tsx';
import { type Place, SPARE } from './place.ts';

/** Every row is as high, so that only those on the screen are drawn: a ledger has thousands. */
const ROW_PX = 26;
const AROUND = 8;

interface GridProps {
  readonly tab: Tab;
  /** Columns that are shown, in order. */
  readonly columns: readonly number[];
  readonly place: Place;
  readonly onPlace: (place: Place) => void;
  readonly onType: (typed: string, place: Place) => void;
}

/** The cells; arrows move, typing or Enter edits, Delete empties. */
export function Grid({ tab, columns, place, onPlace, onType }: GridProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  const grid = useRef<HTMLElement>(null);
  const rowCount = tab.rows.length + SPARE.rows;
  const from = Math.max(0, Math.floor(seen.top / ROW_PX) - AROUND);
  const to = Math.min(rowCount, Math.ceil((seen.top + seen.height) / ROW_PX) + AROUND);
  const rows = Array.from({ length: to - from }, (_, index) => from + index);

  function move(rowStep: number, columnStep: number): void {
    const column = columns[Math.min(Math.max(columns.indexOf(place.column) + columnStep, 0), columns.length - 1)] ?? 0;
    const row = Math.min(Math.max(place.row + rowStep, 0), rowCount - 1);
    setDraft(null);
    onPlace({ row, column });
    const box = grid.current;
    if (box === null) return;
    if (row * ROW_PX < box.scrollTop) box.scrollTop = row * ROW_PX;
    if ((row + 3) * ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = (row + 3) * ROW_PX - box.clientHeight;
  }

  function commit(typed: string, rowStep: number, columnStep: number): void {
    if (typed !== (tab.rows[place.row]?.[place.column] ?? EMPTY_CELL).typed) onType(typed, place);
    move(rowStep, columnStep);
    grid.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (draft !== null) return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(...step);
    } else if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      setDraft((tab.rows[place.row]?.[place.column] ?? EMPTY_CELL).typed);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      onType('', place);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      setDraft(event.key);
    }
  }

  return (
    <section
      className="scroll grid"
      ref={grid}
      aria-label={`Cells of ${tab.title}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the cells are reached by arrow keys
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setSeen({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <table>
        <thead>
          <tr>
            <td className="corner" />
            {columns.map((column) => (
              <th key={column} scope="col" className={tab.hiddenColumns.has(column) ? 'was-hidden' : undefined}>
                {columnLetter(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="spacer" style={{ height: from * ROW_PX }} />
          {rows.map((row) => (
            <tr key={row} className={row === 0 ? 'header' : undefined} data-row={row + 1}>
              <th scope="row">{row + 1}</th>
              {columns.map((column) => {
                const chosen = place.row === row && place.column === column;
                return (
                  <GridCell
                    key={column}
                    cell={tab.rows[row]?.[column] ?? EMPTY_CELL}
                    name={`${columnLetter(column)}${row + 1}`}
                    chosen={chosen}
                    draft={chosen ? draft : null}
                    onChoose={() => {
                      if (!chosen) setDraft(null);
                      onPlace({ row, column });
                    }}
                    onEdit={() => setDraft((tab.rows[row]?.[column] ?? EMPTY_CELL).typed)}
                    onCommit={commit}
                    onCancel={() => setDraft(null)}
                  />
                );
              })}
            </tr>
          ))}
          <tr className="spacer" style={{ height: (rowCount - to) * ROW_PX }} />
        </tbody>
      </table>
    </section>
  );
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-20, 0],
  PageDown: [20, 0],
};
