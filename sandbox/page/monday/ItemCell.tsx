import { useFlash } from '../live/use-flash.ts';
import type { BoardColumn } from './board-data.ts';
import { PeopleCell } from './PeopleCell.tsx';
import { StatusCell } from './StatusCell.tsx';
import { TextEdit } from './TextEdit.tsx';

interface ItemCellProps {
  readonly column: BoardColumn;
  readonly text: string;
  /** monday's JSON text of the value. */
  readonly value: string | null;
  /** Takes the value in the form that monday's API writes. */
  readonly onSet: (value: unknown) => Promise<boolean>;
}

/** A cell by the type of its column; types that people can't set here are shown as text. */
export function ItemCell({ column, text, value, onSet }: ItemCellProps) {
  const { type, title } = column;
  if (type === 'status' || type === 'dropdown') return <StatusCell column={column} text={text} onSet={onSet} />;
  if (type === 'people') return <PeopleCell title={title} text={text} value={value} onSet={onSet} />;
  if (type === 'date') {
    const date = dateOf(value);
    return <TextEdit text={text} draft={date} label={title} type="date" onSave={(typed) => onSet(typed === '' ? {} : { date: typed })} />;
  }
  if (type === 'numbers') return <TextEdit text={grouped(text)} draft={text} label={title} onSave={onSet} />;
  if (type === 'text') return <TextEdit text={text} label={title} onSave={onSet} />;
  if (type === 'long_text') return <TextEdit text={text} label={title} onSave={(typed) => onSet({ text: typed })} />;
  return <PlainCell text={text} />;
}

function PlainCell({ text }: { readonly text: string }) {
  const flash = useFlash(text);
  return (
    <span key={flash} className={flash === 0 ? 'cell plain' : 'cell plain flash'} title={text}>
      {text}
    </span>
  );
}

function dateOf(value: string | null): string {
  const { date } = value === null ? { date: '' } : (JSON.parse(value) as { date?: string });
  return date ?? '';
}

/** `12500.5` as `12,500.5`: monday shows grouped digits. */
function grouped(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? text.replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ',') : text;
}
