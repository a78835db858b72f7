import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgencyIds } from '../../../sandbox/seed/agency-ids.ts';

let home: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  child = undefined;
  rmSync(home, { recursive: true });
});

interface Ready {
  readonly origin: string;
  readonly agency: AgencyIds;
}

const env = (more: Record<string, string> = {}) => ({
  ...process.env,
  SANDBOX_PORT: '0',
  SANDBOX_HOME: path.join(home, 'state'),
  SANDBOX_DAY: '2026-11-23',
  ...more,
});

async function start(more: Record<string, string> = {}): Promise<Ready> {
  child = fork('sandbox/main.ts', { execArgv: ['--import', 'tsx'], env: env(more), stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [ready] = (await once(child, 'message')) as [Ready & { kind: string }];
  expect(ready.kind).toBe('ready');
  return ready;
}

async function create({ origin, agency }: Ready, name: string): Promise<string> {
  const { boards, token } = agency.monday;
  const run = async (query: string) => {
    const response = await fetch(`${origin}/v2`, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: { create_item: { id: string } } }).data.create_item.id;
  };
  return run(`mutation { create_item(board_id: ${boards.clients}, item_name: ${JSON.stringify(name)}) { id } }`);
}

async function nameOf({ origin, agency }: Ready, item: string): Promise<unknown> {
  const body = JSON.stringify({ query: `{ items(ids: [${item}]) { name } }` });
  const response = await fetch(`${origin}/v2`, {
    method: 'POST',
    headers: { authorization: agency.monday.token, 'content-type': 'application/json' },
    body,
  });
  return response.json();
}

describe('the sandbox as a process', () => {
  it('says that its port is taken, waits with a reset’s answer for its parent, and goes on where it was after SIGKILL', async () => {
    const first = await start();
    const second = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
      env: env({ SANDBOX_PORT: new URL(first.origin).port }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const part of second.stderr) said += part;
    expect(said).toBe(`Port ${new URL(first.origin).port} is taken. Choose another with SANDBOX_PORT.\n`);

    const events: string[] = [];
    const told = () => (child ? once(child, 'message') : Promise.reject(new Error('no child')));
    const begins = told();
    const reset = fetch(`${first.origin}/reset`, { method: 'POST' }).then(({ status }) => events.push(`answered ${status}`));
    expect(await begins).toMatchObject([{ kind: 'reset-begins' }, undefined]);
    events.push('stopped');
    const after = told();
    child?.send({ kind: 'reset-may-begin' });
    expect(await after).toMatchObject([{ kind: 'reset' }, undefined]);
    events.push('followed');
    child?.send({ kind: 'reset-done' });
    await reset;
    expect(events).toEqual(['stopped', 'followed', 'answered 200']);

    const item = await create(first, 'Written just before the kill');
    child?.kill('SIGKILL');
    if (child) await once(child, 'exit');
    const again = await start({ WIRE_LOG: path.join(home, 'wire.jsonl') });
    expect(again.agency).toEqual(first.agency);
    expect(await nameOf(again, item)).toMatchObject({ data: { items: [{ name: 'Written just before the kill' }] } });
    expect(readFileSync(path.join(home, 'wire.jsonl'), 'utf8')).toContain('"caller":"irina"');

    child?.kill('SIGTERM');
    expect(child && (await once(child, 'exit'))).toEqual([0, null]);
  });

  it('ends when its parent’s channel closes', async () => {
    await start();
    child?.disconnect();
    expect(child && (await once(child, 'exit'))).toEqual([0, null]);
  });

  it('ends with its standard input when told so, and says in one line when it is ready', async () => {
    const piped = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
      env: env({ SANDBOX_STDIN: '1' }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = piped;
    const [said] = (await once(piped.stdout, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^sandbox ready http:\/\/127\.0\.0\.1:\d+\n$/);
    piped.stdin.end();
    expect(await once(piped, 'exit')).toEqual([0, null]);
  });
});
