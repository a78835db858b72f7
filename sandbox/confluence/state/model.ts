/** Documents of the played Confluence, as the store holds them. Times are ms since 1970. */

export interface SpaceDoc {
  readonly id: string;
  readonly cloudId: string;
  readonly key: string;
  readonly name: string;
  readonly type: 'global' | 'personal';
  readonly status: 'current' | 'archived';
  readonly description: string;
  readonly authorId: string;
  readonly createdAt: number;
  readonly homepageId: string;
}

export type PageStatus = 'current' | 'draft' | 'archived' | 'trashed';

export interface PageDoc {
  readonly id: string;
  readonly cloudId: string;
  readonly spaceId: string;
  readonly status: PageStatus;
  readonly title: string;
  readonly parentId: string | null;
  readonly position: number;
  readonly authorId: string;
  readonly ownerId: string;
  readonly lastOwnerId: string | null;
  readonly createdAt: number;
  readonly version: VersionStamp;
  /** Storage format. */
  readonly body: string;
  /** Label ids. */
  readonly labels: readonly string[];
  /** Account ids that may see it; null: everybody of the site. */
  readonly readers: readonly string[] | null;
}

export interface VersionStamp {
  readonly number: number;
  readonly createdAt: number;
  readonly message: string;
  readonly minorEdit: boolean;
  readonly authorId: string;
}

/** A version that was, by `<page>/<number>`. */
export interface VersionDoc extends VersionStamp {
  readonly pageId: string;
  readonly title: string;
  readonly body: string;
}

export interface PropertyDoc {
  readonly id: string;
  readonly pageId: string;
  readonly key: string;
  readonly value: unknown;
  readonly version: VersionStamp;
}

export interface LabelDoc {
  readonly id: string;
  readonly cloudId: string;
  readonly prefix: string;
  readonly name: string;
}

/** What a task of a page has beside its words and its tick, which stand in the page. */
export interface TaskDoc {
  readonly id: string;
  readonly pageId: string;
  readonly localId: string;
  readonly status: 'complete' | 'incomplete';
  readonly body: string;
  readonly assignedTo: string | null;
  readonly dueAt: number | null;
  readonly createdBy: string;
  readonly completedBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly completedAt: number | null;
}
