/** Cells as the model vendors hold them. A cell is never changed in place. */
import type { ColumnRef, LocalId } from '../../../core/sync/ids.ts';
import type { StepOutcome } from '../../../core/sync/ports.ts';
import type { Cell, Cells } from '../../../core/sync/record.ts';

export type Bag = Record<string, Cell>;
export const EMPTY: Cell = { kind: 'empty' };
export const at = (cells: Bag | Cells, ref: string): Cell => (cells as Bag)[ref] ?? EMPTY;
export function pick(cells: Bag, refs: readonly string[]): Cells {
  const picked: Bag = {};
  for (const ref of refs) picked[ref] = at(cells, ref);
  return picked as Cells;
}
export const refsOf = (cells: Cells): readonly ColumnRef[] => Object.keys(cells) as ColumnRef[];
export const same = (a: Cell, b: Cell): boolean => a === b || (a.kind === b.kind && textOf(a) === textOf(b));

/** What a person sees; '' for nothing. */
export const textOf = (cell: Cell): string =>
  cell.kind === 'text' || cell.kind === 'error' ? cell.text : cell.kind === 'number' ? cell.number : '';
export const isBlankRow = (cells: Bag, refs: readonly string[]): boolean => refs.every((ref) => textOf(at(cells, ref)) === '');

export const applied = (localId: string, position: number | null, shown: Cells, covered: Cells | 'later' | null): StepOutcome => ({
  kind: 'applied',
  localId: localId as LocalId,
  position,
  version: null,
  shown,
  covered: covered === 'later' ? { kind: 'later' } : covered === null ? { kind: 'none' } : { kind: 'value', cells: covered },
});

/** What the engine did to a vendor, for those who watch. */
export interface Effect {
  readonly side: 'left' | 'right';
  readonly kind: 'create' | 'update' | 'remove' | 'key';
  readonly key: string | null;
  readonly name: string;
  readonly column: string | null;
  readonly from: Cell;
  readonly to: Cell;
}
export type Watch = (effect: Effect) => void;
