import type { ReactNode } from 'react';

interface PaneProps {
  readonly name: string;
  /** The letter in its mark. */
  readonly mark: string;
  readonly tone: 'monday' | 'google' | 'confluence';
  readonly wide: boolean;
  readonly onWide: () => void;
  readonly children: ReactNode;
}

/** One vendor's part of the page. */
export function Pane({ name, mark, tone, wide, onWide, children }: PaneProps) {
  return (
    <section className={`pane pane-${tone}`} aria-label={name} data-pane={tone}>
      <header>
        <span className="mark" aria-hidden="true">
          {mark}
        </span>
        <h2>{name}</h2>
        <button type="button" className="quiet" aria-pressed={wide} onClick={onWide}>
          {wide ? 'Side by side' : 'Widen'}
        </button>
      </header>
      {children}
    </section>
  );
}
