/** A commit under way: filled by pure functions, given to the store once. */
import type { PairId } from '../ids.ts';
import type { Commit, Lease } from '../store.ts';

export type Draft = { -readonly [K in keyof Commit]: Commit[K] extends readonly (infer T)[] ? T[] : Commit[K] };

export function draftCommit(pair: PairId, leases: readonly Lease[]): Draft {
  const lists = { entries: [], mirrors: [], rows: [], journal: [], conflicts: [], closes: [], findings: [], held: [] };
  return { pair, leases: [...leases], ...lists, directivesDone: [], wishes: [], clean: [], later: [], again: [], intent: null };
}
