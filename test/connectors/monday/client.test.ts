import { describe, expect, it } from 'vitest';
import { ask, askWhole, type Call } from '../../../connectors/monday/client.ts';
import { SyncError } from '../../../core/sync/errors.ts';
import { json, options, script } from './scripted.ts';

const call: Call = { operation: 'test', query: '{ me { id } }', variables: {}, cost: 1, write: false };
const write: Call = { ...call, write: true, idempotencyKey: 'k' };

async function failure(run: Promise<unknown>): Promise<SyncError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SyncError)) throw new Error(`no SyncError: ${String(error)}`);
  return error;
}

describe('asking monday', () => {
  it('pins the version, sends the bare token, and the key only when there is one', async () => {
    const { deps, asked } = script(json({ data: { me: { id: '1' } } }), json({ data: { me: { id: '1' } } }));
    await ask(deps, options, call);
    await ask(deps, options, write);
    expect(asked.map((one) => one.headers.get('api-version'))).toEqual(['2026-10', '2026-10']);
    expect(asked[0]?.headers.get('authorization')).toBe('token-1');
    expect(asked.map((one) => one.headers.get('idempotency-key'))).toEqual([null, 'k']);
  });

  it('renews the token once after a 401 and then gives up', async () => {
    const unauthorised = () => json({ errors: ['Not Authenticated'] }, 401);
    const once = script(unauthorised(), json({ data: { me: { id: '1' } } }));
    expect((await ask(once.deps, options, call)).data).toEqual({ me: { id: '1' } });
    expect(once.renewals).toEqual(['token-1']);
    expect(once.asked[1]?.headers.get('authorization')).toBe('token-2');

    const twice = script(unauthorised(), unauthorised());
    expect(await failure(ask(twice.deps, options, call))).toMatchObject({ code: 'unauthorized', next: { kind: 'reconnect' } });
    expect(twice.asked).toHaveLength(2);
  });

  it('takes a shut door for no lost grant: no token is renewed, nobody is told to reconnect', async () => {
    const shut = () => json({ errors: ['Your ip is restricted'] }, 401);
    const once = script(shut());
    expect(await failure(ask(once.deps, options, call))).toMatchObject({
      code: 'address-restricted',
      next: { kind: 'stop' },
      data: { vendor: 'monday', detail: 'Your ip is restricted' },
    });
    expect([once.renewals, once.asked.length]).toEqual([[], 1]);
    const later = script(json({ errors: ['Not Authenticated'] }, 401), shut());
    expect(await failure(ask(later.deps, options, call))).toMatchObject({ code: 'address-restricted' });
  });

  const limits: [string, Response, number][] = [
    [
      'the header before the body',
      json({ errors: [{ message: 'x', extensions: { code: 'COMPLEXITY_BUDGET_EXHAUSTED', retry_in_seconds: 50 } }] }, 429, {
        'retry-after': '7',
      }),
      7000,
    ],
    [
      'extensions.retry_in_seconds',
      json({
        errors: [{ message: 'Complexity budget exhausted', extensions: { code: 'COMPLEXITY_BUDGET_EXHAUSTED', retry_in_seconds: 16 } }],
      }),
      16_000,
    ],
    [
      'extensions.retryAfterMs',
      json({ errors: [{ message: 'x', extensions: { code: 'RATE_LIMIT_EXCEEDED', retryAfterMs: 1250 } }] }, 429),
      1250,
    ],
    ['errors[].retry_in_seconds', json({ errors: [{ message: 'Rate Limit Exceeded', retry_in_seconds: 9 }] }, 429), 9000],
    [
      'error_data of the flat form',
      json({
        error_message: 'Concurrency limit exceeded for the field',
        error_code: 'FIELD_LIMIT_EXCEEDED',
        error_data: { retry_in_seconds: 15 },
        status_code: 429,
      }),
      15_000,
    ],
    [
      'words',
      json({
        error_code: 'ComplexityException',
        error_message: 'Complexity budget exhausted, query cost 2 budget remaining 1 out of 10 reset in 21 seconds',
        errors: ['x'],
      }),
      21_000,
    ],
    ['a lock without a time', json({ errors: [{ message: 'Resource is currently locked, please try again later' }] }, 423), 2000],
    ['a page instead of JSON', new Response('<html>Too many</html>', { status: 429, headers: { 'retry-after': '3' } }), 3000],
  ];
  it.each(limits)('waits as told by %s', async (_name, response, afterMs) => {
    const { deps } = script(response);
    expect(await failure(ask(deps, options, call))).toMatchObject({ code: 'rate-limited', next: { kind: 'retry-after', afterMs } });
  });

  it('waits for midnight UTC when the day is spent', async () => {
    const { deps } = script(json({ errors: [{ message: 'Daily limit', extensions: { code: 'DAILY_LIMIT_EXCEEDED' } }] }, 429));
    // The script's clock stands at 21:30 UTC.
    expect(await failure(ask(deps, options, call))).toMatchObject({
      code: 'daily-limit',
      next: { kind: 'retry-after', afterMs: 2.5 * 3_600_000 },
    });
  });

  const doubts: [string, Response | Error][] = [
    ['a gateway page', new Response('<html>504</html>', { status: 504 })],
    ['a maintenance page with 200', new Response('<html>back soon</html>', { status: 200 })],
    ['cut-off JSON', new Response('{"data":{"me":{"i', { status: 200 })],
    ['a 500', json({ errors: [{ message: 'Internal server error' }] }, 500)],
    ['an internal error with 200', json({ errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })],
    ['neither data nor errors', json({})],
    ['no answer', new Error('socket hang up')],
  ];
  it.each(doubts)('knows nothing after %s', async (_name, answer) => {
    const { deps } = script(answer);
    expect(await failure(ask(deps, options, write))).toMatchObject({ code: 'unknown-outcome' });
  });

  it('takes errors without data for a failure, never for nothing found', async () => {
    const { deps } = script(
      json({ data: null, errors: [{ message: 'User unauthorized', extensions: { code: 'UserUnauthorizedException' } }] }),
    );
    expect(await failure(ask(deps, options, call))).toMatchObject({ code: 'vendor-refused', data: { code: 'no-access' } });
  });

  it('refuses half an answer of a read', async () => {
    const { deps } = script(
      json({
        data: { a: [], b: null },
        errors: [{ message: 'Not found', path: ['b'], extensions: { code: 'ResourceNotFoundException' } }],
      }),
    );
    expect(await failure(askWhole(deps, options, call))).toMatchObject({ code: 'vendor-refused', data: { code: 'not-found' } });
  });

  it('fault F03: waits while monday works on the same key, and sends the same bytes again', async () => {
    const conflict = () =>
      json({ errors: [{ message: 'in flight', extensions: { code: 'IDEMPOTENCY_CONFLICT' } }] }, 409, { 'retry-after': '2' });
    const { deps, asked, slept } = script(conflict(), conflict(), json({ data: { m0: null } }));
    await ask(deps, options, write);
    expect(slept).toEqual([2000, 2000]);
    expect(new Set(asked.map((one) => one.body)).size).toBe(1);
    expect(new Set(asked.map((one) => one.headers.get('idempotency-key')))).toEqual(new Set(['k']));

    const stuck = script(...Array.from({ length: 6 }, conflict));
    expect(await failure(ask(stuck.deps, options, write))).toMatchObject({ code: 'unknown-outcome' });
  });
});
