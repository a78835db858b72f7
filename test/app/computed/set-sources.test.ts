import { sql } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { App } from '../../../app/app.ts';
import { accountFacts } from '../../../app/computed/facts.ts';
import { ensureReplica } from '../../../app/use-cases/create-pair.ts';
import { setSources } from '../../../app/use-cases/set-sources.ts';
import { tab } from '../../../app/vendors/find-end.ts';
import type { Sources } from '../../../core/accounts/sources.ts';
import type { AccountId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import { postgresStore, readReplicas } from '../../../platform/postgres/sync/store.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import { SOURCES } from './office.ts';

const database = await testDatabase();
const db = openDatabase<unknown>(openPool({ url: database.url, name: 'test', onError: () => undefined }));
afterAll(() => db.destroy());

/** Boards with their columns, tabs with their headers, as the two vendors would describe them. */
const BOARDS: Record<string, { name: string; columns: readonly string[] }> = {
  '1': { name: 'Clients', columns: ['stage', 'tier', 'budget', 'currency', 'start', 'sales', 'bizdev', 'manager', 'support'] },
  '2': { name: 'Tasks', columns: ['client', 'owner', 'status', 'kind', 'effort', 'logged', 'start', 'due'] },
  '3': { name: 'Team', columns: ['person', 'role', 'grade', 'team', 'lead', 'hours', 'start', 'leave'] },
};
const TABS: readonly { title: string; headers: readonly string[] }[] = [
  { title: 'Ledger', headers: ['Client', 'Month', 'Budget', 'Spend', 'Income', 'Remarks', 'Currency', 'Closed'] },
  { title: 'Plans', headers: ['Person', 'Quarter', 'Income plan', 'Currency'] },
  { title: 'Rates', headers: ['Currency', 'Month', 'Rate'] },
];
let calls = 0;

async function vendor(request: Request): Promise<Response> {
  calls += 1;
  const body = JSON.parse(await request.text());
  if (request.url.includes('monday')) {
    const found = BOARDS[body.variables.board[0]];
    if (found === undefined) return Response.json({ data: { boards: [] } });
    const columns = found.columns.map((id) => ({ id, title: id, type: 'text', settings: {} }));
    return Response.json({
      data: { boards: [{ id: body.variables.board[0], name: found.name, state: 'active', columns, items_count: 0 }] },
    });
  }
  const { a1Range, gridRange } = body.dataFilters[0];
  const at = TABS.findIndex((one, id) => a1Range === `'${one.title}'` || gridRange?.sheetId === id);
  if (at < 0) return Response.json({ error: { code: 400, status: 'INVALID_ARGUMENT', message: 'Unable to parse range' } }, { status: 400 });
  const values = TABS[at]?.headers.map((text) => ({ userEnteredValue: { stringValue: text }, formattedValue: text }));
  const sheet = {
    properties: { sheetId: at, title: TABS[at]?.title, gridProperties: { rowCount: 9, columnCount: 9 } },
    data: [{ rowData: [{ values }] }],
  };
  return Response.json({ spreadsheetId: 's', properties: { title: 'Budgets', locale: 'en_GB', timeZone: 'UTC' }, sheets: [sheet] });
}

const deps: ConnectorDeps = {
  fetch: vendor,
  now: () => 0,
  sleep: async () => undefined,
  token: async () => 't',
  limit: (_call, run) => run(),
  uuid: () => 'u',
};
let woken: string[] = [];
let account: AccountId;
let count = 0;
let app: App;

beforeEach(async () => {
  count += 1;
  calls = 0;
  woken = [];
  account = brandAs<AccountId>(`sources ${count}`);
  let ids = 0;
  const next = (): number => {
    ids += 1;
    return ids;
  };
  const parts = {
    db,
    store: (id: AccountId) => postgresStore(db, id),
    clock: { now: () => Date.parse('2026-11-23T12:00:00Z'), monotonic: () => 0 },
    random: { uuid: () => `${account} ${next()}`, secret: () => `${account} hook ${next()}` },
    queue: { wake: async (_kind: string, id: string) => void woken.push(id) },
    vendors: {
      deps: () => deps,
      options: {
        monday: { apiUrl: 'https://monday.example/v2', apiVersion: '2026-10', schemas: new Map() },
        google: { sheetsUrl: 'https://sheets.example', driveUrl: 'https://drive.example' },
      },
    },
  };
  // Only what setting sources touches: nothing else of an app is reached.
  app = parts as unknown as App;
  await withAccount(db, account, async (tx) => {
    await sql`insert into accounts (account_id, name, external_id) values (${account}, 'Northlight', ${account})`.execute(tx);
    await sql`insert into connections (account_id, id, vendor, sealed) values (${account}, 'monday', 'monday', ''), (${account}, 'google', 'google', '')`.execute(
      tx,
    );
  });
});

const replicas = () => postgresStore(db, account).replicas();

it('mirrors each board and tab once, reads of a tab only the named columns, and wakes the account', async () => {
  await setSources(app, account, SOURCES);
  expect((await replicas()).map((one) => one.name).sort()).toEqual(['Clients', 'Ledger', 'Plans', 'Rates', 'Tasks', 'Team']);
  const ledger = (await replicas()).find((one) => one.name === 'Ledger');
  expect(ledger?.locator).toMatchObject({
    identity: 'rows',
    sheetId: 0,
    columns: ['Client', 'Month', 'Budget', 'Spend', 'Income', 'Currency', 'Closed'].map((ref) => ({ ref, metadataId: null })),
  });
  const containers = await postgresStore(db, account).containers();
  expect(containers.map((one) => [one.vendor, one.externalId, one.hintSeq > one.readSeq]).sort()).toEqual([
    ['google', 's', true],
    ['monday', '1', true],
    ['monday', '2', true],
    ['monday', '3', true],
  ]);
  expect(calls).toBe(6);
  expect(woken).toEqual([account]);
  expect((await accountFacts(app, account))?.complete).toBe(false);
});

it('said again changes no replica; what is no source any more feeds no figures', async () => {
  await setSources(app, account, SOURCES);
  const before = await replicas();
  await setSources(app, account, SOURCES);
  expect(await replicas()).toEqual(before);
  const { clients: _clients, ...rest } = SOURCES;
  await setSources(app, account, rest);
  const feeding = await withAccount(db, account, (tx) =>
    sql<{ name: string }>`select name from replicas where feeds_figures order by name`.execute(tx),
  );
  expect(feeding.rows.map((row) => row.name)).toEqual(['Ledger', 'Plans', 'Rates', 'Tasks', 'Team']);
});

it('adds up with a pair that writes some columns of the same tab, whichever comes first', async () => {
  const pair = async () => {
    const end = await tab(app, account, { spreadsheet: 's', tab: 0 }, ['Client', 'Month', 'Budget']);
    await withAccount(db, account, async (tx) => ensureReplica(app, tx, end, await readReplicas(tx)));
  };
  const columns = async () => {
    const found = (await replicas()).find((one) => one.name === 'Ledger')?.locator;
    return found?.vendor === 'google' ? [found.identity, ...found.columns.map((one) => one.ref).sort()] : [];
  };
  const all = ['keyed', 'Budget', 'Client', 'Closed', 'Currency', 'Income', 'Month', 'Spend'];
  await setSources(app, account, SOURCES);
  await pair();
  expect(await columns()).toEqual(all);
  await withAccount(db, account, (tx) => sql`delete from replicas`.execute(tx));
  await pair();
  await setSources(app, account, SOURCES);
  expect(await columns()).toEqual(all);
});

it.each<[string, Partial<Sources>, object]>([
  [
    'a board that isn’t there',
    { tasks: [{ ...SOURCES.tasks[0], board: '99' }] as Sources['tasks'] },
    { status: 422, field: 'tasks', data: { vendor: 'monday' } },
  ],
  [
    'a tab that isn’t there',
    { rates: { spreadsheet: 's', tab: 'Kurse', headers: { currency: 'A', month: 'B', rate: 'C' } } },
    { status: 422, field: 'rates' },
  ],
  [
    'a column that isn’t there',
    { rates: { spreadsheet: 's', tab: 'Rates', headers: { currency: 'Currency', month: 'Month', rate: 'Kurs' } } },
    { code: 'unknown-column', field: 'rates', data: { column: 'Kurs', has: 'Currency, Month, Rate' } },
  ],
])('refuses %s, and keeps what was', async (_what, wrong, problem) => {
  await setSources(app, account, { ...SOURCES, timeZone: 'Europe/Berlin' });
  await expect(setSources(app, account, { ...SOURCES, ...wrong })).rejects.toMatchObject(problem);
  expect((await accountFacts(app, account))?.sources.timeZone).toBe('Europe/Berlin');
});
