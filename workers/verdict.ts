import { SyncError } from '../core/sync/errors.ts';

/** What the queue does after a run that failed. */
export function verdict(error: unknown): { kind: 'retry' } | { kind: 'retryAfter'; ms: number } | { kind: 'stop' } {
  if (!(error instanceof SyncError)) return { kind: 'retry' };
  switch (error.next.kind) {
    case 'retry-after':
      return { kind: 'retryAfter', ms: error.next.afterMs };
    case 'replan':
      return { kind: 'retryAfter', ms: 50 };
    case 'retry':
      return { kind: 'retry' };
    case 'reconnect':
    case 'stop':
      return { kind: 'stop' };
  }
}
