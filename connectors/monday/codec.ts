/** Pure: monday's column values to cells and back. */
import { Decimal } from 'decimal.js';
import type { Cell, CellContent, PersonRef } from '../../core/sync/record.ts';
import { EMPTY } from '../../core/sync/record.ts';
import { type ColumnShape, isWritable } from './column-kinds.ts';
import type { WireColumnValue } from './wire.ts';

/** What goes into `column_values` under a column's id, or why the cell can't be held there. */
export type Encoded = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** A cell from what monday shows of a column of this shape. Types that we don't write give their display text, marked as a formula. */
export function toCell(wire: WireColumnValue, shape?: ColumnShape): Cell {
  if (!isWritable(wire.type)) return computed(wire);
  const raw = parseValue(wire.value);
  switch (wire.type) {
    case 'numbers':
      return toNumber(typeof raw === 'string' || typeof raw === 'number' ? raw : wire.text);
    case 'status':
      return toChoice(wire.label ? [wire.label] : []);
    case 'dropdown':
      return toChoice(wire.values?.map((one) => one.label) ?? dropdownLabels(raw, wire.text ?? '', shape));
    case 'people':
      return toPeople(entitiesOf(raw), wire.text ?? '');
    case 'date':
      return toDate(raw);
    case 'timeline':
      return toRange(raw);
    case 'checkbox':
      return toBool(raw);
    case 'link':
      return toLink(raw);
    case 'board_relation':
      return toRelation(wire.linked_item_ids ?? [], wire.display_value ?? '');
    case 'email':
      return toText(fieldOf(raw, 'email') ?? wire.text);
    case 'phone':
      return toText(fieldOf(raw, 'phone') ?? wire.text);
    default:
      return toText(wire.text);
  }
}

export const toText = (text: string | null | undefined): Cell => (text ? { kind: 'text', text } : EMPTY);

/** A decimal number with at most two digits of exponent: more is no amount, and would unfold into a text without end. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?$/i;

/** Plain decimal notation of a number as monday writes it; a text that isn't one is an error cell, never a guess. */
export function toNumber(value: string | number | null | undefined): Cell {
  if (value === null || value === undefined || value === '') return EMPTY;
  const text = String(value).trim();
  return NUMBER.test(text) ? { kind: 'number', number: new Decimal(text).toFixed() } : { kind: 'error', text };
}

/**
 * By id from the column's settings; where one isn't in them, by what the text shows in its place, if `, ` parts it into as
 * many labels with the known ones where they belong. Else the text as it stands: it is no label, and nobody takes it for some.
 */
function dropdownLabels(raw: unknown, text: string, shape: ColumnShape | undefined): readonly string[] {
  const ids = isRecord(raw) && Array.isArray(raw.ids) ? raw.ids.map(String) : [];
  const labels = ids.map((id) => shape?.labels.get(id));
  const known = labels.filter((label) => label !== undefined);
  if (ids.length > 0 && known.length === ids.length) return known;
  const shown = ids.length === 1 ? [text] : text.split(', ');
  const fits = shown.length === ids.length && labels.every((label, at) => label === undefined || label === shown[at]);
  return text === '' ? [] : fits ? shown : [text];
}

/** People and teams of a value, in its order. */
export function entitiesOf(raw: unknown): { id: string; kind: string }[] {
  const list = isRecord(raw) && Array.isArray(raw.personsAndTeams) ? raw.personsAndTeams : [];
  return list.flatMap((one: unknown) => {
    const id = isRecord(one) ? one.id : undefined;
    if (typeof id !== 'number' && typeof id !== 'string') return [];
    return [{ id: String(id), kind: isRecord(one) && one.kind === 'team' ? 'team' : 'person' }];
  });
}

export const toChoice = (labels: readonly string[]): Cell => (labels.length > 0 ? { kind: 'choice', labels } : EMPTY);

/** monday gives the names joined by ", ": they are kept only where they can be told apart. A team's id is `team:<id>`. */
export function toPeople(people: readonly { readonly id: string; readonly kind?: string | null | undefined }[], text: string): Cell {
  if (people.length === 0) return EMPTY;
  const split = people.length === 1 ? [text] : text.split(', ');
  const names = split.length === people.length ? split : [];
  return {
    kind: 'people',
    people: people.map((one, at) => ({ id: one.kind === 'team' ? `team:${one.id}` : one.id, name: names[at] || null, email: null })),
  };
}

export function toDate(raw: unknown): Cell {
  const date = fieldOf(raw, 'date');
  return date ? { kind: 'date', date: date.slice(0, 10), time: fieldOf(raw, 'time') || null } : EMPTY;
}

export function toRange(raw: unknown): Cell {
  const from = fieldOf(raw, 'from') || fieldOf(raw, 'to');
  const to = fieldOf(raw, 'to') || from;
  return from && to ? { kind: 'range', from: from.slice(0, 10), to: to.slice(0, 10) } : EMPTY;
}

/** A checkbox that nobody ticked is false, not empty. */
export function toBool(raw: unknown): Cell {
  const checked = isRecord(raw) ? raw.checked : raw;
  return { kind: 'bool', bool: checked === true || checked === 'true' };
}

export function toLink(raw: unknown): Cell {
  const url = fieldOf(raw, 'url');
  return url ? { kind: 'link', url, text: fieldOf(raw, 'text') || url } : EMPTY;
}

/** Names are kept only where ", " tells them apart, as with people. */
export function toRelation(ids: readonly string[], display: string): Cell {
  if (ids.length === 0) return EMPTY;
  const split = display === '' ? [] : ids.length === 1 ? [display] : display.split(', ');
  return { kind: 'relation', ids, names: split.length === ids.length ? split : [] };
}

/** A result that is a plain number is one, in no locale: monday computes `1.234` and means it. */
function computed(wire: WireColumnValue): Cell {
  const text = wire.display_value || wire.text || '';
  if (text === '') return { ...EMPTY, formula: true };
  if (!RESULT.test(text)) return { kind: 'text', text, formula: true };
  const number = new Decimal(text).toFixed();
  return { kind: 'number', number, formula: true, ...(number === text ? {} : { asShown: text }) };
}

/** No more digits than a number has in monday; a zero in front makes it a code. */
const RESULT = /^-?(0|[1-9]\d{0,20})(\.\d{1,20})?$/;

/** What clears a column of a type. */
function cleared(type: string): unknown {
  if (type === 'text' || type === 'numbers' || type === 'long_text') return '';
  if (type === 'checkbox') return null;
  return type === 'board_relation' ? { item_ids: [] } : {};
}

/** The value under which a cell is written to a column of `type`; monday's own formats, never a text that it parses. */
export function encode(cell: CellContent, type: string): Encoded {
  if (!isWritable(type)) return refusal('read-only-column');
  if (cell.kind === 'empty') return accepted(cleared(type));
  switch (type) {
    case 'text':
    case 'long_text':
      return cell.kind === 'text' ? accepted(cell.text) : refusal('invalid-value');
    case 'email':
      return cell.kind === 'text' ? accepted({ email: cell.text, text: cell.text }) : refusal('invalid-value');
    case 'phone':
      return cell.kind === 'text' ? accepted({ phone: cell.text, countryShortName: '' }) : refusal('invalid-value');
    case 'numbers':
      return cell.kind === 'number' ? accepted(cell.number) : refusal('invalid-value');
    case 'status':
      return cell.kind === 'choice' && cell.labels.length <= 1 ? accepted(statusOf(cell.labels)) : refusal('invalid-value');
    case 'dropdown':
      return cell.kind === 'choice' ? accepted({ labels: cell.labels }) : refusal('invalid-value');
    case 'people':
      return cell.kind === 'people' ? encodePeople(cell.people) : refusal('invalid-value');
    case 'date':
      return cell.kind === 'date'
        ? accepted(cell.time === null ? { date: cell.date } : { date: cell.date, time: cell.time })
        : refusal('invalid-value');
    case 'timeline':
      return cell.kind === 'range' ? accepted({ from: cell.from, to: cell.to }) : refusal('invalid-value');
    case 'checkbox':
      return cell.kind === 'bool' ? accepted(cell.bool ? { checked: 'true' } : null) : refusal('invalid-value');
    case 'link':
      return cell.kind === 'link' ? accepted({ url: cell.url, text: cell.text }) : refusal('invalid-value');
    case 'board_relation':
      return cell.kind === 'relation' ? accepted({ item_ids: cell.ids }) : refusal('invalid-value');
    default:
      return refusal('read-only-column');
  }
}

const statusOf = (labels: readonly string[]): unknown => (labels[0] === undefined ? {} : { label: labels[0] });

function encodePeople(people: readonly PersonRef[]): Encoded {
  const entities: { id: number; kind: string }[] = [];
  for (const { id } of people) {
    const found = /^(team:)?(\d+)$/.exec(id ?? '');
    if (!found) return refusal('unknown-person');
    entities.push({ id: Number(found[2]), kind: found[1] ? 'team' : 'person' });
  }
  return accepted({ personsAndTeams: entities });
}

/** Equal for the question "does the column show what we sent?": what monday decides by itself (names, spellings) doesn't count. */
export function showsSame(sent: CellContent, shown: CellContent): boolean {
  return fingerprint(sent) === fingerprint(shown);
}

function fingerprint(cell: CellContent): string {
  switch (cell.kind) {
    case 'empty':
      return 'empty';
    case 'text':
      return cell.text.trim() === '' ? 'empty' : `text ${cell.text.trim()}`;
    case 'number':
      return `number ${NUMBER.test(cell.number) ? new Decimal(cell.number).toFixed() : cell.number}`;
    case 'bool':
      return cell.bool ? 'true' : 'empty';
    case 'date':
      return `date ${cell.date} ${(cell.time ?? '').slice(0, 5)}`;
    case 'range':
      return `range ${cell.from} ${cell.to}`;
    case 'choice':
      return cell.labels.length === 0 ? 'empty' : `choice ${JSON.stringify([...cell.labels].sort())}`;
    case 'people':
      return cell.people.length === 0 ? 'empty' : `people ${JSON.stringify(cell.people.map((one) => one.id).sort())}`;
    case 'relation':
      return cell.ids.length === 0 ? 'empty' : `relation ${JSON.stringify([...cell.ids].sort())}`;
    case 'link':
      return `link ${cell.url} ${cell.text || cell.url}`;
    case 'error':
      return `error ${cell.text}`;
  }
}

/** JSON that monday sends as a text; anything else as it is. */
export function parseValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON text: some types send the bare value.
    return value;
  }
}

function fieldOf(raw: unknown, name: string): string | null {
  if (!isRecord(raw)) return null;
  const value = raw[name];
  return typeof value === 'string' ? value : null;
}

const accepted = (value: unknown): Encoded => ({ ok: true, value });
const refusal = (why: string): Encoded => ({ ok: false, why });
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
