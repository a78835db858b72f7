/** The strip *Try this* on the running demo: each card does what it says, and what it says to watch can be watched. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PairView } from '../../../core/protocol/api.ts';
import { launchChromium } from '../../browser/chromium.ts';
import { section } from '../../browser/view-tests.ts';
import { asked, budgetOf, cellsOf, inSheet, typeCell } from './outsider.ts';
import type { Ready } from './run.ts';
import { DemoRun, isAlive, threePorts, until } from './run.ts';

/** Two demos may be starting beside this one: nothing here is about speed. */
const WITHIN = 15_000;
const home = mkdtempSync(join(tmpdir(), 'evenkeel-page-'));
let demo: DemoRun;
let at: Ready;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  demo = new DemoRun({ home, portBase: await threePorts() });
  [browser] = await Promise.all([launchChromium(), demo.ready()]);
  at = demo.file();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  const pids = demo.pids();
  await demo.kill('SIGTERM');
  await until('the end of the demo', () => !pids.some(isAlive), 15_000);
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(at.page);
  await page.locator('[data-item]').first().waitFor();
  await page.locator('[data-cell="A2"]').waitFor();
  await inStep();
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

/** Presses a card's button; what it tells. */
async function press(card: string): Promise<string> {
  const told = page.locator('.told-text');
  const before = await told.textContent();
  await page.locator(`[data-deed="${card}"]`).click();
  await expect.poll(() => told.textContent(), { timeout: WITHIN }).not.toBe(before);
  return (await told.textContent()) ?? '';
}

/** The page's own lamps say that everything is in step. */
async function inStep(): Promise<void> {
  await page.locator('[data-pair][data-settled="true"]').nth(2).waitFor({ timeout: 20_000 });
}

const number = (text: string | undefined): number => Number((text ?? '').replaceAll(',', ''));
const clientsPair = (): Promise<PairView> => asked<PairView>(`${at.api.root}/pairs/${at.pair}`, at.api.token);

/** Budgets by client on both sides, in order of the name. */
async function both(): Promise<{ board: readonly string[]; sheet: readonly string[] }> {
  const rows = (await cellsOf(at, 'Budgets!A2:E200')).filter(([client]) => client !== '' && client !== undefined);
  const board = await Promise.all(rows.map(async ([client]) => `${client} ${await budgetOf(at, String(client))}`));
  return { board: board.sort(), sheet: rows.map(([client, , , , budget]) => `${client} ${budget ?? ''}`).sort() };
}

const agree = async (): Promise<boolean> => {
  const { board, sheet } = await both();
  return board.join() === sheet.join();
};

test('edit: a budget raised in the sheet is on the board, on the page too', { timeout: 60_000 }, async () => {
  const told = await press('edit');
  const [, client = '', was, now] = /^(.+): ([\d,.]+) → ([\d,.]+) in the sheet/.exec(told) ?? [];
  expect(number(now)).toBe(number(was) + 500);
  await until('the board', async () => (await budgetOf(at, client)) === String(number(now)), WITHIN);
  await page.locator('[data-item]', { hasText: client }).first().getByText(String(now).replace(/\.0+$/, '')).waitFor();
  await inStep();
});

test('sort: nothing changes on the board, the keys follow the rows', { timeout: 60_000 }, async () => {
  await until('both sides agree', agree, WITHIN);
  const before = await both();
  const keys = async (): Promise<ReadonlyMap<string, unknown>> =>
    new Map((await cellsOf(at, 'Budgets!A2:I200')).filter((row) => row[0]).map((row) => [String(row[0]), row[8]]));
  const held = await keys();
  const order = [...held.keys()].join();
  expect(await press('sort')).toMatch(/^Rows sorted by budget/);
  await until('another order', async () => [...(await keys()).keys()].join() !== order, WITHIN);
  const isBack = async (): Promise<boolean> => [...(await keys())].every(([client, key]) => held.get(client) === key);
  await until('the keys beside their rows', isBack, WITHIN);
  await inStep();
  expect(await both()).toEqual(before);
  const { counts } = await clientsPair();
  expect(counts).toMatchObject({ records: 60, conflicts: 0, findings: 0, held: 0 });
});

test('both: the sides agree, and the value that lost is offered in the board view', { timeout: 60_000 }, async () => {
  const [, client = '', board, sheet] = /^(.+): ([\d,.]+) on the board, ([\d,.]+) in the sheet/.exec(await press('both')) ?? [];
  const agreed = async (): Promise<boolean> => (await budgetOf(at, client)) === String((await inSheet(at, client)).budget);
  await until('both sides', agreed, WITHIN);
  await inStep();
  expect([number(board), number(sheet)]).toContain(Number(await budgetOf(at, client)));
  await page.locator('[data-open-view]').click();
  const view = page.frameLocator('iframe.view');
  await section(view, 'sync');
  await view
    .locator(`[data-decided]`, { hasText: client })
    .getByRole('button', { name: /^Keep (monday|Google Sheets): .* for Monthly budget/ })
    .waitFor();
});

test('word: the board keeps its amount, the cell what was typed, and the board view says what to mend', { timeout: 60_000 }, async () => {
  const [, client = '', kept] = /^(.+): “about 9k” typed .* the board keeps ([\d,.]+),/.exec(await press('word')) ?? [];
  const { row } = await inSheet(at, client);
  await page.locator('[data-open-view]').click();
  const view = page.frameLocator('iframe.view');
  await section(view, 'sync');
  const finding = view.locator('[data-finding]', { hasText: client });
  await finding.waitFor();
  expect(await finding.textContent()).toMatch(/Monthly budget.*about 9k/);
  await inStep();
  expect(await budgetOf(at, client)).toBe(String(number(kept)));
  expect((await inSheet(at, client)).budget).toBe('about 9k');
  // Mended, it is gone by itself.
  await typeCell(at, `Budgets!E${row}`, number(kept) + 1);
  await until('the mended budget on the board', async () => (await budgetOf(at, client)) === String(number(kept) + 1), WITHIN);
  await finding.waitFor({ state: 'detached' });
});

test('inbox: a choice typed into the sheet counts like a click, and the line goes', { timeout: 60_000 }, async () => {
  const [, client = '', kept] = /^(.+): “about 9k” typed .* the board keeps ([\d,.]+),/.exec(await press('word')) ?? [];
  const hasLine = async (): Promise<boolean> => (await inboxLines()).some((line) => line[2] === client);
  await until('a line', hasLine, WITHIN);
  expect(await press('inbox')).toBe(`“dismiss” typed beside ${client} in the tab Inbox. Watch: it counts like a click, and the line goes.`);
  await until('no line', async () => !(await hasLine()), WITHIN);
  expect((await clientsPair()).counts.findings).toBe(0);
  await typeCell(at, `Budgets!E${(await inSheet(at, client)).row}`, number(kept) + 2);
  await until('the mended budget on the board', async () => (await budgetOf(at, client)) === String(number(kept) + 2), WITHIN);
});

/** Rows of the Inbox; none before the product has made it. */
async function inboxLines(): Promise<readonly (readonly unknown[])[]> {
  const { sheets } = await asked<{ sheets: { properties: { title: string } }[] }>(
    `${at.google.root}v4/spreadsheets/${at.google.spreadsheetId}?fields=sheets.properties.title`,
    at.google.token,
  );
  return sheets.some((one) => one.properties.title === 'Inbox') ? cellsOf(at, 'Inbox!A2:J50') : [];
}

test('kill: another worker takes over within a second, and an edit arrives', { timeout: 60_000 }, async () => {
  const [worker = 0] = demo.file().pids.workers;
  expect(await press('kill')).toMatch(/^The worker was killed/);
  await until('another worker', () => isAlive(demo.file().pids.workers[0] ?? 0) && demo.file().pids.workers[0] !== worker, 1_500);
  await page.locator(`[data-workers="${demo.file().pids.workers[0]}"]`).waitFor();
  const [, client = '', , now] = /^(.+): ([\d,.]+) → ([\d,.]+) in the sheet/.exec(await press('edit')) ?? [];
  await until('the board', async () => (await budgetOf(at, client)) === String(number(now)), 15_000);
  await inStep();
});

test('undo: both sides go back', { timeout: 60_000 }, async () => {
  const [, client = '', was, now] = /^(.+): ([\d,.]+) → ([\d,.]+) in the sheet/.exec(await press('edit')) ?? [];
  await until('the board', async () => (await budgetOf(at, client)) === String(number(now)), WITHIN);
  await inStep();
  expect(await press('undo')).toMatch(/^The last run is being taken back/);
  await until('the board as before', async () => (await budgetOf(at, client)) === String(number(was)), WITHIN);
  await until('the sheet as before', async () => (await inSheet(at, client)).budget === number(was), WITHIN);
  await inStep();
});

test('reset: the agency as it was at the start, in step', { timeout: 60_000 }, async () => {
  await typeCell(at, 'Budgets!A2', 'Nobody at all');
  await Promise.all([page.waitForEvent('load', { timeout: 60_000 }), page.locator('[data-deed="reset"]').click()]);
  await page.locator('[data-item]', { hasText: 'Aldgate Coffee' }).waitFor({ timeout: 60_000 });
  await inStep();
  expect((await inSheet(at, 'Aldgate Coffee')).row).toBe(2);
  const { board, sheet } = await both();
  expect(board).toHaveLength(60);
  expect(board).toEqual(sheet);
  expect((await clientsPair()).counts).toMatchObject({ records: 60, conflicts: 0, findings: 0, held: 0 });
  expect(existsSync(join(home, 'ready.json')) && JSON.parse(readFileSync(join(home, 'ready.json'), 'utf8')).pair).toBe(at.pair);
});
