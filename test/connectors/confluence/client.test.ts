import { expect, it } from 'vitest';
import { authorizeUrl, readSites, readTokens } from '../../../connectors/confluence/auth.ts';
import { openClient, pageById, pagesById } from '../../../connectors/confluence/client.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { CLOUD } from '../../sandbox/confluence/set-up.ts';

const now = Date.UTC(2026, 10, 2, 12, 30);

function client(...answers: (Response | Error)[]) {
  const asked: { url: string; token: string | null }[] = [];
  const deps: ConnectorDeps = {
    now: () => now,
    sleep: async () => undefined,
    uuid: () => '',
    token: async (renew) => (renew ? 'new' : 'old'),
    limit: (_call, run) => run(),
    fetch: async (request) => {
      asked.push({ url: request.url, token: request.headers.get('authorization') });
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked once too often');
      return answer;
    },
  };
  return { asked, site: openClient(deps, { apiUrl: 'https://api.test' }, CLOUD) };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers });
const page = { id: '1', status: 'current', title: 'A', spaceId: '2', version: { number: 3 } };

it('asks the gateway of its own site, and renews a token once', async () => {
  const { site, asked } = client(json({ code: 401, message: 'Unauthorized' }, 401), json(page));
  expect(await pageById(site, '1')).toMatchObject({ title: 'A' });
  expect(asked.map((one) => one.token)).toEqual(['Bearer old', 'Bearer new']);
  expect(asked[0]?.url).toBe(`https://api.test/ex/confluence/${CLOUD}/wiki/api/v2/pages/1?body-format=storage`);
  await expect(pageById(client(json({}, 401), json({}, 401)).site, '1')).rejects.toMatchObject({
    code: 'unauthorized',
    next: { kind: 'reconnect' },
  });
});

it('does not renew a token for a scope that was never granted', async () => {
  const { site, asked } = client(json({ code: 401, message: 'Unauthorized; scope does not match' }, 401));
  await expect(pageById(site, '1')).rejects.toMatchObject({ code: 'vendor-refused', data: { code: 'no-scope' } });
  expect(asked).toHaveLength(1);
});

it.each([
  [json({}, 429, { 'retry-after': '7' }), { code: 'rate-limited', next: { afterMs: 7000 } }],
  [json({}, 429, { 'x-ratelimit-reset': '2026-11-02T13:00:00.000Z' }), { code: 'rate-limited', next: { afterMs: 1_800_000 } }],
  [new Response('<html>', { status: 502 }), { code: 'unknown-outcome' }],
  [new Response('<html>maintenance', { status: 200 }), { code: 'unknown-outcome' }],
  [new Response('{"id":"1","sta', { status: 200 }), { code: 'unknown-outcome' }],
  [json({ id: 1 }), { code: 'unknown-outcome' }],
  [new Error('socket hang up'), { code: 'unknown-outcome' }],
])('says what to do about %o', async (answer, error) => {
  await expect(pageById(client(answer).site, '1')).rejects.toMatchObject(error);
});

it('follows links to further pages on its own site only', async () => {
  const first = json({ results: [page], _links: { next: '/wiki/api/v2/pages?cursor=x' } });
  const { site, asked } = client(first, json({ results: [{ ...page, id: '2' }], _links: {} }));
  expect((await pagesById(site, ['1', '2'])).map((one) => one.id)).toEqual(['1', '2']);
  expect(asked[1]?.url).toBe(`https://api.test/ex/confluence/${CLOUD}/wiki/api/v2/pages?cursor=x`);
  const evil = client(json({ results: [], _links: { next: 'https://evil.test/wiki/api/v2/pages' } }));
  await expect(pagesById(evil.site, ['1'])).rejects.toMatchObject({ code: 'unknown-outcome' });
});

it('asks consent for the least, and reads tokens and sites', async () => {
  const app = { authUrl: 'https://auth.test', clientId: 'c', clientSecret: 's', redirectUri: 'https://e.test/back' };
  const url = new URL(authorizeUrl(app, { state: 'st' }));
  expect(url.searchParams.get('scope')?.split(' ')).toContain('offline_access');
  expect(await readTokens(json({ access_token: 'a', refresh_token: 'r', expires_in: 3600, scope: 'x y' }), now)).toEqual({
    accessToken: 'a',
    refreshToken: 'r',
    expiresAt: now + 3_600_000,
    scopes: ['x', 'y'],
  });
  await expect(readTokens(json({ error: 'unauthorized_client' }, 403), now)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(
    await readSites(
      json([
        { id: CLOUD, url: 'https://a', name: 'a' },
        { id: '../..', url: 'https://b', name: 'b' },
      ]),
    ),
  ).toMatchObject([{ id: CLOUD }]);
});
