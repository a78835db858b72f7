import type { ValueType } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/** Text, byte for byte, also when it looks like a formula or a number. Empty text is no value. */
export const text: ValueType = {
  read(cell) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const shown = cell.kind === 'text' ? cell.text : cellText(cell);
    return valid(shown === '' ? null : shown);
  },
  write: (value) => (typeof value === 'string' && value !== '' ? { kind: 'text', text: value } : { kind: 'empty' }),
  isFormOf: (sent, shown) => plain(sent) === plain(shown),
};

/** Vendors trim, and write line ends their own way. */
const plain = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '');
