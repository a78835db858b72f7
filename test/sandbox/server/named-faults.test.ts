/** Every refusal that a fault can name, struck once on a true call, with the body that the vendor is known for. */
import { beforeAll, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox } from '../../../sandbox/agency-sandbox.ts';
import { namedAnswers } from '../../../sandbox/server/named-answers.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { manualTime } from '../world/manual-time.ts';

let whole: AgencySandbox;
beforeAll(async () => {
  const time = manualTime();
  whole = await createAgencySandbox({ state: memoryState(), today: '2026-11-23', now: time.now, timers: time.timers });
});

const control = (method: string, path: string, body?: object) =>
  whole.sandbox.fetch(new Request(whole.sandbox.origin + path, { method, ...(body && { body: JSON.stringify(body) }) }));

async function call(service: string): Promise<Response> {
  const { sandbox } = whole;
  const token = (vendor: 'monday' | 'google' | 'confluence') => ({
    authorization: `Bearer ${sandbox.world.people.tokenOf(vendor, 'anna')}`,
  });
  const calls: Record<string, () => Request> = {
    monday: () =>
      new Request(`${sandbox.origin}/v2`, {
        method: 'POST',
        headers: { ...token('monday'), 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ me { id } }' }),
      }),
    sheets: () => new Request(`${sandbox.origin}/v4/spreadsheets/${whole.agency().google.spreadsheetId}`, { headers: token('google') }),
    drive: () => new Request(`${sandbox.origin}/drive/v3/files`, { headers: token('google') }),
    confluence: () => new Request(`${sandbox.origin}/wiki/api/v2/pages`, { headers: token('confluence') }),
    oauth: () => new Request(`${sandbox.origin}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token' }) }),
  };
  const request = calls[service];
  if (!request) throw new Error(service);
  return sandbox.fetch(request());
}

/** What is told by the vendors' documents and by people who met it: status, headers and a part of the body. */
const KNOWN: readonly [name: string, service: string, status: number, body: unknown, headers?: Record<string, string>][] = [
  [
    'complexity-budget',
    'monday',
    429,
    {
      errors: [
        {
          message: 'Complexity budget exhausted',
          extensions: {
            code: 'COMPLEXITY_BUDGET_EXHAUSTED',
            complexity: 6182,
            complexity_budget_left: 100,
            complexity_budget_limit: 5_000_000,
            retry_in_seconds: 60,
            status_code: 429,
          },
        },
      ],
    },
  ],
  [
    'complexity-budget-old',
    'monday',
    200,
    {
      error_code: 'ComplexityException',
      status_code: 429,
      error_message: 'Complexity budget exhausted, query cost 222080 budget remaining 747 out of 10000000 reset in 60 seconds',
    },
  ],
  ['complexity-max', 'monday', 200, { errors: [{ extensions: { code: 'ComplexityException' } }] }],
  ['minute-limit', 'monday', 429, { errors: [{ message: 'Minute limit rate exceeded' }] }, { 'retry-after': '60' }],
  ['concurrency-limit', 'monday', 429, { errors: [{ extensions: { code: 'maxConcurrencyExceeded' } }] }, { 'retry-after': '60' }],
  ['ip-limit', 'monday', 429, { errors: [{ extensions: { code: 'IP_RATE_LIMIT_EXCEEDED' } }] }, { 'retry-after': '60' }],
  ['daily-limit', 'monday', 429, { errors: [{ extensions: { code: 'DAILY_LIMIT_EXCEEDED' } }] }],
  [
    'field-limit',
    'monday',
    429,
    {
      errors: [
        {
          message: 'Concurrency limit exceeded for the field',
          extensions: { code: 'FIELD_LIMIT_EXCEEDED', retry_in_seconds: 60, entity: 'boards' },
        },
      ],
    },
  ],
  [
    'field-limit-old',
    'monday',
    200,
    { error_code: 'FIELD_LIMIT_EXCEEDED', error_data: { retry_in_seconds: 60, entity: 'boards' }, status_code: 429 },
  ],
  ['board-locked', 'monday', 423, { errors: [{ message: 'Resource is currently locked, please try again later' }] }],
  ['errors-without-data', 'monday', 200, { errors: [{ message: 'Internal server error' }] }],
  ['cursor-expired', 'monday', 200, { errors: [{ extensions: { code: 'CursorExpiredError' } }] }],
  ['not-authenticated-old', 'monday', 401, { errors: ['Not Authenticated'] }],
  ['gateway-timeout', 'monday', 504, '504 Gateway Time-out', { 'content-type': 'text/html; charset=utf-8' }],
  ['bad-gateway', 'confluence', 502, '502 Bad Gateway'],
  ['maintenance', 'sheets', 503, '503 Service Unavailable'],
  ['login-page', 'monday', 200, '<title>Log in</title>', { 'content-type': 'text/html; charset=utf-8' }],
  ['read-quota-user', 'sheets', 429, googleQuota('Read', 'User', ' per user')],
  ['write-quota-user', 'sheets', 429, googleQuota('Write', 'User', ' per user')],
  ['read-quota-project', 'sheets', 429, googleQuota('Read', 'Project', '')],
  ['write-quota-project', 'sheets', 429, googleQuota('Write', 'Project', '')],
  ['user-rate-limit', 'drive', 403, { error: { code: 403, errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded' }] } }],
  ['project-rate-limit', 'drive', 403, { error: { message: 'Rate Limit Exceeded', errors: [{ reason: 'rateLimitExceeded' }] } }],
  ['drive-backend-error', 'drive', 500, { error: { code: 500, errors: [{ reason: 'backendError' }] } }],
  ['unavailable', 'sheets', 503, { error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' } }],
  ['deadline', 'sheets', 504, { error: { code: 504, status: 'DEADLINE_EXCEEDED' } }],
  ['internal', 'sheets', 500, { error: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' } }],
  ['points-quota', 'confluence', 429, {}, { 'ratelimit-reason': 'confluence-quota-global-based', 'retry-after': '60' }],
  ['points-quota-tenant', 'confluence', 429, {}, { 'ratelimit-reason': 'confluence-quota-tenant-based' }],
  ['burst', 'confluence', 429, { errors: [{ status: 429 }] }, { 'ratelimit-reason': 'confluence-burst-based' }],
  ['invalid-grant', 'oauth', 400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }],
];

function googleQuota(word: string, scope: string, per: string): unknown {
  const message = `Quota exceeded for quota metric '${word} requests' and limit '${word} requests per minute${per}' of service 'sheets.googleapis.com' for consumer 'project_number:269908437164'.`;
  const metadata = {
    quota_limit: `${word}RequestsPerMinutePer${scope}`,
    quota_metric: `sheets.googleapis.com/${word.toLowerCase()}_requests`,
  };
  return { error: { code: 429, message, status: 'RESOURCE_EXHAUSTED', details: [{ reason: 'RATE_LIMIT_EXCEEDED', metadata }] } };
}

it('knows all of them', () => {
  expect(KNOWN.map(([name]) => name).sort()).toEqual(Object.keys(namedAnswers).sort());
});

it.each(KNOWN)('fault %s at %s answers %i, once', async (name, service, status, body, headers = {}) => {
  await control('POST', '/faults', { service, kind: 'named', name, retryS: 60, times: 1 });
  const answer = await call(service);
  expect(answer.status).toBe(status);
  const text = await answer.text();
  if (typeof body === 'string') expect(text).toContain(body);
  else expect(JSON.parse(text)).toMatchObject(body as object);
  expect(Object.fromEntries(Object.keys(headers).map((one) => [one, answer.headers.get(one)]))).toEqual(headers);
  expect((await call(service)).status).not.toBe(status === 200 || status === 400 ? 0 : status);
  await control('DELETE', '/faults');
});

it('refuses a name that the service never says', async () => {
  const answer = await control('POST', '/faults', { service: 'drive', kind: 'named', name: 'daily-limit' });
  expect([answer.status, (await answer.json()).error.field]).toEqual([400, 'name']);
});
