/** A whole board, page by page. */
import { z } from 'zod';
import { SyncError } from '../../../core/sync/errors.ts';
import { type Board, type BoardNow, boardIn, columnIds, readAs, readSchema } from '../board.ts';
import { type Answer, askWhole } from '../client.ts';
import { typesOf } from '../column-kinds.ts';
import { itemsPage, type WireItem } from '../wire.ts';
import { questionFor, withResults } from './formulas.ts';
import { patiently } from './patiently.ts';
import { firstPage, firstRootPage, NEXT_VERSION, nextPage, nextRootPage, PAGE, ROOT_PAGE, readCost } from './queries.ts';

/** How often a board is begun anew when its cursor died, before the run gives up for now. */
const RESTARTS = 2;
/** The smallest page that is still asked for when monday finds a query too complex. */
const SMALLEST_PAGE = 25;
/** Columns assumed for the estimate of a read of all columns. */
export const MANY_COLUMNS = 30;

/** What one reading of the board gave, for all replicas. */
export interface Seen {
  readonly now: BoardNow | null;
  readonly items: readonly WireItem[];
  readonly complete: boolean;
}

const isAtRoot = (board: Board): boolean => board.options.apiVersion >= NEXT_VERSION;
const pageOf = (board: Board): number => (isAtRoot(board) ? ROOT_PAGE : PAGE);

/** Everything that stands on the board, begun anew when the cursor died on the way and in smaller pages where a page is too complex. */
export async function readAll(board: Board, columns: string[] | undefined): Promise<Seen> {
  let limit = pageOf(board);
  for (let restarts = 0; ; ) {
    try {
      return await readPages(board, columns, limit);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      if (error.code === 'cursor-expired' && restarts < RESTARTS) restarts += 1;
      else if (error.code === 'too-complex' && limit > SMALLEST_PAGE) limit = Math.max(SMALLEST_PAGE, Math.floor(limit / 2));
      else throw error;
    }
  }
}

/**
 * 10,000 items are 20 calls, 5 from API 2027-01 on. An item that moved between pages while we read stands once, as last
 * seen. From the second page on columns are named even where all are read: monday charges for a list of unknown length as
 * for a long one.
 */
async function readPages(board: Board, columns: string[] | undefined, limit: number): Promise<Seen> {
  const atRoot = isAtRoot(board);
  const asked = questionFor(columns, board.schemas.get(board.id));
  const variables = { board: [board.id], limit, columns: asked.columns, ...(atRoot ? { root: board.id } : {}) };
  const query = (atRoot ? firstRootPage : firstPage)(asked.results);
  const call = { operation: 'board', query, variables, cost: readCost(limit, asked.columns?.length ?? MANY_COLUMNS), write: false };
  const first = await askWhole(board.deps, board.options, call).catch((error: unknown) => ifGone(board, error));
  const now = boardIn(first, 'board');
  if (!now) return { now: null, items: [], complete: false };
  const nested = z.array(z.object({ items_page: itemsPage }));
  let page = atRoot ? readAs(itemsPage, first.items_page, 'board') : readAs(nested, first.boards, 'board')[0]?.items_page;
  let count = now.items_count ?? null;
  const items = new Map<string, WireItem>();
  const types = typesOf(now.columns);
  for (const one of await withResults(board, page?.items ?? [], columns, asked, types)) items.set(one.id, one);
  const question = questionFor(columns ?? columnIds(types), types);
  const cost = readCost(limit, question.columns?.length ?? MANY_COLUMNS);
  while (page?.cursor) {
    const next = { ...variables, columns: question.columns, cursor: page.cursor };
    const query = (atRoot ? nextRootPage : nextPage)(question.results);
    const call = { operation: 'next-page', query, variables: next, cost, write: false };
    const answer = await patiently(board, () => askWhole(board.deps, board.options, call));
    page = readAs(itemsPage, atRoot ? answer.items_page : answer.next_items_page, 'next-page');
    count = readAs(z.array(z.object({ items_count: z.number().nullish() })), answer.boards, 'next-page')[0]?.items_count ?? null;
    for (const one of await withResults(board, page.items, columns, question, types)) items.set(one.id, one);
  }
  return { now, items: [...items.values()], complete: count !== null && items.size >= count };
}

/** At the root, a board that went is a refusal of the whole question: asked about by itself, it isn't answered. @throws the error, else */
async function ifGone(board: Board, error: unknown): Promise<Answer['data']> {
  if (!isAtRoot(board) || !(error instanceof SyncError) || error.code !== 'vendor-refused') throw error;
  if (await readSchema(board.deps, board.options, board.id)) throw error;
  return { boards: [] };
}
