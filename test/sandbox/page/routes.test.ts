import { describe, expect, it } from 'vitest';
import { createPageRoutes, type PageRoutesOptions } from '../../../sandbox/page/routes.ts';

const ann = {
  id: 'ann',
  name: 'Ann',
  email: 'ann@x.example',
  atlassianId: '5b10a',
  mondayId: '1',
  admin: true,
  viewOnly: false,
  tokens: { monday: 'm', google: 'g', confluence: 'c' },
};

function routesWith(options: Partial<PageRoutesOptions>) {
  const handle = createPageRoutes({
    people: () => [ann],
    places: () => ({ board: '5', spreadsheet: 's' }),
    viewUrl: () => 'http://127.0.0.1:1/view/',
    session: async ({ person, board, theme, language }) => (person === 'ann' ? { token: 't', context: { board, theme, language } } : null),
    actionsUrl: () => null,
    reset: async () => {},
    ...options,
  });
  return async (method: string, path: string, body?: string) => {
    const response = await handle(new Request(`http://127.0.0.1${path}`, body === undefined ? { method } : { method, body }));
    return { status: response.status, body: (await response.json()) as unknown };
  };
}

describe('the page’s API', () => {
  it('hands out people, places and the view', async () => {
    const ask = routesWith({});
    expect(await ask('GET', '/page/bootstrap')).toEqual({
      status: 200,
      body: { people: [ann], board: '5', spreadsheet: 's', viewUrl: 'http://127.0.0.1:1/view/', actions: false },
    });
  });

  it('opens a session for someone known, in the theme and language asked for', async () => {
    const ask = routesWith({});
    const body = JSON.stringify({ person: 'ann', board: '5', theme: 'dark', language: 'ru' });
    expect((await ask('POST', '/page/session', body)).body).toEqual({ token: 't', context: { board: '5', theme: 'dark', language: 'ru' } });
    expect((await ask('POST', '/page/session', JSON.stringify({ person: 'bob', board: '5' }))).status).toBe(404);
    expect((await ask('POST', '/page/session', 'no json')).status).toBe(404);
    expect((await ask('POST', '/page/session', '{}')).status).toBe(404);
  });

  it('resets by itself when nobody stands behind the actions, and refuses the rest', async () => {
    let resets = 0;
    const ask = routesWith({
      reset: async () => {
        resets += 1;
      },
    });
    expect((await ask('POST', '/page/actions/reset')).status).toBe(200);
    expect(resets).toBe(1);
    expect((await ask('POST', '/page/actions/kill-worker')).status).toBe(503);
    expect((await ask('GET', '/page/actions/status')).body).toEqual({ reachable: false, pairs: [], workers: [] });
  });

  it('passes actions on, with what they answered', async () => {
    const asked: string[] = [];
    const ask = routesWith({
      actionsUrl: () => 'http://127.0.0.1:9/actions',
      fetch: async (request) => {
        const { method, url } = request as Request;
        asked.push(`${method} ${url}`);
        if (url.endsWith('/status')) return Response.json({ pairs: [], workers: [7] });
        return Response.json({ error: 'No worker' }, { status: 409 });
      },
    });
    expect(await ask('POST', '/page/actions/kill-worker')).toEqual({ status: 409, body: { error: 'No worker' } });
    expect((await ask('GET', '/page/actions/status')).body).toEqual({ reachable: true, pairs: [], workers: [7] });
    expect(asked).toEqual(['POST http://127.0.0.1:9/actions/kill-worker', 'GET http://127.0.0.1:9/actions/status']);
  });

  it('says that the demo is away instead of failing', async () => {
    const away = routesWith({
      actionsUrl: () => 'http://127.0.0.1:9',
      fetch: async () => {
        throw new TypeError('fetch failed');
      },
    });
    expect((await away('GET', '/page/actions/status')).body).toEqual({ reachable: false, pairs: [], workers: [] });
    expect((await away('POST', '/page/actions/undo-last-run')).status).toBe(502);
  });

  it('takes no other action and no other path', async () => {
    const ask = routesWith({ actionsUrl: () => 'http://127.0.0.1:9' });
    expect((await ask('POST', '/page/actions/shutdown')).status).toBe(404);
    expect((await ask('GET', '/page/actions/reset')).status).toBe(404);
    expect((await ask('GET', '/page/secrets')).status).toBe(404);
  });
});
