/** What the net under the pushes costs and finds, in hours that pass in seconds; counted on the wire (P10, N5). */
import { expect, test } from 'vitest';
import { callsSince } from './calls-since.ts';
import { clientsOf } from './clients.ts';
import { fault } from './faults.ts';
import { stageWithHours } from './set-up.ts';

const { stage, hours } = await stageWithHours();
const clients = clientsOf(stage);
const { people, watch, agency } = stage;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const calls = (mark: number) => callsSince(watch, mark);

/** Until the polls are as slow as they get. No day begins within the next hours: a day's figures are another matter. */
async function calm(): Promise<void> {
  const hour = (): number => new Date(stage.sandbox.world.clock.now()).getUTCHours();
  await hours.pass(3 * HOUR);
  await hours.pass(24 * HOUR, () => hour() >= 2 && hour() <= 16);
}

/** The page of a client: what it says, and how a person writes it. */
async function pageOf(name: string): Promise<{ id: string; body: string; write(body: string): Promise<unknown> }> {
  interface Page {
    id: string;
    version: { number: number };
    body: { storage: { value: string } };
  }
  const found = await people.confluence<{ results: Page[] }>(
    'GET',
    `/pages?title=${encodeURIComponent(name)}&space-id=${agency.confluence.spaceId}&body-format=storage`,
  );
  const [page] = found.results;
  if (page === undefined) throw new Error(`no page of ${name}`);
  const next = { id: page.id, status: 'current', title: name, version: { number: page.version.number + 1 } };
  return {
    id: page.id,
    body: page.body.storage.value,
    write: (value) => people.confluence('PUT', `/pages/${page.id}`, { ...next, body: { representation: 'storage', value } }),
  };
}

test('an idle hour is sixteen calls: one of monday, a question to Drive each five minutes, three of Confluence', async () => {
  await calm();
  const { mark } = watch;
  await hours.pass(HOUR);
  expect(calls(mark)).toEqual({ 'monday EvenkeelLogs': 1, 'drive GET changes': 12, 'confluence GET newest pages': 3 });
}, 120_000);

test('fault F20: an outage of two hours in which every push was lost is repaired in nine calls', async () => {
  for (const service of ['monday', 'drive'] as const) await fault(stage, { service, kind: 'drop-push' });
  for (const name of ['Fable Toys', 'Cobalt Cycles', 'Driftwood Surf']) await clients.change(name, 'notes', `${name}, of the board`);
  await clients.type('Beacon Outdoor', 'Notes', 'Of the sheet');
  await clients.type('Juniper Skincare', 'Notes', 'Of the sheet, too');
  const page = await pageOf('Fable Toys');
  expect(page.body).toMatch(/<td><p>\d+</);
  // The pages follow the board: what is typed into our block is put back.
  await page.write(page.body.replace(/(?<=<td><p>)\d+</, '1<'));
  await hours.skip(2 * HOUR);
  const { mark } = watch;
  await hours.pass(MINUTE);
  expect(await clients.differences()).toEqual([]);
  expect((await pageOf('Fable Toys')).body).toBe(page.body);
  expect(calls(mark)).toEqual({
    'monday EvenkeelLogs': 1,
    'monday EvenkeelItems': 1,
    'monday EvenkeelWrite': 1,
    'drive GET changes': 1,
    'sheets POST getByDataFilter': 1,
    'sheets POST batchUpdate': 1,
    'confluence GET newest pages': 1,
    'confluence GET pages': 1,
    'confluence PUT page': 1,
  });
}, 120_000);

test('and afterwards nothing is written, until the polls are slow again', async () => {
  const { mark } = watch;
  await calm();
  expect(watch.writes(mark)).toEqual([]);
  const asked = calls(mark);
  // The echo of our rows is one reading; items and pages that we wrote ourselves are known.
  expect([asked['sheets POST getByDataFilter'], asked['monday EvenkeelItems']]).toEqual([1, undefined]);
  const later = watch.mark;
  await hours.pass(HOUR);
  expect(calls(later)).toEqual({ 'monday EvenkeelLogs': 1, 'drive GET changes': 12, 'confluence GET newest pages': 3 });
}, 120_000);

test('a lost push is found within an hour on the board, twenty minutes in the wiki, five in the sheet', async () => {
  /** Just after a vendor was asked is the worst moment to be missed. */
  const justAfter = async (what: string): Promise<void> => {
    const { mark } = watch;
    await hours.pass(2 * HOUR, () => (calls(mark)[what] ?? 0) > 0);
  };
  const minutes = async (there: () => Promise<boolean>): Promise<number> => (await hours.pass(3 * HOUR, there)) / MINUTE;

  await justAfter('monday EvenkeelLogs');
  await clients.change('Fable Toys', 'notes', 'Nobody was told');
  expect(await minutes(async () => (await clients.inSheet('Fable Toys')).Notes === 'Nobody was told')).toBe(60);

  await justAfter('confluence GET newest pages');
  const page = await pageOf('Cobalt Cycles');
  await page.write(page.body.replace(/(?<=<td><p>)\d+</, '1<'));
  expect(await minutes(async () => (await pageOf('Cobalt Cycles')).body === page.body)).toBe(20);

  await justAfter('drive GET changes');
  await clients.type('Fable Toys', 'Notes', 'Nobody was told either');
  expect(await minutes(async () => (await clients.onBoard('Fable Toys')).Notes === 'Nobody was told either')).toBe(5);
}, 120_000);
