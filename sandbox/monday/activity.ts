/**
 * The one place where a change becomes known: a line in the board's activity log, deliveries to the webhooks that
 * subscribe to it, a word to the demo page. Every change by anybody goes through `record`.
 */
import type { Change } from './change.ts';
import type { Actor, Core } from './core.ts';
import type { LogDoc } from './state/model.ts';
import { subscribersOf } from './webhooks.ts';

export function record(core: Core, actor: Actor, change: Change): void {
  const { world, tables } = core;
  world.announce({ service: 'monday', container: change.board.id });
  if (actor.quiet) return;
  tables.logs.set({
    id: world.ids.uuid(),
    seq: world.ids.next('monday.log', 1),
    sub: tables.tick(change.board.id, change.at),
    accountId: change.board.accountId,
    boardId: change.board.id,
    event: change.event,
    entity: change.entity,
    userId: actor.person.mondayId,
    at: change.at,
    columnId: change.columnId ?? null,
    groupId: change.groupId ?? null,
    itemId: change.itemId ?? null,
    data: change.log,
  });
  if (change.hook) deliver(core, actor, change, change.hook);
}

function deliver(core: Core, actor: Actor, change: Change, hook: Record<string, unknown>): void {
  const webhooks = subscribersOf(core, change);
  if (webhooks.length === 0) return;
  const triggerUuid = core.world.ids.uuid().replaceAll('-', '');
  for (const webhook of webhooks) {
    actor.outbox.push({
      webhookId: webhook.id,
      event: {
        app: 'monday',
        type: change.event,
        triggerTime: new Date(change.at).toISOString(),
        subscriptionId: Number(webhook.id),
        isRetry: false,
        userId: Number(actor.person.mondayId),
        originalTriggerUuid: null,
        boardId: Number(change.board.id),
        ...hook,
        triggerUuid,
      },
    });
  }
}

export interface LogFilter {
  readonly from?: number;
  readonly to?: number;
  readonly columnIds?: readonly string[];
  readonly groupIds?: readonly string[];
  readonly itemIds?: readonly string[];
  readonly userIds?: readonly string[];
}

/** The board's log, newest first: `skip` of what fits, then at most `limit`. */
export function readLog(core: Core, boardId: string, filter: LogFilter, skip: number, limit: number): LogDoc[] {
  const has = (list: readonly string[] | undefined, id: string | null): boolean => list === undefined || (id !== null && list.includes(id));
  const fits = (log: LogDoc): boolean =>
    log.at >= (filter.from ?? 0) &&
    log.at <= (filter.to ?? Number.POSITIVE_INFINITY) &&
    has(filter.columnIds, log.columnId) &&
    has(filter.groupIds, log.groupId) &&
    has(filter.itemIds, log.itemId) &&
    has(filter.userIds, log.userId);
  const found: LogDoc[] = [];
  const logs = inOrder(core.tables.logs.of(boardId));
  for (let at = logs.length - 1; at >= 0 && found.length < skip + limit; at -= 1) {
    const log = logs[at];
    if (log && fits(log)) found.push(log);
  }
  return found.slice(skip);
}

/** By `seq`. A store answers in the order of writing, so this hardly ever sorts. */
function inOrder(logs: readonly LogDoc[]): readonly LogDoc[] {
  const sorted = logs.every((log, at) => at === 0 || log.seq > (logs[at - 1]?.seq ?? 0));
  return sorted ? logs : [...logs].sort((a, b) => a.seq - b.seq);
}

/** 17 digits: tenths of a microsecond since 1970; the tail keeps entries of one tick apart and in order. */
export const logTime = (log: LogDoc): string => String(BigInt(log.at) * 10_000n + BigInt(log.sub));
