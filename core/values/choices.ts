import type { Cell } from '../sync/record.ts';
import { findLabel, foldLabel } from './choice.ts';
import { joinList, splitList } from './typed/list.ts';
import type { ValueReading, ValueType } from './value.ts';
import { cellText, invalid, isList, valid } from './value.ts';

/** Several labels of a choice, sorted, once each. In a text they stand with commas between them (`typed/list.ts`). */
export const choices: ValueType = {
  read(cell, context): ValueReading {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const typed = labelsIn(cell, context.labels);
    if (typed === null) return invalid('unknown-label', cell);
    const labels = new Map<string, string>();
    for (const one of typed) {
      const known = context.labels === null ? one : (findLabel(context.labels, one) ?? (context.create === true ? one : undefined));
      if (known === undefined) return invalid('unknown-label', cell);
      if (!labels.has(foldLabel(known))) labels.set(foldLabel(known), known);
    }
    return valid(labels.size === 0 ? null : [...labels.values()].sort());
  },
  write(value, context) {
    if (!isList(value) || value.length === 0) return { kind: 'empty' };
    const { labels } = context;
    const known = value.map((one) => (labels === null ? one : findLabel(labels, one)));
    const missing = known.includes(undefined);
    if (missing && context.create !== true) return { kind: 'unholdable', why: 'unknown-label' };
    const shown = known.map((one, at) => one ?? value[at] ?? '');
    const joined = joinList(shown);
    const cell: Cell = missing ? { kind: 'choice', labels: shown, create: true } : { kind: 'choice', labels: shown };
    return joined === shown.join(', ') ? cell : { ...cell, asShown: joined };
  },
  isFormOf: (sent, shown) => JSON.stringify(folded(sent)) === JSON.stringify(folded(shown)),
};

/** A whole text that is one of the column's labels is that label, commas and all. */
function labelsIn(cell: Cell, known: readonly string[] | null): readonly string[] | null {
  if (cell.kind === 'choice') return cell.labels.map((one) => one.trim()).filter((one) => one !== '');
  const typed = cellText(cell);
  return known !== null && findLabel(known, typed) !== undefined ? [typed] : splitList(typed);
}

const folded = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map((one) => foldLabel(String(one))).sort() : []);
