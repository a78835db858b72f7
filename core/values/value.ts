/**
 * Canonical values: what a mapped field of a record is, apart from how a side shows it. Two values are equal exactly when
 * their canonical texts are; detection, reconciliation and fingerprints work on these only.
 */
import type { Cell, Column, PersonRef } from '../sync/record.ts';
import { decimalText } from './parse-number.ts';

/** An exact amount; `amount` is plain decimal notation, `currency` an ISO code. Either may be missing while somebody types. */
export interface Money {
  readonly amount: string | null;
  readonly currency: string | null;
}

/** null: empty. A list is sorted and without repeats (people by id, related records and labels by name). */
export type Value = null | string | boolean | Money | readonly string[];

/** A value, or why what stands there is none. `shown` is the text that a person sees, for findings and change detection. */
export type ValueReading =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly why: InvalidWhy; readonly shown: string };

export type InvalidWhy =
  | 'not-a-number'
  | 'ambiguous-number'
  | 'digits-lost'
  | 'not-a-date'
  | 'ambiguous-date'
  | 'not-a-range'
  | 'half-range'
  | 'reversed-range'
  | 'unknown-person'
  | 'ambiguous-person'
  | 'unknown-label'
  | 'several-labels'
  | 'not-a-currency'
  | 'not-a-link'
  | 'not-a-checkbox'
  | 'unknown-record'
  | 'error-value'
  | 'wrong-kind'
  | 'read-only-column';

/** A person of the account, as the hub knows them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

/** What reading and writing may need beside the cell; the same for all records of a side in one run. */
export interface ValueContext {
  /** In which people type on this side; null: the side gives typed values. */
  readonly locale: string | null;
  readonly people: readonly Person[];
  /** Labels that the side's column has; null where any text may stand. */
  readonly labels: readonly string[] | null;
  /** A label that the column doesn't have is made there. */
  readonly create?: boolean;
  /** What the side's columns of the field hold, main column first; null where a column takes any kind of cell (a sheet). */
  readonly kinds: readonly (Column['kind'] | null)[];
  /** Labels of these columns, in the same order; null where any text may stand. A write into one of them keeps to them. */
  readonly columnLabels?: readonly (readonly string[] | null)[];
  /** Names of related records to their ids, for relation fields that are written. */
  readonly related: ReadonlyMap<string, string>;
}

/** One field type: the only place that knows what a cell of it means. */
export interface ValueType {
  read(cell: Cell, context: ValueContext): ValueReading;
  /** The cell that shows a value on a side; `unholdable` when this side can't show it. */
  write(value: Value, context: ValueContext): Cell | { readonly kind: 'unholdable'; readonly why: InvalidWhy };
  /** Whether `shown` is `sent` as a vendor's column normalises it (trimmed, the column's digits, a label's case), and not another value. */
  isFormOf(sent: Value, shown: Value): boolean;
}

/** Stable text of a value: the key order of objects is fixed here. */
export function canonical(value: Value): string {
  if (value !== null && typeof value === 'object' && !isList(value)) return JSON.stringify([value.amount, value.currency]);
  return JSON.stringify(value);
}

export const sameValue = (a: Value, b: Value): boolean => canonical(a) === canonical(b);

export const isList = (value: Value): value is readonly string[] => Array.isArray(value);

export const isMoney = (value: Value): value is Money => value !== null && typeof value === 'object' && !isList(value);

/**
 * What a side shows, as one comparable text: canonical for a value, the raw text for what is none. A formula's result bears a
 * mark: a formula in the place of a value, or a value in the place of a formula, is a change.
 */
export const shownToken = (reading: ValueReading & { readonly locked?: boolean }): string =>
  `${reading.locked === true ? FORMULA : ''}${reading.kind === 'value' ? canonical(reading.value) : `!${reading.shown}`}`;

/** No canonical text begins with it. */
const FORMULA = '=';

/** Two tokens that say the same, typed or computed. */
export const sameShown = (a: string, b: string): boolean => unmarked(a) === unmarked(b);

const unmarked = (token: string): string => (isFormulaToken(token) ? token.slice(FORMULA.length) : token);

/** Whether what stood there was a formula's result. */
export const isFormulaToken = (token: string): boolean => token.startsWith(FORMULA);

export const isEmpty = (value: Value): boolean =>
  value === null || value === false || (isList(value) && value.length === 0) || (isMoney(value) && value.amount === null);

/** Nothing at all: what `isEmpty` calls empty, but for a currency that waits for its amount. */
export const isBlank = (value: Value): boolean => isEmpty(value) && !(isMoney(value) && value.currency !== null);

/** Whether `whole` says all that `part` says and more: an empty cell of any, an amount or a currency of the money with both. */
export function isPartOf(part: Value, whole: Value): boolean {
  if (isBlank(part)) return !isBlank(whole);
  if (!isMoney(part) || !isMoney(whole) || sameValue(part, whole)) return false;
  return (['amount', 'currency'] as const).every((one) => part[one] === null || part[one] === whole[one]);
}

/** The text of a cell as a person sees it. */
export function cellText(cell: Cell): string {
  if (cell.asShown !== undefined) return cell.asShown;
  switch (cell.kind) {
    case 'empty':
      return '';
    case 'text':
    case 'error':
      return cell.text;
    case 'number':
      return cell.number;
    case 'bool':
      return cell.bool ? 'TRUE' : 'FALSE';
    case 'date':
      return cell.time === null ? cell.date : `${cell.date} ${cell.time}`;
    case 'range':
      return `${cell.from} – ${cell.to}`;
    case 'choice':
      return cell.labels.join(', ');
    case 'people':
      return cell.people.map(personText).join(', ');
    case 'relation':
      return cell.names.join(', ');
    case 'link':
      return cell.text === '' ? cell.url : cell.text;
  }
}

/** A cell as a typed column takes it: any content as text, a text as a label. Others stay: the vendor says what it refuses. */
export function fitted(cell: Cell, kind: Column['kind'] | null | undefined): Cell {
  if (cell.kind === 'empty' || cell.kind === kind) return cell;
  if (kind === 'text') return { kind: 'text', text: cell.kind === 'number' ? decimalText(cell.number) : cellText(cell) };
  if (kind === 'choice') return { kind: 'choice', labels: [cellText(cell)] };
  return cell;
}

const personText = (person: PersonRef): string => person.name ?? person.email ?? person.id ?? '';

export const valid = (value: Value): ValueReading => ({ kind: 'value', value });
export const invalid = (why: InvalidWhy, cell: Cell): ValueReading => ({ kind: 'invalid', why, shown: cellText(cell) });
