import { columnLetter, type SheetCell } from './book-data.ts';
import type { Place } from './place.ts';

interface FormulaBarProps {
  readonly place: Place;
  readonly cell: SheetCell;
  readonly onType: (typed: string) => void;
}

/** The chosen cell's address and what was typed into it, to be typed anew. */
export function FormulaBar({ place, cell, onType }: FormulaBarProps) {
  const name = `${columnLetter(place.column)}${place.row + 1}`;
  return (
    <div className="formula">
      <span className="cell-name">{name}</span>
      <span className="fx" aria-hidden="true">
        ƒx
      </span>
      <input
        key={`${name} ${cell.typed}`}
        aria-label={`Content of ${name}`}
        defaultValue={cell.typed}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onType(event.currentTarget.value);
          if (event.key === 'Escape') event.currentTarget.value = cell.typed;
        }}
      />
      {cell.note === null ? null : <span className="note-text">{cell.note}</span>}
    </div>
  );
}
