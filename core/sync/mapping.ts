/**
 * Which fields of a pair stand in which columns, and how a raw record becomes mapped fields and back. The settings are
 * stored as they are; everything here is a pure function of them.
 */
import { z } from 'zod';
import { checkbox } from '../values/checkbox.ts';
import { choice } from '../values/choice.ts';
import { date } from '../values/date.ts';
import { link } from '../values/link.ts';
import type { CurrencyCell } from '../values/money.ts';
import { isFormOfMoney, readMoney, writeMoney } from '../values/money.ts';
import { number } from '../values/number.ts';
import { person } from '../values/person.ts';
import { relation } from '../values/relation.ts';
import { text } from '../values/text.ts';
import type { InvalidWhy, Value, ValueContext, ValueReading, ValueType } from '../values/value.ts';
import { fitted } from '../values/value.ts';
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
  const refs = columnsOf(field, side);
  const locked = refs.some((ref) => cellOf(cells, ref).formula === true);
  const [main = EMPTY_CELL] = refs.map((ref) => cellOf(cells, ref));
  const reading =
    field.type === 'money' ? readMoney(main, currencyCell(field, side, cells), context) : TYPES[field.type].read(main, context);
  return { ...mapLabel(field, side, reading), locked };
}

export type FieldWrite = { readonly kind: 'cells'; readonly cells: Cells } | { readonly kind: 'unholdable'; readonly why: InvalidWhy };

/** The cells that show a value on a side. */
export function writeField(field: FieldMapping, side: Side, value: Value, context: ValueContext): FieldWrite {
  const [main, currency] = columnsOf(field, side);
  if (main === undefined) return { kind: 'cells', cells: {} };
  if (field.type === 'money') {
    const money = writeMoney(value);
    const cells: Record<ColumnRef, Cell> = { [main]: fitted(money.amount, context.kinds[0]) };
    if (currency !== undefined) cells[currency] = fitted(money.currency, context.kinds[1]);
    return { kind: 'cells', cells };
  }
  const cell = TYPES[field.type].write(toSide(field, side, value), context);
  return cell.kind === 'unholdable' ? cell : { kind: 'cells', cells: { [main]: fitted(cell, context.kinds[0]) } };
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

/** Canonical labels are the left side's. A right label outside the map is none. */
function mapLabel(field: FieldMapping, side: Side, reading: ValueReading): ValueReading {
  if (field.map === null || side === 'left' || reading.kind === 'invalid' || typeof reading.value !== 'string') return reading;
  const shown = reading.value;
  const left = Object.entries(field.map).find(([, right]) => right.toLowerCase() === shown.toLowerCase())?.[0];
  return left === undefined ? { kind: 'invalid', why: 'unknown-label', shown } : { kind: 'value', value: left };
}

const toSide = (field: FieldMapping, side: Side, value: Value): Value =>
  field.map === null || side === 'left' || typeof value !== 'string' ? value : (field.map[value] ?? value);
