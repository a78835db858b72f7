/**
 * Many items to archive or trash at once, beside the request that asks for it, and taken back: `bulk_archive_items`,
 * `bulk_delete_items`, `job_status`, `undo_action`. Each item goes as if it went alone: it is logged, and webhooks tell it.
 */
import { type Actor, type Core, isoSeconds } from '../core.ts';
import { invalidArgument, MondayError, notFound } from '../http/errors.ts';
import { itemFor, restoreItem, retireItem } from '../state/items.ts';
import type { BoardDoc, ItemJobDoc } from '../state/model.ts';
import { flush } from '../webhooks.ts';

/** How many a second where the options don't say; monday publishes neither a speed nor a limit of its own for these jobs. */
const ITEMS_PER_SECOND = 500;

export function startItemJob(core: Core, actor: Actor, board: BoardDoc, itemIds: readonly string[], to: ItemJobDoc['to']): ItemJobDoc {
  if (itemIds.length === 0) throw invalidArgument('item_ids must name at least one item', { item_ids: [] });
  const now = core.world.clock.now();
  const job: ItemJobDoc = {
    id: core.world.ids.uuid(),
    to,
    accountId: board.accountId,
    boardId: board.id,
    itemIds: [...new Set(itemIds)],
    personId: actor.person.id,
    app: actor.app,
    caller: actor.label,
    createdAt: now,
    updatedAt: now,
    state: 'PENDING',
    error: null,
    done: 0,
    retired: [],
    failed: [],
    undo: null,
  };
  core.tables.itemJobs.set(job.id, job);
  return job;
}

/** The job as `job_status` shows it to who asked for it; others don't find it. */
export function itemJobStatus(core: Core, actor: Actor, id: string): Record<string, unknown> {
  const job = jobOf(core, actor, id);
  const { itemIds, done, failed } = job;
  return {
    id: job.id,
    status: job.state,
    created_at: isoSeconds(job.createdAt),
    updated_at: isoSeconds(job.updatedAt),
    error: job.error,
    result:
      job.state === 'PENDING'
        ? null
        : { total: itemIds.length, succeeded: done - failed.length, failed: failed.length, details: { failed_item_ids: failed } },
  };
}

/** Stops a job at work, what it did stays done; takes a completed one back, item by item as it went. */
export function undoItemJob(core: Core, actor: Actor, id: string): { success: boolean; message: string } {
  const job = jobOf(core, actor, id);
  const now = core.world.clock.now();
  if (job.state === 'PENDING' || job.state === 'RUNNING') {
    touch(core, job, { state: 'CANCELLED' });
    return { success: true, message: 'The action was cancelled' };
  }
  if (job.state !== 'COMPLETED' || job.undo) return { success: false, message: 'The action can no longer be undone' };
  touch(core, job, { undo: { since: now, done: 0 } });
  return { success: true, message: 'The undo was started' };
}

/** Brings the jobs to where the clock has them. */
export async function workOnItemJobs(core: Core): Promise<void> {
  for (const job of core.tables.itemJobs.values()) {
    if (!isAtWork(job)) continue;
    const person = core.world.people.get(job.personId);
    if (!person) throw new Error(`job ${job.id}: nobody is ${job.personId}`);
    const actor: Actor = { person, app: job.app, scopes: [], label: job.caller, outbox: [] };
    const moved = job.undo ? takeBack(core, actor, job, job.undo) : retire(core, actor, job);
    if (!moved) continue;
    core.world.store.commit();
    await flush(core, actor);
  }
}

export const anyItemJobAtWork = (core: Core): boolean => [...core.tables.itemJobs.values()].some(isAtWork);

const isAtWork = (job: ItemJobDoc): boolean =>
  job.undo ? job.undo.done < job.retired.length : job.state === 'PENDING' || job.state === 'RUNNING';

function retire(core: Core, actor: Actor, job: ItemJobDoc): boolean {
  const due = dueSince(core, job.createdAt, job.itemIds.length);
  if (due === job.done) return false;
  const board = core.tables.boards.get(job.boardId);
  if (board?.state !== 'active' || core.world.failsPartially('monday', 'bulk_job', actor.label)) {
    touch(core, job, { state: 'FAILED', error: 'An internal error occurred' });
    return true;
  }
  for (const id of job.itemIds.slice(job.done, due)) retireOne(core, actor, job, board, id);
  touch(core, job, { done: due, state: due === job.itemIds.length ? 'COMPLETED' : 'RUNNING' });
  return true;
}

/** One that is there already is well, and isn't the job's to take back. */
function retireOne(core: Core, actor: Actor, job: ItemJobDoc, board: BoardDoc, id: string): void {
  try {
    if (core.world.failsPartially('monday', 'bulk_row', actor.label)) throw notFound('Item', id);
    const item = itemFor(core, board, id);
    const before = item.state;
    retireItem(core, actor, board, item, job.to);
    if (item.state !== before) job.retired.push(id);
  } catch (error) {
    if (!(error instanceof MondayError)) throw error;
    job.failed.push(id);
  }
}

function takeBack(core: Core, actor: Actor, job: ItemJobDoc, undo: NonNullable<ItemJobDoc['undo']>): boolean {
  const due = dueSince(core, undo.since, job.retired.length);
  const board = core.tables.boards.get(job.boardId);
  if (due === undo.done || !board) return false;
  for (const id of job.retired.slice(undo.done, due)) {
    const item = core.tables.items.get(id);
    // What somebody did to it since then stands.
    if (item?.state === job.to) restoreItem(core, actor, board, item);
  }
  touch(core, job, { undo: { ...undo, done: due } });
  return true;
}

function dueSince(core: Core, since: number, all: number): number {
  const elapsed = core.world.clock.now() - since;
  return Math.min(all, Math.floor((elapsed / 1000) * (core.options.bulk?.rowsPerSecond ?? ITEMS_PER_SECOND)));
}

function touch(core: Core, job: ItemJobDoc, change: Partial<Pick<ItemJobDoc, 'state' | 'error' | 'done' | 'undo'>>): void {
  Object.assign(job, change, { updatedAt: core.world.clock.now() });
  core.tables.itemJobs.set(job.id, job);
}

function jobOf(core: Core, actor: Actor, id: string): ItemJobDoc {
  const job = core.tables.itemJobs.get(id);
  if (!job || job.accountId !== actor.person.accountId || job.app !== actor.app || job.personId !== actor.person.id)
    throw notFound('Job', id);
  return job;
}
