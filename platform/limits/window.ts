/** What was used of one budget in the last `windowMs`, by whom. */
export interface Window {
  /** 0 when the amount fits now, else ms until it may. An amount above the whole budget waits for an empty window. */
  wait(account: string, amount: number, now: number): number;
  take(account: string, amount: number, now: number): void;
}

interface Use {
  readonly at: number;
  readonly account: string;
  readonly amount: number;
}

/**
 * A sliding window of at most `max`. Where several accounts draw on it, each may hold an equal share: whoever filled it
 * alone gives way, as its uses grow old, to those who came later.
 */
export function createWindow(max: number, windowMs: number): Window {
  const uses: Use[] = [];

  const freeAt = (held: readonly Use[], room: number, now: number): number => {
    let over = held.reduce((sum, { amount }) => sum + amount, 0) - room;
    if (over <= 0) return now;
    for (const { at, amount } of held) {
      over -= amount;
      if (over <= 0) return at + windowMs;
    }
    return now;
  };

  return {
    wait(account, amount, now) {
      const live = uses.findIndex(({ at }) => at + windowMs > now);
      uses.splice(0, live === -1 ? uses.length : live);
      const accounts = new Set(uses.map((use) => use.account)).add(account).size;
      const wanted = Math.min(amount, max);
      const share = Math.max(max / accounts, wanted);
      const own = uses.filter((use) => use.account === account);
      return Math.max(freeAt(uses, max - wanted, now), freeAt(own, share - wanted, now)) - now;
    },
    take(account, amount, now) {
      uses.push({ at: now, account, amount });
    },
  };
}
