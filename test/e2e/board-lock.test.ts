/** A board that monday locks while it is written: the product writes it with one hand, and waits for other people's. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { WireEntry } from '../../sandbox/server/wire-log.ts';
import { fault } from './faults.ts';
import type { MadeBoard } from './makings.ts';
import { fillBoard, makeBoard, makeSheet } from './makings.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const { people, product, watch } = stage;
const NAMES = ['Ash', 'Birch', 'Cedar', 'Dogwood'];
const FIELDS = ['Budget', 'Effort'] as const;
const LOCK = { service: 'monday', kind: 'lock', ms: 200 };
let board: MadeBoard;
/** By field: the spreadsheet that shows it. */
const sheets = new Map<string, string>();

/** A board that two spreadsheets share, each with a pair and a column of its own; two workers. */
beforeAll(async () => {
  await stage.startWorker();
  board = await makeBoard(stage, 'Shared', { Budget: 'numbers', Effort: 'numbers' });
  const values = Object.fromEntries(FIELDS.map((field) => [board.columns[field] ?? '', '1']));
  await fillBoard(
    stage,
    board.id,
    NAMES.map((name) => ({ name, values })),
  );
  for (const field of FIELDS) {
    const spreadsheet = await makeSheet(stage, field, [['Client', field], ...NAMES.map((name) => [name, 1])]);
    sheets.set(field, spreadsheet);
    const { id } = await product.post<{ id: string }>('/pairs', {
      left: { monday: { board: board.id } },
      right: { sheet: { spreadsheet, tab: 'Sheet' } },
      fields: [
        { left: 'name', right: 'Client', type: 'text' },
        { left: board.columns[field], right: field, type: 'number', policy: 'right' },
      ],
      key: 'name',
      start: 'now',
    });
    await watch.until(`${field} in step`, async () => (await product.pair(id)).settled);
  }
});

beforeEach(() => watch.rest());

const typeAll = (field: string, value: number) =>
  people.type(
    `Sheet!B2:B${NAMES.length + 1}`,
    NAMES.map(() => [value]),
    'irina',
    sheets.get(field),
  );
const isOnBoard = (field: string, value: number) => async (): Promise<boolean> =>
  (await people.items(board.id)).every((item) => Number(item.texts[board.columns[field] ?? '']) === value);
const boardWrites = (mark: number): readonly WireEntry[] =>
  watch.since(mark).filter((one) => one.service === 'monday' && /change_multiple_column_values/.test(one.requestBody));
const locked = (writes: readonly WireEntry[]): number => writes.filter((one) => one.status === 423).length;

test('two pairs that share it, due at once on two workers, never meet each other', async () => {
  const lock = await fault(stage, LOCK);
  const mark = watch.mark;
  for (let value = 10; value < 13; value += 1) {
    await Promise.all(FIELDS.map((field) => typeAll(field, value)));
    await Promise.all(FIELDS.map((field) => watch.until(`${field} ${value} on the board`, isOnBoard(field, value))));
  }
  const writes = boardWrites(mark);
  // Each round wrote both columns, or else nothing here could have met.
  expect(writes.length).toBeGreaterThanOrEqual(3);
  for (const field of FIELDS) expect(writes.some((one) => one.requestBody.includes(board.columns[field] ?? '?'))).toBe(true);
  expect(locked(writes)).toBe(0);
  await lock.remove();
});

test('fault F43: while somebody else writes it, ours is refused, waits, and arrives', async () => {
  const lock = await fault(stage, { ...LOCK, ms: 0 });
  const held = await fault(stage, { service: 'monday', match: { caller: 'anna', operation: 'create_item' }, kind: 'hold', times: 1 });
  const mark = watch.mark;
  const theirs = people.create(board.id, 'Elm', { [board.columns.Budget ?? '']: '5' });
  await held.held();
  await typeAll('Effort', 20);
  await watch.until('a refusal', () => locked(boardWrites(mark)) > 0);
  await held.release();
  await theirs;
  const arrived = async () => {
    const items = await people.items(board.id);
    const effort = items.filter((item) => item.name !== 'Elm').map((item) => Number(item.texts[board.columns.Effort ?? '']));
    return effort.every((value) => value === 20);
  };
  await watch.until('ours on the board', arrived);
  expect((await people.items(board.id)).map((item) => item.name).sort()).toEqual([...NAMES, 'Elm']);
  const written = await watch.until('theirs in the sheets', async () => {
    const rows = await Promise.all(FIELDS.map((field) => people.rows('Sheet', sheets.get(field))));
    return rows.every((tab) => tab.some((row) => row[0] === 'Elm')) && rows;
  });
  for (const rows of written) expect(rows.filter((row) => row[0] === 'Elm')).toHaveLength(1);
  // It came back when monday had time to be done, not in a storm.
  expect(locked(boardWrites(mark))).toBeLessThanOrEqual(2);
  await Promise.all([held.remove(), lock.remove()]);
});
