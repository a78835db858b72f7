import type { Store, Table } from '../../world/world.ts';
import { Lookup } from './lookup.ts';
import type {
  AssetDoc,
  BoardDoc,
  FolderDoc,
  ItemDoc,
  ItemJobDoc,
  JobDoc,
  JobFileDoc,
  JobReportDoc,
  LogDoc,
  TagDoc,
  UpdateDoc,
  WebhookDoc,
  WorkspaceDoc,
} from './model.ts';

/** Every table of the played monday.com, as it lies in the world's store. */
export interface Tables {
  readonly boards: Table<BoardDoc>;
  readonly workspaces: Table<WorkspaceDoc>;
  readonly folders: Table<FolderDoc>;
  readonly tags: Table<TagDoc>;
  /** By board id, and by `parentKey` of the parent item. */
  readonly items: Lookup<ItemDoc>;
  /** By board id. */
  readonly logs: Lookup<LogDoc>;
  /** By board id. */
  readonly webhooks: Lookup<WebhookDoc>;
  /** By item id. */
  readonly assets: Lookup<AssetDoc>;
  /** By item id; a reply by `replyKey` of the update that it answers. */
  readonly updates: Lookup<UpdateDoc>;
  /** Bulk imports, what was uploaded to them and what is reported of them, by the job's id. */
  readonly jobs: Table<JobDoc>;
  readonly jobFiles: Table<JobFileDoc>;
  readonly jobReports: Table<JobReportDoc>;
  readonly itemJobs: Table<ItemJobDoc>;
  /** A board's items of every state in the order of its groups; `reorder` voids it. */
  orderedItems(board: BoardDoc): readonly ItemDoc[];
  reorder(boardId: string): void;
  /** Active items of a board; `count` tells of one more or less. */
  activeCount(board: BoardDoc): number;
  /** How many entries the board's log already has of the moment `at`, counting this one in. */
  tick(boardId: string, at: number): number;
  count(boardId: string, change: 1 | -1): void;
}

export function openTables(store: Store): Tables {
  const boards = store.table<BoardDoc>('monday.boards');
  const items = new Lookup(store.table<ItemDoc>('monday.items'), (item) =>
    item.parentId === null ? [item.boardId] : [item.boardId, parentKey(item.parentId)],
  );
  const logs = new Lookup(store.table<LogDoc>('monday.logs'), (log) => [log.boardId]);
  const webhooks = new Lookup(store.table<WebhookDoc>('monday.webhooks'), (webhook) => [webhook.boardId]);
  const updates = new Lookup(store.table<UpdateDoc>('monday.updates'), (update) => [
    update.parentId === undefined ? update.itemId : replyKey(update.parentId),
  ]);
  const assets = new Lookup(store.table<AssetDoc>('monday.assets'), (asset) => [asset.itemId]);
  const order = new Map<string, { generation: number; items: readonly ItemDoc[] }>();
  const ticks = new Map<string, { at: number; sub: number }>();
  const counts = new Map<string, { generation: number; count: number }>();
  return {
    boards,
    workspaces: store.table<WorkspaceDoc>('monday.workspaces'),
    folders: store.table<FolderDoc>('monday.folders'),
    tags: store.table<TagDoc>('monday.tags'),
    jobs: store.table<JobDoc>('monday.jobs'),
    jobFiles: store.table<JobFileDoc>('monday.job_files'),
    jobReports: store.table<JobReportDoc>('monday.job_reports'),
    itemJobs: store.table<ItemJobDoc>('monday.item_jobs'),
    items,
    logs,
    webhooks,
    updates,
    assets,
    orderedItems(board) {
      const known = order.get(board.id);
      const generation = items.generation;
      if (known && known.generation === generation) return known.items;
      const sorted = sortItems(board, items.of(board.id));
      order.set(board.id, { generation, items: sorted });
      return sorted;
    },
    reorder: (boardId) => void order.delete(boardId),
    activeCount(board) {
      const generation = items.generation;
      const known = counts.get(board.id);
      if (known && known.generation === generation) return known.count;
      const count = items.of(board.id).filter((item) => item.state === 'active').length;
      counts.set(board.id, { generation, count });
      return count;
    },
    tick(boardId, at) {
      const last = ticks.get(boardId);
      const sub = last && last.at >= at ? last.sub + 1 : 0;
      ticks.set(boardId, { at, sub });
      return sub;
    },
    count(boardId, change) {
      const known = counts.get(boardId);
      if (known) known.count += change;
    },
  };
}

export const replyKey = (updateId: string): string => `reply ${updateId}`;

export const parentKey = (itemId: string): string => `parent ${itemId}`;

function sortItems(board: BoardDoc, items: readonly ItemDoc[]): readonly ItemDoc[] {
  const groupAt = new Map(board.groups.map((group) => [group.id, group.position]));
  const place = (item: ItemDoc): number => groupAt.get(item.groupId) ?? Number.POSITIVE_INFINITY;
  return [...items].sort((a, b) => (a.groupId === b.groupId ? 0 : place(a) - place(b)) || a.position - b.position);
}
