/**
 * Real bank statements, pasted as the file has them into a sheet of their own country: the sheet reads days and amounts by its
 * locale, and we read the sheet. They aren't part of this repository; without the folder, no test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseCsv } from '../core/sync/csv.ts';
import { makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const there = existsSync(FOLDER);
if (!there) console.warn(`Real bank statements are not tested: there is no ${FOLDER}`);

const stage = there ? await testStage() : null;

const STATEMENTS = [
  {
    file: 'ru_bank_movementList_2017.csv',
    separator: ',',
    locale: 'ru_RU',
    header: 0,
    name: 'Описание операции',
    day: 'Дата операции',
    amounts: ['Приход', 'Расход'],
    text: 'Референс проводки',
    account: 'Номер счета',
    lost: true,
    lines: 119,
  },
  {
    file: 'de_bank_dkb.csv',
    separator: ';',
    locale: 'de_DE',
    header: 4,
    name: 'Zahlungsempfänger*in',
    day: 'Buchungsdatum',
    amounts: ['Betrag (€)'],
    text: 'Verwendungszweck',
    account: 'IBAN',
    lost: false,
    lines: 8,
  },
];

/** Hundredths of an amount with a comma or a point before its decimals. */
function hundredths(typed: string): string {
  const [whole = '', fraction = ''] = typed.split(/[.,]/);
  if (!/^-?\d+$/.test(whole) || !/^\d{0,2}$/.test(fraction)) throw new Error(`no amount: ${typed}`);
  return String(BigInt(whole + fraction.padEnd(2, '0')));
}
const iso = (typed: string): string => typed.replace(/^(\d\d)\.(\d\d)\.(\d\d)$/, '20$3-$2-$1');

test.skipIf(!there).each(STATEMENTS)(
  '[P3] $file: every line once and exact, then quiet; an amount typed as people there type it arrives',
  async ({ file, separator, locale, header, name, day, amounts, text, account, lost, lines }) => {
    if (stage === null) return;
    const { people, watch, product } = stage;
    const rows = parseCsv(new TextDecoder().decode(readFileSync(FOLDER + file)), separator).slice(header);
    const [titles = [], ...typed] = rows.map((row) => row.map((cell) => cell.trim()));
    const at = (title: string): number => titles.indexOf(title);
    const board = await makeBoard(stage, file, {
      [day]: 'date',
      ...Object.fromEntries(amounts.map((one) => [one, 'numbers'])),
      [text]: 'text',
      [account]: 'text',
    });
    const spreadsheet = await makeSheet(stage, file, rows, 'irina', locale);
    const column = (title: string): string => board.columns[title] ?? '';
    const { id } = await product.post<{ id: string }>('/pairs', {
      left: { monday: { board: board.id } },
      right: { sheet: { spreadsheet, tab: 'Sheet' } },
      fields: [
        { left: 'name', right: name, type: 'text' },
        { left: column(day), right: day, type: 'date', policy: 'right' },
        ...amounts.map((one) => ({ left: column(one), right: one, type: 'number', policy: 'right' })),
        { left: column(text), right: text, type: 'text' },
        { left: column(account), right: account, type: 'text' },
      ],
      key: 'name',
      start: 'now',
    });
    await watch.until('the pair settled', async () => (await product.pair(id)).settled, 20_000);
    await watch.rest(20_000);
    const line = (cells: readonly [string, string, ...string[]]): string => JSON.stringify(cells);
    const expected = typed.map((row) =>
      line([row[at(name)] ?? '', iso(row[at(day)] ?? ''), ...amounts.map((one) => hundredths(row[at(one)] ?? '')), row[at(text)] ?? '']),
    );
    const onBoard = async (): Promise<readonly string[]> =>
      (await people.items(board.id))
        .map(({ name: of, texts }) =>
          line([of, texts[column(day)] ?? '', ...amounts.map((one) => hundredths(texts[column(one)] ?? '')), texts[column(text)] ?? '']),
        )
        .sort();
    expect(expected).toHaveLength(lines);
    expect(await onBoard()).toEqual([...expected].sort());
    // Twenty digits are more than a sheet's number holds: it says so, and nothing made up stands on the board.
    const accounts = new Set((await people.items(board.id)).map((one) => one.texts[column(account)] ?? ''));
    const findings = (await product.findings(id)).filter((one) => one.state === 'open').map((one) => one.kind);
    expect([...accounts]).toEqual([lost ? '' : (typed[0]?.[at(account)] ?? '')]);
    expect((await product.pair(id)).counts).toMatchObject({ records: lines, conflicts: 0, findings: lost ? lines : 0, held: 0 });
    expect([...new Set(findings)]).toEqual(lost ? ['digits-lost'] : []);

    const mark = watch.mark;
    await product.post(`/pairs/${id}/sync`);
    await watch.rest();
    expect(watch.writes(mark)).toEqual([]);

    const amount = amounts.at(-1) ?? '';
    const letter = String.fromCharCode(65 + at(amount));
    await people.type(`Sheet!${letter}2`, [['-1 234,05']], 'irina', spreadsheet);
    const edited = [...(typed[0] ?? [])];
    edited[at(amount)] = '-1234,05';
    const now = expected.with(
      0,
      line([
        edited[at(name)] ?? '',
        iso(edited[at(day)] ?? ''),
        ...amounts.map((one) => hundredths(edited[at(one)] ?? '')),
        edited[at(text)] ?? '',
      ]),
    );
    await watch.until('the amount on the board', async () => JSON.stringify(await onBoard()) === JSON.stringify([...now].sort()));
  },
  60_000,
);
