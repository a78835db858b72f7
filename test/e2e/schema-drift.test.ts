/** Columns that change their shape (F49): the mapping breaks where people see it, and nothing is written into another column. */
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, people, watch } = stage;

const openFindings = async () => (await product.findings(clients.pair)).filter((one) => one.state === 'open');
const sheet = async () => JSON.stringify((await people.rows(clients.tab)).map((row) => row.slice(0, 8)));

test('fault F49: a board’s column that is renamed, or gets another label, goes on', async () => {
  await people.monday('mutation ($b: ID!, $c: String!) { change_column_title(board_id: $b, column_id: $c, title: "Remarks") { id } }', {
    b: clients.board,
    c: clients.columns.notes,
  });
  await clients.change('Fable Toys', 'notes', 'under another title');
  await clients.agree(15_000);
  expect((await clients.inSheet('Fable Toys')).Notes).toBe('under another title');
  await people.monday(
    'mutation ($b: ID!, $i: ID!, $c: String!) { change_simple_column_value(board_id: $b, item_id: $i, column_id: $c, value: "A plus", create_labels_if_missing: true) { id } }',
    { b: clients.board, i: (await clients.item('Fable Toys')).id, c: clients.columns.tier },
  );
  await clients.agree(15_000);
  expect((await clients.inSheet('Fable Toys')).Tier).toBe('A plus');
  expect(await openFindings()).toEqual([]);
});

test('fault F49: a board’s column that is deleted is a finding; no cell of the tab is emptied or filled with another’s', async () => {
  await watch.rest();
  const before = await sheet();
  const mark = watch.mark;
  await people.monday('mutation ($b: ID!, $c: String!) { delete_column(board_id: $b, column_id: $c) { id } }', {
    b: clients.board,
    c: clients.columns.startDate,
  });
  await clients.change('Fable Toys', 'notes', 'after the column went');
  await product.post(`/pairs/${clients.pair}/sync`);
  const [finding] = await watch.until('a finding', async () => ((await openFindings()).length > 0 ? await openFindings() : null), 15_000);
  expect(finding?.kind).toMatch(/column-missing/);
  await watch.rest();
  expect(await sheet()).toBe(before);
  expect(watch.writes(mark).filter((one) => one.startsWith('sheets') && one.includes('Budgets'))).toEqual([]);
});
