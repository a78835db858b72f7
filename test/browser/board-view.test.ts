/** The built board view in a real browser, inside a page that speaks monday's messages, against an API of fixtures. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltRoom, buildRoom } from './build-room.ts';
import { launchChromium } from './chromium.ts';
import { clientsPair, figures, nextClient, pagesPair } from './fixtures.ts';
import { type Stub, startStub } from './stub.ts';

let built: BuiltRoom;
let browser: Browser;
let stub: Stub;
let page: Page;
/** What the browser complained about: errors, and whatever the page's policy refused. */
let complaints: string[];

beforeAll(async () => {
  [built, browser] = await Promise.all([buildRoom('client'), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  built?.remove();
});
beforeEach(async () => {
  stub = await startStub(built.dist);
  const context = await browser.newContext({ viewport: { width: 760, height: 900 }, timezoneId: 'Europe/Berlin' });
  page = await context.newPage();
  page.setDefaultTimeout(8_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
  });
});
afterEach(async () => {
  await page.context().close();
  await stub.close();
  expect(complaints).toEqual([]);
});

async function open(query = ''): Promise<FrameLocator> {
  await page.goto(`${stub.origin}/host?${query}`);
  return page.frameLocator('iframe');
}

async function openLoaded(query = ''): Promise<FrameLocator> {
  const view = await open(query);
  await view.locator('[data-figure="load"]').first().waitFor();
  return view;
}

const section = (view: FrameLocator, name: string) => view.locator(`#ek-tab-${name}`).click();

describe('figures', () => {
  it('shows each load figure exactly as the product gave it, and its parts add up to it to the minute', async () => {
    const view = await openLoaded();
    const shown = await view.locator('[data-figure="load"]').evaluateAll((cells) =>
      cells.map((cell) => {
        const { person, week, value, band } = (cell as HTMLElement).dataset;
        return `${person} ${week} ${value} ${band}`;
      }),
    );
    const given = figures.load.flatMap(({ person, weeks }) => weeks.map((week) => `${person} ${week.start} ${week.minutes} ${week.band}`));
    expect(shown.toSorted()).toEqual(given.toSorted());

    await view.locator('[data-person-open="4616001"]').click();
    const parts = view.locator('[data-parts-of="4616001"] [data-figure="part"]');
    // 240 + 135 + 360 + 205 + 65, biggest first.
    expect(await parts.evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.value)))).toEqual([
      360, 240, 205, 135, 65,
    ]);
    expect(await view.locator('[data-figure="parts-total"]').textContent()).toContain('16h 45m of 17h 55m');
  });

  it('names the work that is in no week', async () => {
    const view = await openLoaded();
    await view.locator('[data-person-open="4616001"]').click();
    expect(await view.locator('[data-figure="apart-stale"]').textContent()).toBe('Overdue for more than two weeks: 5h (1)');
    expect(await view.locator('[data-figure="apart-undated"]').textContent()).toBe('Without a due date: 1h 30m (2)');
  });

  it('opens a person and another week by keyboard alone', async () => {
    const view = await openLoaded();
    await view.locator('[data-person-open="4616002"]').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await view.locator('[data-parts-of="4616002"][data-week="2026-11-30"]').waitFor();
    expect(await view.locator('[data-figure="parts-total"]').getAttribute('data-value')).toBe('1300');
  });

  it('follows a change within five seconds', async () => {
    const view = await openLoaded();
    const [anna, ...others] = figures.load;
    if (anna?.weeks[0] === undefined) throw new Error('The fixture lost its first person');
    const week = {
      ...anna.weeks[0],
      minutes: 1065,
      parts: anna.weeks[0].parts.map((part, index) => (index === 0 ? { ...part, minutes: 300 } : part)),
    };
    stub.figures = { ...figures, load: [{ ...anna, weeks: [week, ...anna.weeks.slice(1)] }, ...others] };
    await view.locator('[data-person="4616001"][data-week="2026-11-23"][data-value="1065"]').waitFor({ timeout: 5_000 });
  });

  it('says that a plan is missing instead of showing a zero', async () => {
    const view = await openLoaded();
    await section(view, 'kpi');
    expect(await view.locator('[data-of="4616007"][data-figure="plan"]').textContent()).toBe('no plan typed');
    expect(await view.locator('[data-of="4616007"][data-figure="attainment"]').count()).toBe(0);
    expect(await view.locator('[data-of="4616001"][data-figure="fact"]').textContent()).toBe('€64,500');
    expect(await view.locator('[data-of="4616001"][data-figure="attainment"]').textContent()).toBe('108%');
    expect(await view.locator('[data-of="4616002"][data-figure="fact"]').getAttribute('data-value')).toBe('2871300.55');
    // 0.53172 of the plan at a pace of 0.8862 stands at 60 %.
    expect(await view.locator('[data-of="4616002"][data-figure="pace"]').textContent()).toBe('behind pace · expected by now: 60%');
    expect(await view.locator('[data-of="4616001"][data-figure="pace"]').textContent()).toBe('on pace · expected by now: 60%');
    expect(await view.locator('[data-of="4616002"][data-figure="left-out"]').textContent()).toBe(
      'without Hafenstadt: $900.50: no rate typed',
    );
  });

  it('ranks who takes the next client, and asks anew for another tier', async () => {
    const view = await openLoaded();
    await section(view, 'next');
    await view.locator('[data-candidate]').first().waitFor();
    const ranked = await view
      .locator('[data-candidate]')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.candidate));
    expect(ranked).toEqual(nextClient.candidates.map(({ person }) => person));
    expect(await view.locator('[data-candidate="4616003"] [data-figure="peak"]').textContent()).toBe('81%');
    stub.next = { ...nextClient, nobodyHasRoom: true, candidates: nextClient.candidates.slice(1) };
    await view.getByLabel('Tier').selectOption('B');
    await view.locator('[data-state="nobody"]').waitFor();
    expect(await view.locator('[data-candidate]').count()).toBe(2);
  });
});

describe('actions', () => {
  it('keeps a side of a conflict, undoes a run, approves a plan, retries a finding', async () => {
    const view = await openLoaded();
    await section(view, 'sync');
    await view.getByRole('button', { name: /^Keep Google Sheets: 13000 EUR/ }).click();
    await view.getByText('Kept. The other side follows.').waitFor();
    await view.getByTestId('undo-r-9').click();
    await view.getByText('Undone. Both sides are being put back.').waitFor();
    await view.getByRole('button', { name: 'Approve' }).click();
    await view.getByText('Approved. It is being written.').waitFor();
    await view.getByRole('button', { name: 'Read again' }).click();
    await view.getByText('It will be read again.').waitFor();
    expect(stub.posted).toEqual([
      { path: '/conflicts/c-1', body: { take: 'right' } },
      { path: '/undo', body: { run: 'r-9' } },
      { path: '/pairs/p-clients/plan/approve', body: { planId: 'plan-1' } },
      { path: '/findings/f-1', body: { action: 'retry' } },
    ]);
    const heard = await page.evaluate(() => (window as unknown as { monday: { heard: { args: { type: string } }[] } }).monday.heard);
    expect(heard.filter(({ args }) => args.type === 'valueCreatedForUser')).toHaveLength(4);
  });

  it('shows what people typed as text, whatever it looks like', async () => {
    const view = await openLoaded();
    await section(view, 'sync');
    await view.getByText('<img src=x onerror=alert(1)> =SUM(A1)').waitFor();
    expect(await view.locator('img').count()).toBe(0);
  });

  it('counts what waits for a person on the tab', async () => {
    const view = await openLoaded();
    // One conflict, one finding, two held steps.
    await view.locator('[data-figure="open"][data-value="4"]').waitFor();
  });

  it('opens an item in monday', async () => {
    const view = await openLoaded();
    await view.locator('[data-person-open="4616001"]').click();
    await view.getByRole('button', { name: 'Nordlicht Energie' }).click();
    await page.waitForFunction(() => {
      const { heard } = (window as unknown as { monday: { heard: { args: { type: string; params?: { itemId?: number } } }[] } }).monday;
      return heard.some(({ args }) => args.type === 'openItemCard' && args.params?.itemId === 8400000010);
    });
  });
});

describe('states', () => {
  it('draws a skeleton until the first answer', async () => {
    let release = () => {};
    stub.gate = new Promise((resolve) => {
      release = resolve;
    });
    const view = await open();
    await view.locator('[data-state="loading"]').waitFor();
    release();
    await view.locator('[data-figure="load"]').first().waitFor();
  });

  it('says what is wrong in the product’s words, and recovers', async () => {
    stub.failure = { status: 500, body: { error: { code: 'internal', message: 'The database is restarting. Wait a minute.' } } };
    const view = await open();
    await view.getByText('The database is restarting. Wait a minute.').waitFor();
    stub.failure = null;
    await view.getByRole('button', { name: 'Try again' }).click();
    await view.locator('[data-figure="load"]').first().waitFor();
  });

  it('keeps old figures with their time when the product stops answering, and says so', async () => {
    const view = await openLoaded();
    stub.failure = { status: 503, body: {} };
    await view.locator('[data-state="stale"]').waitFor();
    expect(await view.locator('[data-state="stale"]').textContent()).toContain('25 Nov, 10:30');
    expect(await view.locator('[data-figure="load"]').count()).toBe(28);
    stub.failure = null;
    await view.locator('[data-state="stale"]').waitFor({ state: 'detached' });
  });

  it('says what to do when nothing is there yet', async () => {
    stub.figures = { ...figures, load: [], kpi: [] };
    stub.pairs = [];
    const view = await open();
    await view.getByText('Nobody on the Team board yet').waitFor();
    await section(view, 'kpi');
    await view.getByText('No income or plans yet').waitFor();
    await section(view, 'sync');
    await view.getByText('Nothing is connected yet').waitFor();
  });

  it('tells someone without access who can give it', async () => {
    stub.failure = { status: 403, body: { error: { code: 'forbidden', message: 'Ask an owner of the board to add you to it.' } } };
    const view = await open();
    await view.locator('[data-state="denied"]').waitFor();
    await view.getByText('Ask an owner of the board to add you to it.').waitFor();
  });

  it('tells a viewer so, and asks the product nothing', async () => {
    const view = await open('viewer');
    await view.getByText('As a viewer, you are unable to use this app').waitFor();
    expect(stub.asked).toEqual([]);
  });

  it('asks monday for a new session token when the old one ends', async () => {
    const view = await openLoaded();
    stub.tokens = new Set(['token-2']);
    await page.evaluate(() => {
      (window as unknown as { monday: { token: string } }).monday.token = 'token-2';
    });
    stub.figures = { ...figures, asOf: '2026-11-25T11:00:00Z' };
    await view.locator('[data-figure="as-of"][data-value="2026-11-25T11:00:00Z"]').waitFor();
  });

  it('shows a live pair beside one that waits', async () => {
    const view = await openLoaded();
    await section(view, 'sync');
    await view.locator(`[data-pair="${pagesPair.id}"][data-state="live"][data-settled="false"]`).waitFor();
    await view.locator(`[data-pair="${clientsPair.id}"][data-state="held"]`).waitFor();
  });
});

describe('looks', () => {
  it('follows a switch of theme while open, and speaks the person’s language', async () => {
    const view = await openLoaded('language=ru');
    await view.getByText('перегрузка').first().waitFor();
    await page.evaluate(() => (window as unknown as { push: (context: object) => void }).push({ theme: 'black' }));
    await view.locator('body.black-app-theme').waitFor();
    await page.evaluate(() =>
      (window as unknown as { push: (context: object) => void }).push({
        theme: 'light',
        themeConfig: { name: 'own', colors: { light: { 'primary-color': '#a10e5c' } } },
      }),
    );
    await view.locator('body.light-app-theme:not(.black-app-theme)').waitFor();
    const primary = await view.locator('body').evaluate((body) => getComputedStyle(body).getPropertyValue('--primary-color'));
    expect(primary).toBe('#a10e5c');
  });

  it.each(['light', 'dark', 'black'])('has nothing serious against it in axe, %s', async (theme) => {
    const view = await openLoaded(`theme=${theme}`);
    await view.locator('[data-person-open="4616001"]').click();
    for (const name of ['load', 'kpi', 'next', 'sync']) {
      await section(view, name);
      await view.locator(`#ek-panel-${name} :is([data-figure], [data-candidate], [data-run])`).first().waitFor();
      const { violations } = await new AxeBuilder({ page }).include('iframe').analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
  });

  it.each([320, 1920])('needs no sideways scrolling of the page at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const view = await openLoaded();
    for (const name of ['load', 'kpi', 'next', 'sync']) {
      await section(view, name);
      const over = await view.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
      expect(`${name} ${over}`).toBe(`${name} 0`);
    }
  });
});

it('ships at most 220 KB of JavaScript', () => {
  const assets = path.join(built.dist, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name))).length, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(220 * 1024);
});
