/** OAuth (security.md 7): a consent ends only in the browser that began it, for the account that began it, once. */
import { expect, test } from 'vitest';
import { ensureAccount, forgetAccount, issueApiToken } from '../../app/use-cases/connect.ts';
import { readConnections } from '../../app/vendors/connections.ts';
import { connectorDeps } from '../../app/vendors/deps.ts';
import { openLimits } from '../../app/vendors/open-limits.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { placeOfUser } from '../../platform/limits/shared/shelf.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { EXTERNAL, type House, openHouse, rowsOf } from './house.ts';

/** How the played vendors answer: any code gives tokens, once; a code says whose account it opens. */
const used = new Set<string>();
/** What a code's answer says of scopes; nothing where it isn't here. */
const granted: Record<string, string> = {};
/** Whose Google account a code's answer says that it is. */
const signedIn: Record<string, string> = {};
let sites = ['0b8bd5b0-0000-4000-8000-000000000001'];
const house: House = await openHouse({
  vendors: async (request) => {
    const url = new URL(request.url);
    const text = await request.text();
    if (url.pathname === '/v2') {
      const account = /CANARY-other/.test(request.headers.get('authorization') ?? '') ? '999' : EXTERNAL;
      const people = [{ id: '67214700', name: 'Irina', email: 'irina@example.com' }];
      return Response.json({ data: text.includes('EvenkeelAccount') ? { account: { id: account } } : { users: people } });
    }
    if (url.pathname.endsWith('/accessible-resources'))
      return Response.json(sites.map((id) => ({ id, url: 'https://a.atlassian.net', name: 'A', scopes: [] })));
    const code = url.pathname === '/token' ? new URLSearchParams(text).get('code') : (JSON.parse(text) as { code: string }).code;
    if (code === null || used.has(code)) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    used.add(code);
    return Response.json({
      access_token: `CANARY-${code}-access`,
      refresh_token: `CANARY-${code}-refresh`,
      expires_in: 3600,
      token_type: 'Bearer',
      ...(code in granted ? { scope: granted[code] } : {}),
      ...(code in signedIn ? { id_token: signedIn[code] } : {}),
    });
  },
});
const other = await ensureAccount(house.app, { id: '777', name: 'Another agency' });
const otherToken = await issueApiToken(house.app, other, '1');
let codes = 0;

type Vendor = 'monday' | 'google' | 'confluence';
interface Begun {
  readonly url: URL;
  readonly state: string;
  readonly cookie: string;
}
async function begin(vendor: Vendor, token = house.token): Promise<Begun> {
  const answer = await house.send('POST', `/connect/${vendor}/start`, { token });
  expect(answer.status).toBe(200);
  const url = new URL(String(answer.json.url));
  return { url, state: url.searchParams.get('state') ?? '', cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}
const fresh = (kind = 'good') => {
  codes += 1;
  return `${kind}-${codes}`;
};
const finish = (vendor: Vendor, code: string, state: string, cookie: string) =>
  house.send('GET', `/connect/${vendor}/callback?${new URLSearchParams({ code, state })}`, {
    token: null,
    headers: cookie === '' ? {} : { cookie },
  });
const connections = async (account = house.account) =>
  (await rowsOf<{ id: string }>(house.app, account, 'connections')).map((one) => one.id);
const stale = { status: 400, code: 'consent-stale' };
const told = (answer: Awaited<ReturnType<typeof finish>>) => ({ status: answer.status, code: answer.json.error?.code });

test('a consent asks with a state and, where the vendor takes it, PKCE', async () => {
  for (const vendor of ['monday', 'google'] as const) {
    const { url } = await begin(vendor);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('redirect_uri')).toBe(`http://127.0.0.1:4300/connect/${vendor}/callback`);
    expect(url.href).not.toContain('secret');
  }
  const [one, two] = [await begin('google'), await begin('google')];
  expect(one.state).not.toBe(two.state);
});

test('the browser’s part is a cookie that no script reads and that goes nowhere else', async () => {
  const { headers } = await house.send('POST', '/connect/google/start');
  const cookie = headers.get('set-cookie') ?? '';
  for (const part of ['HttpOnly', 'Path=/connect', 'Max-Age=600', 'SameSite=Lax']) expect(cookie).toContain(part);
});

test('refused: another browser, no browser, a changed state, another vendor’s state, no code', async () => {
  const [mine, theirs] = [await begin('google'), await begin('google', otherToken)];
  const asked = house.asked.length;
  expect(told(await finish('google', fresh(), mine.state, ''))).toEqual(stale);
  expect(told(await finish('google', fresh(), mine.state, theirs.cookie))).toEqual(stale);
  expect(told(await finish('google', fresh(), `${mine.state.slice(0, -2)}AA`, mine.cookie))).toEqual(stale);
  expect(told(await finish('google', fresh(), 'state', mine.cookie))).toEqual(stale);
  expect(told(await finish('confluence', fresh(), mine.state, mine.cookie.replace('_google', '_confluence')))).toEqual(stale);
  expect((await house.send('GET', `/connect/google/callback?state=${mine.state}`, { token: null })).status).toBe(400);
  expect((await house.send('GET', '/connect/elsewhere/callback?code=c&state=s', { token: null })).status).toBe(400);
  expect(house.asked.length).toBe(asked);
  expect([await connections(), await connections(other)]).toEqual([[], []]);
});

test('refused: a flow that somebody of another account began, finished in this one’s browser', async () => {
  const [mine, theirs] = [await begin('google'), await begin('google', otherToken)];
  expect(told(await finish('google', fresh(), theirs.state, mine.cookie))).toEqual(stale);
  expect([await connections(), await connections(other)]).toEqual([[], []]);
});

test('refused: a consent that took longer than ten minutes', async () => {
  const { state, cookie } = await begin('google');
  const clock = house.app.clock as { now(): number };
  const now = clock.now;
  Object.assign(clock, { now: () => now() + 601_000 });
  try {
    expect(told(await finish('google', fresh(), state, cookie))).toEqual(stale);
  } finally {
    Object.assign(clock, { now });
  }
  expect(await connections()).toEqual([]);
});

test('refused: a person who said no', async () => {
  const { state, cookie } = await begin('google');
  const answer = await house.send('GET', `/connect/google/callback?error=access_denied&state=${state}`, {
    token: null,
    headers: { cookie },
  });
  expect(told(answer)).toEqual({ status: 400, code: 'consent-denied' });
});

test('refused: monday’s consent of another account than the one that asks', async () => {
  const { state, cookie } = await begin('monday');
  expect(told(await finish('monday', fresh('other'), state, cookie))).toEqual({ status: 422, code: 'other-account' });
  expect([await connections(), await connections(other)]).toEqual([[], []]);
});

const DRIVE = 'https://www.googleapis.com/auth/drive.file';
test.each<[Vendor, string, string, RegExp]>([
  ['google', DRIVE, 'scopes-unticked', /drive\.file is missing, and nothing was connected.*tick every box when Google asks/],
  ['monday', 'boards:write', 'scopes-lacking', /monday didn’t allow.*boards:write is missing.*add it to the app’s scopes/],
  ['confluence', 'write:page:confluence', 'scopes-lacking', /Confluence didn’t allow.*write:page:confluence is missing/],
])('refused: a consent to %s without %s', async (vendor, scope, code, words) => {
  const { url, state, cookie } = await begin(vendor);
  const lacking = fresh();
  const scopes = url.searchParams.get('scope')?.split(' ') ?? [];
  expect(scopes).toContain(scope);
  granted[lacking] = scopes.filter((one) => one !== scope).join(' ');
  const answer = await finish(vendor, lacking, state, cookie);
  expect(told(answer)).toEqual({ status: 422, code });
  expect(answer.json.error?.message).toMatch(words);
  expect(await connections()).toEqual([]);
});

test('a consent finished where it began connects that account, and its code and state are over', async () => {
  for (const vendor of ['monday', 'google', 'confluence'] as const) {
    const { url, state, cookie } = await begin(vendor);
    const code = fresh();
    // Google's e-mail has a longer name in answers, and Atlassian may leave out what the refresh token says by itself.
    const scopes = (url.searchParams.get('scope') ?? '').split(' ').filter((scope) => scope !== 'offline_access');
    granted[code] = scopes.map((scope) => (scope === 'email' ? 'https://www.googleapis.com/auth/userinfo.email' : scope)).join(' ');
    const answer = await finish(vendor, code, state, cookie);
    expect([answer.status, answer.text]).toEqual([200, 'Connected. You can close this window.']);
    expect(answer.headers.get('set-cookie')).toMatch(/=;.*Expires=Thu, 01 Jan 1970/);
    expect(told(await finish(vendor, code, state, cookie))).toEqual(stale);
  }
  expect([(await connections()).sort(), await connections(other)]).toEqual([['confluence', 'google', 'monday'], []]);
});

test('tokens are stored sealed, and moved to another account or vendor open nothing', async () => {
  const rows = await rowsOf<{ id: string; vendor: string; sealed: string }>(house.app, house.account, 'connections');
  expect(JSON.stringify(rows)).not.toContain('CANARY');
  for (const { vendor, sealed } of rows) {
    const open = (accountId: string, provider: string) => house.app.seal.open(sealed, { accountId, provider, column: 'sealed' });
    expect(open(house.account, vendor)).toContain('CANARY');
    expect(() => open(other, vendor)).toThrow();
    expect(() => open(house.account, vendor === 'google' ? 'monday' : 'google')).toThrow();
  }
});

test('connected again with a consent for another site, the wiki stays as it is', async () => {
  const before = await rowsOf<{ id: string; sealed: string }>(house.app, house.account, 'connections');
  sites = ['0b8bd5b0-0000-4000-8000-000000000002'];
  const { state, cookie } = await begin('confluence');
  expect(told(await finish('confluence', fresh(), state, cookie))).toEqual({ status: 422, code: 'other-site' });
  expect(await rowsOf(house.app, house.account, 'connections')).toEqual(before);
});

test('whose Google account it is is kept as a hash: the same in each account that he connects, none where Google doesn’t say', async () => {
  const idToken = (sub: string) =>
    `${[{ alg: 'RS256' }, { sub }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.x`;
  const userOf = async (token: string, account: AccountId, id: string | null): Promise<string | undefined> => {
    const { state, cookie } = await begin('google', token);
    const code = fresh();
    if (id !== null) signedIn[code] = id;
    expect((await finish('google', code, state, cookie)).status).toBe(200);
    const rows = await rowsOf<{ id: string; facts: { user?: string } }>(house.app, account, 'connections');
    return rows.find((one) => one.id === 'google')?.facts.user;
  };
  const irina = idToken('117000000000000000001');
  const user = await userOf(house.token, house.account, irina);
  expect(user).toMatch(/^[\w-]{22}$/);
  expect(await userOf(otherToken, other, irina)).toBe(user);
  expect(await userOf(otherToken, other, idToken('117000000000000000002'))).not.toBe(user);
  expect([await userOf(otherToken, other, null), await userOf(otherToken, other, 'no token')]).toEqual([undefined, undefined]);
  await userOf(otherToken, other, irina);

  const limits = openLimits({ ...house.app, metrics: createMetrics(), config: { ...house.app.config, limits: 'vendor' } });
  const depsOf = connectorDeps({ ...house.app, limits });
  for (const account of [house.account, other]) {
    const connection = (await withAccount(house.app.db, account, readConnections)).find((one) => one.vendor === 'google');
    if (connection === undefined) throw new Error('not connected');
    await depsOf(account, connection).limit({ api: 'drive', cost: 5, write: false }, async () => null);
  }
  const guest = { vendor: 'google', account: house.account, connection: 'google', user: user ?? '' } as const;
  expect(await limits.standing(guest, 'units per minute of a user')).toMatchObject({ used: 10 });
  await limits.close();
  const kept = () => rowsOf(house.app, placeOfUser(user ?? '') as AccountId, 'budgets');
  expect([(await kept()).length, await rowsOf(house.app, house.account, 'budgets')]).toEqual([1, []]);
  await forgetAccount(house.app, house.account);
  expect(await kept()).toEqual([]);
});
