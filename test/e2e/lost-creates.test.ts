/** A create whose answer is lost makes no twin, whenever it is asked after; and is made once where it never happened. */
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { fault } from './faults.ts';
import { stageWithHours } from './set-up.ts';

const { stage, hours } = await stageWithHours();
const clients = clientsOf(stage);
const { people, watch } = stage;

const MINUTE = 60_000;
const created = (mark: number): number => watch.writes(mark).filter((one) => one.includes('create_item')).length;

/** Somebody types a new client into the sheet; the product tries to make its item, and hears nothing. */
async function typed(name: string, kind: 'lost-reply' | 'timeout'): Promise<void> {
  const free = (await clients.rows()).length + 2;
  await people.type(`'${clients.tab}'!A${free}`, [[name]]);
  await watch.until('the push', () => stage.sandbox.world.deliveries.pending === 0);
  const lost = await fault(stage, { service: 'monday', match: { operation: 'create_item', caller: 'app' }, kind, ms: 1, times: 1 });
  await expect(hours.work()).rejects.toMatchObject({ code: 'unknown-outcome' });
  expect(await lost.hits()).toBe(1);
  await lost.remove();
}

async function expectOne(name: string): Promise<void> {
  const items = (await clients.items()).filter((one) => one.name === name);
  const rows = await clients.rowsOf(name);
  expect([items.length, rows.length]).toEqual([1, 1]);
  expect(await clients.differences()).toEqual([]);
  const { mark } = watch;
  await hours.pass(5 * MINUTE);
  expect(created(mark)).toBe(0);
  expect((await clients.items()).filter((one) => one.name === name)).toHaveLength(1);
}

test('fault F01: a lost reply after create_item makes no twin within the idempotency window', async () => {
  const { mark } = watch;
  await typed('Within the window', 'lost-reply');
  await hours.pass(MINUTE);
  expect(created(mark)).toBe(1);
  await expectOne('Within the window');
});

test('fault F02: nor after the window, when monday has forgotten the call', async () => {
  const { mark } = watch;
  await typed('After the window', 'lost-reply');
  await hours.skip(31 * MINUTE);
  await hours.pass(MINUTE);
  expect(created(mark)).toBe(1);
  await expectOne('After the window');
});

test('a create that never reached monday is made, once', async () => {
  for (const away of [0, 31 * MINUTE]) {
    const name = `Never arrived, ${away}`;
    const { mark } = watch;
    await typed(name, 'timeout');
    await hours.skip(away);
    await hours.pass(2 * MINUTE);
    expect(created(mark)).toBe(2);
    await expectOne(name);
  }
});
