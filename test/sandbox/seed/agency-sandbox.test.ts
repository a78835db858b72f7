import { beforeAll, describe, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox, SITE } from '../../../sandbox/agency-sandbox.ts';
import { describeAgency } from '../../../sandbox/seed/agency.ts';
import { memoryState, type State } from '../../../sandbox/world/store/state.ts';
import { manualTime } from '../world/manual-time.ts';

const today = '2026-11-23';
const agency = describeAgency(today);
const state = memoryState();
let built: AgencySandbox;

const app = {
  clientId: 'client',
  clientSecret: 'secret',
  signingSecret: 'signing',
  redirectUris: [],
  boardViewUrl: 'http://127.0.0.1:4300/view',
};

function build(over: State): Promise<AgencySandbox> {
  const time = manualTime();
  return createAgencySandbox({
    state: over,
    today,
    now: time.now,
    timers: time.timers,
    apps: { monday: [app], google: [], atlassian: [] },
    send: async (request) => new Response(await request.text()),
    report: (error) => {
      throw error;
    },
  });
}

beforeAll(async () => {
  built = await build(state);
});

async function ask(service: 'monday' | 'google' | 'confluence', path: string, body?: unknown): Promise<unknown> {
  const { sandbox } = built;
  const headers = { authorization: `Bearer ${sandbox.world.people.tokenOf(service, 'anna')}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await sandbox.fetch(new Request(sandbox.origin + path, init));
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

interface BoardItem {
  readonly id: string;
  readonly name: string;
  readonly column_values: readonly { readonly id: string; readonly text: string | null }[];
}

async function itemsOf(board: string): Promise<BoardItem[]> {
  const query = `{ boards(ids: [${board}]) { items_page(limit: 500) { items { id name column_values { id text } } } } }`;
  const answer = (await ask('monday', '/v2', { query })) as { data: { boards: { items_page: { items: BoardItem[] } }[] } };
  return answer.data.boards[0]?.items_page.items ?? [];
}

async function rowsOf(tab: string): Promise<string[][]> {
  const { spreadsheetId } = built.agency().google;
  const answer = (await ask('google', `/v4/spreadsheets/${spreadsheetId}/values/${tab}`)) as { values?: string[][] };
  return answer.values ?? [];
}

function valueIn(item: BoardItem, column: string): string {
  return item.column_values.find(({ id }) => id === column)?.text ?? '';
}

describe('the seeded vendors', () => {
  it('monday has the three boards, every column where the ids say, and the key column empty', async () => {
    const { boards, columns } = built.agency().monday;
    const [clients, team, tasks] = await Promise.all([itemsOf(boards.clients), itemsOf(boards.team), itemsOf(boards.tasks)]);
    expect([clients.length, team.length, tasks.length]).toEqual([60, 15, 400]);
    expect(clients[0]?.column_values.map(({ id }) => id).sort()).toEqual(Object.values(columns.clients).sort());
    expect(team[0]?.column_values.map(({ id }) => id).sort()).toEqual(Object.values(columns.team).sort());
    expect(tasks[0]?.column_values.map(({ id }) => id).sort()).toEqual(Object.values(columns.tasks).sort());
    expect(clients.every((item) => valueIn(item, columns.clients.key) === '')).toBe(true);
  });

  it('Budgets says what the board says, row by row', async () => {
    const { boards, columns } = built.agency().monday;
    const { manager, stage, tier, budget, currency, startDate, notes } = columns.clients;
    const [headers, ...rows] = await rowsOf('Budgets');
    expect(headers).toEqual(['Client', 'Account manager', 'Stage', 'Tier', 'Monthly budget', 'Currency', 'Start date', 'Notes']);
    const onBoard = (await itemsOf(boards.clients)).map((item) => [
      item.name,
      ...[manager, stage, tier, budget, currency, startDate, notes].map((column) => valueIn(item, column)),
    ]);
    const inTab = rows.map((row) => Array.from({ length: 8 }, (_, index) => row[index] ?? ''));
    expect(inTab).toEqual(onBoard);
    expect(inTab).toHaveLength(60);
    expect(inTab.find(([name]) => name === 'ООО «Ромашка»')?.[4]).toBe('350000.5');
  });

  it('the other tabs have their headers and lines; KPI waits empty', async () => {
    const [ledger, plans, rates, kpi] = await Promise.all(['Ledger', 'Plans', 'Rates', 'KPI'].map(rowsOf));
    expect(ledger?.[0]).toEqual(['Client', 'Month', 'Budget', 'Spend', 'Income', 'Currency', 'Closed']);
    expect(ledger).toHaveLength(agency.ledger.length + 1);
    expect([ledger?.[1]?.[1], ledger?.[1]?.[6], ledger?.at(-1)?.[1], ledger?.at(-1)?.[6]]).toEqual(['2025-06', 'TRUE', '2026-11', 'FALSE']);
    expect([plans?.[0], plans?.length]).toEqual([['Person', 'Quarter', 'Income plan', 'Currency'], agency.plans.length + 1]);
    expect([rates?.[0], rates?.length]).toEqual([['Currency', 'Month', 'Rate'], 37]);
    expect(kpi).toEqual([]);
  });

  it('Confluence has the space, the parent page and the articles', async () => {
    const { cloudId, spaceId, parentId } = built.agency().confluence;
    expect(cloudId).toBe(SITE.cloudId);
    const answer = (await ask('confluence', `/ex/confluence/${cloudId}/wiki/api/v2/spaces/${spaceId}/pages?limit=50`)) as {
      results: { id: string; title: string }[];
    };
    const titles = new Map(answer.results.map(({ id, title }) => [title, id]));
    expect(titles.get('Clients')).toBe(parentId);
    for (const { title } of agency.articles) expect(titles.has(title)).toBe(true);
  });

  it('a task stands under its client, a colleague under their lead', async () => {
    const { boards, columns } = built.agency().monday;
    const query = `{ boards(ids: [${boards.tasks}]) { items_page(limit: 20) { items { name column_values(ids: ["${columns.tasks.client}"]) { ... on BoardRelationValue { display_value } } } } } }`;
    const answer = (await ask('monday', '/v2', { query })) as {
      data: { boards: { items_page: { items: { name: string; column_values: { display_value: string }[] }[] } }[] };
    };
    const shown = answer.data.boards[0]?.items_page.items.map(({ name, column_values }) => [name, column_values[0]?.display_value]);
    const expected = agency.tasks.slice(0, 20).map(({ name, client }) => [name, client === null ? '' : agency.clients[client]?.name]);
    expect(shown).toEqual(expected);
    const chloe = (await itemsOf(boards.team)).find(({ name }) => name === 'Chloe Martin');
    expect(
      chloe && [valueIn(chloe, columns.team.person), valueIn(chloe, columns.team.lead), valueIn(chloe, columns.team.hoursPerWeek)],
    ).toEqual(['Chloe Martin', 'Oliver Grant', '40']);
  });

  it('the tokens that are handed out work, for each vendor', async () => {
    const { sandbox } = built;
    const { monday, google, confluence } = built.agency();
    const status = async (path: string, token: string, body?: string) =>
      (
        await sandbox.fetch(
          new Request(sandbox.origin + path, {
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...(body ? { method: 'POST', body } : {}),
          }),
        )
      ).status;
    expect(await status('/v2', monday.token, '{"query":"{ me { id } }"}')).toBe(200);
    expect(await status(`/v4/spreadsheets/${google.spreadsheetId}`, google.token)).toBe(200);
    expect(await status(`/drive/v3/files/${google.spreadsheetId}`, google.token)).toBe(200);
    expect(await status(`/ex/confluence/${confluence.cloudId}/wiki/api/v2/pages/${confluence.parentId}`, confluence.token)).toBe(200);
    expect(await status(`/wiki/api/v2/pages/${confluence.parentId}`, confluence.token)).toBe(200);
  });
});

describe('the whole sandbox', () => {
  it('gives each vendor’s paths to one vendor, and leaves the controls and the page to itself', () => {
    const { vendors } = built.sandbox;
    const owners = (pathname: string) => vendors.filter((vendor) => vendor.owns(pathname)).map(({ service }) => service);
    const paths: Record<string, string[]> = {
      monday: ['/v2', '/v2/file'],
      sheets: ['/v4/spreadsheets', '/v4/spreadsheets/abc', '/v4/spreadsheets/abc/values/A1:B2', '/v4/spreadsheets/abc:batchUpdate'],
      drive: ['/drive/v3/files', '/drive/v3/files/abc/watch', '/drive/v3/changes', '/drive/v3/channels/stop', '/drive/v3/about'],
      confluence: [`/ex/confluence/${SITE.cloudId}/wiki/api/v2/pages`, '/wiki/api/v2/pages', '/wiki/rest/api/content'],
      oauth: [
        '/oauth2/authorize',
        '/oauth2/token',
        '/oauth_ms/oauth/token',
        '/oauth_ms/oauth/revoke',
        '/o/oauth2/v2/auth',
        '/token',
        '/revoke',
        '/authorize',
        '/oauth/token',
        '/oauth/token/accessible-resources',
      ],
    };
    for (const [service, list] of Object.entries(paths)) for (const path of list) expect([path, owners(path)]).toEqual([path, [service]]);
    for (const path of [
      '/',
      '/assets/app.js',
      '/faults',
      '/faults/fault-1/release',
      '/clock',
      '/limits',
      '/reset',
      '/page/feed',
      '/page/bootstrap',
      '/agency',
    ]) {
      expect([path, owners(path)]).toEqual([path, []]);
    }
  });

  it('is the same after a restart, and is not seeded twice', async () => {
    const again = await build(state);
    expect(again.agency()).toEqual(built.agency());
    built = again;
    expect(await itemsOf(again.agency().monday.boards.clients)).toHaveLength(60);
  });

  it('gives the same world again for the same day', async () => {
    expect((await build(memoryState())).agency()).toEqual(built.agency());
  });

  it('POST /reset: the seeded agency again under the same ids, with the app’s webhooks as they were', async () => {
    const { boards, columns } = built.agency().monday;
    const before = built.agency();
    const [first] = await itemsOf(boards.clients);
    const write = `mutation { change_simple_column_value(board_id: ${boards.clients}, item_id: ${first?.id}, column_id: "${columns.clients.budget}", value: "1") { id } }`;
    await ask('monday', '/v2', { query: write });
    await ask('monday', '/v2', {
      query: `mutation { create_webhook(board_id: ${boards.clients}, url: "http://127.0.0.1:1/hook", event: change_column_value) { id } }`,
    });
    await built.sandbox.fetch(new Request(`${built.sandbox.origin}/limits`, { method: 'POST', body: '{"mode":"vendor"}' }));
    const reset = await built.sandbox.fetch(new Request(`${built.sandbox.origin}/reset`, { method: 'POST' }));

    expect(reset.status).toBe(200);
    expect(built.agency()).toEqual(before);
    expect(built.sandbox.world.limits.mode).toBe('vendor');
    expect(await itemsOf(boards.clients)).toHaveLength(60);
    expect((await itemsOf(boards.clients))[0]).toEqual(first);
    const hooks = (await ask('monday', '/v2', { query: `{ webhooks(board_id: ${boards.clients}) { event } }` })) as {
      data: { webhooks: unknown[] };
    };
    expect(hooks.data.webhooks).toEqual([{ event: 'change_column_value' }]);
  });

  it('hands the page its people, places and session', async () => {
    const { sandbox } = built;
    const bootstrap = (await (await sandbox.fetch(new Request(`${sandbox.origin}/page/bootstrap`))).json()) as {
      people: unknown[];
      board: string;
    };
    expect([bootstrap.people.length, bootstrap.board]).toEqual([15, built.agency().monday.boards.clients]);
    const session = await sandbox.fetch(
      new Request(`${sandbox.origin}/page/session`, {
        method: 'POST',
        body: JSON.stringify({ person: 'anna', board: bootstrap.board, theme: 'dark' }),
      }),
    );
    expect(await session.json()).toMatchObject({
      token: expect.stringMatching(/^ey/),
      context: { theme: 'dark', boardId: Number(bootstrap.board) },
    });
    expect(await (await sandbox.fetch(new Request(`${sandbox.origin}/agency`))).json()).toEqual(built.agency());
  });
});
