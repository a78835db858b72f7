/** What is no value doesn't travel, isn't overwritten, and is shown where it was typed; everything else goes on. */
import { expect, test } from 'vitest';
import type { FindingView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { watch, product } = stage;

const findingOf = async (name: string): Promise<FindingView | undefined> =>
  (await product.findings(clients.pair)).find((one) => one.record?.name === name && one.state === 'open');

test('a word in the budget cell is a finding; mended, the budget travels and the finding is settled', async () => {
  await clients.change('Beacon Outdoor', 'notes', 'Before');
  await clients.type('Beacon Outdoor', 'Monthly budget', 'about twenty');
  await clients.type('Beacon Outdoor', 'Tier', 'C');
  const finding = await watch.until('a finding', () => findingOf('Beacon Outdoor'));
  expect(finding).toMatchObject({ kind: 'not-a-number', side: 'right', field: clients.columns.budget, value: 'about twenty' });
  expect(finding.message).toContain('“about twenty”');
  await watch.until('the tier on the board', async () => (await clients.onBoard('Beacon Outdoor')).Tier === 'C');
  await clients.change('Beacon Outdoor', 'notes', 'Goes on');
  await watch.until('the notes in the sheet', async () => (await clients.inSheet('Beacon Outdoor')).Notes === 'Goes on');
  expect((await clients.onBoard('Beacon Outdoor'))['Monthly budget']).toBe('18500');
  expect((await clients.inSheet('Beacon Outdoor'))['Monthly budget']).toBe('about twenty');
  await clients.type('Beacon Outdoor', 'Monthly budget', '21 500.50');
  await watch.until('21500.5 on the board', async () => (await clients.onBoard('Beacon Outdoor'))['Monthly budget'] === '21500.5');
  await watch.until('the finding settled', async () => (await findingOf('Beacon Outdoor')) === undefined);
  // How a person writes a number is theirs.
  await watch.rest();
  expect((await clients.inSheet('Beacon Outdoor'))['Monthly budget']).toBe('21 500.50');
  await clients.type('Beacon Outdoor', 'Monthly budget', 21500.5);
  await clients.agree();
});

test('an edit of the board doesn’t overwrite an invalid cell', async () => {
  await clients.type('Cobalt Cycles', 'Monthly budget', 'later');
  await watch.until('a finding', () => findingOf('Cobalt Cycles'));
  await clients.change('Cobalt Cycles', 'budget', '7777');
  await watch.rest();
  expect((await clients.inSheet('Cobalt Cycles'))['Monthly budget']).toBe('later');
  expect((await clients.onBoard('Cobalt Cycles'))['Monthly budget']).toBe('7777');
  await clients.type('Cobalt Cycles', 'Monthly budget', 7777);
  await clients.agree();
  await watch.until('the finding settled', async () => (await findingOf('Cobalt Cycles')) === undefined);
});

test('an unknown person, an unknown label, no date, an error value', async () => {
  const board = await clients.onBoard('Driftwood Surf');
  await clients.type('Driftwood Surf', 'Account manager', 'Nobody Known');
  const person = await watch.until('a finding', () => findingOf('Driftwood Surf'));
  expect(person).toMatchObject({ kind: 'unknown-person', value: 'Nobody Known' });
  await clients.type('Easton Dental', 'Stage', 'Somewhere');
  expect(await watch.until('a finding', () => findingOf('Easton Dental'))).toMatchObject({ kind: 'unknown-label', value: 'Somewhere' });
  await clients.type('Fable Toys', 'Start date', 'after Easter');
  expect(await watch.until('a finding', () => findingOf('Fable Toys'))).toMatchObject({ kind: 'not-a-date', value: 'after Easter' });
  await clients.type('Finch Insurance', 'Monthly budget', '=1/0');
  expect(await watch.until('a finding', () => findingOf('Finch Insurance'))).toMatchObject({ kind: 'error-value' });
  expect((await product.pair(clients.pair)).counts.findings).toBe(4);
  expect(await clients.onBoard('Driftwood Surf')).toEqual(board);
  await clients.type('Driftwood Surf', 'Account manager', 'Anna Petrova');
  await clients.type('Easton Dental', 'Stage', 'running');
  // A text: the file's locale, en_GB, says which is the day.
  await clients.type('Fable Toys', 'Start date', "'03/04/2026");
  await clients.type('Finch Insurance', 'Monthly budget', '=1+1');
  await watch.until('all mended', async () => (await product.pair(clients.pair)).counts.findings === 0);
  await watch.until('on the board', async () => (await clients.onBoard('Finch Insurance'))['Monthly budget'] === '2');
  expect((await clients.onBoard('Driftwood Surf'))['Account manager']).toBe('Anna Petrova');
  expect((await clients.onBoard('Easton Dental')).Stage).toBe('Running');
  expect((await clients.onBoard('Fable Toys'))['Start date']).toBe('2026-04-03');
  await clients.type('Fable Toys', 'Start date', '2026-04-03');
  await clients.type('Easton Dental', 'Stage', 'Running');
  await clients.agree();
});

test('[W3] a new row whose currency the board’s column lacks is made without its money, and the finding names the field', async () => {
  const at = (await clients.rows()).length + 2;
  await stage.people.type(`'${clients.tab}'!A${at}:H${at}`, [['Zermatt Ski', '', 'Lead', 'B', 1200, 'CHF', '', 'From the sheet']]);
  const finding = await watch.until('a finding', () => findingOf('Zermatt Ski'));
  expect(finding).toMatchObject({ kind: 'unknown-label', side: 'left', field: clients.columns.budget, value: 'CHF' });
  await watch.rest();
  expect(await clients.onBoard('Zermatt Ski')).toMatchObject({
    Stage: 'Lead',
    Tier: 'B',
    'Monthly budget': '',
    Currency: '',
    Notes: 'From the sheet',
  });
  await clients.type('Zermatt Ski', 'Currency', 'EUR');
  await clients.agree();
  expect(await findingOf('Zermatt Ski')).toBeUndefined();
});

test('a dismissed finding is hidden until what stands there changes', async () => {
  await clients.type('Granite Gym', 'Monthly budget', 'soon');
  const finding = await watch.until('a finding', () => findingOf('Granite Gym'));
  await product.post(`/findings/${finding.id}`, { action: 'dismiss' });
  await product.post(`/pairs/${clients.pair}/sync`);
  await watch.rest();
  expect(await findingOf('Granite Gym')).toBeUndefined();
  await clients.type('Granite Gym', 'Monthly budget', 'very soon');
  expect(await watch.until('a finding', () => findingOf('Granite Gym'))).toMatchObject({ value: 'very soon' });
  await clients.type('Granite Gym', 'Monthly budget', 6100);
  await clients.agree();
});
