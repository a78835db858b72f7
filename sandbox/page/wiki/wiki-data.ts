/** Wiki pages, read and written through Confluence's own API. */
import type { PagePerson } from '../contract.ts';
import { confluence } from '../live/vendors.ts';

export interface PageName {
  readonly id: string;
  readonly title: string;
  readonly parent: string | null;
}

export interface WikiPage extends PageName {
  readonly version: number;
  /** Confluence storage format. */
  readonly storage: string;
}

interface WirePage {
  readonly id: string;
  readonly title: string;
  readonly parentId?: string | null;
  readonly version: { readonly number: number };
  readonly body?: { readonly storage?: { readonly value: string } };
}

interface WireList {
  readonly results: readonly WirePage[];
  readonly _links?: { readonly next?: string };
}

const API = '/wiki/api/v2';

/** Every current page that the person may read, by title. */
export async function readPageNames(person: PagePerson): Promise<readonly PageName[]> {
  const pages: WirePage[] = [];
  for (let next: string | undefined = `${API}/pages?status=current&limit=250&sort=title`; next !== undefined; ) {
    const list: WireList = await confluence<WireList>(person, next);
    pages.push(...list.results);
    next = list._links?.next;
  }
  const words = new Intl.Collator(['en', 'ru']);
  return pages
    .map(({ id, title, parentId }) => ({ id, title, parent: parentId ?? null }))
    .toSorted((a, b) => words.compare(a.title, b.title));
}

export async function readPage(person: PagePerson, id: string): Promise<WikiPage> {
  const page = await confluence<WirePage>(person, `${API}/pages/${id}?body-format=storage`);
  return { id, title: page.title, parent: page.parentId ?? null, version: page.version.number, storage: page.body?.storage?.value ?? '' };
}

/** Saves over `page.version`; Confluence refuses with 409 when somebody saved since. */
export function savePage(person: PagePerson, page: WikiPage, storage: string): Promise<unknown> {
  const body = { representation: 'storage', value: storage };
  const version = { number: page.version + 1, message: 'Edited on the demo page' };
  return confluence(person, `${API}/pages/${page.id}`, 'PUT', { id: page.id, status: 'current', title: page.title, body, version });
}
