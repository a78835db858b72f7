/** Which records are made by an import in bulk, and which by mutations. */
import type { Intent, Write } from '../../../core/sync/ports.ts';
import type { Board } from '../board.ts';
import { pack, WRITES_PER_CALL } from '../write.ts';
import { type Create, isCarried } from './rows.ts';

/**
 * From so many records on: an import is four calls and a poll's wait, as many as mutations want for 200; and 150 mutations are
 * nearly the points of a minute.
 */
const LEAST = 151;
const MOST = 10_000;

/** Mutations first, then imports: an import ends its run, and what is left is looked at when it is over. */
export function packAll(board: Board, writes: readonly Write[]): readonly (readonly Write[])[] {
  const bulk = new Set<Write>(carried(board, writes));
  if (bulk.size < LEAST) return pack(writes);
  const files = Array.from({ length: Math.ceil(bulk.size / MOST) }, (_, n) => [...bulk].slice(n * MOST, (n + 1) * MOST));
  return [...pack(writes.filter((write) => !bulk.has(write))), ...files];
}

function carried(board: Board, writes: readonly Write[]): readonly Create[] {
  if (board.deps.now() < board.bulk.restsUntil) return [];
  const types = board.schemas.get(board.id);
  return writes.flatMap((write) =>
    write.kind === 'create' && !board.bulk.ordinary.has(write.key) && isCarried(write, types) ? [write] : [],
  );
}

/** An intent is known by its size: no call has so many mutations. */
export const isBulk = (intent: Intent): boolean => intent.writes.length > WRITES_PER_CALL;

/** Imports aren't begun for a while: records go by mutations, and go on. */
export function rest(board: Board, ms: number): void {
  board.bulk.restsUntil = Math.max(board.bulk.restsUntil, board.deps.now() + ms);
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
