/** A cell's place, rows and columns counted from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Empty rows and columns that are offered after the last used one. */
export const SPARE = { rows: 12, columns: 2 } as const;
