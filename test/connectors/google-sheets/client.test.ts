import { describe, expect, it } from 'vitest';
import { authorizeUrl, codeRequest, type GoogleApp, readTokens, refreshRequest } from '../../../connectors/google-sheets/auth.ts';
import { googleFeed, verifyDrivePush } from '../../../connectors/google-sheets/changes.ts';
import { batchUpdate, getTabs } from '../../../connectors/google-sheets/client.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { book, HEADERS, house, operations, urls } from './house.ts';

function scripted(...answers: (Response | Error)[]) {
  const requests: Request[] = [];
  const tokens: (string | undefined)[] = [];
  const limits: unknown[] = [];
  const deps: ConnectorDeps = {
    fetch: async (request) => {
      requests.push(request);
      const next = answers.shift();
      if (next instanceof Error || !next) throw next ?? new Error('no more answers');
      return next;
    },
    now: () => 1_000,
    sleep: async () => undefined,
    token: async (renew) => {
      tokens.push(renew?.rejected);
      return renew ? 'new' : 'old';
    },
    limit: (call, run) => {
      limits.push(call);
      return run();
    },
    uuid: () => '00ff0000-0000-4000-8000-000000000000',
  };
  return { deps, requests, tokens, limits };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const write = (deps: ConnectorDeps) => batchUpdate(deps, urls, 'file', { requests: [], show: null });

describe('what an answer means', () => {
  it('renews the token once after a 401', async () => {
    const { deps, requests, tokens, limits } = scripted(json(401, {}), json(200, { sheets: [] }));
    await getTabs(deps, urls, 'file');
    expect(requests.map((request) => request.headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
    expect(tokens).toEqual([undefined, 'old']);
    expect(limits).toEqual([
      { api: 'sheets', cost: 1, write: false },
      { api: 'sheets', cost: 1, write: false },
    ]);
    const dead = scripted(json(401, {}), json(401, {}));
    await expect(getTabs(dead.deps, urls, 'file')).rejects.toMatchObject({ code: 'unauthorized', next: { kind: 'reconnect' } });
  });

  it.each([
    [
      '429',
      json(429, { error: { code: 429, message: "Quota exceeded … 'Write requests per minute per user'", status: 'RESOURCE_EXHAUSTED' } }),
      { code: 'rate-limited', next: { kind: 'retry-after', afterMs: 1255 }, data: { limit: 'user' } },
    ],
    ['429 with a wait', json(429, { error: { message: '' } }, { 'retry-after': '7' }), { next: { kind: 'retry-after', afterMs: 7255 } }],
    [
      'a rate limit as 403',
      json(403, { error: { code: 403, message: 'User rate limit exceeded', errors: [{ reason: 'userRateLimitExceeded' }] } }),
      { code: 'rate-limited' },
    ],
    [
      '403',
      json(403, { error: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' } }),
      { code: 'vendor-refused', data: { code: 'no-access' }, next: { kind: 'stop' } },
    ],
    [
      '404',
      json(404, { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } }),
      { code: 'vendor-refused', data: { code: 'not-found' } },
    ],
    [
      '400',
      json(400, { error: { code: 400, message: 'Invalid requests[0].updateCells: no', status: 'INVALID_ARGUMENT' } }),
      { code: 'vendor-refused', data: { code: 'bad-request', detail: 'Invalid requests[0].updateCells: no' } },
    ],
    [
      '500',
      json(500, { error: { code: 500, message: 'Internal error encountered.' } }),
      { code: 'unknown-outcome', next: { kind: 'retry' } },
    ],
    ['a page', new Response('<html>maintenance</html>', { status: 200 }), { code: 'unknown-outcome' }],
    ['a cut-off answer', new Response('{"spreadsheetId":"x","upd', { status: 200 }), { code: 'unknown-outcome' }],
    ['another answer', json(200, { hello: 1 }), { code: 'unknown-outcome' }],
    ['no answer', new TypeError('fetch failed'), { code: 'unknown-outcome' }],
  ])('%s', async (_name, answer, error) => {
    await expect(write(scripted(answer).deps)).rejects.toMatchObject(error);
  });

  it('fault F53: takes an answer without the ranges asked for as unknown', async () => {
    const { deps } = scripted(json(200, { spreadsheetId: 'file' }));
    await expect(batchUpdate(deps, urls, 'file', { requests: [], show: { ranges: ['A1'], fields: 'sheets' } })).rejects.toMatchObject({
      code: 'unknown-outcome',
    });
  });
});

describe('changes', () => {
  it('watches the connection in two calls, hears of an edit, polls in one, stops', async () => {
    const at = house();
    const feed = googleFeed(at.deps, urls);
    const sheet = await book(at, [HEADERS]);
    const other = await book(at, [HEADERS]);
    const { cursor } = await feed.poll({ containers: [sheet.id], cursor: null });
    const open = await feed.subscribe({ container: null, url: 'https://app.example/webhooks/drive', secret: 's3cret' });
    expect(operations(at)).toEqual(['startPageToken', 'startPageToken', 'watch']);
    expect(open).toEqual([{ id: expect.any(String), resource: expect.any(String), expiresAt: at.time.now() + 604_800_000 }]);
    at.calls.length = 0;
    expect((await feed.poll({ containers: [sheet.id, other.id], cursor })).hints).toEqual([]);
    await sheet.type('Budgets!A2', [['Acme']]);
    const polled = await feed.poll({ containers: [sheet.id, other.id], cursor });
    expect(polled.hints).toEqual([{ container: sheet.id, localIds: 'all' }]);
    expect((await feed.poll({ containers: [sheet.id, other.id], cursor: polled.cursor })).hints).toEqual([]);
    expect(operations(at)).toEqual(['changes', 'changes', 'changes']);
    await feed.unsubscribe(open);
    await feed.unsubscribe(open);
    expect(operations(at).slice(3)).toEqual(['stop', 'stop']);
  });

  it('believes a push only with the channel, its secret and its resource', () => {
    const channels = [{ id: 'c1', resource: 'r1', secret: 's3cret' }];
    const headers = (more: Record<string, string> = {}) =>
      new Headers({
        'X-Goog-Channel-ID': 'c1',
        'X-Goog-Channel-Token': 's3cret',
        'X-Goog-Resource-ID': 'r1',
        'X-Goog-Resource-State': 'change',
        'X-Goog-Message-Number': '12',
        ...more,
      });
    expect(verifyDrivePush(headers(), channels)).toEqual({ channel: 'c1', state: 'change', number: 12 });
    for (const wrong of [
      { 'X-Goog-Channel-ID': 'c2' },
      { 'X-Goog-Channel-Token': 'S3cret' },
      { 'X-Goog-Channel-Token': '' },
      { 'X-Goog-Resource-ID': 'r2' },
    ]) {
      expect(verifyDrivePush(headers(wrong), channels)).toBeNull();
    }
    expect(verifyDrivePush(headers({ 'X-Goog-Channel-Token': '' }), [{ id: 'c1', resource: 'r1', secret: '' }])).toBeNull();
  });
});

describe('consent', () => {
  const app: GoogleApp = {
    accountsUrl: 'https://accounts.google.com',
    tokenUrl: 'https://oauth2.googleapis.com',
    clientId: 'id',
    clientSecret: 'secret',
    redirectUri: 'https://app.example/oauth/google',
  };

  it('asks for offline access to picked files only, with PKCE', () => {
    const url = new URL(authorizeUrl(app, { state: 'st', challenge: 'ch' }));
    expect(url.origin + url.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'id',
      redirect_uri: 'https://app.example/oauth/google',
      response_type: 'code',
      scope: 'https://www.googleapis.com/auth/drive.file openid email',
      state: 'st',
      access_type: 'offline',
      prompt: 'consent',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
    });
  });

  it('exchanges and refreshes as a form, and reads what comes', async () => {
    const request = codeRequest(app, 'c0de', 'verifier');
    expect([request.method, request.url, request.headers.get('content-type')]).toEqual([
      'POST',
      'https://oauth2.googleapis.com/token',
      'application/x-www-form-urlencoded;charset=UTF-8',
    ]);
    expect(Object.fromEntries(new URLSearchParams(await request.text()))).toEqual({
      client_id: 'id',
      client_secret: 'secret',
      grant_type: 'authorization_code',
      code: 'c0de',
      code_verifier: 'verifier',
      redirect_uri: 'https://app.example/oauth/google',
    });
    expect(Object.fromEntries(new URLSearchParams(await refreshRequest(app, 'r').text()))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'r',
    });
    const answer = { access_token: 'a', expires_in: 3599, refresh_token: 'r', scope: 'openid email', token_type: 'Bearer' };
    expect(await readTokens(json(200, answer), 1_000)).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      expiresAt: 3_600_000,
      scopes: ['openid', 'email'],
      user: null,
    });
    // Claims: {"sub":"117"}.
    expect(await readTokens(json(200, { ...answer, id_token: 'e30.eyJzdWIiOiIxMTcifQ.x' }), 0)).toMatchObject({ user: '117' });
    expect(await readTokens(json(200, { ...answer, id_token: 'oops' }), 0)).toMatchObject({ user: null });
    await expect(readTokens(json(400, { error: 'invalid_grant' }), 0)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(readTokens(json(401, { error: 'invalid_client' }), 0)).rejects.toMatchObject({ code: 'vendor-refused' });
    await expect(readTokens(new Response('oops', { status: 502 }), 0)).rejects.toMatchObject({ code: 'unknown-outcome' });
  });
});
