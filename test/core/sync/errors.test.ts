import { expect, test } from 'vitest';
import { rateLimited, refused, SyncError, unauthorized, unknownOutcome } from '../../../core/sync/errors.ts';

test('[W2] an error says what to do next, with data that words are made of', () => {
  expect(rateLimited('monday', 5_000, 'complexity')).toMatchObject({
    code: 'rate-limited',
    next: { kind: 'retry-after', afterMs: 5_000 },
    data: { vendor: 'monday', limit: 'complexity', afterMs: 5_000 },
  });
  expect(unauthorized('google')).toMatchObject({ code: 'unauthorized', next: { kind: 'reconnect' }, data: { vendor: 'google' } });
  const cause = new Error('socket hang up');
  expect(unknownOutcome('google', 'batchUpdate', 'no answer', cause)).toMatchObject({
    code: 'unknown-outcome',
    next: { kind: 'retry' },
    data: { vendor: 'google', operation: 'batchUpdate', detail: 'no answer' },
    cause,
  });
});

test('[W3] a refusal names the column that it is about, where the vendor says so', () => {
  const no = { code: 'vendor-refused', next: { kind: 'stop' } };
  expect(refused('monday', 'bad', 'why')).toMatchObject(no);
  expect(refused('monday', 'bad', 'why').data).toEqual({ vendor: 'monday', code: 'bad', detail: 'why' });
  expect(refused('monday', 'bad', 'why', 'col').data).toEqual({ vendor: 'monday', code: 'bad', detail: 'why', column: 'col' });
});

test('[W2] its message holds code and data', () => {
  const error = new SyncError('gone', { kind: 'replan' }, { n: 1 });
  expect([error.name, error.message, new SyncError('gone', { kind: 'replan' }).message]).toEqual(['SyncError', 'gone {"n":1}', 'gone {}']);
});
