/** How the board view fares: before an answer, without one, without access; in every theme, width and language; and its weight. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { clientsPair, figures, pagesPair, usageWith } from './fixtures.ts';
import { section, viewTests } from './view-tests.ts';

const test = viewTests();

describe('states', () => {
  it('draws a skeleton until the first answer', async () => {
    let release = () => {};
    test.stub.gate = new Promise((resolve) => {
      release = resolve;
    });
    const view = await test.open();
    await view.locator('[data-state="loading"]').waitFor();
    release();
    await view.locator('[data-figure="load"]').first().waitFor();
  });

  it('says what is wrong in the product’s words, and recovers', async () => {
    test.stub.failure = { status: 500, body: { error: { code: 'internal', message: 'The database is restarting. Wait a minute.' } } };
    const view = await test.open();
    await view.getByText('The database is restarting. Wait a minute.').waitFor();
    test.stub.failure = null;
    await view.getByRole('button', { name: 'Try again' }).click();
    await view.locator('[data-figure="load"]').first().waitFor();
  });

  it('keeps old figures with their time when the product stops answering, and says so', async () => {
    const view = await test.openLoaded();
    test.stub.failure = { status: 503, body: {} };
    await view.locator('[data-state="stale"]').waitFor();
    expect(await view.locator('[data-state="stale"]').textContent()).toContain('25 Nov, 10:30');
    expect(await view.locator('[data-figure="load"]').count()).toBe(28);
    test.stub.failure = null;
    await view.locator('[data-state="stale"]').waitFor({ state: 'detached' });
  });

  it('says what to do when nothing is there yet', async () => {
    test.stub.figures = { ...figures, load: [], kpi: [] };
    test.stub.pairs = [];
    const view = await test.open();
    await view.getByText('Nobody on the Team board yet').waitFor();
    await section(view, 'kpi');
    await view.getByText('No income or plans yet').waitFor();
    await section(view, 'sync');
    await view.getByText('Nothing is connected yet').waitFor();
  });

  it('tells someone without access who can give it', async () => {
    test.stub.failure = { status: 403, body: { error: { code: 'forbidden', message: 'Ask an owner of the board to add you to it.' } } };
    const view = await test.open();
    await view.locator('[data-state="denied"]').waitFor();
    await view.getByText('Ask an owner of the board to add you to it.').waitFor();
  });

  it('tells a viewer so, and asks the product nothing', async () => {
    const view = await test.open('viewer');
    await view.getByText('As a viewer, you are unable to use this app').waitFor();
    expect(test.stub.asked).toEqual([]);
  });

  it('asks monday for a new session token when the old one ends', async () => {
    const view = await test.openLoaded();
    test.stub.tokens = new Set(['token-2']);
    await test.page.evaluate(() => {
      (window as unknown as { monday: { token: string } }).monday.token = 'token-2';
    });
    test.stub.figures = { ...figures, asOf: '2026-11-25T11:00:00Z' };
    await view.locator('[data-figure="as-of"][data-value="2026-11-25T11:00:00Z"]').waitFor();
  });

  it('shows a live pair beside one that waits', async () => {
    const view = await test.openLoaded();
    await section(view, 'sync');
    await view.locator(`[data-pair="${pagesPair.id}"][data-state="live"][data-settled="false"]`).waitFor();
    await view.locator(`[data-pair="${clientsPair.id}"][data-state="held"]`).waitFor();
  });
});

describe('limits', () => {
  it('says that a vendor’s day is spent, and when the pair goes on', async () => {
    const message = 'monday allows no more calls today. Everything goes on by itself after midnight (UTC).';
    test.stub.pairs = [
      { ...clientsPair, waits: { vendor: 'monday', until: '2026-11-29T00:00:00Z', code: 'daily-limit', message } },
      pagesPair,
    ];
    const view = await test.openLoaded();
    await section(view, 'sync');
    const waits = view.locator(`[data-pair="${clientsPair.id}"] [data-waits="daily-limit"]`);
    await waits.waitFor();
    expect(await waits.textContent()).toMatch(/midnight \(UTC\)\. It goes on at .+\.$/);
    expect(await view.locator(`[data-pair="${pagesPair.id}"] [data-waits]`).count()).toBe(0);
  });
});

describe('monday’s day', () => {
  const quiet = '[data-day] [data-figure="day-left"]';
  const loud = '[data-day-state]';

  it('stands in a quiet line below the pairs while there is enough of it', async () => {
    const view = await test.openLoaded();
    await section(view, 'sync');
    const line = view.locator(quiet);
    await line.waitFor();
    expect(await line.textContent()).toBe('monday calls today: 360 of 1,000 used, 640 left');
    expect(await line.getAttribute('data-value')).toBe('640');
    expect(await view.locator(loud).count()).toBe(0);
    expect(test.stub.asked.filter((path) => path === '/usage')).toHaveLength(1);
  });

  it.each([
    ['en', 'Few monday calls are left for today: 64 of 1,000. They begin anew at 26 Nov, 01:00.'],
    ['ru', 'Вызовов monday на сегодня осталось мало: 64 из 1\u00a0000. Новый счёт начнётся 26 нояб., 01:00.'],
  ])('is a warning above the pairs when little is left, %s', async (language, text) => {
    test.stub.usage = usageWith(64.3);
    const view = await test.openLoaded(`language=${language}`);
    await section(view, 'sync');
    const warning = view.locator(`${loud}[data-day-state="low"]`);
    await warning.waitFor();
    expect(await warning.textContent()).toContain(text);
    expect(await view.locator(quiet).count()).toBe(0);
  });

  it.each([
    ['en', 'monday’s calls for today are used up until midnight UTC. Changes travel again by themselves at 26 Nov, 01:00.'],
    ['ru', 'Вызовы monday на сегодня закончились, до полуночи UTC. Изменения снова пойдут сами: 26 нояб., 01:00.'],
  ])('says when it goes on, by the reader’s clock, when nothing is left, %s', async (language, text) => {
    const until = '2026-11-26T00:00:00.000Z';
    test.stub.usage = usageWith(50, { until, code: 'daily-limit', message: 'monday allows no more calls today.' });
    const view = await test.openLoaded(`language=${language}`);
    await section(view, 'sync');
    const warning = view.locator(`${loud}[data-day-state="gone"]`);
    await warning.waitFor();
    expect(await warning.textContent()).toContain(text);
    const { violations } = await new AxeBuilder({ page: test.page }).include('iframe').analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });
});

describe('looks', () => {
  it('follows a switch of theme while open, and speaks the person’s language', async () => {
    const view = await test.openLoaded('language=ru');
    await view.getByText('перегрузка').first().waitFor();
    await test.page.evaluate(() => (window as unknown as { push: (context: object) => void }).push({ theme: 'black' }));
    await view.locator('body.black-app-theme').waitFor();
    await test.page.evaluate(() =>
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
    const view = await test.openLoaded(`theme=${theme}`);
    await view.locator('[data-person-open="4616001"]').click();
    for (const name of ['load', 'kpi', 'next', 'sync']) {
      await section(view, name);
      await view.locator(`#ek-panel-${name} :is([data-figure], [data-candidate], [data-run])`).first().waitFor();
      const { violations } = await new AxeBuilder({ page: test.page }).include('iframe').analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
  });

  it.each([320, 1920])('needs no sideways scrolling of the page at %i pixels', async (width) => {
    await test.page.setViewportSize({ width, height: 900 });
    const view = await test.openLoaded();
    for (const name of ['load', 'kpi', 'next', 'sync']) {
      await section(view, name);
      const over = await view.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
      expect(`${name} ${over}`).toBe(`${name} 0`);
    }
  });
});

it('ships at most 220 KB of JavaScript', () => {
  const assets = path.join(test.built.dist, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name))).length, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(220 * 1024);
});
