/** What vendors' answers say of their limits, as the limiter hears it (F43). */
import { describe, expect, it } from 'vitest';
import { newsOf as confluenceNews } from '../../connectors/confluence/limits.ts';
import { getTabs } from '../../connectors/google-sheets/client.ts';
import { ask } from '../../connectors/monday/client.ts';
import type { LimitNews } from '../../core/sync/limit-news.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';

const NOW = Date.UTC(2026, 10, 2, 21, 30);

/** Connector's dependencies that answer one thing, and what the limiter heard of it. */
async function heard(answer: Response, call: (deps: ConnectorDeps) => Promise<unknown>): Promise<LimitNews | undefined> {
  let news: LimitNews | undefined;
  const deps: ConnectorDeps = {
    now: () => NOW,
    uuid: () => '00000000-0000-4000-8000-000000000001',
    sleep: async () => undefined,
    token: async () => 'token',
    fetch: async () => answer.clone(),
    limit: async (_call, run, hear) => {
      const given = await run();
      news = hear?.(given);
      return given;
    },
  };
  await call(deps).catch(() => undefined);
  return news;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

describe('monday', () => {
  const options = { apiUrl: 'https://monday.example/v2', apiVersion: '2026-10' };
  const asked = (answer: Response, write = false) =>
    heard(answer, (deps) => ask(deps, options, { operation: 'x', query: '{ me { id } }', variables: {}, cost: 1, write }));
  const policy =
    '"minuteRate";q=5000;w=60, "concurrency";q=250;qu="concurrent-requests", "complexityMinute";q=5000000;w=60;qu="content-bytes"';

  it('tells with every answer what is left of its budgets', async () => {
    const rest = '"minuteRate";r=4999, "concurrency";r=249, "complexityMinute";r=4950000;t=45';
    const answer = json(200, { data: { me: { id: '1' } } }, { 'ratelimit-policy': policy, ratelimit: rest });
    const budgets = [
      { name: 'calls per minute', max: 5_000, left: 4_999 },
      { name: 'calls at once', max: 250, left: 249 },
    ];
    expect(await asked(answer)).toEqual({
      failed: false,
      budgets: [...budgets, { name: 'read complexity per minute', max: 5_000_000, left: 4_950_000 }],
    });
    expect((await asked(answer, true))?.budgets?.[2]?.name).toBe('write complexity per minute');
    expect(await asked(json(200, { data: {} }, { ratelimit: 'nonsense;;,"x' }))).toEqual({ failed: false });
  });

  const error = (code: string, more: object = {}) => ({ errors: [{ message: 'No', extensions: { code, ...more } }] });
  const refusals: [string, Response, NonNullable<LimitNews['refused']>][] = [
    [
      'a minute’s calls used up',
      json(429, error('RATE_LIMIT_EXCEEDED'), { 'retry-after': '38', ratelimit: '"minuteRate";r=0;t=38' }),
      { of: 'account', afterMs: 38_000 },
    ],
    [
      'complexity, with status 200',
      json(200, error('COMPLEXITY_BUDGET_EXHAUSTED', { retry_in_seconds: 16 })),
      { of: 'account', afterMs: 16_000 },
    ],
    [
      'complexity in the older form',
      json(200, {
        error_code: 'ComplexityException',
        error_message: 'Complexity budget exhausted, query cost 222080 budget remaining 747 out of 10000000 reset in 16 seconds',
      }),
      { of: 'account', afterMs: 16_000 },
    ],
    ['too many at once', json(429, error('maxConcurrencyExceeded')), { of: 'account', afterMs: 1_000 }],
    ['our address', json(429, error('IP_RATE_LIMIT_EXCEEDED')), { of: 'everybody', afterMs: 10_000 }],
    [
      'a locked board',
      json(423, { errors: [{ message: 'Resource is currently locked, please try again later' }] }),
      { of: 'record', afterMs: 2_000 },
    ],
    [
      'the day',
      json(200, error('DAILY_LIMIT_EXCEEDED', { status_code: 429 })),
      { of: 'account', afterMs: 2.5 * 3_600_000, budget: 'calls per day' },
    ],
    [
      'a gateway’s page',
      new Response('<html>Too many</html>', { status: 429, headers: { 'retry-after': '3' } }),
      { of: 'account', afterMs: 3_000 },
    ],
  ];
  it.each(refusals)('fault F43: refuses for %s', async (_, answer, refused) => {
    expect((await asked(answer))?.refused).toEqual(refused);
  });

  it('refuses by no limit what it refuses for another reason, and fails by itself', async () => {
    expect(await asked(json(200, error('InvalidColumnIdException')))).toEqual({ failed: false });
    expect(await asked(json(200, { data: { text: `an error in words: rate limit exceeded ${'x'.repeat(5_000)}` } }))).toEqual({
      failed: false,
    });
    expect(await asked(new Response('<html>', { status: 502 }))).toEqual({ failed: true });
  });
});

describe('Google', () => {
  const options = { sheetsUrl: 'https://sheets.example', driveUrl: 'https://drive.example' };
  const asked = (answer: Response) => heard(answer, (deps) => getTabs(deps, options, 's'));
  const quota = (limit: string) => ({
    error: {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: `Quota exceeded for quota metric 'Read requests' and limit '${limit}' of service 'sheets.googleapis.com' for consumer 'project_number:1'.`,
    },
  });

  it('names whose quota it was, and no time', async () => {
    expect(await asked(json(429, quota('Read requests per minute per user')))).toEqual({ refused: { of: 'connection', afterMs: null } });
    expect(await asked(json(429, quota('Read requests per minute')))).toEqual({ refused: { of: 'everybody', afterMs: null } });
    const drive = { error: { code: 403, message: 'User rate limit exceeded', errors: [{ reason: 'userRateLimitExceeded' }] } };
    expect(await asked(json(403, drive))).toEqual({ refused: { of: 'connection', afterMs: null } });
  });

  it('is no limit where access is refused, and fails by itself', async () => {
    expect(await asked(json(403, { error: { code: 403, message: 'The caller does not have permission' } }))).toEqual({ failed: false });
    expect(await asked(json(503, { error: { code: 503, message: 'Unavailable' } }))).toEqual({ failed: true });
  });
});

describe('Confluence', () => {
  const news = (status: number, headers: Record<string, string>) => confluenceNews({ status, headers: new Headers(headers) }, NOW);

  it('tells what is left of the pool that all accounts share, by any of its headers', () => {
    const pool = [{ name: 'points per hour of all', max: 65_000, left: 12_000 }];
    expect(news(200, { 'x-ratelimit-limit': '65000', 'x-ratelimit-remaining': '12000' }).budgets).toEqual(pool);
    const policy = '"global-app-quota";q=65000;w=3600';
    expect(news(200, { 'beta-ratelimit-policy': policy, 'beta-ratelimit': '"global-app-quota";r=12000;t=1800' }).budgets).toEqual(pool);
    expect(news(200, { 'ratelimit-policy': policy }).budgets).toEqual([{ name: 'points per hour of all', max: 65_000, left: null }]);
    // A burst's bucket is no pool.
    expect(news(200, { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '7' }).budgets).toBeUndefined();
  });

  it.each([
    ['confluence-quota-global-based', 'everybody'],
    ['conf-global-based', 'everybody'],
    ['confluence-quota-tenant-based', 'account'],
    ['confluence-burst-based', 'connection'],
    ['', 'connection'],
  ])('refuses with %s for %s', (reason, of) => {
    expect(news(429, { 'ratelimit-reason': reason, 'retry-after': '7' }).refused).toEqual({ of, afterMs: 7_000 });
  });

  it('names a time of the day where it names no wait', () => {
    expect(news(429, { 'x-ratelimit-reset': '2026-11-02T22:00:00.000Z' }).refused?.afterMs).toBe(1_800_000);
    expect(news(503, {})).toEqual({ failed: true });
  });
});
