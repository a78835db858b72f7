/**
 * One exchange with a played vendor: what faults do to it before and after, the vendor's own answer between, and a line
 * in the wire log. The vendor knows of none of this.
 */

import type { FaultSpec } from '../world/fault-spec.ts';
import type { Faults } from '../world/faults.ts';
import type { Vendor, VendorClock } from '../world/world.ts';
import { defaultFaultAnswer } from './fault-answers.ts';
import type { WireLog } from './wire-log.ts';

/** The caller never hears an answer: `fetch` would fail so, and a port destroys the socket. */
export class ConnectionLost extends TypeError {
  constructor() {
    super('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
    this.name = 'ConnectionLost';
  }
}

export interface ExchangeOptions {
  readonly faults: Faults;
  readonly clock: VendorClock;
  readonly wireLog: WireLog | null;
  /** Who calls, by the `Authorization` header, also where the vendor only sees a dead token. */
  readonly labelOf: (authorization: string | null) => string | undefined;
  readonly grantOf: (authorization: string | null) => string | undefined;
  /** Told of a bug in a vendor, which answers 500. */
  readonly report: (error: unknown) => void;
}

/** Plays `request` to `vendor`. Rejects with `ConnectionLost` when a fault takes the answer. */
export async function exchange(vendor: Vendor, request: Request, options: ExchangeOptions): Promise<Response> {
  const { faults, clock, wireLog, labelOf, grantOf, report } = options;
  const at = clock.now();
  const started = performance.now();
  const bytes = request.body === null ? null : await request.arrayBuffer();
  const body = bytes === null ? '' : new TextDecoder().decode(bytes);
  const rebuilt = () => new Request(request.url, { method: request.method, headers: request.headers, body: bytes });
  const url = new URL(request.url);
  const said = describe(vendor, rebuilt(), body, report);
  const path = (said.path ?? url.pathname) + url.search;
  const authorization = request.headers.get('authorization');
  const described = { ...said, caller: labelOf(authorization) ?? said.caller, grantOf: grantOf(authorization) };

  function log(status: number, responseBody: string | null, fault?: FaultSpec['kind']): void {
    wireLog?.({
      service: described.service,
      method: request.method,
      path,
      requestBody: body,
      status,
      responseBody,
      at,
      ms: performance.now() - started,
      caller: described.caller,
      fault,
    });
  }

  const verdict = await faults.before({ ...described, path });
  if (verdict.end === 'lost') {
    log(504, null, 'timeout');
    throw new ConnectionLost();
  }
  if (verdict.end === 'status') {
    const answer = defaultFaultAnswer(described.service, verdict.fault);
    log(answer.status, answer.body, verdict.fault.kind === 'lock' ? 'lock' : 'status');
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  }
  const response = await handle(vendor, rebuilt(), report);
  if (verdict.reply === null && (wireLog === null || isStream(response))) {
    if (wireLog) log(response.status, null);
    return response;
  }
  const text = await response.text();
  log(response.status, verdict.reply === 'truncate' ? cut(text) : text, verdict.reply ?? undefined);
  if (verdict.reply === 'lost-reply') throw new ConnectionLost();
  return withBody(response, verdict.reply === 'truncate' ? cut(text) : text);
}

function describe(vendor: Vendor, request: Request, body: string, report: (error: unknown) => void): ReturnType<Vendor['describe']> {
  try {
    return vendor.describe(request, body);
  } catch (error) {
    report(error);
    return { service: vendor.service, operations: [], caller: 'unknown' };
  }
}

async function handle(vendor: Vendor, request: Request, report: (error: unknown) => void): Promise<Response> {
  try {
    return await vendor.handle(request);
  } catch (error) {
    report(error);
    return Response.json({ error: 'Internal Server Error' }, { status: 500 });
  }
}

function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** Half of a body: a connection that closed too early on a proxy's way. */
function cut(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}

function withBody(response: Response, text: string): Response {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const empty = response.status === 204 || response.status === 304;
  return new Response(empty ? null : text, { status: response.status, statusText: response.statusText, headers });
}
