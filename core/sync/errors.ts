/**
 * Errors of a sync. Each says what to do next, so that no caller guesses from a message: the worker turns `next` into
 * what the queue does, the server into a status and words. Data only; sentences for people are in `core/words`.
 */
export type NextMove =
  | { readonly kind: 'retry' }
  /** Not before this many ms from now; doesn't count as a failed try. */
  | { readonly kind: 'retry-after'; readonly afterMs: number }
  /** The world moved: read again and decide again. */
  | { readonly kind: 'replan' }
  /** Only a person can help: the connection's grant is gone. */
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'stop' };

export type VendorName = 'monday' | 'google' | 'confluence';

export class SyncError extends Error {
  override readonly name = 'SyncError';
  constructor(
    /** Stable, kebab-case, looked up in `core/words`. */
    readonly code: string,
    readonly next: NextMove,
    readonly data: Readonly<Record<string, string | number | boolean | null>> = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(data)}`, options);
  }
}

export const rateLimited = (vendor: VendorName, afterMs: number, limit: string): SyncError =>
  new SyncError('rate-limited', { kind: 'retry-after', afterMs }, { vendor, limit, afterMs });

/** A call whose effect isn't known: no answer, a time-out, a 5xx, an answer that can't be parsed. */
export const unknownOutcome = (vendor: VendorName, operation: string, detail: string, cause?: unknown): SyncError =>
  new SyncError('unknown-outcome', { kind: 'retry' }, { vendor, operation, detail }, { cause });

/** The vendor took the work and is at it: the intent stays open, and is asked after again. */
export const underway = (vendor: VendorName, afterMs: number): SyncError =>
  new SyncError('underway', { kind: 'retry-after', afterMs }, { vendor, afterMs });

export const isUnderway = (error: unknown): error is SyncError => error instanceof SyncError && error.code === 'underway';

export const unauthorized = (vendor: VendorName): SyncError => new SyncError('unauthorized', { kind: 'reconnect' }, { vendor });

/** The grant is as good as ever: the account lets certain network addresses in, and ours isn't among them. */
export const addressRestricted = (vendor: VendorName, detail: string): SyncError =>
  new SyncError('address-restricted', { kind: 'stop' }, { vendor, detail });

/** The vendor refused for good: bad argument, missing container, no permission. */
export const refused = (vendor: VendorName, code: string, detail: string, column: string | null = null): SyncError =>
  new SyncError('vendor-refused', { kind: 'stop' }, { vendor, code, detail, ...(column === null ? {} : { column }) });
