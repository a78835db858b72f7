/** Limits of the vendors (F43, F44): who asks for a pause gets it, the pair says so, and the others go on. */
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { sweep } from '../../app/use-cases/sweep.ts';
import { usage } from '../../core/protocol/usage.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from '../e2e/clients.ts';
import { fault } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch, people, agency } = stage;
const DAY_MS = 86_400_000;

beforeEach(() => watch.rest());

const DAILY = {
  errors: [{ message: 'Daily call limit exceeded', extensions: { code: 'DAILY_LIMIT_EXCEEDED', status_code: 429 } }],
  extensions: { request_id: 'r' },
};

const inTx = (statement: ReturnType<typeof sql>) => withAccount(stage.app.db, provisioned.account, (tx) => statement.execute(tx));
const waitMs = async (): Promise<number> => {
  const { rows } = (await inTx(sql`select wait_ms as ms from connections where id = 'google'`)) as { rows: { ms: number }[] };
  return rows[0]?.ms ?? 0;
};
const waitIsOver = async (): Promise<void> => {
  await inTx(sql`update connections set wait_until = now() where wait_until is not null`);
  await sweep(stage.app);
};

test('fault F43: while one vendor asks for half a minute, its pair says so and it isn’t called; the others go on', async () => {
  const busy = await fault(stage, {
    service: 'confluence',
    match: { caller: 'app' },
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '30' },
  });
  await clients.change('Cobalt Cycles', 'budget', '4321');
  const waits = await watch.until('the pages wait', async () => (await product.pair(provisioned.pairs.pages)).waits);
  expect(waits).toMatchObject({ vendor: 'confluence', code: 'rate-limited', message: expect.stringContaining('Confluence') });
  expect(Math.abs(Date.parse(waits.until ?? '') - Date.now() - 30_000)).toBeLessThan(5_000);
  const mark = watch.mark;
  for (const budget of ['4322', '4323']) {
    await clients.change('Cobalt Cycles', 'budget', budget);
    await clients.agree();
  }
  expect((await product.pair(clients.pair)).waits).toBeNull();
  await watch.rest();
  expect(watch.since(mark).filter((one) => one.service === 'confluence')).toEqual([]);
  await busy.remove();
  await waitIsOver();
  await watch.until('the page written', () => watch.writes(mark).some((one) => one.startsWith('confluence')), 5_000);
  await watch.rest();
  expect((await product.pair(provisioned.pairs.pages)).waits).toBeNull();
  expect(watch.writes(mark).filter((one) => one.startsWith('confluence'))).toHaveLength(1);
});

test('fault F44: a day’s limit stops monday until midnight, says so, and what needs no monday goes on', async () => {
  const spent = await fault(stage, { service: 'monday', match: { caller: 'app' }, kind: 'status', status: 200, body: DAILY });
  await clients.type('Cobalt Cycles', 'Notes', 'typed after the last call');
  const waits = await watch.until('the pair waits', async () => (await product.pair(clients.pair)).waits);
  expect([waits.vendor, waits.code, waits.message]).toEqual(['monday', 'daily-limit', expect.stringContaining('midnight')]);
  const midnight = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  expect(Math.abs(Date.parse(waits.until ?? '') - midnight)).toBeLessThan(5_000);
  await watch.rest();
  const mark = watch.mark;
  for (let n = 0; n < 3; n += 1) {
    await clients.change('Driftwood Surf', 'notes', `unread ${n}`);
    await product.post(`/pairs/${clients.pair}/sync`);
    await sweep(stage.app);
  }
  const kpi = JSON.stringify(await people.rows(agency.google.tabs.kpi));
  const plans = await people.rows(agency.google.tabs.plans);
  const column = (plans[0] ?? []).indexOf('Income plan');
  const raised = plans.slice(1).map((row) => [Number(row[column] ?? 0) + 1_000]);
  await people.type(`'${agency.google.tabs.plans}'!${String.fromCharCode(65 + column)}2`, raised);
  await watch.until('the KPI tab follows its plan', async () => JSON.stringify(await people.rows(agency.google.tabs.kpi)) !== kpi, 5_000);
  await watch.rest();
  expect(watch.since(mark).filter((one) => one.service === 'monday')).toEqual([]);
  await spent.remove();
  await waitIsOver();
  await clients.agree(6_000);
  expect((await clients.onBoard('Cobalt Cycles')).Notes).toBe('typed after the last call');
  expect((await clients.inSheet('Driftwood Surf')).Notes).toBe('unread 2');
});

test('a vendor that goes on refusing is asked half as often each time', async () => {
  const busy = await fault(stage, {
    service: 'sheets',
    match: { operation: 'spreadsheets.batchUpdate', caller: 'app' },
    kind: 'status',
    status: 429,
  });
  await clients.change('Fable Toys', 'notes', 'patience');
  await watch.until('three tries', async () => (await busy.hits()) >= 3, 12_000);
  await watch.until('the third noted', async () => (await waitMs()) >= 4_000);
  await busy.remove();
  await waitIsOver();
  await clients.agree(6_000);
});

test('a board that isn’t there for a moment is a finding, costs no row, and is read again with the next poll', async () => {
  const rows = (await clients.rows()).length;
  const gone = await fault(stage, {
    service: 'monday',
    match: { caller: 'app' },
    kind: 'status',
    status: 200,
    body: { data: { boards: [] } },
    times: 1,
  });
  await product.post(`/pairs/${clients.pair}/sync`);
  const finding = await watch.until('a finding', async () => (await product.findings(clients.pair)).find((one) => one.state === 'open'));
  expect([finding.kind, await gone.hits()]).toEqual(['container-missing', 1]);
  await watch.rest();
  expect((await clients.rows()).length).toBe(rows);
  await inTx(sql`update connections set next_poll_at = now()`);
  await sweep(stage.app);
  await watch.until(
    'the finding settled',
    async () => (await product.findings(clients.pair)).every((one) => one.state === 'settled'),
    5_000,
  );
  await clients.change('Beacon Outdoor', 'notes', 'after all');
  await clients.agree();
  expect((await clients.rows()).length).toBe(rows);
});

test('what was used of each vendor is told by day, with who has to be left alone and until when', async () => {
  const busy = await fault(stage, {
    service: 'confluence',
    match: { caller: 'app' },
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '40' },
  });
  await clients.change('Cobalt Cycles', 'budget', '4400');
  await watch.until('the pages wait', async () => (await product.pair(provisioned.pairs.pages)).waits, 8_000);
  const { body } = await watch.until(
    'the refusal counted',
    async () => {
      const answer = await product.call('GET', '/usage');
      return usage.parse(answer.body).days.some((one) => one.vendor === 'confluence' && one.refused > 0) ? answer : null;
    },
    8_000,
  );
  await busy.remove();
  const told = usage.parse(body);
  expect(told.vendors.map(({ vendor, waits }) => [vendor, waits?.code ?? null])).toEqual([
    ['confluence', 'rate-limited'],
    ['google', null],
    ['monday', null],
  ]);
  const sent = watch.since(0).filter((one) => one.caller === 'app' && one.service === 'confluence').length;
  expect(told.days.find(({ vendor }) => vendor === 'confluence')?.calls).toBeLessThanOrEqual(sent);
  expect(told.days.find(({ vendor }) => vendor === 'monday')?.calls).toBeGreaterThan(10);
  expect((await product.call('GET', '/usage?days=93')).status).toBe(400);
  // What a person asks for is called as such: here the board that is described to them.
  const [left, right] = [{ monday: { board: clients.board } }, { sheet: { spreadsheet: agency.google.spreadsheetId, tab: 'Nowhere' } }];
  const field = { left: 'name', right: 'Client', type: 'text', direction: 'two-way', policy: 'left' };
  expect((await product.call('POST', '/pairs', { left, right, fields: [field], key: ['name'], start: 'preview' })).status).toBe(422);
  expect((await stage.app.metrics.expose()).text).toMatch(
    /vendor_calls_total\{vendor="monday",urgency="person",outcome="answered"\} [1-9]/,
  );
  await waitIsOver();
});

test('an account that shuts its door to our address is told so, keeps its connection, and is read again when it has opened', async () => {
  const shut = await fault(stage, {
    service: 'monday',
    match: { caller: 'app' },
    kind: 'status',
    status: 401,
    body: { errors: ['Your ip is restricted'] },
  });
  await product.post(`/pairs/${clients.pair}/sync`);
  const open = async () => (await product.findings(clients.pair)).find((one) => one.state === 'open');
  const finding = await watch.until('a finding', open);
  expect([finding.kind, finding.message]).toEqual(['address-restricted', expect.stringContaining('Ask the monday admin')]);
  const { rows } = (await inTx(sql`select state from connections where id = 'monday'`)) as { rows: { state: string }[] };
  expect(rows).toEqual([{ state: 'live' }]);
  await shut.remove();
  await product.post(`/pairs/${clients.pair}/sync`);
  await watch.until('the finding settled', async () => (await open()) === undefined, 5_000);
  await clients.change('Beacon Outdoor', 'notes', 'open again');
  await clients.agree();
});
