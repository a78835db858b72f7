/**
 * What tells us that a board changed: eight webhooks a board, and under them a probe of the activity logs of all
 * boards in one call. The probe remembers the newest entry it saw, by monday's own time, and looks back ten seconds
 * beyond it for entries that were logged late.
 */
import { z } from 'zod';
import { refused, SyncError } from '../../core/sync/errors.ts';
import { brandAs, type LocalId } from '../../core/sync/ids.ts';
import type { ChangeFeed, ConnectorDeps, Hint, Subscription, Told } from '../../core/sync/ports.ts';
import { readAs } from './board.ts';
import { asError, ask, askWhole, type MondayOptions } from './client.ts';
import { compareStamps, itemOf, newestFirst, stampOf, toldOf } from './events/log.ts';
import { reasonOf } from './graphql/errors.ts';
import { createWebhooks, deleteWebhooks, logs, readCost, writeCost } from './graphql/queries.ts';
import { activityLogs, type WireLog } from './wire.ts';

/** All that may change a mapped record, and columns that come; columns that go are seen in the next read's schema. */
export const events = [
  'change_column_value',
  'change_name',
  'create_item',
  'item_archived',
  'item_deleted',
  'item_restored',
  'item_moved_to_any_group',
  'create_column',
] as const;

const URL_LENGTH = 255;
/** Entries of a board in one probe; more than that, and all of the board is looked at. So many items are two calls. */
const PROBE = 1_000;
const SMALLEST_PROBE = 50;
const LATE_MS = 10_000;
/** A first cursor starts so long before now, by our clock: what is read of the boards is read after it. */
const SKEW_MS = 2_000;
const TICKS_A_MS = 10_000n;

export function mondayFeed(deps: ConnectorDeps, options: MondayOptions): ChangeFeed {
  return {
    subscribe: (to) => subscribe(deps, options, to),
    unsubscribe: (subscriptions) => unsubscribe(deps, options, subscriptions),
    poll: (asked) => poll(deps, options, asked),
  };
}

/** One call. All eight or none: what was made before a refusal is taken back. */
async function subscribe(
  deps: ConnectorDeps,
  options: MondayOptions,
  to: { readonly container: string | null; readonly url: string },
): Promise<readonly Subscription[]> {
  if (to.container === null) throw refused('monday', 'bad-request', 'webhooks belong to a board');
  if (to.url.length > URL_LENGTH) throw refused('monday', 'bad-request', `an address of more than ${URL_LENGTH} characters`);
  const variables = { board: to.container, url: to.url };
  const call = { operation: 'subscribe', query: createWebhooks(events), variables, cost: writeCost(events.length), write: true };
  const answer = await ask(deps, options, call);
  const made = events.flatMap((_, n): Subscription[] => {
    const webhook = z.object({ id: z.union([z.string(), z.number()]).transform(String) }).safeParse(answer.data[`w${n}`]);
    return webhook.success ? [{ id: webhook.data.id, resource: null, expiresAt: null }] : [];
  });
  if (made.length === events.length) return made;
  await unsubscribe(deps, options, made);
  const [complaint] = answer.complaints;
  throw complaint ? asError(complaint, deps.now(), call) : refused('monday', 'vendor-refused', 'a webhook was not created');
}

/** One call. A webhook that is gone already is fine. */
async function unsubscribe(deps: ConnectorDeps, options: MondayOptions, subscriptions: readonly Subscription[]): Promise<void> {
  if (subscriptions.length === 0) return;
  const variables = Object.fromEntries(subscriptions.map((one, n) => [`id${n}`, one.id]));
  const query = deleteWebhooks(subscriptions.length);
  const call = { operation: 'unsubscribe', query, variables, cost: writeCost(subscriptions.length), write: true };
  const answer = await ask(deps, options, call);
  const serious = answer.complaints.find((one) => reasonOf(one) !== 'not-found');
  if (serious) throw asError(serious, deps.now(), call);
}

/** Where a probe goes on: the newest stamp seen, and the ids of entries that the next one will meet again. */
const cursorShape = z.object({ at: z.string().regex(/^\d+$/), seen: z.array(z.string()) });
type Cursor = z.infer<typeof cursorShape>;

/**
 * One call for all boards, unless they are too many for one. Hints name items; a board with changes to itself (columns) has a hint without items, and one
 * with more changes than a probe holds is hinted whole. Without a cursor nobody is asked: it starts from now.
 */
async function poll(
  deps: ConnectorDeps,
  options: MondayOptions,
  asked: { readonly containers: readonly string[]; readonly cursor: string | null },
): Promise<{ readonly hints: readonly Hint[]; readonly cursor: string }> {
  const cursor = readCursor(asked.cursor) ?? from(deps.now() + LATE_MS - SKEW_MS);
  if (asked.cursor === null || asked.containers.length === 0) return { hints: [], cursor: JSON.stringify(cursor) };
  const byBoard = await askLogs(deps, options, asked.containers, since(cursor), PROBE);
  const hints = byBoard.flatMap((one) => hintsOf(one, cursor));
  const all = byBoard.flatMap((one) => one.entries);
  return { hints, cursor: JSON.stringify(next(all, cursor)) };
}

interface Probed {
  readonly container: string;
  readonly entries: readonly WireLog[];
  /** There may be more than these. */
  readonly full: boolean;
}

/** One call; several where the boards together, or so many entries of one, are too much for one. */
async function askLogs(
  deps: ConnectorDeps,
  options: MondayOptions,
  containers: readonly string[],
  from: string,
  limit: number,
): Promise<readonly Probed[]> {
  const boards = Object.fromEntries(containers.map((id, n) => [`board${n}`, [id]]));
  const query = logs(containers.length, limit, options.apiVersion);
  const call = { operation: 'probe', query, variables: { ...boards, from }, cost: containers.length * readCost(limit, 0), write: false };
  const answer = await askWhole(deps, options, call).catch((error: unknown) => {
    if (error instanceof SyncError && error.code === 'too-complex' && (containers.length > 1 || limit > SMALLEST_PROBE)) return null;
    throw error;
  });
  if (answer === null) {
    if (containers.length === 1) return askLogs(deps, options, containers, from, Math.floor(limit / 2));
    const half = Math.ceil(containers.length / 2);
    const first = await askLogs(deps, options, containers.slice(0, half), from, limit);
    return [...first, ...(await askLogs(deps, options, containers.slice(half), from, limit))];
  }
  const shape = z.array(z.object({ activity_logs: activityLogs }).nullable()).nullable();
  return containers.map((container, n) => {
    const entries = readAs(shape, answer[`b${n}`], 'probe')?.[0]?.activity_logs ?? [];
    return { container, entries, full: entries.length >= limit };
  });
}

function hintsOf({ container, entries, full }: Probed, cursor: Cursor): readonly Hint[] {
  const seen = new Set(cursor.seen);
  const fresh = entries.filter((one) => !seen.has(one.id));
  if (fresh.length === 0) return [];
  if (full) return [{ container, localIds: 'all' }];
  const ids = [...new Set(fresh.map(itemOf).filter((id) => id !== null))].map((id) => brandAs<LocalId>(id));
  const told = tellingsOf(fresh);
  return [{ container, localIds: ids, ...(told.size === 0 ? {} : { told }) }];
}

/** By item, where every entry tells something; of each column what it came to last. */
function tellingsOf(entries: readonly WireLog[]): ReadonlyMap<LocalId, readonly Told[]> {
  const byItem = new Map<LocalId, Map<string, Told | null>>();
  for (const entry of newestFirst(entries)) {
    const item = itemOf(entry);
    if (item === null) continue;
    const id = brandAs<LocalId>(item);
    const told = toldOf(entry);
    const about = told?.kind === 'shows' ? `column ${told.column}` : (told?.kind ?? '');
    const tellings = byItem.get(id) ?? new Map<string, Told | null>();
    if (!tellings.has(about)) byItem.set(id, tellings.set(about, told));
  }
  return new Map(
    [...byItem].flatMap(([id, tellings]) => {
      const all = [...tellings.values()];
      const told = all.filter((one) => one !== null);
      return told.length < all.length ? [] : [[id, told] as const];
    }),
  );
}

function next(entries: readonly WireLog[], cursor: Cursor): Cursor {
  const newest = entries.reduce((at, one) => (compareStamps(one.created_at, at) > 0 ? String(stampOf(one.created_at)) : at), cursor.at);
  const floor = BigInt(newest) - BigInt(LATE_MS) * TICKS_A_MS;
  return { at: newest, seen: entries.filter((one) => stampOf(one.created_at) >= floor).map((one) => one.id) };
}

const from = (ms: number): Cursor => ({ at: String(BigInt(ms) * TICKS_A_MS), seen: [] });
const since = (cursor: Cursor): string => new Date(Math.max(0, Number(BigInt(cursor.at) / TICKS_A_MS) - LATE_MS)).toISOString();

/** A cursor that isn't ours starts from now, as none would. */
function readCursor(text: string | null): Cursor | null {
  if (text === null) return null;
  try {
    const parsed = cursorShape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // Stored by another version, or damaged: the net starts anew, and the boards' own webhooks go on.
    return null;
  }
}
