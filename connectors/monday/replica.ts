/**
 * Reading a board. All replicas of one board are read by the same calls: everything in pages, or the hinted items in blocks of 100. Only an item that monday answers as archived, deleted or on another board is `gone`; one that
 * isn't answered is left out, whatever the reason.
 */
import { z } from 'zod';
import type { BoardLocator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import { brandAs, type ColumnRef, type LocalId, type RecordKey, type ReplicaId } from '../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Gone, Reading, Scope } from '../../core/sync/ports.ts';
import type { Column } from '../../core/sync/record.ts';
import {
  type Board,
  type BoardNow,
  boardIn,
  columnsFor,
  localIdOf,
  type OpenOptions,
  readAs,
  readSchema,
  remember,
  toRecord,
} from './board.ts';
import { applyBulk } from './bulk/apply.ts';
import { isBulk, packAll } from './bulk/pack.ts';
import { settleBulk } from './bulk/settle.ts';
import { askWhole } from './client.ts';
import { type ColumnTypes, NAME, toColumn, typesOf } from './column-kinds.ts';
import { questionFor, withResults } from './graphql/formulas.ts';
import { MANY_COLUMNS, readAll, type Seen } from './graphql/pages.ts';
import { BLOCKS, hintedItems, IDS, readCost } from './graphql/queries.ts';
import { Stride } from './graphql/stride.ts';
import { covered, settle } from './settle.ts';
import { type WireItem, item as wireItem } from './wire.ts';
import { apply } from './write.ts';

/** A board with the replicas of it that we know: several when pairs read different columns of it. */
export function openBoard(
  deps: ConnectorDeps,
  options: OpenOptions,
  boardId: string,
  replicas: ReadonlyMap<ReplicaId, BoardLocator>,
): Container {
  const bulk = { restsUntil: 0, ordinary: new Set<RecordKey>() };
  const { schemas = new Map(), stride = new Stride() } = options;
  const board: Board = { deps, options: { ...options, stride }, id: boardId, replicas, schemas, stride, bulk };
  return {
    read: (asked) => read(board, asked),
    pack: (writes) => packAll(board, writes),
    apply: (intent, keep) => (isBulk(intent) ? applyBulk(board, intent, keep) : apply(board, intent)),
    settle: (intent, keep) => (isBulk(intent) ? settleBulk(board, intent, keep) : settle(board, intent)),
    covered: (intents) => covered(board, intents),
  };
}

async function read(board: Board, asked: ReadonlyMap<ReplicaId, Scope>): Promise<ReadonlyMap<ReplicaId, Reading>> {
  const locators = new Map<ReplicaId, BoardLocator>();
  for (const id of asked.keys()) {
    const locator = board.replicas.get(id);
    if (locator) locators.set(id, locator);
  }
  const seen = await see(board, columnsFor(locators.values()), [...asked.values()]);
  const types = seen.now ? remember(board, seen.now.columns) : new Map();
  return new Map([...asked.keys()].map((id) => [id, toReading(board, seen, locators.get(id), types)]));
}

async function see(board: Board, columns: string[] | undefined, scopes: readonly Scope[]): Promise<Seen> {
  try {
    return scopes.some((one) => one.kind === 'all') ? await readAll(board, columns) : await readHinted(board, columns, scopes);
  } catch (error) {
    // A column that monday doesn't know any more: the schema tells which, as a finding instead of a failure.
    // The question was put by what we knew of the columns, and may have been wrong for that.
    board.schemas.delete(board.id);
    if (!(error instanceof SyncError) || error.data.code !== 'column-missing') throw error;
    return { now: await readSchema(board.deps, board.options, board.id), items: [], complete: false };
  }
}

async function readHinted(board: Board, columns: string[] | undefined, scopes: readonly Scope[]): Promise<Seen> {
  const ids = new Set(scopes.flatMap((one) => (one.kind === 'records' ? one.ids : [])).filter((id) => /^\d+$/.test(id)));
  if (ids.size === 0) return { now: await readSchema(board.deps, board.options, board.id), items: [], complete: false };
  const wanted = [...ids];
  const items = new Map<string, WireItem>();
  let now: BoardNow | null = null;
  for (let at = 0, most = IDS * BLOCKS; at < wanted.length; ) {
    const part = wanted.slice(at, at + most);
    const answer = await askItems(board, columns, part).catch((error: unknown) => {
      if (error instanceof SyncError && error.code === 'too-complex' && part.length > 1) return null;
      throw error;
    });
    if (answer === null) {
      most = Math.ceil(part.length / 2);
      continue;
    }
    now = answer.now;
    if (!now) break;
    for (const one of answer.items) items.set(one.id, one);
    at += part.length;
  }
  return { now, items: [...items.values()], complete: false };
}

/** One call: the schema, and at most 500 items by their ids. */
async function askItems(
  board: Board,
  columns: string[] | undefined,
  ids: readonly string[],
): Promise<{ readonly now: BoardNow | null; readonly items: readonly WireItem[] }> {
  const blocks = chunks(ids, IDS);
  const lists = Object.fromEntries(blocks.map((block, n) => [`ids${n}`, block]));
  const asked = questionFor(columns, board.schemas.get(board.id));
  const variables = { board: [board.id], columns: asked.columns, ...lists };
  const cost = readCost(ids.length, asked.columns?.length ?? MANY_COLUMNS);
  const call = { operation: 'items', query: hintedItems(blocks.length, asked.results), variables, cost, write: false };
  const answer = await askWhole(board.deps, board.options, call);
  const now = boardIn(answer, 'items');
  if (!now) return { now, items: [] };
  const listed = blocks.flatMap((_, n) => readAs(z.array(wireItem.nullable()).nullable(), answer[`items${n}`], 'items') ?? []);
  const items = listed.filter((one) => one !== null);
  return { now, items: await withResults(board, items, columns, asked, typesOf(now.columns)) };
}

function toReading(board: Board, seen: Seen, locator: BoardLocator | undefined, types: ColumnTypes): Reading {
  if (!locator) return { kind: 'broken', why: 'replica-missing', columns: [] };
  if (!seen.now) return { kind: 'broken', why: 'container-missing', columns: [] };
  const there = new Set(seen.now.columns.map((one) => one.id));
  const missing = (locator.columns ?? []).filter((id) => id !== NAME && !there.has(id)).map((id) => brandAs<ColumnRef>(id));
  if (missing.length > 0) return { kind: 'broken', why: 'column-missing', columns: missing };
  if (locator.keyColumn !== null && !there.has(locator.keyColumn)) {
    return { kind: 'broken', why: 'key-column-missing', columns: [brandAs<ColumnRef>(locator.keyColumn)] };
  }
  const gone = seen.items.flatMap((one) => goneOf(one, board.id));
  const left = new Set<LocalId>(gone.map((one) => one.localId));
  const records = seen.items.filter((one) => !left.has(localIdOf(one))).map((one) => toRecord(one, locator, types));
  return { kind: 'records', complete: seen.complete, records, gone, columns: columnsOf(seen.now, locator), locale: null };
}

function goneOf(item: WireItem, boardId: string): readonly Gone[] {
  const localId = localIdOf(item);
  if (item.state === 'archived' || item.state === 'deleted') return [{ localId, how: item.state }];
  return item.board && item.board.id !== boardId ? [{ localId, how: 'elsewhere' }] : [];
}

/** The schema as mapped: the name first, then the board's own columns, our key column left out. */
export function columnsOf(now: BoardNow, locator: Pick<BoardLocator, 'keyColumn' | 'columns'>): readonly Column[] {
  const wanted = locator.columns === null ? null : new Set(locator.columns);
  const title = now.columns.find((one) => one.id === NAME)?.title ?? 'Name';
  const name: Column = { ref: NAME, title, kind: 'text', writable: true, labels: null };
  const rest = now.columns.filter((one) => one.id !== NAME && one.id !== locator.keyColumn && (!wanted || wanted.has(one.id)));
  return [name, ...rest.map(toColumn)];
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}
