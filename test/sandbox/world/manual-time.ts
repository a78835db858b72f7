import type { Timers } from '../../../sandbox/world/timers.ts';

/** Time that stands still until a test moves it. */
export interface ManualTime {
  readonly timers: Timers;
  now(): number;
  /** Moves time by `ms`, running what falls due on the way, each followed by all promises that it settles. */
  pass(ms: number): Promise<void>;
  readonly waiting: number;
}

export function manualTime(start = Date.UTC(2026, 10, 23, 9)): ManualTime {
  let now = start;
  let due: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    get waiting() {
      return due.length;
    },
    timers: {
      after(ms, run) {
        const one = { at: now + ms, run };
        due.push(one);
        return () => {
          due = due.filter((other) => other !== one);
        };
      },
    },
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = end;
    },
  };
}

/** Lets promises that are ready run; I/O that takes longer isn't waited for. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
