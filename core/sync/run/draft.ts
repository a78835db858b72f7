/** A commit under way: filled by pure functions, given to the store once. */
import type { PairId } from '../ids.ts';
import type { Commit, Lease, StoredIntent } from '../store.ts';

export type Draft = { -readonly [K in keyof Commit]: Commit[K] extends readonly (infer T)[] ? T[] : Commit[K] };

/** An intent as it is made, before the store says when. */
export type NewIntent = Omit<StoredIntent, 'at' | 'state'>;

export function draftCommit(pair: PairId, leases: readonly Lease[]): Draft {
  const lists = { entries: [], mirrors: [], rows: [], journal: [], conflicts: [], closes: [], findings: [], held: [] };
  return { pair, leases: [...leases], ...lists, directivesDone: [], wishes: [], clean: [], later: [], again: [], intent: null };
}
