import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '../../helpers/postgres.ts';

/** What each table of ours must have; the ledger of migrations belongs to no account and is closed to the app. */
const OFFENDERS = `
  select c.relname as "table",
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and a.attnotnull and not a.attisdropped) as account_id,
    c.relrowsecurity and c.relforcerowsecurity as forced,
    exists (
      select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
        and pg_get_expr(p.polqual, c.oid) = '(account_id = current_account())' and pg_get_expr(p.polwithcheck, c.oid) = '(account_id = current_account())'
    ) as policy,
    -- Another permissive policy opens the table further; only the sweeper's reading one is known.
    not exists (
      select from pg_policy p where p.polrelid = c.oid and p.polname <> 'tenant'
        and not (p.polname = 'sweep' and p.polcmd = 'r' and p.polroles = array[(select oid from pg_roles where rolname = 'evenkeel_sweeper')])
    ) as closed,
    pg_get_userbyid(c.relowner) <> 'evenkeel_app' as owned
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'evenkeel' and c.relkind in ('r', 'p', 'f', 'm') and not (c.relname = 'migrations')`;

const database = await testDatabase();
const owner = new pg.Client({ connectionString: database.ownerUrl, options: '-c search_path=evenkeel' });
beforeAll(() => owner.connect());
afterAll(() => owner.end());

const right = { account_id: true, forced: true, policy: true, closed: true, owned: true };

it('keeps every table of the schema under forced row-level security by account', async () => {
  const { rows } = await owner.query(OFFENDERS);
  expect(rows).toEqual(rows.map(({ table }) => ({ table, ...right })));
});

it('would notice a table without it', async () => {
  await owner.query('create table bare (id int); create table open (account_id text)');
  await owner.query(`select tenant_table('open'); create policy more on open using (true)`);
  const { rows } = await owner.query(`select * from (${OFFENDERS}) t where "table" in ('bare', 'open') order by 1`);
  expect(rows).toEqual([
    { table: 'bare', account_id: false, forced: false, policy: false, closed: true, owned: true },
    { table: 'open', ...right, closed: false },
  ]);
  await owner.query('drop table bare, open');
});

it('has no view that reads as its owner', async () => {
  const { rows } = await owner.query(`
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'evenkeel' and c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false)`);
  expect(rows).toEqual([]);
});

it('lets no function but the sweeper’s cross accounts', async () => {
  const { rows } = await owner.query(`
    select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'evenkeel' and p.prosecdef and pg_get_userbyid(p.proowner) <> 'evenkeel_sweeper'`);
  expect(rows).toEqual([]);
});

it('gives the app and the sweeper no power over roles or row-level security', async () => {
  const { rows } = await owner.query(`
    select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as power from pg_roles
    where rolname in ('evenkeel_app', 'evenkeel_sweeper', 'evenkeel_owner') order by 1`);
  expect(rows).toEqual([
    { rolname: 'evenkeel_app', power: false },
    { rolname: 'evenkeel_owner', power: true }, // may create databases
    { rolname: 'evenkeel_sweeper', power: false },
  ]);
});
