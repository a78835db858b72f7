/**
 * Anti-automation (security.md 19): how often one caller may ask. Known callers are counted by account and person, since
 * many may come through one proxy; whoever has no valid token is counted by address.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../app/problems.ts';

/** Figures are read from Postgres, so this is generous. */
const CALLER_POINTS = 3_000;
const STRANGER_POINTS = 600;
const WINDOW_S = 60;

export interface RateLimits {
  /** @throws Problem `too-many-requests` with the seconds to wait. */
  caller(account: string, person: string): Promise<void>;
  stranger(address: string): Promise<void>;
}

export function rateLimits(): RateLimits {
  const callers = new RateLimiterMemory({ points: CALLER_POINTS, duration: WINDOW_S });
  const strangers = new RateLimiterMemory({ points: STRANGER_POINTS, duration: WINDOW_S });
  const count = async (limiter: RateLimiterMemory, key: string): Promise<void> => {
    try {
      await limiter.consume(key);
    } catch (left) {
      if (!(left instanceof RateLimiterRes)) throw left;
      throw new Problem('too-many-requests', 429, { seconds: Math.ceil(left.msBeforeNext / 1000) });
    }
  };
  return {
    caller: (account, person) => count(callers, `${account} ${person}`),
    stranger: (address) => count(strangers, address),
  };
}
