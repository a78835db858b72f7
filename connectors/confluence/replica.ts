/**
 * Reading the pages directly under a parent: their ids, then their bodies, 250 a call. Only a page that Confluence
 * answers as trashed, archived or under another parent is `gone`; one that isn't answered (restricted, purged) is left
 * out.
 */
import type { PagesLocator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { LocalId, ReplicaId } from '../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Gone, Reading, Scope } from '../../core/sync/ports.ts';
import { type ConfluenceOptions, childIds, pagesById, usersById } from './client.ts';
import { mentions } from './codec.ts';
import { findBlock } from './page/block.ts';
import { hadBlock } from './page/lost-block.ts';
import { bodyOf, columnsOf, keep, localIdOf, openedPages, type Pages, toRecord } from './pages.ts';
import { settle } from './settle.ts';
import type { WirePage } from './wire.ts';
import { apply, pack } from './write.ts';

/** The page set under one parent, with the replicas of it that we know (they may name different properties). */
export function openPages(
  deps: ConnectorDeps,
  options: ConfluenceOptions,
  parent: string,
  replicas: ReadonlyMap<ReplicaId, PagesLocator>,
): Container {
  const pages = openedPages(deps, options, parent, replicas);
  return {
    read: (asked) => read(pages, asked),
    pack,
    apply: (intent) => apply(pages, intent),
    settle: (intent) => settle(pages, intent),
    // What a write covered is in its own answer, always: a version names exactly one body before it.
    covered: async () => new Map(),
  };
}

interface Seen {
  readonly there: boolean;
  readonly complete: boolean;
  readonly pages: readonly WirePage[];
}

async function read(pages: Pages, asked: ReadonlyMap<ReplicaId, Scope>): Promise<ReadonlyMap<ReplicaId, Reading>> {
  const scopes = [...asked.values()];
  const seen = scopes.some((one) => one.kind === 'all') ? await readAll(pages) : await readSome(pages, scopes);
  for (const page of seen.pages) keep(pages, page);
  await findLostBlocks(pages, seen.pages);
  await nameMentioned(pages, seen.pages);
  return new Map([...asked.keys()].map((id) => [id, toReading(pages, seen, pages.replicas.get(id))]));
}

/** Two calls for each 250 pages, and one when there seem to be none: an empty parent is told from a missing one. */
async function readAll(pages: Pages): Promise<Seen> {
  const ids = await childIds(pages.client, pages.id);
  if (ids === null) return { there: false, complete: false, pages: [] };
  if (ids.length === 0) {
    const [there] = await pagesById(pages.client, [pages.id]);
    return { there: there?.status === 'current', complete: there?.status === 'current', pages: [] };
  }
  const found = await pagesById(pages.client, ids);
  return { there: true, complete: found.length === ids.length, pages: found };
}

async function readSome(pages: Pages, scopes: readonly Scope[]): Promise<Seen> {
  const ids = new Set(scopes.flatMap((one) => (one.kind === 'records' ? one.ids : [])).filter((id) => /^\d+$/.test(id)));
  return { there: true, complete: false, pages: ids.size === 0 ? [] : await pagesById(pages.client, [...ids]) };
}

function toReading(pages: Pages, seen: Seen, locator: PagesLocator | undefined): Reading {
  if (!locator) return { kind: 'broken', why: 'replica-missing', columns: [] };
  if (!seen.there) return { kind: 'broken', why: 'container-missing', columns: [] };
  const gone = seen.pages.flatMap((page) => goneOf(page, locator.parent));
  const left = new Set<LocalId>(gone.map((one) => one.localId));
  const records = seen.pages.filter((page) => !left.has(localIdOf(page))).map((page) => toRecord(pages, page, locator));
  return { kind: 'records', complete: seen.complete, records, gone, columns: columnsOf(locator), locale: null };
}

function goneOf(page: WirePage, parent: string): readonly Gone[] {
  const localId = localIdOf(page);
  if (page.status === 'trashed' || page.status === 'deleted') return [{ localId, how: 'deleted' }];
  if (page.status === 'archived') return [{ localId, how: 'archived' }];
  return page.parentId === parent ? [] : [{ localId, how: 'elsewhere' }];
}

/**
 * A page without our block either never had one (then it gets one with the first write) or a person took it away (then
 * we don't put it back): its versions know. One call for each such page and version, once.
 */
async function findLostBlocks(pages: Pages, seen: readonly WirePage[]): Promise<void> {
  for (const page of seen) {
    if (page.status !== 'current' || page.parentId !== pages.id) continue;
    if (findBlock(bodyOf(page) ?? '').kind === 'missing') await hadBlock(pages, page);
  }
}

/** Names behind mentions that weren't met before; one call, and none when there are none. Without them a mention is an account id. */
async function nameMentioned(pages: Pages, seen: readonly WirePage[]): Promise<void> {
  const unknown = new Set<string>();
  for (const page of seen) {
    const found = findBlock(bodyOf(page) ?? '');
    if (found.kind !== 'block') continue;
    for (const row of found.rows) for (const id of mentions(row.cell.children)) if (!pages.people.has(id)) unknown.add(id);
  }
  if (unknown.size === 0) return;
  try {
    for (const one of await usersById(pages.client, [...unknown])) {
      pages.people.set(one.accountId, { id: null, name: one.displayName || one.publicName || null, email: one.email || null });
    }
  } catch (error) {
    // A grant without the scope to read people: mentions then show as findings, and everything else is read.
    if (!(error instanceof SyncError) || error.code !== 'vendor-refused') throw error;
  }
}
