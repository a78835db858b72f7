/**
 * Which fields of a pair stand in which columns, and how a raw record becomes mapped fields and back. The settings are
 * stored as they are; everything here is a pure function of them.
 */
import { z } from 'zod';
import { checkbox } from '../values/checkbox.ts';
import { choice, findLabel } from '../values/choice.ts';
import { choices } from '../values/choices.ts';
import { date } from '../values/date.ts';
import { isRange, readRange, writeRange } from '../values/date-range.ts';
import { isIsoDate } from '../values/dates.ts';
import { canonicalLabel, shownLabel } from '../values/label-map.ts';
import { link } from '../values/link.ts';
import type { CurrencyCell } from '../values/money.ts';
import { isFormOfMoney, readMoney, writeMoney } from '../values/money.ts';
import { number } from '../values/number.ts';
import { plainDecimal } from '../values/parse-number.ts';
import { person } from '../values/person.ts';
import { relation } from '../values/relation.ts';
import { text } from '../values/text.ts';
import type { InvalidWhy, Value, ValueContext, ValueReading, ValueType } from '../values/value.ts';
import { fitted, isList, isMoney } from '../values/value.ts';
import type { ColumnRef, FieldId } from './ids.ts';
import { brandAs } from './ids.ts';
import { cellOf } from './ports.ts';
import type { Cell, Cells } from './record.ts';

export type Side = 'left' | 'right';
export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

export const fieldMapping = z.object({
  left: z.string(),
  right: z.string(),
  type: z.enum(['text', 'longText', 'number', 'money', 'date', 'dateRange', 'choice', 'choices', 'person', 'checkbox', 'link', 'relation']),
  direction: z.enum(['two-way', 'left-to-right', 'right-to-left']),
  policy: z.enum(['left', 'right', 'ask']),
  /** Left label to right label, one to one; null: labels are the same on both sides. */
  map: z.record(z.string(), z.string()).nullable(),
  /** Choices only: a label that the other side doesn't have is made there, where its vendor can. */
  create: z.boolean().optional(),
  currency: z.union([z.object({ left: z.string(), right: z.string() }), z.string()]).nullable(),
  /** Spans of days only: the column of the last day, on a side that has one for each end. */
  until: z.object({ left: z.string().optional(), right: z.string().optional() }).optional(),
});
export type FieldMapping = z.infer<typeof fieldMapping>;

const filterRule = z.object({ field: z.string(), any: z.array(z.string()), not: z.boolean() });
const threshold = z.object({ count: z.number(), share: z.number() });

export const pairSettings = z.object({
  fields: z.array(fieldMapping),
  /** Left columns of the natural key. */
  key: z.array(z.string()),
  filter: z.object({ left: z.array(filterRule), right: z.array(filterRule) }),
  deletes: z.object({ left: z.enum(['follow', 'ask', 'restore']), right: z.enum(['follow', 'ask', 'restore']) }),
  guard: z.union([z.literal('off'), z.object({ deletes: threshold, changes: threshold })]),
});
export type PairSettings = z.infer<typeof pairSettings>;
export type FilterRule = z.infer<typeof filterRule>;

export const fieldId = (field: FieldMapping): FieldId => brandAs<FieldId>(field.left);

/** The columns in which a field stands on a side: one, or two for money with a currency column and a span with two ends. */
export function columnsOf(field: FieldMapping, side: Side): readonly ColumnRef[] {
  const main = brandAs<ColumnRef>(field[side]);
  const until = field.type === 'dateRange' ? field.until?.[side] : undefined;
  if (until !== undefined) return [main, brandAs<ColumnRef>(until)];
  if (field.type !== 'money' || field.currency === null || typeof field.currency === 'string') return [main];
  return [main, brandAs<ColumnRef>(field.currency[side])];
}

/** What a field shows on a side. `locked`: a formula stands there; it is read and never overwritten. */
export type FieldReading = ValueReading & { readonly locked: boolean };

export function readField(field: FieldMapping, side: Side, cells: Cells, context: ValueContext): FieldReading {
  const main = cells[brandAs<ColumnRef>(field[side])] ?? EMPTY_CELL;
  if (field.type === 'money') {
    const currency = currencyCell(field, side, cells);
    const locked = main.formula === true || (currency.kind === 'cell' && currency.cell.formula === true);
    return reads(readMoney(main, currency, context), locked);
  }
  if (field.type === 'dateRange') {
    const [, ref] = columnsOf(field, side);
    const until = ref === undefined ? null : cellOf(cells, ref);
    return reads(readRange(main, until, context), main.formula === true || until?.formula === true);
  }
  return reads(mapLabel(field, side, TYPES[field.type].read(main, creating(field, context))), main.formula === true);
}

/** One context serves every record of a run. */
const creatings = new WeakMap<ValueContext, ValueContext>();

function creating(field: FieldMapping, context: ValueContext): ValueContext {
  if (field.create !== true) return context;
  const made = creatings.get(context) ?? { ...context, create: true };
  creatings.set(context, made);
  return made;
}

/** Made for each cell of a run, so without a spread. */
const reads = (reading: ValueReading, locked: boolean): FieldReading =>
  reading.kind === 'value'
    ? { kind: 'value', value: reading.value, locked }
    : { kind: 'invalid', why: reading.why, shown: reading.shown, locked };

/** `shown`: the part of the value that the side can't show, where it isn't all of it. */
export type FieldWrite =
  | { readonly kind: 'cells'; readonly cells: Cells }
  | { readonly kind: 'unholdable'; readonly why: InvalidWhy; readonly shown?: string };

/** The cells that show a value on a side. `before`: what stands in the record now; what of it isn't ours to change stays. */
export function writeField(field: FieldMapping, side: Side, value: Value, context: ValueContext, before: Cells = {}): FieldWrite {
  const written = cellsFor(field, side, value, context, before);
  return written.kind === 'cells' ? labelled(written.cells, columnsOf(field, side), context) : written;
}

/** Every label as its column has it; one that it lacks is none, though the field is of another type: a currency, a text. */
function labelled(cells: Cells, refs: readonly ColumnRef[], { columnLabels }: ValueContext): FieldWrite {
  const out: Record<ColumnRef, Cell> = { ...cells };
  for (const [at, ref] of refs.entries()) {
    const cell = cells[ref];
    const known = columnLabels?.[at] ?? null;
    if (cell?.kind !== 'choice' || cell.create === true || known === null) continue;
    const labels = cell.labels.map((one) => findLabel(known, one));
    const missing = labels.indexOf(undefined);
    if (missing >= 0) return { kind: 'unholdable', why: 'unknown-label', shown: cell.labels[missing] ?? '' };
    out[ref] = { ...cell, labels: labels.flatMap((one) => one ?? []) };
  }
  return { kind: 'cells', cells: out };
}

function cellsFor(field: FieldMapping, side: Side, value: Value, context: ValueContext, before: Cells): FieldWrite {
  const [main, currency] = columnsOf(field, side);
  if (main === undefined) return { kind: 'cells', cells: {} };
  if (!suits(field, value)) return { kind: 'unholdable', why: 'wrong-kind' };
  if (context.kinds.includes('other')) return { kind: 'unholdable', why: 'read-only-column' };
  if (field.type === 'dateRange') return writeSpan(field, side, value, context, before);
  if (field.type === 'money') {
    const money = writeMoney(value);
    if (!inCurrency(field, value)) return { kind: 'unholdable', why: 'not-a-currency' };
    const cells: Record<ColumnRef, Cell> = { [main]: fitted(money.amount, context.kinds[0]) };
    if (currency !== undefined) cells[currency] = fitted(money.currency, context.kinds[1]);
    return { kind: 'cells', cells };
  }
  const shown = toSide(field, side, value);
  if (shown === undefined) return { kind: 'unholdable', why: 'unknown-label' };
  const cell = TYPES[field.type].write(shown, creating(field, context));
  if (cell.kind === 'unholdable') return cell;
  return { kind: 'cells', cells: { [main]: fitted(besides(cell, cellOf(before, main)), context.kinds[0]) } };
}

/** Whether what a side shows after our write is a form of what we sent. */
export function isFormOf(field: FieldMapping, sent: Value, shown: Value): boolean {
  if (field.type === 'money') return isFormOfMoney(sent, shown);
  return field.type === 'dateRange' ? sent === shown : TYPES[field.type].isFormOf(sent, shown);
}

const EMPTY_CELL: Cell = { kind: 'empty' };

const TYPES: Readonly<Record<Exclude<FieldMapping['type'], 'money' | 'dateRange'>, ValueType>> = {
  text,
  longText: text,
  number,
  date,
  choice,
  choices,
  person,
  checkbox,
  link,
  relation,
};

function currencyCell(field: FieldMapping, side: Side, cells: Cells): CurrencyCell {
  if (typeof field.currency === 'string') return { kind: 'code', code: field.currency };
  const ref = field.currency?.[side];
  return ref === undefined ? { kind: 'code', code: '' } : { kind: 'cell', cell: cellOf(cells, brandAs<ColumnRef>(ref)) };
}

/** A span goes into a column that holds both ends, or into two of days; never one end of it into a column of days. */
function writeSpan(field: FieldMapping, side: Side, value: Value, context: ValueContext, before: Cells): FieldWrite {
  const [main, until] = columnsOf(field, side);
  const span = writeRange(value);
  if (main === undefined) return { kind: 'cells', cells: {} };
  if (context.kinds[0] === (until === undefined ? 'date' : 'range')) return { kind: 'unholdable', why: 'wrong-kind' };
  if (until === undefined) return { kind: 'cells', cells: { [main]: fitted(span.whole, context.kinds[0]) } };
  const end = (ref: ColumnRef, cell: Cell, at: number): Cell => fitted(besides(cell, cellOf(before, ref)), context.kinds[at]);
  return { kind: 'cells', cells: { [main]: end(main, span.from, 0), [until]: end(until, span.until, 1) } };
}

/** Canonical labels are the left side's. A label outside the map, or one that it gives to two, is none. */
function mapLabel(field: FieldMapping, side: Side, reading: ValueReading): ValueReading {
  const { map, create = false } = field;
  if (map === null || reading.kind === 'invalid' || !isLabels(reading.value)) return reading;
  const labels = isList(reading.value) ? reading.value : [reading.value];
  const known = labels.flatMap((one) => canonicalLabel(map, side, one, create) ?? []);
  if (known.length < labels.length) return { kind: 'invalid', why: 'unknown-label', shown: labels.join(', ') };
  return { kind: 'value', value: isList(reading.value) ? [...new Set(known)].sort() : (known[0] ?? null) };
}

/** undefined: the side has no label for it. */
function toSide(field: FieldMapping, side: Side, value: Value): Value | undefined {
  const { map, create = false } = field;
  if (map === null || !isLabels(value)) return value;
  if (!isList(value)) return shownLabel(map, side, value, create);
  const shown = value.flatMap((one) => shownLabel(map, side, one, create) ?? []);
  return shown.length < value.length ? undefined : shown;
}

const isLabels = (value: Value): value is string | readonly string[] => typeof value === 'string' || isList(value);

/** Whether a value is one of the field's type: a wish may carry what stood in a cell without being a value of it. */
function suits(field: FieldMapping, value: Value): boolean {
  if (value === null) return true;
  switch (field.type) {
    case 'money':
      return isMoney(value) && (value.amount === null || plainDecimal(value.amount) === value.amount);
    case 'number':
      return typeof value === 'string' && plainDecimal(value) === value;
    case 'date':
      return typeof value === 'string' && isIsoDate(value);
    case 'checkbox':
      return typeof value === 'boolean';
    case 'dateRange':
      return isRange(value);
    case 'choices':
    case 'person':
    case 'relation':
      return isList(value);
    default:
      return typeof value === 'string';
  }
}

/** A pair with one currency for all records holds no other. */
const inCurrency = (field: FieldMapping, value: Value): boolean =>
  typeof field.currency !== 'string' || !isMoney(value) || value.currency === null || value.currency === field.currency.toUpperCase();

/** The time beside a date and the text over a link aren't mapped: they stay. */
function besides(cell: Cell, before: Cell): Cell {
  if (cell.kind === 'date' && before.kind === 'date') return { ...cell, time: before.time };
  if (cell.kind === 'link' && before.kind === 'link' && before.text !== before.url && before.text !== '')
    return { ...cell, text: before.text };
  return cell;
}
