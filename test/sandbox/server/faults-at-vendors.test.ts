import { beforeEach, describe, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox } from '../../../sandbox/agency-sandbox.ts';
import { ConnectionLost } from '../../../sandbox/server/exchange.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { manualTime } from '../world/manual-time.ts';

let whole: AgencySandbox;

/** The world is seeded anew for each test: faults and what they break stay inside it. */
beforeEach(async () => {
  const time = manualTime();
  whole = await createAgencySandbox({ state: memoryState(), today: '2026-11-23', now: time.now, timers: time.timers });
});

async function ask(service: 'monday' | 'google' | 'confluence', method: string, path: string, body?: unknown): Promise<Response> {
  const { sandbox } = whole;
  const headers = { authorization: `Bearer ${sandbox.world.people.tokenOf(service, 'anna')}`, 'content-type': 'application/json' };
  return sandbox.fetch(
    new Request(sandbox.origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  );
}

const fault = (spec: object) =>
  whole.sandbox.fetch(new Request(`${whole.sandbox.origin}/faults`, { method: 'POST', body: JSON.stringify(spec) }));
const hits = async () =>
  ((await (await whole.sandbox.fetch(new Request(`${whole.sandbox.origin}/faults`))).json()) as { hits: number }[]).map((one) => one.hits);
const sheet = () => `/v4/spreadsheets/${whole.agency().google.spreadsheetId}`;
const createItem = (name: string) => `create_item(board_id: ${whole.agency().monday.boards.clients}, item_name: "${name}") { id }`;
const count = async () => {
  const query = `{ boards(ids: [${whole.agency().monday.boards.clients}]) { items_count } }`;
  return ((await (await ask('monday', 'POST', '/v2', { query })).json()) as { data: { boards: { items_count: number }[] } }).data.boards[0]
    ?.items_count;
};

describe('faults strike the real vendors by the names of their calls', () => {
  it.each<[string, object, () => Promise<Response>]>([
    [
      'a GraphQL field',
      { service: 'monday', match: { operation: 'create_item' } },
      () => ask('monday', 'POST', '/v2', { query: `mutation { a: ${createItem('A')} }` }),
    ],
    [
      'a Sheets method',
      { service: 'google', match: { operation: 'spreadsheets.values.get' } },
      () => ask('google', 'GET', `${sheet()}/values/Budgets`),
    ],
    [
      'a Sheets method, shortened',
      { service: 'sheets', match: { operation: 'values.get' } },
      () => ask('google', 'GET', `${sheet()}/values/Budgets`),
    ],
    [
      'a part of a batch',
      { service: 'sheets', match: { operation: 'updateCells' } },
      () =>
        ask('google', 'POST', `${sheet()}:batchUpdate`, {
          requests: [{ updateCells: { fields: 'note', start: { sheetId: 0 }, rows: [] } }],
        }),
    ],
    [
      'a Drive method',
      { service: 'google', match: { operation: 'changes.getStartPageToken' } },
      () => ask('google', 'GET', '/drive/v3/changes/startPageToken'),
    ],
    [
      'a Confluence operation',
      { service: 'confluence', match: { operation: 'getPageById', caller: 'anna' } },
      () => ask('confluence', 'GET', `/wiki/api/v2/pages/${whole.agency().confluence.parentId}`),
    ],
    [
      'a path',
      { service: 'confluence', match: { path: '/pages/' } },
      () => ask('confluence', 'GET', `/wiki/api/v2/pages/${whole.agency().confluence.parentId}`),
    ],
  ])('%s', async (_, spec, call) => {
    await fault({ ...spec, kind: 'status', status: 503, times: 1 });
    expect((await call()).status).toBe(503);
    expect(await hits()).toEqual([1]);
    expect((await call()).status).toBe(200);
  });

  it('partial: one of two creates in a request fails, the other stands', async () => {
    await fault({ service: 'monday', kind: 'partial', match: { operation: 'create_item' }, after: 1, times: 1 });
    const response = await ask('monday', 'POST', '/v2', { query: `mutation { a: ${createItem('First')} b: ${createItem('Second')} }` });
    const answer = (await response.json()) as { data: { a: { id: string } | null; b: unknown }; errors: { path: string[] }[] };
    expect([response.status, answer.data.a === null, answer.data.b, answer.errors.map(({ path }) => path)]).toEqual([
      200,
      false,
      null,
      [['b']],
    ]);
    expect(await count()).toBe(61);
  });

  it('lost-reply: the item is there though nobody was told', async () => {
    await fault({ service: 'monday', kind: 'lost-reply', match: { operation: 'create_item' }, times: 1 });
    await expect(ask('monday', 'POST', '/v2', { query: `mutation { ${createItem('Lost')} }` })).rejects.toThrow(ConnectionLost);
    expect(await count()).toBe(61);
  });
});
