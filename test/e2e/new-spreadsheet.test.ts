/** A spreadsheet made for a pair, and what has to be granted for it: nobody begins with a spreadsheet that we may see. */
import { beforeAll, expect, test } from 'vitest';
import { createPair as makePair } from '../../app/use-cases/create-pair.ts';
import type { PairView } from '../../core/protocol/api.ts';
import { createPair } from '../../core/protocol/api.ts';
import { brandAs, type PairId } from '../../core/sync/ids.ts';
import { fault } from './faults.ts';
import type { MadeBoard } from './makings.ts';
import { fillBoard, makeBoard } from './makings.ts';
import { testStage } from './set-up.ts';

type Answer = PairView & { readonly error: { readonly code: string; readonly message: string; readonly field?: string } };

const stage = await testStage();
const { people, watch, product, provisioned, app } = stage;
const OWNER = 'irina';
let board: MadeBoard;

/** A body that is right; each test says what it does otherwise. */
const body = (more: object = {}): object => ({
  left: { monday: { board: board.id } },
  right: { newSheet: {} },
  fields: [
    { left: 'name', right: 'Client', type: 'text' },
    { left: board.columns.Fee, right: 'Monthly fee', type: 'money', currency: { left: board.columns.Currency, right: 'Currency' } },
    { left: board.columns.Notes, right: '=Notes', type: 'text' },
  ],
  key: 'name',
  start: 'now',
  ...more,
});
const post = (more: object = {}) => product.call<Answer>('POST', '/pairs', body(more));
const made = (from: number) => watch.since(from).filter((one) => one.service === 'sheets' && /^\/v4\/spreadsheets(\?|$)/.test(one.path));

interface Book {
  readonly properties: { readonly title: string; readonly locale: string; readonly timeZone: string };
  readonly sheets: readonly { readonly properties: { readonly title: string; readonly gridProperties: { frozenRowCount?: number } } }[];
}
const bookOf = (id: string): Promise<Book> => people.google('GET', `/v4/spreadsheets/${id}`, undefined, OWNER);
const rowsOf = async (id: string, tab: string): Promise<readonly (readonly unknown[])[]> => {
  const path = `/v4/spreadsheets/${id}/values/${encodeURIComponent(`'${tab}'`)}?valueRenderOption=UNFORMATTED_VALUE`;
  // Without our key column, the last.
  return ((await people.google<{ values?: unknown[][] }>('GET', path, undefined, OWNER)).values ?? []).map((row) => row.slice(0, 4));
};
const sheetOf = (pair: PairView): { readonly spreadsheet: string; readonly tab: string } => {
  if (!('sheet' in pair.right)) throw new Error(`no sheet: ${JSON.stringify(pair.right)}`);
  return { ...pair.right.sheet, tab: String(pair.right.sheet.tab) };
};

beforeAll(async () => {
  board = await makeBoard(stage, 'Prospects', { Fee: 'numbers', Currency: 'text', Notes: 'text' });
  const values = (fee: string, currency: string, notes: string): object => ({
    [board.columns.Fee ?? '']: fee,
    [board.columns.Currency ?? '']: currency,
    [board.columns.Notes ?? '']: notes,
  });
  await fillBoard(stage, board.id, [
    { name: 'Ash', values: values('10', 'EUR', 'tall') },
    { name: 'Birch', values: values('20', 'USD', '') },
  ]);
});

test.each<[string, object, number, string, RegExp]>([
  ['a board that isn’t there', { left: { monday: { board: '999' } } }, 422, 'left', /./],
  ['a column that the board hasn’t', { fields: [...named(), { left: 'nothing', right: 'N', type: 'text' }] }, 422, 'fields', /nothing/],
  ['a header mapped twice', { fields: [...named(), { left: 'x', right: 'Client', type: 'text' }] }, 422, 'fields', /mapped twice/],
  ['a header with a blank at its end', { fields: [{ left: 'name', right: 'Client ', type: 'text' }] }, 422, 'fields', /“Client ”/],
  ['a title that is none', { right: { newSheet: { title: ' ' } } }, 400, 'right.newSheet.title', /title/],
  ['a place as well', { right: { newSheet: {}, sheet: { spreadsheet: 's', tab: 't' } } }, 400, 'right', /newSheet/],
  ['a new one on the left', { left: { newSheet: {} } }, 400, 'left', /name one place/],
])('no spreadsheet is made for a request that is refused: %s', async (_what, more, status, field, words) => {
  const mark = watch.mark;
  const answer = await post(more);
  expect([answer.status, answer.body.error.field]).toEqual([status, field]);
  expect(answer.body.error.message).toMatch(words);
  expect(made(mark)).toEqual([]);
});

test('a spreadsheet is made with one call, its header the mapped columns in their order, and its pair keeps in step', async () => {
  const mark = watch.mark;
  const answer = await post();
  expect(answer.status).toBe(201);
  expect(made(mark)).toHaveLength(1);
  const { spreadsheet, tab } = sheetOf(answer.body);
  expect(tab).toBe('Prospects');
  const book = await bookOf(spreadsheet);
  // As people type in the spreadsheet that is known, and in the account's own zone.
  expect(book.properties).toMatchObject({ title: 'Prospects', locale: 'en_GB', timeZone: 'Europe/Berlin' });
  expect(book.sheets[0]?.properties).toMatchObject({ title: 'Prospects', gridProperties: { frozenRowCount: 1 } });
  const stands = (rows: readonly (readonly unknown[])[]) =>
    watch.until(`the rows ${JSON.stringify(rows)}`, async () => JSON.stringify(await rowsOf(spreadsheet, tab)) === JSON.stringify(rows));
  const header = ['Client', 'Monthly fee', 'Currency', '=Notes'];
  await stands([header, ['Ash', 10, 'EUR', 'tall'], ['Birch', 20, 'USD', '']]);
  await watch.until('in step', async () => (await product.pair(answer.body.id)).settled);

  await people.type(`${tab}!B2`, [[11]], OWNER, spreadsheet);
  const ash = (await people.items(board.id)).find((item) => item.name === 'Ash')?.id ?? '';
  const fee = async () => (await people.items(board.id)).find((item) => item.id === ash)?.texts[board.columns.Fee ?? ''];
  await watch.until('the fee on the board', async () => (await fee()) === '11');
  await people.change(board.id, ash, { [board.columns.Notes ?? '']: 'taller' }, OWNER);
  await stands([header, ['Ash', 11, 'EUR', 'taller'], ['Birch', 20, 'USD', '']]);
});

test('asked again by somebody who didn’t hear of the first, no second one is made', async () => {
  const { items } = await product.get<{ items: PairView[] }>('/pairs');
  const first = items.find((one) => JSON.stringify(one.left).includes(board.id));
  const mark = watch.mark;
  const again = await post();
  expect([again.status, again.body.error.code, again.body.error.field]).toEqual([409, 'paired-so', 'right']);
  expect(again.body.error.message).toContain(first?.id ?? 'none');
  expect(made(mark)).toEqual([]);
});

test('titles may be given; a tab’s is as long as Google lets it be', async () => {
  const [name] = named();
  const answer = await post({ fields: [name], right: { newSheet: { title: 'Ours', tab: 'Who' } } });
  expect(answer.status).toBe(201);
  const { spreadsheet, tab } = sheetOf(answer.body);
  expect([tab, (await bookOf(spreadsheet)).properties.title]).toEqual(['Who', 'Ours']);
  const long = await makeBoard(stage, `${'x'.repeat(99)}🌲 and more`, {});
  const other = await post({ left: { monday: { board: long.id } }, fields: [name] });
  expect(sheetOf(other.body).tab).toBe('x'.repeat(99));
});

test('where Google’s answer is lost, it is said that a spreadsheet may be there, and nothing is paired or sent again', async () => {
  const before = (await product.get<{ items: PairView[] }>('/pairs')).items.length;
  const lost = await fault(stage, { service: 'sheets', kind: 'lost-reply', match: { operation: 'spreadsheets.create' }, times: 1 });
  const mark = watch.mark;
  const answer = await post({ fields: [named()[0], { left: board.columns.Notes, right: 'Remarks', type: 'text' }] });
  expect([answer.status, answer.body.error.code]).toEqual([503, 'sheet-unsure']);
  expect(answer.body.error.message).toMatch(/“Prospects” may have been made.*Look for it in Drive/);
  expect(await lost.hits()).toBe(1);
  await lost.remove();
  expect(made(mark)).toHaveLength(1);
  expect((await product.get<{ items: PairView[] }>('/pairs')).items).toHaveLength(before);
});

test('where only the pair can’t be stored, the spreadsheet that was made is named', async () => {
  const taken = brandAs<PairId>(provisioned.pairs.clients);
  const asked = createPair.parse(body({ fields: [named()[0], { left: board.columns.Notes, right: 'Thoughts', type: 'text' }] }));
  const problem = await makePair(app, provisioned.account, asked, taken).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'sheet-unpaired', status: 503, data: { tab: 'Prospects' } });
  const { spreadsheet } = (problem as { data: { spreadsheet: string } }).data;
  expect((await bookOf(spreadsheet)).properties.title).toBe('Prospects');
});

test('a spreadsheet that Google doesn’t show us is refused with what to do', async () => {
  const answer = await post({ right: { sheet: { spreadsheet: 'never-picked', tab: 'Sheet' } } });
  expect([answer.status, answer.body.error.code, answer.body.error.field]).toEqual([422, 'sheet-hidden', 'right']);
  expect(answer.body.error.message).toMatch(/Have one made.*newSheet.*Copy to/);
});

test('a person who unticks Drive at Google’s consent isn’t connected, and what was connected before goes on', async () => {
  const connection = async () => (await product.pair(provisioned.pairs.clients)).state;
  const start = await fetch(`${product.root.replace('/api', '')}/connect/google/start`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}` },
  });
  const asked = new URL(((await start.json()) as { url: string }).url);
  for (const [name, value] of Object.entries({ auto: '1', login_hint: OWNER, granular: '1' })) asked.searchParams.set(name, value);
  const back = (await fetch(asked, { redirect: 'manual' })).headers.get('location') ?? '';
  const cookie = (start.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const answer = await fetch(back, { headers: { cookie } });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    error: { code: 'scopes-unticked', message: expect.stringMatching(/auth\/drive\.file is missing.*tick every box when Google asks/) },
  });
  expect(await connection()).toBe('live');
  expect((await post({ right: { newSheet: { title: 'Still' } }, fields: [named()[0], ...still()] })).status).toBe(201);
});

function named(): object[] {
  return [{ left: 'name', right: 'Client', type: 'text' }];
}
const still = (): object[] => [{ left: board.columns.Notes, right: 'Still', type: 'text' }];
