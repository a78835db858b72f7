/**
 * What monday says of its limits with every answer, in the IETF draft's headers: `RateLimit-Policy: "minuteRate";q=1000;w=60, …`
 * and `RateLimit: "minuteRate";r=999, …`. What it refuses stands in the status, in `Retry-After`, or only in the body.
 */
import type { SyncError } from '../../../core/sync/errors.ts';
import type { BudgetName, LimitNews } from '../../../core/sync/limit-news.ts';

/** `refusal`: what the answer means by a limit, if it is one. */
export function newsOf(
  reply: { readonly status: number; readonly headers: Headers },
  write: boolean,
  refusal: SyncError | null,
): LimitNews {
  const policy = fields(reply.headers.get('ratelimit-policy'));
  const rest = fields(reply.headers.get('ratelimit'));
  const budgets = [...new Set([...policy.keys(), ...rest.keys()])].flatMap((name) => {
    const known = nameOf(name, write);
    return known === null ? [] : [{ name: known, max: policy.get(name)?.q ?? null, left: rest.get(name)?.r ?? null }];
  });
  return { failed: reply.status >= 500, ...(budgets.length === 0 ? {} : { budgets }), ...refused(refusal) };
}

function refused(refusal: SyncError | null): Pick<LimitNews, 'refused'> {
  if (refusal === null || refusal.next.kind !== 'retry-after') return {};
  const limit = String(refusal.data.limit);
  const of = LOCKS.has(limit) ? 'record' : limit === 'IP_RATE_LIMIT_EXCEEDED' ? 'everybody' : 'account';
  const budget = refusal.code === 'daily-limit' ? { budget: 'calls per day' as const } : {};
  return { refused: { of, afterMs: refusal.next.afterMs, ...budget } };
}

const LOCKS = new Set(['locked', 'RESOURCE_LOCKED']);

function nameOf(name: string, write: boolean): BudgetName | null {
  if (name === 'minuteRate') return 'calls per minute';
  if (name === 'concurrency') return 'calls at once';
  if (name !== 'complexityMinute') return null;
  return write ? 'write complexity per minute' : 'read complexity per minute';
}

/** Numbers by name and parameter; what isn't written like that is left out. */
function fields(header: string | null): Map<string, Readonly<Record<string, number>>> {
  const found = new Map<string, Readonly<Record<string, number>>>();
  for (const [, name = '', parameters = ''] of (header ?? '').matchAll(/"([^"]+)"((?:\s*;\s*[\w-]+=(?:"[^"]*"|[^;,\s]+))*)/g))
    found.set(name, Object.fromEntries([...parameters.matchAll(/([\w-]+)=(\d+)/g)].map(([, key, value]) => [key, Number(value)])));
  return found;
}
