/** What a filter is refused for when its pair is made or changed. */
import { describe, expect, test } from 'vitest';
import { changedRules, checkFilter, type FilterEnd } from '../../app/use-cases/check-filter.ts';
import { brandAs, type ColumnRef } from '../../core/sync/ids.ts';
import type { FieldMapping, Side } from '../../core/sync/mapping.ts';
import { problemWords } from '../../core/words/words.ts';
import { field, NAME, PEOPLE, settingsOf } from '../core/sync/fixtures.ts';

const STAGE = field({ left: 'st', type: 'choice' });
const OWNER = field({ left: 'o', type: 'person' });
const HOURS = field({ left: 'h', type: 'number' });
const BOARD: FilterEnd = {
  columns: [{ ref: brandAs<ColumnRef>('st'), title: 'Stage', kind: 'choice', writable: true, labels: ['New', 'Lost'] }],
  locale: null,
};
const TAB: FilterEnd = { columns: null, locale: 'en-US' };

function check(of: FieldMapping, text: string, side: Side = 'left', people = PEOPLE, right = TAB): () => void {
  const filter = { left: [], right: [], [side]: [{ field: of.left, any: [text], not: true }] };
  return () => checkFilter(settingsOf({ fields: [NAME, of], filter }), { left: BOARD, right }, people);
}

describe('[F6] refused', () => {
  test.each<[string, FieldMapping, string, string, string]>([
    ['a label that the column doesn’t have', STAGE, 'Archived', 'filter-not-a-label', 'New, Lost'],
    ['a label outside the map', { ...STAGE, map: { New: 'Neu' } }, 'Lost', 'filter-not-a-label', 'its labels: New.'],
    ['nobody', OWNER, 'Zoe Nobody', 'filter-not-a-person', 'Zoe Nobody'],
    ['two of one name', OWNER, 'Chris Lee', 'filter-not-a-person', 'e-mail'],
    ['what is no number', HOURS, 'many', 'filter-unreadable', '1234.50'],
    ['a number that may be two', HOURS, '1.234', 'filter-unreadable', '1234.50'],
    ['what is no day', field({ left: 'd', type: 'date' }), 'soon', 'filter-unreadable', '2026-03-31'],
    ['a tick that is none', field({ left: 'x', type: 'checkbox' }), 'maybe', 'filter-unreadable', 'yes'],
    ['money of a dollar without a country', field({ left: 'b', type: 'money', currency: 'EUR' }), '$5', 'filter-unreadable', '1234.50 EUR'],
  ])('%s', (_what, of, text, code, says) => {
    expect(check(of, text)).toThrow(expect.objectContaining({ code, field: 'filter', status: 422 }));
    try {
      check(of, text)();
    } catch (error) {
      const { data } = error as { data: Record<string, string> };
      expect(problemWords(code, data, 'en')).toContain(says);
    }
  });
});

describe('[F5] let through', () => {
  test.each<[string, FieldMapping, string]>([
    ['a label in other letters', STAGE, 'lost'],
    ['one that would be made', { ...STAGE, create: true }, 'Archived'],
    ['empty', STAGE, ''],
    ['an e-mail address', OWNER, 'boris@agency.example'],
    ['a number with needless zeros', HOURS, '5.0'],
    ['any text', NAME, 'whatever'],
  ])('%s', (_what, of, text) => expect(check(of, text)).not.toThrow());

  test('what is written as the refusal says', () => {
    const types = ['number', 'money', 'date', 'dateRange', 'checkbox', 'link'] as const;
    for (const type of types) {
      const of = field({ left: 'z', type, currency: type === 'money' ? { left: 'c', right: 'C' } : null });
      const example = ((): string => {
        try {
          check(of, '?!')();
        } catch (error) {
          return String((error as { data: Record<string, string> }).data.example);
        }
        return '';
      })();
      expect(example, type).not.toBe('');
      for (const locale of [null, 'en-US', 'de-DE', 'ru-RU'])
        expect(check(of, example, 'right', PEOPLE, { columns: null, locale }), type).not.toThrow();
    }
  });

  test('before anything of the hub’s people is known, any name', () => {
    expect(check(OWNER, 'Zoe Nobody', 'left', [])).not.toThrow();
  });

  test('in a spreadsheet of unknown locale, what one of them could read', () => {
    const unread: FilterEnd = { columns: null, locale: undefined };
    expect(check(HOURS, '1.234,5', 'right', PEOPLE, unread)).not.toThrow();
    expect(check(HOURS, '1.234', 'right', PEOPLE, unread)).not.toThrow();
    expect(check(HOURS, 'many', 'right', PEOPLE, unread)).toThrow(expect.objectContaining({ code: 'filter-unreadable' }));
  });
});

test('[F6] rules that a change leaves as they are aren’t asked about again', () => {
  const old = { field: 'h', any: ['many'], not: false };
  const before = settingsOf({ fields: [NAME, HOURS], filter: { left: [old], right: [] } });
  const checked = (after: Partial<typeof before>) => changedRules(before, { ...before, ...after }).filter.left;
  expect(checked({ deletes: { left: 'ask', right: 'ask' } })).toEqual([]);
  expect(checked({ filter: { left: [old, { ...old, not: true }], right: [] } })).toEqual([{ ...old, not: true }]);
  expect(checked({ fields: [NAME, { ...HOURS, type: 'date' }] })).toEqual([old]);
});
