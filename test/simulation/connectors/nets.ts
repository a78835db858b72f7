/** Pure: what an intent did, net of what it took back. */
import type { Intent } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { type Effect, EMPTY } from '../vendors/cells.ts';

export interface Net {
  readonly intent: Intent;
  effect: Effect;
}

/** Which effect of a call is taken back by a later one, in a row that may bear another key by now. */
export const undoneBy = (nets: ReadonlyMap<string, Net>, { column, from, to }: Effect): string | null =>
  [...nets].find(
    ([, { effect }]) => effect.column === column && wordsOf(effect.to) === wordsOf(from) && wordsOf(effect.from) === wordsOf(to),
  )?.[0] ?? null;

/** Whether an intent wanted to write to the record whose key the row bore. */
export const isMeant = (intent: Intent, { key }: Effect): boolean => key !== '' && intent.writes.some((write) => write.key === key);

export const text = (value: string): Cell => (value === '' ? EMPTY : { kind: 'text', text: value });
export const wordsOf = (cell: Cell): string => (cell.kind === 'text' ? cell.text : '');
