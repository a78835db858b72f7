import { useFlash } from '../live/use-flash.ts';
import type { SheetCell } from './book-data.ts';

interface GridCellProps {
  readonly cell: SheetCell;
  /** `C5`. */
  readonly name: string;
  readonly chosen: boolean;
  /** What is being typed; null when nobody types here. */
  readonly draft: string | null;
  readonly onChoose: () => void;
  readonly onEdit: () => void;
  readonly onCommit: (typed: string, rowStep: number, columnStep: number) => void;
  readonly onCancel: () => void;
}

/** One cell: formatted, or an input while somebody types. */
export function GridCell({ cell, name, chosen, draft, onChoose, onEdit, onCommit, onCancel }: GridCellProps) {
  const flash = useFlash(cell.shown);
  if (draft !== null) {
    return (
      <td className="chosen editing" data-cell={name}>
        <input
          aria-label={name}
          defaultValue={draft}
          ref={(input) => {
            if (input !== null && document.activeElement !== input) input.focus();
          }}
          onBlur={onCancel}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') onCommit(event.currentTarget.value, 1, 0);
            if (event.key === 'Escape') onCancel();
            if (event.key !== 'Tab') return;
            event.preventDefault();
            onCommit(event.currentTarget.value, 0, event.shiftKey ? -1 : 1);
          }}
        />
      </td>
    );
  }
  const classes = [`is-${cell.kind}`, chosen ? 'chosen' : '', cell.note === null ? '' : 'noted'].join(' ');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around moves and edits by keyboard
    <td
      className={classes}
      data-cell={name}
      title={cell.note ?? (cell.formula ? cell.typed : undefined)}
      onClick={onChoose}
      onDoubleClick={onEdit}
    >
      <span key={flash} className={flash === 0 ? undefined : 'flash'}>
        {cell.shown}
      </span>
    </td>
  );
}
