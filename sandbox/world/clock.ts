import type { Store, VendorClock } from './world.ts';

export interface MovableClock extends VendorClock {
  /** Moves the vendors' time forward by `seconds` (≥ 0), for ever: the offset is kept in the store. */
  advance(seconds: number): void;
  /** Called after each `advance`: what waits for the vendors' time looks again. */
  onAdvance(run: () => void): void;
}

/** The vendors' clock: `base` (ms since 1970) plus an offset that only grows. */
export function createClock(store: Store, base: () => number): MovableClock {
  const table = store.table<{ offsetMs: number }>('world-clock');
  const listeners: (() => void)[] = [];
  let offsetMs = table.get('clock')?.offsetMs ?? 0;
  return {
    now: () => base() + offsetMs,
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError(`The vendors' clock only moves forward: ${seconds} s`);
      offsetMs += Math.round(seconds * 1000);
      table.set('clock', { offsetMs });
      store.commit();
      for (const run of listeners) run();
    },
    onAdvance(run) {
      listeners.push(run);
    },
  };
}
