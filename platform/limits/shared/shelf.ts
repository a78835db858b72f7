/**
 * Where the budgets' tallies lie for all processes: a store of small texts that change only by comparison, so that the
 * rules stand once, in `tally.ts`, and no call waits for another's lock.
 */

/** Everybody's together, where a budget isn't one account's. */
export const EVERYBODY = '*';

/** A person's at a vendor, whichever accounts he connected: `user` is his hash. */
export const placeOfUser = (user: string): string => `user ${user}`;

export interface ShelfKey {
  /** An account's id, EVERYBODY, or a user's place. */
  readonly account: string;
  readonly name: string;
}

export interface Swap extends ShelfKey {
  /** What the caller goes by: 0, nothing lies there; READ_ONLY, only to look. */
  readonly version: number;
  readonly text: string;
  /** It may be forgotten when nobody has touched it for so long. */
  readonly lastsMs: number;
}

export interface Lying {
  /** Whether the caller's text lies there now. */
  readonly swapped: boolean;
  /** 0: nothing lies there. */
  readonly version: number;
  readonly text: string;
}

export const READ_ONLY = -1;

export interface Shelf {
  /** Each swap by itself: done when the version is still the caller's. Answers what lies there now, in order, and the shelf's own time (ms since 1970). */
  swap(swaps: readonly Swap[]): Promise<{ readonly at: number; readonly lying: readonly Lying[] }>;
  close(): Promise<void>;
}

/** In this process only: for one that is alone, and for tests. */
export function memoryShelf(now: () => number): Shelf {
  const kept = new Map<string, { readonly version: number; readonly text: string }>();
  return {
    async swap(swaps) {
      const lying = swaps.map(({ account, name, version, text }): Lying => {
        const id = JSON.stringify([account, name]);
        const known = kept.get(id) ?? { version: 0, text: '' };
        if (known.version !== version) return { swapped: false, ...known };
        const next = { version: version + 1, text };
        kept.set(id, next);
        return { swapped: true, ...next };
      });
      return { at: now(), lying };
    },
    close: async () => undefined,
  };
}
