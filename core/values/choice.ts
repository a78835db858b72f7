import type { ValueType } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/**
 * One label of a choice. Labels match by letter, not by case; a label that the column doesn't have is a finding, unless the
 * mapping says that it is made there.
 */
export const choice: ValueType = {
  read(cell, context) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    if (cell.kind === 'choice' && cell.labels.length > 1) return invalid('several-labels', cell);
    const label = cellText(cell).trim();
    if (label === '') return valid(null);
    if (context.labels === null) return valid(label);
    const known = findLabel(context.labels, label) ?? (context.create === true ? label : undefined);
    return known === undefined ? invalid('unknown-label', cell) : valid(known);
  },
  write(value, context) {
    if (typeof value !== 'string') return { kind: 'empty' };
    const label = context.labels === null ? value : findLabel(context.labels, value);
    if (label !== undefined) return { kind: 'choice', labels: [label] };
    return context.create === true ? { kind: 'choice', labels: [value], create: true } : { kind: 'unholdable', why: 'unknown-label' };
  },
  isFormOf: (sent, shown) => foldLabel(sent) === foldLabel(shown),
};

/** The column's own spelling of a label; undefined when it has none. */
export const findLabel = (labels: readonly string[], label: string): string | undefined =>
  labels.includes(label) ? label : labels.find((one) => foldLabel(one) === foldLabel(label));

export const foldLabel = (value: unknown): string => (typeof value === 'string' ? value.trim().normalize('NFC').toLowerCase() : '');
