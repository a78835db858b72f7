/** An opened page set: what reading, writing and settling share. */
import type { PagesLocator } from '../../core/accounts/locator.ts';
import { refused } from '../../core/sync/errors.ts';
import { brandAs, type ColumnRef, type LocalId, type ReplicaId } from '../../core/sync/ids.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Cell, Cells, Column, PersonRef, RawRecord } from '../../core/sync/record.ts';
import { type Client, type ConfluenceOptions, openClient, pagesById } from './client.ts';
import { toCell } from './codec.ts';
import { type Block, findBlock, rowOf } from './page/block.ts';
import type { WirePage } from './wire.ts';

/** Refs that mean the page's title; any other one is a property of our block. */
const TITLE = brandAs<ColumnRef>('title');
const NAME = brandAs<ColumnRef>('name');
export const isTitle = (ref: string): boolean => ref === TITLE || ref === NAME;

/** A page as last read or written. */
export interface KnownPage {
  readonly title: string;
  readonly spaceId: string;
  readonly number: number;
  /** Of the version: ours names the intent that made it. */
  readonly message: string;
  readonly body: string;
}

export interface Pages {
  readonly deps: ConnectorDeps;
  readonly client: Client;
  /** Of the parent page. */
  readonly id: string;
  readonly replicas: ReadonlyMap<ReplicaId, PagesLocator>;
  /** Bodies by page id: a write on a page that was just read needs no read before it. */
  readonly known: Map<string, KnownPage>;
  /** People behind mentions, by account id. */
  readonly people: Map<string, PersonRef>;
  /** Pages without our block, by `<id>@<version>`: whether they once had it. */
  readonly lost: Map<string, boolean>;
}

/** Most bodies that are kept between calls; beyond that a write reads its page again. */
const KEPT = 2000;

/** All replicas of a container stand under one parent, on one site. Throws when there is none. */
export function openedPages(
  deps: ConnectorDeps,
  options: ConfluenceOptions,
  id: string,
  replicas: ReadonlyMap<ReplicaId, PagesLocator>,
): Pages {
  const [first] = replicas.values();
  if (!first) throw refused('confluence', 'unknown-replica', 'no page set');
  return { deps, client: openClient(deps, options, first.cloudId), id, replicas, known: new Map(), people: new Map(), lost: new Map() };
}

export function locatorOf(pages: Pages, replica: ReplicaId): PagesLocator {
  const locator = pages.replicas.get(replica);
  if (!locator) throw refused('confluence', 'unknown-replica', replica);
  return locator;
}

export const localIdOf = (page: WirePage): LocalId => brandAs<LocalId>(page.id);
export const bodyOf = (page: WirePage): string | null => page.body?.storage?.value ?? null;

/** Keeps a page for the writes that may follow. */
export function keep(pages: Pages, page: WirePage, body = bodyOf(page)): KnownPage | null {
  pages.known.delete(page.id);
  if (body === null) return null;
  const known = { title: page.title, spaceId: page.spaceId, number: page.version.number, message: page.version.message ?? '', body };
  pages.known.set(page.id, known);
  const [oldest] = pages.known.keys();
  if (pages.known.size > KEPT && oldest !== undefined) pages.known.delete(oldest);
  return known;
}

/** The properties that a locator names, the title left out. */
export const propertiesOf = (locator: PagesLocator): string[] => locator.properties.filter((one) => !isTitle(one));

/** What a block says of these properties; a row that isn't there is empty. */
function propertyCells(pages: Pick<Pages, 'people'>, block: Block, properties: readonly string[]): Cells {
  const cells: Record<ColumnRef, Cell> = {};
  for (const property of properties) {
    const row = rowOf(block, property);
    cells[brandAs<ColumnRef>(property)] = row ? toCell(row.cell.children, pages.people) : { kind: 'empty' };
  }
  return cells;
}

const titleCells = (title: string): Cells => {
  const cell: Cell = title === '' ? { kind: 'empty' } : { kind: 'text', text: title };
  return { [TITLE]: cell, [NAME]: cell };
};

/**
 * A page as a record. A page that never had our block has empty properties; one that lost it, has it twice or can't be
 * read has cells that say so: they are no values, so nothing travels from them and nothing is written over them.
 */
export function toRecord(pages: Pages, page: WirePage, locator: PagesLocator): RawRecord {
  const properties = propertiesOf(locator);
  const found = findBlock(bodyOf(page) ?? '');
  const why = found.kind === 'block' ? null : problemOf(pages, page, found.kind);
  const cells: Record<ColumnRef, Cell> = { ...titleCells(page.title) };
  for (const property of properties) cells[brandAs<ColumnRef>(property)] = why === null ? { kind: 'empty' } : { kind: 'error', text: why };
  if (found.kind === 'block') Object.assign(cells, propertyCells(pages, found, properties));
  const key = found.kind === 'block' ? found.key : null;
  return { localId: localIdOf(page), key, name: page.title, cells, position: null, version: String(page.version.number) };
}

/** Why the block of a page can't be used; null when the page never had one. */
function problemOf(pages: Pages, page: Pick<WirePage, 'id' | 'version'>, kind: 'missing' | 'duplicated' | 'unreadable'): string | null {
  if (kind === 'duplicated') return 'block-duplicated';
  if (kind === 'unreadable') return 'page-unreadable';
  return pages.lost.get(lostKey(page)) === true ? 'block-missing' : null;
}

export const lostKey = (page: Pick<WirePage, 'id' | 'version'>): string => `${page.id}@${page.version.number}`;

/** What the written columns show in a page of this title and body. */
export function shownIn(pages: Pages, title: string, body: string, columns: readonly ColumnRef[]): Cells {
  const found = findBlock(body);
  const properties = columns.filter((ref) => !isTitle(ref));
  const cells =
    found.kind === 'block'
      ? propertyCells(pages, found, properties)
      : Object.fromEntries(properties.map((ref) => [ref, { kind: 'empty' } as const]));
  const titles = titleCells(title);
  return { ...cells, ...Object.fromEntries(columns.filter(isTitle).flatMap((ref) => (titles[ref] ? [[ref, titles[ref]]] : []))) };
}

export function columnsOf(locator: PagesLocator): readonly Column[] {
  const text = (title: string, ref = title): Column => ({
    ref: brandAs<ColumnRef>(ref),
    title,
    kind: 'text',
    writable: true,
    labels: null,
  });
  return [text('Title', TITLE), ...propertiesOf(locator).map((property) => text(property))];
}

/** The space's id, which a new page needs: as it stands in the locator, else as the parent says. */
export async function spaceOf(pages: Pages, locator: PagesLocator): Promise<string> {
  if (/^\d+$/.test(locator.space)) return locator.space;
  const known = pages.known.get(locator.parent);
  if (known) return known.spaceId;
  const [parent] = await pagesById(pages.client, [locator.parent]);
  if (!parent) throw refused('confluence', 'not-found', `page ${locator.parent}`);
  keep(pages, parent);
  return parent.spaceId;
}
