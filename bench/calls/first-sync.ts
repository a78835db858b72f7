/** N1 and N2: the first sync of many clients, board to empty tab and tab to empty board. */
import type { MadeBoard } from '../../test/e2e/makings.ts';
import type { Stage } from '../../test/e2e/stage.ts';
import { boardOf, pairOf, sheetOf } from './clients.ts';
import { atRest, count, during, inStep, pairNow, show, tell } from './scene.ts';

const PAGE = 500;

export interface Paired {
  readonly id: string;
  readonly board: MadeBoard;
  readonly spreadsheet: string;
  readonly clients: number;
}

/** The echo of our own rows (Drive's question, one read) comes after the pair is in step, and stands by itself. */
export async function boardToSheet(stage: Stage, clients: number): Promise<Paired> {
  const board = await boardOf(stage, clients, 'Clients');
  const spreadsheet = await sheetOf(stage, 0, 'Budgets');
  await atRest(stage);
  stage.sandbox.world.setLimits('vendor');
  const { mark } = stage.watch;
  const { id } = await stage.product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
  await inStep(stage, id);
  const settledAt = stage.watch.mark;
  await atRest(stage);
  stage.sandbox.world.setLimits('off');
  const { records } = (await pairNow(stage, id)).counts;
  if (records !== clients) throw new Error(`${records} of ${clients} clients are paired`);
  const calls = tell(`N1, ${clients} clients, board to empty sheet`, stage.wire.slice(mark, settledAt).filter(isOurs));
  const echo = tell('its echo', stage.watch.since(settledAt));
  const of = `${clients} clients, board to empty sheet`;
  const reads = Math.ceil(clients / PAGE);
  show(
    'N1',
    `${of}: monday reads`,
    count(calls, (one) => one.service === 'monday' && !one.write),
    22,
  );
  show('N1', `${of}: monday reads, minimum`, reads, null);
  show(
    'N1',
    `${of}: monday writes (key column, webhooks)`,
    count(calls, (one) => one.service === 'monday' && one.write),
    null,
  );
  show('N1', `${of}: Sheets and Drive`, count(calls, isGoogle), 8);
  show('N1', `${of}: Sheets and Drive, minimum (write, subscribe)`, 2, null);
  show('N1', `${of}: the echo of our rows`, echo.length, null);
  return { id, board, spreadsheet, clients };
}

/** `reach` is for 10,000 rows. */
export async function sheetToBoard(stage: Stage, clients: number): Promise<void> {
  const board = await boardOf(stage, 0, 'From the sheet');
  const spreadsheet = await sheetOf(stage, clients, 'Clients in a sheet');
  const entries = await during(stage, async () => {
    const { id } = await stage.product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
    await inStep(stage, id);
    const { records } = (await pairNow(stage, id)).counts;
    if (records !== clients) throw new Error(`${records} of ${clients} clients are paired`);
  });
  const calls = tell(`N2, ${clients} rows, sheet to empty board, the echo of the keys included`, entries);
  const of = `${clients} rows, sheet to empty board`;
  const whole = clients === 10_000;
  const sheets = (write: boolean): number => count(calls, (one) => one.service === 'sheets' && one.write === write);
  show('N2', `${of}: Sheets reads (what is there, twice; the rows; the echo of the keys)`, sheets(false), whole ? 2 : null);
  show('N2', `${of}: Sheets writes (key column and marks, keys)`, sheets(true), whole ? 2 : null);
  show(
    'N2',
    `${of}: Drive`,
    count(calls, (one) => one.service === 'drive'),
    null,
  );
  show(
    'N2',
    `${of}: monday`,
    count(calls, (one) => one.service === 'monday'),
    whole ? 25 : null,
  );
  show('N2', `${of}: monday, minimum (ingest, poll, ids of ${PAGE} a page)`, 2 + Math.ceil(clients / PAGE), null);
}

const isOurs = (one: { readonly caller: string }): boolean => one.caller === 'app';
const isGoogle = (one: { readonly service: string }): boolean => one.service === 'sheets' || one.service === 'drive';
