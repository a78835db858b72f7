import type { ValueType } from './value.ts';
import { cellText, invalid, valid } from './value.ts';

/** One label of a choice. Labels match by letter, not by case; a label that the column doesn't have is a finding. */
export const choice: ValueType = {
  read(cell, context) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    if (cell.kind === 'choice' && cell.labels.length > 1) return invalid('several-labels', cell);
    const label = cellText(cell).trim();
    if (label === '') return valid(null);
    if (context.labels === null) return valid(label);
    const known = findLabel(context.labels, label);
    return known === undefined ? invalid('unknown-label', cell) : valid(known);
  },
  write(value, context) {
    if (typeof value !== 'string') return { kind: 'empty' };
    const label = context.labels === null ? value : findLabel(context.labels, value);
    return label === undefined ? { kind: 'unholdable', why: 'unknown-label' } : { kind: 'choice', labels: [label] };
  },
  isFormOf: (sent, shown) => fold(sent) === fold(shown),
};

const findLabel = (labels: readonly string[], label: string): string | undefined =>
  labels.includes(label) ? label : labels.find((one) => fold(one) === fold(label));

const fold = (value: unknown): string => (typeof value === 'string' ? value.trim().normalize('NFC').toLowerCase() : '');
