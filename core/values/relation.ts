import type { ValueType } from './value.ts';
import { cellText, invalid, isList, valid } from './value.ts';

/** Related records, by name. The side that links by id needs to know the ids of the names that it is given. */
export const relation: ValueType = {
  read(cell) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const names = cell.kind === 'relation' ? cell.names : cellText(cell).split(/[,;\n]/);
    const clean = [...new Set(names.map((one) => one.trim()).filter((one) => one !== ''))].sort();
    return valid(clean.length === 0 ? null : clean);
  },
  write(value, context) {
    if (!isList(value) || value.length === 0) return { kind: 'empty' };
    const ids = value.map((name) => context.related.get(name) ?? '');
    if (context.related.size > 0 && ids.includes('')) return { kind: 'unholdable', why: 'unknown-record' };
    return { kind: 'relation', ids: ids.filter((id) => id !== ''), names: value };
  },
  isFormOf: (sent, shown) => JSON.stringify(sent) === JSON.stringify(shown),
};
