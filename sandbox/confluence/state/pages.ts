/** The rules of pages: who sees them, versions one after the other, one title a space, trash. */
import { type Call, iso } from '../core.ts';
import { badRequest, ConfluenceError, conflict, notFound } from '../http/errors.ts';
import { inlineTasks } from '../storage/inline-tasks.ts';
import { normalise } from '../storage/normalise.ts';
import { parseStorage, XmlError } from '../storage/xml.ts';
import type { PageDoc, PageStatus, TaskDoc, VersionStamp } from './model.ts';
import { spaceById } from './space-lookup.ts';
import { pick } from './tables.ts';

const BODY_BYTES = 5 * 1024 * 1024;
const TITLE_LENGTH = 255;

export function sees(call: Call, page: PageDoc): boolean {
  return page.cloudId === call.site.cloudId && (page.readers === null || page.readers.includes(call.caller.person.atlassianId));
}

/** The pages of the site that the caller may see. */
export function visiblePages(call: Call, fits: (page: PageDoc) => boolean): PageDoc[] {
  return pick(call.core.tables.pages, (page) => sees(call, page) && fits(page));
}

/** A page that isn't there and one that the caller may not see are the same to the caller. */
export function pageById(call: Call, id: string): PageDoc {
  const page = call.core.tables.pages.get(id);
  if (!page || !sees(call, page)) throw notFound();
  return page;
}

export const childrenOf = (call: Call, id: string): PageDoc[] =>
  visiblePages(call, (page) => page.parentId === id && (page.status === 'current' || page.status === 'archived'));

export interface NewPage {
  readonly spaceId: string;
  readonly status: 'current' | 'draft';
  readonly title: string;
  /** Undefined: under the space's home page; null: at the root of the space. */
  readonly parentId: string | null | undefined;
  readonly body: string;
  readonly private?: boolean;
}

export function createPage(call: Call, made: NewPage): PageDoc {
  const { core, caller } = call;
  const space = spaceById(call, made.spaceId);
  checkTitle(call, made.title, space.id, made.status, null);
  const parentId = made.parentId === undefined ? space.homepageId : made.parentId;
  if (parentId !== null) checkParent(call, parentId, space.id);
  const authorId = caller.person.atlassianId;
  const version = stamp(call, 1);
  const page: PageDoc = {
    id: String(core.world.ids.next('confluence.content', 65_601)),
    cloudId: space.cloudId,
    spaceId: space.id,
    status: made.status,
    title: made.title,
    parentId,
    position: nextPosition(call, parentId),
    authorId,
    ownerId: authorId,
    lastOwnerId: null,
    createdAt: version.createdAt,
    version,
    body: stored(call, made.body),
    labels: [],
    readers: made.private === true ? [authorId] : null,
  };
  storePage(call, page);
  return page;
}

export interface PageChange {
  readonly status: 'current' | 'draft';
  readonly title: string;
  readonly body: string;
  readonly number: number;
  readonly message: string;
  readonly minorEdit?: boolean;
  readonly parentId?: string | null;
  readonly spaceId?: string;
  readonly ownerId?: string;
}

/**
 * Replaces a page whole. The number must be the current one plus one; a draft's stays 1. A trashed page comes back as it
 * was: the API says that its status changes then and nothing else.
 */
export function updatePage(call: Call, page: PageDoc, change: PageChange): PageDoc {
  if (change.spaceId !== undefined && change.spaceId !== page.spaceId) throw badRequest('Moving a page to another space is not supported');
  const wanted = page.status === 'draft' ? 1 : page.version.number + 1;
  if (change.number !== wanted) {
    throw conflict(
      `Version must be incremented when updating a page. Current Version: [${page.version.number}]. Provided version: [${change.number}]`,
    );
  }
  if (change.status === 'draft' && page.status !== 'draft') throw badRequest('Updating a draft of a published page is not supported');
  checkTitle(call, change.title, page.spaceId, change.status, page.id);
  if (page.status === 'trashed') {
    const back: PageDoc = { ...page, status: change.status };
    call.core.tables.pages.set(page.id, back);
    announce(call, back);
    return back;
  }
  const parentId = change.parentId === undefined ? page.parentId : change.parentId;
  if (parentId !== page.parentId && parentId !== null) checkParent(call, parentId, page.spaceId, page.id);
  const next: PageDoc = {
    ...page,
    status: change.status,
    title: change.title,
    parentId,
    position: parentId === page.parentId ? page.position : nextPosition(call, parentId),
    ownerId: change.ownerId ?? page.ownerId,
    lastOwnerId: change.ownerId !== undefined && change.ownerId !== page.ownerId ? page.ownerId : page.lastOwnerId,
    version: { ...stamp(call, wanted), message: change.message, minorEdit: change.minorEdit ?? false },
    body: stored(call, change.body),
  };
  storePage(call, next);
  return next;
}

/** To the trash; its children go under its parent. A trashed page isn't there for this call. */
export function trashPage(call: Call, page: PageDoc): void {
  if (page.status === 'trashed' || page.status === 'draft') throw notFound();
  for (const child of childrenOf(call, page.id)) call.core.tables.pages.set(child.id, { ...child, parentId: page.parentId });
  call.core.tables.pages.set(page.id, { ...page, status: 'trashed' });
  announce(call, page);
}

/** For ever: a trashed page, or a draft. */
export function purgePage(call: Call, page: PageDoc): void {
  const { tables } = call.core;
  for (let number = 1; number <= page.version.number; number += 1) tables.versions.delete(`${page.id}/${number}`);
  for (const property of pick(tables.properties, (one) => one.pageId === page.id)) tables.properties.delete(property.id);
  for (const task of pick(tables.tasks, (one) => one.pageId === page.id)) tables.tasks.delete(task.id);
  tables.pages.delete(page.id);
  announce(call, page);
}

/** Sets a page's status without a version, as archiving and restoring in Confluence's own pages do. */
export function setStatus(call: Call, page: PageDoc, status: PageStatus): void {
  if (status === 'current') checkTitle(call, page.title, page.spaceId, status, page.id);
  const parent = page.parentId === null ? null : call.core.tables.pages.get(page.parentId);
  const parentId = parent?.status === 'current' ? page.parentId : spaceById(call, page.spaceId).homepageId;
  call.core.tables.pages.set(page.id, { ...page, status, parentId });
  announce(call, page);
}

/** Keeps the page, its version and its tasks, and tells whoever watches. */
export function storePage(call: Call, page: PageDoc): void {
  const { tables } = call.core;
  tables.pages.set(page.id, page);
  tables.versions.set(`${page.id}/${page.version.number}`, { ...page.version, pageId: page.id, title: page.title, body: page.body });
  keepTasks(call, page);
  announce(call, page);
}

function keepTasks(call: Call, page: PageDoc): void {
  const { world, tables } = call.core;
  const now = world.clock.now();
  const before = new Map(pick(tables.tasks, (task) => task.pageId === page.id).map((task) => [task.localId, task]));
  for (const found of inlineTasks(page.body)) {
    const known = before.get(found.localId);
    before.delete(found.localId);
    const complete = found.status === 'complete';
    const was = known?.status === 'complete';
    const task: TaskDoc = {
      id: known?.id ?? String(world.ids.next('confluence.task', 101)),
      pageId: page.id,
      localId: found.localId,
      status: found.status,
      body: found.body,
      assignedTo: found.assignedTo,
      dueAt: found.due === null ? null : Date.parse(found.due) || null,
      createdBy: known?.createdBy ?? page.version.authorId,
      createdAt: known?.createdAt ?? now,
      updatedAt: known && known.status === found.status && known.body === found.body ? known.updatedAt : now,
      completedBy: complete ? (was ? known.completedBy : call.caller.person.atlassianId) : null,
      completedAt: complete ? (was ? known.completedAt : now) : null,
    };
    tables.tasks.set(task.id, task);
  }
  for (const gone of before.values()) tables.tasks.delete(gone.id);
}

export function stamp(call: Call, number: number): VersionStamp {
  return { number, createdAt: call.core.world.clock.now(), message: '', minorEdit: false, authorId: call.caller.person.atlassianId };
}

/** As the API shows a version. */
export const showVersion = (version: VersionStamp) => ({
  number: version.number,
  message: version.message,
  minorEdit: version.minorEdit,
  authorId: version.authorId,
  createdAt: iso(version.createdAt),
});

function announce(call: Call, page: PageDoc): void {
  call.core.world.announce({ service: 'confluence', container: page.spaceId });
}

/** What is kept of a body: refused when it isn't XHTML, rewritten while the editor's habits are on. */
function stored(call: Call, body: string): string {
  if (Buffer.byteLength(body) > BODY_BYTES) throw new ConfluenceError(413, 'REQUEST_TOO_LARGE', 'Request body is too large');
  try {
    parseStorage(body);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw badRequest(`Error parsing xhtml: ${error.message}\n at [row,col {unknown-source}]: [1,${error.at + 1}]`);
  }
  return call.core.editor.normalises ? normalise(body, call.core.world.ids.uuid) : body;
}

function checkTitle(call: Call, title: string, spaceId: string, status: PageStatus, self: string | null): void {
  if (status === 'draft') return;
  if (title.trim() === '') throw badRequest('A title is required to publish a page');
  if (title.length > TITLE_LENGTH) throw badRequest(`Title cannot be longer than ${TITLE_LENGTH} characters`);
  const wanted = title.toLowerCase();
  const taken = pick(
    call.core.tables.pages,
    (page) =>
      page.spaceId === spaceId &&
      page.id !== self &&
      (page.status === 'current' || page.status === 'archived') &&
      page.title.toLowerCase() === wanted,
  );
  if (taken.length > 0) throw badRequest('A page with this title already exists: A page already exists with the same TITLE in this space');
}

function checkParent(call: Call, parentId: string, spaceId: string, self?: string): void {
  const parent = call.core.tables.pages.get(parentId);
  if (!parent || !sees(call, parent) || parent.status === 'trashed' || parent.spaceId !== spaceId) {
    throw badRequest(`Parent page with id ${parentId} does not exist in this space`);
  }
  for (let up: PageDoc | undefined = parent; up; up = up.parentId === null ? undefined : call.core.tables.pages.get(up.parentId)) {
    if (up.id === self) throw badRequest('A page cannot be its own ancestor');
  }
}

function nextPosition(call: Call, parentId: string | null): number {
  const positions = pick(call.core.tables.pages, (page) => page.parentId === parentId && parentId !== null).map((page) => page.position);
  return positions.length === 0 ? 0 : Math.max(...positions) + 1;
}
