/** What the ordinary deeds cost, call by call (P10, N1, N3, N4): each wake-up is played alone, so the counts are exact. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { callsSince } from './calls-since.ts';
import { clientsOf } from './clients.ts';
import { fillBoard, makeBoard, makeSheet } from './makings.ts';
import { stageWithHours } from './set-up.ts';

const { stage, hours } = await stageWithHours();
const clients = clientsOf(stage);
const { people, product, watch } = stage;

/** Calls of the wake-ups that it takes until nothing is left to do, each after all pushes have arrived. */
async function worked(): Promise<Readonly<Record<string, number>>> {
  const { mark } = watch;
  await pushed();
  await hours.work();
  return callsSince(watch, mark);
}
const pushed = (): Promise<unknown> => watch.until('no push on its way', () => stage.sandbox.world.deliveries.pending === 0);

/** A process that hasn't read a spreadsheet yet has to, before it writes there. */
beforeAll(async () => {
  await product.post(`/pairs/${clients.pair}/sync`);
});

/** A day's polls are over, and what the last test left behind. */
beforeEach(async () => {
  for (let n = 0; n < 3; n += 1) await worked();
});

const QUIET = {};
const DRIVE_ECHO = { 'drive GET changes': 1, 'sheets POST getByDataFilter': 1 };

test('one field from monday is two calls, its echo in the file one question and one reading', async () => {
  await clients.change('Fable Toys', 'notes', 'From the board');
  expect(await worked()).toEqual({ 'monday EvenkeelItems': 1, 'sheets POST batchUpdate': 1 });
  expect((await clients.inSheet('Fable Toys')).Notes).toBe('From the board');
  expect(await worked()).toEqual(DRIVE_ECHO);
  expect(await worked()).toEqual(QUIET);
});

test('one field from Sheets is three calls, its echo on the board none', async () => {
  await clients.type('Fable Toys', 'Notes', 'From the sheet');
  expect(await worked()).toEqual({ ...DRIVE_ECHO, 'monday EvenkeelWrite': 1 });
  expect((await clients.onBoard('Fable Toys')).Notes).toBe('From the sheet');
  expect(await worked()).toEqual(QUIET);
});

test('a person’s edit that comes with the echo is read and travels', async () => {
  await clients.type('Fable Toys', 'Notes', 'Once more');
  await pushed();
  await hours.work();
  await clients.change('Fable Toys', 'notes', 'A moment later');
  expect(await worked()).toEqual({ 'monday EvenkeelItems': 1, 'sheets POST batchUpdate': 1 });
  expect((await clients.inSheet('Fable Toys')).Notes).toBe('A moment later');
});

test('a value that a person sets back to what we wrote travels, too', async () => {
  await clients.type('Fable Toys', 'Notes', 'Ours');
  await pushed();
  await hours.work();
  await clients.change('Fable Toys', 'notes', 'Theirs');
  await pushed();
  await hours.work();
  await clients.change('Fable Toys', 'notes', 'Ours');
  await worked();
  expect((await clients.inSheet('Fable Toys')).Notes).toBe('Ours');
});

test('a column that somebody adds to the board has its schema read, and no item', async () => {
  await people.monday('mutation ($b: ID!) { create_column(board_id: $b, title: "Colour", column_type: text) { id } }', {
    b: clients.board,
  });
  expect(await worked()).toEqual({ 'monday EvenkeelSchema': 1 });
});

test('a burst on the board is written in two calls before Drive is asked, and then it is asked once', async () => {
  const items = (await clients.items()).filter((one) => /^[A-Z]/.test(one.name)).slice(0, 20);
  await clients.type('Fable Toys', 'Notes', 'Beside the burst');
  await pushed();
  for (const [n, item] of items.entries()) {
    if (item.name !== 'Fable Toys') await people.change(clients.board, item.id, { [clients.columns.notes ?? '']: `burst ${n}` });
  }
  expect(await worked()).toEqual({ 'monday EvenkeelItems': 1, 'sheets POST batchUpdate': 1 });
  expect(await worked()).toEqual({ ...DRIVE_ECHO, 'monday EvenkeelWrite': 1 });
  expect(await clients.differences()).toEqual([]);
  expect(await worked()).toEqual(QUIET);
});

test('a new pair, board to empty sheet, reads the board once', async () => {
  const board = await makeBoard(stage, 'Counted', { Budget: 'numbers' });
  await fillBoard(
    stage,
    board.id,
    Array.from({ length: 501 }, (_, n) => ({ name: `Client ${n}`, values: { [board.columns.Budget ?? '']: String(n) } })),
  );
  const spreadsheet = await makeSheet(stage, 'Counted');
  await worked();
  const { mark } = watch;
  await product.post('/pairs', {
    left: { monday: { board: board.id } },
    right: { sheet: { spreadsheet, tab: 'Sheet' } },
    fields: [
      { left: 'name', right: 'Client', type: 'text' },
      { left: board.columns.Budget, right: 'Budget', type: 'number' },
    ],
    key: 'name',
    start: 'now',
  });
  await hours.work();
  expect(await people.rows('Sheet', spreadsheet)).toHaveLength(502);
  expect(callsSince(watch, mark)).toEqual({
    // The mapping is checked, the key column looked for.
    'monday EvenkeelSchema': 2,
    'monday EvenkeelKeyColumn': 1,
    'monday EvenkeelSubscribe': 1,
    'monday EvenkeelBoard': 1,
    'monday EvenkeelNext': 1,
    // The mapping is checked, the place is prepared, the tab is read; then rows are written.
    'sheets POST getByDataFilter': 3,
    'sheets POST batchUpdate': 2,
  });
  expect(await worked()).toEqual(DRIVE_ECHO);
  expect(await worked()).toEqual(QUIET);
});
