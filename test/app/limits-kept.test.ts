/** The product with limits as in production: budgets that its processes share in Postgres, vendors that refuse whoever goes beyond. */
import { beforeEach, expect, test } from 'vitest';
import { compose } from '../../app/compose.ts';
import { forPerson } from '../../app/vendors/for-people.ts';
import { usage } from '../../core/protocol/usage.ts';
import { SyncError } from '../../core/sync/errors.ts';
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { clientsOf } from '../e2e/clients.ts';
import { fault } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const DAY = 600;
const stage = await testStage({ variables: { EVENKEEL_LIMITS: 'vendor', MONDAY_DAILY_CALLS: String(DAY) } });
const clients = clientsOf(stage);
const { product, provisioned, watch, people } = stage;

beforeEach(() => watch.rest(30_000));

const DAILY = {
  errors: [{ message: 'Daily call limit exceeded', extensions: { code: 'DAILY_LIMIT_EXCEEDED', status_code: 429 } }],
  extensions: { request_id: 'r' },
};
/** A pair that a person asks for: its board is described to them first. */
const wanted = {
  left: { monday: { board: clients.board } },
  right: { sheet: { spreadsheet: stage.agency.google.spreadsheetId, tab: stage.agency.google.tabs.budgets } },
  fields: [{ left: 'name', right: 'Client', type: 'text', direction: 'two-way', policy: 'left' }],
  key: ['name'],
  start: 'preview',
};

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

test('fault F44: when monday says that the day is over, nothing is left of it for anybody, a person too, in any process', async () => {
  const spent = await fault(stage, { service: 'monday', match: { caller: 'app' }, kind: 'status', status: 200, body: DAILY });
  const mark = watch.mark;
  const look = () => product.call('POST', '/pairs', wanted);
  expect((await look()).body).toMatchObject({ error: { code: 'daily-limit' } });
  const sent = () => watch.since(mark).filter((one) => one.service === 'monday' && one.caller === 'app').length;
  expect(sent()).toBe(1);
  await spent.remove();
  // By its own count there was a part left for people.
  expect(await leftOfDay()).toMatchObject({ max: DAY, left: 0, resetsAt: expect.stringMatching(/T00:00:00.000Z$/) });
  expect((await look()).body).toMatchObject({ error: { code: 'daily-limit' } });
  const worker = compose({
    config: readConfig(stage.variables),
    databaseUrl: stage.variables.DATABASE_URL ?? '',
    clock: systemClock,
    name: 'another process',
  });
  const elsewhere = forPerson(() => worker.limits.of(monday)({ cost: 1, write: false }, async () => null));
  await expect(elsewhere).rejects.toMatchObject({ code: 'daily-limit' });
  await worker.close();
  expect(sent()).toBe(1);
});
