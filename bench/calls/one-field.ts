/** N3: calls for one changed field, on its way and as its echo, from each side. */
import { sql } from 'kysely';
import { brandAs } from '../../core/sync/ids.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { Stage } from '../../test/e2e/stage.ts';
import { boardOf, nameOf, pairOf, sheetOf } from './clients.ts';
import { count, during, inStep, show, tell } from './scene.ts';

const CLIENTS = 40;

export async function oneField(stage: Stage): Promise<void> {
  await boardAndSheet(stage);
  await boardAndPages(stage);
}

async function boardAndSheet(stage: Stage): Promise<void> {
  const { people, product, watch } = stage;
  const board = await boardOf(stage, CLIENTS, 'One field');
  const spreadsheet = await sheetOf(stage, 0, 'One field');
  await during(stage, async () => inStep(stage, (await product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet))).id));
  const item = (await people.items(board.id)).find((one) => one.name === nameOf(7))?.id ?? '';
  const notes = async (): Promise<unknown> => (await people.rows('Sheet', spreadsheet)).find((row) => row[0] === nameOf(7))?.[6];

  const fromMonday = await during(stage, async () => {
    await people.change(board.id, item, { [board.columns.Notes ?? '']: 'typed on the board' });
    await watch.until('the row written', async () => (await notes()) === 'typed on the board');
  });
  const there = tell('N3, one field, from monday to the sheet', fromMonday);
  const way = there.findIndex((one) => one.service === 'sheets' && one.write) + 1;
  show('N3', 'one field from monday', way, 2);
  show('N3', 'one field from monday, minimum', 2, null);
  show(
    'N3',
    'the Drive echo of it: reads of the sheet',
    count(there.slice(way), (one) => one.service === 'sheets' && !one.write),
    1,
  );
  show(
    'N3',
    'the Drive echo of it: questions to Drive',
    count(there.slice(way), (one) => one.service === 'drive'),
    null,
  );
  show(
    'N3',
    'writes of the echo',
    count(there.slice(way), (one) => one.write),
    0,
  );

  const row = (await people.rows('Sheet', spreadsheet)).findIndex((one) => one[0] === nameOf(7)) + 1;
  const fromSheets = await during(stage, async () => {
    await people.type(`Sheet!G${row}`, [['typed in the sheet']], 'irina', spreadsheet);
    const shown = async (): Promise<unknown> =>
      (await people.items(board.id)).find((one) => one.id === item)?.texts[board.columns.Notes ?? ''];
    await watch.until('the item written', async () => (await shown()) === 'typed in the sheet');
  });
  towardsMonday('Sheets', fromSheets);
}

async function boardAndPages(stage: Stage): Promise<void> {
  const { people, product, watch, agency } = stage;
  const board = await boardOf(stage, CLIENTS, 'One field of a page');
  const { spaceId, parentId } = agency.confluence;
  const two = { direction: 'two-way', policy: 'left' };
  const pair = {
    left: { monday: { board: board.id } },
    right: { page: { space: spaceId, parent: await parentOf(stage, spaceId, parentId) } },
    fields: [
      { left: 'name', right: 'title', type: 'text', ...two },
      { left: board.columns.Notes, right: 'Notes', type: 'text', ...two },
    ],
    key: 'name',
    start: 'now',
  };
  await during(stage, async () => inStep(stage, (await product.post<{ id: string }>('/pairs', pair)).id));
  // A feed without a cursor takes one with its first poll.
  await during(stage, () => pollNow(stage));
  const item = (await people.items(board.id)).find((one) => one.name === nameOf(7))?.id ?? '';
  const found = await people.confluence<{ results: PageNow[] }>(
    'GET',
    `/pages?title=${encodeURIComponent(nameOf(7))}&space-id=${spaceId}&body-format=storage`,
  );
  const page = found.results[0];
  if (page === undefined) throw new Error('the page is not there');
  const value = page.body.storage.value.replace(/Met at the fair in \d+/, 'typed on the page');
  if (value === page.body.storage.value) throw new Error('the page does not show its notes');
  const fromConfluence = await during(stage, async () => {
    const next = { id: page.id, status: 'current', title: page.title, version: { number: page.version.number + 1 } };
    await people.confluence('PUT', `/pages/${page.id}`, { ...next, body: { representation: 'storage', value } });
    await pollNow(stage);
    const shown = async (): Promise<unknown> =>
      (await people.items(board.id)).find((one) => one.id === item)?.texts[board.columns.Notes ?? ''];
    await watch.until('the item written', async () => (await shown()) === 'typed on the page');
  });
  towardsMonday('Confluence', fromConfluence);
}

function towardsMonday(from: string, entries: Parameters<typeof tell>[1]): void {
  const calls = tell(`N3, one field, from ${from} to monday`, entries);
  const way = calls.findIndex((one) => one.service === 'monday' && one.write) + 1;
  show('N3', `one field from ${from}`, way, 3);
  show('N3', `one field from ${from}, minimum`, 2, null);
  show('N3', `the monday echo of one field from ${from}`, calls.length - way, 0);
  show(
    'N3',
    'writes of the echo',
    count(calls.slice(way), (one) => one.write),
    0,
  );
}

interface PageNow {
  readonly id: string;
  readonly title: string;
  readonly version: { readonly number: number };
  readonly body: { readonly storage: { readonly value: string } };
}

async function parentOf(stage: Stage, spaceId: string, parentId: string): Promise<string> {
  const body = { representation: 'storage', value: '<p>Clients</p>' };
  return (
    await stage.people.confluence<{ id: string }>('POST', '/pages', { spaceId, parentId, status: 'current', title: 'One field', body })
  ).id;
}

/** Confluence pushes nothing: its feed is asked when it is due, and that is now. */
async function pollNow(stage: Stage): Promise<void> {
  await withAccount(stage.app.db, brandAs(stage.provisioned.account), (tx) =>
    sql`update connections set next_poll_at = now() where vendor = 'confluence'`.execute(tx),
  );
}
