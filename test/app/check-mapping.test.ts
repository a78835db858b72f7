/** What a mapping is refused for, before anything is asked of a vendor or stored. */
import { describe, expect, test } from 'vitest';
import { checkColumns, checkEnds, checkKinds, checkMapping, checkName } from '../../app/use-cases/check-mapping.ts';
import { settingsOf } from '../../app/use-cases/create-pair.ts';
import { createPair } from '../../core/protocol/api.ts';
import { brandAs, type ColumnRef } from '../../core/sync/ids.ts';
import type { Column } from '../../core/sync/record.ts';

const NAME = { left: 'name', right: 'Client', type: 'text' };
const ENDS = { left: { monday: { board: '1' } }, right: { sheet: { spreadsheet: 's', tab: 'Tab' } } };
const request = (more: object) => createPair.parse({ ...ENDS, fields: [NAME], key: 'name', ...more });
const settings = (more: object) => settingsOf(request(more));
const withField = (field: object) => settings({ fields: [NAME, field] });
const column = (ref: string, kind: Column['kind'], title = ref): Column => ({
  ref: brandAs<ColumnRef>(ref),
  title,
  kind,
  writable: true,
  labels: null,
});

describe('by itself', () => {
  test.each<[string, object, string, string]>([
    ['a column mapped twice', { fields: [NAME, { ...NAME, right: 'Other' }] }, 'duplicate-field', 'fields'],
    ['a key that isn’t mapped', { key: ['name', 'x'] }, 'key-not-mapped', 'key'],
    [
      'a filter on the left by a field that isn’t mapped',
      { filter: { left: [{ field: 'x', any: ['a'] }] } },
      'filter-not-mapped',
      'filter',
    ],
    ['and on the right', { filter: { right: [{ field: 'Client', any: ['a'] }] } }, 'filter-not-mapped', 'filter'],
    ['a currency on what is no money', { fields: [{ ...NAME, currency: 'EUR' }] }, 'currency-without-money', 'fields'],
    ['a last day on what is no span of days', { fields: [{ ...NAME, until: { right: 'To' } }] }, 'until-without-range', 'fields'],
    ['labels made for what is no choice', { fields: [{ ...NAME, create: true }] }, 'create-without-choice', 'fields'],
    ['two labels for one', { fields: [NAME, choice({ New: 'Fresh', Won: 'fresh ' })] }, 'map-not-one-to-one', 'fields'],
    ['one label for two', { fields: [NAME, choice({ New: 'Fresh', 'new ': 'Lost' })] }, 'map-not-one-to-one', 'fields'],
  ])('%s', (_what, more, code, field) => {
    expect(() => checkMapping(settings(more))).toThrow(expect.objectContaining({ code, field, status: 422 }));
  });

  test('what is right passes', () => {
    const money = { left: 'b', right: 'Budget', type: 'money', currency: { left: 'c', right: 'Currency' } };
    const filter = { left: [{ field: 'st', any: ['New'] }] };
    const days = { left: 'd', right: 'From', type: 'dateRange', until: { right: 'To' } };
    const tags = { left: 't', right: 'Tags', type: 'choices', create: true };
    const fields = [NAME, money, days, tags, choice({ New: 'Fresh', Won: 'Won' })];
    expect(() => checkMapping(settings({ fields, filter }))).not.toThrow();
  });
});

test('a computed list is filled by nobody else', () => {
  expect(() => checkEnds(request({ right: { computed: 'kpi' } }))).toThrow(
    expect.objectContaining({ code: 'computed-right', field: 'right' }),
  );
  expect(() => checkEnds(request({ left: { computed: 'kpi' } }))).toThrow(
    expect.objectContaining({ code: 'computed-direction', field: 'fields' }),
  );
  expect(() => checkEnds(request({ left: ENDS.right }))).toThrow(expect.objectContaining({ code: 'not-a-board', field: 'left' }));
});

test('an item has a name: a mapping by which a new row brings none to its board is refused', () => {
  const check = (fields: object[], key: string, left: object = ENDS.left) => {
    const asked = request({ fields, key, left });
    return () => checkName(asked.left, settingsOf(asked));
  };
  const code = { left: 'code', right: 'Code', type: 'text' };
  const oneWay = { ...NAME, direction: 'left-to-right' };
  expect(check([code], 'code')).toThrow(expect.objectContaining({ code: 'name-not-mapped', field: 'fields', status: 422 }));
  expect(check([code, oneWay], 'code')).toThrow(expect.objectContaining({ code: 'name-one-way', field: 'fields', status: 422 }));
  expect(check([code, NAME], 'code')).not.toThrow();
  // The natural key always travels.
  expect(check([code, oneWay], 'name')).not.toThrow();
  expect(check([code], 'code', { computed: 'kpi' })).not.toThrow();
});

test('a column that isn’t there: those that are, by the names that people know', () => {
  const columns = [column('name', 'text', 'Name'), column('numbers1', 'number', 'Budget')];
  expect(() => checkColumns(withField({ left: 'Budget', right: 'Budget', type: 'number' }), 'left', columns)).toThrow(
    expect.objectContaining({ code: 'unknown-column', data: { column: 'Budget', side: 'left', has: 'name, numbers1 (Budget)' } }),
  );
});

test.each<[string, Column['kind'], boolean]>([
  ['person', 'number', false],
  ['person', 'people', true],
  ['date', 'choice', false],
  ['date', 'date', true],
  ['date', 'text', true],
  ['money', 'number', true],
  ['number', 'date', false],
  ['checkbox', 'number', false],
  ['text', 'people', true],
  // A formula or a mirror shows a text: what it can be read as, only its values say.
  ['number', 'other', true],
])('%s in a column of kind %s', (type, kind, fits) => {
  const check = () => checkKinds(withField({ left: 'x', right: 'X', type }), 'left', [column('name', 'text'), column('x', kind)]);
  if (fits) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'wrong-type', field: 'fields' }));
});

function choice(map: object): object {
  return { left: 'st', right: 'Stage', type: 'choice', map };
}
