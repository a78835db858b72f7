/**
 * The played vendors on a port, for clients that other people published. Where a client can't be told of another host, the
 * vendors' hosts are routed here, and to nowhere else: any other host is an error.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { Agent, globalAgent } from 'node:https';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { afterAll } from 'vitest';
import { createAgencySandbox } from '../../../sandbox/agency-sandbox.ts';
import type { AgencyIds } from '../../../sandbox/seed/agency-ids.ts';
import { listen } from '../../../sandbox/server/listen.ts';
import type { Sandbox } from '../../../sandbox/server/sandbox.ts';
import { toLine, type WireEntry } from '../../../sandbox/server/wire-log.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { WIRE_LOG } from '../../helpers/wire-log.ts';

/** The hosts that clients of monday and Google have written into them. */
const VENDORS = /^(api\.monday\.com|(sheets|www|oauth2)\.googleapis\.com)$/;

export interface Vendors {
  readonly origin: string;
  readonly port: number;
  readonly agency: AgencyIds;
  readonly sandbox: Sandbox;
  /** Exchanges since the start, newest last. */
  readonly wire: readonly WireEntry[];
}

/** Call it at the top of a file. */
export async function playedVendors(): Promise<Vendors> {
  const wire: WireEntry[] = [];
  let hear: (entry: WireEntry) => void = () => undefined;
  let handler: (request: Request) => Promise<Response> = async () => new Response('', { status: 503 });
  const port = await listen(
    (request) => handler(request),
    0,
    (error) => console.error(error),
  );
  const { sandbox, agency } = await createAgencySandbox({
    state: memoryState(),
    origin: port.origin,
    today: '2026-11-23',
    wireLog: (entry) => hear(entry),
  });
  handler = sandbox.fetch;
  mkdirSync(dirname(WIRE_LOG), { recursive: true });
  hear = (entry) => {
    wire.push(entry);
    appendFileSync(WIRE_LOG, `${JSON.stringify(toLine(entry))}\n`);
  };
  afterAll(async () => {
    sandbox.close();
    await port.close();
  });
  return { origin: port.origin, port: Number(new URL(port.origin).port), agency: agency(), sandbox, wire };
}

/** `fetch` that reaches the vendors' hosts on the sandbox's port. */
export function routedFetch(origin: string, inner: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!VENDORS.test(url.hostname)) throw new Error(`No way to ${url.hostname}`);
    const body = request.body === null ? null : await request.arrayBuffer();
    return inner(new URL(url.pathname + url.search, origin), {
      method: request.method,
      headers: request.headers,
      body,
      signal: request.signal,
    });
  };
}

/** The same for clients that take neither a host nor a `fetch`: for as long as the file runs. */
export function routeProcess({ origin, port }: Pick<Vendors, 'origin' | 'port'>): void {
  const own = globalThis.fetch;
  const https = createRequire(import.meta.url)('node:https') as { globalAgent: Agent };
  const ownAgent = globalAgent;
  globalThis.fetch = routedFetch(origin, own);
  https.globalAgent = new LoopbackAgent(port);
  syncBuiltinESMExports();
  afterAll(() => {
    globalThis.fetch = own;
    https.globalAgent = ownAgent;
    syncBuiltinESMExports();
  });
}

/** Speaks plain HTTP with the sandbox where the client means HTTPS with a vendor. */
class LoopbackAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: false });
    this.#port = port;
  }

  override createConnection({ host }: { host?: string }): ReturnType<typeof connect> {
    if (!VENDORS.test(host ?? '')) throw new Error(`No way to ${host}`);
    return connect(this.#port, '127.0.0.1');
  }
}
