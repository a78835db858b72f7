/** The columns of a board. */
import { record } from '../activity.ts';
import { isObject } from '../columns/kind.ts';
import { kindOf } from '../columns/registry.ts';
import type { Actor, Core } from '../core.ts';
import { invalidArgument, invalidColumn, MondayError } from '../http/errors.ts';
import { boardChange, saveBoard } from './board.ts';
import type { BoardDoc, ColumnDoc } from './model.ts';

export interface NewColumn {
  readonly type: string;
  readonly title: string;
  readonly id: string | null;
  readonly description: string | null;
  readonly afterId: string | null;
  readonly defaults: Record<string, unknown>;
}

export function createColumn(core: Core, actor: Actor, board: BoardDoc, made: NewColumn): ColumnDoc {
  if (made.title.trim() === '') throw invalidArgument('Column title is invalid', { title: made.title });
  if (made.id !== null && !/^[a-z0-9_]{1,20}$/.test(made.id)) {
    throw invalidColumn(made.id);
  }
  if (made.id !== null && board.columns.some((known) => known.id === made.id)) {
    throw new MondayError('RecordInvalidException', 'A column with this ID already exists on the board', {
      status: 422,
      errorData: { column_id: made.id },
    });
  }
  const column = newColumn(made.type, made.title, made.id ?? freshId(core, kindOf(made.type).idPrefix), made.description, made.defaults);
  const after = board.columns.findIndex((known) => known.id === made.afterId);
  if (after < 0) board.columns.push(column);
  else board.columns.splice(after + 1, 0, column);
  const at = saveBoard(core, board);
  const { eventType } = kindOf(column.type);
  record(core, actor, {
    event: 'create_column',
    entity: 'board',
    board,
    at,
    columnId: column.id,
    log: { board_id: Number(board.id), column_id: column.id, column_title: column.title, column_type: eventType },
    hook: {
      accountId: Number(board.accountId),
      entity: 'board',
      columnId: column.id,
      columnTitle: column.title,
      columnType: eventType,
      createdAt: at / 1000,
      retryCount: 0,
    },
  });
  return column;
}

/** The column of that id; the name column can be retitled but neither written through here nor deleted. */
export function columnOf(board: BoardDoc, id: string): ColumnDoc {
  const column = board.columns.find((known) => known.id === id);
  if (!column) throw invalidColumn(id);
  return column;
}

export function retitleColumn(core: Core, actor: Actor, board: BoardDoc, id: string, title: string): ColumnDoc {
  if (title.trim() === '') throw invalidArgument('Column title is invalid', { title });
  const column = columnOf(board, id);
  const before = column.title;
  column.title = title;
  column.revision += 1;
  boardChange(
    core,
    actor,
    board,
    'update_column_name',
    {
      column_id: id,
      column_title: title,
      column_type: kindOf(column.type).eventType,
      value: { name: title },
      previous_value: { name: before },
    },
    id,
  );
  return column;
}

/** The cells go with it; a column of the same title later is another one. */
export function deleteColumn(core: Core, actor: Actor, board: BoardDoc, id: string): ColumnDoc {
  if (id === 'name') throw invalidColumn(id);
  const column = columnOf(board, id);
  board.columns = board.columns.filter((known) => known.id !== id);
  for (const item of core.tables.items.of(board.id)) {
    if (item.values[id] === undefined) continue;
    delete item.values[id];
    core.tables.items.set(item);
  }
  boardChange(
    core,
    actor,
    board,
    'delete_column',
    { column_id: id, column_title: column.title, column_type: kindOf(column.type).eventType },
    id,
  );
  return column;
}

/** `text_mk…`: a letter-and-digit tail that never repeats (a bijection of a counter over 36^6 values). */
export function freshId(core: Core, prefix: string): string {
  const scrambled = (core.world.ids.next('monday.column', 1) * 1_234_567_891 + 987_654_323) % 2_176_782_336;
  return `${prefix}_mk${scrambled.toString(36).padStart(6, '0')}`;
}

/** A column in its first state; `defaults` as create_column takes them. */
export function newColumn(
  type: string,
  title: string,
  id: string,
  description: string | null = null,
  defaults: Record<string, unknown> = {},
): ColumnDoc {
  const inner = isObject(defaults.settings) ? defaults.settings : defaults;
  const settings = kindOf(type).settings?.(structuredClone(inner)) ?? inner;
  return { id, title, type, description, settings, revision: 1 };
}
