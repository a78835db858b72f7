/**
 * Pure: which intents have to be asked about together. The board's log tells two writes of one value into one cell apart by
 * their order only: asked about alone, the older would be told what the newer covered.
 */
import type { StoredIntent } from '../store.ts';

/** Intents that nobody has closed, in groups that share a cell and what was written there; oldest first. */
export function togetherOf(intents: readonly StoredIntent[]): readonly (readonly StoredIntent[])[] {
  const groups = new Map<string, StoredIntent[]>();
  for (const intent of intents.toSorted((a, b) => a.at - b.at)) {
    const cells = writtenBy(intent);
    const met = new Set(cells.flatMap((cell) => groups.get(cell) ?? []));
    const all = [...met, intent].sort((a, b) => a.at - b.at);
    for (const cell of all.flatMap(writtenBy)) groups.set(cell, all);
    if (cells.length === 0) groups.set(intent.id, all);
  }
  return [...new Set(groups.values())];
}

const writtenBy = ({ container, writes }: StoredIntent): string[] =>
  writes.flatMap((write) =>
    write.kind === 'update'
      ? Object.entries(write.cells).map(([column, cell]) => JSON.stringify([container, write.localId, column, cell]))
      : [],
  );
