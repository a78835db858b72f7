/** Root fields of bulk imports, and of what happens to many items beside the request. */
import { itemJobStatus, startItemJob, undoItemJob } from '../bulk/item-jobs.ts';
import { startJob, statusOf, uploadUrl } from '../bulk/jobs.ts';
import { isObject, stringIn } from '../columns/kind.ts';
import { boardFor } from '../state/board.ts';
import type { JobDoc } from '../state/model.ts';
import { type Args, listArg, needed, type Resolvers, type Turn } from './turn.ts';

export const bulkResolvers: Resolvers = {
  Query: {
    fetch_job_status: (_: unknown, args: Args, { core, actor, origin }: Turn) => statusOf(core, actor, needed(args, 'job_id'), origin),
    job_status: (_: unknown, args: Args, { core, actor }: Turn) => itemJobStatus(core, actor, needed(args, 'job_id')),
  },
  Mutation: {
    ingest_items: (_: unknown, args: Args, turn: Turn) => start(args, turn, 'ingest'),
    backfill_items: (_: unknown, args: Args, turn: Turn) => start(args, turn, 'backfill'),
    bulk_archive_items: (_: unknown, args: Args, turn: Turn) => retire(args, turn, 'archived'),
    bulk_delete_items: (_: unknown, args: Args, turn: Turn) => retire(args, turn, 'deleted'),
    undo_action: (_: unknown, args: Args, { core, actor }: Turn) => undoItemJob(core, actor, needed(args, 'job_id')),
  },
};

function start(args: Args, { core, actor, origin }: Turn, kind: JobDoc['kind']): { job_id: string; upload_url: string } {
  const match = isObject(args.on_match) ? args.on_match : null;
  const job = startJob(core, actor, {
    kind,
    board: boardFor(core, actor, needed(args, 'board_id')),
    groupId: needed(args, 'group_id'),
    onMatch: match && { column: stringIn(match, 'match_column_id') ?? '', behaviour: match.behaviour === 'SKIP' ? 'SKIP' : 'UPSERT' },
  });
  return { job_id: job.id, upload_url: uploadUrl(origin, job) };
}

function retire(args: Args, { core, actor }: Turn, to: 'archived' | 'deleted'): { job_id: string } {
  return { job_id: startItemJob(core, actor, boardFor(core, actor, needed(args, 'board_id')), listArg(args, 'item_ids') ?? [], to).id };
}
