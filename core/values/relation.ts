import type { ValueType } from './value.ts';
import { cellText, invalid, isList, valid } from './value.ts';

const BETWEEN = /[,;\n]/;

/**
 * Related records, by name. A side that links by id needs to know the ids of the names that it is given; one that shows
 * names in a text can't show a name with a comma in it.
 */
export const relation: ValueType = {
  read(cell) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const names = cell.kind === 'relation' ? cell.names : cellText(cell).split(BETWEEN);
    const clean = [...new Set(names.map((one) => one.trim()).filter((one) => one !== ''))].sort();
    // Linked, but not told by name: two of one name, or names that the vendor ran together.
    if (cell.kind === 'relation' && clean.length < Math.max(cell.ids.length, cell.names.length)) return invalid('unknown-record', cell);
    return valid(clean.length === 0 ? null : clean);
  },
  write(value, context) {
    if (!isList(value) || value.length === 0) return { kind: 'empty' };
    const ids = value.flatMap((name) => context.related.get(name) ?? []);
    const holds = context.kinds[0] === 'relation' ? ids.length === value.length : !value.some((name) => BETWEEN.test(name));
    return holds ? { kind: 'relation', ids, names: value } : { kind: 'unholdable', why: 'unknown-record' };
  },
  isFormOf: (sent, shown) => JSON.stringify(sent) === JSON.stringify(shown),
};
