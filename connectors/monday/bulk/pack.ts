/** Which records are made by an import in bulk, and which by mutations. */
import type { Intent, Write } from '../../../core/sync/ports.ts';
import type { Board } from '../board.ts';
import { MOST_MUTATIONS } from '../graphql/stride.ts';
import { pack } from '../write.ts';
import { type Create, isCarried } from './rows.ts';

/**
 * From so many records on: an import is four calls and a poll's wait, as many as mutations want for 200 at first; and 150
 * mutations are nearly the points of a minute. No call has so many mutations, so that an intent is known by its size.
 */
const LEAST = MOST_MUTATIONS + 1;
const MOST = 10_000;

/** Mutations first, then imports: an import ends its run, and what is left is looked at when it is over. */
export function packAll(board: Board, writes: readonly Write[]): readonly (readonly Write[])[] {
  const all = carried(board, writes);
  // What would be a last file of a few goes by mutations, too.
  const over = all.length % MOST;
  const bulk = new Set<Write>(over < LEAST ? all.slice(0, all.length - over) : all);
  const files = Array.from({ length: Math.ceil(bulk.size / MOST) }, (_, n) => [...bulk].slice(n * MOST, (n + 1) * MOST));
  const others = writes.filter((write) => !bulk.has(write));
  return [...pack(board.stride.most, others), ...files];
}

function carried(board: Board, writes: readonly Write[]): readonly Create[] {
  if (board.deps.now() < board.bulk.restsUntil) return [];
  const types = board.schemas.get(board.id);
  return writes.flatMap((write) =>
    write.kind === 'create' && !board.bulk.ordinary.has(write.key) && isCarried(write, types) ? [write] : [],
  );
}

/** By its size; by its ticket where a file of few was sent by a version that did. */
export const isBulk = ({ writes, ticket }: Intent): boolean => writes.length >= LEAST || (ticket ?? null) !== null;

/** Imports aren't begun for a while: records go by mutations, and go on. */
export function rest(board: Board, ms: number): void {
  board.bulk.restsUntil = Math.max(board.bulk.restsUntil, board.deps.now() + ms);
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
