/** Records as mirrors hold them, said in few words. */
import type { ColumnRef, LocalId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Cell, RawRecord } from '../../../core/sync/record.ts';

/** Cells by column: a string is a text, a number stands as it is, null is left out. */
export type Shown = Readonly<Record<string, Cell | string | number | boolean | null>>;

export function record(id: string, name: string, shown: Shown): RawRecord {
  const cells: Record<ColumnRef, Cell> = {};
  for (const [column, value] of Object.entries(shown)) if (value !== null) cells[brandAs<ColumnRef>(column)] = cell(value);
  return { localId: brandAs<LocalId>(id), key: null, name, cells, position: null, version: null };
}

function cell(value: Cell | string | number | boolean): Cell {
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (typeof value === 'number') return { kind: 'number', number: String(value) };
  return typeof value === 'boolean' ? { kind: 'bool', bool: value } : value;
}

export const label = (...labels: readonly string[]): Cell => ({ kind: 'choice', labels });
export const day = (date: string): Cell => ({ kind: 'date', date, time: null });
export const range = (from: string, to: string): Cell => ({ kind: 'range', from, to });
export const link = (...ids: readonly string[]): Cell => ({ kind: 'relation', ids, names: [] });
export const error = (text: string): Cell => ({ kind: 'error', text });
/** `7=Anna` is person 7 of that name; `team:3=Retail` a team. */
export const people = (...who: readonly string[]): Cell => ({
  kind: 'people',
  people: who.map((one) => {
    const [id = '', name = null] = one.split('=');
    return { id, name, email: null };
  }),
});
