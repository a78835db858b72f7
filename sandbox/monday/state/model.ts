/** The documents that the played monday.com keeps. Times are ms since 1970 on the vendors' clock. */

export type State = 'active' | 'archived' | 'deleted';

/** `settings_str` parsed: its shape differs from one column type to the next. */
export type Settings = Record<string, unknown>;

export interface ColumnDoc {
  readonly id: string;
  title: string;
  readonly type: string;
  description: string | null;
  settings: Settings;
  revision: number;
}

export interface GroupDoc {
  readonly id: string;
  title: string;
  color: string;
  position: number;
  state: State;
}

export interface BoardDoc {
  readonly id: string;
  readonly accountId: string;
  name: string;
  description: string | null;
  communication: string | null;
  readonly kind: 'public' | 'private' | 'share';
  readonly type: 'board' | 'sub_items_board';
  state: State;
  /** Null: the account's main workspace. */
  workspaceId: string | null;
  folderId?: string | null;
  /** monday user ids. */
  owners: string[];
  subscribers: string[];
  /** Team ids. */
  ownerTeams?: string[];
  subscriberTeams?: string[];
  readonly creatorId: string;
  readonly createdAt: number;
  updatedAt: number;
  columns: ColumnDoc[];
  groups: GroupDoc[];
  /** On a subitems board: the board whose items are the parents. */
  readonly parentBoardId: string | null;
}

export interface ItemDoc {
  readonly id: string;
  readonly boardId: string;
  name: string;
  groupId: string;
  /** Order inside the group; not whole when put between two others. */
  position: number;
  state: State;
  readonly creatorId: string;
  readonly createdAt: number;
  updatedAt: number;
  updaterId: string;
  readonly parentId: string | null;
  /** By column id, in the shape of the column type; an empty cell has no entry. */
  values: Record<string, unknown>;
}

export interface LogDoc {
  readonly id: string;
  /** Grows by one with each entry. */
  readonly seq: number;
  /** Which entry of its board in one tick of the clock, from 0. */
  readonly sub: number;
  readonly accountId: string;
  readonly boardId: string;
  readonly event: string;
  readonly entity: 'pulse' | 'board';
  readonly userId: string;
  readonly at: number;
  readonly columnId: string | null;
  readonly groupId: string | null;
  readonly itemId: string | null;
  readonly data: Record<string, unknown>;
}

export interface WebhookDoc {
  readonly id: string;
  readonly accountId: string;
  readonly boardId: string;
  readonly event: string;
  readonly config: Record<string, unknown>;
  readonly url: string;
  /** OAuth client id when an app's token made it: then deliveries are signed. */
  readonly app: string | null;
  readonly userId: string;
}

export interface UpdateDoc {
  readonly id: string;
  readonly accountId: string;
  readonly boardId: string;
  readonly itemId: string;
  /** The update that this one is a reply to. */
  readonly parentId?: string;
  body: string;
  readonly creatorId: string;
  readonly createdAt: number;
  updatedAt: number;
  /** Who reacted, and how. */
  likes?: { readonly id: string; readonly userId: string; readonly reaction: string; readonly at: number }[];
  pinned?: boolean;
}

/** A file that hangs on a cell or on an update. Its bytes aren't kept. */
export interface AssetDoc {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly size: number;
  readonly itemId: string;
  readonly columnId: string | null;
  readonly updateId: string | null;
  readonly uploaderId: string;
  readonly createdAt: number;
}

export interface FolderDoc {
  readonly id: string;
  readonly accountId: string;
  /** Null: the account's main workspace. */
  workspaceId: string | null;
  name: string;
  color: string | null;
  icon: string | null;
  weight: string | null;
  parentId: string | null;
  readonly ownerId: string;
  readonly createdAt: number;
}

export interface WorkspaceDoc {
  readonly id: string;
  readonly accountId: string;
  name: string;
  kind: 'open' | 'closed' | 'template';
  description: string | null;
  /** monday user ids and team ids that were put in by somebody. */
  owners?: string[];
  subscribers?: string[];
  ownerTeams?: string[];
  subscriberTeams?: string[];
  readonly creatorId: string;
  readonly createdAt: number;
}

export interface TagDoc {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly color: string;
}

export interface JobCounts {
  submitted: number;
  invalid: number;
  skipped: number;
  created: number;
  updated: number;
  failed: number;
}

/** A bulk import. Its file and its report are documents of their own. */
export interface JobDoc {
  readonly id: string;
  readonly kind: 'ingest' | 'backfill';
  readonly accountId: string;
  readonly boardId: string;
  readonly groupId: string;
  /** World id of who asked for it, and through which app. */
  readonly personId: string;
  readonly app: string | null;
  /** What the wire log calls whoever sends its file. */
  readonly caller: string;
  readonly onMatch: { readonly column: string; readonly behaviour: 'UPSERT' | 'SKIP' } | null;
  /** Part of the addresses of file and report, which want no token. */
  readonly secret: string;
  readonly startedAt: number;
  uploadedAt: number | null;
  state: 'UPLOAD_PENDING' | 'REJECTED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';
  failure: { readonly reason: string; readonly message: string } | null;
  readonly counts: JobCounts;
  /** Rows that are dealt with. */
  done: number;
}

export interface JobFileDoc {
  readonly id: string;
  readonly bytes: number;
  readonly csv: string;
}

export interface JobReportDoc {
  readonly id: string;
  readonly lines: string[];
}

/** Items on their way to archive or trash, or back: `bulk_archive_items`, `bulk_delete_items`, `undo_action`. */
export interface ItemJobDoc {
  readonly id: string;
  readonly to: 'archived' | 'deleted';
  readonly accountId: string;
  readonly boardId: string;
  readonly itemIds: readonly string[];
  /** World id of who asked for it, and through which app. */
  readonly personId: string;
  readonly app: string | null;
  readonly caller: string;
  readonly createdAt: number;
  updatedAt: number;
  state: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  error: string | null;
  /** Items that are dealt with. */
  done: number;
  readonly retired: string[];
  readonly failed: string[];
  /** When `undo_action` was asked for after the end; how many of `retired` are back. */
  undo: { readonly since: number; done: number } | null;
}
