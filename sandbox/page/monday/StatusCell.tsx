import { useFlash } from '../live/use-flash.ts';
import type { BoardColumn } from './board-data.ts';

interface StatusCellProps {
  readonly column: BoardColumn;
  readonly text: string;
  readonly onSet: (value: unknown) => Promise<boolean>;
}

/** A label with its colour, and the menu of all labels. */
export function StatusCell({ column, text, onSet }: StatusCellProps) {
  const flash = useFlash(text);
  const now = column.labels.find((label) => label.text === text);
  function pick(index: string): void {
    if (index === '') void onSet({});
    else void onSet(column.type === 'status' ? { index: Number(index) } : { ids: [Number(index)] });
  }
  return (
    <div key={flash} className={flash === 0 ? 'status' : 'status flash'} style={{ '--label': now?.color ?? '#c4c4c4' }} title={text}>
      <select aria-label={column.title} value={now?.index ?? ''} onChange={(event) => pick(event.target.value)}>
        <option value="">{now === undefined ? text : ''}</option>
        {column.labels.map(({ index, text: label }) => (
          <option key={index} value={index}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
