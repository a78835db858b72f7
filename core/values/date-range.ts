/**
 * A span of days, `2026-03-01/2026-03-05`, both ends in it. It stands in one column, or each end in its own, so it isn't a
 * `ValueType` of one cell. One end alone is no span: it may be half-typed.
 */
import type { Cell } from '../sync/record.ts';
import { date } from './date.ts';
import { isIsoDate } from './dates.ts';
import { ordered, type ParsedRange, parseRange } from './parse-range.ts';
import type { Value, ValueContext, ValueReading } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/** `until`: the cell of the last day, null where one column holds both. */
export function readRange(from: Cell, until: Cell | null, context: ValueContext): ValueReading {
  const inOne = readWhole(from, context);
  if (until === null || (isBlank(until) && inOne.kind === 'range')) return toReading(inOne, from);
  const both: Cell = { kind: 'text', text: `${cellText(from)} – ${cellText(until)}` };
  const [first, last] = [date.read(from, context), date.read(until, context)];
  if (first.kind === 'invalid') return invalid(first.why, both);
  if (last.kind === 'invalid') return invalid(last.why, both);
  if (first.value === null && last.value === null) return valid(null);
  if (typeof first.value !== 'string' || typeof last.value !== 'string') return invalid('half-range', both);
  return toReading(ordered(first.value, last.value), both);
}

/** The cells that show a span: in one column, or in two. */
export function writeRange(value: Value): { readonly whole: Cell; readonly from: Cell; readonly until: Cell } {
  if (!isRange(value)) return { whole: EMPTY, from: EMPTY, until: EMPTY };
  const [from = '', until = ''] = value.split('/');
  const day = (one: string): Cell => ({ kind: 'date', date: one, time: null });
  return { whole: { kind: 'range', from, to: until }, from: day(from), until: day(until) };
}

/** Whether a value is a span of days. */
export function isRange(value: Value): value is string {
  if (typeof value !== 'string') return false;
  const [from = '', until = '', ...rest] = value.split('/');
  return rest.length === 0 && isIsoDate(from) && isIsoDate(until) && from <= until;
}

const EMPTY: Cell = { kind: 'empty' };
const isBlank = (cell: Cell): boolean => cell.kind === 'empty' || (cell.kind === 'text' && cell.text.trim() === '');

type Whole = ParsedRange | { readonly kind: 'none' } | { readonly kind: 'error' };

function readWhole(cell: Cell, context: ValueContext): Whole {
  if (isBlank(cell)) return { kind: 'none' };
  switch (cell.kind) {
    case 'range':
      return isIsoDate(cell.from) && isIsoDate(cell.to) ? ordered(cell.from, cell.to) : { kind: 'invalid', why: 'not-a-range' };
    case 'date':
      return { kind: 'invalid', why: 'half-range' };
    case 'text':
      return parseRange(cell.text, context.locale);
    default:
      return cell.kind === 'error' ? { kind: 'error' } : { kind: 'invalid', why: 'not-a-range' };
  }
}

function toReading(whole: Whole, cell: Cell): ValueReading {
  if (whole.kind === 'none') return valid(null);
  if (whole.kind === 'range') return valid(`${whole.from}/${whole.until}`);
  return invalid(whole.kind === 'error' ? 'error-value' : whole.why, cell);
}
