/** Rows that no whole content told: what each of their cells says. */
import { describe, expect, test } from 'vitest';
import { identifyRows, type KnownRow, wholeRows } from '../../../core/sync/identity/rows.ts';
import type { RecordKey } from '../../../core/sync/ids.ts';
import type { Cell, RawRecord } from '../../../core/sync/record.ts';
import { key, rec } from './fixtures.ts';

const K = (n: number): RecordKey => key(`ek${String(n).padStart(12, '0')}`);
type Shown = Readonly<Record<string, string | number | Cell>>;

/** A row of many columns; its name is the text of `N`. */
const row = (position: number, shows: RecordKey | null, cells: Shown): RawRecord =>
  rec(`row:${position}`, cells, { key: shows, position, name: typeof cells.N === 'string' ? cells.N : '' });
const print = ({ cells }: RawRecord): string => JSON.stringify(cells);

/** `key` of each row now: `!` where it must be written, `?` where it is unclear, `new` for a new one. */
function who(before: readonly RawRecord[], now: readonly RawRecord[], over: Partial<KnownRow> = {}): readonly string[] {
  const known = before.map((one): KnownRow => {
    return { key: one.key as RecordKey, position: one.position ?? 0, fingerprint: print(one), written: true, ...over };
  });
  const wholes = wholeRows(known, now, print);
  const asked = new Set(wholes.missing);
  const shown = before.map((one) => [one.key as RecordKey, one] as const).filter(([of]) => asked.has(of));
  let minted = 900;
  const found = identifyRows(wholes, new Map(shown), () => K(minted++));
  const names = new Map(before.map((one, at) => [one.key as string, String.fromCharCode(65 + at)]));
  return now.map(({ position }) => {
    const at = (all: typeof found.rows) => all.find((one) => one.record.position === position);
    const row = at(found.rows);
    return row === undefined ? '?' : `${names.get(row.key) ?? 'new'}${row.shows === row.key || !names.has(row.key) ? '' : '!'}`;
  });
}

const link = (url: string, text: string): Cell => ({ kind: 'link', url, text });
const people = (id: string, name: string, email: string): Cell => ({ kind: 'people', people: [{ id, name, email }] });
const relation = (id: string, name: string): Cell => ({ kind: 'relation', ids: [id], names: [name] });

describe('[I8] a cleared key, and the name typed anew: cells of every kind tell the row', () => {
  test.each<[string, Cell, Cell]>([
    ['text', { kind: 'text', text: 'a' }, { kind: 'text', text: 'b' }],
    ['number', { kind: 'number', number: '1' }, { kind: 'number', number: '2' }],
    ['number or text', { kind: 'number', number: '1' }, { kind: 'text', text: '1' }],
    ['tick', { kind: 'bool', bool: true }, { kind: 'bool', bool: false }],
    ['day', { kind: 'date', date: '2026-03-01', time: null }, { kind: 'date', date: '2026-03-02', time: null }],
    ['time', { kind: 'date', date: '2026-03-01', time: '10:00:00' }, { kind: 'date', date: '2026-03-01', time: null }],
    ['first day', { kind: 'range', from: '2026-03-01', to: '2026-03-09' }, { kind: 'range', from: '2026-03-02', to: '2026-03-09' }],
    ['last day', { kind: 'range', from: '2026-03-01', to: '2026-03-08' }, { kind: 'range', from: '2026-03-01', to: '2026-03-09' }],
    ['label', { kind: 'choice', labels: ['a'] }, { kind: 'choice', labels: ['b'] }],
    ['person’s id', people('1', 'n', 'e'), people('2', 'n', 'e')],
    ['person’s name', people('1', 'n', 'e'), people('1', 'm', 'e')],
    ['person’s e-mail', people('1', 'n', 'e'), people('1', 'n', 'f')],
    ['related id', relation('1', 'n'), relation('2', 'n')],
    ['related name', relation('1', 'n'), relation('1', 'm')],
    ['address', link('https://a', 't'), link('https://b', 't')],
    ['link’s text', link('https://a', 't'), link('https://a', 'u')],
    ['error', { kind: 'error', text: '#REF!' }, { kind: 'error', text: '#N/A' }],
  ])('%s', (_, a, b) => {
    const before = [row(2, K(1), { N: 'A', V: a, W: a }), row(3, K(2), { N: 'B', V: b, W: b })];
    expect(who(before, [row(2, null, { N: 'P', V: b, W: b }), row(3, null, { N: 'Q', V: a, W: a })])).toEqual(['B!', 'A!']);
  });

  test('whatever the order of a cell’s parts', () => {
    const before = [row(2, K(1), { N: 'A', V: link('https://a', 't'), W: link('https://w', 't') })];
    const other = (url: string): Cell => ({ text: 't', url, kind: 'link' });
    expect(who(before, [row(2, null, { N: 'P', V: other('https://a'), W: other('https://w') })])).toEqual(['A!']);
  });
});

describe('[I8] half of the row and more than one rare cell', () => {
  const before = [row(2, K(1), { N: 'A', V: 'v', W: 'w', X: 'x', Y: 'y' })];

  test('three of five are enough, two leave it unclear, one says nothing', () => {
    expect(who(before, [row(2, null, { N: 'P', V: 'v', W: 'w', X: 'x', Y: 'z' })])).toEqual(['A!']);
    expect(who(before, [row(2, null, { N: 'P', V: 'v', W: 'w', X: 'z', Y: 'z' })])).toEqual(['?']);
    expect(who(before, [row(2, null, { N: 'P', V: 'v', W: 'z', X: 'z', Y: 'z' })])).toEqual(['new']);
    // Half of the longer one of the two.
    expect(who(before, [row(2, null, { N: 'P', V: 'v', W: 'w' })])).toEqual(['?']);
    expect(who([row(2, K(1), { N: 'A', V: 'v', W: 'w' })], [row(2, null, { N: 'P', V: 'v', W: 'w', X: 'x', Y: 'y' })])).toEqual(['?']);
  });

  test('one rare cell is not, unless the key had never been written', () => {
    const short = [row(2, K(1), { N: 'A', V: 'v' })];
    expect(who(short, [row(9, null, { N: 'P', V: 'v' })])).toEqual(['new']);
    expect(who(short, [row(9, null, { N: 'P', V: 'v' })], { written: false })).toEqual(['A!']);
  });

  test('cells that many rows show tell nothing', () => {
    const common = { S: 'Active', T: 'EUR', U: 'yes' };
    const rows = [2, 3, 4].map((at) => row(at, K(at), { N: `n${at}`, ...common }));
    const now = [row(2, null, { N: 'P', ...common }), ...rows.slice(1)];
    expect(who(rows, now)).toEqual(['new', 'B', 'C']);
  });

  test('a name that stands once tells by itself, one that is blank or stands twice doesn’t', () => {
    const row2 = { N: 'A', V: 'v', W: 'w', X: 'x' };
    expect(who([row(2, K(1), row2)], [row(9, null, { N: 'A', V: '1', W: '2', X: '3' })])).toEqual(['A!']);
    expect(who([row(2, K(1), row2)], [row(8, null, { N: 'A', V: '1' }), row(9, null, { N: 'A', V: '2' })])).toEqual(['?', '?']);
    const blank = [row(2, K(1), { N: ' ', V: 'v', W: 'w', X: 'x' })];
    expect(who(blank, [row(9, null, { N: ' ', V: '1', W: '2', X: '3' })])).toEqual(['new']);
  });

  test('two answers about as good: nobody’s guess', () => {
    const twins = [row(2, K(1), { N: 'A', V: 'v', W: 'w', X: '1' }), row(3, K(2), { N: 'B', V: 'v', W: 'w', X: '2' })];
    expect(who(twins, [row(2, null, { N: 'P', V: 'v', W: 'w', X: '3' })])).toEqual(['?']);
    const near = [row(2, K(1), { N: 'A', V: 'a', W: 'b', X: '1' }), row(3, K(2), { N: 'B', Y: 'c', Z: 'd', X: '2' })];
    expect(who(near, [row(2, null, { N: 'P', V: 'a', W: 'b', Y: 'c', Z: 'd' })])).toEqual(['?']);
    expect(who(near, [row(2, null, { V: 'a', W: 'b', Y: 'c', Z: 'd' })])).toEqual(['?']);
  });

  test('[I7] a row of the name beside one that has another and more of the rest: either may be it, the other a renamed copy', () => {
    // Two clients of one name. The tab is sorted without its keys; the first one's `V` is edited, a copy of it renamed.
    const rest = { W: 'w', X: 'x', Y: 'y' };
    const first = { N: 'A', V: 'v', ...rest };
    const twin = { N: 'A', V: 'v2', W: 'w2', X: 'x2', Y: 'y2' };
    const other = { N: 'C', V: 'v3', W: 'w3', X: 'x3', Y: 'y3' };
    const before = [row(2, K(1), first), row(3, K(2), twin), row(4, K(3), other)];
    const copy = { ...first, N: 'P' };
    const now = [row(2, K(1), other), row(3, K(2), twin), row(4, K(3), { ...first, V: 'edited' }), row(5, null, copy)];
    expect(who(before, now)).toEqual(['C!', 'B', '?', '?']);
    // Renamed, and no row of its name beside it: it is the first one.
    expect(who(before, [row(2, K(1), other), row(3, K(2), twin), row(4, K(3), copy)])).toEqual(['C!', 'B', 'A!']);
  });
});

describe('[I2] what is left under a row’s own key', () => {
  test('one rare cell of many is enough, one that stands three times is not', () => {
    const before = [2, 3, 4].map((at) => row(at, K(at), { N: `n${at}`, S: 'Active', V: `v${at}`, W: `w${at}` }));
    const others = before.slice(1);
    expect(who(before, [row(2, K(2), { N: 'P', S: 'Lost', V: 'v2', W: 'x' }), ...others])).toEqual(['A', 'B', 'C']);
    expect(who(before, [row(2, K(2), { N: 'P', S: 'Active', V: 'x', W: 'x' }), ...others])).toEqual(['?', 'B', 'C']);
    // Of two it is just enough.
    expect(who(before.slice(0, 2), [row(2, K(2), { N: 'P', S: 'Active', V: 'x', W: 'x' }), ...others.slice(0, 1)])).toEqual(['A', 'B']);
  });

  test('half of the row is, however common', () => {
    const before = [2, 3, 4, 5].map((at) => row(at, K(at), { N: `n${at}`, S: 'Active' }));
    expect(who(before, [row(2, K(2), { N: 'P', S: 'Active' }), ...before.slice(1)])).toEqual(['A', 'B', 'C', 'D']);
  });

  test('a row that had only been begun may be typed anew', () => {
    const begun = [row(2, K(1), { N: 'A' }), row(3, K(2), { N: 'B', V: 'b' })];
    expect(who(begun, [row(2, K(1), { N: 'P', V: 'v' }), row(3, K(2), { N: 'B', V: 'b' })])).toEqual(['A', 'B']);
    expect(who(begun, [row(2, K(1), { N: 'A' }), row(3, K(2), { N: 'P', V: 'v' })])).toEqual(['A', '?']);
  });
});
