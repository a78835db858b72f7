/**
 * Writing pages: one intent is one page, written whole as its next version. The version number is the guard that the
 * other vendors lack: when a person saved first, Confluence refuses, and we read again, merge into what they wrote and
 * try the next number. So what a write covered is always known: the version before it. The number says nothing of the
 * trash: a page that a person puts there between our look and our write is back, as it was, and the write has missed.
 */
import type { PagesLocator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { ColumnRef, StepId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Intent, Outcome, StepOutcome, Write } from '../../core/sync/ports.ts';
import type { CellContent, Cells } from '../../core/sync/record.ts';
import { createPage, pageById, trashPage, updatePage } from './client.ts';
import { messageOf, type OwnVersion, ownVersion } from './own-version.ts';
import { build } from './page/block.ts';
import { merge, titleIn, valuesIn } from './page/merge.ts';
import {
  bodyOf,
  isTitle,
  type KnownPage,
  keep,
  localIdOf,
  locatorOf,
  type Pages,
  propertiesOf,
  shownIn,
  spaceOf,
  toRecord,
} from './pages.ts';
import type { WirePage } from './wire.ts';

/** How often we meet a person's save before we leave the page to the next run. */
const TRIES = 5;

export type Edit = Extract<Write, { kind: 'update' | 'key' }>;

/** One page a call; writes to one page stay together where they stand together. */
export function pack(writes: readonly Write[]): readonly (readonly Write[])[] {
  const groups: Write[][] = [];
  for (const write of writes) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last && first && isEdit(first) && isEdit(write) && first.localId === write.localId) last.push(write);
    else groups.push([write]);
  }
  return groups;
}

const isEdit = (write: Write): write is Edit => write.kind === 'update' || write.kind === 'key';

/** Performs the intent: one call on a page that was just read, two on another, three after a person's save. A note has no place on a page: it is applied as nothing. */
export async function apply(pages: Pages, intent: Intent): Promise<Outcome> {
  const locator = locatorOf(pages, intent.replica);
  const outcome = new Map<StepId, StepOutcome>();
  for (const group of pack(intent.writes)) {
    try {
      for (const [step, what] of await perform(pages, locator, intent, group)) outcome.set(step, what);
    } catch (error) {
      // Nothing of the intent happened yet: say so. Else what is left waits for the next plan.
      if (!(error instanceof SyncError) || outcome.size === 0) throw error;
      for (const write of group) outcome.set(write.step, { kind: 'missed' });
    }
  }
  return outcome;
}

async function perform(pages: Pages, locator: PagesLocator, intent: Intent, group: readonly Write[]): Promise<Outcome> {
  const [write] = group;
  if (!write) return new Map();
  const edits = group.filter(isEdit);
  try {
    if (write.kind === 'note') return new Map([[write.step, nothing(write)]]);
    if (write.kind === 'create') return new Map([[write.step, await create(pages, locator, write)]]);
    if (write.kind === 'remove') return new Map([[write.step, await remove(pages, locator, write)]]);
    return await editPage(pages, locator, intent, edits);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const what = outcomeOf(error, write);
    if (what === null) throw error;
    return new Map(group.map((one) => [one.step, what]));
  }
}

/** What an error says of the steps of its call; null: nothing happened, and the caller shall know when to come back. */
function outcomeOf(error: SyncError, write: Write): StepOutcome | null {
  if (error.code === 'unknown-outcome') return { kind: 'unknown' };
  if (error.code !== 'vendor-refused') return null;
  const { code, detail } = error.data;
  // A page that we may not edit stops nobody but itself; a parent under which we may make none stops all.
  if (code === 'no-scope' || (code === 'no-access' && write.kind === 'create')) return null;
  return code === 'not-found' ? { kind: 'missed' } : { kind: 'refused', why: String(code), detail: String(detail) };
}

async function editPage(pages: Pages, locator: PagesLocator, intent: Intent, edits: readonly Edit[]): Promise<Outcome> {
  const [first] = edits;
  if (!first) return new Map();
  const all = (what: StepOutcome): Outcome => new Map(edits.map((one) => [one.step, what]));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const page = await pageFor(pages, locator, first, tries > 0);
    if (!page) return all({ kind: 'missed' });
    const done = await doneBefore(pages, intent, first, page);
    if (done) return applied(pages, first, edits, done.before, done.after);
    const merged = await merge(pages, locator, first.localId, page, edits);
    if (!merged.ok) return all({ kind: 'refused', why: merged.why, detail: merged.detail });
    if (merged.title === page.title && merged.body === page.body) return applied(pages, first, edits, page, page);
    try {
      const next = { title: merged.title, body: merged.body, number: page.number + 1, message: messageOf(intent) };
      const answer = await updatePage(pages.client, first.localId, next);
      const shown = {
        ...page,
        title: answer.title,
        number: answer.version.number,
        message: messageOf(intent),
        body: bodyOf(answer) ?? merged.body,
      };
      keep(pages, answer);
      // It came back from the trash, as it was and without our change; or Confluence said yes and did nothing.
      if (answer.version.number === page.number) return all({ kind: 'missed' });
      return applied(pages, first, edits, page, shown);
    } catch (error) {
      pages.known.delete(first.localId);
      if (!(error instanceof SyncError)) throw error;
      if (error.data.code === 'title-taken') return refusedTitle(edits, String(error.data.detail));
      if (error.data.code !== 'version-conflict') throw error;
    }
  }
  return all({ kind: 'missed' });
}

/** The page to write: as kept when it is the version that the plan was made from, else as Confluence has it now. Null: it isn't there any more. */
async function pageFor(pages: Pages, locator: PagesLocator, write: Edit, fresh: boolean): Promise<KnownPage | null> {
  const known = pages.known.get(write.localId);
  if (!fresh && known && write.kind === 'update' && write.version === String(known.number)) return known;
  const page = await pageById(pages.client, write.localId);
  if (page?.status !== 'current' || page.parentId !== locator.parent) return null;
  return keep(pages, page);
}

/**
 * What a twin of this intent has done already: done again, it would cover what a person saved since. A page that was
 * saved once since the plan says by its message who did; asked for more is only a page that was saved more often.
 */
async function doneBefore(pages: Pages, intent: Intent, write: Edit, page: KnownPage): Promise<OwnVersion | null> {
  const planned = write.kind === 'update' && write.version !== null ? Number(write.version) : page.number;
  if (page.number <= planned || (page.number === planned + 1 && page.message !== messageOf(intent))) return null;
  return ownVersion(pages, intent, write.localId);
}

/** `before` is what the write covered, `after` what it made of it. */
export function applied(pages: Pages, first: Edit, edits: readonly Edit[], before: KnownPage, after: KnownPage): Outcome {
  const at = (page: KnownPage, columns: readonly ColumnRef[]): Cells => shownIn(pages, page.title, page.body, columns);
  return new Map(
    edits.map((write): [StepId, StepOutcome] => {
      const columns = columnsWritten(write);
      const shown = at(after, columns);
      const covered = write.kind === 'key' ? ({ kind: 'none' } as const) : ({ kind: 'value', cells: at(before, columns) } as const);
      return [write.step, { kind: 'applied', localId: first.localId, position: null, version: String(after.number), shown, covered }];
    }),
  );
}

const columnsWritten = (write: Write): readonly ColumnRef[] =>
  write.kind === 'create' || write.kind === 'update' ? Object.keys(write.cells).map((ref) => brandAs<ColumnRef>(ref)) : [];

function refusedTitle(edits: readonly Edit[], detail: string): Outcome {
  return new Map(
    edits.map((write): [StepId, StepOutcome] => {
      const titled = columnsWritten(write).some(isTitle);
      return [write.step, titled ? { kind: 'refused', why: 'title-taken', detail } : { kind: 'missed' }];
    }),
  );
}

async function create(pages: Pages, locator: PagesLocator, write: Extract<Write, { kind: 'create' }>): Promise<StepOutcome> {
  const title = titleIn(write.cells, null);
  if (!title.ok) return { kind: 'refused', why: title.why, detail: title.detail };
  const values: ReadonlyMap<string, CellContent> = valuesIn(write.cells);
  const properties = [...new Set([...propertiesOf(locator), ...values.keys()])];
  const block = build(properties, values, write.key);
  if (!block.ok) return { kind: 'refused', why: block.why, detail: block.property, column: brandAs<ColumnRef>(block.property) };
  const spaceId = await spaceOf(pages, locator);
  const body = `${block.source}<p />`;
  const page = await createPage(pages.client, { spaceId, parentId: locator.parent, title: title.title, body });
  return made(pages, write, page, body);
}

/** A page that we made, as Confluence shows it. */
export function made(pages: Pages, write: Extract<Write, { kind: 'create' }>, page: WirePage, sent: string): StepOutcome {
  keep(pages, page);
  const shown = shownIn(pages, page.title, bodyOf(page) ?? sent, columnsWritten(write));
  return {
    kind: 'applied',
    localId: localIdOf(page),
    position: null,
    version: String(page.version.number),
    shown,
    covered: { kind: 'none' },
  };
}

/** To the trash, then one look at what went there: that is what it covered. */
async function remove(pages: Pages, locator: PagesLocator, write: Extract<Write, { kind: 'remove' }>): Promise<StepOutcome> {
  await trashPage(pages.client, write.localId);
  const known = pages.known.get(write.localId);
  pages.known.delete(write.localId);
  const page = await pageById(pages.client, write.localId, 'trashed').catch((error: unknown) => {
    // It is in the trash whatever this look says: then what was read last stands for what went.
    if (error instanceof SyncError) return null;
    throw error;
  });
  if (page) return trashed(pages, locator, page);
  const cells = known
    ? shownIn(
        pages,
        known.title,
        known.body,
        propertiesOf(locator).map((one) => brandAs<ColumnRef>(one)),
      )
    : null;
  const covered = cells ? ({ kind: 'value', cells } as const) : ({ kind: 'none' } as const);
  return { kind: 'applied', localId: write.localId, position: null, version: null, shown: {}, covered };
}

export function trashed(pages: Pages, locator: PagesLocator, page: WirePage): StepOutcome {
  const { cells } = toRecord(pages, page, locator);
  return {
    kind: 'applied',
    localId: localIdOf(page),
    position: null,
    version: String(page.version.number),
    shown: {},
    covered: { kind: 'value', cells },
  };
}

export const nothing = (write: Extract<Write, { kind: 'note' }>): StepOutcome => ({
  kind: 'applied',
  localId: write.localId,
  position: null,
  version: null,
  shown: {},
  covered: { kind: 'none' },
});
