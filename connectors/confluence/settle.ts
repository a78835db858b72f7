/**
 * What became of a write whose answer was lost. Each version carries the intent that made it in its message, a new
 * page the record's key in its block, and the trash knows what is in it: so this is never a guess.
 */
import type { PagesLocator } from '../../core/accounts/locator.ts';
import type { StepId } from '../../core/sync/ids.ts';
import type { Intent, Settled, StepOutcome, Write } from '../../core/sync/ports.ts';
import { lastVersions, pageById, pagesByTitle } from './client.ts';
import { findBlock } from './page/block.ts';
import { titleIn } from './page/merge.ts';
import { bodyOf, type KnownPage, locatorOf, type Pages, spaceOf } from './pages.ts';
import { applied, type Edit, made, messageOf, nothing, pack, trashed } from './write.ts';

/** People may have saved since; more than that and the write is taken for one that never came. */
const VERSIONS = 50;

/** One call for each page of the intent. */
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
  const found = await pagesByTitle(pages.client, await spaceOf(pages, locator), title.title);
  for (const page of found) {
    const block = findBlock(bodyOf(page) ?? '');
    if (page.parentId === locator.parent && block.kind === 'block' && block.key === write.key) return made(pages, write, page, '');
  }
  return { kind: 'missed' };
}

async function removed(pages: Pages, locator: PagesLocator, write: Extract<Write, { kind: 'remove' }>): Promise<StepOutcome> {
  const page = await pageById(pages.client, write.localId, 'trashed');
  return page?.status === 'trashed' ? trashed(pages, locator, page) : { kind: 'missed' };
}

async function edited(pages: Pages, intent: Intent, id: string, group: readonly Write[]): Promise<ReadonlyMap<StepId, StepOutcome>> {
  const edits = group.filter((one): one is Edit => one.kind === 'update' || one.kind === 'key');
  const [first] = edits;
  pages.known.delete(id);
  const versions = await lastVersions(pages.client, id, VERSIONS);
  const ours = versions.find((one) => one.message === messageOf(intent));
  const before = ours && versions.find((one) => one.number === ours.number - 1);
  const after = ours && toPage(ours);
  if (!first || !after) return new Map(group.map((one) => [one.step, { kind: 'missed' }]));
  return applied(pages, first, edits, before ? toPage(before) : after, after);
}

const toPage = (version: Awaited<ReturnType<typeof lastVersions>>[number]): KnownPage => ({
  title: version.page?.title ?? '',
  spaceId: '',
  number: version.number,
  body: version.page?.body?.storage?.value ?? '',
});
