import { afterEach, describe, expect, it } from 'vitest';
import { encode, plainNumber, sameContent, sameEntered, toCell } from '../../../connectors/google-sheets/codec.ts';
import { a1, gridOf, runsOf } from '../../../connectors/google-sheets/grid.ts';
import type { CellData } from '../../../connectors/google-sheets/wire.ts';
import type { Cell } from '../../../core/sync/record.ts';

const typed = (value: CellData['userEnteredValue'], more: CellData = {}): CellData => ({
  userEnteredValue: value,
  effectiveValue: value,
  ...more,
});
const format = (type: string) => ({ effectiveFormat: { numberFormat: { type } } });

describe('reading a cell', () => {
  it.each<[string, CellData | undefined, Cell]>([
    ['nothing', undefined, { kind: 'empty' }],
    ['a format only', format('DATE'), { kind: 'empty' }],
    ['text', typed({ stringValue: ' x ' }, { formattedValue: ' x ' }), { kind: 'text', text: ' x ' }],
    ['text like a number', typed({ stringValue: '12' }, { formattedValue: '12' }), { kind: 'text', text: '12' }],
    ['an empty text', typed({ stringValue: '' }), { kind: 'empty' }],
    ['a number', typed({ numberValue: 12 }, { formattedValue: '12' }), { kind: 'number', number: '12' }],
    ['a sum of doubles', typed({ numberValue: 0.1 + 0.2 }, { formattedValue: '0.3' }), { kind: 'number', number: '0.3' }],
    [
      'a big one',
      typed({ numberValue: 1e21 }, { formattedValue: '1E+21' }),
      { kind: 'number', number: '1000000000000000000000', asShown: '1E+21' },
    ],
    [
      'a small one',
      typed({ numberValue: -1.5e-9 }, { formattedValue: '0.00' }),
      { kind: 'number', number: '-0.0000000015', asShown: '0.00' },
    ],
    [
      'money',
      typed({ numberValue: 1234.5 }, { formattedValue: '€1,234.50', ...format('CURRENCY') }),
      { kind: 'number', number: '1234.5', asShown: '€1,234.50' },
    ],
    ['a yes', typed({ boolValue: true }, { formattedValue: 'TRUE' }), { kind: 'bool', bool: true }],
    // The documentation's own examples: 1900-01-01 12:00 is 2.5, 1900-02-01 15:00 is 33.625.
    [
      'a date',
      typed({ numberValue: 2 }, { formattedValue: '1900-01-01', ...format('DATE') }),
      { kind: 'date', date: '1900-01-01', time: null },
    ],
    [
      'a moment',
      typed({ numberValue: 33.625 }, { formattedValue: '1900-02-01 15:00:00', ...format('DATE_TIME') }),
      { kind: 'date', date: '1900-02-01', time: '15:00:00' },
    ],
    ['a midnight', typed({ numberValue: 2 }, { ...format('DATE_TIME') }), { kind: 'date', date: '1900-01-01', time: '00:00:00' }],
    [
      'a date with a hidden time',
      typed({ numberValue: 2.5 }, { formattedValue: '1 Jan', ...format('DATE') }),
      { kind: 'date', date: '1900-01-01', time: '12:00:00', asShown: '1 Jan' },
    ],
    [
      'almost the next day',
      typed({ numberValue: 2.9999999999 }, format('DATE_TIME')),
      { kind: 'date', date: '1900-01-02', time: '00:00:00' },
    ],
    ['before day 0', typed({ numberValue: -1 }, format('DATE')), { kind: 'date', date: '1899-12-29', time: null }],
    [
      'a formula',
      { userEnteredValue: { formulaValue: '=1+1' }, effectiveValue: { numberValue: 2 }, formattedValue: '2' },
      { kind: 'number', number: '2', formula: true },
    ],
    [
      'a formula that shows nothing',
      { userEnteredValue: { formulaValue: '=""' }, effectiveValue: { stringValue: '' } },
      { kind: 'empty', formula: true },
    ],
    [
      'what another cell spilled',
      { effectiveValue: { stringValue: 'x' }, formattedValue: 'x' },
      { kind: 'text', text: 'x', formula: true },
    ],
    [
      'an error',
      { userEnteredValue: { formulaValue: '=1/0' }, effectiveValue: { errorValue: { type: 'DIVIDE_BY_ZERO' } }, formattedValue: '#DIV/0!' },
      { kind: 'error', text: '#DIV/0!', formula: true },
    ],
    [
      'loading',
      { userEnteredValue: { formulaValue: '=GOOGLEFINANCE("X")' }, effectiveValue: { errorValue: { type: 'LOADING' } } },
      { kind: 'error', text: 'Loading...', formula: true },
    ],
    [
      'loading as text',
      { userEnteredValue: { formulaValue: '=MINE()' }, effectiveValue: { stringValue: 'Loading...' }, formattedValue: 'Loading...' },
      { kind: 'error', text: 'Loading...', formula: true },
    ],
    [
      'a person chip',
      typed({ stringValue: '@' }, { formattedValue: 'Olga', chipRuns: [{ chip: { personProperties: { email: 'o@x.example' } } }] }),
      { kind: 'people', people: [{ id: null, name: 'Olga', email: 'o@x.example' }] },
    ],
    ['a file chip', typed({ stringValue: '@' }, { formattedValue: 'Brief', chipRuns: [{ chip: {} }] }), { kind: 'text', text: 'Brief' }],
  ])('%s', (_name, wire, cell) => {
    expect(toCell(wire)).toEqual(cell);
  });
});

describe('fault F58: serial numbers', () => {
  it.each([
    [0, '1899-12-30'],
    [1, '1899-12-31'],
    // 1900 was no leap year: another program's 29 February 1900 has no place here.
    [60, '1900-02-28'],
    [61, '1900-03-01'],
    [45_720, '2025-03-04'],
  ])('%d is %s where the cell is a day, and a bare number anywhere else', (serial, date) => {
    expect(toCell(typed({ numberValue: serial }, { formattedValue: date, ...format('DATE') }))).toEqual({
      kind: 'date',
      date,
      time: null,
    });
    expect(toCell(typed({ numberValue: serial }, { formattedValue: String(serial) }))).toEqual({
      kind: 'number',
      number: String(serial),
    });
    expect(encode({ kind: 'date', date, time: null }, 'DATE')).toEqual({
      ok: true,
      data: { userEnteredValue: { numberValue: serial } },
      fields: 'userEnteredValue',
    });
  });
});

describe('writing a cell', () => {
  it.each<[string, Cell, string | null, object]>([
    [
      'a formula as text',
      { kind: 'text', text: '=1+1' },
      null,
      { data: { userEnteredValue: { stringValue: '=1+1' } }, fields: 'userEnteredValue' },
    ],
    ['nothing', { kind: 'empty' }, null, { data: {}, fields: 'userEnteredValue' }],
    ['an empty text', { kind: 'text', text: '' }, null, { data: {}, fields: 'userEnteredValue' }],
    [
      'a number',
      { kind: 'number', number: '-1234.50' },
      null,
      { data: { userEnteredValue: { numberValue: -1234.5 } }, fields: 'userEnteredValue' },
    ],
    [
      'fifteen digits',
      { kind: 'number', number: '123456789.123456' },
      null,
      { data: { userEnteredValue: { numberValue: 123456789.123456 } }, fields: 'userEnteredValue' },
    ],
    ['sixteen digits', { kind: 'number', number: '1234567890.123456' }, null, { ok: false, why: 'number-too-long' }],
    [
      'a date into a date',
      { kind: 'date', date: '1900-01-01', time: null },
      'DATE',
      { data: { userEnteredValue: { numberValue: 2 } }, fields: 'userEnteredValue' },
    ],
    [
      'a date into a plain cell',
      { kind: 'date', date: '1900-01-01', time: null },
      null,
      {
        data: { userEnteredValue: { numberValue: 2 }, userEnteredFormat: { numberFormat: { type: 'DATE', pattern: 'yyyy-mm-dd' } } },
        fields: 'userEnteredValue,userEnteredFormat.numberFormat',
      },
    ],
    [
      'a moment',
      { kind: 'date', date: '1900-02-01', time: '15:00:00' },
      'DATE_TIME',
      { data: { userEnteredValue: { numberValue: 33.625 } }, fields: 'userEnteredValue' },
    ],
    [
      'labels',
      { kind: 'choice', labels: ['A', 'B'] },
      null,
      { data: { userEnteredValue: { stringValue: 'A, B' } }, fields: 'userEnteredValue' },
    ],
    [
      'labels with a comma among them, as they are to be read',
      { kind: 'choice', labels: ['A', 'B, C'], asShown: 'A, "B, C"' },
      null,
      { data: { userEnteredValue: { stringValue: 'A, "B, C"' } }, fields: 'userEnteredValue' },
    ],
    [
      'a span of days',
      { kind: 'range', from: '2026-03-01', to: '2026-03-05' },
      null,
      { data: { userEnteredValue: { stringValue: '2026-03-01 - 2026-03-05' } }, fields: 'userEnteredValue' },
    ],
    [
      'people',
      {
        kind: 'people',
        people: [
          { id: '1', name: 'Olga', email: null },
          { id: '2', name: null, email: 'i@x.example' },
        ],
      },
      null,
      { data: { userEnteredValue: { stringValue: 'Olga, i@x.example' } }, fields: 'userEnteredValue' },
    ],
    ['an error', { kind: 'error', text: '#REF!' }, null, { ok: false, why: 'error-value' }],
    ['too much', { kind: 'text', text: 'x'.repeat(50_001) }, null, { ok: false, why: 'cell-too-long' }],
  ])('%s', (_name, cell, type, encoded) => {
    expect(encode(cell, type)).toEqual({ ok: true, ...encoded });
  });

  it('compares what was typed, to fifteen digits, and contents without their looks', () => {
    expect(sameEntered({ userEnteredValue: { numberValue: 0.3 } }, { userEnteredValue: { numberValue: 0.1 + 0.2 } })).toBe(true);
    expect(sameEntered({ userEnteredValue: { numberValue: 2 } }, { userEnteredValue: { stringValue: '2' } })).toBe(false);
    expect(sameEntered({}, undefined)).toBe(true);
    expect(sameEntered({}, { userEnteredValue: { boolValue: false } })).toBe(false);
    expect(sameContent({ kind: 'number', number: '1', asShown: '1.00' }, { number: '1', kind: 'number', formula: true })).toBe(true);
    expect(
      sameContent(
        { kind: 'people', people: [{ id: null, name: 'A', email: null }] },
        { kind: 'people', people: [{ id: null, name: 'B', email: null }] },
      ),
    ).toBe(false);
    expect(plainNumber(1 / 3)).toBe('0.333333333333333');
  });
});

describe('a machine in another zone', () => {
  const home = process.env.TZ;
  afterEach(() => {
    if (home === undefined) delete process.env.TZ;
    else process.env.TZ = home;
  });

  // Serials by the documentation: days since 1899-12-30. The nights when clocks change in these places are among the days.
  it.each(['Pacific/Kiritimati', 'America/St_Johns', 'Europe/Moscow', 'Australia/Lord_Howe'])(
    'fault F38: reads and writes the same day in %s',
    (zone) => {
      process.env.TZ = zone;
      expect(new Date(2026, 0, 1).getTimezoneOffset()).not.toBe(0);
      for (const [serial, date] of [
        [46022, '2025-12-31'],
        [46023, '2026-01-01'],
        [46089, '2026-03-08'],
        [46327, '2026-11-01'],
      ] as const) {
        const cell = toCell(typed({ numberValue: serial }, format('DATE')));
        expect(cell).toEqual({ kind: 'date', date, time: null });
        expect(encode(cell, 'DATE')).toEqual({ ok: true, data: { userEnteredValue: { numberValue: serial } }, fields: 'userEnteredValue' });
      }
    },
  );
});

describe('addresses', () => {
  it('joins blocks, groups runs, spells A1', () => {
    const grid = gridOf([
      { startRow: 2, startColumn: 1, rowData: [{ values: [{ note: 'a' }] }, {}] },
      { rowData: [{ values: [{ note: 'b' }, {}, { note: 'c' }] }] },
    ]);
    expect([grid.at(2, 1)?.note, grid.at(0, 0)?.note, grid.at(0, 2)?.note, grid.at(9, 9), grid.height, grid.width]).toEqual([
      'a',
      'b',
      'c',
      undefined,
      4,
      3,
    ]);
    expect(runsOf([5, 1, 2, 3, 9, 5])).toEqual([
      { start: 1, end: 4 },
      { start: 5, end: 6 },
      { start: 9, end: 10 },
    ]);
    expect(a1("It's", { start: 0, end: 10 }, { start: 25, end: 28 })).toBe("'It''s'!Z1:AB10");
    expect(a1('T', { start: 4, end: 5 }, { start: 701, end: 703 })).toBe("'T'!ZZ5:AAA5");
  });
});
