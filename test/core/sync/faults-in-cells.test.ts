/** Catalogued faults of cells, each by its number, through whole runs over a board and a tab. */
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import { field, NAME, num, text } from './fixtures.ts';
import { textIn } from './models.ts';
import { client, names, office, row, writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const AMOUNT = field({ left: 'amount', type: 'number', policy: 'right' });
const DAY = field({ left: 'day', type: 'date', policy: 'right' });
const CODE = field({ left: 'code', type: 'text' });

/** One row typed so, in a sheet of that locale, beside an empty board. */
async function typedIn(locale: string, cells: Readonly<Record<string, Cell>>): Promise<World> {
  const w = world({ fields: [NAME, AMOUNT, DAY, CODE], key: ['name'] }, { locale });
  w.tab.add({ NAME: text('Acme'), ...cells });
  await w.settle();
  return w;
}

describe('fault F55: formula cells', () => {
  test('a person’s formula is never overwritten, and its result is what travels', async () => {
    const w = await office();
    const cells = w.tab.named('Acme').cells;
    cells.BUDGET = { ...num('12.5'), formula: true, asShown: '€12.50' };
    await w.settle();
    expect(w.board.named('Acme').cells.budget).toEqual(num('12.5'));
    w.board.named('Acme').cells.budget = num('99');
    await w.settle();
    expect(cells.BUDGET).toEqual({ ...num('12.5'), formula: true, asShown: '€12.50' });
    expect(w.board.named('Acme').cells.budget).toEqual(num('12.5'));
  });

  test('one whose result is another at each reading costs one write in fifteen minutes, and none by itself', async () => {
    const w = await office();
    for (let n = 1; n <= 5; n += 1) {
      w.tab.named('Acme').cells.BUDGET = { ...num(`${n}.5`), formula: true };
      const [board, tab] = [w.board.calls.writes, w.tab.calls.writes];
      await w.settle();
      expect([w.board.calls.writes - board, w.tab.calls.writes - tab]).toEqual([1, 0]);
      w.pass(15 * 60_000);
    }
    const before = writes(w);
    await w.settle();
    expect(writes(w)).toBe(before);
  });

  test('an error, or a result that is still loading, takes nothing away', async () => {
    const w = await office();
    for (const shown of ['#REF!', '#N/A', 'Loading...']) {
      w.tab.named('Acme').cells.BUDGET = { kind: 'error', text: shown, formula: true };
      await w.settle();
      expect(w.board.named('Acme').cells.budget).toEqual(num('5'));
      expect(w.store.openFindings()).toEqual([`error-value ${shown}`]);
    }
  });
});

test('fault F56: a text that starts like a formula or a number stays as it is typed, on both sides', async () => {
  const w = await office();
  const typed = ['=1+1', '+7 900', '-x', '@anna', "'quoted", '=IMPORTDATA("https://x.example")', '0111010'];
  for (const one of typed) {
    w.tab.named('Acme').cells.NOTES = text(one);
    w.board.named('Beta').cells.notes = text(one);
    await w.settle();
    expect(w.board.named('Acme').cells.notes).toEqual(text(one));
    expect(w.tab.named('Beta').cells.NOTES).toEqual(text(one));
  }
  // A board trims: the row keeps its tab and its line end, and nothing comes back.
  for (const one of ['\ttabbed', '\rreturned']) {
    w.tab.named('Acme').cells.NOTES = text(one);
    await w.settle();
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text(one));
    expect(w.board.named('Acme').cells.notes).toEqual(text(one.trim()));
  }
});

describe('fault F57: numbers of a locale', () => {
  test.each([
    ['1\u00a0234,56', 'ru_RU', '1234.56'],
    ['1\u202f234,56', 'fr_FR', '1234.56'],
    ['1.234,56', 'de_DE', '1234.56'],
    ['1,234.56', 'en_US', '1234.56'],
    ['1.234', 'de_DE', '1234'],
    ['1.234', 'en_US', '1.234'],
    ['(260.00)', 'en_GB', '-260'],
    ['9,90-', 'de_DE', '-9.9'],
    ['$1,234.50', 'en_US', '1234.5'],
    ['1,2 тыс', 'ru_RU', '1200'],
    ['12,34,567.5', 'en_IN', '1234567.5'],
    ['61000000.00', 'en_GB', '61000000'],
    ['9007199254740993.07', 'en_GB', '9007199254740993.07'],
  ])('%j in a sheet in %s is %s, exactly', async (typed, locale, expected) => {
    const w = await typedIn(locale, { AMOUNT: text(typed) });
    expect(w.board.named('Acme').cells.amount).toEqual(num(expected));
    expect(w.tab.named('Acme').cells.AMOUNT).toEqual(text(typed));
  });

  test.each(['--', '1e3', '12,34,567', '1.2.3', 'n/a'])('%j is none: the rest of the row goes on', async (typed) => {
    const w = await typedIn('en_US', { AMOUNT: text(typed), CODE: text('x') });
    expect(w.board.named('Acme').cells).not.toHaveProperty('amount');
    expect(w.board.named('Acme').cells.code).toEqual(text('x'));
    expect(w.store.openFindings()).toEqual([`not-a-number ${typed}`]);
  });

  test.each(['0111010', '40817810000000000001', '08005553535', '1e3', '2017-00012'])('the id %j stays a text', async (typed) => {
    const w = await typedIn('en_US', { CODE: text(typed) });
    expect(w.board.named('Acme').cells.code).toEqual(text(typed));
  });

  test('a total under the list is no record where the filter says so', async () => {
    const w = world({ filter: { left: [], right: [{ field: 'name', any: ['Total', 'Итого'], not: true }] } });
    for (const name of ['Acme', 'Beta', 'Total']) w.tab.add(row(name));
    await w.settle();
    expect(names(w).board).toEqual(['Acme', 'Beta']);
    expect(names(w).tab).toEqual(['Acme', 'Beta', 'Total']);
  });
});

describe('fault F58: dates', () => {
  test.each([
    ['03/04/2025', 'en_US', '2025-03-04'],
    ['03/04/2025', 'en_GB', '2025-04-03'],
    ['31.05.17', 'ru_RU', '2017-05-31'],
    ['08.12.25', 'de_DE', '2025-12-08'],
    ['1 марта 2026 г.', 'ru_RU', '2026-03-01'],
  ])('%j in a sheet in %s is %s', async (typed, locale, expected) => {
    const w = await typedIn(locale, { DAY: text(typed) });
    expect(w.board.named('Acme').cells.day).toEqual({ kind: 'date', date: expected, time: null });
  });

  test('one that an order leaves open, a bare serial number and no day of the calendar are never guessed', async () => {
    for (const [cell, finding] of [
      [text('03/04/2025'), 'ambiguous-date 03/04/2025'],
      [num('45720'), 'not-a-date 45720'],
      [text('29.02.2025'), 'not-a-date 29.02.2025'],
    ] as const) {
      const w = await typedIn('ja_JP', { DAY: cell });
      expect(w.board.named('Acme').cells).not.toHaveProperty('day');
      expect(w.store.openFindings()).toEqual([finding]);
    }
  });
});

describe('fault F59: identical rows that are meant', () => {
  const MANY = 275;

  test('stay as many as they are, one more is one more, and one less is one less', async () => {
    const w = world();
    for (let n = 0; n < MANY; n += 1) w.tab.add(row('Fuel'));
    await w.settle();
    expect(w.board.live()).toHaveLength(MANY);
    w.tab.add(row('Fuel'), 7);
    await w.settle();
    expect(w.board.live()).toHaveLength(MANY + 1);
    w.tab.lines.splice(100, 1);
    await w.settle();
    expect([w.board.live().length, w.tab.lines.length]).toEqual([MANY, MANY]);
  });

  test('on both sides already, they pair off and the surplus is made', async () => {
    const w = world();
    for (let n = 0; n < 3; n += 1) w.board.add(client('Fuel'));
    for (let n = 0; n < 5; n += 1) w.tab.add({ ...row('Fuel'), NOTES: text('about Fuel') });
    await w.settle();
    expect([w.board.live().length, w.tab.lines.length]).toEqual([5, 5]);
  });
});

describe('fault F60: encodings', () => {
  test.each([
    ['composed and decomposed letters', 'Zo\u00eb Caf\u00e9', 'Zoe\u0308 Cafe\u0301'],
    ['a mark of byte order in front', 'Acme', '\ufeffAcme'],
    ['full-width letters', 'Acme 1', '\uff21\uff43\uff4d\uff45 \uff11'],
    ['marks of direction', 'שלום', '\u200fשלום\u200e'],
    ['blanks that don’t break', 'Acme Ltd', 'Acme\u00a0Ltd'],
  ])('%s: one record, no twin, and then quiet', async (_name, board, tab) => {
    const w = world();
    w.board.add(client(board));
    w.tab.add({ ...row(tab), NOTES: text(`about ${board}`) });
    await w.settle();
    expect([w.board.live().length, w.tab.lines.length]).toEqual([1, 1]);
    const before = writes(w);
    await w.settle();
    expect(writes(w)).toBe(before);
  });

  test('emoji, right-to-left text and letters of every kind arrive as they were typed', async () => {
    const w = await office();
    for (const typed of ['Please take me 🥹', '👩‍👩‍👧', 'مرحبا 123', 'Łódź', '漢字かな', 'e\u0301', '\ud83c\uddea\ud83c\uddfa']) {
      w.tab.named('Acme').cells.NOTES = text(typed);
      await w.settle();
      expect(textIn(w.board.named('Acme').cells.notes)).toBe(typed);
    }
  });
});
