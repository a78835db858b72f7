import { sql } from 'kysely';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { accountFacts } from '../../../app/computed/facts.ts';
import { saveSources } from '../../../platform/postgres/figures.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { label, people, record } from '../../core/accounts/samples.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import type { Office } from './office.ts';
import { openOffice, SOURCES } from './office.ts';

const database = await testDatabase();
let office: Office;
let count = 0;
beforeEach(async () => {
  await office?.app.db.destroy();
  count += 1;
  office = await openOffice(database.url, `office ${count}`);
});
afterAll(() => office.app.db.destroy());

const facts = async () => {
  const found = await accountFacts(office.app, office.account);
  if (found === null) throw new Error('the account has no sources');
  return found;
};
const anna = (hours: number) => record('900', 'Anna Petrova', { person: people('7=Anna'), hours });

it('are the same object while nothing moved, for one small question', async () => {
  await office.put('team', [anna(40)]);
  const first = await facts();
  const before = office.queries();
  expect(await facts()).toBe(first);
  // Begin with the account, the question, commit.
  expect(office.queries() - before).toBe(3);
});

it('follow a record that changed, one that is new and one that went, and keep the rest as it was', async () => {
  await office.put('team', [anna(40), record('901', 'Ben Carter', { person: people('8=Ben'), hours: 40 })]);
  const first = await facts();
  await office.put('team', [anna(20), record('902', 'Chloe', { person: people('9=Chloe'), hours: 30 })], ['901']);
  const second = await facts();
  expect(second.people.map((one) => [one.name, one.hoursPerWeek])).toEqual([
    ['Anna Petrova', 20],
    ['Chloe', 30],
  ]);
  await office.put('team', [record('901', 'Ben Carter', { person: people('8=Ben'), hours: 40 })]);
  const third = await facts();
  expect(third.people.map((one) => one.name)).toEqual(['Anna Petrova', 'Ben Carter', 'Chloe']);
  expect(third.people[0]).toBe(second.people[0]);
  expect(first.people.map((one) => one.hoursPerWeek)).toEqual([40, 40]);
});

it('follow settings, people, labels and the calendar', async () => {
  await office.put('plans', [record('row:2', '', { Person: 'Olga', Quarter: '2026-Q4', 'Income plan': 5, Currency: 'EUR' })]);
  const first = await facts();
  expect([first.asOf, first.settings.bands.room, first.plans[0]?.personId]).toEqual(['2026-11-23', 70, 'Olga']);
  expect(first.choices).toEqual({ tiers: ['B', 'A', 'C'], stages: ['Lead', 'Onboarding', 'Running', 'Paused'] });
  await withAccount(office.app.db, office.account, async (tx) => {
    await sql`update accounts set people = '[{"id": "90", "name": "Olga", "email": null}]', people_read_at = now()`.execute(tx);
    const changed = { ...SOURCES, timeZone: 'Asia/Tokyo', teamOverrides: { bands: { room: 60 } } };
    const { clients, team, plans } = office.replicas;
    await saveSources(tx, { sources: changed, sourceReplicas: { clients, tasks: [], team, plans } }, [clients, team, plans]);
  });
  office.at('2026-11-23T18:00:00Z');
  const second = await facts();
  expect([second.asOf, second.settings.bands.room, second.plans[0]?.personId]).toEqual(['2026-11-24', 60, '90']);
});

it('are incomplete until every source was read, and tell what can’t be read', async () => {
  await withAccount(office.app.db, office.account, (tx) =>
    sql`update replicas set state = case id when ${office.replicas.tasks} then 'new' when ${office.replicas.rates} then 'broken' else state end`.execute(
      tx,
    ),
  );
  const half = await facts();
  expect(half.complete).toBe(false);
  expect(half.notes.map(({ source, why }) => [source, why])).toEqual([
    ['tasks', 'source-unread'],
    ['rates', 'source-broken'],
  ]);
  await office.put('tasks', []);
  await store({ columns: [] });
  const whole = await facts();
  expect(whole.complete).toBe(true);
  expect(whole.notes.filter((note) => note.why === 'column-missing').map((note) => note.column)).toEqual(['Currency', 'Month', 'Rate']);
});

const store = async ({ columns }: { columns: [] }) => office.store.ingest([{ ...office.change('rates', []), columns }], null);

it('belong to one account', async () => {
  const other = await openOffice(database.url, `other ${count}`);
  await office.put('clients', [record('50', 'Ours', { stage: label('Running') })]);
  await other.put('clients', [record('51', 'Theirs', { stage: label('Running') })]);
  expect((await facts()).clients.map((one) => one.name)).toEqual(['Ours']);
  expect((await accountFacts(other.app, other.account))?.clients.map((one) => one.name)).toEqual(['Theirs']);
  await other.app.db.destroy();
});

it('are none before the account has said where they live', async () => {
  await withAccount(office.app.db, office.account, (tx) => sql`update accounts set settings = '{}'`.execute(tx));
  expect(await accountFacts(office.app, office.account)).toBeNull();
});
