/**
 * A real marketing ledger as its owner would paste it: suppliers repeat, lines are identical, no column is a key. It isn't
 * part of this repository; where the folder with the shared data is absent, these tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { MadeBoard } from './makings.ts';
import { makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const FILE = fileURLToPath(new URL('../../../shared/data/uk_cabinetoffice_spend_2020-12.csv', import.meta.url));
const there = existsSync(FILE);
if (!there) console.warn(`The real ledger is not tested: there is no ${FILE}`);

/** `"a, b",c` to two cells; the file has no quotes in quotes and no line breaks in cells. */
const cellsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');
const lines = there ? readFileSync(FILE, 'utf8').trim().split(/\r?\n/).map(cellsOf) : [];
const [header = [], ...ledger] = lines;
const [supplier, amount] = [header.indexOf('Supplier'), header.indexOf('Amount')];
const [SUPPLIER, AMOUNT] = ['F', 'H'];

/** Exact pennies of a decimal text. */
function pennies(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  if (!/^-?\d+$/.test(whole) || !/^\d{0,2}$/.test(fraction)) throw new Error(`no amount: ${text}`);
  return `${whole}${fraction.padEnd(2, '0')}`;
}
const line = (name: unknown, value: unknown): string => `${name} ${pennies(String(value))}`;
const asPasted = ledger.map((cells) => line(cells[supplier], cells[amount]));

const stage = there ? await testStage() : null;

async function paired(type: 'money' | 'number') {
  if (stage === null) throw new Error('no stage');
  const { people, watch, product } = stage;
  const board: MadeBoard = await makeBoard(stage, `Ledger as ${type}`, { Budget: 'numbers' });
  const spreadsheet = await makeSheet(stage, `Ledger as ${type}`, lines);
  const budget = board.columns.Budget ?? '';
  const field = { left: budget, right: 'Amount', type, policy: 'right', ...(type === 'money' ? { currency: 'GBP' } : {}) };
  const { id } = await product.post<{ id: string }>('/pairs', {
    left: { monday: { board: board.id } },
    right: { sheet: { spreadsheet, tab: 'Sheet' } },
    fields: [{ left: 'name', right: 'Supplier', type: 'text' }, field],
    key: 'name',
    start: 'now',
  });
  const onBoard = async (): Promise<readonly string[]> =>
    (await people.items(board.id)).map((item) => line(item.name, item.texts[budget])).sort();
  const inSheet = async (): Promise<readonly string[]> =>
    (await people.rows('Sheet', spreadsheet))
      .slice(1)
      .map((row) => line(row[supplier], row[amount]))
      .sort();
  await watch.until('the pair settled', async () => (await product.pair(id)).settled, 90_000);
  await watch.rest(90_000);
  return { id, board, budget, spreadsheet, onBoard, inSheet };
}

test.skipIf(!there)(
  'paired as a number: every line is on the board, exact to the penny',
  async () => {
    const { id, onBoard, inSheet } = await paired('number');
    expect(ledger).toHaveLength(894);
    expect(await onBoard()).toEqual([...asPasted].sort());
    expect(await inSheet()).toEqual([...asPasted].sort());
    expect(await stage?.product.pair(id)).toMatchObject({ state: 'live', counts: { records: 894, conflicts: 0, findings: 0, held: 0 } });
  },
  180_000,
);

test.skipIf(!there)(
  'paired as money: every line once, a second run quiet, then edits of both sides converge',
  async () => {
    if (stage === null) return;
    const { people, watch, product } = stage;
    const { id, board, budget, spreadsheet, onBoard, inSheet } = await paired('money');
    const agree = async (wanted: readonly string[]): Promise<void> => {
      const sorted = JSON.stringify([...wanted].sort());
      await watch
        .until(
          'both sides as wanted',
          async () => JSON.stringify(await onBoard()) === sorted && JSON.stringify(await inSheet()) === sorted,
          8_000,
        )
        .catch(async () => {
          expect(await inSheet()).toEqual([...wanted].sort());
          expect(await onBoard()).toEqual([...wanted].sort());
        });
      await watch.rest();
    };
    await agree(asPasted);
    // The pasted columns beside ours are as they were: dates, numbers, texts.
    const [, first = []] = await people.rows('Sheet', spreadsheet);
    expect(first.slice(0, 8)).toEqual(['CAB', 'CABINET OFFICE', 44169, ledger[0]?.[3], 'COVID (PROG)', 'PENLON LTD', 10004807, 2797370.51]);
    const mark = watch.mark;
    await product.post(`/pairs/${id}/sync`);
    await watch.rest();
    expect(watch.writes(mark)).toEqual([]);

    const now = [...asPasted];
    const edit = (index: number, name: string, value: string): void => {
      now[index] = line(name, value);
    };
    // One of six identical lines, in the sheet; another of them, on the board; one of 236 of a supplier.
    const twins = ledger.flatMap((cells, at) => (cells[supplier] === 'KPMG' && cells[amount] === '78260' ? [at] : []));
    expect(twins).toHaveLength(6);
    const at = twins[2] ?? 0;
    await people.type(`Sheet!${AMOUNT}${at + 2}`, [[78260.01]], 'irina', spreadsheet);
    edit(at, 'KPMG', '78260.01');
    await agree(now);
    const item = (await people.items(board.id)).find((one) => one.name === 'KPMG' && Number(one.texts[budget]) === 78260);
    const many = (await people.items(board.id)).find((one) => one.name === 'MANNING GOTTLIEB OMD');
    await Promise.all([
      people.change(board.id, item?.id ?? '', { [budget]: '0.07' }),
      people.change(board.id, many?.id ?? '', { [budget]: '123456789.99' }),
      people.type(`Sheet!${SUPPLIER}3`, [['Renamed & Sons']], 'irina', spreadsheet),
    ]);
    edit(twins[3] ?? 0, 'KPMG', '0.07');
    const first236 = asPasted.indexOf(line('MANNING GOTTLIEB OMD', many?.texts[budget]));
    edit(first236, 'MANNING GOTTLIEB OMD', '123456789.99');
    edit(1, 'Renamed & Sons', ledger[1]?.[amount] ?? '');
    await agree(now);
    // Sorted by its owner, a line added between, one more of the identical lines.
    const range = { sheetId: 0, startRowIndex: 1, endRowIndex: 895, startColumnIndex: 0, endColumnIndex: 9 };
    await people.batch([{ sortRange: { range, sortSpecs: [{ dimensionIndex: 7, sortOrder: 'DESCENDING' }] } }], 'irina', spreadsheet);
    await people.batch(
      [{ insertDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 10, endIndex: 11 } } }],
      'irina',
      spreadsheet,
    );
    await people.type(`Sheet!${SUPPLIER}11:${AMOUNT}11`, [['KPMG', '', '78,260.00']], 'irina', spreadsheet);
    await agree([...now, line('KPMG', '78260')]);
    expect(await product.pair(id)).toMatchObject({ state: 'live', counts: { records: 895, conflicts: 0, findings: 0, held: 0 } });
  },
  90_000,
);
