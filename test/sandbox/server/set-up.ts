import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server/sandbox.ts';
import { toLine, type WireEntry } from '../../../sandbox/server/wire-log.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { manualTime } from '../world/manual-time.ts';
import { createCounter } from './counter-vendor.ts';

const origin = 'http://127.0.0.1:4301';

/** A sandbox of the counter alone, in memory, in standing time. */
export async function setUp(more: Partial<SandboxOptions> = {}) {
  const time = manualTime();
  const lines: Record<string, unknown>[] = [];
  const bugs: unknown[] = [];
  const sandbox = await createSandbox({
    state: memoryState(),
    people: [{ id: 'anna', name: 'Anna', email: 'anna@agency.example' }],
    vendors: (world) => [createCounter(world)],
    now: time.now,
    timers: time.timers,
    send: async () => new Response(),
    wireLog: (entry: WireEntry) => void lines.push(toLine(entry)),
    report: (error) => void bugs.push(error),
    origin,
    ...more,
  });
  return { sandbox, time, lines, bugs, ...calls(sandbox) };
}

function calls(sandbox: Sandbox) {
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    sandbox.fetch(
      new Request(origin + path, {
        method,
        headers: { authorization: 'app', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    ask,
    add: (add: number) => ask('POST', '/v4/spreadsheets/n', { add }),
    read: async () => (await (await ask('GET', '/v4/spreadsheets/n')).json()) as unknown,
    fault: async (spec: Record<string, unknown>) =>
      ((await (await ask('POST', '/faults', { service: 'sheets', ...spec })).json()) as { id: string }).id,
  };
}
