/** Items by their keys, many at once: what an import made of its rows, and what each of them shows. */
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import { refused, SyncError } from '../../../core/sync/errors.ts';
import type { RecordKey } from '../../../core/sync/ids.ts';
import { type Board, boardIn, columnIds, columnsFor, columnTypes, keyOf, readAs, remember } from '../board.ts';
import { askWhole } from '../client.ts';
import type { ColumnTypes } from '../column-kinds.ts';
import { questionFor, withResults } from '../graphql/formulas.ts';
import { readAll } from '../graphql/pages.ts';
import { patiently } from '../graphql/patiently.ts';
import { byKeys, PAGE, readCost } from '../graphql/queries.ts';
import { itemsPage, type WireItem } from '../wire.ts';

export interface FoundItems {
  readonly types: ColumnTypes;
  readonly byKey: ReadonlyMap<string, WireItem>;
}

/** Fewer than a page holds: a person may have duplicated some of the items already. */
const KEYS_PER_BLOCK = 400;
const MOST_BLOCKS = 5;
/** A fifth of what may be read in a minute. */
const POINTS_PER_CALL = 900_000;

/**
 * In blocks of keys, up to five a call: 10,000 items are five calls. Where monday doesn't take such a question, or shows
 * fewer items than `expected`, the whole board is read.
 */
export async function findByKeys(board: Board, locator: BoardLocator, keys: readonly RecordKey[], expected: number): Promise<FoundItems> {
  const found = await askByKeys(board, locator, keys).catch((error: unknown) => {
    if (error instanceof SyncError && (error.code === 'vendor-refused' || error.code === 'too-complex')) return null;
    throw error;
  });
  return found !== null && found.byKey.size >= Math.min(expected, keys.length) ? found : byPages(board, locator);
}

/**
 * Columns are named even where all are read: monday charges for a list of unknown length as for a long one. Null: the
 * board has got another column meanwhile.
 */
async function askByKeys(board: Board, locator: BoardLocator, keys: readonly RecordKey[]): Promise<FoundItems | null> {
  const columns = columnsFor([locator]) ?? columnIds(await columnTypes(board));
  const asked = questionFor(columns, board.schemas.get(board.id));
  const cost = readCost(PAGE, asked.columns?.length ?? columns.length);
  const perCall = KEYS_PER_BLOCK * Math.max(1, Math.min(MOST_BLOCKS, Math.floor(POINTS_PER_CALL / cost)));
  const byKey = new Map<string, WireItem>();
  let types: ColumnTypes = new Map();
  for (let at = 0; at < keys.length; at += perCall) {
    const blocks = chunks(keys.slice(at, Math.min(keys.length, at + perCall)));
    const lists = Object.fromEntries(blocks.map((block, n) => [`keys${n}`, block]));
    const variables = { boards: [board.id], board: board.id, keyColumn: locator.keyColumn, columns: asked.columns, ...lists };
    const call = { operation: 'keys', query: byKeys(blocks.length, asked.results), variables, cost: cost * blocks.length, write: false };
    const answer = await patiently(board, () => askWhole(board.deps, board.options, call));
    const now = boardIn(answer, 'keys');
    if (!now) throw refused('monday', 'not-found', `board ${board.id}`);
    types = remember(board, now.columns);
    if (locator.columns === null && !columnIds(types).every((id) => columns.includes(id))) return null;
    const items = [...blocks.keys()].flatMap((n) => readAs(itemsPage, answer[`found${n}`], 'keys').items);
    collect(byKey, await withResults(board, items, columns, asked, types), locator);
  }
  return { types, byKey };
}

async function byPages(board: Board, locator: BoardLocator): Promise<FoundItems> {
  const seen = await readAll(board, columnsFor([locator]));
  if (!seen.now) throw refused('monday', 'not-found', `board ${board.id}`);
  if (!seen.complete) throw new SyncError('incomplete-read', { kind: 'retry' }, { vendor: 'monday', board: board.id });
  const byKey = new Map<string, WireItem>();
  collect(byKey, seen.items, locator);
  return { types: remember(board, seen.now.columns), byKey };
}

/** Of several with one key ours is the oldest, with the smallest id: the others are a person's duplicates. */
function collect(byKey: Map<string, WireItem>, items: readonly WireItem[], locator: BoardLocator): void {
  for (const item of items) {
    const key = keyOf(item, locator);
    const other = key === null ? undefined : byKey.get(key);
    if (key !== null && (!other || BigInt(item.id) < BigInt(other.id))) byKey.set(key, item);
  }
}

const chunks = (keys: readonly RecordKey[]): (readonly RecordKey[])[] =>
  Array.from({ length: Math.ceil(keys.length / KEYS_PER_BLOCK) }, (_, n) => keys.slice(n * KEYS_PER_BLOCK, (n + 1) * KEYS_PER_BLOCK));
