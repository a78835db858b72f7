/** What monday's errors mean for us: wait, reconnect, refused for good, or "nobody knows whether it happened". */
import { rateLimited, refused, SyncError } from '../../../core/sync/errors.ts';
import type { WireError } from '../wire.ts';

const DAY_MS = 86_400_000;
/** Who waited for midnight calls at once, when by monday's clock it may be a moment before: that must not cost a day more. */
const CLOCKS_DIFFER_MS = 60_000;
/** When monday says "too much" but not how long to wait. Its budgets are per minute; these pass sooner. */
const DEFAULT_WAIT_MS = 60_000;
const SHORTER_WAIT_MS: Readonly<Record<string, number>> = {
  locked: 2_000,
  RESOURCE_LOCKED: 2_000,
  maxConcurrencyExceeded: 1_000,
  IP_RATE_LIMIT_EXCEEDED: 10_000,
};

/** An error reduced to what we decide by. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  /** Of the answer that it stands in. */
  readonly status: number;
  /** What monday says in the error itself that the status would be, where it does. */
  readonly saidStatus: number | null;
  readonly waitMs: number | null;
  /** The column that monday names, where it does. */
  readonly column: string | null;
}

/** Beside those that end in `RATE_LIMIT_EXCEEDED`. */
const waiting = new Set([
  'COMPLEXITY_BUDGET_EXHAUSTED',
  'ComplexityException',
  'FIELD_LIMIT_EXCEEDED',
  'maxConcurrencyExceeded',
  'API_TEMPORARILY_BLOCKED',
  'RESOURCE_LOCKED',
]);

const waitingWords =
  /rate limit exceeded|limit rate exceeded|concurrency limit exceeded|call limit exceeded|complexity budget exhausted|currently locked/i;

/** Stable codes for findings, by monday's own. */
const reasons: Readonly<Record<string, string>> = {
  ColumnValueException: 'invalid-value',
  CorrectedValueException: 'invalid-value',
  RecordInvalidException: 'invalid-value',
  InvalidArgumentException: 'invalid-argument',
  InvalidColumnIdException: 'column-missing',
  InvalidBoardIdException: 'not-found',
  InvalidItemIdException: 'not-found',
  ResourceNotFoundException: 'not-found',
  InvalidUserIdException: 'unknown-person',
  ItemNameTooLongException: 'name-too-long',
  ItemsLimitationException: 'board-full',
  InactiveItemException: 'not-found',
  UserUnauthorizedException: 'no-access',
  USER_UNAUTHORIZED: 'no-access',
  USER_ACCESS_DENIED: 'no-access',
  missingRequiredPermissions: 'no-access',
};

/** Reduces an error of an answer; its header `Retry-After` goes before anything in the body. */
export function toComplaint(error: WireError, answer: { readonly status: number; readonly waitMs: number | null }): Complaint {
  const extensions: Readonly<Record<string, unknown>> = error.extensions ?? {};
  const data = isObject(extensions.error_data) ? extensions.error_data : {};
  const column = data.column_id ?? extensions.column_id;
  return {
    code: typeof extensions.code === 'string' ? extensions.code : '',
    message: error.message,
    path: error.path,
    status: answer.status,
    saidStatus: typeof extensions.status_code === 'number' ? extensions.status_code : null,
    waitMs:
      answer.waitMs ??
      seconds(extensions.retry_in_seconds) ??
      millis(extensions.retryAfterMs) ??
      seconds(error.retry_in_seconds) ??
      seconds(data.retry_in_seconds) ??
      secondsInWords(error.message),
    column: typeof column === 'string' ? column : null,
  };
}

/** An answer that holds no error, as if it complained: only its status speaks. */
export const noComplaint = (status: number, waitMs: number | null): Complaint => ({
  code: '',
  message: '',
  path: [],
  status,
  saidStatus: null,
  waitMs,
  column: null,
});

const statuses = ({ status, saidStatus }: Complaint): readonly number[] => (saidStatus === null ? [status] : [status, saidStatus]);

/** A failure of monday's own: it says nothing about the request, nor whether the request had an effect. */
export const isFailure = (complaint: Complaint): boolean =>
  statuses(complaint).some((one) => one >= 500) ||
  /internal.?server.?error|gateway|timed? ?out/i.test(`${complaint.code} ${complaint.message}`);

/** `SyncError` to wait with, or null when the complaint isn't about a limit that passes: what is too complex by itself never passes. */
export function asWait(complaint: Complaint, now: number): SyncError | null {
  if (complaint.code === 'DAILY_LIMIT_EXCEEDED' || /daily (call )?limit/i.test(complaint.message)) {
    const today = now % DAY_MS;
    const afterMs = today < CLOCKS_DIFFER_MS ? CLOCKS_DIFFER_MS : DAY_MS - today;
    return new SyncError('daily-limit', { kind: 'retry-after', afterMs }, { vendor: 'monday', limit: 'daily', afterMs });
  }
  if (isTooComplex(complaint)) return null;
  const said = statuses(complaint);
  const named = waiting.has(complaint.code) || complaint.code.endsWith('RATE_LIMIT_EXCEEDED');
  const limited = said.some((one) => one === 429 || one === 423) || waitingWords.test(complaint.message);
  if (!named && (!limited || isFailure(complaint))) return null;
  const locked = said.includes(423) || /currently locked/i.test(complaint.message);
  const limit = locked && !waiting.has(complaint.code) ? 'locked' : complaint.code || 'rate';
  return rateLimited('monday', complaint.waitMs ?? SHORTER_WAIT_MS[limit] ?? DEFAULT_WAIT_MS, limit);
}

export const isCursorExpired = (complaint: Complaint): boolean =>
  /cursor/i.test(complaint.code) || /cursor.*expired/i.test(complaint.message);

export const isTooComplex = (complaint: Complaint): boolean =>
  /exceeds max complexity|MAX_COMPLEXITY_EXCEEDED/i.test(`${complaint.code} ${complaint.message}`);

/** Why monday refuses, as a stable code; null when it is a failure of monday's that says nothing about the request. */
export function reasonOf(complaint: Complaint): string | null {
  if (isFailure(complaint)) return null;
  if (isTooComplex(complaint)) return 'too-complex';
  if (/label/i.test(complaint.message) && /exist|possible|not found|missing/i.test(complaint.message)) return 'unknown-label';
  return reasons[complaint.code] ?? 'vendor-refused';
}

/**
 * The refusal of a whole request. `bad-request` and `no-access` are said before anything runs; the others may name one
 * mutation of several without saying which.
 */
export function asRefusal(complaint: Complaint): SyncError {
  const { status } = complaint;
  const unread =
    status === 400 ||
    /^parse error|^field .* doesn't exist|^variable \$/i.test(complaint.message) ||
    /validation|JsonParse/i.test(complaint.code);
  const reason = unread ? 'bad-request' : status === 403 ? 'no-access' : status === 404 ? 'not-found' : reasonOf(complaint);
  return refused('monday', reason ?? 'vendor-refused', complaint.message || complaint.code, complaint.column);
}

/** `Retry-After` in ms: whole seconds or an HTTP date. */
export function retryAfter(headers: Headers, now: number): number | null {
  const header = headers.get('retry-after');
  if (header === null) return null;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header) * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const seconds = (value: unknown): number | null => (isAmount(value) ? Math.ceil(Number(value) * 1000) : null);
const millis = (value: unknown): number | null => (isAmount(value) ? Math.ceil(Number(value)) : null);
const isAmount = (value: unknown): boolean =>
  (typeof value === 'number' && value >= 0) || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));

function secondsInWords(message: string): number | null {
  const found = /(?:reset|retry|again) in (\d+)\s*s/i.exec(message);
  return found ? Number(found[1]) * 1000 : null;
}
