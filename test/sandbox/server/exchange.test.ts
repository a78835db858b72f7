import { describe, expect, it } from 'vitest';
import { ConnectionLost } from '../../../sandbox/server/exchange.ts';
import { settle } from '../world/manual-time.ts';
import { setUp } from './set-up.ts';

describe('an exchange without faults', () => {
  it('is the vendor’s own answer, and a line in the wire log', async () => {
    const { ask, lines, time } = await setUp();
    const response = await ask('POST', '/v4/spreadsheets/n?fields=*', { add: 2 });
    expect([response.status, response.headers.get('x-vendor'), await response.json()]).toEqual([200, 'counter', { n: 2 }]);
    expect(lines).toEqual([
      {
        service: 'sheets',
        method: 'POST',
        path: '/v4/spreadsheets/n?fields=*',
        requestBody: { add: 2 },
        status: 200,
        responseBody: { n: 2 },
        at: new Date(time.now()).toISOString(),
        ms: expect.any(Number),
        caller: 'app',
        fault: undefined,
      },
    ]);
  });

  it('answers 500 to a vendor’s bug and reports it', async () => {
    const { ask, bugs } = await setUp();
    expect((await ask('GET', '/v4/spreadsheets/bug')).status).toBe(500);
    expect(bugs).toEqual([new Error('a bug')]);
  });

  it('logs a body that is no JSON as it came', async () => {
    const { sandbox, lines } = await setUp();
    await sandbox.fetch(new Request('http://127.0.0.1:4301/v4/spreadsheets/bug', { method: 'PUT', body: 'name,key\nA,1' }));
    expect(lines[0]).toMatchObject({ requestBody: 'name,key\nA,1', caller: 'nobody' });
  });
});

describe('an exchange with a fault', () => {
  it('lost-reply: the effect stays, the caller hears nothing', async () => {
    const { add, read, fault, lines } = await setUp();
    await fault({ kind: 'lost-reply', times: 1 });
    await expect(add(5)).rejects.toThrow(ConnectionLost);
    expect(await read()).toEqual({ n: 5 });
    expect(lines[0]).toMatchObject({ status: 200, responseBody: { n: 5 }, fault: 'lost-reply' });
  });

  it('status: no effect, and the vendor’s own words', async () => {
    const { add, read, fault } = await setUp();
    await fault({ kind: 'status', status: 429, times: 1 });
    const response = await add(5);
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
    expect(await read()).toEqual({ n: 0 });
  });

  it('status with a body and headers of its own', async () => {
    const { add, fault } = await setUp();
    await fault({ kind: 'status', status: 200, body: { data: null, errors: ['x'] }, headers: { 'retry-after': '7' } });
    const response = await add(5);
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      200,
      '7',
      { data: null, errors: ['x'] },
    ]);
  });

  it('timeout: no effect, and a broken connection in the end', async () => {
    const { add, read, fault, time, lines } = await setUp();
    await fault({ kind: 'timeout', ms: 5000, times: 1 });
    let outcome: unknown = 'waiting';
    add(5).catch((error: unknown) => {
      outcome = error;
    });
    await time.pass(4999);
    expect(outcome).toBe('waiting');
    await time.pass(1);
    await settle();
    expect(outcome).toBeInstanceOf(ConnectionLost);
    expect(await read()).toEqual({ n: 0 });
    expect(lines[0]).toMatchObject({ status: 504, responseBody: null, fault: 'timeout' });
  });

  it('truncate: the effect stays, the JSON breaks off', async () => {
    const { add, read, fault } = await setUp();
    await fault({ kind: 'truncate', times: 1 });
    const response = await add(5);
    const text = await response.text();
    expect([response.status, text]).toEqual([200, '{"n']);
    expect(() => JSON.parse(text)).toThrow();
    expect(await read()).toEqual({ n: 5 });
  });

  it('hold: someone else can act before it has an effect', async () => {
    const { ask, add, read, fault } = await setUp();
    const id = await fault({ kind: 'hold', match: { caller: 'app', operation: 'spreadsheets.add' }, times: 1 });
    const held = add(5);
    await settle();
    expect(await read()).toEqual({ n: 0 });
    expect(await (await ask('POST', '/v4/spreadsheets/n', { add: 100 }, { authorization: 'anna' })).json()).toEqual({ n: 100 });
    expect(await (await ask('POST', `/faults/${id}/release`)).json()).toEqual({ released: 1 });
    expect(await (await held).json()).toEqual({ n: 105 });
  });

  it('latency and a status together: both', async () => {
    const { add, fault, time } = await setUp();
    await fault({ kind: 'latency', ms: 150 });
    await fault({ kind: 'status', status: 503 });
    let status = 0;
    add(1).then((response) => {
      status = response.status;
    });
    await time.pass(149);
    expect(status).toBe(0);
    await time.pass(1);
    await settle();
    expect(status).toBe(503);
  });
});
