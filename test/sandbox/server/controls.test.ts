import { describe, expect, it } from 'vitest';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import type { Vendor } from '../../../sandbox/world/world.ts';
import { settle } from '../world/manual-time.ts';
import { setUp } from './set-up.ts';

describe('POST /faults', () => {
  it('takes a fault, lists it, and forgets it', async () => {
    const { ask, add } = await setUp();
    const created = await ask('POST', '/faults', { service: 'google', kind: 'status', status: 503, match: { caller: 'app' }, times: 1 });
    const { id } = (await created.json()) as { id: string };
    expect(created.status).toBe(201);
    await add(1);
    expect(await (await ask('GET', '/faults')).json()).toEqual([{ id, kind: 'status', hits: 1, held: 0 }]);
    expect((await ask('DELETE', `/faults/${id}`)).status).toBe(204);
    expect(await (await ask('GET', '/faults')).json()).toEqual([]);
    expect((await ask('DELETE', `/faults/${id}`)).status).toBe(404);
    expect((await ask('POST', `/faults/${id}/release`)).status).toBe(404);
    await ask('POST', '/faults', { service: 'monday', kind: 'hold' });
    expect((await ask('DELETE', '/faults')).status).toBe(204);
    expect(await (await ask('GET', '/faults')).json()).toEqual([]);
  });

  it.each([
    [{ service: 'jira', kind: 'status' }, 'service'],
    [{ service: 'monday', kind: 'explode' }, 'kind'],
    [{ service: 'monday' }, 'kind'],
    [{ service: 'monday', kind: 'status', status: '500' }, 'status'],
    [{ service: 'monday', kind: 'status', status: 99 }, 'status'],
    [{ service: 'monday', kind: 'latency', ms: -1 }, 'ms'],
    [{ service: 'monday', kind: 'latency', times: 0 }, 'times'],
    [{ service: 'monday', kind: 'latency', p: 2 }, 'p'],
    [{ service: 'monday', kind: 'latency', seed: [] }, 'seed'],
    [{ service: 'monday', kind: 'latency', match: { operations: 'x' } }, 'match.operations'],
    [{ service: 'monday', kind: 'latency', match: 'x' }, 'match'],
    [{ service: 'monday', kind: 'latency', headers: { a: 1 } }, 'headers.a'],
    [{ service: 'monday', kind: 'latency', delay: 5 }, 'delay'],
  ])('refuses %j and names %s', async (body, field) => {
    const { ask } = await setUp();
    const response = await ask('POST', '/faults', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_request', field, message: expect.stringContaining(field) } });
    expect(await (await ask('GET', '/faults')).json()).toEqual([]);
  });

  it('refuses what isn’t JSON', async () => {
    const { sandbox } = await setUp();
    const response = await sandbox.fetch(new Request('http://127.0.0.1:4301/faults', { method: 'POST', body: 'service=monday' }));
    expect([response.status, await response.json()]).toEqual([400, { error: { code: 'bad_request', message: 'The body must be JSON.' } }]);
  });
});

describe('the other controls', () => {
  it('/picks says which files have to be picked, picks them and takes them back', async () => {
    const { ask, sandbox } = await setUp();
    const list = async () => (await (await ask('GET', '/picks')).json()) as unknown;
    expect(await list()).toEqual({ mode: 'all', files: [] });
    // Where all is picked there is nothing to pick.
    expect(await (await ask('POST', '/picks', { file: 'f1' })).json()).toEqual({ mode: 'all', files: [] });
    expect((await ask('DELETE', '/picks/f1')).status).toBe(204);
    expect(await (await ask('POST', '/picks', { mode: 'asked' })).json()).toEqual({ mode: 'asked', files: [{ file: 'f1', picks: [] }] });
    await ask('POST', '/picks', { file: 'f1', person: 'anna', app: 'client' });
    expect(await list()).toEqual({ mode: 'asked', files: [{ file: 'f1', picks: [{ person: 'anna', app: 'client' }] }] });
    expect([sandbox.world.picks.reaches('client', 'anna', 'f1'), sandbox.world.picks.reaches('other', 'anna', 'f1')]).toEqual([
      true,
      false,
    ]);
    for (const [body, field] of [
      [{ mode: 'some' }, 'mode'],
      [{}, 'file'],
      [{ file: 'f1', person: 'nobody' }, 'person'],
      [{ file: 'f1', app: 7 }, 'app'],
    ] as const) {
      expect(await (await ask('POST', '/picks', body)).json()).toMatchObject({ error: { code: 'bad_request', field } });
    }
    await sandbox.reset();
    expect(await list()).toEqual({ mode: 'all', files: [] });
  });

  it('POST /clock moves the vendors’ clock forward only', async () => {
    const { ask, time, sandbox } = await setUp();
    const start = time.now();
    expect(await (await ask('POST', '/clock', { advanceS: 3600 })).json()).toEqual({ now: new Date(start + 3_600_000).toISOString() });
    expect(sandbox.world.clock.now()).toBe(start + 3_600_000);
    for (const advanceS of [-1, '60', null, undefined]) expect((await ask('POST', '/clock', { advanceS })).status).toBe(400);
  });

  it('POST /limits', async () => {
    const { ask, sandbox } = await setUp();
    expect((await ask('POST', '/limits', { mode: 'vendor' })).status).toBe(200);
    expect(sandbox.world.limits.mode).toBe('vendor');
    expect((await ask('POST', '/limits', { mode: 'on' })).status).toBe(400);
    expect(sandbox.world.limits.mode).toBe('vendor');
  });

  it('say which methods they take', async () => {
    const { ask } = await setUp();
    const response = await ask('PUT', '/faults', {});
    expect([response.status, await response.json()]).toEqual([
      405,
      { error: { code: 'method_not_allowed', message: '/faults takes GET, POST, DELETE' } },
    ]);
  });

  it('leave all else to the page', async () => {
    const { ask } = await setUp({ page: () => async (request) => new Response(`page ${new URL(request.url).pathname}`) });
    expect(await (await ask('GET', '/')).text()).toBe('page /');
    expect(await (await ask('GET', '/faults/1/2/3')).text()).toBe('page /faults/1/2/3');
    const without = await setUp();
    expect((await without.ask('GET', '/')).status).toBe(404);
  });
});

describe('filling and reset', () => {
  const seven = {
    fill: async ({ fetch }: { fetch: (request: Request) => Promise<Response> }) => {
      await fetch(new Request('http://127.0.0.1:4301/v4/spreadsheets/n', { method: 'POST', body: '{"add":7}' }));
    },
  };

  it('a new world is filled once, and not again after a restart', async () => {
    const state = memoryState();
    const { read, add } = await setUp({ state, ...seven });
    expect(await read()).toEqual({ n: 7 });
    await add(1);
    expect(await (await setUp({ state, ...seven })).read()).toEqual({ n: 8 });
  });

  it('a fill that was cut off begins again from nothing', async () => {
    const state = memoryState();
    const broken = {
      fill: async (sandbox: Parameters<typeof seven.fill>[0]) => {
        await seven.fill(sandbox);
        throw new Error('killed');
      },
    };
    await expect(setUp({ state, ...broken })).rejects.toThrow('killed');
    expect(await (await setUp({ state, ...seven })).read()).toEqual({ n: 7 });
  });

  it('POST /reset brings back the filled world, without faults, and waits for who remembers the old one', async () => {
    const events: string[] = [];
    const { add, read, fault, ask, sandbox } = await setUp({ ...seven, afterReset: async () => void events.push('told') });
    await add(100);
    await fault({ kind: 'status', status: 503 });
    await ask('POST', '/clock', { advanceS: 60 });
    const before = sandbox.world.clock.now();
    expect((await ask('POST', '/reset')).status).toBe(200);
    expect(await read()).toEqual({ n: 7 });
    expect(events).toEqual(['told']);
    expect(sandbox.world.clock.now()).toBe(before);
  });

  it('a reset keeps outsiders waiting until the world is filled, and a second reset waits for the first', async () => {
    const events: string[] = [];
    let goOn = (): void => {};
    const { add, sandbox } = await setUp({
      fill: async (empty) => {
        events.push('fill begins');
        await new Promise<void>((resolve) => {
          goOn = resolve;
          if (events.length === 1) resolve();
        });
        await seven.fill(empty);
        events.push('fill ends');
      },
    });
    const resets = [sandbox.reset(), sandbox.reset()];
    await settle();
    const added = add(100).then(async (response) => events.push(JSON.stringify(await response.json())));
    await settle();
    goOn();
    await settle();
    goOn();
    await Promise.all([...resets, added]);
    expect(events.filter((event) => event.startsWith('fill'))).toEqual([
      'fill begins',
      'fill ends',
      'fill begins',
      'fill ends',
      'fill begins',
      'fill ends',
    ]);
    expect(events.filter((event) => event.startsWith('{'))).toEqual(['{"n":107}']);
  });

  it('a reset leaves people’s and apps’ tokens, and tables that a vendor keeps', async () => {
    const keeping: Vendor = {
      service: 'drive',
      owns: () => false,
      handle: async () => new Response(),
      describe: () => ({ service: 'drive', operations: [], caller: '' }),
      keptOnReset: ['channels'],
    };
    const { sandbox } = await setUp({ vendors: () => [keeping] });
    sandbox.world.store.table('channels').set('c', 'subscribed');
    sandbox.world.store.table('files').set('f', 'gone after');
    const token = sandbox.world.people.tokenOf('monday', 'anna') ?? '';
    await sandbox.reset();
    expect(sandbox.world.store.table('channels').get('c')).toBe('subscribed');
    expect(sandbox.world.store.table('files').size).toBe(0);
    expect(sandbox.world.people.byToken('monday', token)).toMatchObject({ label: 'anna' });
  });
});
