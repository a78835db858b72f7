/** Waiting, as the world knows it: real time on a port, a scheduler's time in a simulation. */

export interface Timers {
  /** Runs `run` once, `ms` from now; the answer takes it back. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's own timers. They don't keep the process alive by themselves. */
export const realTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves `ms` from now; at once, without a turn of the timer, when there is nothing to wait for. */
export function sleep(timers: Timers, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    timers.after(ms, resolve);
  });
}
