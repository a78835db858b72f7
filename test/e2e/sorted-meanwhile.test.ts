/** Rows sorted, with their keys and without them, between the product's read and its write. */
import { beforeEach, expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { holdWrite } from './faults.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product } = stage;
const { sheetId } = clients;
const keys = async (): Promise<readonly string[]> =>
  (await clients.rows()).map((row) => `${row.cells.Client} ${row.cells['Evenkeel key']}`).sort();

/** Nine columns are ours with the key, eight without it. */
const sort = (columns: 8 | 9, by: number): Promise<unknown> => {
  const range = { sheetId, startRowIndex: 1, endRowIndex: 62, startColumnIndex: 0, endColumnIndex: columns };
  return people.batch([{ sortRange: { range, sortSpecs: [{ dimensionIndex: by, sortOrder: 'DESCENDING' }] } }]);
};

beforeEach(() => watch.rest());

test('sorted with the keys, and typed into', async () => {
  const before = await keys();
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Granite Gym', 'budget', '115');
  await held.held();
  await sort(9, 4);
  await clients.type('Hazel & Co.', 'Notes', 'Typed in between');
  await held.release();
  await watch.until('115 in the sheet', async () => (await clients.inSheet('Granite Gym'))['Monthly budget'] === '115');
  await clients.agree();
  await watch.rest();
  expect(await keys()).toEqual(before);
  expect((await clients.onBoard('Hazel & Co.')).Notes).toBe('Typed in between');
});

test('sorted without the keys', async () => {
  const before = await keys();
  const held = await holdWrite(stage, 'sheets', 'batchUpdate');
  await clients.change('Granite Gym', 'budget', '116');
  await clients.change('Helio Solar', 'notes', 'Typed before');
  await held.held();
  await sort(8, 0);
  await held.release();
  await watch.until('116 in the sheet', async () => (await clients.inSheet('Granite Gym'))['Monthly budget'] === '116');
  await clients.agree(5_000);
  await watch.rest();
  await clients.type('Hazel & Co.', 'Notes', 'Typed after');
  await clients.agree();
  await watch.rest();
  expect(await keys()).toEqual(before);
  expect((await clients.onBoard('Granite Gym'))['Monthly budget']).toBe('116');
  expect(await product.conflicts(clients.pair)).toEqual([]);
});

test('sorted without the keys right after we wrote a name and a new row', async () => {
  const { id } = await clients.item('Juniper Skincare');
  await people.change(clients.board, id, { name: 'Juniper & Daughters' });
  await people.create(clients.board, 'Nothing But A Name');
  await watch.until('both in the sheet', async () => {
    const names = (await clients.rows()).map((row) => row.cells.Client);
    return names.includes('Juniper & Daughters') && names.includes('Nothing But A Name');
  });
  const before = await keys();
  await sort(8, 4);
  await watch.rest();
  expect(await keys()).toEqual(before);
  await clients.agree();
  expect((await product.plan(clients.pair)).planId).toBeNull();
});

test('sorted without the keys and edited by the board and in the sheet at once: never a wrong row', async () => {
  const all = new Map((await clients.items()).map((item) => [item.name, item.id]));
  await Promise.all([clients.change('Kestrel Airways', 'budget', '42010'), sort(8, 4)]);
  await clients.type('Lantern Law', 'Notes', 'Typed in between');
  await watch.rest();
  const shown = await clients.onBoard('Kestrel Airways');
  expect(shown['Monthly budget']).toBe('42010');
  // Nobody became somebody else.
  expect(new Map((await clients.items()).map((item) => [item.name, item.id]))).toEqual(all);
  // Either everything found its place, or the row that is in doubt is named and waits.
  const doubts = (await product.findings(clients.pair)).filter((one) => one.state === 'open');
  expect(doubts.every((one) => one.kind === 'identity-unclear' || one.kind === 'record-elsewhere')).toBe(true);
  const open = await clients.differences();
  expect(open.every((one) => /Lantern Law|Kestrel Airways/.test(one))).toBe(true);
  if (doubts.length === 0) expect(open).toEqual([]);
});
