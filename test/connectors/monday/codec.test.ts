import { describe, expect, it } from 'vitest';
import { encode, showsSame, toCell } from '../../../connectors/monday/codec.ts';
import { labelsOf } from '../../../connectors/monday/column-kinds.ts';
import type { CellContent } from '../../../core/sync/record.ts';

const value = (raw: unknown): string => JSON.stringify(raw);
const column = (type: string, rest: Record<string, unknown>) => ({ id: 'c', type, value: null, ...rest });

/** The only shape that reading needs: a dropdown's labels by id. */
const shape = {
  type: 'dropdown',
  labels: new Map([
    ['1', 'A, B'],
    ['2', 'C'],
  ]),
};

describe('reading a column', () => {
  const cases: [string, Parameters<typeof toCell>[0], unknown][] = [
    ['text', column('text', { text: '=1+1', value: value('=1+1') }), { kind: 'text', text: '=1+1' }],
    ['empty text', column('text', { text: '' }), { kind: 'empty' }],
    [
      'a number exactly',
      column('numbers', { text: '12345678901234567.25', value: value('12345678901234567.25') }),
      { kind: 'number', number: '12345678901234567.25' },
    ],
    ['a number in scientific notation', column('numbers', { value: value('1.5e3') }), { kind: 'number', number: '1500' }],
    ['a number sent bare', column('numbers', { value: '12.5' }), { kind: 'number', number: '12.5' }],
    ['no number', column('numbers', { value: value('many') }), { kind: 'error', text: 'many' }],
    ['status', column('status', { label: 'Won', text: 'Won' }), { kind: 'choice', labels: ['Won'] }],
    [
      'a dropdown label that the settings have not',
      column('dropdown', { value: value({ ids: [9] }), text: 'New' }),
      { kind: 'choice', labels: ['New'] },
    ],
    ['status without label', column('status', { label: null, text: null }), { kind: 'empty' }],
    ['dropdown', column('dropdown', { value: value({ ids: [1, 2] }), text: 'A, B, C' }), { kind: 'choice', labels: ['A, B', 'C'] }],
    [
      'people',
      column('people', {
        value: value({
          personsAndTeams: [
            { id: 7, kind: 'person' },
            { id: 9, kind: 'team' },
          ],
        }),
        text: 'Ann Lee, Sales',
      }),
      {
        kind: 'people',
        people: [
          { id: '7', name: 'Ann Lee', email: null },
          { id: 'team:9', name: 'Sales', email: null },
        ],
      },
    ],
    [
      'people whose names hold a comma',
      column('people', { value: value({ personsAndTeams: [{ id: 7 }, { id: 8 }] }), text: 'Lee, Ann, Bo' }),
      {
        kind: 'people',
        people: [
          { id: '7', name: null, email: null },
          { id: '8', name: null, email: null },
        ],
      },
    ],
    [
      'one person with a comma',
      column('people', { value: value({ personsAndTeams: [{ id: 7 }] }), text: 'Lee, Ann' }),
      { kind: 'people', people: [{ id: '7', name: 'Lee, Ann', email: null }] },
    ],
    [
      "a date, not the text in the reader's zone",
      column('date', { text: '2025-10-12 02:00', value: value({ date: '2025-10-11', time: '13:00:00' }) }),
      { kind: 'date', date: '2025-10-11', time: '13:00:00' },
    ],
    ['a day', column('date', { value: value({ date: '2025-10-11', time: null }) }), { kind: 'date', date: '2025-10-11', time: null }],
    [
      'a timeline',
      column('timeline', { value: value({ from: '2025-01-01', to: '2025-01-05' }) }),
      { kind: 'range', from: '2025-01-01', to: '2025-01-05' },
    ],
    ['a ticked box', column('checkbox', { value: value({ checked: 'true' }) }), { kind: 'bool', bool: true }],
    ['a box nobody touched', column('checkbox', {}), { kind: 'bool', bool: false }],
    ['a link', column('link', { value: value({ url: 'https://a.b', text: 'A' }) }), { kind: 'link', url: 'https://a.b', text: 'A' }],
    [
      'linked items, though value is null',
      column('board_relation', { linked_item_ids: ['5', '6'], display_value: 'Acme, Bolt' }),
      { kind: 'relation', ids: ['5', '6'], names: ['Acme', 'Bolt'] },
    ],
    ['a mirror', column('mirror', { display_value: '12, 13' }), { kind: 'text', text: '12, 13', formula: true }],
    ['a formula’s number', column('formula', { display_value: '1.234' }), { kind: 'number', number: '1.234', formula: true }],
    [
      'a formula’s number as it is shown',
      column('formula', { display_value: '12.50' }),
      { kind: 'number', number: '12.5', formula: true, asShown: '12.50' },
    ],
    ['a mirrored code', column('mirror', { display_value: '0111010' }), { kind: 'text', text: '0111010', formula: true }],
    ['an empty formula', column('formula', { display_value: '' }), { kind: 'empty', formula: true }],
    ['a type of next year', column('hologram', { text: 'x' }), { kind: 'text', text: 'x', formula: true }],
  ];
  it.each(cases)('%s', (_name, wire, cell) => expect(toCell(wire, shape)).toEqual(cell));
});

describe('writing a column', () => {
  const cases: [string, CellContent, string, unknown][] = [
    ['text as it is', { kind: 'text', text: ' "=x" ' }, 'text', ' "=x" '],
    ['a number as a string', { kind: 'number', number: '12.50' }, 'numbers', '12.50'],
    ['a status by label', { kind: 'choice', labels: ['Won'] }, 'status', { label: 'Won' }],
    ['a dropdown by labels', { kind: 'choice', labels: ['A, B', 'C'] }, 'dropdown', { labels: ['A, B', 'C'] }],
    [
      'people and teams',
      {
        kind: 'people',
        people: [
          { id: '7', name: null, email: null },
          { id: 'team:9', name: null, email: null },
        ],
      },
      'people',
      {
        personsAndTeams: [
          { id: 7, kind: 'person' },
          { id: 9, kind: 'team' },
        ],
      },
    ],
    ['a day without a time', { kind: 'date', date: '2025-10-11', time: null }, 'date', { date: '2025-10-11' }],
    ['an unticked box', { kind: 'bool', bool: false }, 'checkbox', null],
    ['links between items', { kind: 'relation', ids: ['123'], names: [] }, 'board_relation', { item_ids: ['123'] }],
    ['nothing into text', { kind: 'empty' }, 'numbers', ''],
    ['nothing into the rest', { kind: 'empty' }, 'date', {}],
  ];
  it.each(cases)('%s', (_name, cell, type, sent) => expect(encode(cell, type)).toEqual({ ok: true, value: sent }));

  it.each([
    ['a person without an id', { kind: 'people', people: [{ id: null, name: 'Ann', email: null }] }, 'people', 'unknown-person'],
    ['two labels of a status', { kind: 'choice', labels: ['A', 'B'] }, 'status', 'invalid-value'],
    ['text into numbers', { kind: 'text', text: 'soon' }, 'numbers', 'invalid-value'],
    ['a formula column', { kind: 'text', text: 'x' }, 'formula', 'read-only-column'],
    ['an error value', { kind: 'error', text: '#REF!' }, 'text', 'invalid-value'],
  ] as [string, CellContent, string, string][])('refuses %s', (_name, cell, type, why) =>
    expect(encode(cell, type)).toEqual({ ok: false, why }),
  );
});

describe('the same, for a write looked up again', () => {
  it.each([
    [true, { kind: 'number', number: '12.50' }, { kind: 'number', number: '12.5' }],
    [true, { kind: 'text', text: 'a ' }, { kind: 'text', text: 'a' }],
    [true, { kind: 'empty' }, { kind: 'bool', bool: false }],
    [
      true,
      {
        kind: 'people',
        people: [
          { id: '1', name: 'A', email: null },
          { id: '2', name: null, email: null },
        ],
      },
      {
        kind: 'people',
        people: [
          { id: '2', name: 'B', email: null },
          { id: '1', name: null, email: null },
        ],
      },
    ],
    [true, { kind: 'choice', labels: ['A', 'B'] }, { kind: 'choice', labels: ['B', 'A'] }],
    [false, { kind: 'text', text: 'A' }, { kind: 'text', text: 'a' }],
    [false, { kind: 'date', date: '2025-01-01', time: null }, { kind: 'date', date: '2025-01-01', time: '09:00:00' }],
    [false, { kind: 'number', number: '0' }, { kind: 'empty' }],
  ] as [boolean, CellContent, CellContent][])('%s', (same, a, b) => expect(showsSame(a, b)).toBe(same));
});

describe('labels of a column', () => {
  it('reads both forms of settings', () => {
    expect(
      labelsOf({
        labels: [
          { id: 1, label: 'Won' },
          { id: 2, label: 'Old', is_deactivated: true },
          { id: 3, label: '' },
        ],
      }),
    ).toEqual(['Won']);
    expect(labelsOf('{"labels":{"0":"Working on it","1":"Done","5":""}}')).toEqual(['Working on it', 'Done']);
    expect(labelsOf('{"labels":[{"id":1,"name":"A"}]}')).toEqual(['A']);
    expect(labelsOf(null)).toEqual([]);
  });
});

describe('a dropdown with a label that we don’t know yet', () => {
  const labels = new Map([
    ['1', 'Gold'],
    ['2', 'A, B'],
  ]);
  const shown = (ids: readonly number[], text: string): unknown =>
    toCell({ id: 'd', type: 'dropdown', text, value: JSON.stringify({ ids }) }, { type: 'dropdown', labels });

  it('is told by what stands in its place, and by nothing where that is in doubt', () => {
    expect(shown([1, 9], 'Gold, New')).toEqual({ kind: 'choice', labels: ['Gold', 'New'] });
    expect(shown([9], 'New, old')).toEqual({ kind: 'choice', labels: ['New, old'] });
    expect(shown([2, 9], 'A, B, New')).toEqual({ kind: 'choice', labels: ['A, B, New'] });
    expect(shown([1, 9], 'New, Gold')).toEqual({ kind: 'choice', labels: ['New, Gold'] });
  });
});
