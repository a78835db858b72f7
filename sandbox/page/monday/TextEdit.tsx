import { type HTMLInputTypeAttribute, useState } from 'react';
import { useFlash } from '../live/use-flash.ts';

interface TextEditProps {
  readonly text: string;
  readonly label: string;
  readonly type?: HTMLInputTypeAttribute;
  /** What the input begins with, where it isn't the text as shown. */
  readonly draft?: string;
  readonly onSave: (text: string) => Promise<boolean>;
}

/** Text that becomes an input when clicked: Enter or leaving saves, Escape gives up. */
export function TextEdit({ text, label, type = 'text', draft = text, onSave }: TextEditProps) {
  const [editing, setEditing] = useState(false);
  const flash = useFlash(text);
  if (!editing) {
    return (
      <button
        type="button"
        key={flash}
        className={flash === 0 ? 'cell' : 'cell flash'}
        title={text}
        aria-label={`${label}: ${text || 'empty'}`}
        onClick={() => setEditing(true)}
      >
        {text}
      </button>
    );
  }
  async function save(typed: string): Promise<void> {
    setEditing(false);
    if (typed !== draft) await onSave(typed);
  }
  return (
    <input
      className="cell-input"
      aria-label={label}
      type={type}
      defaultValue={draft}
      ref={(input) => input?.focus()}
      onBlur={(event) => void save(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setEditing(false);
      }}
    />
  );
}
