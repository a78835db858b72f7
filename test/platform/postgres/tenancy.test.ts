import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { testDatabase } from '../../helpers/postgres.ts';

interface Tables {
  notes: { account_id?: string; id: number; body: string };
}

const database = await testDatabase();
const owner = new pg.Client({ connectionString: database.ownerUrl, options: '-c search_path=evenkeel' });
const ignore = () => undefined;
let db: Kysely<Tables>;

beforeAll(async () => {
  await owner.connect();
  await owner.query(`
    create table notes (account_id text, id bigint, body text, primary key (account_id, id));
    select tenant_table('notes');
    select sweepable('notes', 'account_id', 'id');
    create table plain (account_id text primary key);
    select tenant_table('plain');
    create function all_notes() returns table (account_id text, id bigint) stable language sql as 'select account_id, id from notes order by 1, 2';
    select runs_as_sweeper('all_notes()');
    create function all_bodies() returns setof text stable language sql as 'select body from notes';
    select runs_as_sweeper('all_bodies()');
  `);
  db = openDatabase<Tables>(openPool({ url: database.url, name: 'test', max: 1, onError: ignore }));
});
afterAll(async () => {
  await owner.end();
  await db.destroy();
});
beforeEach(async () => {
  for (const account of ['a', 'b']) await withAccount(db, account, (t) => t.deleteFrom('notes').execute());
  await withAccount(db, 'a', (t) => t.insertInto('notes').values({ id: 1, body: "a's" }).execute());
  await withAccount(db, 'b', (t) => t.insertInto('notes').values({ id: 1, body: "b's" }).execute());
});

const bodies = (account: string) => withAccount(db, account, (t) => t.selectFrom('notes').select('body').execute());

it('[P9] shows an account its own rows only, also on the connection that another account has just used', async () => {
  expect(await bodies('a')).toEqual([{ body: "a's" }]);
  expect(await bodies('b')).toEqual([{ body: "b's" }]);
  expect(await bodies('c')).toEqual([]);
});

it('shows and changes nothing outside withAccount, before and after the connection had an account', async () => {
  const fresh = openDatabase<Tables>(openPool({ url: database.url, name: 'test', max: 1, onError: ignore }));
  expect(await fresh.selectFrom('notes').selectAll().execute()).toEqual([]);
  await fresh.destroy();
  expect(await db.selectFrom('notes').selectAll().execute()).toEqual([]);
  expect((await db.updateTable('notes').set({ body: 'x' }).executeTakeFirst()).numUpdatedRows).toBe(0n);
  expect((await db.deleteFrom('notes').executeTakeFirst()).numDeletedRows).toBe(0n);
  await expect(db.insertInto('notes').values({ id: 9, body: 'x' }).execute()).rejects.toMatchObject({ code: '42501' });
});

it("can't touch, insert or move a row into another account, though it names that account", async () => {
  await withAccount(db, 'a', async (t) => {
    expect((await t.updateTable('notes').set({ body: 'x' }).where('account_id', '=', 'b').executeTakeFirst()).numUpdatedRows).toBe(0n);
    expect((await t.deleteFrom('notes').where('account_id', '=', 'b').executeTakeFirst()).numDeletedRows).toBe(0n);
  });
  const insert = withAccount(db, 'a', (t) => t.insertInto('notes').values({ account_id: 'b', id: 2, body: 'x' }).execute());
  await expect(insert).rejects.toMatchObject({ code: '42501' });
  const move = withAccount(db, 'a', (t) => t.updateTable('notes').set({ account_id: 'b', id: 3 }).execute());
  await expect(move).rejects.toMatchObject({ code: '42501' });
  expect(await bodies('b')).toEqual([{ body: "b's" }]);
});

it('rolls back what a failing piece of work did', async () => {
  const failing = withAccount(db, 'a', async (t) => {
    await t.deleteFrom('notes').execute();
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  expect(await bodies('a')).toEqual([{ body: "a's" }]);
});

it('binds the owner too, and refuses the app what only the owner may', async () => {
  await sql`select set_config('evenkeel.account', 'a', false)`.execute(db);
  await sql`insert into plain default values`.execute(db);
  await sql`select set_config('evenkeel.account', '', false)`.execute(db);
  expect((await owner.query('select * from plain')).rows).toEqual([]);
  expect((await owner.query('delete from plain')).rowCount).toBe(0);
  for (const statement of [
    'alter table notes disable row level security',
    'drop table notes',
    'create table mine (id int)',
    'set role evenkeel_sweeper',
  ]) {
    await expect(sql.raw(statement).execute(db)).rejects.toMatchObject({ code: '42501' });
  }
});

it('acts as the app role when only the owner url is known, also after RESET ROLE', async () => {
  const stepped = openDatabase<Tables>(openPool({ url: database.ownerUrl, name: 'test', max: 1, onError: ignore }));
  await sql`reset role`.execute(stepped);
  const { rows } = await sql<{ who: string }>`select current_user as who`.execute(stepped);
  expect(rows).toEqual([{ who: 'evenkeel_app' }]);
  expect(await stepped.selectFrom('notes').selectAll().execute()).toEqual([]);
  await stepped.destroy();
});

it('lets a function of the sweeper cross accounts, for the ids that it was given and no more', async () => {
  const { rows } = await sql`select * from all_notes()`.execute(db);
  expect(rows).toEqual([
    { account_id: 'a', id: 1 },
    { account_id: 'b', id: 1 },
  ]);
  await expect(sql`select * from all_bodies()`.execute(db)).rejects.toMatchObject({ code: '42501' });
});

it('reads values as promised', async () => {
  const { rows } = await sql`select 9007199254740991::bigint as big, 0.10::numeric as money, date '2026-02-03' as day,
    '{"a":[1]}'::jsonb as doc, timestamptz '2026-02-03 04:05:06.789+02' as moment, timestamp '2026-02-03 04:05' as local`.execute(db);
  expect(rows).toEqual([
    {
      big: 9007199254740991,
      money: '0.10',
      day: '2026-02-03',
      doc: { a: [1] },
      moment: new Date(Date.UTC(2026, 1, 3, 2, 5, 6, 789)),
      local: '2026-02-03 04:05:00',
    },
  ]);
  await expect(sql`select 9007199254740993::bigint as big`.execute(db)).rejects.toThrow(RangeError);
});

it('takes an account id as it is, whatever stands in it', async () => {
  for (const account of ["a'; reset role; --", 'back\\slash', 'ü', '$1']) {
    await withAccount(db, account, (t) => t.insertInto('notes').values({ id: 1, body: account }).execute());
    expect(await bodies(account)).toEqual([{ body: account }]);
  }
  expect(await bodies('a')).toEqual([{ body: "a's" }]);
});

it('goes on with a new connection after the old one was cut in the middle of a piece of work', async () => {
  const cut = withAccount(db, 'a', async (t) => {
    await t.deleteFrom('notes').execute();
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(t);
    const admin = new pg.Client(database.superuserUrl);
    await admin.connect();
    await admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await admin.end();
    return t.selectFrom('notes').selectAll().execute();
  });
  await expect(cut).rejects.toThrow();
  expect(await bodies('a')).toEqual([{ body: "a's" }]);
});

it('rejects when the commit is refused, and nothing of it stands', async () => {
  await owner.query('create table strict (account_id text, id bigint, unique (account_id, id) deferrable initially deferred)');
  await owner.query("select tenant_table('strict')");
  const twice = withAccount(db, 'a', (t) => sql`insert into strict (id) values (1), (1)`.execute(t));
  await expect(twice).rejects.toMatchObject({ code: '23505' });
  expect((await withAccount(db, 'a', (t) => sql`select * from strict`.execute(t))).rows).toEqual([]);
});

it('refuses an empty account id', () => {
  expect(() => withAccount(db, '', async () => undefined)).toThrow(TypeError);
});
