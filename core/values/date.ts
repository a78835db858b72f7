import { isIsoDate } from './dates.ts';
import { parseDate } from './parse-date.ts';
import type { ValueType } from './value.ts';
import { invalid, valid } from './value.ts';

/** A calendar day, `YYYY-MM-DD`. Days have no zone: a date never shifts. A time beside it is the side's own affair. */
export const date: ValueType = {
  read(cell, context) {
    switch (cell.kind) {
      case 'empty':
        return valid(null);
      case 'date':
        return isIsoDate(cell.date) ? valid(cell.date) : invalid('not-a-date', cell);
      case 'text': {
        if (cell.text.trim() === '') return valid(null);
        const parsed = parseDate(cell.text, context.locale);
        return parsed.kind === 'date' ? valid(parsed.date) : invalid(parsed.why, cell);
      }
      case 'error':
        return invalid('error-value', cell);
      default:
        return invalid('not-a-date', cell);
    }
  },
  write: (value) => (typeof value === 'string' ? { kind: 'date', date: value, time: null } : { kind: 'empty' }),
  isFormOf: (sent, shown) => sent === shown,
};
