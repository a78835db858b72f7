/** An opened board: what reading, writing and settling share. */
import { z } from 'zod';
import type { BoardLocator } from '../../core/accounts/locator.ts';
import { refused, unknownOutcome } from '../../core/sync/errors.ts';
import { brandAs, type ColumnRef, type LocalId, type RecordKey, type ReplicaId } from '../../core/sync/ids.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Cell, Cells, RawRecord } from '../../core/sync/record.ts';
import { askWhole, type MondayOptions } from './client.ts';
import { toCell, toText } from './codec.ts';
import { type ColumnTypes, NAME, typesOf } from './column-kinds.ts';
import { readCost, schema } from './graphql/queries.ts';
import type { Stride } from './graphql/stride.ts';
import { type WireColumn, type WireItem, board as wireBoard } from './wire.ts';

export interface OpenOptions extends MondayOptions {
  /**
   * Column shapes by board id, filled by each read and used by writes. Handed in and kept by the caller for one
   * connection, it saves a write without a read before it one call. Without it the opened board remembers for itself.
   */
  readonly schemas?: Map<string, ColumnTypes>;
  /** Kept by the caller for one account. Without it the opened board learns by itself. */
  readonly stride?: Stride;
}

export interface Board {
  readonly deps: ConnectorDeps;
  readonly options: OpenOptions;
  readonly id: string;
  readonly replicas: ReadonlyMap<ReplicaId, BoardLocator>;
  readonly schemas: Map<string, ColumnTypes>;
  readonly stride: Stride;
  /** Of imports in bulk, for as long as the board is open. */
  readonly bulk: {
    /** None is begun before this time, ms since 1970. */
    restsUntil: number;
    /** Records that an import didn't take: they go one by one, which tells why. */
    readonly ordinary: Set<RecordKey>;
  };
}

/** A schema as the board has it now; null when the board can't be seen. */
const counted = wireBoard.extend({ items_count: z.number().nullish() });
export type BoardNow = z.infer<typeof counted>;

/** The one board of an answer's `boards`; null when monday shows none: deleted, archived, or not ours to see. */
export function boardIn(data: Readonly<Record<string, unknown>>, operation: string): BoardNow | null {
  const boards = readAs(z.array(counted.nullable()).nullish(), data.boards, operation);
  return boards?.[0] ?? null;
}

/** One call. */
export async function readSchema(deps: ConnectorDeps, options: MondayOptions, id: string): Promise<BoardNow | null> {
  const call = { operation: 'schema', query: schema, variables: { board: [id] }, cost: readCost(0, 0), write: false };
  return boardIn(await askWhole(deps, options, call), 'schema');
}

/** Column types: remembered from a read, else one call. Throws `vendor-refused` `not-found` when the board is gone. */
export async function columnTypes(board: Board): Promise<ColumnTypes> {
  const known = board.schemas.get(board.id);
  if (known) return known;
  const now = await readSchema(board.deps, board.options, board.id);
  if (!now) throw refused('monday', 'not-found', `board ${board.id}`);
  return remember(board, now.columns);
}

export function remember(board: Board, columns: readonly WireColumn[]): ColumnTypes {
  const types = typesOf(columns);
  board.schemas.set(board.id, types);
  return types;
}

/** Columns to ask for so that all `locators` are served; undefined: all. */
export function columnsFor(locators: Iterable<BoardLocator>): string[] | undefined {
  const wanted = new Set<string>();
  for (const locator of locators) {
    if (locator.columns === null) return undefined;
    for (const column of locator.columns) wanted.add(column);
    if (locator.keyColumn !== null) wanted.add(locator.keyColumn);
  }
  wanted.delete(NAME);
  return [...wanted];
}

/** All columns of a board, as a question names them: an item's name is none. */
export const columnIds = (types: ColumnTypes): string[] => [...types.keys()].filter((id) => id !== NAME);

export function locatorOf(board: Board, replica: ReplicaId): BoardLocator {
  const locator = board.replicas.get(replica);
  if (!locator) throw refused('monday', 'unknown-replica', replica);
  return locator;
}

export const localIdOf = (item: WireItem): LocalId => brandAs<LocalId>(item.id);

/** An item as one replica shows it. */
export function toRecord(item: WireItem, locator: BoardLocator, types: ColumnTypes): RawRecord {
  const wanted = locator.columns === null ? null : new Set(locator.columns);
  const cells: Record<ColumnRef, Cell> = { [NAME]: toText(item.name) };
  for (const value of item.column_values) {
    if (value.id === locator.keyColumn || value.id === NAME || (wanted && !wanted.has(value.id))) continue;
    cells[brandAs<ColumnRef>(value.id)] = toCell(value, types.get(value.id));
  }
  return { localId: localIdOf(item), key: keyOf(item, locator), name: item.name, cells, position: null, version: null };
}

/** What an item's key column holds; null when there is none. */
export function keyOf(item: WireItem, locator: BoardLocator): string | null {
  const value = locator.keyColumn === null ? undefined : item.column_values.find((one) => one.id === locator.keyColumn);
  return value?.text || null;
}

/** What an item shows in these columns; one that isn't answered is left out. */
export function shownIn(item: WireItem, columns: readonly ColumnRef[], types: ColumnTypes): Cells {
  const shown: Record<ColumnRef, Cell> = {};
  for (const column of columns) {
    const value = item.column_values.find((one) => one.id === column);
    if (column === NAME) shown[column] = toText(item.name);
    else if (value) shown[column] = toCell(value, types.get(column));
  }
  return shown;
}

/** Parses a part of an answer; what doesn't fit is an answer that we can't read. */
export function readAs<T extends z.ZodType>(shape: T, value: unknown, operation: string): z.infer<T> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unknownOutcome('monday', operation, `an answer in another shape: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
}

export const columnRefs = (cells: Cells): ColumnRef[] => Object.keys(cells).map((ref) => brandAs<ColumnRef>(ref));
