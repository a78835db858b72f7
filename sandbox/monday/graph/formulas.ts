/**
 * `display_value` of formula columns, and what bounds it: 5 formula columns a request, 10,000 values a minute
 * (developer.monday.com/api-reference/docs/formula). monday publishes no text for either refusal; these are worded as its others.
 */
import { formulaText } from '../columns/formula.ts';
import type { Cell } from '../columns/kind.ts';
import { cellOf } from '../columns/registry.ts';
import type { Core } from '../core.ts';
import { invalidArgument } from '../http/errors.ts';
import type { Args, Resolvers, Turn } from './turn.ts';

const COLUMNS_A_REQUEST = 5;
const VALUES_A_MINUTE = 10_000;
/** Types whose cells a formula can't use. */
const UNUSABLE = new Set(['mirror', 'board_relation', 'dependency', 'subtasks', 'formula']);

/** Formula columns that a request has read so far. */
const read = new WeakMap<Turn, Set<string>>();

export const formulaResolvers: Resolvers = {
  FormulaValue: {
    display_value: (cell: Cell, _args: Args, turn: Turn) => {
      if (turn.core.world.limits.mode === 'vendor') spend(cell, turn);
      return displayValue(cell, turn.core);
    },
  },
};

function spend(cell: Cell, turn: Turn): void {
  const columns = read.get(turn) ?? new Set<string>();
  read.set(turn, columns.add(`${cell.board.id} ${cell.column.id}`));
  if (columns.size > COLUMNS_A_REQUEST)
    throw invalidArgument(`Up to ${COLUMNS_A_REQUEST} formula columns can be queried in one request`, { column_id: cell.column.id });
  turn.meter.spendRare('FormulaValue.display_value', VALUES_A_MINUTE, 60_000, 'Call limit exceeded for FormulaValue');
}

function displayValue({ board, item, column }: Cell, core: Core): string {
  const { formula } = column.settings;
  if (typeof formula !== 'string') return '';
  return formulaText(formula, (id) => {
    if (id === 'name') return item.name;
    const other = board.columns.find((known) => known.id === id);
    if (!other || UNUSABLE.has(other.type)) return undefined;
    const cell = cellOf(board, item, other);
    return cell.kind.text(cell, core) ?? '';
  });
}
