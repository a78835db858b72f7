import type { Cell } from '../sync/record.ts';
import { Exact } from './decimal.ts';
import { parseNumber, plainDecimal } from './parse-number.ts';
import type { Value, ValueContext, ValueReading, ValueType } from './value.ts';
import { invalid, valid } from './value.ts';

/** An exact decimal in plain notation. A text that reads as a number in the side's locale is one. */
export const number: ValueType = {
  read: readDecimal,
  write: (value) => (typeof value === 'string' ? { kind: 'number', number: value } : { kind: 'empty' }),
  isFormOf: (sent, shown) => sameDigits(sent, shown),
};

/** Shared with money: the decimal that a cell holds. */
export function readDecimal(cell: Cell, context: ValueContext): ValueReading {
  switch (cell.kind) {
    case 'empty':
      return valid(null);
    case 'number': {
      const plain = plainDecimal(cell.number);
      return plain === null ? invalid('not-a-number', cell) : valid(plain);
    }
    case 'text': {
      if (cell.text.trim() === '') return valid(null);
      const parsed = parseNumber(cell.text, context.locale);
      return parsed.kind === 'number' ? valid(parsed.number) : invalid(parsed.why, cell);
    }
    case 'error':
      return invalid('error-value', cell);
    default:
      return invalid('not-a-number', cell);
  }
}

/** A column that shows fewer digits rounds, one way or the other at the half; nothing else is the same number. */
export function sameDigits(sent: Value, shown: Value): boolean {
  if (sent === shown) return true;
  if (typeof sent !== 'string' || typeof shown !== 'string') return false;
  const places = shown.split('.')[1]?.length ?? 0;
  return new Exact(sent)
    .minus(shown)
    .abs()
    .lte(new Exact(5).times(new Exact(10).pow(-places - 1)));
}
