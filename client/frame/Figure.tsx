import type { ReactNode } from 'react';

interface FigureProps {
  /** Whose or what: a person's id, a team's name, a pair's id. */
  readonly of: string;
  readonly figure: string;
  /** The exact value behind the words: minutes, a share, a decimal amount; empty where there is none. */
  readonly value: string | number | null;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A figure on the screen, readable by a program: `data-of`, `data-figure` and the exact `data-value`. */
export function Figure({ of, figure, value, className, children }: FigureProps) {
  return (
    <span className={className} data-of={of} data-figure={figure} data-value={value ?? ''}>
      {children}
    </span>
  );
}
