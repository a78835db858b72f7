/** The activity log of a board: what changed from what to what, newest first. */
import { z } from 'zod';
import { brandAs, type ColumnRef } from '../../../core/sync/ids.ts';
import type { Told } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { type Board, readAs } from '../board.ts';
import { askWhole } from '../client.ts';
import { parseValue } from '../codec.ts';
import { NAME } from '../column-kinds.ts';
import { log } from '../graphql/queries.ts';
import { activityLogs, type WireLog } from '../wire.ts';
import { eventCell } from './event-values.ts';

/** One column of one item, changed. A side that monday gives in a form unknown to us is null. */
export interface Transition {
  readonly item: string;
  readonly column: ColumnRef;
  readonly to: Cell | null;
  readonly from: Cell | null;
}

const id = z.union([z.string(), z.number()]).transform(String);
const change = z.looseObject({
  pulse_id: id,
  column_id: z.string().optional(),
  column_type: z.string().optional(),
  value: z.unknown().optional(),
  previous_value: z.unknown().optional(),
});
const touched = z.looseObject({ pulse_id: id.optional(), item_id: id.optional() });

/** Most entries that one call gives. */
const LOG_LIMIT = 10_000;
const ITEM_FILTER = 100;

/** Newest first. One call, whatever the number of items. */
export async function readTransitions(board: Board, items: readonly string[], columns: number): Promise<readonly Transition[]> {
  const limit = Math.min(LOG_LIMIT, 200 + items.length * columns * 4);
  const filter = items.length <= ITEM_FILTER ? [...items] : undefined;
  const variables = { board: [board.id], items: filter, limit };
  const answer = await askWhole(board.deps, board.options, {
    operation: 'log',
    query: log(board.options.apiVersion),
    variables,
    cost: 20 + limit * 15,
    write: false,
  });
  const shape = z.array(z.object({ activity_logs: activityLogs }));
  return newestFirst(readAs(shape, answer.boards, 'log')[0]?.activity_logs ?? []).flatMap(toTransition);
}

/** By monday's own time; entries of one moment keep their order in the answer. */
export const newestFirst = (entries: readonly WireLog[]): WireLog[] =>
  [...entries].sort((a, b) => compareStamps(b.created_at, a.created_at));

/** Stamps are whole numbers of 10⁻⁷ s, longer than a double holds. */
export function compareStamps(a: string, b: string): number {
  const left = stampOf(a);
  const right = stampOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export const stampOf = (stamp: string): bigint => (/^\d+$/.test(stamp) ? BigInt(stamp) : BigInt(Date.parse(stamp) || 0) * 10_000n);

function toTransition(entry: WireLog): readonly Transition[] {
  const data = change.safeParse(parseValue(entry.data));
  if (!data.success) return [];
  const { pulse_id: item, column_id: column, column_type: type, value, previous_value: previous } = data.data;
  if (entry.event === 'update_name') {
    return [{ item, column: NAME, to: eventCell('name', value), from: eventCell('name', previous) }];
  }
  if (entry.event !== 'update_column_value' || column === undefined || type === undefined) return [];
  return [{ item, column: brandAs<ColumnRef>(column), to: eventCell(type, value), from: eventCell(type, previous) }];
}

const BIRTHS_AND_ENDS: Readonly<Record<string, Told>> = {
  create_pulse: { kind: 'made' },
  archive_pulse: { kind: 'gone', how: 'archived' },
  delete_pulse: { kind: 'gone', how: 'deleted' },
};

/** What of an entry a mirror may know already; null where it says nothing that we can tell. */
export function toldOf(entry: WireLog): Told | null {
  const [transition] = toTransition(entry);
  if (transition?.to) return { kind: 'shows', column: transition.column, cell: transition.to };
  return BIRTHS_AND_ENDS[entry.event] ?? null;
}

/** The item that an entry is about; null for entries about the board itself. */
export function itemOf(entry: WireLog): string | null {
  const data = touched.safeParse(parseValue(entry.data));
  return data.success ? (data.data.pulse_id ?? data.data.item_id ?? null) : null;
}
