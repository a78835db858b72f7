/** Days away: a date or range cell, or a text with days and ranges parted by commas, semicolons or lines. */
import type { Cell } from '../../sync/record.ts';
import type { Person } from '../../team/records.ts';
import type { IsoDate } from '../../values/dates.ts';
import { isIsoDate } from '../../values/dates.ts';
import { parseDate } from '../../values/parse-date.ts';
import { cellText } from '../../values/value.ts';

type DateRange = Person['leave'][number];

export interface LeaveReading {
  readonly leave: readonly DateRange[];
  /** Pieces that are no days. */
  readonly unread: readonly string[];
}

/** `2026-12-01/2026-12-12, 2027-01-04`; also ` - `, `–`, `..` and ` to ` between two days. */
export function readLeave(cell: Cell, locale: string | null): LeaveReading {
  if (cell.kind === 'date') return checked({ from: cell.date, to: cell.date });
  if (cell.kind === 'range') return checked({ from: cell.from, to: cell.to });
  const leave: DateRange[] = [];
  const unread: string[] = [];
  for (const piece of cellText(cell).split(/[,;\n]/)) {
    const typed = piece.trim();
    if (typed === '') continue;
    const range = rangeOf(typed, locale);
    if (range === null) unread.push(typed);
    else leave.push(range);
  }
  return { leave, unread };
}

/** What may stand between two days, the plainest first: a slash also parts the numbers of a day. */
const BETWEEN: readonly RegExp[] = [/\s*(?:–|—|\.\.+|…)\s*/u, /\s+(?:-|to|по)\s+/iu, /\s*\/\s*/u];

function checked(range: DateRange): LeaveReading {
  const isRange = isIsoDate(range.from) && isIsoDate(range.to) && range.from <= range.to;
  return isRange ? { leave: [range], unread: [] } : { leave: [], unread: [`${range.from}/${range.to}`] };
}

function rangeOf(typed: string, locale: string | null): DateRange | null {
  const single = dayIn(typed, locale);
  if (single !== null) return { from: single, to: single };
  for (const between of BETWEEN) {
    const [first = '', last = '', ...rest] = typed.split(between);
    const [from, to] = [dayIn(first, locale), dayIn(last, locale)];
    if (rest.length === 0 && from !== null && to !== null) return from <= to ? { from, to } : null;
  }
  return null;
}

function dayIn(typed: string, locale: string | null): IsoDate | null {
  const parsed = parseDate(typed, locale);
  return parsed.kind === 'date' ? parsed.date : null;
}
