/**
 * Which fields of a pair stand in which columns, and how a raw record becomes mapped fields and back. The settings are
 * stored as they are; everything here is a pure function of them.
 */
import { z } from 'zod';
import { checkbox } from '../values/checkbox.ts';
import { choice } from '../values/choice.ts';
import { date } from '../values/date.ts';
import { isIsoDate } from '../values/dates.ts';
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
  type: z.enum(['text', 'longText', 'number', 'money', 'date', 'choice', 'person', 'checkbox', 'link', 'relation']),
  direction: z.enum(['two-way', 'left-to-right', 'right-to-left']),
  policy: z.enum(['left', 'right', 'ask']),
  /** Left label to right label, one to one; null: labels are the same on both sides. */
  map: z.record(z.string(), z.string()).nullable(),
  currency: z.union([z.object({ left: z.string(), right: z.string() }), z.string()]).nullable(),
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

/** The columns in which a field stands on a side: one, or two for money with a currency column. */
export function columnsOf(field: FieldMapping, side: Side): readonly ColumnRef[] {
  const main = brandAs<ColumnRef>(field[side]);
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
  return reads(mapLabel(field, side, TYPES[field.type].read(main, context)), main.formula === true);
}

/** Made for each cell of a run, so without a spread. */
const reads = (reading: ValueReading, locked: boolean): FieldReading =>
  reading.kind === 'value'
    ? { kind: 'value', value: reading.value, locked }
    : { kind: 'invalid', why: reading.why, shown: reading.shown, locked };

export type FieldWrite = { readonly kind: 'cells'; readonly cells: Cells } | { readonly kind: 'unholdable'; readonly why: InvalidWhy };

/** The cells that show a value on a side. `before`: what stands in the record now; what of it isn't ours to change stays. */
export function writeField(field: FieldMapping, side: Side, value: Value, context: ValueContext, before: Cells = {}): FieldWrite {
  const [main, currency] = columnsOf(field, side);
  if (main === undefined) return { kind: 'cells', cells: {} };
  if (!suits(field, value)) return { kind: 'unholdable', why: 'wrong-kind' };
  if (field.type === 'money') {
    const money = writeMoney(value);
    if (!inCurrency(field, value)) return { kind: 'unholdable', why: 'not-a-currency' };
    const cells: Record<ColumnRef, Cell> = { [main]: fitted(money.amount, context.kinds[0]) };
    if (currency !== undefined) cells[currency] = fitted(money.currency, context.kinds[1]);
    return { kind: 'cells', cells };
  }
  const shown = toSide(field, side, value);
  if (shown === undefined) return { kind: 'unholdable', why: 'unknown-label' };
  const cell = TYPES[field.type].write(shown, context);
  if (cell.kind === 'unholdable') return cell;
  return { kind: 'cells', cells: { [main]: fitted(besides(cell, cellOf(before, main)), context.kinds[0]) } };
}

/** Whether what a side shows after our write is a form of what we sent. */
export const isFormOf = (field: FieldMapping, sent: Value, shown: Value): boolean =>
  field.type === 'money' ? isFormOfMoney(sent, shown) : TYPES[field.type].isFormOf(sent, shown);

const EMPTY_CELL: Cell = { kind: 'empty' };

const TYPES: Readonly<Record<Exclude<FieldMapping['type'], 'money'>, ValueType>> = {
  text,
  longText: text,
  number,
  date,
  choice,
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

/** Canonical labels are the left side's. A label outside the map, or one that it gives to two, is none. */
function mapLabel(field: FieldMapping, side: Side, reading: ValueReading): ValueReading {
  if (field.map === null || reading.kind === 'invalid' || typeof reading.value !== 'string') return reading;
  const { lefts, rights } = labelMap(field.map);
  const label = fold(reading.value);
  const known = side === 'left' ? lefts.has(label) : rights.has(label);
  if (!known) return { kind: 'invalid', why: 'unknown-label', shown: reading.value };
  return side === 'left' ? reading : { kind: 'value', value: rights.get(label) ?? null };
}

/** undefined: the side has no label for it. */
function toSide(field: FieldMapping, side: Side, value: Value): Value | undefined {
  if (field.map === null || side === 'left' || typeof value !== 'string') return value;
  return labelMap(field.map).lefts.get(fold(value));
}

interface LabelMap {
  /** Folded left label to right label, and the other way; one to one. */
  readonly lefts: ReadonlyMap<string, string>;
  readonly rights: ReadonlyMap<string, string>;
}

/** One map serves every record of a run. */
const labelMaps = new WeakMap<object, LabelMap>();

function labelMap(map: NonNullable<FieldMapping['map']>): LabelMap {
  const known = labelMaps.get(map);
  if (known !== undefined) return known;
  const all = Object.entries(map).map(([left, right]) => ({ left, right, from: fold(left), to: fold(right) }));
  const single = all.filter((one) => all.filter((other) => other.from === one.from || other.to === one.to).length === 1);
  const made = { lefts: new Map(single.map((one) => [one.from, one.right])), rights: new Map(single.map((one) => [one.to, one.left])) };
  labelMaps.set(map, made);
  return made;
}

const fold = (label: string): string => label.normalize('NFC').trim().toLowerCase();

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
