/** From a request's `column_values` to the cells that really change. */
import { badValue, type ColumnKind, isClear, isObject, type Site } from '../columns/kind.ts';
import { cellOf, kindOf } from '../columns/registry.ts';
import type { Actor, Core } from '../core.ts';
import { MondayError } from '../http/errors.ts';
import { columnOf } from './board-columns.ts';
import type { BoardDoc, ColumnDoc, ItemDoc } from './model.ts';

export interface CellWrite {
  readonly column: ColumnDoc;
  readonly kind: ColumnKind;
  /** Kept forms; undefined is an empty cell. */
  readonly before: unknown;
  readonly after: unknown;
  /** What log and webhook say of them. */
  readonly previous: unknown;
  readonly value: unknown;
  readonly texts: { readonly before: string | null; readonly after: string | null };
}

export interface Writes {
  readonly name?: string;
  readonly cells: readonly CellWrite[];
}

/** Judges every value before anything changes; what is already so is left out. */
export function writesFrom(
  core: Core,
  actor: Actor,
  board: BoardDoc,
  values: Record<string, unknown>,
  createLabels: boolean,
  item?: ItemDoc,
): Writes {
  const columns = createLabels ? structuredClone(board.columns) : board.columns;
  const now = new Date(core.world.clock.now()).toISOString();
  let name: string | undefined;
  const cells: CellWrite[] = [];
  for (const [id, input] of Object.entries(values)) {
    if (id === 'name') {
      name = nameFrom(input);
      continue;
    }
    const column = columnOf({ ...board, columns }, id);
    const kind = kindOf(column.type);
    const after = keptForm(kind, input, { core, actor, board, column, createLabels, now });
    const before = item?.values[id];
    if (sameCell(before, after)) continue;
    cells.push(describe(core, board, item, column, kind, before, after));
  }
  keepNewLabels(core, board, columns);
  return name === undefined ? { cells } : { name, cells };
}

/** The cells of an item as `create_pulse` tells them. */
export function eventsOf(board: BoardDoc, item: ItemDoc): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const column of board.columns) {
    const kept = item.values[column.id];
    if (kept !== undefined) told[column.id] = eventForm(kindOf(column.type), kept, column);
  }
  return told;
}

function keptForm(kind: ColumnKind, input: unknown, site: Site): unknown {
  if (!kind.write) {
    throw new MondayError('InvalidColumnTypeException', 'This column type is not supported yet in the API', {
      errorData: { column_id: site.column.id, column_type: kind.type },
    });
  }
  if (isClear(input)) return undefined;
  if (typeof input !== 'string') return kind.write(input, site);
  if (!kind.writeText) throw badValue(site, input);
  return kind.writeText(input, site);
}

function nameFrom(input: unknown): string {
  if (typeof input === 'string') return input;
  if (typeof input === 'number') return String(input);
  return isObject(input) && typeof input.name === 'string' ? input.name : '';
}

function describe(
  core: Core,
  board: BoardDoc,
  item: ItemDoc | undefined,
  column: ColumnDoc,
  kind: ColumnKind,
  before: unknown,
  after: unknown,
): CellWrite {
  const textOf = (kept: unknown): string | null => (item ? kind.text({ ...cellOf(board, item, column), stored: kept }, core) : null);
  return {
    column,
    kind,
    before,
    after,
    previous: before === undefined ? null : eventForm(kind, before, column),
    value: after === undefined ? null : eventForm(kind, after, column),
    texts: { before: textOf(before), after: textOf(after) },
  };
}

const eventForm = (kind: ColumnKind, kept: unknown, column: ColumnDoc): unknown => (kind.event ? kind.event(kept, column) : kept);

/** Equal but for the time of the change: writing what is there is no change. */
function sameCell(a: unknown, b: unknown): boolean {
  const bare = (kept: unknown): unknown => (isObject(kept) ? { ...kept, changed_at: null } : kept);
  return a === b || JSON.stringify(bare(a)) === JSON.stringify(bare(b));
}

/** Labels made by `create_labels_if_missing` join the board only when every value was fine. */
function keepNewLabels(core: Core, board: BoardDoc, columns: ColumnDoc[]): void {
  const changed = columns.some((column, at) => column.revision !== board.columns[at]?.revision);
  if (!changed) return;
  board.columns = columns;
  core.tables.boards.set(board.id, board);
}
