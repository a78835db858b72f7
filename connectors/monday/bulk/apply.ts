/**
 * Making many items at once: `ingest_items` gives an address, a file of rows is put there, monday works on it by itself.
 * Rows are matched by our key column, so that a file that is imported twice makes nothing twice, whenever it is. Without
 * its file a job does nothing: until the upload begins nothing has happened, and before it begins the job's id is kept.
 */
import { z } from 'zod';
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import { refused, SyncError, underway, unknownOutcome } from '../../../core/sync/errors.ts';
import type { StepId } from '../../../core/sync/ids.ts';
import type { Intent, Keep, Outcome, StepOutcome } from '../../../core/sync/ports.ts';
import { type Board, locatorOf, readAs, remember } from '../board.ts';
import { askWhole } from '../client.ts';
import { ingest, readCost, room, writeCost } from '../graphql/queries.ts';
import { board as wireBoard } from '../wire.ts';
import { HOUR, MINUTE, rest } from './pack.ts';
import { type Create, headerOf, rowOf, toCsv } from './rows.ts';
import { POLL_MS, writeTicket } from './ticket.ts';

/** monday's own limit, where a board doesn't say its. */
const ITEMS_LIMIT = 10_000;
/** A wait that is longer than the budgets of a minute want is for imports alone: 100 may be begun in an hour. */
const LONG_MS = 2 * MINUTE;
const UPLOAD_REST_MS = 10 * MINUTE;

const MISSED: StepOutcome = { kind: 'missed' };

/**
 * Two calls and the upload, then `underway` is thrown. Where an import can't be begun now, its records are `missed` and
 * the next plan makes them by mutations.
 */
export async function applyBulk(board: Board, intent: Intent, keep: Keep | undefined): Promise<Outcome> {
  if (keep === undefined) throw new Error('an import wants its ticket kept before anything happens');
  const locator = locatorOf(board, intent.replica);
  const creates = intent.writes.filter((write) => write.kind === 'create');
  if (locator.keyColumn === null)
    return outcomes(creates, { kind: 'refused', why: 'not-prepared', detail: 'the board has no key column yet' });
  const { file, outcome, group } = await prepare(board, creates, locator.keyColumn);
  if (file === null) return outcome;
  const job = await start(board, intent, locator, group);
  if (job === null) return new Map([...outcome, ...outcomes(creates, MISSED, outcome)]);
  const now = board.deps.now();
  await keep({ ticket: writeTicket({ job: job.job_id, at: now, next: now + POLL_MS, percent: 0 }), percent: 0 });
  if (await upload(board, job.upload_url, file)) throw underway('monday', POLL_MS);
  rest(board, UPLOAD_REST_MS);
  return new Map([...outcome, ...outcomes(creates, MISSED, outcome)]);
}

interface Prepared {
  /** Null: nothing of it can go. */
  readonly file: string | null;
  readonly group: string;
  /** Of those that aren't in the file. */
  readonly outcome: ReadonlyMap<StepId, StepOutcome>;
}

const roomy = wireBoard.extend({
  items_count: z.number().nullish(),
  items_limit: z.number().nullish(),
  top_group: z.object({ id: z.string() }),
});

/** By the board as it is now: its labels, its room, its first group. */
async function prepare(board: Board, creates: readonly Create[], keyColumn: string): Promise<Prepared> {
  const variables = { board: [board.id] };
  const call = { operation: 'room', query: room, variables, cost: readCost(0, 0), write: false };
  const now = readAs(z.array(roomy.nullable()).nullish(), (await askWhole(board.deps, board.options, call)).boards, 'room')?.[0];
  if (!now) throw refused('monday', 'not-found', `board ${board.id}`);
  const types = remember(board, now.columns);
  const header = headerOf(creates, keyColumn);
  const places = Math.max(0, (now.items_limit ?? ITEMS_LIMIT) - (now.items_count ?? 0));
  const outcome = new Map<StepId, StepOutcome>();
  const rows: (readonly string[])[] = [];
  for (const create of creates) {
    const row = rowOf(create, header, types);
    if (row !== null && rows.length < places) rows.push(row);
    else if (row !== null)
      outcome.set(create.step, { kind: 'refused', why: 'board-full', detail: `${now.items_limit ?? ITEMS_LIMIT} items` });
    else {
      board.bulk.ordinary.add(create.key);
      outcome.set(create.step, MISSED);
    }
  }
  return { file: rows.length === 0 ? null : toCsv([header, ...rows]), group: now.top_group.id, outcome };
}

const started = z.object({ job_id: z.string(), upload_url: z.string() });

/** Null: not now. Whatever became of the call, without a file it has no effect. */
async function start(board: Board, intent: Intent, locator: BoardLocator, group: string): Promise<z.infer<typeof started> | null> {
  const variables = { board: board.id, group, match: locator.keyColumn };
  const call = {
    operation: 'ingest',
    query: ingest,
    variables,
    cost: writeCost(1),
    write: true,
    idempotencyKey: intent.id,
    ownLimitMs: LONG_MS,
  };
  try {
    return readAs(started, (await askWhole(board.deps, board.options, call)).ingest_items, 'ingest');
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const long =
      error.data.limit === 'RATE_LIMIT_EXCEEDED' && error.next.kind === 'retry-after' && error.next.afterMs > LONG_MS
        ? error.next.afterMs
        : null;
    if (long === null && error.code !== 'unknown-outcome' && error.code !== 'vendor-refused') throw error;
    if (error.code === 'vendor-refused') rest(board, HOUR);
    else if (long !== null) rest(board, long);
    return null;
  }
}

/** Puts the file where monday said. False: it wasn't taken, for certain. */
async function upload(board: Board, address: string, file: string): Promise<boolean> {
  const url = new URL(address);
  if (!isUploadPlace(url, board.options.apiUrl)) return false;
  const request = new Request(url, { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: file, redirect: 'error' });
  let status: number;
  try {
    const response = await board.deps.fetch(request);
    await response.arrayBuffer();
    status = response.status;
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw unknownOutcome('monday', 'upload', 'no answer', cause);
  }
  if (status >= 500) throw unknownOutcome('monday', 'upload', `status ${status}`);
  return status < 300;
}

/** An answer names the address: the file, which holds what a customer typed, goes to monday's own stores or to the very host that is called anyway. */
function isUploadPlace(url: URL, apiUrl: string): boolean {
  return url.origin === new URL(apiUrl).origin || (url.protocol === 'https:' && /\.(amazonaws|monday)\.com$/.test(url.hostname));
}

const outcomes = (
  creates: readonly Create[],
  what: StepOutcome,
  but: ReadonlyMap<StepId, StepOutcome> = new Map(),
): ReadonlyMap<StepId, StepOutcome> => new Map(creates.flatMap(({ step }) => (but.has(step) ? [] : [[step, what] as const])));
