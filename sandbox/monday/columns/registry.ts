import type { BoardDoc, ColumnDoc, ItemDoc } from '../state/model.ts';
import { checkbox } from './checkbox.ts';
import { email, link, phone } from './contact.ts';
import { date, hour, timeline, week } from './dates.ts';
import { dropdown } from './dropdown.ts';
import type { Cell, ColumnKind } from './kind.ts';
import { numbers, rating } from './numbers.ts';
import { people } from './people.ts';
import { creationLog, formula, itemId, lastUpdated, unsupported } from './readonly.ts';
import { boardRelation, dependency, mirror, subtasks } from './relation.ts';
import { SELDOM } from './seldom.ts';
import { status } from './status.ts';
import { tags } from './tags.ts';
import { longText, text } from './text.ts';

/** Every column type with a behaviour of its own. */
export const KINDS: readonly ColumnKind[] = [
  text,
  longText,
  numbers,
  rating,
  status,
  dropdown,
  people,
  date,
  timeline,
  week,
  hour,
  link,
  email,
  phone,
  checkbox,
  boardRelation,
  dependency,
  mirror,
  subtasks,
  tags,
  creationLog,
  lastUpdated,
  itemId,
  formula,
  ...SELDOM,
];

const byType = new Map(KINDS.map((kind) => [kind.type, kind]));

export function kindOf(type: string): ColumnKind {
  const known = byType.get(type);
  if (known) return known;
  const made = unsupported(type);
  byType.set(type, made);
  return made;
}

export function cellOf(board: BoardDoc, item: ItemDoc, column: ColumnDoc): Cell {
  return { board, item, column, kind: kindOf(column.type), stored: item.values[column.id] };
}

/** JSON text of the cell's `value`, null when empty. */
export function valueText(cell: Cell): string | null {
  if (cell.kind.value) return cell.kind.value(cell);
  return cell.stored === undefined ? null : JSON.stringify(cell.stored);
}
