/** What a vendor says goes before what we counted: pauses, plans, others of the account, outages (F43, F44). */
import { describe, expect, it } from 'vitest';
import { SyncError } from '../../../core/sync/errors.ts';
import type { LimitNews } from '../../../core/sync/limit-news.ts';
import { BUDGETS } from '../../../platform/limits/budgets.ts';
import type { Guest } from '../../../platform/limits/gates.ts';
import type { CallMade } from '../../../platform/limits/limits.ts';
import { openShelves } from './shelves.ts';
import { budget, type CallOptions, World } from './world.ts';

const anna: Guest = { vendor: 'monday', account: 'anna', connection: 'monday' };
const boris: Guest = { vendor: 'monday', account: 'boris', connection: 'monday' };
const DAY_MS = 86_400_000;

const refused = (afterMs: number | null, of: NonNullable<LimitNews['refused']>['of'] = 'account'): CallOptions => ({
  answer: { news: { refused: { of, afterMs } } },
});

/** monday's calls of the day are spent. */
const dayIsOver = (afterMs: number): CallOptions => ({
  answer: { news: { refused: { of: 'account', afterMs, budget: 'calls per day' } } },
});

const codeOf = async (call: Promise<unknown>): Promise<string | number> => {
  try {
    return Number(await call);
  } catch (error) {
    return error instanceof SyncError ? error.code : 'another error';
  }
};
const waitOf = (call: Promise<unknown>): Promise<number | null> =>
  call.then(
    () => null,
    (error: unknown) => (error instanceof SyncError && error.next.kind === 'retry-after' ? error.next.afterMs : Number.NaN),
  );

describe('a refusal', () => {
  it('fault F43: keeps the account back for as long as the vendor says and a little more, and nobody else', async () => {
    const world = new World();
    const process = world.process([], { chance: () => 0.5 });
    await world.until(process.call(anna, refused(1_000)));
    // Half of the least jitter, 200 ms.
    expect(await world.until(Promise.all([process.call(anna), process.call(boris)]))).toEqual([1_100, 0]);
  });

  it('spreads those who were refused together', async () => {
    const world = new World();
    let n = 0;
    const process = world.process([], { chance: () => (n++ % 10) / 10 });
    const guests = Array.from({ length: 10 }, (_, one): Guest => ({ ...anna, account: `a${one}` }));
    await world.until(Promise.all(guests.map((guest) => process.call(guest, refused(3_000)))));
    const at = await world.until(Promise.all(guests.map((guest) => process.call(guest))));
    expect(Math.min(...at)).toBeGreaterThanOrEqual(3_000);
    expect(new Set(at).size).toBe(10);
  });

  it('without a time of the vendor’s is waited out for twice as long each time, up to 64 s; an answer ends that', async () => {
    const world = new World();
    const process = world.process([budget({ of: 'everybody', max: 1_000 })]);
    const guest: Guest = { ...anna, vendor: 'google' };
    /** When a call went out. */
    const sent = async (options?: CallOptions): Promise<number> => {
      for (;;) {
        const wait = await waitOf(world.until(process.call(guest, options)));
        if (wait === null) return world.time;
        world.time += wait;
      }
    };
    const at: number[] = [];
    for (let n = 0; n < 9; n += 1) at.push(await sent(refused(null, 'everybody')));
    expect(at.slice(1).map((one, n) => (one - (at[n] ?? 0)) / 1_000)).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
    const answered = await sent();
    expect(await sent(refused(null, 'everybody'))).toBe(answered);
    expect(await sent()).toBe(answered + 1_000);
  });

  it('isn’t lifted by the answer to a call that was under way', async () => {
    const world = new World();
    const process = world.process([]);
    const [under] = await world.until(
      Promise.all([process.call(anna, { answer: { ms: 100 } }), process.call(anna, refused(1_000)), world.sleep(200)]),
    );
    expect([under, await world.until(process.call(anna))]).toEqual([0, 1_000]);
  });

  it('is followed by one call that tries, not by all who waited', async () => {
    const world = new World();
    const process = world.process([]);
    await world.until(process.call(anna, refused(1_000)));
    const answer = (ms: number, news: LimitNews = {}): CallOptions => ({ answer: { ms, news } });
    const first = process.call(anna, answer(500, { refused: { of: 'account', afterMs: 1_000 } }));
    const others = Array.from({ length: 5 }, () => process.call(anna, answer(10)));
    const [tried, ...rest] = await world.until(Promise.all([first, ...others]));
    expect(tried).toBe(1_000);
    // It was refused at 1,500; the next that tries is let through, and the others follow.
    expect(rest).toEqual([2_500, 2_510, 2_510, 2_510, 2_510]);
  });

  it('of a locked record keeps nobody back', async () => {
    const world = new World();
    const process = world.process([]);
    await world.until(process.call(anna, refused(2_000, 'record')));
    expect(await world.until(process.call(anna))).toBe(0);
  });
});

describe.each(await openShelves())('told to one process, $name', ({ fresh }) => {
  it('that everybody’s quota is used up, it holds for all', async () => {
    const world = new World(fresh);
    const shared = [budget({ of: 'everybody', max: 1_000, window: { kind: 'sliding', ms: 60_000 }, name: 'reads per minute of all' })];
    const [one, other] = [world.process(shared), world.process(shared)];
    const google: Guest = { ...anna, vendor: 'google' };
    await world.until(one?.call(google, refused(30_000, 'everybody')) ?? Promise.reject(new Error()));
    expect(await waitOf(world.until(other.call({ ...boris, vendor: 'google' })))).toBe(30_000);
  });

  it('a larger plan holds for all, and for the day', async () => {
    const world = new World(fresh);
    const monday = BUDGETS.filter(({ vendor }) => vendor === 'monday');
    const [one, other] = [world.process(monday), world.process(monday)];
    expect(await world.until(other.limits.standing(anna, 'calls per day'))).toEqual({ max: 1_000, used: 0, resetsAt: DAY_MS });
    const news: LimitNews = { budgets: [{ name: 'calls per minute', max: 2_500, left: 2_499 }] };
    await world.until(one.call(anna, { answer: { news } }));
    await world.until(one.limits.close());
    expect(await world.until(other.limits.standing(anna, 'calls per day'))).toEqual({ max: 10_000, used: 1, resetsAt: DAY_MS });
    expect(await world.until(other.limits.standing(anna, 'calls per minute'))).toEqual({ max: 2_250, used: 1, resetsAt: null });
    expect(await world.until(other.limits.standing(boris, 'calls per day'))).toMatchObject({ max: 1_000, used: 0 });
  });

  it('fault F44: that monday’s day is over, it is over for all until midnight UTC, whatever was counted or taken ahead', async () => {
    const world = new World(fresh, 5 * DAY_MS + 3_600_000);
    const monday = BUDGETS.filter(({ vendor }) => vendor === 'monday');
    const [one, other] = [world.process(monday), world.process(monday)];
    for (let n = 0; n < 10; n += 1) await world.until(other.call(anna, { urgency: 'live' }));
    await world.until(one.call(anna, { ...dayIsOver(23 * 3_600_000), urgency: 'live' }));
    for (const process of [one, other]) {
      expect(await world.until(process.limits.standing(anna, 'calls per day'))).toEqual({
        max: 1_000,
        used: 1_000,
        resetsAt: 6 * DAY_MS,
      });
      for (const urgency of ['live', 'person'] as const) {
        const told = await world.until(process.call(anna, { urgency })).catch((error: unknown) => error);
        expect(told).toMatchObject({ code: 'daily-limit', next: { afterMs: 23 * 3_600_000 }, data: { limit: 'calls per day' } });
      }
      expect(await codeOf(world.until(process.call(boris)))).toBe(world.time);
    }
    // What was taken ahead goes back, an hour passes: the day stays over.
    await world.until(Promise.all([one.limits.close(), other.limits.close()]));
    world.time += 3_600_000;
    const third = world.process(monday);
    expect(await waitOf(world.until(third.call(anna)))).toBe(22 * 3_600_000);
    expect(await world.until(third.limits.standing(anna, 'calls per day'))).toMatchObject({ used: 1_000 });
    world.time = 6 * DAY_MS;
    for (const process of [one, other, third]) expect(await codeOf(world.until(process.call(anna)))).toBe(6 * DAY_MS);
    await world.until(Promise.all([one, other, third].map(({ limits }) => limits.close())));
    expect(await world.until(third.limits.standing(anna, 'calls per day'))).toMatchObject({ max: 1_000, used: 3, resetsAt: 7 * DAY_MS });
  });

  it('that this address calls monday too often, it holds for all accounts and processes, and costs them no visit of its own', async () => {
    const world = new World(fresh);
    const monday = BUDGETS.filter(({ vendor }) => vendor === 'monday');
    const [one, other] = [world.process(monday), world.process(monday)];
    await world.until(other.call(boris));
    await world.until(one.call(anna, refused(15_000, 'everybody')));
    const told = await world.until(other.call(boris)).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: 'rate-limited', next: { afterMs: 15_000 }, data: { limit: 'calls in 10 seconds of all' } });
    expect(await waitOf(world.until(one.call(boris)))).toBe(15_000);
    world.time += 15_000;
    expect(await codeOf(world.until(other.call(boris)))).toBe(15_000);
    const visits = async (budgets: typeof monday): Promise<number> => {
      const alone = new World(fresh);
      const process = alone.process(budgets);
      for (let n = 0; n < 5; n += 1) {
        await alone.until(process.call(anna));
        alone.time += 5_000;
      }
      return alone.visits;
    };
    expect(await visits(monday)).toBe(await visits(monday.filter(({ of }) => of !== 'everybody')));
  });

  it('that others of the account call too, it leaves them their part', async () => {
    const world = new World(fresh);
    const calls = [
      budget({ name: 'calls per minute', vendor: 'monday', of: 'account', max: 900, window: { kind: 'sliding', ms: 60_000 } }),
    ];
    const [one, other] = [world.process(calls), world.process(calls)];
    const news: LimitNews = { budgets: [{ name: 'calls per minute', max: 1_000, left: 300 }] };
    await world.until(one.call(anna, { answer: { news } }));
    await world.until(one.limits.close());
    expect(await world.until(other.limits.standing(anna, 'calls per minute'))).toMatchObject({ max: 900, used: 700 });
  });
});

describe('monday’s day', () => {
  const day = [
    budget({ name: 'calls per day', vendor: 'monday', of: 'account', counts: 'tenths', max: 1_000, window: { kind: 'utc', ms: DAY_MS } }),
  ];

  it('fault F44: when its calls are spent nothing is sent until midnight UTC, and changes stop before a person does', async () => {
    const world = new World(undefined, 5 * DAY_MS + 3_600_000);
    const process = world.process(day);
    let sent = 0;
    for (let n = 0; n < 200; n += 1)
      if (typeof (await codeOf(world.until(process.call(anna, { urgency: 'live' })))) === 'number') sent += 1;
    expect(sent).toBe(95);
    const held = await world.until(process.call(anna, { urgency: 'live' })).catch((error: unknown) => error);
    expect(held).toMatchObject({
      code: 'daily-limit',
      next: { afterMs: 23 * 3_600_000 },
      data: { vendor: 'monday', ours: true, urgency: 'live' },
    });
    expect(await codeOf(world.until(process.call(anna)))).toBe(world.time);
    expect(await codeOf(world.until(process.call(boris, { urgency: 'live' })))).toBe(world.time);
    world.time = 6 * DAY_MS;
    expect(await codeOf(world.until(process.call(anna, { urgency: 'live' })))).toBe(6 * DAY_MS);
  });

  it('loses a tenth of a call by a request that hit a limit, a whole one by a board that was locked', async () => {
    const used = async (of: 'account' | 'record'): Promise<number | undefined> => {
      const world = new World();
      const process = world.process(day);
      for (let n = 0; n < 5; n += 1) await world.until(process.call(anna, refused(0, of)));
      await world.until(process.call(anna));
      await world.until(process.limits.close());
      return (await world.until(process.limits.standing(anna, 'calls per day')))?.used;
    };
    expect([await used('account'), await used('record')]).toEqual([1.5, 6]);
  });

  it('begins a moment late when monday’s clock does', async () => {
    const world = new World(undefined, 50);
    const process = world.process(day);
    await world.until(process.call(anna, dayIsOver(60_000)));
    expect(await waitOf(world.until(process.call(anna)))).toBe(60_000);
    world.time = 60_050;
    expect(await world.until(process.limits.standing(anna, 'calls per day'))).toMatchObject({ used: 0.1, resetsAt: DAY_MS });
    expect(await codeOf(world.until(process.call(anna)))).toBe(60_050);
  });

  it('is over when monday says so, though the operator says how many calls it has', async () => {
    const world = new World(undefined, 3_600_000);
    const process = world.process(day.map((one) => ({ ...one, fixed: true as const })));
    await world.until(process.call(anna, dayIsOver(23 * 3_600_000)));
    expect(await world.until(process.limits.standing(anna, 'calls per day'))).toMatchObject({ max: 100, used: 100 });
    expect(await codeOf(world.until(process.call(anna)))).toBe('daily-limit');
  });
});

it('lets no more of monday’s calls go on at once than the plan allows, a tenth kept free', async () => {
  const world = new World();
  const process = world.process([]);
  const news: LimitNews = { budgets: [{ name: 'calls at once', max: 10, left: 9 }] };
  await world.until(process.call(anna, { answer: { news } }));
  const at = await world.until(Promise.all(Array.from({ length: 20 }, () => process.call(anna, { answer: { ms: 1_000, news } }))));
  expect([0, 1_000, 2_000].map((time) => at.filter((one) => one === time).length)).toEqual([9, 9, 2]);
});

describe('an outage', () => {
  const outage = async () => {
    const calls: CallMade[] = [];
    const world = new World();
    const process = world.process([], { onCall: (call) => calls.push(call) });
    const fail = (options: CallOptions = {}) =>
      codeOf(world.until(process.call(anna, { urgency: 'live', ...options, answer: { fails: true } })));
    return { world, process, fail, sent: () => calls.filter(({ outcome }) => outcome !== 'held').length };
  };

  it('is tried by one call at a time, ever more rarely, and by nobody else', async () => {
    const { world, process, fail, sent } = await outage();
    for (let n = 0; n < 5; n += 1) expect(await fail()).toBe('another error');
    const tries: number[] = [];
    for (const end = world.time + 120_000; world.time < end; world.time += 250) {
      const before = sent();
      const three = [1, 2, 3].map(() => process.call(anna, { urgency: 'live', answer: { fails: true, ms: 10 } }).catch(() => 0));
      await world.until(Promise.all(three));
      if (sent() > before) tries.push(sent() - before);
    }
    expect(Math.max(...tries)).toBe(1);
    // After 1, 2, 4, 8, 16 and then every 30 s.
    expect(tries.length).toBeLessThanOrEqual(8);
    expect(tries.length).toBeGreaterThanOrEqual(6);
  });

  it('keeps no person waiting, whose success ends it for all; nor another account', async () => {
    const { world, process, fail } = await outage();
    for (let n = 0; n < 5; n += 1) await fail();
    for (let n = 0; n < 4; n += 1) await fail({ urgency: 'person' });
    expect(await codeOf(world.until(process.call(anna, { urgency: 'live' })))).toBe('vendor-away');
    expect(await codeOf(world.until(process.call(boris, { urgency: 'live' })))).toBe(world.time);
    expect(process.limits.away('monday')).toBe(1);
    expect(await codeOf(world.until(process.call(anna, { urgency: 'person' })))).toBe(world.time);
    expect(await codeOf(world.until(process.call(anna, { urgency: 'live' })))).toBe(world.time);
    expect(process.limits.away('monday')).toBe(0);
  });

  it('is none while one of the last five was answered', async () => {
    const { world, process, fail } = await outage();
    for (let n = 0; n < 20; n += 1) {
      await fail();
      if (n % 4 === 3) await world.until(process.call(anna, { urgency: 'live' }));
    }
    expect(await codeOf(world.until(process.call(anna, { urgency: 'live' })))).toBe(world.time);
  });
});

it('fault F43: a storm in one account moves no call of another by a millisecond, on budgets that both share', async () => {
  const google = (account: string): Guest => ({ vendor: 'google', account, connection: account });
  const quiet = async (stormy: boolean): Promise<readonly number[]> => {
    const world = new World();
    const process = world.process(BUDGETS);
    let over = false;
    const storm = async (): Promise<void> => {
      while (!over) {
        const wait = await waitOf(process.call(google('stormy'), { urgency: 'live', ...refused(1_000, 'connection') }));
        await world.sleep(wait ?? 10);
      }
    };
    const work = async (): Promise<readonly number[]> => {
      const at: number[] = [];
      for (let n = 0; n < 40; n += 1) {
        at.push(await process.call(google('calm'), { urgency: 'live', answer: { ms: 150 } }));
        await world.sleep(850);
      }
      over = true;
      return at;
    };
    const [at] = await world.until(Promise.all([work(), ...(stormy ? Array.from({ length: 30 }, storm) : [])]));
    return at;
  };
  expect(await quiet(true)).toEqual(await quiet(false));
});
