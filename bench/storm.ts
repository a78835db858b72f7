/**
 * P10: while one account's calls are refused again and again, another's go on as if it were alone. One process with the
 * product's budgets; the vendor answers after 20 ms, and refuses everything of the stormy account. Also: what a place
 * within the limits costs, alone and where calls come thick, and how often the store of the shared budgets is asked.
 * The whole way, from webhook to sheet: `calls/storm-beside.ts`.
 */
import { SyncError } from '../core/sync/errors.ts';
import type { LimitNews } from '../core/sync/limit-news.ts';
import { BUDGETS } from '../platform/limits/budgets.ts';
import type { Guest } from '../platform/limits/gates.ts';
import { createLimits } from '../platform/limits/limits.ts';
import { postgresShelf } from '../platform/limits/shared/postgres-shelf.ts';
import type { Shelf } from '../platform/limits/shared/shelf.ts';
import { urgencyNow } from '../platform/limits/urgency.ts';
import { openDatabase, openPool } from '../platform/postgres/pool.ts';
import { testServer } from '../test/helpers/postgres-server.ts';
import { median, print, took } from './figure.ts';

const VENDOR_MS = 20;
const CALLS = 200;
const STORMERS = 50;
const REACH_SHARE = 1.2;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const guest = (account: string): Guest => ({ vendor: 'monday', account, connection: 'monday' });
const show = (name: string, value: number, unit: 'ms' | 'count', reach: number | null = null): void =>
  print({ figure: 'P10', name, value, unit, reach });

const server = testServer();
const { url } = await server.create();
const db = openDatabase<unknown>(openPool({ url, name: 'bench', onError: () => undefined }));
let visits = 0;
const shelf = counted(postgresShelf(db));
const limits = createLimits({
  budgets: BUDGETS,
  shelf,
  monotonic: () => performance.now(),
  sleep,
  chance: Math.random,
  urgency: urgencyNow,
});

await calm(20);
const quiet = await calm(CALLS);
let over = false;
const storms = Array.from({ length: STORMERS }, storm);
const stormy = await calm(CALLS);
over = true;
const refusals = (await Promise.all(storms)).reduce((sum, one) => sum + one, 0);
show('a call of 20 ms with nobody else there, median', median(quiet), 'ms');
show('the same while another account’s 50 callers are refused, median', median(stormy), 'ms', median(quiet) * REACH_SHARE);
show('the same, 95th of 100', stormy[Math.floor(stormy.length * 0.95)] ?? Number.NaN, 'ms');
show('calls of the stormy account that reached the vendor meanwhile', refusals, 'count');

visits = 0;
await limits.of(guest('thick'))({ cost: 1, write: false }, async () => null);
const each: number[] = [];
for (let n = 0; n < 500; n += 1) each.push(await took(() => limits.of(guest('thick'))({ cost: 1, write: false }, async () => null)));
show('a place within the limits, 500 calls one after the other, median', median(each.sort((a, b) => a - b)), 'ms');
show('visits to Postgres for these 500 calls', visits, 'count');
await limits.close();
await db.destroy();
await server.stop();

/** Latencies of one call after the other, sorted. Spread over accounts, for a call of a thousand in a minute would wait. */
async function calm(calls: number): Promise<readonly number[]> {
  const all: number[] = [];
  for (let n = 0; n < calls; n += 1) all.push(await took(() => call(guest(`calm ${n % 4}`), {})));
  return all.sort((a, b) => a - b);
}

/** One caller that comes again as soon as it may; how often it reached the vendor. */
async function storm(): Promise<number> {
  for (let sent = 0; ; ) {
    if (over) return sent;
    const wait = await call(guest('stormy'), { refused: { of: 'account', afterMs: 1_000 } }).then(
      () => {
        sent += 1;
        return 0;
      },
      (error: unknown) => {
        if (error instanceof SyncError && error.next.kind === 'retry-after') return error.next.afterMs;
        throw error;
      },
    );
    await sleep(Math.min(wait, 1_000));
  }
}

function call(of: Guest, news: LimitNews): Promise<void> {
  return limits.of(of)(
    { cost: 1, write: false },
    () => sleep(VENDOR_MS),
    () => news,
  );
}

function counted(inner: Shelf): Shelf {
  const swap: Shelf['swap'] = (swaps) => {
    visits += 1;
    return inner.swap(swaps);
  };
  return { ...inner, swap };
}
