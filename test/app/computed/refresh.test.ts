import { sql } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { accountFacts } from '../../../app/computed/facts.ts';
import { refreshComputed } from '../../../app/computed/refresh.ts';
import type { PairId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import { insertPair } from '../../../platform/postgres/pairs.ts';
import { ingestReading } from '../../../platform/postgres/sync/mirrors.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { readPairOverviews } from '../../../platform/postgres/views.ts';
import { people, record } from '../../core/accounts/samples.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import type { Office } from './office.ts';
import { openOffice, SOURCES } from './office.ts';

const database = await testDatabase();
let office: Office;
let count = 0;
beforeEach(async () => {
  await office?.app.db.destroy();
  count += 1;
  office = await openOffice(database.url, `refresh ${count}`);
  await refresh();
});
afterAll(() => office.app.db.destroy());

const refresh = () => refreshComputed(office.app, office.account);
/** Hints of the computed containers, and of the others. */
async function hints(): Promise<readonly [number, number]> {
  const containers = await office.store.containers();
  const of = (computed: boolean) =>
    containers.filter((one) => (one.vendor === 'computed') === computed).reduce((sum, one) => sum + one.hintSeq, 0);
  return [of(true), of(false)];
}
const awake = async () => {
  const { rows } = await sql<{ id: string }>`select id from accounts_with_work() as id`.execute(office.app.db);
  return rows.some((row) => row.id === office.account);
};
const anna = record('900', 'Anna', { person: people('7=Anna'), hours: 40 });

it('has every computed container read again after a mirror changed, and only them, once', async () => {
  const [computed, others] = await hints();
  await office.put('team', [anna]);
  expect((await office.account$()).dirty).toBe(true);
  await refresh();
  expect(await hints()).toEqual([computed + 2, others]);
  expect(await office.account$()).toEqual({ dirty: false, day: '2026-11-23' });
  await refresh();
  expect(await hints()).toEqual([computed + 2, others]);
});

it('is one question when nothing changed', async () => {
  const before = office.queries();
  await refresh();
  expect(office.queries() - before).toBe(3);
});

it('begins each day of the account anew', async () => {
  const [computed] = await hints();
  office.at('2026-11-23T23:59:59Z');
  await refresh();
  expect((await hints())[0]).toBe(computed);
  office.at('2026-11-24T00:00:00Z');
  await refresh();
  expect((await hints())[0]).toBe(computed + 2);
  expect((await office.account$()).day).toBe('2026-11-24');
});

it('lets the account sleep afterwards, with and without computed containers', async () => {
  await withAccount(office.app.db, office.account, (tx) => sql`update containers set read_seq = hint_seq, subscribed = true`.execute(tx));
  await office.put('team', [anna]);
  expect(await awake()).toBe(true);
  await withAccount(office.app.db, office.account, async (tx) => {
    await sql`delete from containers where vendor = 'computed'`.execute(tx);
  });
  await refresh();
  expect(await awake()).toBe(false);
});

it('isn’t asked for by what figures aren’t made from', async () => {
  await withAccount(office.app.db, office.account, (tx) =>
    sql`update replicas set feeds_figures = false where id = ${office.replicas.rates}`.execute(tx),
  );
  await office.put('rates', [record('row:2', '', { Rate: 1 })]);
  await office.put('kpi', [record('kpi:x', 'x', {})]);
  expect((await office.account$()).dirty).toBe(false);
});

it('is asked for when a record goes, and when a commit writes one', async () => {
  await office.put('team', [anna]);
  await refresh();
  await office.put('team', [], ['900']);
  expect((await office.account$()).dirty).toBe(true);
  await refresh();
  await office.put('team', []);
  expect((await office.account$()).dirty).toBe(false);
  await withAccount(office.app.db, office.account, (tx) => sql`delete from mirror_records`.execute(tx));
  expect((await office.account$()).dirty).toBe(true);
});

it('loses no change that commits while the mark is taken away', async () => {
  const first = await accountFacts(office.app, office.account);
  await office.put('clients', [record('50', 'Northwind', {})]);
  // The mark stands already; another reading is about to commit its change when the refresh comes.
  let commit: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let marked: () => void = () => undefined;
  const isMarked = new Promise<void>((resolve) => {
    marked = resolve;
  });
  const ingest = withAccount(office.app.db, office.account, async (tx) => {
    await ingestReading(tx, [office.change('team', [anna])], null);
    marked();
    await held;
  });
  await isMarked;
  let done = false;
  const refreshed = refresh().then(() => {
    done = true;
  });
  await waiting();
  expect(done).toBe(false);
  commit();
  await Promise.all([ingest, refreshed]);
  // Whoever reads for the hints that were added now sees the change, or it has set the mark again.
  const now = await accountFacts(office.app, office.account);
  expect([first?.people.length, now?.people.map((one) => one.name)]).toEqual([0, ['Anna']]);
});

/** Until a session of ours waits for a lock: the refresh stands at the account's row. */
async function waiting(): Promise<void> {
  for (;;) {
    const { rows } =
      await sql`select from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`.execute(
        office.app.db,
      );
    if (rows.length > 0) return;
  }
}

it('keeps a computed pair from being called settled before its figures are made', async () => {
  const settings = {
    fields: [],
    key: [],
    filter: { left: [], right: [] },
    deletes: { left: 'follow' as const, right: 'ask' as const },
    guard: 'off' as const,
  };
  const pair = {
    id: brandAs<PairId>(`pair ${count}`),
    name: 'KPI',
    left: office.replicas.kpi,
    right: office.replicas.plans,
    settings,
    state: 'live' as const,
  };
  const ends = { leftEnd: { computed: 'kpi' as const }, rightEnd: { sheet: { spreadsheet: 's', tab: 'KPI' } } };
  await withAccount(office.app.db, office.account, async (tx) => {
    await insertPair(tx, { ...pair, ...ends });
    await sql`update containers set read_seq = hint_seq`.execute(tx);
    await sql`update replicas set state = 'ready'`.execute(tx);
  });
  const busy = async () => (await withAccount(office.app.db, office.account, (tx) => readPairOverviews(tx, pair.id)))[0]?.busy;
  expect(await busy()).toBe(false);
  await office.put('team', [anna]);
  expect(await busy()).toBe(true);
  await refresh();
  expect(await busy()).toBe(true);
  await withAccount(office.app.db, office.account, (tx) => sql`update containers set read_seq = hint_seq`.execute(tx));
  expect(await busy()).toBe(false);
});

it('keeps accounts apart', async () => {
  const other = await openOffice(database.url, `neighbour ${count}`, SOURCES);
  await refreshComputed(other.app, other.account);
  await office.put('team', [anna]);
  expect([(await office.account$()).dirty, (await other.account$()).dirty]).toEqual([true, false]);
  await refresh();
  expect((await other.store.containers()).filter((one) => one.vendor === 'computed').map((one) => one.hintSeq)).toEqual([1, 1]);
  await other.app.db.destroy();
});
