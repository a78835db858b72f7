/** Who types on doesn't make a write for each keystroke, and a burst is read in a few calls; counted on the wire. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch } = stage;

/** A keystroke, and the time to the next one. */
const KEY_MS = 250;
const LEAST_REST_MS = 500;

/** Ten values of one field, typed one after the other. How long it took, ms. */
async function typeOn(type: (text: string) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let length = 1; length <= 10; length += 1) {
    await type('0123456789'.slice(0, length));
    await setTimeout(KEY_MS);
  }
  return performance.now() - began;
}

test('[S9] ten edits of one field on the board are a run each half second at most, and the last one stands', async () => {
  const { id } = await clients.item('Beacon Outdoor');
  await watch.rest();
  const mark = watch.mark;
  const ms = await typeOn((text) => people.change(clients.board, id, { [clients.columns.notes ?? '']: text }));
  await clients.agree();
  await watch.rest();
  expect((await clients.inSheet('Beacon Outdoor')).Notes).toBe('0123456789');
  expect(watch.writes(mark).length).toBeLessThanOrEqual(Math.floor(ms / LEAST_REST_MS) + 2);
});

test('[S9] in the sheet likewise', async () => {
  await watch.rest();
  const mark = watch.mark;
  const ms = await typeOn((text) => clients.type('Cobalt Cycles', 'Notes', `'${text}`));
  await clients.agree();
  await watch.rest();
  expect((await clients.onBoard('Cobalt Cycles')).Notes).toBe('0123456789');
  expect(watch.writes(mark).length).toBeLessThanOrEqual(Math.floor(ms / LEAST_REST_MS) + 2);
});

test('[S9] edits of many records at once are read in a few calls', async () => {
  // No more of them than the guard lets go.
  const items = (await clients.items()).filter((one) => /^[A-Z]/.test(one.name)).slice(0, 20);
  expect(items).toHaveLength(20);
  await watch.rest();
  const mark = watch.mark;
  await Promise.all(items.map((item, n) => people.change(clients.board, item.id, { [clients.columns.notes ?? '']: `burst ${n}` })));
  await clients.agree();
  await watch.rest();
  // At once the first few, then all that came meanwhile; each a read and a write, with the echo's question and read.
  expect(watch.since(mark).length).toBeLessThanOrEqual(12);
});
