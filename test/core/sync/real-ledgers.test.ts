/**
 * Real ledgers as their owners keep them, cell by cell as the file has them, beside an empty board. What must come of them is
 * worked out here by plain code from the file alone. They aren't part of this repository; without the folder, no test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { FieldMapping } from '../../../core/sync/mapping.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { parseCsv } from './csv.ts';
import { field, text } from './fixtures.ts';
import { writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const there = existsSync(FOLDER);
if (!there) console.warn(`Real ledgers are not tested: there is no ${FOLDER}`);

interface Ledger {
  readonly file: string;
  readonly encoding: string;
  readonly separator: string;
  readonly locale: string;
  /** Other locales in which the same cells say the same. */
  readonly alsoIn: readonly string[];
  /** Rows above the header line, which its owner leaves in. */
  readonly above: number;
  /** Titles of the columns, but for their blanks. */
  readonly name: string;
  readonly date: string;
  readonly amounts: readonly string[];
  readonly texts: readonly string[];
  readonly day: (typed: string) => string;
  readonly records: number;
  readonly findings: readonly string[];
}

const iso = (typed: string): string => typed;
/** `31.05.17` */
const dotted = (typed: string): string => typed.replace(/^(\d\d)\.(\d\d)\.(\d\d)$/, '20$3-$2-$1');

const LEDGERS: readonly Ledger[] = [
  {
    file: 'uk_cabinetoffice_spend_2020-12.csv',
    encoding: 'utf-8',
    separator: ',',
    locale: 'en-GB',
    alsoIn: ['de-DE'],
    above: 0,
    name: 'Supplier',
    date: 'Date',
    amounts: ['Amount'],
    texts: ['Transaction number', 'Expense Type'],
    day: iso,
    records: 894,
    findings: [],
  },
  {
    file: 'uk_gla_spend_2015-P13.csv',
    encoding: 'utf-8',
    separator: ',',
    locale: 'en-GB',
    alsoIn: ['fr-FR'],
    above: 0,
    name: 'Vendor Name',
    date: 'Clearing Date',
    amounts: ['Amount'],
    texts: ['Vendor ID', 'Document No'],
    day: iso,
    records: 1659,
    findings: [],
  },
  {
    file: 'uk_harrogate_spend_2016-09_latin1.csv',
    encoding: 'latin1',
    separator: ',',
    locale: 'en-GB',
    alsoIn: ['en-US'],
    above: 0,
    name: 'Supplier Name',
    date: 'Payment date',
    amounts: ['Net Amount'],
    texts: ['Transaction No.', 'Narrative'],
    day: iso,
    records: 1776,
    findings: [],
  },
  {
    file: 'ru_bank_movementList_2017.csv',
    encoding: 'utf-8',
    separator: ',',
    locale: 'ru-RU',
    alsoIn: ['de-DE', 'en-GB'],
    above: 0,
    name: 'Описание операции',
    date: 'Дата операции',
    amounts: ['Приход', 'Расход'],
    texts: ['Номер счета', 'Референс проводки', 'Валюта'],
    day: dotted,
    records: 119,
    findings: [],
  },
  {
    file: 'de_bank_dkb.csv',
    encoding: 'utf-8',
    separator: ';',
    locale: 'de-DE',
    alsoIn: ['en-US', 'ru-RU'],
    above: 4,
    name: 'Zahlungsempfänger*in',
    date: 'Buchungsdatum',
    amounts: ['Betrag (€)'],
    texts: ['Zahlungspflichtige*r', 'Verwendungszweck', 'IBAN', 'Mandatsreferenz'],
    day: dotted,
    records: 9,
    findings: [
      'no-natural-key',
      'no-natural-key',
      'not-a-date Buchungsdatum',
      'not-a-date Girokonto',
      'not-a-date Kontostand vom 09.12.2025:',
      'not-a-number Betrag (€)',
    ],
  },
];

/** Name, date, amounts in hundredths and texts, as one text to compare. */
type Line = string;

describe.skipIf(!there).each(LEDGERS)('$file', (ledger) => {
  const rows = there ? parseCsv(new TextDecoder(ledger.encoding).decode(readFileSync(FOLDER + ledger.file)), ledger.separator) : [];
  const header = (rows[ledger.above] ?? []).map((title) => title.trim());
  const columns = [ledger.name, ledger.date, ...ledger.amounts, ...ledger.texts];
  // A header line that isn't the first row is a row like any other for who reads the tab.
  const typed = rows
    .filter((_, n) => ledger.above > 0 || n > 0)
    .map((cells) => columns.map((title) => cells[header.indexOf(title)] ?? ''))
    .filter((cells) => cells.some((cell) => cell !== ''));
  const lines = typed.filter(([name]) => (name ?? '').trim() !== '').map((cells) => lineOf(ledger, cells));

  test.each([ledger.locale, ...ledger.alsoIn])('[P1] [P4] in a sheet in %s: every line once, sums exact, then quiet', async (locale) => {
    const w = await paired(ledger, typed, locale);
    expect(columns.map((title) => header.indexOf(title))).not.toContain(-1);
    expect(lines).toHaveLength(ledger.records);
    expect(onBoard(w, ledger)).toEqual(sorted(lines));
    expect(sums(onBoard(w, ledger))).toEqual(sums(lines));
    // Nobody's cell was rewritten.
    expect(w.tab.lines.map((line) => columns.map((title) => textIn(line.cells[upper(title)])))).toEqual(typed);
    expect([...w.store.openFindings()].sort()).toEqual([...ledger.findings].sort());
    const before = [writes(w), w.store.journal.length];
    await w.settle();
    expect([writes(w), w.store.journal.length]).toEqual(before);
  });

  test('[P1] [P2] edits on both sides of it converge, identical lines stay as many as they are', async () => {
    const w = await paired(ledger, typed, ledger.locale);
    const expected = [...lines];
    const amount = ledger.amounts[ledger.amounts.length - 1] ?? '';
    const replace = (before: Line, cells: readonly string[]): void => {
      expected.splice(expected.indexOf(before), 1, lineOf(ledger, cells));
    };
    const edited = (line: Line, title: string, value: string): string[] => {
      const cells = [...(typed.find((one) => lineOf(ledger, one) === line) ?? [])];
      cells[columns.indexOf(title)] = value;
      return cells;
    };
    const twice = lines.filter((line, n) => lines.indexOf(line) !== n);
    const [twin = lines[1] ?? ''] = twice;
    // One of the twins in the sheet, as people there type numbers.
    const row = w.tab.lines.find(
      (one) =>
        lineOf(
          ledger,
          columns.map((title) => textIn(one.cells[upper(title)])),
        ) === twin,
    );
    if (row === undefined) throw new Error(twin);
    const typedAmount = ledger.locale === 'en-GB' ? '(1,234.05)' : '-1.234,05';
    row.cells[upper(amount)] = text(typedAmount);
    replace(twin, edited(twin, amount, typedAmount));
    await w.settle();
    expect(onBoard(w, ledger)).toEqual(sorted(expected));
    // What is no amount neither travels nor is overwritten.
    row.cells[upper(amount)] = text('tbd');
    await w.settle();
    expect(onBoard(w, ledger)).toEqual(sorted(expected));
    expect(row.cells[upper(amount)]).toEqual(text('tbd'));
    expect([...w.store.openFindings()].sort()).toEqual([...ledger.findings, 'not-a-number tbd'].sort());
    row.cells[upper(amount)] = text(typedAmount);
    // On the board: an amount of one line, the name of another, a new item, and one that goes.
    const lastLine = lines.at(-1) ?? '';
    const item = w.board.live().find((one) => itemLine(one, ledger) === lastLine);
    if (item === undefined) throw new Error(lastLine);
    item.cells[amount] = { kind: 'number', number: '123456789.07' };
    item.cells.name = text('Ünï & Söhne «Ромашка» 🙂');
    const renamed = edited(lastLine, amount, ledger.locale === 'en-GB' ? '123456789.07' : '123456789,07');
    renamed[0] = 'Ünï & Söhne «Ромашка» 🙂';
    replace(lastLine, renamed);
    w.board.add({ name: text('=New, made here'), [amount]: { kind: 'number', number: '0.01' } });
    const made = columns.map((title) =>
      title === ledger.name ? '=New, made here' : title === amount ? (ledger.locale === 'en-GB' ? '0.01' : '0,01') : '',
    );
    expected.push(lineOf(ledger, made));
    await w.settle();
    await w.settle();
    expect(onBoard(w, ledger)).toEqual(sorted(expected));
    expect(inTab(w, ledger, columns)).toEqual(sorted(expected));
    expect(w.store.conflicts.filter((one) => one.state === 'open')).toEqual([]);
    const before = writes(w);
    await w.settle();
    expect(writes(w)).toBe(before);
  });
});

async function paired(ledger: Ledger, typed: readonly (readonly string[])[], locale: string): Promise<World> {
  const fieldOf = (left: string, type: FieldMapping['type']): FieldMapping =>
    field({ left: left === ledger.name ? 'name' : left, right: upper(left), type, policy: 'right' });
  const fields = [
    fieldOf(ledger.name, 'text'),
    fieldOf(ledger.date, 'date'),
    ...ledger.amounts.map((one) => fieldOf(one, 'number')),
    ...ledger.texts.map((one) => fieldOf(one, 'text')),
  ];
  const w = world({ fields, key: ['name'] }, { locale });
  for (const cells of typed) w.tab.add(Object.fromEntries(fields.map((one, n) => [one.right, text(cells[n] ?? '')])));
  await w.settle();
  w.pass(11 * 60_000);
  await w.settle();
  return w;
}

const upper = (title: string): string => `${title} (sheet)`;
const sorted = (lines: readonly Line[]): Line[] => [...lines].sort();
const textIn = (cell: Cell | undefined): string => (cell?.kind === 'text' ? cell.text : '');

/** As it must read on the board: blanks at the ends gone, dates and amounts plain; what is none of these is nothing there. */
function lineOf(ledger: Ledger, [name = '', date = '', ...rest]: readonly string[]): Line {
  const amounts = rest.slice(0, ledger.amounts.length).map((one) => hundredths(one, ledger.locale === 'en-GB' ? '.' : ','));
  const texts = rest.slice(ledger.amounts.length).map((one) => one.trim());
  const day = ledger.day(date.trim());
  return JSON.stringify([name.trim(), /^\d{4}-\d\d-\d\d$/.test(day) ? day : '', ...amounts, ...texts]);
}

/** Whole hundredths of a typed amount, by its decimal sign; an empty text for none. */
function hundredths(typed: string, decimal: string): string {
  const bracketed = /^\((.*)\)$/.exec(typed.trim())?.[1];
  const [whole = '', fraction = ''] = (bracketed ?? typed.trim()).replaceAll(decimal === '.' ? ',' : '.', '').split(decimal);
  if (!/^-?\d+$/.test(whole) || !/^\d{0,2}$/.test(fraction)) return '';
  return String(BigInt(whole + fraction.padEnd(2, '0')) * (bracketed === undefined ? 1n : -1n));
}

function itemLine(item: { readonly cells: Readonly<Record<string, Cell>> }, ledger: Ledger): Line {
  const date = item.cells[ledger.date];
  const amounts = ledger.amounts.map((one) => item.cells[one]);
  return JSON.stringify([
    textIn(item.cells.name),
    date?.kind === 'date' ? date.date : '',
    ...amounts.map((cell) => (cell?.kind === 'number' ? hundredths(cell.number, '.') : '')),
    ...ledger.texts.map((one) => textIn(item.cells[one])),
  ]);
}

const onBoard = (w: World, ledger: Ledger): Line[] => sorted(w.board.live().map((one) => itemLine(one, ledger)));

function inTab(w: World, ledger: Ledger, columns: readonly string[]): readonly Line[] {
  const shown = (cell: Cell | undefined): string => {
    if (cell?.kind === 'number') return ledger.locale === 'en-GB' ? cell.number : cell.number.replace('.', ',');
    return cell?.kind === 'date' ? cell.date : textIn(cell);
  };
  const lines = w.tab.lines.map((line) => columns.map((title) => shown(line.cells[upper(title)])));
  return sorted(lines.filter(([name]) => name?.trim() !== '').map((cells) => lineOf(ledger, cells)));
}

/** Of each amount of all lines. */
const sums = (lines: readonly Line[]): readonly string[] =>
  [2, 3].map((at) =>
    String(lines.reduce((sum, line) => sum + BigInt(/^-?\d+$/.exec(String((JSON.parse(line) as string[])[at]))?.[0] ?? 0), 0n)),
  );
