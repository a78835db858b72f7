/**
 * Google's quotas: Sheets counts requests, Drive units by the method, each for itself; and what a refusal says of them.
 * https://developers.google.com/workspace/drive/api/guides/limits
 */
import type { LimitNews, VendorApi } from '../../../core/sync/limit-news.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { errorAnswer } from '../wire.ts';

/** Whose quota a call spends, and how much of it. */
export interface Quota {
  readonly api: VendorApi;
  readonly cost: number;
}

export interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** A batch is one, whatever is in it. */
export const SHEETS: Quota = { api: 'sheets', cost: 1 };
/** A list, of files or of changes. */
export const DRIVE_LIST: Quota = { api: 'drive', cost: 100 };
/** Watching, stopping, page tokens. */
export const DRIVE: Quota = { api: 'drive', cost: 5 };

/** Google has no headers for its quotas: only a refusal says something. */
export function newsOf(reply: Reply): LimitNews {
  const limited = limitOf(reply);
  if (limited === null) return { failed: reply.status >= 500 };
  const of = limited === 'project' ? 'everybody' : 'connection';
  return { refused: { of, afterMs: secondsOf(reply.retryAfter) } };
}

/**
 * Which quota refused the call. Its words name the limit where Google's quota service refused; else Drive's reason tells:
 * the project's is `rateLimitExceeded`. Where nothing is said it is taken for the user's. Null: it was no quota.
 */
export function limitOf(reply: Reply): 'user' | 'project' | null {
  if (reply.status !== 429 && reply.status !== 403) return null;
  const error = errorOf(reply);
  const reasons = [...(error?.errors ?? []), ...(error?.details ?? [])].map((one) => one.reason ?? '');
  if (reply.status === 403 && !reasons.some((reason) => /rateLimitExceeded|RATE_LIMIT_EXCEEDED/i.test(reason))) return null;
  const named = /limit '[^']*per minute( per user)?'/i.exec(error?.message ?? '');
  if (named !== null) return named[1] === undefined ? 'project' : 'user';
  return reasons.includes('rateLimitExceeded') ? 'project' : 'user';
}

export function errorOf(reply: Reply) {
  const parsed = errorAnswer.safeParse(parseJson(reply.text));
  return parsed.success ? parsed.data.error : null;
}

/** Google names no wait: a second and some, spread so that callers don't come back together. The caller doubles it. */
export function waitMs(deps: ConnectorDeps, retryAfter: string | null): number {
  const asked = secondsOf(retryAfter) ?? 1000;
  const digits = deps.uuid().replace(/[^0-9a-f]/gi, '');
  return asked + (Number.parseInt(digits.slice(0, 4) || '0', 16) % 1000);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a gateway's page or a cut-off answer. No schema takes undefined, and the caller says what that means.
    return undefined;
  }
}

const secondsOf = (retryAfter: string | null): number | null =>
  retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
