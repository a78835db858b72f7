import type { ValueType } from './value.ts';
import { invalid, valid } from './value.ts';

/** Ticked or not; an empty cell isn't ticked. */
export const checkbox: ValueType = {
  read(cell) {
    if (cell.kind === 'empty') return valid(false);
    if (cell.kind === 'bool') return valid(cell.bool);
    if (cell.kind === 'error') return invalid('error-value', cell);
    if (cell.kind !== 'text') return invalid('not-a-checkbox', cell);
    const typed = cell.text.trim().toLowerCase();
    if (['true', 'yes', 'да', 'v', '✓', 'x'].includes(typed)) return valid(true);
    if (['', 'false', 'no', 'нет'].includes(typed)) return valid(false);
    return invalid('not-a-checkbox', cell);
  },
  write: (value) => ({ kind: 'bool', bool: value === true }),
  isFormOf: (sent, shown) => (sent === true) === (shown === true),
};
