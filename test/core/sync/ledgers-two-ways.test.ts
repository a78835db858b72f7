/**
 * Real ledgers typed in another way, in sheets whose locale leaves open what is meant: `34.071` where neither sign groups, and
 * `04/12/2020` where the year goes first. What can be read two ways is a finding, nothing of it is guessed, and the rest travels.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCsv } from './csv.ts';
import { field, text } from './fixtures.ts';
import { textIn } from './models.ts';
import { writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const there = existsSync(FOLDER);

interface Line {
  readonly name: string;
  /** ISO, as the file has it. */
  readonly day: string;
  /** Whole units. */
  readonly units: number;
  readonly reference: string;
}

/** How a person types a line, and what of that is certain in a sheet's locale. */
interface Case {
  readonly locale: string;
  readonly group: '.' | ',';
  readonly amountsOpen: boolean;
  readonly daysOpen: boolean;
}

const CASES: readonly Case[] = [
  // Thousands with dots and the day first is how Germans type: all of it is certain.
  { locale: 'de-DE', group: '.', amountsOpen: false, daysOpen: false },
  // Spaces group and commas part decimals there; the year goes first.
  { locale: 'sv-SE', group: '.', amountsOpen: true, daysOpen: true },
  // Spaces group there, too, and the day goes first.
  { locale: 'fr-FR', group: '.', amountsOpen: true, daysOpen: false },
  // Apostrophes group there and points part decimals.
  { locale: 'de-CH', group: ',', amountsOpen: true, daysOpen: false },
  // The year goes first, and commas group.
  { locale: 'ja-JP', group: ',', amountsOpen: false, daysOpen: true },
  // No locale at all.
  { locale: '', group: ',', amountsOpen: true, daysOpen: true },
];

const LEDGERS = [
  {
    file: 'uk_cabinetoffice_spend_2020-12.csv',
    encoding: 'utf-8',
    columns: ['Supplier', 'Date', 'Amount', 'Transaction number'],
    counted: { lines: 298, amounts: 289, days: 89 },
  },
  {
    file: 'uk_harrogate_spend_2016-09_latin1.csv',
    encoding: 'latin1',
    columns: ['Supplier Name', 'Payment date', 'Net Amount', 'Transaction No.'],
    counted: { lines: 592, amounts: 104, days: 151 },
  },
] as const;

const FIELDS = [
  field({ left: 'name', type: 'text', policy: 'right' }),
  field({ left: 'day', type: 'date', policy: 'right' }),
  field({ left: 'amount', type: 'number', policy: 'right' }),
  field({ left: 'reference', type: 'text', policy: 'right' }),
];

const dayFirst = (iso: string): string => iso.split('-').reverse().join('/');
const grouped = (units: number, group: string): string => String(units).replace(/\B(?=(\d{3})+$)/g, group);
/** One separator and three digits behind it: `1.234` to `999.999`, not `1.234.567` and not `12`. */
const readsTwoWays = (units: number): boolean => Math.abs(units) >= 1_000 && Math.abs(units) < 1_000_000;
/** Two days of the calendar: `04/12`, not `13/12` and not `04/04`. */
const isTwoDays = (iso: string): boolean => Number(iso.slice(8)) <= 12 && iso.slice(8) !== iso.slice(5, 7);

describe.skipIf(!there).each(LEDGERS)('every third line of $file', ({ file, encoding, columns, counted }) => {
  const [header = [], ...rows] = there ? parseCsv(new TextDecoder(encoding).decode(readFileSync(FOLDER + file)), ',') : [];
  const lines = rows
    .map((cells): Line => {
      const [name = '', day = '', amount = '', reference = ''] = columns.map((title) => cells[header.indexOf(title)]?.trim());
      return { name, day, units: Math.trunc(Number(amount)), reference };
    })
    .filter((one) => one.name !== '')
    .filter((_, n) => n % 3 === 0);

  test.each(CASES)(
    '[V7] [V11] fault F58: in a sheet in $locale, thousands parted by $group',
    async ({ locale, group, amountsOpen, daysOpen }) => {
      const openAmount = (line: Line): boolean => amountsOpen && readsTwoWays(line.units);
      const openDay = (line: Line): boolean => daysOpen && isTwoDays(line.day);
      const typed = lines.map(({ name, day, units, reference }) => [name, dayFirst(day), grouped(units, group), reference]);
      // There is something to guess, and something that is certain beside it: counted by another program.
      const [amounts, days] = [lines.filter((one) => readsTwoWays(one.units)).length, lines.filter((one) => isTwoDays(one.day)).length];
      expect({ lines: lines.length, amounts, days }).toEqual(counted);

      const w = world({ fields: FIELDS, key: ['name'] }, { locale });
      for (const cells of typed) w.tab.add(Object.fromEntries(FIELDS.map((one, n) => [one.right, text(cells[n] ?? '')])));
      await w.settle();
      w.pass(11 * 60_000);
      await w.settle();
      const expected = lines.map((one) => [one.name, openDay(one) ? '' : one.day, openAmount(one) ? '' : String(one.units), one.reference]);
      expect(onBoard(w)).toEqual(sorted(expected));
      expect([...w.store.openFindings()].sort()).toEqual(
        lines
          .flatMap((one) => [
            ...(openAmount(one) ? [`ambiguous-number ${grouped(one.units, group)}`] : []),
            ...(openDay(one) ? [`ambiguous-date ${dayFirst(one.day)}`] : []),
          ])
          .sort(),
      );
      const inTab = (): string[][] => w.tab.lines.map((line) => FIELDS.map((one) => textIn(line.cells[one.right])));
      expect(inTab()).toEqual(typed);
      const before = writes(w);
      await w.settle();
      expect(writes(w)).toBe(before);

      // Typed so that it is certain everywhere, each of them travels, and no finding is left.
      w.tab.lines.forEach((line, n) => {
        const one = lines[n];
        if (one === undefined) throw new Error(String(n));
        if (openDay(one)) line.cells.DAY = text(one.day);
        if (openAmount(one)) line.cells.AMOUNT = { kind: 'number', number: String(one.units) };
      });
      await w.settle();
      expect(onBoard(w)).toEqual(sorted(lines.map((one) => [one.name, one.day, String(one.units), one.reference])));
      expect(w.store.openFindings()).toEqual([]);
    },
  );
});

const sorted = (all: readonly (readonly string[])[]): string[] => all.map((one) => JSON.stringify(one)).sort();

const onBoard = (w: World): string[] =>
  sorted(
    w.board
      .live()
      .map(({ cells }) => [
        textIn(cells.name),
        cells.day?.kind === 'date' ? cells.day.date : '',
        cells.amount?.kind === 'number' ? cells.amount.number : '',
        textIn(cells.reference),
      ]),
  );
