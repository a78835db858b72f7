import { badValue, type ColumnKind, isObject, stored, stringIn, updatedAt } from './kind.ts';

/** Longer texts are cut without a word, as monday does. */
const LONG_TEXT_MAX = 2000;

export const text: ColumnKind = {
  type: 'text',
  typename: 'TextValue',
  idPrefix: 'text',
  eventType: 'text',
  write: (input, site) => {
    if (typeof input === 'number') return String(input);
    throw badValue(site, input);
  },
  writeText: (input, site) => (site.core.options.trims ? input.trim() : input) || undefined,
  text: (cell) => (typeof cell.stored === 'string' ? cell.stored : ''),
  event: (kept) => ({ value: kept }),
};

export const longText: ColumnKind = {
  type: 'long_text',
  typename: 'LongTextValue',
  idPrefix: 'long_text',
  eventType: 'long-text',
  write: (input, site) => {
    const words = isObject(input) ? input.text : undefined;
    if (words === null || words === '') return undefined;
    if (typeof words !== 'string') throw badValue(site, input);
    return { text: words.slice(0, LONG_TEXT_MAX), changed_at: site.now };
  },
  writeText: (input, site) => ({ text: input.slice(0, LONG_TEXT_MAX), changed_at: site.now }),
  text: (cell) => stringIn(stored(cell), 'text') ?? '',
  fields: { updated_at: updatedAt },
};
