import type { PairView } from '../../core/protocol/api.ts';

/** A field by the header that people read; boards name their columns by ids. */
export function fieldTitle({ fields }: Pick<PairView, 'fields'>, field: string): string {
  return fields.find(({ left }) => left === field)?.right ?? field;
}
