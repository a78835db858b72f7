/** The header row of a tab moves or goes: no client is made of it, none goes with it, and edits land where they belong. */
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product } = stage;
const sheetId = clients.sheetId;

const openFindings = async () => (await product.findings(clients.pair)).filter((one) => one.state === 'open');
const names = async () => (await clients.items()).map((item) => item.name).sort();
const rowOf = async (name: string) => (await people.rows(clients.tab)).find((row) => row[0] === name) ?? [];
const firstRow = (kind: 'insertDimension' | 'deleteDimension') =>
  people.batch([{ [kind]: { range: { sheetId, dimension: 'ROWS', startIndex: 0, endIndex: 1 } } }]);

/** The board is as it was but for what people changed there; nothing waits for anybody. */
async function undisturbed(before: readonly string[]): Promise<void> {
  await watch.rest();
  expect(await names()).toEqual(before);
  expect(await product.pair(clients.pair)).toMatchObject({ counts: { held: 0, conflicts: 0 } });
}

test('fault F51: a title row above the header is no client, and both sides go on', async () => {
  await watch.rest();
  const before = await names();
  await firstRow('insertDimension');
  await people.type('Budgets!A1', [['Budgets of the agency']]);
  await clients.change('Beacon Outdoor', 'notes', 'under a title');
  await watch.until('the note in its row', async () => (await rowOf('Beacon Outdoor'))[7] === 'under a title');
  const at = (await people.rows(clients.tab)).findIndex((row) => row[0] === 'Fable Toys') + 1;
  await people.type(`Budgets!H${at}`, [['typed under a title']]);
  await watch.until('the note on its item', async () => (await clients.onBoard('Fable Toys')).Notes === 'typed under a title');
  await undisturbed(before);
  expect(await openFindings()).toEqual([]);
  expect((await people.rows(clients.tab))[0]).toEqual(['Budgets of the agency']);
  await firstRow('deleteDimension');
  await clients.agree();
});

test('fault F51: sorted in among the clients it takes none away', async () => {
  await watch.rest();
  const before = await names();
  await people.batch([
    {
      sortRange: {
        range: { sheetId, startRowIndex: 0, endRowIndex: 61, startColumnIndex: 0, endColumnIndex: 9 },
        sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }],
      },
    },
  ]);
  expect((await people.rows(clients.tab)).findIndex((row) => row[0] === 'Client')).toBeGreaterThan(2);
  await clients.change('Beacon Outdoor', 'notes', 'above the header');
  await watch.until('the note in its row', async () => (await rowOf('Beacon Outdoor'))[7] === 'above the header');
  await undisturbed(before);
  expect(await openFindings()).toEqual([]);
  const from = (await people.rows(clients.tab)).findIndex((row) => row[0] === 'Client');
  await people.batch([
    { moveDimension: { source: { sheetId, dimension: 'ROWS', startIndex: from, endIndex: from + 1 }, destinationIndex: 0 } },
  ]);
  await clients.agree();
});

test('fault F49: deleted it is a finding, and nothing is removed or written until its words stand there again', async () => {
  await watch.rest();
  const before = await names();
  const headers = ((await people.rows(clients.tab))[0] ?? []).slice(0, 8);
  const first = (await people.rows(clients.tab))[1];
  await firstRow('deleteDimension');
  const [finding] = await watch.until('a finding', async () => ((await openFindings()).length > 0 ? await openFindings() : null));
  expect(finding?.kind).toBe('header-missing');
  const mark = watch.mark;
  await clients.change('Beacon Outdoor', 'notes', 'while it is gone');
  await watch.until('the board read', () => watch.since(mark).some((one) => one.responseBody?.includes('while it is gone')));
  await product.post(`/pairs/${clients.pair}/sync`);
  await watch.until('the tab read', () => watch.since(mark).some((one) => one.path.includes(':getByDataFilter')));
  expect(await names()).toEqual(before);
  expect(await product.pair(clients.pair)).toMatchObject({ counts: { held: 0, conflicts: 0, records: before.length } });
  expect(watch.writes(mark).filter((one) => one.startsWith('sheets') && one.includes('Budgets'))).toEqual([]);
  expect((await people.rows(clients.tab))[0]).toEqual(first);
  await firstRow('insertDimension');
  await people.type('Budgets!A1', [headers]);
  await clients.agree();
  await undisturbed(before);
  expect(await openFindings()).toEqual([]);
});
