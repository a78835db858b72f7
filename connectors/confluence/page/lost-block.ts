/** Whether a page that has no block of ours once had one: its versions know. */

import { lastVersions } from '../client.ts';
import { lostKey, type Pages } from '../pages.ts';
import type { WirePage } from '../wire.ts';
import { isMarked } from './block.ts';

/** Versions that are looked through. */
const VERSIONS = 50;

/** Whether a page without our block once had it; remembered for its version. */
export async function hadBlock(pages: Pages, page: Pick<WirePage, 'id' | 'version'>): Promise<boolean> {
  const key = lostKey(page);
  const known = pages.lost.get(key);
  if (known !== undefined) return known;
  const had =
    page.version.number > 1 &&
    (await lastVersions(pages.client, page.id, VERSIONS)).some((one) => isMarked(one.page?.body?.storage?.value ?? ''));
  pages.lost.set(key, had);
  return had;
}
