/** What every answer has (security.md 16–19), and how a wrong request is told so. */
import { describe, expect, test } from 'vitest';
import { failure } from '../../core/protocol/api.ts';
import { openHouse } from './house.ts';

const house = await openHouse();
const shop = await openHouse({ production: true });

const kinds: readonly [string, string, string, object, number][] = [
  ['an answer', 'GET', '/api/pairs', {}, 200],
  ['a stranger’s', 'GET', '/api/pairs', { token: null }, 401],
  ['a missing record', 'GET', '/api/pairs/none', {}, 404],
  ['a missing route of the API', 'GET', '/api/nothing', {}, 404],
  ['a missing route', 'GET', '/nothing', {}, 404],
  ['a wrong body', 'POST', '/api/pairs', { body: {} }, 400],
  ['no JSON', 'POST', '/api/pairs', { body: '{"left":' }, 400],
  ['a huge body', 'POST', '/api/undo', { body: JSON.stringify({ run: 'x'.repeat(1_100_000) }) }, 413],
  ['a webhook', 'POST', '/webhooks/monday/none', { body: { challenge: 'c' }, token: null }, 200],
  ['a refused push', 'POST', '/webhooks/drive/none', { token: null }, 401],
  ['a consent’s end', 'GET', '/connect/google/callback?code=c&state=s', { token: null }, 400],
  ['health', 'GET', '/health', { token: null }, 200],
];

describe.each(kinds)('%s', (_, method, path, options, status) => {
  test('carries the headers of a careful server', async () => {
    const { headers, ...answer } = await house.send(method, path, options);
    expect(answer.status).toBe(status);
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('etag')).toBeNull();
  });
});

test('the view alone may be framed, by monday; on a developer’s machine by the sandbox too', async () => {
  for (const path of ['/view/', '/view/none.js']) {
    const [here, there] = [await house.send('GET', path), await shop.send('GET', path)];
    expect(there.headers.get('content-security-policy')).toMatch(/frame-ancestors https:\/\/\*\.monday\.com(;|$)/);
    expect(here.headers.get('content-security-policy')).toMatch(
      /frame-ancestors https:\/\/\*\.monday\.com http:\/\/127\.0\.0\.1:\* http:\/\/localhost:\*(;|$)/,
    );
    expect(there.headers.get('x-frame-options')).toBeNull();
  }
});

test('in production browsers are told to come by https for a year', async () => {
  const { headers } = await shop.send('GET', '/api/pairs');
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  expect((await house.send('GET', '/api/pairs')).headers.get('strict-transport-security')).toBeNull();
});

test('every refusal has one shape: a code for programs, a sentence for people', async () => {
  for (const [, method, path, options, status] of kinds) {
    if (status < 400 || path.startsWith('/webhooks/drive')) continue;
    const { json } = await house.send(method, path, options);
    expect(failure.safeParse(json).success, `${path}: ${JSON.stringify(json)}`).toBe(true);
    expect(json.error?.message).toMatch(/^\S.*\w.*$/);
    expect(Object.keys(json)).toEqual(['error']);
  }
});

test('no other site’s page may ask: no preflight is answered with leave', async () => {
  const headers = {
    origin: 'https://elsewhere.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const answer = await house.send('OPTIONS', '/api/pairs', { token: null, headers });
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a stranger’s body isn’t even read', async () => {
  expect((await house.send('POST', '/api/pairs', { token: null, body: '{"left":' })).status).toBe(401);
});

describe('words', () => {
  const message = async (language: string | null): Promise<string> => {
    const headers = language === null ? {} : { 'accept-language': language };
    return (await house.send('GET', '/api/pairs/none', { headers })).json.error?.message ?? '';
  };
  test('are Russian for whoever puts Russian first, English for everybody else', async () => {
    expect(await message('ru-RU,ru;q=0.9,en;q=0.8')).toMatch(/[а-я]/i);
    for (const language of ['en-GB,ru;q=0.5', 'de', '', '*', null]) expect(await message(language)).toMatch(/^There is no pair none/);
  });
  test('of a language that we don’t speak give way to the next', async () => {
    expect(await message('fr-FR,ru;q=0.5')).toMatch(/[а-я]/i);
  });
});

describe('pages of a list', () => {
  const page = (query: string) => house.send('GET', `/api/pairs/none/journal?${query}`);
  test.each(['limit=0', 'limit=1001', 'limit=-1', 'limit=1.5', 'limit=ten', 'limit=', 'limit=1&limit=2', 'limit[a]=1&limit=x'])(
    '%s is 400',
    async (query) => {
      const { status, json } = await page(query);
      expect([status, json.error?.field]).toEqual([400, 'limit']);
    },
  );
  test.each(['cursor=-1', 'cursor=last', 'cursor=1e30', 'cursor=1.5', 'cursor=1&cursor=2', 'cursor=NaN'])('%s is 400', async (query) => {
    const { status, json } = await page(query);
    expect([status, json.error?.field]).toEqual([400, 'cursor']);
  });
  test.each(['', 'limit=1', 'limit=1000&cursor=0', 'cursor=9007199254740991'])('"%s" is asked of the pair', async (query) => {
    expect((await page(query)).status).toBe(404);
  });
});

describe('bodies', () => {
  test('name the field that is wrong', async () => {
    const { status, json } = await house.send('POST', '/api/undo', { body: { run: 7 } });
    expect([status, json.error?.code, json.error?.field]).toEqual([400, 'bad-request', 'run']);
  });
  test('with fields that nobody knows are refused', async () => {
    expect((await house.send('POST', '/api/findings/x', { body: { action: 'retry', more: 1 } })).status).toBe(400);
  });
  test('other than JSON are refused', async () => {
    const { status } = await house.send('POST', '/api/undo', { headers: { 'content-type': 'text/plain' }, body: 'run=1' });
    expect(status).toBe(400);
  });
  test('reach no prototype', async () => {
    const body = '{"run":"r","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    await house.send('POST', '/api/undo', { body });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  test('nested ten thousand deep are refused or read, never fatal', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect((await house.send('POST', '/api/undo', { body: `{"run":${deep}}` })).status).toBe(400);
    expect((await house.send('GET', '/health')).status).toBe(200);
  });
  test('and with a NUL, in them or in an address, are refused', async () => {
    for (const path of ['/api/pairs/%00', '/api/pairs/a%00b/journal'])
      expect([path, (await house.send('GET', path)).status]).toEqual([path, 400]);
    expect((await house.send('POST', '/api/conflicts/%00', { body: { take: 'left' } })).status).toBe(400);
    expect((await house.send('POST', '/api/undo', { body: { run: 'a\u0000' } })).status).toBe(400);
    // An unsigned event is refused before its address is looked at.
    expect((await house.send('POST', '/webhooks/monday/%00', { token: null, body: { event: { type: 'x', boardId: 1 } } })).status).toBe(
      401,
    );
    expect((await house.send('POST', '/webhooks/drive/%00', { token: null })).status).toBe(401);
    expect((await house.send('POST', '/webhooks/drive/%27%3B%20select%201', { token: null })).status).toBe(401);
    expect((await house.send('GET', '/api/pairs/%E0%A4%A')).status).toBe(400);
  });
});

test('a stranger who tries tokens without end is told to wait; whoever is known asks on', async () => {
  const answers = await Promise.all(Array.from({ length: 620 }, (_, n) => shop.send('GET', '/api/pairs', { token: `evk_${n}` })));
  const refused = answers.filter((one) => one.status === 429);
  expect([refused.length, answers.filter((one) => one.status === 401).length]).toEqual([20, 600]);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused[0]?.json.error?.code).toBe('too-many-requests');
  expect((await shop.send('GET', '/api/pairs')).status).toBe(200);
});
