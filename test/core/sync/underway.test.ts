/** Work that runs on at the vendor after the call that handed it over. */
import { expect, test } from 'vitest';
import { text } from './fixtures.ts';
import { names, office, row } from './office.ts';
import type { World } from './world.ts';
import { BOARD, BOOK, Crash, world } from './world.ts';

const NAMES = ['A', 'B', 'C', 'D'];

const morning = (polls = 3): World => {
  const w = world();
  for (const name of NAMES) w.tab.add(row(name));
  w.board.faults.polls = polls;
  return w;
};

const right = async (w: World): Promise<void> => {
  expect(names(w)).toEqual({ board: NAMES, tab: NAMES });
  expect(await w.store.openIntents([BOARD, BOOK])).toEqual([]);
  expect(
    w.store.journal
      .filter((line) => line.kind === 'create')
      .map((line) => line.name)
      .sort(),
  ).toEqual(NAMES);
};

test('[L7] [P3] is waited for, and taken in once when it is over', async () => {
  const w = morning();
  await w.settle();
  await right(w);
  expect(w.board.calls.writes).toBe(1);
  await w.settle();
  await right(w);
  expect(w.board.calls.writes).toBe(1);
});

test('[L7] [P1] what people type meanwhile waits for the end of it, and is kept', async () => {
  const w = await office();
  for (const name of ['D', 'E']) w.tab.add(row(name));
  let polled = 0;
  const { settle } = w.board;
  w.board.settle = (intent, keep) => {
    polled += 1;
    if (polled === 2) {
      w.tab.named('D').cells.NOTES = text('typed meanwhile');
      w.board.named('Acme').cells.notes = text('on the board');
    }
    return settle.call(w.board, intent, keep);
  };
  w.board.faults.polls = 3;
  await w.settle();
  await w.settle();
  expect(polled).toBe(4);
  expect(w.board.named('D').cells.notes).toEqual(text('typed meanwhile'));
  expect(w.tab.named('Acme').cells.NOTES).toEqual(text('on the board'));
});

test('[L7] [P3] [L3] killed at any await of it: one thing once', async () => {
  const whole = morning();
  await whole.settle();
  const awaits = whole.awaits();
  for (let at = 1; at <= awaits; at += 1) {
    const w = morning();
    w.crashAfter(at);
    await expect(w.settle()).rejects.toThrow(Crash);
    w.crashAfter(Number.POSITIVE_INFINITY);
    await w.settle();
    await w.settle();
    await right(w);
  }
});

test('[L7] [P4] hints of what it made are answered when it is over: the board isn’t read again for them', async () => {
  const w = morning(1);
  const { settle } = w.board;
  w.board.settle = async (intent, keep) => {
    const settled = await settle.call(w.board, intent, keep);
    // The vendor tells of each new item.
    const ids =
      settled.kind === 'happened' ? [...settled.outcome.values()].flatMap((one) => (one.kind === 'applied' ? [one.localId] : [])) : [];
    await w.store.hint(BOARD, ids);
    return settled;
  };
  await w.sync();
  await right(w);
  expect(w.board.calls.reads).toBe(1);
});
