import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Migration, migrate, readMigrations } from '../../../platform/postgres/migrate.ts';
import { SetupError } from '../../../platform/setup-error.ts';
import { testDatabase } from '../../helpers/postgres.ts';

const database = await testDatabase();
const owner = new pg.Client({ connectionString: database.ownerUrl, options: '-c search_path=evenkeel' });
const file = (name: string, sql: string): Migration => ({ name, sql, hash: createHash('sha256').update(sql).digest('hex') });
const one = file('001_one', 'create table one (id int)');
const two = file('002_two', 'create table two (id int); insert into two values (2)');

beforeAll(() => owner.connect());
afterAll(() => owner.end());
beforeEach(() => owner.query('drop schema if exists evenkeel cascade'));

it('applies the files in order once, and then does nothing', async () => {
  expect(await migrate(database.ownerUrl, [one])).toEqual(['001_one']);
  expect(await migrate(database.ownerUrl, [one, two])).toEqual(['002_two']);
  expect(await migrate(database.ownerUrl, [one, two])).toEqual([]);
  expect((await owner.query('select name from migrations order by 1')).rows).toEqual([{ name: '001_one' }, { name: '002_two' }]);
});

it('runs once when many start at the same moment', async () => {
  const done = await Promise.all(Array.from({ length: 6 }, () => migrate(database.ownerUrl, [one, two])));
  expect(done.flat().sort()).toEqual(['001_one', '002_two']);
  expect((await owner.query('select * from two')).rows).toEqual([{ id: 2 }]);
});

it('leaves nothing of a file that fails, keeps those before it, and goes on from there', async () => {
  const broken = file('002_two', 'create table two (id int); select nonsense');
  await expect(migrate(database.ownerUrl, [one, broken])).rejects.toThrow(/^Migration 002_two failed: column "nonsense" does not exist$/);
  expect((await owner.query("select to_regclass('one') is null as one, to_regclass('two') is null as two")).rows).toEqual([
    { one: false, two: true },
  ]);
  expect(await migrate(database.ownerUrl, [one, two])).toEqual(['002_two']);
});

it('refuses a database of a newer build, and an edited file, in one line', async () => {
  await migrate(database.ownerUrl, [one, two]);
  await expect(migrate(database.ownerUrl, [one])).rejects.toThrow(/002_two is unknown here.*run that build/);
  const edited = migrate(database.ownerUrl, [one, file('002_two', 'select 1')]);
  await expect(edited).rejects.toThrow(SetupError);
  await expect(edited).rejects.toThrow(/Migration 002_two was edited/);
});

it('says that the database is out of reach', async () => {
  await expect(migrate('postgres://nobody@127.0.0.1:1/none', [one])).rejects.toThrow(
    /can't be reached \(.*ECONNREFUSED.*\): check DATABASE_URL/,
  );
});

it('reaches the rows that an older build left: a pair in its preview hasn’t started, a live one has', async () => {
  const all = await readMigrations();
  await migrate(database.ownerUrl, all.slice(0, 4));
  // The owner is bound by the policies like anybody else.
  await owner.query(`set evenkeel.account = 'a'`);
  await owner.query(`insert into accounts (account_id, name, external_id) values ('a', 'A', '1')`);
  await owner.query(`insert into containers (id, vendor, external_id, hook) values ('c', 'monday', '1', 'h')`);
  await owner.query(`insert into replicas (id, container_id, locator, name) values ('l', 'c', '{}', 'L'), ('r', 'c', '{}', 'R')`);
  await owner.query(`insert into pairs (id, name, left_replica, right_replica, left_end, right_end, settings, state)
    select state, state, 'l', 'r', '{}', '{}', '{}', state from unnest(array['preview', 'live', 'paused']) state`);
  await migrate(database.ownerUrl, all);
  const { rows } = await owner.query('select id, started from pairs order by id');
  expect(rows).toEqual([
    { id: 'live', started: true },
    { id: 'paused', started: true },
    { id: 'preview', started: false },
  ]);
  const { rows: forced } = await owner.query(`select relforcerowsecurity as forced from pg_class where oid = 'pairs'::regclass`);
  expect(forced).toEqual([{ forced: true }]);
});

it('numbers its own files without gaps or doubles', async () => {
  const numbers = (await readMigrations()).map(({ name }) => Number(name.slice(0, 3)));
  expect(numbers).toEqual(numbers.map((_, index) => index));
});

it('sets up the roles from a login that may only create roles and databases, as managed Postgres gives', async () => {
  const admin = new pg.Client(database.superuserUrl);
  await admin.connect();
  await admin.query("create role renter login createrole password 'x'");
  await admin.query('create database rented owner renter');
  const url = new URL(database.superuserUrl);
  url.pathname = '/rented';
  url.username = 'renter';
  url.password = 'x';
  try {
    // The roles exist already on this server, made by somebody else: an administrator has to lend them.
    await expect(migrate(url.href)).rejects.toThrow(
      /may not act as evenkeel_app: let an administrator .* grant evenkeel_app, evenkeel_sweeper to renter"/,
    );
    await admin.query('grant evenkeel_app, evenkeel_sweeper to renter');
    expect((await migrate(url.href))[0]).toBe('000_foundation');
  } finally {
    await admin.query('drop database rented with (force)');
    await admin.query('drop role renter');
    await admin.end();
  }
});
