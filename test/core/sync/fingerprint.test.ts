import { describe, expect, test } from 'vitest';
import { contentText } from '../../../core/sync/content.ts';
import { fingerprinter, fingerprintOf } from '../../../core/sync/fingerprint.ts';
import type { ColumnRef } from '../../../core/sync/ids.ts';
import type { Cell, Cells, RawRecord } from '../../../core/sync/record.ts';
import { rec } from './fixtures.ts';

const plain = { hash: (text: string): string => text };
const of = (cells: Record<string, Cell>, over: Partial<RawRecord> = {}): string =>
  fingerprintOf(plain, { ...rec('1', {}), name: 'A', cells: cells as Cells, ...over });
const text = (value: string): Cell => ({ kind: 'text', text: value });

/** Every kind of cell, twice: as a vendor's answer has it, and with its parts in the order in which a database gives them back. */
const KINDS: readonly (readonly [Cell, Cell])[] = [
  [text('a'), { text: 'a', kind: 'text' }],
  [
    { kind: 'number', number: '1' },
    { number: '1', kind: 'number' },
  ],
  [
    { kind: 'bool', bool: true },
    { bool: true, kind: 'bool' },
  ],
  [
    { kind: 'bool', bool: false },
    { bool: false, kind: 'bool' },
  ],
  [
    { kind: 'date', date: '2026-01-05', time: null },
    { date: '2026-01-05', kind: 'date', time: null },
  ],
  [
    { kind: 'date', date: '2026-01-05', time: '10:00:00' },
    { date: '2026-01-05', kind: 'date', time: '10:00:00' },
  ],
  [
    { kind: 'range', from: '2026-01-05', to: '2026-01-06' },
    { to: '2026-01-06', from: '2026-01-05', kind: 'range' },
  ],
  [
    { kind: 'choice', labels: ['a', 'b'] },
    { labels: ['a', 'b'], kind: 'choice' },
  ],
  [
    { kind: 'choice', labels: ['a, b'] },
    { labels: ['a, b'], kind: 'choice' },
  ],
  [
    { kind: 'people', people: [{ id: '1', name: null, email: null }] },
    { people: [{ email: null, name: null, id: '1' }], kind: 'people' },
  ],
  [
    { kind: 'people', people: [{ id: null, name: '1', email: null }] },
    { people: [{ email: null, name: '1', id: null }], kind: 'people' },
  ],
  [
    { kind: 'relation', ids: ['1'], names: ['a'] },
    { ids: ['1'], kind: 'relation', names: ['a'] },
  ],
  [
    { kind: 'link', url: 'u', text: 'a' },
    { url: 'u', kind: 'link', text: 'a' },
  ],
  [
    { kind: 'error', text: '#REF!' },
    { text: '#REF!', kind: 'error' },
  ],
  [
    { kind: 'text', text: 'a', formula: true },
    { text: 'a', kind: 'text', formula: true },
  ],
  [
    { kind: 'number', number: '1', asShown: '1 €' },
    { number: '1', asShown: '1 €', kind: 'number' },
  ],
];

describe('a fingerprint says what a record shows', () => {
  test('every kind of cell has its own, whatever the order of its parts', () => {
    const prints = KINDS.map(([read]) => of({ a: read }));
    expect(new Set(prints).size).toBe(KINDS.length);
    expect(KINDS.map(([, stored]) => of({ a: stored }))).toEqual(prints);
  });

  test('an empty cell is none; a formula that shows nothing is something', () => {
    expect(of({ a: { kind: 'empty' }, b: text('x') })).toBe(of({ b: text('x') }));
    expect(of({ a: { kind: 'empty', formula: true }, b: text('x') })).not.toBe(of({ b: text('x') }));
  });

  test('the order of columns and the place tell nothing; name and version do', () => {
    expect(of({ a: text('1'), b: text('2') })).toBe(of({ b: text('2'), a: text('1') }));
    expect(of({}, { position: 3 })).toBe(of({}, { position: 4 }));
    expect(new Set([of({}), of({}, { name: 'B' }), of({}, { version: '1' })]).size).toBe(3);
  });

  test('where a cell or a column ends is no question of what is typed', () => {
    expect(of({ a: text('x'), b: text('y') })).not.toBe(of({ a: text('x1:bt1:y') }));
    expect(of({ a: text('1:b') })).not.toBe(of({ a1: text(':b') }));
    expect(contentText({ kind: 'choice', labels: ['a', 'b'] })).not.toBe(contentText({ kind: 'choice', labels: ['a1:b'] }));
  });

  test('records of one reading may have other columns than the one before', () => {
    const print = fingerprinter(plain);
    const records = [{ a: text('1') }, { b: text('1') }, { b: text('1'), a: text('2') }, { a: text('1') }];
    expect(records.map((cells) => print({ ...rec('1', {}), name: 'A', cells: cells as Record<ColumnRef, Cell> }))).toEqual(
      records.map((cells) => of(cells)),
    );
  });
});
