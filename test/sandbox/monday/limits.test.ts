/** Limits of developer.monday.com/api-reference/docs/rate-limits for a Pro account. */
import { beforeEach, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house, options } from './set-up.ts';

const small = { id: '26104417', name: 'Small', slug: 'small', tier: 'standard', teams: [] } as const;

let played: House;
beforeEach(() => {
  played = house();
});
const strict = () => played.world.setLimits('vendor');
const rate = (reply: { headers: Headers }) => reply.headers.get('ratelimit') ?? '';

describe('headers of every answer', () => {
  it('tell the three quotas and what is left', async () => {
    const { board } = await clientsBoard(played);
    strict();
    const token = played.appToken('anna');
    const read = await played.ask('{ me { id name } }', { token });
    expect(read.headers.get('ratelimit-policy')).toBe(
      '"minuteRate";q=2500;w=60, "concurrency";q=100;qu="concurrent-requests", "complexityMinute";q=5000000;w=60;qu="content-bytes"',
    );
    // An object is 10 and each of its two scalars 1.
    expect(rate(read)).toBe('"minuteRate";r=2499, "concurrency";r=99, "complexityMinute";r=4999988;t=60');
    const write = await played.ask(`mutation { create_item(board_id: ${board}, item_name: "x") { id } }`, { token });
    expect(rate(write)).toContain('"minuteRate";r=2498');
    expect(rate(write)).toContain(`"complexityMinute";r=${5_000_000 - 30_011};t=60`);
    const person = await played.ask('{ me { id } }');
    expect(person.headers.get('ratelimit-policy')).toContain('"complexityMinute";q=10000000');
    for (const reply of [await played.ask('{ nothing }', { token }), await played.ask('{', { token })])
      expect(rate(reply)).toContain('"minuteRate"');
  });

  it('stand, but refuse nobody, when limits are off', async () => {
    for (let call = 0; call < 5; call += 1) await played.ask('{ me { id } }');
    expect(rate(await played.ask('{ me { id } }'))).toBe('"minuteRate";r=2499, "concurrency";r=99, "complexityMinute";r=10000000;t=60');
  });
});

describe('complexity', () => {
  it('is told inside the operation', async () => {
    strict();
    const data = await played.data('{ complexity { before after query reset_in_x_seconds } me { id } }');
    // complexity is an object of four scalars, me one of one.
    expect(data.complexity).toEqual({ before: 10_000_000, after: 10_000_000 - 25, query: 25, reset_in_x_seconds: 60 });
  });

  it('multiplies pages by their limit and cells by the columns asked for', async () => {
    const { board } = await clientsBoard(played);
    strict();
    const data = await played.data(
      `{ complexity { query } boards(ids: [${board}]) { items_page(limit: 500) { cursor items { id name column_values(ids: ["a", "b"]) { id text value } } } } }`,
    );
    // complexity 11; board 10, page 10, cursor 1, and 500 items of 10 + 2 + 2 * (10 + 3).
    expect(data.complexity.query).toBe(11 + 10 + 10 + 1 + 500 * (12 + 26));
  });

  it('over five million a query is refused before anything runs', async () => {
    const { board } = await clientsBoard(played);
    strict();
    const create = (count: number) =>
      played.ask(
        `mutation { ${Array.from({ length: count }, (_, n) => `m${n}: create_item(board_id: ${board}, item_name: "n") { id }`).join(' ')} }`,
      );
    const refused = await create(167);
    expect(refused.data).toBeUndefined();
    expect(refused.errors?.[0]).toMatchObject({
      message: `Query has complexity of ${167 * 30_011}, which exceeds max complexity of 5000000`,
    });
    expect((await create(166)).errors).toBeUndefined();
    expect((await played.data(`{ boards(ids: [${board}]) { items_count } }`)).boards[0].items_count).toBe(166);
  });

  it('has a budget for a minute, reads and writes apart for an app', async () => {
    const { board } = await clientsBoard(played);
    strict();
    const token = played.appToken('anna');
    const create = () =>
      played.ask(
        `mutation { ${Array.from({ length: 100 }, (_, n) => `m${n}: create_item(board_id: ${board}, item_name: "n") { id }`).join(' ')} }`,
        { token },
      );
    expect((await create()).errors).toBeUndefined();
    played.world.clock.advance(20);
    const refused = await create();
    expect(refused.status).toBe(429);
    expect(refused.errors).toMatchObject([
      {
        message: 'Complexity budget exhausted',
        extensions: {
          code: 'COMPLEXITY_BUDGET_EXHAUSTED',
          complexity: 3_001_100,
          complexity_budget_left: 1_998_900,
          complexity_budget_limit: 5_000_000,
          retry_in_seconds: 40,
          status_code: 429,
        },
      },
    ]);
    expect((await played.ask('{ me { id } }', { token })).errors).toBeUndefined();
    played.world.clock.advance(40);
    expect((await create()).errors).toBeUndefined();
  });
});

describe('requests', () => {
  it('are 1,000 a minute on a small plan, refused ones counted', async () => {
    played = house({ options: { accounts: [small], app: { ...options.app, marketplace: true } } });
    strict();
    const token = played.appToken('anna');
    const call = () => played.ask('{ version { value } }', { token });
    for (let n = 0; n < 1000; n += 1) await call();
    const refused = await call();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.body.errors[0]).toMatchObject({ message: 'Minute limit rate exceeded' });
    expect(rate(refused)).toContain('"minuteRate";r=0;t=60');
    played.world.clock.advance(60);
    // Of a marketplace app they don't count for the day, whose quota is 1,000 too.
    expect((await call()).status).toBe(200);
  });

  it('are 1,000 a day on a small plan, over all who call, until midnight UTC', async () => {
    played = house({ options: { accounts: [small] } });
    strict();
    const call = (count: number, as: string) =>
      Promise.all(Array.from({ length: count }, () => played.ask('{ version { value } }', { as })));
    for (let round = 0; round < 50; round += 1) await call(20, round % 2 ? 'anna' : 'boris');
    // A later minute: only the day's quota is used up. The test's day began at 09:00 UTC.
    played.world.clock.advance(60);
    const refused = await played.ask('{ version { value } }');
    expect(refused.status).toBe(429);
    expect(refused.errors?.[0].extensions).toMatchObject({ code: 'DAILY_LIMIT_EXCEEDED', retry_in_seconds: 15 * 3600 - 60 });
    played.world.clock.advance(15 * 3600 - 60);
    expect((await played.ask('{ version { value } }')).status).toBe(200);
  });

  it('that run at once are 100', async () => {
    const gates: (() => void)[] = [];
    played = house({
      receiver: async (request) =>
        new Promise((answer) => {
          gates.push(async () => answer(Response.json(await request.json())));
        }),
    });
    const { board } = await clientsBoard(played);
    strict();
    const waiting = Array.from({ length: 100 }, () =>
      played.ask(`mutation { create_webhook(board_id: ${board}, url: "https://h.example", event: create_item) { id } }`),
    );
    await played.deliver();
    const refused = await played.ask('{ me { id } }');
    expect(refused.status).toBe(429);
    expect(refused.errors?.[0].extensions.code).toBe('maxConcurrencyExceeded');
    for (const gate of gates) gate();
    await Promise.all(waiting);
    expect((await played.ask('{ me { id } }')).status).toBe(200);
  });

  it('that create boards are 40 a minute, and items without ids one in two minutes', async () => {
    strict();
    const create = () => played.ask('mutation { create_board(board_name: "b", board_kind: public) { id } }');
    for (let call = 0; call < 40; call += 1) expect((await create()).errors).toBeUndefined();
    const refused = await create();
    expect(refused.status).toBe(429);
    expect(refused.errors?.[0].message).toBe('Call limit exceeded for CreateBoard');
    expect((await played.ask('{ items { id } }')).errors).toBeUndefined();
    expect((await played.ask('{ items { id } }')).status).toBe(429);
    played.world.clock.advance(120);
    expect((await played.ask('{ items { id } }')).errors).toBeUndefined();
  });
});

it('5,000 requests of one address in ten seconds, whoever sends them', async () => {
  strict();
  const from = (address: string) => played.ask('{ me { id } }', { token: null, headers: { 'x-forwarded-for': address } });
  for (let call = 0; call < 5000; call += 1) await from('192.0.2.1');
  const refused = await from('192.0.2.1');
  expect([refused.status, refused.errors?.[0].extensions.code, refused.headers.get('retry-after')]).toEqual([
    429,
    'IP_RATE_LIMIT_EXCEEDED',
    '10',
  ]);
  expect((await from('192.0.2.2')).status).toBe(401);
  await played.time.pass(10_000);
  expect((await from('192.0.2.1')).status).toBe(401);
});
