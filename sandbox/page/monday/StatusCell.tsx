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
  const color = column.type === 'dropdown' ? '' : (now?.color ?? (text === '' ? '' : '#c4c4c4'));
  function pick(index: string): void {
    if (index === '') void onSet({});
    else void onSet(column.type === 'status' ? { index: Number(index) } : { ids: [Number(index)] });
  }
  return (
    <div
      key={flash}
      className={flash === 0 ? 'status' : 'status flash'}
      style={{ '--label': color, '--label-ink': inkOn(color) }}
      title={text}
    >
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

/** Dark or light letters, whichever is told apart better on `#rrggbb` (contrast of WCAG 2). */
function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = (color.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => {
    const part = Number.parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  if (color === '') return 'inherit';
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.185 ? '#1d1f2b' : '#ffffff';
}
