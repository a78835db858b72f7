/**
 * Points and bursts (developer.atlassian.com/cloud/confluence/rate-limiting, 2026-03): 65,000 points an hour for an
 * app over all its sites, walled until the top of the UTC hour, and a token bucket for each site, method and path.
 * API tokens cost no points.
 */
import type { Answer, Call, Core } from '../core.ts';

const HOUR_MS = 3_600_000;
const POINTS_PER_HOUR = 65_000;
const PER_SECOND: Readonly<Record<string, number>> = { GET: 100, POST: 100, PUT: 50, DELETE: 50 };

export interface Meters {
  /** The refusal when there is no room for the call. */
  before(call: Call, method: string): Answer | null;
  /** Counts what the call cost; the headers that go with its answer. */
  after(call: Call, method: string, objects: number): Readonly<Record<string, string>>;
  forget(): void;
}

export function openMeters(core: Core): Meters {
  const spent = new Map<string, { hour: number; points: number }>();
  const buckets = new Map<string, { at: number; tokens: number }>();

  const off = (call: Call): boolean => core.world.limits.mode === 'off' || call.caller.app === null;

  function hourOf(call: Call): { hour: number; points: number } {
    const hour = Math.floor(core.world.clock.now() / HOUR_MS);
    const key = call.caller.app ?? '';
    const known = spent.get(key);
    if (known?.hour === hour) return known;
    const fresh = { hour, points: 0 };
    spent.set(key, fresh);
    return fresh;
  }

  function burst(call: Call, method: string): boolean {
    const rate = PER_SECOND[method] ?? 50;
    const now = core.world.clock.now();
    const key = `${call.site.cloudId} ${method} ${call.path.replace(/\d+/g, '#')}`;
    const known = buckets.get(key) ?? { at: now, tokens: rate };
    const tokens = Math.min(rate, known.tokens + ((now - known.at) / 1000) * rate);
    buckets.set(key, { at: now, tokens: tokens < 1 ? tokens : tokens - 1 });
    return tokens >= 1;
  }

  function headers(call: Call): Record<string, string> {
    const { hour, points } = hourOf(call);
    const left = Math.max(0, POINTS_PER_HOUR - points);
    const reset = (hour + 1) * HOUR_MS;
    const seconds = Math.ceil((reset - core.world.clock.now()) / 1000);
    return {
      'x-ratelimit-limit': String(POINTS_PER_HOUR),
      'x-ratelimit-remaining': String(left),
      'x-ratelimit-reset': new Date(reset).toISOString(),
      'x-ratelimit-nearlimit': String(left < POINTS_PER_HOUR / 5),
      'beta-ratelimit-policy': `"global-app-quota";q=${POINTS_PER_HOUR};w=3600`,
      'beta-ratelimit': `"global-app-quota";r=${left};t=${seconds}`,
    };
  }

  function refusal(call: Call, reason: string, retryAfterS: number): Answer {
    return {
      status: 429,
      body: { errors: [{ status: 429, code: 'TOO_MANY_REQUESTS', title: 'Rate limit exceeded', detail: null }] },
      headers: { ...headers(call), 'retry-after': String(retryAfterS), 'ratelimit-reason': reason },
    };
  }

  return {
    before(call, method) {
      if (off(call)) return null;
      const { hour, points } = hourOf(call);
      if (points >= POINTS_PER_HOUR) {
        const seconds = Math.ceil(((hour + 1) * HOUR_MS - core.world.clock.now()) / 1000);
        return refusal(call, 'confluence-quota-global-based', Math.max(1, seconds));
      }
      return burst(call, method) ? null : refusal(call, 'confluence-burst-based', 1);
    },
    after(call, method, objects) {
      if (off(call)) return {};
      hourOf(call).points += method === 'GET' ? 1 + objects : 1;
      return headers(call);
    },
    forget() {
      spent.clear();
      buckets.clear();
    },
  };
}
