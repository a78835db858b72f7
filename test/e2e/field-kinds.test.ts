/** Spans of days, lists of labels, people and a computed column, from the API to the played vendors and back. */
import { expect, test } from 'vitest';
import type { MadeBoard } from './makings.ts';
import { makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const { people, watch, product } = stage;

const HEADER = ['Campaign', 'From', 'Until', 'Tags', 'Team', 'Number'];

async function paired(create: boolean): Promise<{ id: string; board: MadeBoard; spreadsheet: string }> {
  const board = await makeBoard(stage, `Campaigns ${create}`, { Flight: 'timeline', Tags: 'dropdown', Team: 'people', Number: 'item_id' });
  const column = (title: string): string => board.columns[title] ?? '';
  const spreadsheet = await makeSheet(stage, `Campaigns ${create}`, [
    HEADER,
    ['Spring', '2026-03-01', '05/03/2026', 'Print, "Design, web"', 'Anna Petrova', ''],
  ]);
  await people.create(board.id, 'Autumn', { [column('Flight')]: { from: '2026-09-01', to: '2026-09-30' } }, 'irina');
  const { id } = await product.post<{ id: string }>('/pairs', {
    left: { monday: { board: board.id } },
    right: { sheet: { spreadsheet, tab: 'Sheet' } },
    fields: [
      { left: 'name', right: 'Campaign', type: 'text' },
      { left: column('Flight'), right: 'From', until: { right: 'Until' }, type: 'dateRange' },
      { left: column('Tags'), right: 'Tags', type: 'choices', create, policy: 'right' },
      { left: column('Team'), right: 'Team', type: 'people' },
      { left: column('Number'), right: 'Number', type: 'text' },
    ],
    key: 'name',
    start: 'now',
  });
  await watch.until('the pair settled', async () => (await product.pair(id)).settled);
  await watch.rest();
  return { id, board, spreadsheet };
}

const onBoard = async ({ board }: { board: MadeBoard }, name: string): Promise<Readonly<Record<string, string | null>>> => {
  const item = (await people.items(board.id)).find((one) => one.name === name);
  return {
    id: item?.id ?? '',
    ...Object.fromEntries(Object.entries(board.columns).map(([title, id]) => [title, item?.texts[id] ?? null])),
  };
};
const inSheet = async ({ spreadsheet }: { spreadsheet: string }, name: string): Promise<readonly unknown[]> =>
  (await people.rows('Sheet', spreadsheet)).find((row) => row[0] === name)?.slice(1, HEADER.length) ?? [];

/** Days since 1899-12-30, as a sheet counts. */
const serial = (iso: string): number => Date.parse(iso) / 86_400_000 + 25_569;

test('[V24] [V25] [V26] [V27] all of them cross, labels are made, and a second run is quiet', async () => {
  const pair = await paired(true);
  const spring = await onBoard(pair, 'Spring');
  expect(spring).toMatchObject({ Flight: '2026-03-01 - 2026-03-05', Tags: 'Design, web, Print', Team: 'Anna Petrova' });
  // The computed column leads where nothing can be written.
  expect(await inSheet(pair, 'Spring')).toEqual([
    serial('2026-03-01'),
    serial('2026-03-05'),
    'Print, "Design, web"',
    'Anna Petrova',
    spring.id,
  ]);
  const autumn = await onBoard(pair, 'Autumn');
  expect((await inSheet(pair, 'Autumn')).slice(0, 2)).toEqual([serial('2026-09-01'), serial('2026-09-30')]);
  expect((await inSheet(pair, 'Autumn'))[4]).toBe(autumn.id);

  const mark = watch.mark;
  await product.post(`/pairs/${pair.id}/sync`);
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);

  await people.change(pair.board.id, autumn.id ?? '', { [pair.board.columns.Tags ?? '']: { labels: ['Print', 'Design, web'] } }, 'irina');
  await watch.until('the labels in the sheet', async () => (await inSheet(pair, 'Autumn'))[2] === '"Design, web", Print');
  await people.type('Sheet!C2', [['2026-03-09']], 'irina', pair.spreadsheet);
  await watch.until('the span on the board', async () => (await onBoard(pair, 'Spring')).Flight === '2026-03-01 - 2026-03-09');
  await watch.rest();
  expect((await product.pair(pair.id)).counts).toMatchObject({ records: 2, conflicts: 0, findings: 0, held: 0 });
});

test('[V13] [V26] without the word to make them unknown labels are a finding, and the rest goes on', async () => {
  const pair = await paired(false);
  expect(await onBoard(pair, 'Spring')).toMatchObject({ Flight: '2026-03-01 - 2026-03-05', Tags: null, Team: 'Anna Petrova' });
  expect((await inSheet(pair, 'Spring'))[2]).toBe('Print, "Design, web"');
  expect((await product.findings(pair.id)).filter((one) => one.state === 'open')).toMatchObject([{ kind: 'unknown-label', side: 'left' }]);
});
