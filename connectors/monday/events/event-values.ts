/** Values as webhooks and the activity log carry them: another dialect than `column_values`, the same cells. */
import { type Cell, EMPTY } from '../../../core/sync/record.ts';
import { entitiesOf, parseValue, toBool, toChoice, toDate, toLink, toNumber, toPeople, toRange, toRelation, toText } from '../codec.ts';

/** Column types by the names that events use for them. */
const types: Readonly<Record<string, string>> = {
  color: 'status',
  status: 'status',
  dropdown: 'dropdown',
  'multiple-person': 'people',
  people: 'people',
  person: 'people',
  numeric: 'numbers',
  numbers: 'numbers',
  date: 'date',
  timerange: 'timeline',
  timeline: 'timeline',
  boolean: 'checkbox',
  checkbox: 'checkbox',
  link: 'link',
  'board-relation': 'board_relation',
  board_relation: 'board_relation',
  text: 'text',
  'long-text': 'long_text',
  long_text: 'long_text',
  email: 'email',
  phone: 'phone',
  name: 'name',
};

/** The cell of an event's `value` or `previousValue`; null for a column type that we don't know in events. */
export function eventCell(columnType: string, value: unknown): Cell | null {
  const raw = parseValue(value);
  const type = types[columnType];
  if (type === undefined) return null;
  if (raw === null || raw === undefined) return type === 'checkbox' ? { kind: 'bool', bool: false } : EMPTY;
  switch (type) {
    case 'status':
      return toChoice(textOf(fieldOf(fieldOf(raw, 'label'), 'text') ?? fieldOf(raw, 'label')));
    case 'dropdown':
      return toChoice(listOf(fieldOf(raw, 'chosenValues')).flatMap((one) => textOf(fieldOf(one, 'name'))));
    case 'people':
      return toPeople(entitiesOf(raw), '');
    case 'numbers':
      return toNumber(scalarOf(isRecord(raw) ? raw.value : raw));
    case 'date':
      return toDate(raw);
    case 'timeline':
      return toRange(raw);
    case 'checkbox':
      return toBool(raw);
    case 'link':
      return toLink(raw);
    case 'board_relation':
      return toRelation(linkedOf(raw), '');
    default:
      return toText(textOf(isRecord(raw) ? (raw.value ?? raw.text ?? raw.email ?? raw.phone ?? raw.name) : raw)[0]);
  }
}

function linkedOf(raw: unknown): string[] {
  const listed = listOf(fieldOf(raw, 'linkedPulseIds')).map((one) => scalarOf(fieldOf(one, 'linkedPulseId')));
  const plain = listOf(fieldOf(raw, 'item_ids')).map(scalarOf);
  return [...listed, ...plain].filter((id) => id !== null).map(String);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : []);
const scalarOf = (value: unknown): string | number | null => (typeof value === 'string' || typeof value === 'number' ? value : null);
