/** Secrets stay where they belong (security.md 9, 11, 12): through a whole first sync, in no table, no log line, no answer. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { compose } from '../../app/compose.ts';
import { createPair } from '../../app/use-cases/create-pair.ts';
import { syncAccount } from '../../app/use-cases/sync-account.ts';
import { createPair as request } from '../../core/protocol/api.ts';
import { brandAs, type RecordKey } from '../../core/sync/ids.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from '../e2e/clients.ts';
import { fault } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch, people, agency } = stage;
const account = provisioned.account;
await watch.rest();
await stage.stopWorker();

const lines: string[] = [];
const told = { ...stage.app.config, logLevel: 'debug' as const };
const worker = compose({
  config: told,
  databaseUrl: told.database?.url ?? '',
  name: 'told',
  logTo: { write: (line: string) => void lines.push(line) },
});
afterAll(() => worker.close());

/** Every token that the vendors ever gave us, and what signs and seals. */
function secrets(): readonly string[] {
  const { store } = stage.sandbox.world;
  const given = ['oauth-access', 'oauth-refresh', 'oauth-codes'].flatMap((table) => [...store.table(table).ids()]);
  const { monday, google, atlassian, masterKeys } = stage.app.config;
  const own = [...monday.clientSecrets, ...monday.signingSecrets, ...google.clientSecrets, ...atlassian.clientSecrets];
  return [...given, ...own, provisioned.token.slice(4), ...masterKeys.map(({ key }) => Buffer.from(key).toString('base64'))];
}
const shownIn = (text: string): readonly string[] => secrets().filter((one) => text.includes(one));

async function dump(schema: 'evenkeel' | 'evenkeel_queue'): Promise<string> {
  return withAccount(stage.app.db, account, async (tx) => {
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = ${schema} and table_type = 'BASE TABLE' and table_name <> 'migrations'`.execute(
      tx,
    );
    expect(tables.length).toBeGreaterThan(3);
    const texts: string[] = [];
    for (const { name } of tables)
      texts.push(
        ...(await sql<{ row: string }>`select t::text as row from ${sql.table(`${schema}.${name}`)} t`.execute(tx)).rows.map(
          (one) => one.row,
        ),
      );
    return texts.join('\n');
  });
}

const typed = 'a client’s words, not for the log';

test('a whole first sync, with tokens renewed on the way and faults that are logged', async () => {
  const before = secrets().length;
  const { replies } = await people.batch([{ addSheet: { properties: { title: 'Second' } } }]);
  expect(replies).toHaveLength(1);
  await people.type("'Second'!A1", [['Client', 'Notes']]);
  await people.control('POST', '/clock', { advanceS: 7_200 });
  await clients.change('Beacon Outdoor', 'notes', typed);
  const fields = [
    { left: 'name', right: 'Client', type: 'text' },
    { left: clients.columns.notes, right: 'Notes', type: 'longText' },
  ];
  const right = { sheet: { spreadsheet: agency.google.spreadsheetId, tab: 'Second' } };
  await createPair(
    worker,
    account,
    request.parse({ left: { monday: { board: clients.board } }, right, fields, key: 'name', start: 'now' }),
  );
  for (const [service, status] of [
    ['sheets', 503],
    ['monday', 500],
    ['sheets', 401],
    ['confluence', 502],
  ] as const)
    await fault(stage, { service, kind: 'status', status, times: 1, match: { caller: 'app' } });
  await watch.until(
    'the second tab filled',
    async () => {
      await syncAccount(worker, account, new AbortController().signal).catch((err: unknown) => worker.log.warn({ err }, 'a run failed'));
      return (await people.rows('Second')).length === 61;
    },
    15_000,
  );
  await worker.queue.wake('sync', account);
  expect(secrets().length).toBeGreaterThan(before + 3);
  expect(secrets().length).toBeGreaterThan(10);
});

test('no secret stands in the queue’s tables, which hold ids only', async () => {
  const queue = await dump('evenkeel_queue');
  expect(queue).toContain(account);
  expect(shownIn(queue)).toEqual([]);
  expect(queue).not.toContain(typed);
  expect(queue).not.toContain('Beacon Outdoor');
});

test('no secret stands in our own tables in the clear', async () => {
  const own = await dump('evenkeel');
  expect(own).toContain('Beacon Outdoor');
  expect(shownIn(own)).toEqual([]);
});

test('no secret stands in a log line, not even at debug; what people typed stands in none above it', async () => {
  const [token] = stage.sandbox.world.store.table('oauth-access').ids();
  worker.log.error({ err: new Error(`refused: Bearer ${token}`), headers: { authorization: token }, text: typed }, `with ${token}`);
  const log = lines.join('\n');
  expect(lines.length).toBeGreaterThan(2);
  expect(log).toMatch(/"level":"warn"/);
  expect(shownIn(log)).toEqual([]);
  expect(lines.filter((line) => !line.includes('"level":"debug"') && line.includes(typed))).toEqual([]);
});

test('no secret stands in an answer of the API', async () => {
  const { items } = await product.get<{ items: { id: string }[] }>('/pairs');
  const paths = [
    '/pairs',
    '/figures',
    '/next-client',
    ...items.flatMap(({ id }) => ['', '/plan', '/conflicts', '/findings', '/journal'].map((part) => `/pairs/${id}${part}`)),
  ];
  const answers = await Promise.all(paths.map(async (path) => JSON.stringify((await product.call('GET', path)).body)));
  expect(answers.join('').length).toBeGreaterThan(1_000);
  expect(answers.flatMap(shownIn)).toEqual([]);
});

test('no secret stands in an address that we called', () => {
  const paths = stage.wire.filter((one) => one.caller === 'app').map((one) => one.path);
  expect(paths.flatMap(shownIn)).toEqual([]);
});

test('outside an account, and inside another, every table of ours is empty', async () => {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = 'evenkeel' and column_name = 'account_id'`.execute(
    stage.app.db,
  );
  expect(tables.length).toBeGreaterThan(15);
  const filled: string[] = [];
  for (const { name } of tables) {
    const count = sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`;
    const [none, other, own] = [
      await count.execute(stage.app.db),
      await withAccount(stage.app.db, 'another', (tx) => count.execute(tx)),
      await withAccount(stage.app.db, account, (tx) => count.execute(tx)),
    ].map(({ rows }) => rows[0]?.n);
    expect([name, none, other]).toEqual([name, 0, 0]);
    if (own !== 0) filled.push(name);
  }
  expect(filled).toEqual(
    expect.arrayContaining(['accounts', 'archive', 'connections', 'containers', 'journal', 'mirror_records', 'pairs', 'replicas']),
  );
});

test('a job for another account, and a store opened for it, see and change nothing', async () => {
  const mine = stage.app.store(account);
  const [containers, pairs, replicas] = await Promise.all([mine.containers(), mine.pairs(), mine.replicas()]);
  const mark = watch.mark;
  await syncAccount(worker, 'another' as typeof account, new AbortController().signal);
  expect(watch.since(mark)).toEqual([]);
  const theirs = stage.app.store('another' as typeof account);
  const ids = containers.map((one) => one.id);
  expect(await theirs.lease(ids, 'a thief', 60_000)).toEqual([]);
  expect(await theirs.openIntents(ids)).toEqual([]);
  for (const one of ids) expect(await theirs.unread(one)).toBeNull();
  for (const one of ids) await theirs.hint(one, 'all');
  for (const { id } of replicas) expect([await theirs.rows(id), await theirs.mirror(id, 'all')]).toEqual([[], []]);
  for (const { id } of pairs) expect((await theirs.work(id, (_, local) => brandAs<RecordKey>(local))).entries).toEqual([]);
  expect(await mine.containers()).toEqual(containers);
  await expect(
    worker.vendors.deps('another' as typeof account, { id: 'monday' as never, vendor: 'monday', grant: 1, facts: {} }).token(),
  ).rejects.toMatchObject({ code: 'unauthorized' });
  await expect(
    theirs.ingest(
      [
        {
          replica: replicas[0]?.id as never,
          columns: [],
          locale: null,
          changed: [],
          gone: [],
          index: null,
          complete: false,
          broken: true,
          findings: [],
        },
      ],
      null,
    ),
  ).resolves.toBeUndefined();
  expect(await mine.replicas()).toEqual(replicas);
});
