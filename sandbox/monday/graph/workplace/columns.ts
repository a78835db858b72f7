/** The typed mutations on columns of API 2025-10 and later. */
import { isObject } from '../../columns/kind.ts';
import { kindOf } from '../../columns/registry.ts';
import { MondayError } from '../../http/errors.ts';
import { boardFor, saveBoard } from '../../state/board.ts';
import { columnOf, createColumn, newColumn, retitleColumn } from '../../state/board-columns.ts';
import type { ColumnDoc } from '../../state/model.ts';
import { jsonArg } from '../mutations.ts';
import { type Args, needed, type Resolvers, stringArg, type Turn } from '../turn.ts';

export const columnResolvers: Resolvers = {
  Mutation: {
    create_status_column: (_: unknown, args: Args, turn: Turn) => create(args, turn, 'status'),
    create_dropdown_column: (_: unknown, args: Args, turn: Turn) => create(args, turn, 'dropdown'),
    update_column: (_: unknown, args: Args, turn: Turn) => update(args, turn),
  },
};

function create(args: Args, { core, actor }: Turn, type: string): ColumnDoc {
  const defaults = jsonArg(args.defaults, 'defaults');
  return createColumn(core, actor, boardFor(core, actor, needed(args, 'board_id')), {
    type,
    title: needed(args, 'title'),
    id: stringArg(args, 'id'),
    description: stringArg(args, 'description'),
    afterId: stringArg(args, 'after_column_id'),
    defaults: isObject(defaults) ? defaults : {},
  });
}

/** A change names the revision it was made from, and is refused when another came between. */
function update(args: Args, { core, actor }: Turn): ColumnDoc {
  const board = boardFor(core, actor, needed(args, 'board_id'));
  const column = columnOf(board, needed(args, 'id'));
  if (column.type !== args.column_type) {
    throw new MondayError('InvalidColumnTypeException', 'The column is of another type', {
      errorData: { column_id: column.id, column_type: column.type },
    });
  }
  if (needed(args, 'revision') !== String(column.revision)) {
    throw new MondayError('ColumnRevisionMismatchException', 'The column was changed meanwhile: read its revision again', {
      status: 409,
      errorData: { column_id: column.id, revision: String(column.revision) },
    });
  }
  const settings = jsonArg(args.settings, 'settings');
  if (isObject(settings)) {
    const made = newColumn(column.type, column.title, column.id, null, { settings });
    column.settings = kindOf(column.type).settings ? { ...column.settings, ...made.settings } : settings;
  }
  const description = stringArg(args, 'description');
  if (description !== null) column.description = description;
  const title = stringArg(args, 'title');
  if (title !== null && title !== column.title) return retitleColumn(core, actor, board, column.id, title);
  column.revision += 1;
  saveBoard(core, board);
  return column;
}
