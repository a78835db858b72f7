/**
 * What Confluence says of its points: `X-RateLimit-*` of the quota that counts for us, `RateLimit` and `RateLimit-Policy`
 * (with `Beta-` before them at first) by name, and on a refusal `Retry-After` and `RateLimit-Reason`. Reasons are matched
 * loosely: they have been seen in two spellings.
 */
import type { LimitNews } from '../../core/sync/limit-news.ts';

/** When it says "too much" and nothing else. */
const BUSY_MS = 30_000;
/** The pool that all accounts of an app share has so many points; a smaller quota is one site's or one page's. */
const POOL = 60_000;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
}

export function newsOf({ status, headers }: Reply, now: number): LimitNews {
  const pool = poolOf(headers);
  return {
    failed: status >= 500,
    ...(pool === null ? {} : { budgets: [{ name: 'points per hour of all', ...pool }] }),
    ...(status === 429 ? { refused: { of: ownerOf(headers.get('ratelimit-reason') ?? ''), afterMs: waitMs(headers, now) } } : {}),
  };
}

/** `Retry-After` in seconds, else the top of the hour that the headers name. */
export function waitMs(headers: Headers, now: number): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(1000, Math.ceil(seconds * 1000));
  const reset = Date.parse(headers.get('x-ratelimit-reset') ?? '');
  return Number.isNaN(reset) ? BUSY_MS : Math.max(1000, reset - now);
}

/** One account's refusal keeps the others back only where it says that the pool of all is empty. */
function ownerOf(reason: string): 'connection' | 'account' | 'everybody' {
  if (/global/i.test(reason)) return 'everybody';
  return /tenant/i.test(reason) ? 'account' : 'connection';
}

function poolOf(headers: Headers): { readonly max: number; readonly left: number | null } | null {
  const policy = /"[^"]*global[^"]*";q=(\d+)/i.exec(headerOf(headers, 'ratelimit-policy'));
  const rest = /"[^"]*global[^"]*";r=(\d+)/i.exec(headerOf(headers, 'ratelimit'));
  if (policy !== null) return { max: Number(policy[1]), left: rest === null ? null : Number(rest[1]) };
  const limit = Number(headers.get('x-ratelimit-limit') ?? Number.NaN);
  const left = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
  return limit >= POOL && Number.isFinite(left) ? { max: limit, left } : null;
}

const headerOf = (headers: Headers, name: string): string => headers.get(name) ?? headers.get(`beta-${name}`) ?? '';
