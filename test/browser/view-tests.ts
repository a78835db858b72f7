/** A built board view in a browser, on a page that speaks monday's messages, against an API of fixtures: for tests to drive. */
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type BuiltRoom, buildRoom } from './build-room.ts';
import { launchChromium } from './chromium.ts';
import { type Stub, startStub } from './stub.ts';

export interface ViewTest {
  /** All of these are of the running test. */
  readonly stub: Stub;
  readonly page: Page;
  readonly built: BuiltRoom;
  /** Opens the view; `query` is of the page around it: `theme=dark`, `language=ru`, `viewer`. */
  open(query?: string): Promise<FrameLocator>;
  /** The same, and waits for its first figures. */
  openLoaded(query?: string): Promise<FrameLocator>;
}

interface Running {
  stub: Stub;
  page: Page;
}

/** Sets a file of tests up: one build and one browser for all, a stub and a page for each. Any complaint of the browser fails the test. */
export function viewTests(): ViewTest {
  let built: BuiltRoom | undefined;
  let browser: Browser | undefined;
  let running: Running | undefined;
  /** Errors of the page, and whatever its policy refused. */
  let complaints: string[] = [];

  beforeAll(async () => {
    [built, browser] = await Promise.all([buildRoom('client'), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });
  beforeEach(async () => {
    const stub = await startStub(there(built).dist);
    const context = await there(browser).newContext({ viewport: { width: 760, height: 900 }, timezoneId: 'Europe/Berlin' });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
    });
    running = { stub, page };
  });
  afterEach(async () => {
    await running?.page.context().close();
    await running?.stub.close();
    expect(complaints).toEqual([]);
  });

  async function open(query = ''): Promise<FrameLocator> {
    const { page, stub } = there(running);
    await page.goto(`${stub.origin}/host?${query}`);
    return page.frameLocator('iframe');
  }
  return {
    get stub() {
      return there(running).stub;
    },
    get page() {
      return there(running).page;
    },
    get built() {
      return there(built);
    },
    open,
    async openLoaded(query) {
      const view = await open(query);
      await view.locator('[data-figure="load"]').first().waitFor();
      return view;
    },
  };
}

/** Turns to a section of the view by its tab. */
export function section(view: FrameLocator, name: string): Promise<void> {
  return view.locator(`#ek-tab-${name}`).click();
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Not set up yet');
  return value;
}
