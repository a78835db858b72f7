/**
 * Whether a mapping can ever work, before anything is stored: what no record could fill is refused at once, with the field
 * that is wrong and what to do, instead of as one finding per record later.
 */
import type { CreatePair } from '../../core/protocol/api.ts';
import type { FieldMapping, PairSettings, Side } from '../../core/sync/mapping.ts';
import { columnsOf } from '../../core/sync/mapping.ts';
import type { Column } from '../../core/sync/record.ts';
import { Problem } from '../problems.ts';

/** What can be said without asking a vendor. @throws Problem with the part of the request that is wrong. */
export function checkMapping(settings: PairSettings): void {
  for (const side of ['left', 'right'] as const) {
    const twice = repeated(settings.fields.flatMap((field) => columnsOf(field, side)));
    if (twice !== undefined) throw new Problem('duplicate-field', 422, { column: twice }, 'fields');
  }
  for (const key of settings.key) {
    if (!isMapped(settings, key)) throw new Problem('key-not-mapped', 422, { column: key }, 'key');
  }
  for (const side of ['left', 'right'] as const) {
    const stray = settings.filter[side].find((rule) => !isMapped(settings, rule.field));
    if (stray !== undefined) throw new Problem('filter-not-mapped', 422, { column: stray.field }, 'filter');
  }
  for (const field of settings.fields) checkField(field);
}

/** The ends of a request: monday is the hub, and nobody writes into a computed list. @throws Problem */
export function checkEnds({ left, right, fields }: Pick<CreatePair, 'left' | 'right' | 'fields'>): void {
  if (!('monday' in left) && !('computed' in left)) throw new Problem('not-a-board', 422, { vendor: Object.keys(left)[0] ?? '' }, 'left');
  if ('computed' in right) throw new Problem('computed-right', 422, {}, 'right');
  const backwards = 'computed' in left ? fields.find((field) => field.direction !== 'left-to-right') : undefined;
  if (backwards !== undefined) throw new Problem('computed-direction', 422, { column: backwards.left }, 'fields');
}

/**
 * No item is made without a name: what is new on the right has to bring one, for nobody could mend it there. Nothing is made
 * on a computed list. @throws Problem
 */
export function checkName(left: CreatePair['left'], settings: PairSettings): void {
  if (!('monday' in left)) return;
  const name = settings.fields.find((field) => field.left === 'name');
  if (name === undefined) throw new Problem('name-not-mapped', 422, {}, 'fields');
  if (name.direction === 'left-to-right' && !settings.key.includes('name'))
    throw new Problem('name-one-way', 422, { column: name.right }, 'fields');
}

/** What a side has against what is mapped there. `columns` null: any may be named. @throws Problem */
export function checkColumns(settings: PairSettings, side: Side, columns: readonly Column[] | null): void {
  if (columns === null) return;
  for (const field of settings.fields) {
    for (const ref of columnsOf(field, side)) {
      if (!columns.some((one) => one.ref === ref))
        throw new Problem('unknown-column', 422, { column: ref, side, has: listed(columns) }, 'fields');
    }
  }
}

/** A board's columns have types of their own: what none of their values can be read as is no field. @throws Problem */
export function checkKinds(settings: PairSettings, side: Side, columns: readonly Column[]): void {
  for (const field of settings.fields) {
    const column = columns.find((one) => one.ref === field[side]);
    if (column === undefined || column.kind === 'other' || column.kind === 'empty' || HOLDS[field.type].includes(column.kind)) continue;
    const fits = Object.entries(HOLDS).flatMap(([type, kinds]) => (kinds.includes(column.kind) ? [type] : []));
    const data = { column: named(column), type: field.type, fits: fits.join(', ') };
    throw new Problem('wrong-type', 422, data, 'fields');
  }
}

const ANY: readonly Column['kind'][] = ['text', 'number', 'choice', 'date', 'range', 'people', 'bool', 'link', 'relation'];

/** The kinds of columns that a field of a type is read from. */
const HOLDS: Readonly<Record<FieldMapping['type'], readonly Column['kind'][]>> = {
  text: ANY,
  longText: ANY,
  number: ['number', 'text'],
  money: ['number', 'text'],
  date: ['date', 'text'],
  dateRange: ['range', 'date', 'text'],
  choice: ['choice', 'text'],
  choices: ['choice', 'text'],
  person: ['people', 'text'],
  checkbox: ['bool', 'text'],
  link: ['link', 'text'],
  relation: ['relation', 'text'],
};

function checkField(field: FieldMapping): void {
  const data = { column: field.left, type: field.type };
  if (field.currency !== null && field.type !== 'money') throw new Problem('currency-without-money', 422, data, 'fields');
  if (field.until !== undefined && field.type !== 'dateRange') throw new Problem('until-without-range', 422, data, 'fields');
  if (field.create === true && field.type !== 'choice' && field.type !== 'choices')
    throw new Problem('create-without-choice', 422, data, 'fields');
  if (field.map === null) return;
  const label = repeated(Object.keys(field.map).map(fold)) ?? repeated(Object.values(field.map).map(fold));
  if (label !== undefined) throw new Problem('map-not-one-to-one', 422, { ...data, label }, 'fields');
}

const isMapped = (settings: PairSettings, ref: string): boolean => settings.fields.some((field) => field.left === ref);

const repeated = <T>(all: readonly T[]): T | undefined => all.find((one, at) => all.indexOf(one) !== at);

/** Labels are told apart as a run tells them apart. */
const fold = (label: string): string => label.normalize('NFC').trim().toLowerCase();

/** A header is its own ref; of a board's columns people know the titles. */
const named = ({ ref, title }: Column): string => (title === ref || title === '' || ref === 'name' ? ref : `${ref} (${title})`);

const listed = (columns: readonly Column[]): string => columns.map(named).join(', ');
