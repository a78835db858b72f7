/**
 * Filters choose records by what their fields show; a record that leaves the filter stops syncing and is never deleted. A
 * rule's texts are read as if a person had typed them into the field: what is the same value is the same to a filter.
 */
import { foldLabel } from '../../values/choice.ts';
import { readMoney } from '../../values/money.ts';
import type { Value, ValueContext, ValueReading } from '../../values/value.ts';
import { canonical, isEmpty, isList, isMoney } from '../../values/value.ts';
import type { ColumnRef, FieldId } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { FieldMapping, FieldReading, FilterRule, PairSettings, Side } from '../mapping.ts';
import { fieldId, readField } from '../mapping.ts';
import type { Cell } from '../record.ts';
import { EMPTY } from '../record.ts';

/** Whether a record passes, by what its fields show. */
export type Filter = (readings: ReadonlyMap<FieldId, FieldReading>) => boolean;

/** How fields are read on each side. */
export type Contexts = Readonly<Record<Side, (field: FieldMapping) => ValueContext>>;

/** A side's filter, its texts read once: every rule must hold. What can't be read passes no `any` rule and fails no `not` rule. */
export function filterOf({ fields, filter }: PairSettings, side: Side, contexts: Contexts): Filter {
  const rules = filter[side].map((rule) => {
    const field = fields.find((one) => one.left === rule.field);
    return field === undefined ? () => rule.not : ruleOf(rule, field, side, contexts);
  });
  return (readings) => rules.every((holds) => holds(readings));
}

/** What a rule's text means in a field. A label may be the side's own or the canonical one, which goes first. */
export function readRuleText(field: FieldMapping, side: Side, text: string, contexts: Contexts): ValueReading {
  const cell: Cell = text === '' ? EMPTY : { kind: 'text', text };
  if (field.type === 'money') return readMoneyText(field, cell, contexts[side](field));
  const read = (one: Side): ValueReading => readField(field, one, { [brandAs<ColumnRef>(field[one])]: cell }, contexts[one](field));
  if (side === 'left' || !isLabelled(field)) return read(side);
  const byLeft = read('left');
  return byLeft.kind === 'value' ? byLeft : read('right');
}

function ruleOf(rule: FilterRule, field: FieldMapping, side: Side, contexts: Contexts): Filter {
  const asked = rule.any.flatMap((text) => askedFor(field, side, text, contexts));
  const single = new Set(asked.flatMap((marks) => (marks.length === 1 ? marks : [])));
  const several = asked.filter((marks) => marks.length > 1);
  return (readings) => {
    const reading = readings.get(fieldId(field));
    const shown = reading?.kind === 'value' ? shownMarks(field, reading.value) : [];
    const hit = shown.some((one) => single.has(one)) || several.some((marks) => marks.every((one) => shown.includes(one)));
    return hit !== rule.not;
  };
}

/**
 * Marks that a value must bear for the text to hit it. A text that can't be read as the field's type (a rule older than the
 * check) stands for itself; so does one that reads as a list, beside its parts: a name may have a comma in it.
 */
function askedFor(field: FieldMapping, side: Side, text: string, contexts: Contexts): readonly (readonly string[])[] {
  const reading = readRuleText(field, side, text, contexts);
  if (reading.kind === 'invalid') return [[mark(field, text)]];
  const { value } = reading;
  if (isMoney(value)) return [[[value.amount, value.currency].filter((one) => one !== null).join(' ')]];
  if (isList(value) && value.length > 1) return [value.map((one) => mark(field, one)), [mark(field, text)]];
  return [shownMarks(field, value)];
}

/** All that a value answers to: a list to each of its parts, money to its amount, its currency and both. */
function shownMarks(field: FieldMapping, value: Value): readonly string[] {
  if (isMoney(value) && value.currency !== null)
    return value.amount === null ? ['', value.currency] : [value.amount, value.currency, `${value.amount} ${value.currency}`];
  if (isEmpty(value)) return [''];
  if (isMoney(value)) return [value.amount ?? ''];
  if (isList(value)) return value.map((one) => mark(field, one));
  return [mark(field, typeof value === 'string' ? value : canonical(value))];
}

const mark = (field: FieldMapping, text: string): string => (isLabelled(field) ? foldLabel(text) : text);

const isLabelled = ({ type }: FieldMapping): boolean => type === 'choice' || type === 'choices';

/** A currency alone, or an amount with or without one. */
function readMoneyText(field: FieldMapping, cell: Cell, context: ValueContext): ValueReading {
  const currency = readMoney(EMPTY, { kind: 'cell', cell }, context);
  if (currency.kind === 'value') return currency;
  if (field.currency === null) return readMoney(cell, { kind: 'code', code: '' }, context);
  return readMoney(
    cell,
    typeof field.currency === 'string' ? { kind: 'code', code: field.currency } : { kind: 'cell', cell: EMPTY },
    context,
  );
}
