/** monday's cursors die after an hour, with status 200 (F39): a board that was read in part says nothing of what it lacks. */
import { beforeAll, expect, test } from 'vitest';
import { callsSince } from './calls-since.ts';
import { fault } from './faults.ts';
import { fillBoard, makeBoard, makeSheet } from './makings.ts';
import { stageWithHours } from './set-up.ts';

const { stage, hours } = await stageWithHours();
const { people, product, watch } = stage;
/** Seven pages. */
const COUNT = 3_001;
const DEAD = {
  errors: [
    { message: 'CursorError: the cursor provided for pagination is invalid', extensions: { code: 'CursorException', status_code: 200 } },
  ],
};
const names = Array.from({ length: COUNT }, (_, n) => `Client ${n}`);
let pair = '';
let board = '';
let spreadsheet = '';

beforeAll(async () => {
  board = (await makeBoard(stage, 'Seven pages', {})).id;
  await fillBoard(
    stage,
    board,
    names.map((name) => ({ name, values: {} })),
  );
  spreadsheet = await makeSheet(stage, 'Seven pages');
  const fields = [{ left: 'name', right: 'Client', type: 'text' }];
  const ends = { left: { monday: { board } }, right: { sheet: { spreadsheet, tab: 'Sheet' } } };
  pair = (await product.post<{ id: string }>('/pairs', { ...ends, fields, key: 'name', start: 'now' })).id;
  await settled();
  expect(await people.rows('Sheet', spreadsheet)).toHaveLength(COUNT + 1);
}, 120_000);

async function settled(): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    await watch.until('no push on its way', () => stage.sandbox.world.deliveries.pending === 0);
    await hours.work();
  }
}

/** Of each reading the seventh page is refused; a fault sees only what no other one struck. */
async function dyingOnPageSeven(times: number): Promise<{ hits(): Promise<number>; remove(): Promise<void> }> {
  const match = { operation: 'next_items_page', caller: 'app' };
  const all = await Promise.all(
    Array.from({ length: times }, (_, n) =>
      fault(stage, { service: 'monday', match, kind: 'status', status: 200, body: DEAD, after: 5 * (n + 1), times: 1 }),
    ),
  );
  return {
    hits: async () => (await Promise.all(all.map((one) => one.hits()))).reduce((sum, hits) => sum + hits, 0),
    remove: async () => void (await Promise.all(all.map((one) => one.remove()))),
  };
}

async function expectUntouched(mark: number): Promise<void> {
  expect(watch.writes(mark)).toEqual([]);
  expect(await people.rows('Sheet', spreadsheet)).toHaveLength(COUNT + 1);
  expect((await people.items(board)).map((one) => one.state)).toEqual(names.map(() => 'active'));
  expect((await product.pair(pair)).counts).toEqual({ records: COUNT, conflicts: 0, findings: 0, held: 0 });
}

test('fault F39: a cursor that dies on page 7 deletes nothing: the board is begun anew', async () => {
  const dying = await dyingOnPageSeven(1);
  const { mark } = watch;
  await product.post(`/pairs/${pair}/sync`);
  await hours.work();
  expect(await dying.hits()).toBe(1);
  await dying.remove();
  expect(callsSince(watch, mark)).toMatchObject({ 'monday EvenkeelBoard': 2, 'monday EvenkeelNext': 12 });
  await expectUntouched(mark);
});

test('nor does one that dies there each time: the run gives up, and the next one is whole', async () => {
  const dying = await dyingOnPageSeven(3);
  const { mark } = watch;
  await product.post(`/pairs/${pair}/sync`);
  await expect(hours.work()).rejects.toMatchObject({ code: 'cursor-expired' });
  expect(await dying.hits()).toBe(3);
  await dying.remove();
  await expectUntouched(mark);
  await hours.pass(120_000);
  await expectUntouched(mark);
  await people.archive((await people.items(board))[COUNT - 1]?.id ?? '');
  await settled();
  expect(await people.rows('Sheet', spreadsheet)).toHaveLength(COUNT);
});
