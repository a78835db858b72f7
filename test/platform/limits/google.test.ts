/** Google's quotas apart: Sheets' requests and Drive's units, each of a user, in however many accounts, and of everybody. */
import { describe, expect, it } from 'vitest';
import { SyncError } from '../../../core/sync/errors.ts';
import type { LimitNews } from '../../../core/sync/limit-news.ts';
import { BUDGETS } from '../../../platform/limits/budgets.ts';
import type { Guest } from '../../../platform/limits/gates.ts';
import type { CallMade } from '../../../platform/limits/limits.ts';
import { openShelves } from './shelves.ts';
import { type CallOptions, type Process, World } from './world.ts';

const anna: Guest = { vendor: 'google', account: 'anna', connection: 'google' };
const boris: Guest = { ...anna, account: 'boris' };
/** One person's grant in two accounts. */
const [both, again]: readonly [Guest, Guest] = [
  { ...anna, user: 'u1' },
  { ...boris, user: 'u1' },
];
const READ: CallOptions = { api: 'sheets' };
const WRITE: CallOptions = { api: 'sheets', write: true };
const LIST: CallOptions = { api: 'drive', cost: 100 };
const OTHER: CallOptions = { api: 'drive', cost: 5, write: true };

const refusal = (of: 'connection' | 'everybody', afterMs = 30_000): { readonly answer: { readonly news: LimitNews } } => ({
  answer: { news: { refused: { of, afterMs } } },
});

describe.each(await openShelves())('Google’s quotas $name', ({ fresh }) => {
  function open(processes = 1) {
    const world = new World(fresh);
    const all = Array.from({ length: processes }, () => world.process(BUDGETS));
    /** Which limit held the call back; null: it was sent. */
    const held = async (guest: Guest, options: CallOptions, of = 0): Promise<unknown> => {
      const error = await world.until((all[of] as Process).call(guest, options)).catch((thrown: unknown) => thrown);
      return error instanceof SyncError ? error.data.limit : null;
    };
    const many = async (guest: Guest, options: CallOptions, of = 0): Promise<number> => {
      for (let n = 0; ; n += 1) if ((await held(guest, options, of)) !== null) return n;
    };
    return { world, held, many };
  }

  it('Drive’s calls leave Sheets’ budgets alone, and Sheets’ calls Drive’s', async () => {
    const { held, many } = open();
    expect(await many(anna, READ)).toBe(54);
    expect(await many(anna, WRITE)).toBe(54);
    expect(await held(anna, LIST)).toBeNull();
    // 292,500 less that list and what one of the largest takes.
    expect(await held(anna, { ...LIST, cost: 292_400 })).toBeNull();
    expect(await held(anna, OTHER)).toBe('units per minute of a user');
    expect(await held(boris, READ)).toBeNull();
  });

  it('polls of 6,300 connections fit into a minute, not of 189', async () => {
    const { held } = open();
    const poll = (n: number, cost: number) => held({ ...anna, account: `a${n}` }, { ...LIST, cost, urgency: 'poll' });
    // A hundred polls as one: 10,000 units each of 63 accounts are the part for polls, 70 % of 900,000.
    for (let n = 0; n < 63; n += 1) expect(await poll(n, 10_000)).toBeNull();
    expect(await poll(63, 10_000)).toBe('units per minute of all');
  });

  it('one user has his share once, in whichever of his accounts and processes', async () => {
    const { held, many } = open(2);
    expect(await many(both, WRITE)).toBe(54);
    expect(await held(again, WRITE, 1)).toBe('writes per minute of a user');
    expect(await held({ ...boris, user: 'u2' }, WRITE, 1)).toBeNull();
    expect(await held(boris, WRITE, 1)).toBeNull();
  });

  it('a call costs one visit at most, with a user as without', async () => {
    const visits = async (guest: Guest, options: CallOptions): Promise<number> => {
      const { world, held } = open();
      await held(guest, options);
      const before = world.visits;
      world.time += 10_000;
      await held(guest, options);
      return world.visits - before;
    };
    expect([await visits(anna, READ), await visits(both, READ), await visits(both, LIST)]).toEqual([1, 1, 1]);
  });

  it('Drive’s refusal of the project rests Drive for all, in all processes, and Sheets for nobody', async () => {
    const { held } = open(2);
    await held(anna, { ...LIST, ...refusal('everybody') });
    expect(await held(anna, LIST)).toBe('paused');
    expect(await held(boris, LIST, 1)).toBe('units per minute of all');
    expect([await held(anna, READ), await held(boris, WRITE, 1)]).toEqual([null, null]);
  });

  it('a user’s refusal rests him in his other account, and nobody else', async () => {
    const { held, world } = open();
    await held(both, { ...LIST, ...refusal('connection', 4_000) });
    const poll: CallOptions = { ...LIST, urgency: 'poll' };
    expect([await held(both, poll), await held(again, poll)]).toEqual(['paused', 'paused']);
    expect([await held(anna, poll), await held(both, READ)]).toEqual([null, null]);
    world.time += 4_300;
    expect(await held(again, poll)).toBeNull();
  });
});

it('a user’s budget lies under no account’s name', async () => {
  const names: string[] = [];
  const world = new World();
  const shelf = world.shelf();
  const spied = {
    ...shelf,
    swap: (swaps: Parameters<typeof shelf.swap>[0]) => {
      names.push(...swaps.map(({ account, name }) => `${account} ${name}`));
      return shelf.swap(swaps);
    },
  };
  await world.until(world.process(BUDGETS, { shelf: spied }).call(both, LIST));
  expect([...new Set(names)].sort()).toEqual(['* google units per minute of all', 'user u1 google units per minute of a user']);
});

it('the meter counts Drive’s calls as Google’s, as before', async () => {
  const calls: CallMade[] = [];
  const world = new World();
  const process = world.process(BUDGETS, { onCall: (call) => calls.push(call) });
  for (const options of [READ, LIST, OTHER]) await world.until(process.call(anna, options));
  expect(calls.map(({ guest, outcome }) => [guest, outcome])).toEqual(Array(3).fill([anna, 'answered']));
});
