import type { ValueType } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/** Text, byte for byte, also when it looks like a formula or a number. Empty text is no value. */
export const text: ValueType = {
  read(cell) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    if (cell.kind === 'number') {
      if (ROUNDED.test(cell.number)) return invalid('digits-lost', cell);
      if (IN_SHORT.test(cellText(cell))) return valid(cell.number);
    }
    const shown = cell.kind === 'text' ? cell.text : cellText(cell);
    return valid(shown === '' ? null : shown);
  },
  write: (value) => (typeof value === 'string' && value !== '' ? { kind: 'text', text: value } : { kind: 'empty' }),
  isFormOf: (sent, shown) => plain(sent) === plain(shown),
};

/** A long number that a narrow format shows as `1.23457E+11`: an id typed without care. */
const IN_SHORT = /^-?\d([.,]\d+)?E[+-]?\d+$/i;

/** A sheet keeps fifteen digits of what was typed, and shows zeros for the others: nobody can say what they were. */
const ROUNDED = /^-?[1-9]\d{14}0+$/;

/** Vendors trim, and write line ends their own way. */
const plain = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '');
