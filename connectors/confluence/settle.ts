/**
 * What became of a write whose answer was lost. Each version carries the intent that made it in its message, a new
 * page the record's key in its block, and the trash knows what is in it: so this is never a guess.
 */
import type { PagesLocator } from '../../core/accounts/locator.ts';
import type { StepId } from '../../core/sync/ids.ts';
import type { Intent, Settled, StepOutcome, Write } from '../../core/sync/ports.ts';
import { newestPages, pageById, pagesById, pagesByTitle } from './client.ts';
import { ownVersion } from './own-version.ts';
import { findBlock } from './page/block.ts';
import { titleIn } from './page/merge.ts';
import { bodyOf, locatorOf, type Pages, spaceOf } from './pages.ts';
import type { WirePage } from './wire.ts';
import { applied, type Edit, made, nothing, pack, trashed } from './write.ts';

/** Where a new page is looked for that doesn't bear its title any more. */
const NEWEST = 50;

/** One call for each page of the intent; two more for a new page that isn't found by its title. */
export async function settle(pages: Pages, intent: Intent): Promise<Settled> {
  const locator = locatorOf(pages, intent.replica);
  const outcome = new Map<StepId, StepOutcome>();
  for (const group of pack(intent.writes)) {
    const [write] = group;
    if (!write) continue;
    if (write.kind === 'note') outcome.set(write.step, nothing(write));
    else if (write.kind === 'create') outcome.set(write.step, await created(pages, locator, write));
    else if (write.kind === 'remove') outcome.set(write.step, await removed(pages, locator, write));
    else for (const [step, what] of await edited(pages, intent, write.localId, group)) outcome.set(step, what);
  }
  const any = intent.writes.some((write) => write.kind !== 'note' && outcome.get(write.step)?.kind === 'applied');
  const notesOnly = intent.writes.every((write) => write.kind === 'note');
  return any || notesOnly ? { kind: 'happened', outcome } : { kind: 'none' };
}

async function created(pages: Pages, locator: PagesLocator, write: Extract<Write, { kind: 'create' }>): Promise<StepOutcome> {
  const title = titleIn(write.cells, null);
  if (!title.ok) return { kind: 'missed' };
  const space = await spaceOf(pages, locator);
  const isIt = (page: WirePage): boolean => {
    const block = findBlock(bodyOf(page) ?? '');
    return block.kind === 'block' && block.key === write.key;
  };
  const titled = (await pagesByTitle(pages.client, space, title.title)).find((page) => page.parentId === locator.parent && isIt(page));
  const page = titled ?? (await lookAmongNewest(pages, space)).find(isIt);
  return page ? made(pages, write, page, '') : { kind: 'missed' };
}

/** A person may have given it another title, or moved it, since it was made: then it is among the last that changed. */
async function lookAmongNewest(pages: Pages, space: string): Promise<readonly WirePage[]> {
  const { pages: newest } = await newestPages(pages.client, space, NEWEST);
  return pagesById(
    pages.client,
    newest.map((page) => page.id),
  );
}

async function removed(pages: Pages, locator: PagesLocator, write: Extract<Write, { kind: 'remove' }>): Promise<StepOutcome> {
  const page = await pageById(pages.client, write.localId, 'trashed');
  return page?.status === 'trashed' ? trashed(pages, locator, page) : { kind: 'missed' };
}

async function edited(pages: Pages, intent: Intent, id: string, group: readonly Write[]): Promise<ReadonlyMap<StepId, StepOutcome>> {
  const edits = group.filter((one): one is Edit => one.kind === 'update' || one.kind === 'key');
  const [first] = edits;
  pages.known.delete(id);
  const own = await ownVersion(pages, intent, id);
  if (!first || !own) return new Map(group.map((one) => [one.step, { kind: 'missed' }]));
  return applied(pages, first, edits, own.before, own.after);
}
