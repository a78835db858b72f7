import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError, createApi } from '../../../client/data/api.ts';
import { createSession } from '../../../client/host/session.ts';

const answer = z.object({ ok: z.boolean() });

function apiOf(responses: (Response | Error)[], tokens = ['t1', 't2', 't3']) {
  const seen: { url: string; init: RequestInit }[] = [];
  const given = [...tokens];
  const session = createSession(async () => given.shift() ?? 'none');
  const call: typeof fetch = async (url, init) => {
    const response = responses[seen.push({ url: String(url), init: init ?? {} }) - 1];
    if (response === undefined) throw new Error('called too often');
    if (response instanceof Error) throw response;
    return response;
  };
  const tokensUsed = () => seen.map(({ init }) => new Headers(init.headers).get('authorization'));
  return { api: createApi('http://127.0.0.1/api', session, () => 'ru', call), seen, tokensUsed };
}

describe('createApi', () => {
  it('asks with the session token, without cookies and past every cache', async () => {
    const { api, seen, tokensUsed } = apiOf([Response.json({ ok: true })]);
    expect(await api.get('/figures', answer)).toEqual({ ok: true });
    expect(tokensUsed()).toEqual(['Bearer t1']);
    expect(seen[0]).toMatchObject({ url: 'http://127.0.0.1/api/figures', init: { cache: 'no-store', credentials: 'omit' } });
    expect(new Headers(seen[0]?.init.headers).get('accept-language')).toBe('ru');
  });

  it('asks monday for a new token when one is refused, and calls again once', async () => {
    const { api, tokensUsed } = apiOf([new Response('', { status: 401 }), Response.json({ ok: true })]);
    expect(await api.post('/undo', { run: 'r' }, answer)).toEqual({ ok: true });
    expect(tokensUsed()).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('gives up after the second refusal, with what the product said', async () => {
    const refusal = () => Response.json({ error: { code: 'unauthorized', message: 'The session has ended' } }, { status: 401 });
    const { api } = apiOf([refusal(), refusal()]);
    await expect(api.get('/figures', answer)).rejects.toMatchObject({
      status: 401,
      code: 'unauthorized',
      message: 'The session has ended',
    });
  });

  it('tells an answer of another shape from an answer', async () => {
    const { api } = apiOf([Response.json({ ok: 'yes' })]);
    await expect(api.get('/figures', answer)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('has status 0 when nobody answers, and lets a cancelled call stay cancelled', async () => {
    await expect(apiOf([new TypeError('fetch failed')]).api.get('/figures', answer)).rejects.toMatchObject({
      status: 0,
      code: 'unreachable',
    });
    await expect(apiOf([new DOMException('stop', 'AbortError')]).api.get('/figures', answer)).rejects.toBeInstanceOf(DOMException);
  });

  it('survives a proxy that answers HTML', async () => {
    const { api } = apiOf([new Response('<html>', { status: 502, statusText: 'Bad Gateway' })]);
    const error = await api.get('/figures', answer).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 502 });
  });
});
