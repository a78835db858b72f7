/**
 * A person acts between the product's read and its write: the request is held there, has had no effect yet, and goes on
 * when they are done. Each record ends right, and what was typed is on a side or in a conflict.
 */
import { beforeEach, expect, test } from 'vitest';
import type { ConflictView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { fault, holdWrite } from './faults.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product } = stage;
const { sheetId, columns } = clients;
const conflictOf = async (name: string): Promise<ConflictView | undefined> =>
  (await product.conflicts(clients.pair)).find((one) => one.record.name === name);
const insertRow = (index: number): object => ({
  insertDimension: { range: { sheetId, dimension: 'ROWS', startIndex: index, endIndex: index + 1 } },
});

beforeEach(() => watch.rest());

test('a row inserted above the one we write, and typed into', async () => {
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Beacon Outdoor', 'budget', '111');
  await held.held();
  await people.batch([insertRow(1)]);
  await people.type('Budgets!A2:F2', [['Typed In Between', '', 'Lead', 'B', 222, 'EUR']]);
  await clients.type('Cobalt Cycles', 'Monthly budget', 333);
  await held.release();
  await watch.until('an item', async () => (await clients.items()).some((item) => item.name === 'Typed In Between'));
  await clients.agree();
  expect((await clients.inSheet('Beacon Outdoor'))['Monthly budget']).toBe('111');
  expect((await clients.onBoard('Typed In Between'))['Monthly budget']).toBe('222');
  expect((await clients.onBoard('Cobalt Cycles'))['Monthly budget']).toBe('333');
});

test('a row inserted exactly where we write, with a client typed into it', async () => {
  const { at } = await clients.row('Driftwood Surf');
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Driftwood Surf', 'budget', '112');
  await held.held();
  await people.batch([insertRow(at - 1)]);
  await people.type(`Budgets!A${at}:H${at}`, [['In Its Place', '', 'Lead', 'B', 223, 'EUR', '', 'mine']]);
  await held.release();
  await watch.until('an item', async () => (await clients.items()).some((item) => item.name === 'In Its Place'));
  await clients.agree();
  expect(await clients.inSheet('Driftwood Surf')).toMatchObject({ 'Monthly budget': '112' });
  expect(await clients.inSheet('In Its Place')).toMatchObject({ 'Monthly budget': '223', Notes: 'mine' });
});

test('typed into the very cell: the sheet owns money, so it stands, and the board’s value is offered back', async () => {
  await clients.change('Easton Dental', 'notes', 'Before');
  await clients.agree();
  await watch.rest();
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Easton Dental', 'budget', '113');
  await held.held();
  await clients.type('Easton Dental', 'Monthly budget', 224);
  await held.release();
  const conflict = await watch.until('a conflict', () => conflictOf('Easton Dental'));
  expect(conflict).toMatchObject({ left: '113 EUR', right: '224 EUR', kept: 'right', state: 'settled' });
  await watch.until('224 on the board', async () => (await clients.onBoard('Easton Dental'))['Monthly budget'] === '224');
  await clients.agree();
  await product.post(`/conflicts/${conflict.id}`, { take: 'left' });
  await watch.until('113 again', async () => (await clients.inSheet('Easton Dental'))['Monthly budget'] === '113');
  await clients.agree();
});

test('typed into the very cell where the board leads: what was typed is offered back', async () => {
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Fable Toys', 'notes', 'Of the board');
  await held.held();
  await clients.type('Fable Toys', 'Notes', 'Of the sheet');
  await held.release();
  const conflict = await watch.until('a conflict', () => conflictOf('Fable Toys'));
  expect(conflict).toMatchObject({ left: 'Of the board', right: 'Of the sheet', kept: 'left' });
  await watch.until('the board’s in the sheet', async () => (await clients.inSheet('Fable Toys')).Notes === 'Of the board');
  await clients.agree();
});

test('a formula typed into the very cell stays', async () => {
  const { at } = await clients.row('Finch Insurance');
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Finch Insurance', 'budget', '114');
  await held.held();
  await people.type(`Budgets!E${at}`, [['=200+25']]);
  await held.release();
  await watch.until('225 on the board', async () => (await clients.onBoard('Finch Insurance'))['Monthly budget'] === '225');
  await clients.agree();
  const { values } = await people.google<{ values: string[][] }>(
    'GET',
    `/v4/spreadsheets/${stage.agency.google.spreadsheetId}/values/Budgets!E${at}?valueRenderOption=FORMULA`,
  );
  expect(values).toEqual([['=200+25']]);
});

test('the row deleted: the edit wins and the row returns', async () => {
  const { at } = await clients.row('Helio Solar');
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Helio Solar', 'budget', '117');
  await held.held();
  await people.batch([{ deleteDimension: { range: { sheetId, dimension: 'ROWS', startIndex: at - 1, endIndex: at } } }]);
  await held.release();
  await watch.until('the row', async () => (await clients.rowsOf('Helio Solar')).length === 1);
  await clients.agree();
  expect((await clients.inSheet('Helio Solar'))['Monthly budget']).toBe('117');
});

test('a new row typed where ours was about to go', async () => {
  const last = (await clients.rows()).length + 1;
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await people.create(clients.board, 'Ours From The Board', { [columns.budget ?? '']: '118' });
  await held.held();
  await people.type(`Budgets!A${last + 1}:F${last + 1}`, [['Theirs In The Sheet', '', 'Lead', 'B', 228, 'EUR']]);
  await held.release();
  await watch.until('both', async () => (await clients.items()).some((item) => item.name === 'Theirs In The Sheet'));
  await clients.agree();
  expect(await clients.rowsOf('Ours From The Board')).toHaveLength(1);
  expect(await clients.rowsOf('Theirs In The Sheet')).toHaveLength(1);
  expect((await clients.onBoard('Theirs In The Sheet'))['Monthly budget']).toBe('228');
});

test('on monday: the covered budget is found and offered back, the sheet’s stands', async () => {
  const held = await holdWrite(stage, 'monday', 'change_multiple_column_values');
  await clients.type('Ironbridge Tools', 'Monthly budget', 331);
  await held.held();
  await clients.change('Ironbridge Tools', 'budget', '332', 'oliver');
  await clients.change('Ironbridge Tools', 'notes', 'Another field');
  await held.release();
  const conflict = await watch.until('a conflict', () => conflictOf('Ironbridge Tools'));
  expect(conflict).toMatchObject({ left: '332 EUR', right: '331 EUR', kept: 'right', state: 'settled' });
  await clients.agree();
  await watch.rest();
  expect(await clients.onBoard('Ironbridge Tools')).toMatchObject({ 'Monthly budget': '331', Notes: 'Another field' });
  await product.post(`/conflicts/${conflict.id}`, { take: 'left' });
  await watch.until('332 in the sheet', async () => (await clients.inSheet('Ironbridge Tools'))['Monthly budget'] === '332');
  await clients.agree();
});

test('on monday: where the board leads, the covered value comes back', async () => {
  const held = await holdWrite(stage, 'monday', 'change_multiple_column_values');
  await clients.type('Juniper Skincare', 'Notes', 'Of the sheet');
  await held.held();
  await clients.change('Juniper Skincare', 'notes', 'Of the board', 'oliver');
  await held.release();
  expect(await watch.until('a conflict', () => conflictOf('Juniper Skincare'))).toMatchObject({
    left: 'Of the board',
    right: 'Of the sheet',
    kept: 'left',
  });
  await watch.until('the board’s in the sheet', async () => (await clients.inSheet('Juniper Skincare')).Notes === 'Of the board');
  await clients.agree();
});

test('on monday without webhooks: the board’s log tells after a minute', async () => {
  const dropped = await fault(stage, { service: 'monday', kind: 'drop-push' });
  const held = await holdWrite(stage, 'monday', 'change_multiple_column_values');
  await clients.type('Kestrel Airways', 'Monthly budget', 341);
  await held.held();
  await clients.change('Kestrel Airways', 'budget', '342', 'oliver');
  await held.release();
  await watch.until('341 on the board', async () => (await clients.onBoard('Kestrel Airways'))['Monthly budget'] === '341');
  await watch.rest();
  expect(await conflictOf('Kestrel Airways')).toBeUndefined();
  stage.advance(61_000);
  await product.post(`/pairs/${clients.pair}/sync`);
  expect(await watch.until('a conflict', () => conflictOf('Kestrel Airways'))).toMatchObject({
    left: '342 EUR',
    right: '341 EUR',
    kept: 'right',
  });
  await dropped.remove();
  await clients.change('Kestrel Airways', 'budget', '343');
  await clients.agree();
});

test('the same edit on monday twice at once is no conflict', async () => {
  const held = await holdWrite(stage, 'monday', 'change_multiple_column_values');
  await clients.type('Lantern Law', 'Monthly budget', 351);
  await held.held();
  await clients.change('Lantern Law', 'budget', '351');
  await held.release();
  await clients.agree();
  await watch.rest();
  expect(await conflictOf('Lantern Law')).toBeUndefined();
});

test('on a wiki page: a person saves first, their prose stays and our block is current', async () => {
  const page = await pageOf('Mosaic Homes');
  const held = await holdWrite(stage, 'confluence', 'updatePage');
  await clients.change('Mosaic Homes', 'budget', '15999');
  await held.held();
  const prose = '<p>Written by Anna in between: <strong>call first</strong>.</p>';
  await people.confluence('PUT', `/pages/${page.id}`, {
    id: page.id,
    status: 'current',
    title: page.title,
    body: { representation: 'storage', value: `${page.body}${prose}` },
    version: { number: page.version + 1, message: '' },
  });
  await held.release();
  await watch.until('15999 on the page', async () => (await pageOf('Mosaic Homes')).body.includes('15999'));
  expect((await pageOf('Mosaic Homes')).body).toContain(prose);
});

async function pageOf(title: string): Promise<{ id: string; title: string; version: number; body: string }> {
  const { results } = await people.confluence<{
    results: { id: string; title: string; version: { number: number }; body: { storage: { value: string } } }[];
  }>('GET', `/pages?title=${encodeURIComponent(title)}&body-format=storage`);
  const [page] = results;
  if (page === undefined) throw new Error(`no page ${title}`);
  return { id: page.id, title: page.title, version: page.version.number, body: page.body.storage.value };
}
