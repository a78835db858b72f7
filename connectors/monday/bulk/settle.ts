/**
 * What became of an import: monday is asked how far it is, and when it is over, what stands under the keys of its rows.
 * The report isn't read: what is in it no page tells, and the board says more, namely what each item shows. A row that
 * made nothing is `missed`; its record then goes by a mutation of its own, which says what is wrong with it.
 */
import { z } from 'zod';
import { SyncError, underway } from '../../../core/sync/errors.ts';
import type { StepId } from '../../../core/sync/ids.ts';
import type { Intent, Keep, Settled, StepOutcome } from '../../../core/sync/ports.ts';
import { type Board, locatorOf, readAs, toRecord } from '../board.ts';
import { askWhole } from '../client.ts';
import { applied } from '../graphql/outcome.ts';
import { jobStatus } from '../graphql/queries.ts';
import { findByKeys } from './find.ts';
import { HOUR, MINUTE, rest } from './pack.ts';
import { comeAgain, readTicket, type Ticket } from './ticket.ts';

/** An upload that isn't there after so long isn't under way any more: no call takes longer. */
const UPLOAD_MS = 3 * MINUTE;
const FAILED_REST_MS = 10 * MINUTE;

/** No call before its time; one while the job runs; then one for each 2,000 rows. Throws `underway` while it runs. */
export async function settleBulk(board: Board, intent: Intent, keep: Keep | undefined): Promise<Settled> {
  const ticket = readTicket(intent.ticket);
  // No file was sent yet.
  if (ticket === null) return { kind: 'none' };
  const now = board.deps.now();
  if (now < ticket.next) throw underway('monday', ticket.next - now);
  const job = await askAfter(board, ticket);
  switch (job?.status) {
    case 'UPLOAD_PENDING':
      return now - ticket.at < UPLOAD_MS ? comeAgain(ticket, now, keep) : { kind: 'none' };
    case 'REJECTED':
      rest(board, job.failure_reason === 'BOARD_CAPACITY_EXCEEDED' ? MINUTE : HOUR);
      return { kind: 'none' };
    case 'FAILED':
    case 'COMPLETED':
      if (job.status === 'FAILED') rest(board, FAILED_REST_MS);
      return readBack(board, intent, (job.counts?.created ?? 0) + (job.counts?.updated ?? 0));
    default:
      return comeAgain({ ...ticket, percent: job?.progress_percentage ?? ticket.percent }, now, keep);
  }
}

const status = z.object({
  status: z.enum(['UPLOAD_PENDING', 'REJECTED', 'PROCESSING', 'COMPLETED', 'FAILED']),
  progress_percentage: z.number().nullish(),
  failure_reason: z.string().nullish(),
  counts: z.object({ created: z.number().nullish(), updated: z.number().nullish() }).nullish(),
});

/** Null: monday didn't say. One that it doesn't know any more after an hour is over. */
async function askAfter(board: Board, ticket: Ticket): Promise<z.infer<typeof status> | null> {
  const call = { operation: 'job', query: jobStatus, variables: { job: ticket.job }, cost: 30, write: false };
  try {
    return readAs(status, (await askWhole(board.deps, board.options, call)).fetch_job_status, 'job');
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (error.code !== 'unknown-outcome' && error.code !== 'vendor-refused') throw error;
    return error.code === 'vendor-refused' && board.deps.now() - ticket.at > HOUR ? { status: 'COMPLETED' } : null;
  }
}

/** All mapped columns are shown, as in a reading. */
async function readBack(board: Board, intent: Intent, expected: number): Promise<Settled> {
  const locator = locatorOf(board, intent.replica);
  const creates = intent.writes.filter((write) => write.kind === 'create');
  const { types, byKey } = await findByKeys(
    board,
    locator,
    creates.map((one) => one.key),
    expected,
  );
  const outcome = new Map<StepId, StepOutcome>();
  for (const create of creates) {
    const item = byKey.get(create.key);
    if (item === undefined) {
      board.bulk.ordinary.add(create.key);
      outcome.set(create.step, { kind: 'missed' });
    } else {
      const what = applied(create, item, locator, types);
      outcome.set(create.step, what.kind === 'applied' ? { ...what, shown: toRecord(item, locator, types).cells } : what);
    }
  }
  return byKey.size === 0 ? { kind: 'none' } : { kind: 'happened', outcome };
}
