/** What monday tells an app of itself, sent when a test or an operator asks for it. */
import { jwtVerify } from 'jose';
import { beforeEach, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox } from '../../../sandbox/agency-sandbox.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { type ManualTime, manualTime } from '../world/manual-time.ts';

const LIFECYCLE = 'https://app.example/webhooks/monday/lifecycle';
const APP = {
  clientId: 'client-id',
  clientSecret: 'client-secret',
  signingSecret: 'signing-secret',
  redirectUris: ['https://app.example/cb'],
};

interface Heard {
  readonly url: string;
  readonly authorization: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read events of many shapes
  readonly body: any;
}

let whole: AgencySandbox;
let time: ManualTime;
let heard: Heard[];
let status: number;

async function open(lifecycleUrl: string | null): Promise<void> {
  time = manualTime();
  heard = [];
  status = 200;
  whole = await createAgencySandbox({
    state: memoryState(),
    today: '2026-11-23',
    now: time.now,
    timers: time.timers,
    apps: { monday: [{ ...APP, boardViewUrl: null, lifecycleUrl }], google: [], atlassian: [] },
    async send(request) {
      heard.push({ url: request.url, authorization: request.headers.get('authorization') ?? '', body: await request.json() });
      return new Response('{}', { status });
    },
  });
}
beforeEach(() => open(LIFECYCLE));

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  whole.sandbox.fetch(
    new Request(whole.sandbox.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );

it('is signed with the Client Secret for that very address, and says whose account it is', async () => {
  const answer = await post('/lifecycle', { type: 'app_subscription_cancelled' });
  expect(answer.status).toBe(202);
  await time.pass(1000);
  expect(heard).toHaveLength(1);
  const [{ url, authorization, body } = { url: '', authorization: '', body: null }] = heard;
  expect(url).toBe(LIFECYCLE);
  const secret = new TextEncoder().encode(APP.clientSecret);
  const { payload } = await jwtVerify(authorization, secret, { audience: LIFECYCLE, currentDate: new Date(time.now()) });
  expect(payload.accountId).toBe(body.data.account_id);
  expect(body).toMatchObject({
    type: 'app_subscription_cancelled',
    data: {
      account_id: Number(whole.agency().monday.accountId),
      account_name: 'Northlight',
      account_slug: 'northlight',
      account_tier: 'pro',
      user_id: expect.any(Number),
      version_data: { major: 1, minor: 0, patch: 0 },
      timestamp: '2026-11-23T09:00:00.000+00:00',
      subscription: { is_trial: false, billing_period: 'monthly' },
    },
  });
});

it('is told again once a minute until it is answered 200', async () => {
  status = 500;
  await post('/lifecycle', { type: 'install', person: 'anna' });
  await time.pass(60_000);
  status = 200;
  await time.pass(10 * 60_000);
  expect(heard.map(({ body }) => body.type)).toEqual(['install', 'install']);
});

it('uninstalled: the tokens that people of the account gave the app are dead, theirs aren’t', async () => {
  const { grants, people } = whole.sandbox.world;
  const query = {
    vendor: 'monday',
    clientId: APP.clientId,
    personId: 'anna',
    scopes: ['me:read'],
    redirectUri: 'https://app.example/cb',
  } as const;
  const code = grants.consent({ ...query, challenge: null, offline: false });
  const redeemed = await post('/oauth2/token', {
    client_id: APP.clientId,
    client_secret: APP.clientSecret,
    redirect_uri: query.redirectUri,
    code,
  });
  const { access_token: token } = (await redeemed.json()) as { access_token: string };
  const asks = async (authorization: string) => (await post('/v2', { query: '{ me { id } }' }, { authorization })).status;
  expect(await asks(token)).toBe(200);
  await post('/lifecycle', { type: 'app_subscription_cancelled' });
  expect(await asks(token)).toBe(200);
  await post('/lifecycle', { type: 'uninstall' });
  expect(await asks(token)).toBe(401);
  expect(await asks(people.tokenOf('monday', 'anna') ?? '')).toBe(200);
});

it.each<[object, string]>([
  [{ type: 'exploded' }, 'type'],
  [{}, 'type'],
  [{ type: 'install', person: 'nobody' }, 'person'],
  [{ type: 'install', url: 'nowhere' }, 'url'],
])('refuses %j and names %s', async (body, field) => {
  const answer = await post('/lifecycle', body);
  expect([answer.status, (await answer.json()).error.field]).toEqual([400, field]);
  await time.pass(60_000);
  expect(heard).toEqual([]);
});

it('wants an address when the app has none', async () => {
  await open(null);
  expect((await post('/lifecycle', { type: 'install' })).status).toBe(400);
  expect((await post('/lifecycle', { type: 'install', url: 'https://elsewhere.example/hear' })).status).toBe(202);
  await time.pass(1000);
  expect(heard.map(({ url }) => url)).toEqual(['https://elsewhere.example/hear']);
});
