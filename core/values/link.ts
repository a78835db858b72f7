import type { ValueType } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/** An address. Only http, https and mailto travel: a link is something people click. */
export const link: ValueType = {
  read(cell) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const url = (cell.kind === 'link' ? cell.url : cellText(cell)).trim();
    if (url === '') return valid(null);
    return /^(https?:\/\/|mailto:)\S+$/i.test(url) ? valid(url) : invalid('not-a-link', cell);
  },
  write: (value) => (typeof value === 'string' ? { kind: 'link', url: value, text: value } : { kind: 'empty' }),
  isFormOf: (sent, shown) => typeof sent === 'string' && typeof shown === 'string' && sent.replace(/\/$/, '') === shown.replace(/\/$/, ''),
};
