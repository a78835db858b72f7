import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../../sandbox/server/listen.ts';
import { openWireLog } from '../../../sandbox/server/wire-log.ts';
import { setUp } from './set-up.ts';

let listening: Listening | undefined;
afterEach(async () => {
  await listening?.close();
  listening = undefined;
});

async function serve(more: Parameters<typeof setUp>[0] = {}) {
  const set = await setUp(more);
  const reports: unknown[] = [];
  listening = await listen(set.sandbox.fetch, 0, (error) => reports.push(error));
  return { ...set, reports, root: listening.origin };
}

describe('the port', () => {
  it('carries bodies both ways, also large ones and the three headers of an answer', async () => {
    const { root } = await serve({
      page: () => async (request) =>
        new Response(await request.arrayBuffer(), {
          status: 201,
          headers: [
            ['set-cookie', 'a=1'],
            ['set-cookie', 'b=2'],
            ['x-y', request.headers.get('x-y') ?? ''],
          ],
        }),
    });
    const body = new Uint8Array(3_000_000).map((_, index) => index % 251);
    const response = await fetch(`${root}/echo?q=1`, { method: 'PUT', body, headers: { 'x-y': 'z' } });
    expect([response.status, response.headers.getSetCookie(), response.headers.get('x-y')]).toEqual([201, ['a=1', 'b=2'], 'z']);
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), body)).toBe(0);
  });

  it('breaks the connection for a lost reply, and the effect stays', async () => {
    const { root, read, fault, reports } = await serve();
    await fault({ kind: 'lost-reply', times: 1 });
    const lost = fetch(`${root}/v4/spreadsheets/n`, { method: 'POST', body: '{"add":5}' });
    await expect(lost).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) },
    });
    expect(await read()).toEqual({ n: 5 });
    expect(reports).toEqual([]);
  });

  it('sends the feed as changes happen', async () => {
    const { root, add } = await serve();
    const response = await fetch(`${root}/page/feed`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    await add(1);
    expect((await reader?.read())?.value).toBe('data: {"service":"sheets","container":"n"}\n\n');
    await reader?.cancel();
  });

  it('says so when its port is taken', async () => {
    const { root, sandbox } = await serve();
    await expect(listen(sandbox.fetch, Number(new URL(root).port), () => {})).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('listens on loopback alone', async () => {
    const { root } = await serve();
    const socket = connect({ host: '127.0.0.2', port: Number(new URL(root).port) });
    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('connected')).once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    socket.destroy();
    expect(outcome).toBe('ECONNREFUSED');
  });
});

describe('the wire log', () => {
  it('is a file with one JSON line for each exchange', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wire-'));
    const file = path.join(folder, 'logs', 'wire.jsonl');
    const { add, read } = await setUp({ wireLog: openWireLog(file) });
    await add(2);
    await read();
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { service: 'sheets', method: 'POST', requestBody: { add: 2 }, status: 200, responseBody: { n: 2 } },
      { service: 'sheets', method: 'GET', requestBody: null, status: 200, responseBody: { n: 2 } },
    ]);
    rmSync(folder, { recursive: true });
  });
});
