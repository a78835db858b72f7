import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../sandbox/world/create-world.ts';
import { googleRules, mondayLegacy } from '../../../sandbox/world/people/token-rules.ts';
import { memoryState, type State } from '../../../sandbox/world/store/state.ts';
import { manualTime } from './manual-time.ts';

function world(state: State = memoryState()) {
  const time = manualTime();
  return createWorld({
    state,
    seed: 'test',
    now: time.now,
    timers: time.timers,
    send: async () => new Response(),
    people: [
      { id: 'anna', name: 'Анна', email: 'anna@agency.example', admin: true },
      { id: 'ben', name: 'Ben', email: 'ben@agency.example', viewOnly: true },
    ],
  });
}

describe('people', () => {
  it('have ids of every vendor, each their own, the same after a restart', () => {
    const state = memoryState();
    const people = world(state).people.all();
    expect(people.map(({ admin, viewOnly }) => [admin, viewOnly])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(new Set(people.flatMap(({ mondayId, atlassianId }) => [mondayId, atlassianId])).size).toBe(4);
    for (const { mondayId } of people) expect(mondayId).toMatch(/^\d+$/);
    expect(world(state).people.all()).toEqual(people);
    expect(world().people.all()).toEqual(people);
  });

  it('are known by their own token, with each vendor', () => {
    const { people } = world();
    for (const service of ['monday', 'google', 'confluence'] as const) {
      const token = people.tokenOf(service, 'ben') ?? '';
      expect(people.byToken(service, token)).toMatchObject({ label: 'ben', app: null, person: { id: 'ben' } });
      const elsewhere = service === 'monday' ? 'google' : 'monday';
      expect(people.byToken(elsewhere, token)).toBeUndefined();
      expect(people.byToken(service, `${token}x`)).toBeUndefined();
    }
    expect(people.tokenOf('monday', 'nobody')).toBeUndefined();
  });

  it('are known behind an app’s token, which is labelled app', () => {
    const { people, grants } = world();
    const redirectUri = 'http://127.0.0.1/cb';
    const code = grants.consent({
      vendor: 'monday',
      clientId: 'client',
      personId: 'anna',
      scopes: ['me:read'],
      redirectUri,
      challenge: null,
      offline: false,
    });
    const tokens = grants.redeem(mondayLegacy, code, { clientId: 'client', redirectUri, verifier: null });
    if (typeof tokens === 'string') throw new Error(tokens);
    expect(people.byToken('monday', tokens.access)).toMatchObject({
      label: 'app',
      app: 'client',
      scopes: ['me:read'],
      person: { id: 'anna' },
    });
  });

  it('are named by an Authorization header of any form, and so is the app behind a token that died', () => {
    const { people, grants } = world();
    const confluence = people.tokenOf('confluence', 'ben') ?? '';
    expect(people.labelOf(people.tokenOf('monday', 'anna') ?? '')).toBe('anna');
    expect(people.labelOf(`Bearer ${people.tokenOf('google', 'anna')}`)).toBe('anna');
    expect(people.labelOf(`Basic ${Buffer.from(`ben@agency.example:${confluence}`).toString('base64')}`)).toBe('ben');
    expect([people.labelOf(null), people.labelOf('Bearer stranger'), people.labelOf('')]).toEqual([undefined, undefined, undefined]);

    const redirectUri = 'http://127.0.0.1/cb';
    const code = grants.consent({
      vendor: 'google',
      clientId: 'client',
      personId: 'anna',
      scopes: [],
      redirectUri,
      challenge: null,
      offline: false,
    });
    const tokens = grants.redeem(googleRules, code, { clientId: 'client', redirectUri, verifier: null });
    if (typeof tokens === 'string') throw new Error(tokens);
    expect([`Bearer ${tokens.access}`, people.tokenOf('monday', 'anna') ?? '', null].map(people.grantOf)).toEqual([
      'anna',
      undefined,
      undefined,
    ]);
    grants.revoke(tokens.access);
    expect(people.byToken('google', tokens.access)).toBeUndefined();
    expect(people.labelOf(`Bearer ${tokens.access}`)).toBe('app');
  });

  it('may join later, and stay', () => {
    const state = memoryState();
    const first = world(state);
    const clara = first.people.add({ id: 'clara', name: 'Clara', email: 'clara@elsewhere.example', accountId: '999' });
    expect(clara).toMatchObject({ accountId: '999', admin: false });
    first.store.commit();
    const again = world(state);
    expect(again.people.get('clara')).toEqual(clara);
    expect(again.people.byToken('google', first.people.tokenOf('google', 'clara') ?? '')).toMatchObject({ label: 'clara' });
  });

  it('monday’s own tokens can be read as its clients read them', () => {
    const token = world().people.tokenOf('monday', 'anna') ?? '';
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ actid: 26_104_417, uid: Number(world().people.get('anna')?.mondayId), rgn: 'euc1' });
  });
});

describe('limits', () => {
  it('are off until someone says otherwise, also after a restart', () => {
    const state = memoryState();
    const first = world(state);
    expect(first.limits.mode).toBe('off');
    first.setLimits('vendor');
    expect(first.limits.mode).toBe('vendor');
    expect(world(state).limits.mode).toBe('vendor');
  });
});
