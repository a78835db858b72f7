import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createIds } from '../../../sandbox/world/ids.ts';
import { type Consent, createGrants, type Tokens } from '../../../sandbox/world/people/grants.ts';
import { atlassianRules, googleRules, mondayLegacy, mondayOauth21 } from '../../../sandbox/world/people/token-rules.ts';
import { createStore } from '../../../sandbox/world/store/store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const redirectUri = 'http://127.0.0.1:4300/oauth/callback';
const verifier = 'a-verifier-of-some-forty-three-characters-0123';
const challenge = createHash('sha256').update(verifier).digest('base64url');

function setUp() {
  let now = Date.UTC(2026, 0, 5);
  const store = createStore();
  const grants = createGrants(store, createIds(store, 'test'), { now: () => now });
  const consent = (vendor: Consent['vendor'], more: Partial<Consent> = {}) =>
    grants.consent({ vendor, clientId: 'app', personId: 'anna', scopes: ['a', 'b'], redirectUri, challenge: null, offline: true, ...more });
  const by = { clientId: 'app', redirectUri, verifier: null };
  const pass = (ms: number) => {
    now += ms;
  };
  return { grants, consent, by, pass };
}

function tokens(outcome: Tokens | string): Tokens {
  if (typeof outcome === 'string') throw new Error(`refused: ${outcome}`);
  return outcome;
}

describe('a code', () => {
  it('is good for one use', () => {
    const { grants, consent, by } = setUp();
    const code = consent('google');
    expect(tokens(grants.redeem(googleRules, code, by)).grant).toMatchObject({ personId: 'anna', clientId: 'app', scopes: ['a', 'b'] });
    expect(grants.redeem(googleRules, code, by)).toBe('unknown');
  });

  it('dies after ten minutes', () => {
    const { grants, consent, by, pass } = setUp();
    const [early, late] = [consent('google'), consent('google')];
    pass(10 * MINUTE - 1);
    tokens(grants.redeem(googleRules, early, by));
    pass(1);
    expect(grants.redeem(googleRules, late, by)).toBe('expired');
  });

  it('is for its vendor, client, redirect address and verifier', () => {
    const { grants, consent, by } = setUp();
    expect(grants.redeem(atlassianRules, consent('google'), by)).toBe('unknown');
    expect(grants.redeem(googleRules, consent('google'), { ...by, clientId: 'other' })).toBe('wrong-client');
    expect(grants.redeem(googleRules, consent('google'), { ...by, redirectUri: `${redirectUri}/` })).toBe('wrong-redirect');
    expect(grants.redeem(mondayOauth21, consent('monday', { challenge }), { ...by, verifier: `${verifier}4` })).toBe('wrong-verifier');
    expect(grants.redeem(mondayOauth21, consent('monday', { challenge }), by)).toBe('wrong-verifier');
    tokens(grants.redeem(mondayOauth21, consent('monday', { challenge }), { ...by, verifier }));
  });
});

describe('access tokens', () => {
  it('of monday’s first flow never expire and bring no refresh token', () => {
    const { grants, consent, by, pass } = setUp();
    const { access, refresh, expiresInS } = tokens(grants.redeem(mondayLegacy, consent('monday'), by));
    expect([refresh, expiresInS]).toEqual([null, null]);
    pass(1000 * DAY);
    expect(grants.byAccessToken('monday', access)).toMatchObject({ personId: 'anna' });
    expect(grants.byAccessToken('google', access)).toBeUndefined();
  });

  it.each([mondayOauth21, googleRules, atlassianRules])('of $vendor live an hour', (rules) => {
    const { grants, consent, by, pass } = setUp();
    const { access, expiresInS } = tokens(grants.redeem(rules, consent(rules.vendor), by));
    expect(expiresInS).toBe(3600);
    pass(HOUR - 1);
    expect(grants.byAccessToken(rules.vendor, access)).toMatchObject({ personId: 'anna' });
    pass(1);
    expect(grants.byAccessToken(rules.vendor, access)).toBe('expired');
  });

  it('end with their grant', () => {
    const { grants, consent, by } = setUp();
    const { access, refresh } = tokens(grants.redeem(googleRules, consent('google'), by));
    expect(grants.knows('google', 'app', 'anna')).toBe(true);
    expect(grants.revoke(refresh ?? '')).toBe(true);
    expect(grants.byAccessToken('google', access)).toBeUndefined();
    expect(grants.refresh(googleRules, refresh ?? '', 'app')).toBe('unknown');
    expect(grants.knows('google', 'app', 'anna')).toBe(false);
    expect(grants.revoke(access)).toBe(false);
  });
});

describe('refresh tokens', () => {
  it('of Google stay, and die after half a year without use', () => {
    const { grants, consent, by, pass } = setUp();
    const refresh = tokens(grants.redeem(googleRules, consent('google'), by)).refresh ?? '';
    pass(180 * DAY);
    expect(tokens(grants.refresh(googleRules, refresh, 'app')).refresh).toBeNull();
    pass(180 * DAY);
    tokens(grants.refresh(googleRules, refresh, 'app'));
    pass(183 * DAY);
    expect(grants.refresh(googleRules, refresh, 'app')).toBe('expired');
  });

  it('of monday are replaced by each use, without grace', () => {
    const { grants, consent, by } = setUp();
    const first = tokens(grants.redeem(mondayOauth21, consent('monday'), by)).refresh ?? '';
    const second = tokens(grants.refresh(mondayOauth21, first, 'app')).refresh ?? '';
    expect(second).not.toBe(first);
    expect(grants.refresh(mondayOauth21, first, 'app')).toBe('reused');
    tokens(grants.refresh(mondayOauth21, second, 'app'));
  });

  it('of Atlassian may be used again for ten minutes after their first use, then end the grant', () => {
    const { grants, consent, by, pass } = setUp();
    const first = tokens(grants.redeem(atlassianRules, consent('atlassian'), by)).refresh ?? '';
    const second = tokens(grants.refresh(atlassianRules, first, 'app'));
    pass(10 * MINUTE - 1);
    expect(tokens(grants.refresh(atlassianRules, first, 'app')).refresh).not.toBe(second.refresh);
    pass(1);
    expect(grants.refresh(atlassianRules, first, 'app')).toBe('reused');
    expect(grants.refresh(atlassianRules, second.refresh ?? '', 'app')).toBe('unknown');
    expect(grants.byAccessToken('atlassian', second.access)).toBeUndefined();
  });

  it('of Atlassian die after 90 idle days, and a year after the consent', () => {
    const { grants, consent, by, pass } = setUp();
    let refresh = tokens(grants.redeem(atlassianRules, consent('atlassian'), by)).refresh ?? '';
    for (let use = 0; use < 4; use += 1) {
      pass(89 * DAY);
      refresh = tokens(grants.refresh(atlassianRules, refresh, 'app')).refresh ?? '';
    }
    pass(9 * DAY);
    expect(grants.refresh(atlassianRules, refresh, 'app')).toBe('expired');

    const idle = tokens(grants.redeem(atlassianRules, consent('atlassian'), by)).refresh ?? '';
    pass(90 * DAY);
    expect(grants.refresh(atlassianRules, idle, 'app')).toBe('expired');
  });

  it('are only for the client that got them', () => {
    const { grants, consent, by } = setUp();
    const refresh = tokens(grants.redeem(atlassianRules, consent('atlassian'), by)).refresh ?? '';
    expect(grants.refresh(atlassianRules, refresh, 'other')).toBe('wrong-client');
  });
});
