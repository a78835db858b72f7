import { describe, expect, it } from 'vitest';
import { createWorld, type SandboxWorld } from '../../../sandbox/world/create-world.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import type { Push } from '../../../sandbox/world/world.ts';
import { type ManualTime, manualTime, settle } from './manual-time.ts';

interface Seen {
  readonly at: number;
  readonly body: string;
  readonly header: string | null;
}

function setUp(statuses: (number | 'down')[] = [], state = memoryState(), time: ManualTime = manualTime()) {
  const seen: Seen[] = [];
  const world = createWorld({
    state,
    seed: 'test',
    now: time.now,
    timers: time.timers,
    people: [],
    async send(request) {
      seen.push({ at: time.now(), body: await request.text(), header: request.headers.get('authorization') });
      const status = statuses.shift() ?? 200;
      if (status === 'down') throw new TypeError('fetch failed');
      return new Response(null, { status });
    },
  });
  return { world, seen, time, state };
}

const push = (body: string, more: Partial<Push> = {}): Push => ({
  service: 'monday',
  operation: 'change_column_value',
  url: 'http://127.0.0.1:1/webhooks/monday?x=1',
  headers: { authorization: 'jwt' },
  body,
  accepted: (status) => status === 200,
  retryAfterMs: [60_000, 60_000],
  delayMs: 20,
  ...more,
});

function offsets(world: SandboxWorld, seen: readonly Seen[], start: number): number[] {
  expect(world.deliveries.pending).toBe(0);
  return seen.map(({ at }) => at - start);
}

describe('deliveries', () => {
  it('go out after their delay, once, with headers and body', async () => {
    const { world, seen, time } = setUp();
    const start = time.now();
    world.push(push('{"event":1}'));
    await time.pass(19);
    expect(seen).toEqual([]);
    await time.pass(1_000_000);
    expect(seen).toEqual([{ at: start + 20, body: '{"event":1}', header: 'jwt' }]);
    expect(world.deliveries.pending).toBe(0);
  });

  it('are tried again as the vendor tries again, until one is taken', async () => {
    const { world, seen, time } = setUp([500, 'down', 200]);
    const start = time.now();
    world.push(push('a'));
    await time.pass(1_000_000);
    expect(offsets(world, seen, start)).toEqual([20, 60_020, 120_020]);
  });

  it('are given up when the waits are used up', async () => {
    const { world, seen, time } = setUp([500, 500, 302]);
    world.push(push('a'));
    await time.pass(1_000_000);
    expect(seen).toHaveLength(3);
    expect(world.deliveries.pending).toBe(0);
  });

  it('follow the vendors’ clock when it is moved', async () => {
    const { world, seen, time } = setUp([500, 200]);
    world.push(push('a'));
    await time.pass(20);
    world.clock.advance(61);
    await time.pass(0);
    expect(seen).toHaveLength(2);
  });

  it('survive a restart', async () => {
    const { world, time, state, seen } = setUp(['down']);
    world.push(push('a'));
    await time.pass(20);
    expect(seen).toHaveLength(1);
    world.deliveries.stop();
    expect(time.waiting).toBe(0);

    const later = setUp([204, 200], state, time);
    await time.pass(60_000);
    await time.pass(60_000);
    expect(later.seen.map(({ body }) => body)).toEqual(['a', 'a']);
    expect(later.world.deliveries.pending).toBe(0);
  });

  it('are dropped, repeated and delayed by faults', async () => {
    const { world, seen, time } = setUp();
    const start = time.now();
    world.faults.add({ service: 'monday', kind: 'drop-push', match: { operation: 'change_column_value' }, times: 1 });
    world.faults.add({ service: 'monday', kind: 'repeat-push', after: 1, times: 1 });
    world.faults.add({ service: 'monday', kind: 'delay-push', match: { operation: 'create_item' }, ms: 5000 });
    world.push(push('lost'));
    world.push(push('ordinary'));
    world.push(push('twice'));
    world.push(push('late', { operation: 'create_item' }));
    await time.pass(10_000);
    expect(seen.map(({ at, body }) => [body, at - start])).toEqual([
      ['ordinary', 20],
      ['twice', 20],
      ['twice', 20],
      ['late', 5020],
    ]);
  });

  it('don’t hold up each other', async () => {
    const time = manualTime();
    const asked: string[] = [];
    const world = createWorld({
      state: memoryState(),
      seed: 'test',
      now: time.now,
      timers: time.timers,
      people: [],
      async send(request) {
        asked.push(new URL(request.url).pathname);
        return new Promise<Response>(() => {});
      },
    });
    world.push(push('a', { url: 'http://127.0.0.1:1/slow' }));
    world.push(push('b', { url: 'http://127.0.0.1:1/other' }));
    await time.pass(100);
    expect(asked).toEqual(['/slow', '/other']);
    await time.pass(30_000);
    await settle();
    expect(world.deliveries.pending).toBe(2);
    await time.pass(60_000);
    expect(asked).toHaveLength(4);
  });
});

describe('a call', () => {
  it('posts JSON and gives the answer', async () => {
    const time = manualTime();
    const world = createWorld({
      state: memoryState(),
      seed: 'test',
      now: time.now,
      timers: time.timers,
      people: [],
      send: async (request) =>
        new Response(await request.text(), { status: 201, headers: { type: request.headers.get('content-type') ?? '' } }),
    });
    expect(await world.call({ url: 'http://127.0.0.1:1/hook', body: '{"challenge":"x"}' })).toEqual({
      status: 201,
      body: '{"challenge":"x"}',
    });
  });
});
