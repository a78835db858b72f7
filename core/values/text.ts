import type { ValueReading, ValueType } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/** Text, byte for byte, also when it looks like a formula or a number. Empty text is no value. */
export const text: ValueType = {
  read(cell) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    if (cell.kind === 'number' && IN_SHORT.test(cellText(cell))) return unshortened(cell.number) ?? invalid('wrong-kind', cell);
    const shown = cell.kind === 'text' ? cell.text : cellText(cell);
    return valid(shown === '' ? null : shown);
  },
  write: (value) => (typeof value === 'string' && value !== '' ? { kind: 'text', text: value } : { kind: 'empty' }),
  isFormOf: (sent, shown) => plain(sent) === plain(shown),
};

/** A long number that a narrow format shows as `1.23457E+11`: an id typed without care. */
const IN_SHORT = /^-?\d([.,]\d+)?E[+-]?\d+$/i;

/** Its digits; null where the sheet has lost some already, and nobody can say which they were. */
const unshortened = (number: string): ValueReading | null => (number.replace(/\D/g, '').length <= 15 ? valid(number) : null);

/** Vendors trim, and write line ends their own way. */
const plain = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '');
