/**
 * The board view in a real browser, inside the demo page, over the whole product: its numbers are those worked out by hand
 * from the boards, looking costs no vendor call, and its buttons do what they say.
 */
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildPages } from '../browser/build-room.ts';
import { launchChromium } from '../browser/chromium.ts';
import { section } from '../browser/view-tests.ts';
import { readAgency } from './by-hand/agency.ts';
import { addDays, mondayOf } from './by-hand/days.ts';
import { loadByHand } from './by-hand/load.ts';
import { kpiByHand } from './by-hand/money.ts';
import { nextByHand } from './by-hand/next.ts';
import { clientsOf } from './clients.ts';
import { PAGE_FOLDER, testStage } from './set-up.ts';

const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date());
await buildPages();
const stage = await testStage({ day: today, pageFolder: PAGE_FOLDER });
const clients = clientsOf(stage);
const { people, product, watch } = stage;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Europe/Berlin' });
  page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(stage.root);
  await page.locator('[data-item]').first().waitFor();
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

async function openView(name: string): Promise<FrameLocator> {
  await page.locator('[data-open-view]').click();
  const view = page.frameLocator('iframe.view');
  await view.locator('[data-figure="load"]').first().waitFor();
  if (name !== 'load') await section(view, name);
  return view;
}

const personOf = new Map(
  (await product.get<{ load: { person: string; name: string }[] }>('/figures')).load.map((one) => [one.name, one.person]),
);

test('looking costs no vendor call: through the API', async () => {
  await watch.rest();
  const mark = watch.mark;
  await product.get('/figures');
  await product.get('/next-client');
  await product.get('/next-client?tier=B&stage=Running');
  const { items } = await product.get<{ items: { id: string }[] }>('/pairs');
  expect(items).toHaveLength(3);
  for (const { id } of items) {
    for (const what of ['', '/plan', '/conflicts', '/findings', '/journal']) await product.get(`/pairs/${id}${what}`);
  }
  await watch.rest();
  expect(watch.since(mark)).toEqual([]);
});

test('looking costs no vendor call: in the browser', async () => {
  await watch.rest();
  // Without a worker nothing else speaks with a vendor: whatever is called now is called for the view.
  await stage.stopWorker();
  const mark = watch.mark;
  const view = await openView('load');
  await view.locator('[data-person-open]').first().click();
  await view.locator('[data-figure="parts-total"]').waitFor();
  await section(view, 'kpi');
  await view.locator('[data-kpi-of="department"]').waitFor();
  await section(view, 'next');
  await view.locator('[data-candidate]').first().waitFor();
  await section(view, 'sync');
  await view.locator('[data-pair]').nth(2).waitFor();
  await view.locator('[data-pair] section').first().waitFor();
  expect(watch.since(mark)).toEqual([]);
  await stage.startWorker();
});

test('its load is the one worked out by hand, and says of when it is', async () => {
  const by = await readAgency(people);
  const view = await openView('load');
  const monday = mondayOf(today);
  for (const { name } of by.team) {
    const hand = loadByHand(by, name, today, 0);
    const cell = view.locator(`[data-figure="load"][data-person="${personOf.get(name)}"][data-week="${monday}"]`);
    expect([name, await cell.getAttribute('data-value'), await cell.getAttribute('data-capacity')]).toEqual([
      name,
      String(hand.minutes),
      String(hand.capacity),
    ]);
    const share = hand.capacity === 0 ? (hand.minutes === 0 ? 'away' : 'no time') : `${Math.round((hand.minutes * 100) / hand.capacity)}%`;
    expect(await cell.locator('.ek-share').textContent()).toBe(share);
  }
  const asOf = view.locator('[data-figure="as-of"]');
  const at = Date.parse((await asOf.getAttribute('data-value')) ?? '');
  expect(Math.abs(Date.now() - at)).toBeLessThan(15_000);
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
  expect(await asOf.textContent()).toBe(`As of ${shown.format(at)}`);
});

test('its KPI are those worked out by hand', async () => {
  const by = await readAgency(people);
  const view = await openView('kpi');
  const rows = [
    { of: 'department', hand: kpiByHand(by, today, () => true) },
    { of: personOf.get('Sofia Rossi') ?? '', hand: kpiByHand(by, today, (leader) => leader === 'Sofia Rossi') },
  ];
  for (const { of, hand } of rows) {
    const value = (figure: string): Promise<string | null> =>
      view.locator(`[data-of="${of}"][data-figure="${figure}"]`).getAttribute('data-value');
    expect([await value('plan'), await value('fact'), await value('forecast'), await value('attainment'), await value('pace')]).toEqual([
      hand.plan,
      hand.fact,
      hand.forecast,
      String(hand.attainment),
      String(hand.pace),
    ]);
  }
});

test('who takes the next client is in the order worked out by hand', async () => {
  const by = await readAgency(people);
  const view = await openView('next');
  const start = addDays(mondayOf(today), 7);
  for (const [tier, stageName] of [
    ['A', 'Onboarding'],
    ['B', 'Onboarding'],
    ['C', 'Running'],
  ] as const) {
    await view.getByLabel('Tier').selectOption(tier);
    await view.getByLabel('Stage').selectOption(stageName);
    const hand = nextByHand(by, today, { tier, stage: stageName, start });
    expect(hand.length).toBeGreaterThan(2);
    const shown = (): Promise<readonly string[]> =>
      view
        .locator('[data-candidate]')
        .evaluateAll((cards) =>
          cards.map(
            (card) => `${card.querySelector('h3')?.textContent} ${card.querySelector<HTMLElement>('[data-figure="peak"]')?.dataset.value}`,
          ),
        );
    await expect.poll(shown, { timeout: 5_000 }).toEqual(hand.map(({ name, peak }) => `${name} ${peak ?? ''}`));
  }
  expect(await view.getByLabel('Starts on').inputValue()).toBe(start);
});

test('a load follows a change of the board within 5 s', async () => {
  const view = await openView('load');
  const week = addDays(mondayOf(today), 7);
  const cell = view.locator(`[data-figure="load"][data-person="${personOf.get('Chloe Martin')}"][data-week="${week}"]`);
  const before = Number(await cell.getAttribute('data-value'));
  const columns = people.agency.monday.columns.tasks;
  const from = performance.now();
  await people.create(people.agency.monday.boards.tasks, 'For the view to see', {
    [columns.owner ?? '']: { personsAndTeams: [{ id: Number(personOf.get('Chloe Martin')), kind: 'person' }] },
    [columns.effortHours ?? '']: '3',
    [columns.start ?? '']: { date: week },
    [columns.due ?? '']: { date: addDays(week, 4) },
  });
  await expect.poll(() => cell.getAttribute('data-value'), { timeout: 5_000, interval: 50 }).toBe(String(before + 180));
  console.log(`a task of 3 hours in the board view: ${Math.round(performance.now() - from)} ms`);
});

/** Both sides at once: the worker sees neither edit before both are made. */
async function collide(name: string, left: string, right: number): Promise<void> {
  await stage.stopWorker();
  await Promise.all([clients.change(name, 'budget', left), clients.type(name, 'Monthly budget', right)]);
  await watch.until('both edits told', () => stage.sandbox.world.deliveries.pending === 0);
  await stage.startWorker();
}

test('the value that lost a conflict is offered, and its button takes it', async () => {
  const view = await openView('sync');
  await collide('Beacon Outdoor', '100', 200);
  const card = view.locator(`[data-pair="${clients.pair}"]`);
  const line = card.locator('[data-decided]', { hasText: 'Beacon Outdoor' });
  await line.waitFor();
  expect(await line.locator('p').textContent()).toMatch(/^Beacon Outdoor · Monthly budget: 100 EUR → 200 EUR/);
  await line.getByRole('button', { name: 'Keep monday: 100 EUR for Monthly budget of Beacon Outdoor' }).click();
  await watch.until('100 on both sides', async () => (await clients.inSheet('Beacon Outdoor'))['Monthly budget'] === '100', 5_000);
  await clients.agree();
  expect((await clients.onBoard('Beacon Outdoor'))['Monthly budget']).toBe('100');
});

test('a conflict that waits shows both values, and its buttons keep either', async () => {
  const { fields } = await product.pair(clients.pair);
  const budget = clients.columns.budget;
  await product.call('PATCH', `/pairs/${clients.pair}`, {
    fields: fields.map((one) => (one.left === budget ? { ...one, policy: 'ask' } : one)),
  });
  await collide('Cobalt Cycles', '11', 22);
  const view = await openView('sync');
  const conflict = view.locator('[data-conflict]', { hasText: 'Cobalt Cycles' });
  await conflict.waitFor();
  expect(await conflict.locator('[data-side]').allTextContents()).toEqual(['11 EUR', '22 EUR']);
  expect(await view.locator('[data-figure="open"]').getAttribute('data-value')).toBe('1');
  await conflict.getByRole('button', { name: /^Keep Google Sheets: 22 EUR for Monthly budget/ }).click();
  await watch.until('22 on the board', async () => (await clients.onBoard('Cobalt Cycles'))['Monthly budget'] === '22', 5_000);
  await conflict.waitFor({ state: 'detached' });
  await clients.agree();
});

test('the undo of the last run takes it back on both sides', async () => {
  const before = await clients.onBoard('Driftwood Surf');
  await clients.change('Driftwood Surf', 'notes', 'To be undone');
  await clients.agree();
  await watch.rest();
  const view = await openView('sync');
  const run = view.locator(`[data-pair="${clients.pair}"] [data-run]`).first();
  await run.getByText('Driftwood Surf').waitFor();
  expect(await run.locator('[data-change]').textContent()).toContain('Notes: ');
  await run.getByRole('button', { name: /^Undo/ }).click();
  await watch.until('the notes as before', async () => (await clients.inSheet('Driftwood Surf')).Notes === before.Notes, 5_000);
  await clients.agree();
  expect(await clients.onBoard('Driftwood Surf')).toEqual(before);
});
