import { SyncError } from '../../../core/sync/errors.ts';
import type { Board } from '../board.ts';

/** How often a page is waited for, and how long at most: monday's budgets are per minute. */
const WAITS = 3;
const LONGEST_WAIT_MS = 65_000;

/**
 * Waits a limit out in the middle of a board, rather than begin it anew: a board that is read for longer than the
 * minute's budget lasts would never be read whole.
 */
export async function patiently<T>(board: Board, run: () => Promise<T>): Promise<T> {
  for (let waits = 1; ; waits += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'rate-limited' || error.next.kind !== 'retry-after') throw error;
      if (waits > WAITS || error.next.afterMs > LONGEST_WAIT_MS) throw error;
      await board.deps.sleep(error.next.afterMs);
    }
  }
}
