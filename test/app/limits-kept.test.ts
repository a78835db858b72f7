/** The product with limits as in production: budgets that its processes share in Postgres, vendors that refuse whoever goes beyond. */
import { beforeEach, expect, test } from 'vitest';
import { forPerson } from '../../app/vendors/for-people.ts';
import { usage } from '../../core/protocol/usage.ts';
import { SyncError } from '../../core/sync/errors.ts';
import { clientsOf } from '../e2e/clients.ts';
import { testStage } from '../e2e/set-up.ts';

const DAY = 600;
const stage = await testStage({ variables: { EVENKEEL_LIMITS: 'vendor', MONDAY_DAILY_CALLS: String(DAY) } });
const clients = clientsOf(stage);
const { product, provisioned, watch, people } = stage;

beforeEach(() => watch.rest(30_000));

const monday = { vendor: 'monday', account: provisioned.account, connection: 'monday' } as const;
const call = () => stage.app.limits.of(monday)({ cost: 1, write: false }, async () => null);
const leftOfDay = async () =>
  usage.parse((await product.call('GET', '/usage')).body).vendors.find(({ vendor }) => vendor === 'monday')?.day;

test('changes cross both ways, no vendor has to refuse, and the day is counted by what was sent', async () => {
  await people.control('POST', '/limits', { mode: 'vendor' });
  const mark = watch.mark;
  // People have limits, too: they don't look on while it travels.
  const written = (service: string) => watch.until(service, () => watch.writes(mark).some((one) => one.startsWith(service)), 30_000);
  await clients.change('Cobalt Cycles', 'notes', 'within limits');
  await written('sheets');
  await clients.type('Fable Toys', 'Notes', 'within limits, too');
  await written('monday');
  await watch.rest(30_000);
  await people.control('POST', '/limits', { mode: 'off' });
  const sent = watch.since(mark).filter((one) => one.caller === 'app');
  expect(sent.filter(({ status }) => status === 429)).toEqual([]);
  const day = await leftOfDay();
  expect(day?.max).toBe(DAY);
  const spent = DAY - (day?.left ?? 0);
  const calls = watch.since(0).filter((one) => one.caller === 'app' && one.service === 'monday').length;
  // A consent's first call belongs to no account yet; a few may be taken ahead.
  expect(spent).toBeGreaterThanOrEqual(calls - 2);
  expect(spent).toBeLessThanOrEqual(calls + DAY * 0.1);
  await clients.agree(30_000);
});

test('fault F44: when the server has spent the day’s calls, the worker sends none, people are told, and what a person asks still goes', async () => {
  const end = await (async () => {
    for (;;) {
      const error = await call().catch((thrown: unknown) => thrown);
      if (error instanceof SyncError) return error;
    }
  })();
  expect(end).toMatchObject({ code: 'daily-limit', data: { ours: true, urgency: 'live' } });
  const mark = watch.mark;
  await clients.type('Beacon Outdoor', 'Notes', 'typed when the day was spent');
  const waits = await watch.until('the pair waits', async () => (await product.pair(clients.pair)).waits, 15_000);
  expect([waits.vendor, waits.code, new Date(waits.until ?? '').toISOString().slice(11, 16)]).toEqual(['monday', 'daily-limit', '00:00']);
  await watch.rest(30_000);
  expect(watch.since(mark).filter((one) => one.service === 'monday' && one.caller === 'app')).toEqual([]);
  expect((await leftOfDay())?.left).toBeLessThanOrEqual(DAY * 0.05 + 1);
  await expect(forPerson(call)).resolves.toBeNull();
});
