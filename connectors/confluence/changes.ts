/**
 * Confluence sends nothing to an app like ours: its newest pages are asked for, one call a space. A space of up to 250
 * pages is listed whole every third time, which also shows which pages left their parent; in a larger one that is
 * seen when the set is next read whole. Containers are parent pages; their spaces are learnt once and kept in the cursor.
 */
import { z } from 'zod';
import { brandAs, type LocalId } from '../../core/sync/ids.ts';
import type { ChangeFeed, ConnectorDeps, Hint } from '../../core/sync/ports.ts';
import { type Client, type ConfluenceOptions, newestPages, openClient, PAGE, pagesById } from './client.ts';
import type { WirePage } from './wire.ts';

const NARROW = 25;
const WIDE_EVERY = 3;
/** Changes are looked for this far behind the newest one seen: an index may lag. */
const LATE_MS = 60_000;

/** What one poll leaves for the next. */
const cursorShape = z.object({
  turn: z.number().int(),
  /** Parent page to its space. */
  spaces: z.record(z.string(), z.string()),
  /** By space: the newest change seen, ms, and the `<page>@<version>@<ms>` of that minute. */
  seen: z.record(z.string(), z.object({ at: z.number(), pages: z.array(z.string()) })),
  /** By parent: its pages at the last whole look. */
  children: z.record(z.string(), z.array(z.string())),
});
type Cursor = z.infer<typeof cursorShape>;

export function confluenceFeed(deps: ConnectorDeps, options: ConfluenceOptions & { readonly cloudId: string }): ChangeFeed {
  return {
    // Only apps inside Confluence can subscribe; there is nothing to remove either.
    subscribe: async () => [],
    unsubscribe: async () => undefined,
    poll: (asked) => poll(openClient(deps, options, options.cloudId), asked),
  };
}

async function poll(
  client: Client,
  asked: { readonly containers: readonly string[]; readonly cursor: string | null },
): Promise<{ readonly hints: readonly Hint[]; readonly cursor: string }> {
  const before = readCursor(asked.cursor);
  const spaces = await spacesOf(client, asked.containers, before.spaces);
  const wide = before.turn % WIDE_EVERY === 0;
  const next: Cursor = { turn: before.turn + 1, spaces, seen: {}, children: {} };
  const hints: Hint[] = [];
  for (const space of new Set(Object.values(spaces))) {
    const parents = asked.containers.filter((parent) => spaces[parent] === space);
    const { pages, more } = await newestPages(client, space, wide ? PAGE : NARROW);
    const known = before.seen[space];
    const fresh = known ? pages.filter((page) => isNew(page, known)) : [];
    next.seen[space] = remember(pages, known);
    for (const parent of parents) {
      const ids = pages.filter((page) => page.parentId === parent).map((page) => page.id);
      const whole = wide && !more;
      const lastTime = before.children[parent];
      const left = whole && lastTime ? lastTime.filter((id) => !ids.includes(id)) : [];
      const came = whole && lastTime ? ids.filter((id) => !lastTime.includes(id)) : [];
      const changed = fresh.filter((page) => page.parentId === parent).map((page) => page.id);
      if (whole) next.children[parent] = ids;
      else if (lastTime) next.children[parent] = [...new Set([...lastTime, ...changed])];
      // Everything that we saw is new: there may be more behind it.
      const overflow = known !== undefined && more && fresh.length === pages.length;
      const localIds = [...new Set([...changed, ...came, ...left])].map((id) => brandAs<LocalId>(id));
      if (overflow) hints.push({ container: parent, localIds: 'all' });
      else if (localIds.length > 0)
        hints.push({ container: parent, localIds, ...toldOf(pages.filter((page) => changed.includes(page.id))) });
    }
  }
  return { hints, cursor: JSON.stringify(next) };
}

/** Which version each has now: one that we wrote or read ourselves is known. */
function toldOf(pages: readonly WirePage[]): Pick<Hint, 'told'> {
  if (pages.length === 0) return {};
  return { told: new Map(pages.map((page) => [brandAs<LocalId>(page.id), [{ kind: 'version', version: String(page.version.number) }]])) };
}

/** The spaces of parents that we don't know yet; one call, and none once they are known. A parent that isn't there is asked for again next time. */
async function spacesOf(
  client: Client,
  parents: readonly string[],
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const spaces: Record<string, string> = {};
  const unknown: string[] = [];
  for (const parent of parents) {
    const space = known[parent];
    if (space !== undefined) spaces[parent] = space;
    else if (/^\d+$/.test(parent)) unknown.push(parent);
  }
  for (const page of unknown.length > 0 ? await pagesById(client, unknown, false) : []) spaces[page.id] = page.spaceId;
  return spaces;
}

const timeOf = (page: WirePage): number => Date.parse(page.version.createdAt ?? '') || 0;
const markOf = (page: WirePage): string => `${page.id}@${page.version.number}@${timeOf(page)}`;
const timeIn = (mark: string): number => Number(mark.split('@')[2] ?? 0);

const isNew = (page: WirePage, seen: Cursor['seen'][string]): boolean =>
  timeOf(page) >= seen.at - LATE_MS && !seen.pages.includes(markOf(page));

/** Marks of the last minute stay though this look was too narrow to meet their pages again: a wider one would take them for new. */
function remember(pages: readonly WirePage[], before: Cursor['seen'][string] | undefined): Cursor['seen'][string] {
  const at = pages.reduce((newest, page) => Math.max(newest, timeOf(page)), before?.at ?? 0);
  const marks = new Set([...pages.map(markOf), ...(before?.pages ?? [])]);
  return { at, pages: [...marks].filter((mark) => timeIn(mark) >= at - LATE_MS) };
}

/** A cursor that isn't ours starts from now, as none would. */
function readCursor(text: string | null): Cursor {
  const none: Cursor = { turn: 0, spaces: {}, seen: {}, children: {} };
  if (text === null) return none;
  try {
    const parsed = cursorShape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : none;
  } catch {
    // Stored by another version, or damaged.
    return none;
  }
}
