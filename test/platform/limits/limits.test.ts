import { describe, expect, it } from 'vitest';
import { SyncError } from '../../../core/sync/errors.ts';
import { BUDGETS, type Budget, createLimits, type Guest, type LimitsOptions } from '../../../platform/limits/limits.ts';

const anna: Guest = { vendor: 'google', account: 'anna', connection: 'anna-1' };
const boris: Guest = { vendor: 'google', account: 'boris', connection: 'boris-1' };
const budget = (over: Partial<Budget>): Budget => ({
  name: 'calls',
  vendor: 'google',
  of: 'connection',
  counts: 'calls',
  max: 3,
  windowMs: 1_000,
  ...over,
});

/** Limits on a clock of our own: `at` notes when each call ran, sleeping moves the clock. */
function house(budgets: readonly Budget[], more: Partial<LimitsOptions> = {}) {
  let time = 0;
  const limits = createLimits({
    budgets,
    monotonic: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    ...more,
  });
  return {
    move: (ms: number) => {
      time += ms;
    },
    call: (guest: Guest, { cost = 1, write = false } = {}) => limits(guest)({ cost, write }, async () => time),
  };
}

const waitOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof SyncError && error.next.kind === 'retry-after'
    ? { code: error.code, ms: error.next.afterMs, limit: error.data.limit }
    : error;
};

it('lets calls through at once while the budget lasts, and then as the oldest leave the window', async () => {
  const { call, move } = house([budget({})]);
  const at: number[] = [];
  for (let i = 0; i < 7; i++) {
    at.push(await call(anna));
    if (i < 2) move(100);
  }
  // 0, 100, 200; then each a window after the one three before it.
  expect(at).toEqual([0, 100, 200, 1000, 1100, 1200, 2000]);
});

it('never lets more than the budget into any window, however the window lies', async () => {
  const { call, move } = house([budget({ max: 5, windowMs: 700 })]);
  const at: number[] = [];
  for (let i = 0; i < 60; i++) {
    move((i * 37) % 120);
    at.push(await call(anna));
  }
  for (const start of at) expect(at.filter((one) => one >= start && one < start + 700).length).toBeLessThanOrEqual(5);
});

it('tells a call that would wait long when to come back, and which limit it was', async () => {
  const { call, move } = house([budget({ max: 2, windowMs: 60_000, name: 'reads per minute of a user' })]);
  await call(anna);
  move(1_000);
  await call(anna);
  move(9_000);
  // The first leaves the window at 60,000; it is 10,000.
  expect(await waitOf(call(anna))).toEqual({ code: 'rate-limited', ms: 50_000, limit: 'reads per minute of a user' });
  move(48_500);
  // 1.5 s are worth waiting for.
  expect(await call(anna)).toBe(60_000);
});

it('counts reads and writes, costs and calls, vendors, accounts and connections apart', async () => {
  const { call } = house([
    budget({ kind: 'read', max: 1, windowMs: 60_000 }),
    budget({ kind: 'write', max: 1, windowMs: 60_000, name: 'writes' }),
    budget({ vendor: 'monday', of: 'account', counts: 'cost', max: 100, windowMs: 60_000 }),
  ]);
  await call(anna);
  await call(anna, { write: true });
  await call({ ...anna, connection: 'anna-2' });
  await call({ ...anna, vendor: 'confluence' });
  expect(await waitOf(call(anna, { write: true }))).toMatchObject({ limit: 'writes' });
  const onMonday: Guest = { ...anna, vendor: 'monday' };
  await call(onMonday, { cost: 60 });
  expect(await waitOf(call({ ...onMonday, connection: 'anna-2' }, { cost: 41 }))).toMatchObject({ ms: 60_000 });
  await call(onMonday, { cost: 40 });
});

it('lets a call that costs more than the whole budget through when nothing else runs', async () => {
  const { call } = house([budget({ counts: 'cost', max: 100, windowMs: 1_000 })]);
  expect(await call(anna, { cost: 10 })).toBe(0);
  expect(await call(anna, { cost: 500 })).toBe(1_000);
  expect(await call(anna, { cost: 10 })).toBe(2_000);
});

describe('what everybody shares', () => {
  const shared = [budget({ of: 'everybody', max: 10, windowMs: 60_000, name: 'all' })];

  it('may be used whole by one who is alone', async () => {
    const { call } = house(shared);
    for (let i = 0; i < 10; i++) await call(anna);
    expect(await waitOf(call(anna))).toMatchObject({ ms: 60_000, limit: 'all' });
  });

  it('is shared equally once another comes, who is served first as room appears', async () => {
    const { call, move } = house(shared);
    for (let i = 0; i < 10; i++) {
      await call(anna);
      move(1_000);
    }
    // 10,000: full. Boris has to wait for the first of Anna's to leave; Anna until she holds less than her half.
    expect(await waitOf(call(boris))).toMatchObject({ ms: 50_000 });
    move(50_000);
    await call(boris);
    move(1_000);
    expect(await waitOf(call(anna))).toMatchObject({ ms: 4_000 });
    await call(boris);
  });

  it('is divided between worker processes', async () => {
    const { call } = house(shared, { processes: 3 });
    for (let i = 0; i < 3; i++) await call(anna);
    expect(await waitOf(call(anna))).toMatchObject({ ms: 60_000 });
  });
});

it('passes on what the call answers or throws, and meters both', async () => {
  const calls: unknown[] = [];
  const limits = createLimits({ budgets: [], monotonic: () => 5, sleep: async () => undefined, onCall: (call) => calls.push(call) });
  expect(await limits(anna)({ cost: 7, write: true }, async () => 'answer')).toBe('answer');
  await expect(
    limits(anna)({ cost: 1, write: false }, async () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(calls).toEqual([
    { guest: anna, cost: 7, write: true, waitedMs: 0, ms: 0 },
    { guest: anna, cost: 1, write: false, waitedMs: 0, ms: 0 },
  ]);
});

it('stays below what the vendors publish', () => {
  const published: Record<string, number> = {
    'calls per minute': 1_000,
    'read complexity per minute': 5_000_000,
    'write complexity per minute': 5_000_000,
    'reads per minute of a user': 60,
    'writes per minute of a user': 60,
    'reads per minute of all': 300,
    'writes per minute of all': 300,
    'calls per second': 50,
    'points per hour of all': 65_000,
  };
  expect(Object.fromEntries(BUDGETS.map(({ name, max }) => [name, max]))).toEqual(
    Object.fromEntries(Object.entries(published).map(([name, max]) => [name, max * 0.9])),
  );
});
