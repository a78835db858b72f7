/**
 * What a side is given reads back as the value that was sent, or it is refused: for each type of field, in a sheet, on a page
 * and in a board's column of texts, in locales that read numbers and days differently.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode as encodeXhtml, toCell as fromXhtml } from '../../connectors/confluence/codec.ts';
import { parse } from '../../connectors/confluence/page/xhtml.ts';
import { encode, toCell } from '../../connectors/google-sheets/codec.ts';
import type { CellData } from '../../connectors/google-sheets/wire.ts';
import type { FieldMapping } from '../../core/sync/mapping.ts';
import { readField, writeField } from '../../core/sync/mapping.ts';
import type { Cell, Cells } from '../../core/sync/record.ts';
import type { Person, Value, ValueContext } from '../../core/values/value.ts';

const PEOPLE: readonly Person[] = [
  { id: '1', name: 'Anna Petrova', email: 'anna@agency.example' },
  { id: '2', name: 'Klein, Boris', email: 'boris@agency.example' },
  { id: '3', name: 'Chris Lee', email: 'chris@agency.example' },
  { id: '4', name: 'Chris Lee', email: null },
];

const LOCALES = ['en-US', 'en-GB', 'en-IN', 'de-DE', 'de-CH', 'ru-RU', 'fr-FR', 'ja-JP', 'th-TH', 'ar-EG', null];

type Kind = FieldMapping['type'];

const words = fc.string({
  unit: fc.constantFrom('a', 'Ж', 'é', ' ', ',', ';', '"', '=', '1', '.', '🙂', '\n', '-'),
  minLength: 1,
  maxLength: 12,
});
const labels = words.map((one) => one.trim()).filter((one) => one !== '' && !/[\n]/.test(one) && !/ {2}/.test(one));
const days = fc.integer({ min: 0, max: 60_000 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
/** Often three decimals after three digits, which some read as thousands. */
const parts = fc.oneof(
  fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.constant(3)),
  fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 4 })),
);
const numbers = parts.map(([units, places]) => {
  const exact = (Math.abs(units) / 10 ** places).toFixed(places);
  const plain = exact.includes('.') ? exact.replace(/\.?0+$/, '') : exact;
  return units < 0 && plain !== '0' ? `-${plain}` : plain;
});

const VALUES: Readonly<Record<Exclude<Kind, 'relation'>, fc.Arbitrary<Value>>> = {
  text: words,
  longText: words,
  number: numbers,
  money: fc.record({ amount: numbers, currency: fc.constantFrom('EUR', 'USD', 'RUB', 'JPY') }),
  date: days,
  dateRange: fc.tuple(days, days).map((ends) => [...ends].sort().join('/')),
  choice: labels,
  choices: fc.uniqueArray(labels, { minLength: 1, maxLength: 4, selector: (one) => one.toLowerCase() }).map((all) => [...all].sort()),
  person: fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'), { minLength: 1 }).map((all) => [...all].sort()),
  checkbox: fc.boolean(),
  link: fc.webUrl(),
};

const fieldOf = (type: Kind): FieldMapping => ({
  left: 'a',
  right: 'A',
  type,
  direction: 'two-way',
  policy: 'left',
  map: null,
  currency: type === 'money' ? { left: 'c', right: 'C' } : null,
});

/** A cell of a spreadsheet as Google would answer it after our write. */
function throughSheet(cell: Cell): Cell {
  const encoded = encode(cell, null);
  if (!encoded.ok) throw new Error(encoded.why);
  const { userEnteredValue, userEnteredFormat } = encoded.data as CellData & { userEnteredFormat?: CellData['effectiveFormat'] };
  if (userEnteredValue === undefined) return { kind: 'empty' };
  return toCell({
    userEnteredValue,
    effectiveValue: userEnteredValue,
    ...(userEnteredFormat === undefined ? {} : { effectiveFormat: userEnteredFormat }),
  });
}

function throughPage(cell: Cell): Cell {
  const encoded = encodeXhtml(cell);
  if (!encoded.ok) throw new Error(encoded.why);
  const nodes = parse(encoded.xhtml);
  if (nodes === null) throw new Error(encoded.xhtml);
  return fromXhtml(nodes);
}

/** A board's column of texts trims. */
const throughText = (cell: Cell): Cell => {
  if (cell.kind === 'empty') return cell;
  if (cell.kind !== 'text') throw new Error(cell.kind);
  return cell.text.trim() === '' ? { kind: 'empty' } : { kind: 'text', text: cell.text.trim() };
};

const SIDES: readonly [name: string, through: (cell: Cell) => Cell, kinds: ValueContext['kinds']][] = [
  ['a sheet', throughSheet, []],
  ['a page', throughPage, []],
  ['a column of texts', throughText, ['text', 'text']],
];

describe.each(SIDES)('%s', (where, through, kinds) => {
  test.each(Object.entries(VALUES) as [Kind, fc.Arbitrary<Value>][])('[V21] %s', (type, values) => {
    const field = fieldOf(type);
    fc.assert(
      fc.property(values, fc.constantFrom(...LOCALES), (value, locale) => {
        const context: ValueContext = { locale, people: PEOPLE, labels: null, kinds, related: new Map() };
        const written = writeField(field, 'right', value, context);
        if (written.kind !== 'cells') throw new Error(written.why);
        const shown = Object.fromEntries(Object.entries(written.cells).map(([ref, cell]) => [ref, through(cell as Cell)])) as Cells;
        const reading = readField(field, 'right', shown, context);
        expect({ where, ...reading, value: asSides(type, reading.kind === 'value' ? reading.value : reading.shown) }).toMatchObject({
          kind: 'value',
          value: asSides(type, value),
        });
      }),
    );
  });
});

/** Sides trim texts, and a page keeps no blank lines at the ends: the form of a text, not its content. */
const asSides = (type: Kind, value: Value): Value =>
  (type === 'text' || type === 'longText') && (typeof value === 'string' || value === null) ? (value ?? '').trim() : value;
