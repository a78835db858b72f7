/** What a first sync of many rows costs at monday, counted on the wire as monday counts it. */
import { expect, test } from 'vitest';
import { makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const COUNT = 600;
const stage = await testStage();
const { watch, product } = stage;

/** The names that our operations carry, in order. */
const asked = (from: number): readonly string[] =>
  watch
    .since(from)
    .filter((one) => one.service === 'monday')
    .map((one) =>
      one.method === 'PUT' ? 'upload' : (/"query":"\s*(?:query|mutation) Evenkeel(\w+)/.exec(one.requestBody)?.[1] ?? one.path),
    );

test('[P10] 600 rows to an empty board are one import, read back once; what monday then tells of it isn’t read again', async () => {
  const board = await makeBoard(stage, 'Large', { Budget: 'numbers' });
  const rows = Array.from({ length: COUNT }, (_, n) => [`Client ${n}`, 1000 + n]);
  const spreadsheet = await makeSheet(stage, 'Large', [['Client', 'Budget'], ...rows]);
  await watch.rest();
  const mark = watch.mark;
  // Nobody waits for the moment at which monday may be asked after its job, nor for its webhooks.
  const stop = watch.onExchange(() => {
    if (asked(mark).includes('upload')) {
      stage.advance(30_000);
      stage.sandbox.world.clock.advance(30);
      stop();
    }
  });
  const { id } = await product.post<{ id: string }>('/pairs', {
    left: { monday: { board: board.id } },
    right: { sheet: { spreadsheet, tab: 'Sheet' } },
    fields: [
      { left: 'name', right: 'Client', type: 'text' },
      { left: board.columns.Budget, right: 'Budget', type: 'number', policy: 'right' },
    ],
    key: 'name',
    start: 'now',
  });
  await watch.until('all records', async () => (await product.pair(id)).counts.records === COUNT, 120_000);
  await watch.rest(60_000);
  const calls = asked(mark);
  const once = ['KeyColumn', 'Subscribe', 'Board', 'Room', 'Ingest', 'upload', 'Keys'];
  expect(Object.fromEntries(once.map((name) => [name, calls.filter((one) => one === name).length]))).toEqual(
    Object.fromEntries(once.map((name) => [name, 1])),
  );
  // Beside these: the board's description, twice; a question or two after the job; webhooks that came after its end; the feed's own question.
  const rest = calls.filter((one) => !once.includes(one));
  expect(rest.filter((one) => !['Schema', 'Job', 'Items', 'Logs'].includes(one))).toEqual([]);
  expect(rest.length).toBeLessThanOrEqual(7);
}, 240_000);
