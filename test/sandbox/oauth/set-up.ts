import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { createOauth } from '../../../sandbox/oauth/oauth.ts';
import { createWorld } from '../../../sandbox/world/create-world.ts';
import type { RegisteredApp } from '../../../sandbox/world/people/apps.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { manualTime } from '../world/manual-time.ts';

export const origin = 'http://127.0.0.1:4301';
export const redirectUri = 'http://127.0.0.1:4300/oauth/callback';
const app: RegisteredApp = {
  clientId: 'client',
  clientSecret: 'secret',
  signingSecret: 'signing',
  redirectUris: [redirectUri],
  boardViewUrl: null,
};
export const site = { cloudId: '7a1cbd3e-0000-4000-8000-000000000001', name: 'agency', url: 'https://agency.atlassian.net' };
export const verifier = 'a-verifier-of-some-forty-three-characters-0123';
export const pkce = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };

/** The vendors’ doors for consents and tokens, in standing time, and how to come through them. */
export function setUp() {
  const time = manualTime();
  const people = [
    { id: 'anna', name: 'Anna <Bold>', email: 'anna@agency.example' },
    { id: 'ben', name: 'Бен', email: 'ben@agency.example' },
  ];
  const world = createWorld({
    state: memoryState(),
    seed: 'test',
    now: time.now,
    timers: time.timers,
    people,
    send: async () => new Response(),
  });
  const vendors = createOauth(
    world,
    { monday: [app, { ...app, clientId: 'other', clientSecret: 'other-secret' }], google: [app], atlassian: [app] },
    site,
  );

  async function fetch(path: string, init?: RequestInit): Promise<Response> {
    const request = new Request(origin + path, { redirect: 'manual', ...init });
    const owners = vendors.filter((vendor) => vendor.owns(new URL(request.url).pathname));
    if (owners.length !== 1) throw new Error(`${path} belongs to ${owners.length} vendors`);
    return owners[0]?.handle(request) ?? new Response();
  }

  const get = (path: string, query: Record<string, string>) => fetch(`${path}?${new URLSearchParams(query)}`);
  const asked = { client_id: 'client', redirect_uri: redirectUri, state: 'st/te=', response_type: 'code', scope: 'me:read boards:read' };
  async function consent(path: string, more: Record<string, string> = {}): Promise<URL> {
    const response = await get(path, { ...asked, login_hint: 'anna', auto: '1', ...more });
    expect(response.status).toBe(302);
    return new URL(response.headers.get('location') ?? '');
  }
  const code = async (path: string, more?: Record<string, string>) => (await consent(path, more)).searchParams.get('code') ?? '';
  const json = async (path: string, body: Record<string, unknown>) =>
    answerOf(
      await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: 'client', client_secret: 'secret', ...body }),
      }),
    );
  const form = async (path: string, body: Record<string, string>) =>
    answerOf(await fetch(path, { method: 'POST', body: new URLSearchParams({ client_id: 'client', client_secret: 'secret', ...body }) }));
  return { world, time, vendors, fetch, get, asked, consent, code, json, form };
}

async function answerOf(response: Response) {
  const body = (await response.json()) as Record<string, string>;
  return { status: response.status, body, text: (name: string) => String(body[name]) };
}
