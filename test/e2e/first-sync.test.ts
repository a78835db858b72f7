/** A first sync of 500 records, interrupted wherever it hurts: everything is there in the end, and nothing twice. Fewer are made one by one. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fault } from './faults.ts';
import type { MadeBoard } from './makings.ts';
import { fillBoard, makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COUNT = 500;
/** As many as go without an import. */
const FEW = 150;
const stage = await testStage({ callTimeoutS: 2 });
const { people, watch, product } = stage;
const names = Array.from({ length: COUNT }, (_, n) => `Client ${String(n + 1).padStart(3, '0')}`);
const children = new Set<ChildProcess>();

/** A worker in a process of its own, as it runs in production. */
async function startChild(): Promise<ChildProcess> {
  const env = { ...process.env, ...stage.variables } as NodeJS.ProcessEnv;
  const child = fork('workers/main.ts', { cwd: ROOT, env, execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.add(child);
  await new Promise<void>((resolve, reject) => {
    child.on('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the worker ended: ${code}`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  children.delete(child);
}

/** Kills the worker after it was answered so many calls that write, before it can hear the last answer. */
function killAtWrite(child: ChildProcess, count: number): Promise<void> {
  const from = watch.mark;
  return killWhen(child, () => watch.writes(from).length >= count);
}

/** At the first exchange after which something is so. */
function killWhen(child: ChildProcess, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = watch.onExchange(() => {
      if (!isSo()) return;
      stop();
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
      children.delete(child);
      resolve();
    });
  });
}

const pairOf = (board: MadeBoard, spreadsheet: string) => ({
  left: { monday: { board: board.id } },
  right: { sheet: { spreadsheet, tab: 'Sheet' } },
  fields: [
    { left: 'name', right: 'Client', type: 'text' },
    { left: board.columns.Budget, right: 'Budget', type: 'number', policy: 'right' },
  ],
  key: 'name',
  start: 'now',
});

/** Both sides have each client once, with the budget `of` it; keys are there and differ. */
async function expectWhole(board: MadeBoard, spreadsheet: string, budget: (n: number) => number, count = COUNT): Promise<void> {
  const wanted = names.slice(0, count).map((name, n) => `${name} ${budget(n)}`);
  const rows = (await people.rows('Sheet', spreadsheet)).slice(1);
  expect(rows.map((row) => `${row[0]} ${row[1]}`).sort()).toEqual(wanted);
  expect(new Set(rows.map((row) => row[2])).size).toBe(count);
  const items = await people.items(board.id);
  expect(items.map((item) => `${item.name} ${Number(item.texts[board.columns.Budget ?? ''])}`).sort()).toEqual(wanted);
}

async function settled(pair: string, ms: number): Promise<void> {
  await watch.until('the pair settled', async () => (await product.pair(pair)).settled, ms);
  await watch.rest(ms);
}

const newBoard = async (title: string): Promise<MadeBoard> => {
  const board = await makeBoard(stage, title, { Budget: 'numbers' });
  await fillBoard(
    stage,
    board.id,
    names.map((name, n) => ({ name, values: { [board.columns.Budget ?? '']: String(1000 + n) } })),
  );
  return board;
};
const newSheet = (title: string, count = COUNT): Promise<string> =>
  makeSheet(stage, title, [['Client', 'Budget'], ...names.slice(0, count).map((name, n) => [name, 1000 + n])]);

beforeAll(() => stage.stopWorker());
afterAll(() => Promise.all([...children].map(kill)));

/** The key column on the board, the marks on the tab, the 500 rows. */
test.each([1, 2, 3])(
  '500 items to an empty tab, the worker killed with SIGKILL at its write number %i',
  async (at) => {
    const board = await newBoard(`Killed ${at}`);
    const spreadsheet = await makeSheet(stage, `Killed ${at}`);
    const first = await startChild();
    const killed = killAtWrite(first, at);
    const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
    await killed;
    const [second] = await Promise.all([
      startChild(),
      people.change(board.id, (await people.items(board.id))[7]?.id ?? '', { [board.columns.Budget ?? '']: '7' }),
    ]);
    await settled(id, 30_000);
    await expectWhole(board, spreadsheet, (n) => (n === 7 ? 7 : 1000 + n));
    const mark = watch.mark;
    await product.post(`/pairs/${id}/sync`);
    await watch.rest();
    expect(watch.writes(mark)).toEqual([]);
    await kill(second);
  },
  60_000,
);

test('500 items to an empty tab, the worker killed while its write is on the way', async () => {
  const board = await newBoard('On the way');
  const spreadsheet = await makeSheet(stage, 'On the way');
  const child = await startChild();
  const held = await fault(stage, {
    service: 'sheets',
    match: { operation: 'batchUpdate', caller: 'app' },
    kind: 'hold',
    after: 1,
    times: 1,
  });
  const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
  await held.held();
  await kill(child);
  // It arrives after its sender is dead, and before the next one may write.
  await held.release();
  const second = await startChild();
  await settled(id, 30_000);
  await expectWhole(board, spreadsheet, (n) => 1000 + n);
  await kill(second);
}, 60_000);

test('150 rows to an empty board, the worker killed in the middle', async () => {
  const board = await makeBoard(stage, 'From the sheet', { Budget: 'numbers' });
  const spreadsheet = await newSheet('From the sheet', FEW);
  const child = await startChild();
  const mark = watch.mark;
  const killed = killWhen(child, () => watch.writes(mark).filter((one) => one.includes('EvenkeelWrite')).length === 2);
  const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
  await killed;
  const born = (await people.items(board.id)).length;
  expect(born).toBeGreaterThan(0);
  expect(born).toBeLessThan(FEW);
  const [second] = await Promise.all([startChild(), people.type('Sheet!B9', [[7]], 'irina', spreadsheet)]);
  await settled(id, 30_000);
  await expectWhole(board, spreadsheet, (n) => (n === 7 ? 7 : 1000 + n), FEW);
  await kill(second);
}, 60_000);

test('500 rows to an empty board, the worker killed when it had handed over its file: the next one asks after the job', async () => {
  const board = await makeBoard(stage, 'Imported', { Budget: 'numbers' });
  const spreadsheet = await newSheet('Imported');
  const child = await startChild();
  const mark = watch.mark;
  const killed = killWhen(child, () => watch.since(mark).some((one) => one.method === 'PUT' && one.service === 'monday'));
  const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
  await killed;
  // The rows have their keys, which are writes, too; of the items none is known yet.
  expect((await product.pair(id)).progress).toEqual({ done: COUNT, total: 2 * COUNT });
  const [second] = await Promise.all([startChild(), people.type('Sheet!B9', [[7]], 'irina', spreadsheet)]);
  await settled(id, 45_000);
  await expectWhole(board, spreadsheet, (n) => (n === 7 ? 7 : 1000 + n));
  expect(watch.writes(mark).filter((one) => one.includes('EvenkeelIngest'))).toHaveLength(1);
  expect((await product.pair(id)).progress).toBeNull();
  await kill(second);
}, 90_000);

/** Every third matching call is performed, and its answer lost. */
const loseEveryThird = (service: 'monday' | 'sheets', operation: string): Promise<unknown> =>
  Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      fault(stage, { service, match: { operation, caller: 'app' }, kind: 'lost-reply', after: 3 * n + 2, times: 1 }),
    ),
  );

/** How many answers were lost; none more will be. */
async function lost(): Promise<number> {
  const faults = (await (await people.control('GET', '/faults')).json()) as { hits: number }[];
  await people.control('DELETE', '/faults');
  return faults.reduce((sum, one) => sum + one.hits, 0);
}

test('150 rows to an empty board with a lost reply on every third write', async () => {
  await stage.startWorker();
  const board = await makeBoard(stage, 'Lost on the way to monday', { Budget: 'numbers' });
  const spreadsheet = await newSheet('Lost on the way to monday', FEW);
  await loseEveryThird('monday', 'create_item');
  const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
  await settled(id, 45_000);
  expect(await lost()).toBeGreaterThanOrEqual(1);
  await expectWhole(board, spreadsheet, (n) => 1000 + n, FEW);
}, 60_000);

/** Time goes on for the product while it waits for a job of monday's. */
async function hastened<T>(work: () => Promise<T>): Promise<T> {
  const mark = watch.mark;
  let polls = 0;
  const stop = watch.onExchange(() => {
    const own = watch.since(mark).filter((one) => one.method === 'PUT' || one.requestBody.includes('fetch_job_status')).length;
    if (own > polls) stage.advance(60_000);
    polls = own;
  });
  return work().finally(stop);
}

test.each(['ingest_items', 'upload', 'fetch_job_status', 'items_page_by_column_values'])(
  '500 rows to an empty board, the answer to %s lost: each once',
  async (operation) => {
    const board = await makeBoard(stage, `Lost ${operation}`, { Budget: 'numbers' });
    const spreadsheet = await newSheet(`Lost ${operation}`);
    await fault(stage, { service: 'monday', match: { operation, caller: 'app' }, kind: 'lost-reply', times: 1 });
    await hastened(async () => {
      const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
      await watch.until('all items', async () => (await people.items(board.id)).length === COUNT, 45_000);
      await settled(id, 45_000);
    });
    expect(await lost()).toBe(1);
    await expectWhole(board, spreadsheet, (n) => 1000 + n);
  },
  90_000,
);

test('500 items to an empty tab with a lost reply on every third write', async () => {
  const board = await newBoard('Lost on the way to Google');
  const spreadsheet = await makeSheet(stage, 'Lost on the way to Google');
  await loseEveryThird('sheets', 'batchUpdate');
  const { id } = await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
  await settled(id, 30_000);
  // A second human edit, and then some more, so that every third is met.
  const items = await people.items(board.id);
  for (const [n, item] of items.slice(0, 6).entries()) {
    await people.change(board.id, item.id, { [board.columns.Budget ?? '']: String(n + 1) });
    await settled(id, 30_000);
  }
  expect(await lost()).toBeGreaterThanOrEqual(2);
  await expectWhole(board, spreadsheet, (n) => (n < 6 ? n + 1 : 1000 + n));
}, 60_000);
