/** The demo page over the real sandbox: people act by hand, the vendors' APIs tell what became of it, and the other way round. */
import { decodeJwt, jwtVerify } from 'jose';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox } from '../../sandbox/agency-sandbox.ts';
import { type Listening, listen } from '../../sandbox/server/listen.ts';
import { memoryState } from '../../sandbox/world/store/state.ts';
import type { Handler } from '../../sandbox/world/world.ts';
import { type BuiltRoom, buildRoom } from './build-room.ts';
import { launchChromium } from './chromium.ts';
import { type Stub, startStub } from './stub.ts';

const SECRET = 'client-secret-of-the-app';

let rooms: BuiltRoom[];
let browser: Browser;
let stub: Stub;
let agency: AgencySandbox;
let listening: Listening;
let page: Page;
let complaints: string[];
/** The session tokens that the embedded view has called its API with. */
let sessionTokens: Set<string>;

beforeAll(async () => {
  [browser, ...rooms] = await Promise.all([launchChromium(), buildRoom('client'), buildRoom('sandbox/page')]);
  const [client, demo] = rooms;
  stub = await startStub(client?.dist ?? '');
  sessionTokens = new Set();
  stub.accepts = (token) => sessionTokens.add(token) !== null;
  let handle: Handler = async () => new Response('', { status: 503 });
  listening = await listen(
    (request) => handle(request),
    0,
    (error) => complaints.push(String(error)),
  );
  agency = await createAgencySandbox({
    state: memoryState(),
    origin: listening.origin,
    today: '2026-11-23',
    pageFolder: demo?.dist ?? null,
    apps: {
      monday: [{ clientId: 'app', clientSecret: SECRET, signingSecret: 'x', redirectUris: [], boardViewUrl: `${stub.origin}/view/` }],
      google: [],
      atlassian: [],
    },
  });
  handle = agency.sandbox.fetch;
});
afterAll(async () => {
  await browser?.close();
  await listening?.close();
  agency?.sandbox.close();
  await stub?.close();
  for (const room of rooms ?? []) room.remove();
});
beforeEach(async () => {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${listening.origin}/`);
  await page.locator('[data-item]').first().waitFor();
  await page.locator('[data-cell="A2"]').waitFor();
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

async function monday<T>(query: string): Promise<T> {
  const { token } = agency.agency().monday;
  const headers = { 'content-type': 'application/json', authorization: token };
  const answer = await agency.sandbox.fetch(
    new Request(`${listening.origin}/v2`, { method: 'POST', headers, body: JSON.stringify({ query }) }),
  );
  return ((await answer.json()) as { data: T }).data;
}

async function sheet(range: string, typed?: string): Promise<string> {
  const { token, spreadsheetId } = agency.agency().google;
  const url = `${listening.origin}/v4/spreadsheets/${spreadsheetId}/values/${encodeURIComponent(range)}`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const request =
    typed === undefined
      ? new Request(`${url}?valueRenderOption=UNFORMATTED_VALUE`, { headers })
      : new Request(`${url}?valueInputOption=USER_ENTERED`, { method: 'PUT', headers, body: JSON.stringify({ values: [[typed]] }) });
  const { values } = (await (await agency.sandbox.fetch(request)).json()) as { values?: unknown[][] };
  return String(values?.[0]?.[0] ?? '');
}

const ids = () => agency.agency().monday;
const cell = (name: string) => page.locator(`[data-cell="${name}"]`);

async function itemId(name: string): Promise<string> {
  const { boards } = await monday<{ boards: { items_page: { items: { id: string; name: string }[] } }[] }>(
    `{ boards(ids: [${ids().boards.clients}]) { items_page(limit: 500) { items { id name } } } }`,
  );
  return boards[0]?.items_page.items.find((item) => item.name === name)?.id ?? '';
}

async function columnText(item: string, column: string): Promise<string> {
  const { items } = await monday<{ items: { column_values: { text: string }[] }[] }>(
    `{ items(ids: [${item}]) { column_values(ids: ["${column}"]) { text } } }`,
  );
  return items[0]?.column_values[0]?.text ?? '';
}

it('fills the window and no more, wide or narrow: only what is in a pane scrolls', async () => {
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 768 });
    const whole = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    expect(whole).toEqual([width, 768]);
    // Narrower, a wiki page's words break in the middle.
    expect((await page.locator('.pane-confluence').boundingBox())?.width).toBeGreaterThanOrEqual(236);
  }
});

describe('spreadsheet', () => {
  it('takes what is typed as Sheets takes it: numbers, formulas, texts', async () => {
    await cell('E2').click();
    await page.keyboard.type('4321.5');
    await page.keyboard.press('Enter');
    await expect.poll(() => sheet('Budgets!E2')).toBe('4321.5');
    await cell('E3').click();
    await page.keyboard.type('=E2*2');
    await page.keyboard.press('Enter');
    await expect.poll(() => cell('E3').textContent()).toBe('8643');
    await cell('E3').click();
    expect(await page.getByLabel('Content of E3').inputValue()).toBe('=E2*2');
    await page.keyboard.press('Delete');
    await expect.poll(() => sheet('Budgets!E3')).toBe('');
  });

  it('shows what somebody else typed, without a reload', async () => {
    await sheet('Budgets!H4', 'called back');
    await expect.poll(() => cell('H4').textContent()).toBe('called back');
  });

  it('inserts, copies and deletes rows, and sorts by a column', async () => {
    const before = await sheet('Budgets!A2');
    await cell('A2').click();
    await page.getByRole('button', { name: '+ row' }).click();
    await expect.poll(() => sheet('Budgets!A3')).toBe(before);
    await page.getByRole('button', { name: '− row' }).click();
    await expect.poll(() => sheet('Budgets!A2')).toBe(before);
    await page.getByRole('button', { name: 'Copy row' }).click();
    await expect.poll(() => sheet('Budgets!A3')).toBe(before);
    await page.getByRole('button', { name: '− row' }).click();
    await expect.poll(() => sheet('Budgets!A3')).not.toBe(before);
    await page.getByRole('button', { name: 'down' }).click();
    await expect.poll(async () => (await sheet('Budgets!A2')) > (await sheet('Budgets!A3'))).toBe(true);
  });

  it('draws only the rows on the screen of a long tab, and reaches the last', async () => {
    await page.locator('[data-tab="Ledger"]').click();
    await cell('A1').waitFor();
    await expect.poll(() => page.locator('.grid [data-row]').count()).toBeLessThan(80);
    await page.locator('.grid').evaluate((grid) => {
      grid.scrollTop = grid.scrollHeight;
    });
    await expect.poll(async () => Number(await page.locator('.grid [data-row]').last().getAttribute('data-row'))).toBeGreaterThan(400);
  });
});

describe('board', () => {
  it('writes a number, a label and a person, each the way monday takes them', async () => {
    const item = await itemId('Beacon Outdoor');
    const { budget, stage, support } = ids().columns.clients;
    const row = page.locator(`[data-item="${item}"]`);
    await row.locator(`[data-column="${budget}"] button`).click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('7777');
    await page.keyboard.press('Enter');
    await expect.poll(() => columnText(item, budget)).toBe('7777');
    await row.locator(`[data-column="${stage}"] select`).selectOption({ label: 'Paused' });
    await expect.poll(() => columnText(item, stage)).toBe('Paused');
    const was = await columnText(item, support);
    await row.locator(`[data-column="${support}"] button`).click();
    await row.getByLabel('Ben Carter').click();
    await expect.poll(() => columnText(item, support)).toBe(was === '' ? 'Ben Carter' : `${was}, Ben Carter`);
  });

  it('adds, renames, copies and archives items', async () => {
    await page.getByLabel('Name of a new item').first().fill('Quiet Harbour');
    await page.keyboard.press('Enter');
    await page.locator('[data-item]', { hasText: 'Quiet Harbour' }).waitFor();
    const item = await itemId('Quiet Harbour');
    const row = page.locator(`[data-item="${item}"]`);
    await row.getByRole('button', { name: 'Name: Quiet Harbour' }).click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('Loud Harbour');
    await page.keyboard.press('Enter');
    await expect.poll(() => itemId('Loud Harbour')).toBe(item);
    await row.getByRole('button', { name: 'Copy' }).click();
    await expect.poll(() => page.locator('[data-item]', { hasText: 'Loud Harbour' }).count()).toBe(2);
    await row.getByRole('button', { name: 'Archive' }).click();
    await row.waitFor({ state: 'detached' });
    const { items } = await monday<{ items: { state: string }[] }>(`{ items(ids: [${item}]) { state } }`);
    expect(items[0]?.state).toBe('archived');
  });

  it('acts as the chosen person', async () => {
    await page.locator('[data-you-are]').selectOption({ label: 'Anna Petrova' });
    const item = await itemId('Birch & Bloom');
    const { budget } = ids().columns.clients;
    await page.locator(`[data-item="${item}"] [data-column="${budget}"] button`).click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('1234');
    await page.keyboard.press('Enter');
    await expect.poll(() => columnText(item, budget)).toBe('1234');
    const { boards } = await monday<{ boards: { activity_logs: { user_id: string }[] }[] }>(
      `{ boards(ids: [${ids().boards.clients}]) { activity_logs(item_ids: [${item}], limit: 1) { user_id } } }`,
    );
    const anna = agency.sandbox.world.people.all().find(({ name }) => name === 'Anna Petrova');
    expect(boards[0]?.activity_logs[0]?.user_id).toBe(anna?.mondayId);
  });
});

describe('wiki', () => {
  it('shows a page, saves an edit, and says when somebody was faster', async () => {
    await page.getByRole('button', { name: 'Edit' }).click();
    const editor = page.getByLabel('Page in storage format');
    const storage = await editor.inputValue();
    await editor.fill(`${storage}<p>Read <strong>twice</strong>.</p>`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.storage strong', { hasText: 'twice' }).waitFor();

    await page.getByRole('button', { name: 'Edit' }).click();
    const rival = await page.context().newPage();
    await rival.goto(`${listening.origin}/`);
    await rival.getByRole('button', { name: 'Edit' }).click();
    await rival.getByLabel('Page in storage format').fill('<p>Mine.</p>');
    await rival.getByRole('button', { name: 'Save' }).click();
    await rival.locator('.storage p', { hasText: 'Mine.' }).waitFor();
    await page.getByText('Somebody saved version 3 meanwhile.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.message.wrong').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.storage p', { hasText: 'Mine.' }).waitFor();
    await rival.close();
  });

  it('draws lozenges, days, mentions and tasks as Confluence does, and keeps unknown macros named', async () => {
    const macro = (name: string, inside: string) => `<ac:structured-macro ac:name="${name}">${inside}</ac:structured-macro>`;
    const status = (title: string, colour: string) =>
      macro(
        'status',
        `<ac:parameter ac:name="title">${title}</ac:parameter>${colour === '' ? '' : `<ac:parameter ac:name="colour">${colour}</ac:parameter>`}`,
      );
    const sofia = agency.sandbox.world.people.all().find(({ name }) => name === 'Sofia Rossi');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page
      .getByLabel('Page in storage format')
      .fill(
        `<p>${status('Running', '')} ${status('At &amp; risk', 'Red')}</p><p>Due <time datetime="2026-12-04" />, says <ac:link><ri:user ri:account-id="${sofia?.atlassianId}" /></ac:link> of <ac:link><ri:page ri:content-title="Clients" /></ac:link>.</p><ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Sign</ac:task-body></ac:task></ac:task-list>${macro('toc', '')}`,
      );
    await page.getByRole('button', { name: 'Save' }).click();
    const lozenges = page.locator('.storage .lozenge');
    await lozenges.first().waitFor();
    expect(await lozenges.evaluateAll((all) => all.map((one) => `${one.textContent} ${(one as HTMLElement).dataset.tone}`))).toEqual([
      'Running grey',
      'At & risk red',
    ]);
    expect(await page.locator('.storage p').nth(1).textContent()).toBe('Due 4 Dec 2026, says @Sofia Rossi of Clients.');
    expect(await page.locator('.storage .task').textContent()).toBe('Sign');
    expect(await page.locator('.storage .task input').isChecked()).toBe(true);
    expect(await page.locator('.storage .macro').allTextContents()).toEqual(['toc']);
  });
});

describe('board view', () => {
  async function openView(): Promise<FrameLocator> {
    await page.locator('[data-open-view]').click();
    const view = page.frameLocator('iframe.view');
    await view.locator('[data-figure="load"]').first().waitFor();
    return view;
  }

  it('is embedded as monday embeds it: a token signed for this person, the board in its address', async () => {
    await openView();
    const [token = ''] = [...sessionTokens].slice(-1);
    const { payload } = await jwtVerify(token, new TextEncoder().encode(SECRET), {
      currentDate: new Date(agency.sandbox.world.clock.now()),
    });
    const irina = agency.sandbox.world.people.all()[0];
    expect(payload.dat).toMatchObject({ user_id: Number(irina?.mondayId), account_id: Number(irina?.accountId), client_id: 'app' });
    const source = new URL((await page.locator('iframe.view').getAttribute('src')) ?? '');
    expect(source.searchParams.get('boardId')).toBe(ids().boards.clients);
    expect(decodeJwt(source.searchParams.get('sessionToken') ?? '').dat).toMatchObject({ client_id: 'app' });
  });

  it('follows theme and language while it is open', async () => {
    const view = await openView();
    await page.locator('[data-theme-button="black"]').click();
    await view.locator('body.black-app-theme').waitFor();
    await page.locator('[data-language-button="ru"]').click();
    await view.getByText('Новый клиент').waitFor();
  });

  it('opens an item where the board shows it', async () => {
    const item = await itemId('Cobalt Cycles');
    const [first] = stub.figures.load;
    if (first?.weeks[0] === undefined) throw new Error('The fixture lost its first person');
    const part = { kind: 'client' as const, id: item, name: 'The one to open', minutes: 10 };
    stub.figures = { ...stub.figures, load: [{ ...first, weeks: [{ ...first.weeks[0], parts: [part] }] }] };
    const view = await openView();
    await view.locator(`[data-person-open="${first.person}"]`).click();
    await view.getByRole('button', { name: 'The one to open' }).click();
    await page.locator(`[data-item="${item}"].found`).waitFor();
  });
});

describe('try this', () => {
  it('does what it says through the vendors’ APIs', async () => {
    await page.locator('[data-deed="edit"]').click();
    const told = page.locator('.told-text');
    await expect.poll(() => told.textContent()).toMatch(/: [\d,.]+ → [\d,.]+ in the sheet/);
    await page.locator('[data-deed="word"]').click();
    await expect.poll(() => told.textContent()).toContain('about 9k');
    await page.locator('.grid td', { hasText: 'about 9k' }).waitFor();
    await page.locator('[data-deed="both"]').click();
    await expect.poll(() => told.textContent()).toContain('on the board');
    expect(await page.locator('[data-deed="kill"]').isDisabled()).toBe(true);
  });

  it('resets the world', async () => {
    await sheet('Budgets!A2', 'Nobody at all');
    await expect.poll(() => cell('A2').textContent()).toBe('Nobody at all');
    await Promise.all([page.waitForEvent('load'), page.locator('[data-deed="reset"]').click()]);
    await cell('A2').waitFor();
    expect(await sheet('Budgets!A2')).toBe('Aldgate Coffee');
  });
});
