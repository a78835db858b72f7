import { expect, test } from 'vitest';
import { rateLimited, refused, SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';
import { verdict } from '../../workers/verdict.ts';

test.each([
  ['a vendor’s limit', rateLimited('monday', 12_000, 'rate'), { kind: 'retryAfter', ms: 12_000 }],
  ['a world that moved', new SyncError('lease-lost', { kind: 'replan' }), { kind: 'retryAfter', ms: 50 }],
  ['an answer that was lost', unknownOutcome('google', 'batchUpdate', 'no answer'), { kind: 'retry' }],
  ['a lost grant', unauthorized('confluence'), { kind: 'stop' }],
  ['a refusal', refused('monday', 'not-found', 'board 7'), { kind: 'stop' }],
  ['a bug', new TypeError('x is undefined'), { kind: 'retry' }],
  ['what isn’t even an error', 'words', { kind: 'retry' }],
])('after %s', (_, error, expected) => {
  expect(verdict(error)).toEqual(expected);
});
