/** Exchanges of one run of the tests with the played vendors, to be held against the vendors' contracts. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openWireLog, type WireLog } from '../../sandbox/server/wire-log.ts';
import type { Handler, Vendor } from '../../sandbox/world/world.ts';

export const WIRE_LOG = fileURLToPath(new URL('../../.evenkeel-test/wire.jsonl', import.meta.url));

/** Vitest's hook (`globalSetup`): a run begins without the lines of the one before, and no file of it takes another's away. */
export function setup(): void {
  rmSync(WIRE_LOG, { force: true });
}

/** monday's contract is of the version that the product runs on; what tests ask of a later one isn't in it. */
const VERSION = '2026-10';
/** Thousands of records have the shape of hundreds, and the log is read as one text. */
const LONG = 200_000;

/** Played vendors as a connector meets them without a whole sandbox around: each exchange is a line of the log. */
export function onTheWire(vendors: readonly Vendor[], now: () => number, log: WireLog = suiteLog()): Handler {
  return async (request) => {
    const url = new URL(request.url);
    const vendor = vendors.find((one) => one.owns(url.pathname));
    if (vendor === undefined) throw new Error(`nobody plays ${request.url}`);
    const [at, begun] = [now(), performance.now()];
    const requestBody = await request.clone().text();
    const { service, caller, path = url.pathname } = vendor.describe(request.clone(), requestBody);
    const version = request.headers.get('api-version') ?? VERSION;
    const response = await vendor.handle(request);
    const responseBody = await response.clone().text();
    if (version !== VERSION || responseBody.length > LONG) return response;
    log({
      service,
      caller,
      method: request.method,
      path: path + url.search,
      requestBody,
      status: response.status,
      responseBody,
      at,
      ms: performance.now() - begun,
      fault: undefined,
    });
    return response;
  };
}

let opened: WireLog | null = null;

function suiteLog(): WireLog {
  opened ??= openWireLog(WIRE_LOG);
  return opened;
}
