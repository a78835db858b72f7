import { describe, expect, it } from 'vitest';
import { SyncError } from '../../../core/sync/errors.ts';
import { type Agreed, BUDGETS, type Budget, budgetsFor, type Urgency } from '../../../platform/limits/budgets.ts';
import type { Guest } from '../../../platform/limits/gates.ts';
import type { CallMade } from '../../../platform/limits/limits.ts';
import { openShelves } from './shelves.ts';
import { budget, type CallOptions, World } from './world.ts';

const anna: Guest = { vendor: 'google', account: 'anna', connection: 'anna-1' };
const boris: Guest = { vendor: 'google', account: 'boris', connection: 'boris-1' };
const MINUTE = { kind: 'sliding', ms: 60_000 } as const;

const waitOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof SyncError && error.next.kind === 'retry-after'
    ? { code: error.code, ms: error.next.afterMs, limit: error.data.limit }
    : error;
};

describe.each(await openShelves())('limits $name', ({ fresh }) => {
  /** Limits on a clock of our own, which waiting moves. */
  function house(budgets: readonly Budget[], processes = 1) {
    const world = new World(fresh);
    const all = Array.from({ length: processes }, () => world.process(budgets));
    return {
      world,
      move: (ms: number) => {
        world.time += ms;
      },
      call: (guest: Guest, options?: CallOptions, of = 0) =>
        world.until(all[of]?.call(guest, options) ?? Promise.reject(new Error('no process'))),
      all: (calls: readonly { guest: Guest; of?: number; options?: CallOptions }[]) =>
        world.until(Promise.all(calls.map(({ guest, of = 0, options }) => all[of]?.call(guest, options)))),
    };
  }

  it('lets calls through at once while the budget lasts, and then as the oldest leave the window', async () => {
    const { call, move } = house([budget({})]);
    const at: number[] = [];
    for (let i = 0; i < 7; i++) {
      at.push(await call(anna));
      if (i < 2) move(100);
    }
    // 0, 100, 200; then each a window and a twentieth of it after the one three before it.
    expect(at).toEqual([0, 100, 200, 1050, 1150, 1250, 2100]);
  });

  it('never lets more than the budget into any window, however the window lies and whichever process calls', async () => {
    const { call, move } = house([budget({ max: 5, window: { kind: 'sliding', ms: 700 } })], 3);
    const at: number[] = [];
    for (let i = 0; i < 60; i++) {
      move((i * 37) % 120);
      at.push(await call(anna, {}, i % 3));
    }
    for (const start of at) expect(at.filter((one) => one >= start && one < start + 700).length).toBeLessThanOrEqual(5);
  });

  it('holds for processes that call at the same time, and uses the budget whole', async () => {
    const { all } = house([budget({ max: 10 })], 4);
    const at = await all(Array.from({ length: 30 }, (_, n) => ({ guest: anna, of: n % 4 })));
    const sent = at.map((one) => one ?? Number.NaN).sort((a, b) => a - b);
    for (const start of sent) expect(sent.filter((one) => one >= start && one < start + 1_000).length).toBeLessThanOrEqual(10);
    expect(sent.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(sent.at(-1)).toBeLessThan(2_300);
  });

  it('tells a call that would wait long when to come back, and which limit it was', async () => {
    const { call, move } = house([budget({ max: 2, window: MINUTE, name: 'reads per minute of a user' })]);
    await call(anna);
    move(1_000);
    await call(anna);
    move(9_000);
    // The first leaves the window at 63,000, by the end of its slot; it is 10,000.
    expect(await waitOf(call(anna))).toEqual({ code: 'rate-limited', ms: 53_000, limit: 'reads per minute of a user' });
    move(51_500);
    // 1.5 s are worth waiting for.
    expect(await call(anna)).toBe(63_000);
  });

  it('counts reads and writes, costs and calls, vendors, accounts and connections apart', async () => {
    const { call } = house([
      budget({ kind: 'read', max: 1, window: MINUTE }),
      budget({ kind: 'write', max: 1, window: MINUTE, name: 'writes per minute of a user' }),
      budget({ vendor: 'monday', of: 'account', counts: 'cost', max: 100, window: MINUTE }),
    ]);
    await call(anna);
    await call(anna, { write: true });
    await call({ ...anna, connection: 'anna-2' });
    await call({ ...anna, vendor: 'confluence' });
    expect(await waitOf(call(anna, { write: true }))).toMatchObject({ limit: 'writes per minute of a user' });
    const onMonday: Guest = { ...anna, vendor: 'monday' };
    await call(onMonday, { cost: 60 });
    expect(await waitOf(call({ ...onMonday, connection: 'anna-2' }, { cost: 41 }))).toMatchObject({ ms: 63_000 });
    await call(onMonday, { cost: 40 });
  });

  it('lets a call that costs more than the whole budget through when nothing else runs', async () => {
    const { call } = house([budget({ counts: 'cost', max: 100 })]);
    expect(await call(anna, { cost: 10 })).toBe(0);
    expect(await call(anna, { cost: 500 })).toBe(1_050);
    expect(await call(anna, { cost: 10 })).toBe(2_100);
  });

  it('begins a day or an hour anew at one time for all', async () => {
    const { call, move } = house([budget({ max: 2, window: { kind: 'utc', ms: 3_600_000 } })], 2);
    move(3_599_000 - 10_000);
    await call(anna);
    await call(anna, {}, 1);
    expect(await waitOf(call(anna))).toMatchObject({ ms: 11_000 });
    move(10_500);
    expect(await call(anna)).toBe(3_600_000);
  });

  it('visits the shelf less often than it calls while calls come thick, and gives back what it took ahead', async () => {
    const { world, call, move } = house([budget({ max: 900, window: MINUTE })], 2);
    for (let n = 0; n < 300; n += 1) {
      await call(anna);
      move(20);
    }
    expect(world.visits).toBeLessThan(60);
    move(4_000);
    // One that was taken for anna by the first process is free for the second after a while: all but those that were spent.
    await call(anna);
    await world.until(Promise.all(Array.from({ length: 599 }, () => call(anna, {}, 1))));
    expect(await waitOf(call(anna, {}, 1))).toMatchObject({ code: 'rate-limited' });
  });

  describe('urgency', () => {
    const tight = [budget({ max: 100, window: MINUTE })];
    const fill = async (urgency: Urgency): Promise<number> => {
      const { call } = house(tight);
      for (let n = 0; ; n += 1) if ((await waitOf(call(anna, { urgency }))) !== undefined) return n;
    };

    it('leaves the last part of a budget to what is more urgent', async () => {
      expect([await fill('poll'), await fill('backfill'), await fill('live'), await fill('person')]).toEqual([70, 80, 95, 100]);
    });

    it('serves a person before a change, a change before a first sync, that before a poll, whoever came first', async () => {
      const { world } = house([]);
      const process = world.process([budget({ max: 40 })]);
      const order: string[] = [];
      const call = (urgency: Urgency) => process.call(anna, { urgency }).then(() => order.push(urgency));
      const first = Array.from({ length: 40 }, () => process.call(anna));
      await world.until(Promise.all([...first, call('poll'), call('backfill'), call('live'), call('person')]));
      expect(order).toEqual(['person', 'live', 'backfill', 'poll']);
    });
  });

  describe('what everybody shares', () => {
    const shared = [budget({ of: 'everybody', max: 100, window: MINUTE, name: 'reads per minute of all' })];
    const calls = async (house: { call: (guest: Guest, options?: CallOptions, of?: number) => Promise<number> }, guest: Guest, of = 0) => {
      for (let n = 0; ; n += 1) if ((await waitOf(house.call(guest, {}, of))) !== undefined) return n;
    };

    it('may be used by one who is alone but for what the next one needs', async () => {
      expect(await calls(house(shared), anna)).toBe(85);
    });

    it('fault F45: one big tenant can’t starve others: whoever comes later is served at once, from another process too', async () => {
      const shop = house(shared, 2);
      expect(await calls(shop, anna)).toBe(85);
      expect(await calls(shop, boris, 1)).toBe(15);
      shop.move(63_001);
      const halves = [0, 0];
      for (let n = 0; n < 200; n += 1) {
        const [guest, of] = n % 3 === 2 ? [boris, 1] : [anna, 0];
        if ((await waitOf(shop.call(guest, {}, of))) === undefined) halves[of] = (halves[of] ?? 0) + 1;
      }
      // Anna asks twice as often, and has no more than what is left beside Boris’ share of a third.
      expect(halves[1]).toBeGreaterThanOrEqual(33);
      expect((halves[0] ?? 0) + (halves[1] ?? 0)).toBeGreaterThanOrEqual(85);
    });

    it('serves accounts in turn, however many of one’s calls wait', async () => {
      const { world } = house([]);
      const process = world.process([budget({ of: 'everybody', max: 4, window: { kind: 'sliding', ms: 1_000 } })]);
      const order: string[] = [];
      const call = (guest: Guest) => process.call(guest).then(() => order.push(guest.account));
      await world.until(Promise.all([...Array.from({ length: 4 }, () => call(anna)), call(boris), call(boris)]));
      // Anna's first was on its way before the others came.
      expect(order.indexOf('boris')).toBeLessThan(3);
    });

    it('is named after no account where all processes read it', async () => {
      const texts: string[] = [];
      const world = new World(fresh);
      const shelf = world.shelf();
      const spied = {
        ...shelf,
        swap: (swaps: Parameters<typeof shelf.swap>[0]) => {
          texts.push(JSON.stringify(swaps));
          return shelf.swap(swaps);
        },
      };
      await world.until(world.process(shared, { shelf: spied }).call(anna));
      expect(texts.join()).toContain('reads per minute of all');
      expect(texts.join()).not.toContain('anna');
    });
  });

  it('is out of reach for a moment when its store is', async () => {
    const world = new World();
    const away = { swap: () => Promise.reject(new Error('gone')), close: async () => undefined };
    const call = world.until(world.process([budget({})], { shelf: away }).call(anna));
    expect(await waitOf(call)).toMatchObject({ code: 'limits-unreachable', ms: 1_000 });
  });
});

it('passes on what the call answers or throws, and meters both', async () => {
  const calls: CallMade[] = [];
  const world = new World();
  const process = world.process([], { onCall: (call) => calls.push(call) });
  expect(await world.until(process.call(anna, { cost: 7, write: true, answer: { ms: 5 } }))).toBe(0);
  await expect(world.until(process.call(anna, { urgency: 'poll', answer: { fails: true } }))).rejects.toThrow('no answer');
  const common = { guest: anna, waitedMs: 0 };
  expect(calls).toEqual([
    { ...common, cost: 7, write: true, urgency: 'person', ms: 5, outcome: 'answered' },
    { ...common, cost: 1, write: false, urgency: 'poll', ms: 0, outcome: 'failed' },
  ]);
});

it('stays below what the vendors publish', () => {
  const published: Record<string, number> = {
    'calls per minute': 1_000,
    'calls in 10 seconds of all': 5_000,
    'read complexity per minute': 5_000_000,
    'write complexity per minute': 5_000_000,
    'reads per minute of a user': 60,
    'writes per minute of a user': 60,
    'reads per minute of all': 300,
    'writes per minute of all': 300,
    'units per minute of a user': 325_000,
    'units per minute of all': 1_000_000,
    'calls per second': 50,
    'points per hour of all': 65_000,
  };
  const kept = BUDGETS.filter(({ name }) => name !== 'calls per day');
  expect(Object.fromEntries(kept.map(({ name, max }) => [name, max]))).toEqual(
    Object.fromEntries(Object.entries(published).map(([name, max]) => [name, max * 0.9])),
  );
});

it('goes by what the operator says of a day of monday’s and of Google’s project', () => {
  const max = (agreed: Partial<Agreed>, name: Budget['name']) =>
    budgetsFor({ mondayDailyCalls: 'by-plan', googleCallsPerMinute: 300, ...agreed }).find((one) => one.name === name)?.max;
  const days = (['by-plan', 500, 'none'] as const).map((mondayDailyCalls) => max({ mondayDailyCalls }, 'calls per day'));
  expect(days).toEqual([10_000, 5_000, undefined]);
  expect([300, 3_000].map((googleCallsPerMinute) => max({ googleCallsPerMinute }, 'writes per minute of all'))).toEqual([270, 2_700]);
  expect(max({ googleCallsPerMinute: 3_000 }, 'writes per minute of a user')).toBe(54);
  expect(max({ googleCallsPerMinute: 3_000 }, 'units per minute of all')).toBe(900_000);
});
