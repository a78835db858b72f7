/** Bulk imports as they are asked for and asked about: `ingest_items`, `backfill_items`, `fetch_job_status`. */
import type { Actor, Core } from '../core.ts';
import { invalidArgument, MondayError, notFound, unauthorized } from '../http/errors.ts';
import { groupOf } from '../state/groups.ts';
import type { BoardDoc, JobDoc } from '../state/model.ts';
import { MATCHING } from './cells.ts';

export const HOUR_MS = 60 * 60_000;
/** How long the addresses of file and report are good. */
const ADDRESS_MS = 10 * 60_000;
const STARTS_AN_HOUR = 100;

/** Files and reports lie here, beside the API: their addresses are told by it. */
export const BULK_PATH = '/monday-imports/';

export interface AskedJob {
  readonly kind: JobDoc['kind'];
  readonly board: BoardDoc;
  readonly groupId: string;
  readonly onMatch: JobDoc['onMatch'];
}

export function startJob(core: Core, actor: Actor, asked: AskedJob): JobDoc {
  const { kind, board, onMatch } = asked;
  if (kind === 'backfill' && !actor.person.admin) throw unauthorized();
  const group = groupOf(board, asked.groupId);
  const matched = onMatch === null ? undefined : typeOf(board, onMatch.column);
  if (onMatch !== null && (matched === undefined || !MATCHING.has(matched)))
    throw invalidArgument('on_match.match_column_id must name a column of a type that items can be matched by', {
      column_id: onMatch.column,
    });
  assertStarts(core, board.accountId);
  const job: JobDoc = {
    id: core.world.ids.uuid(),
    kind,
    accountId: board.accountId,
    boardId: board.id,
    groupId: group.id,
    personId: actor.person.id,
    app: actor.app,
    caller: actor.label,
    onMatch,
    secret: core.world.ids.opaque(32),
    startedAt: core.world.clock.now(),
    uploadedAt: null,
    state: 'UPLOAD_PENDING',
    failure: null,
    counts: { submitted: 0, invalid: 0, skipped: 0, created: 0, updated: 0, failed: 0 },
    done: 0,
  };
  core.tables.jobs.set(job.id, job);
  return job;
}

export const typeOf = (board: BoardDoc, column: string): string | undefined =>
  column === 'name' ? 'name' : board.columns.find((one) => one.id === column)?.type;

export const uploadUrl = (origin: string, job: JobDoc): string =>
  `${origin}${BULK_PATH}${job.id}/file?expires=${job.startedAt + ADDRESS_MS}&signature=${job.secret}`;

/** The job as its asker sees it; others don't. */
export function statusOf(core: Core, actor: Actor, id: string, origin: string): Record<string, unknown> {
  const job = core.tables.jobs.get(id);
  if (!job || job.accountId !== actor.person.accountId || job.app !== actor.app || job.personId !== actor.person.id)
    throw notFound('Job', id);
  const reported = core.tables.jobReports.get(id) !== undefined && (job.state === 'COMPLETED' || job.state === 'FAILED');
  const expires = core.world.clock.now() + ADDRESS_MS;
  return {
    status: job.state,
    counts: job.counts,
    progress_percentage: job.counts.submitted === 0 ? 0 : Math.floor((100 * job.done) / job.counts.submitted),
    failure_reason: job.failure?.reason ?? null,
    failure_message: job.failure?.message ?? null,
    fully_imported: job.state === 'COMPLETED' && job.counts.failed === 0,
    report_created: reported,
    report_url: reported ? `${origin}${BULK_PATH}${job.id}/report?expires=${expires}&signature=${job.secret}` : null,
  };
}

function assertStarts(core: Core, accountId: string): void {
  if (core.world.limits.mode !== 'vendor') return;
  const now = core.world.clock.now();
  const lately = jobsOf(core, accountId)
    .map((job) => job.startedAt)
    .filter((at) => now - at < HOUR_MS)
    .sort((a, b) => a - b);
  const frees = lately[lately.length - STARTS_AN_HOUR];
  if (frees === undefined) return;
  throw new MondayError('RATE_LIMIT_EXCEEDED', 'Rate limit exceeded for bulk import jobs', {
    status: 429,
    more: { retryAfterMs: frees + HOUR_MS - now },
  });
}

export const jobsOf = (core: Core, accountId: string): JobDoc[] =>
  [...core.tables.jobs.values()].filter((job) => job.accountId === accountId);
