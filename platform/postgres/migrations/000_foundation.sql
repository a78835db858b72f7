-- Roles, and the functions by which every later table becomes a tenant's. Roles belong to the whole server, so they
-- may exist already (the embedded Postgres makes them with passwords; a second database finds those of the first).

do $$
declare
  wanted text;
  advice text := format('let an administrator of the database run "create role evenkeel_app; create role evenkeel_sweeper; grant evenkeel_app, evenkeel_sweeper to %I", as far as not done yet, and start again', current_user);
begin
  foreach wanted in array array['evenkeel_app', 'evenkeel_sweeper'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception
        when duplicate_object or unique_violation then null; -- made by another database's migration this very moment
        when insufficient_privilege then raise exception 'the user of DATABASE_URL may not create the role %: %', wanted, advice;
      end;
    end if;
    if exists (select from pg_roles where rolname = wanted and (rolsuper or rolbypassrls)) then
      raise exception 'the role % escapes row-level security: run "alter role % nosuperuser nobypassrls" and start again', wanted, wanted;
    end if;
    begin
      execute format('grant %I to current_user', wanted);
    exception
      when insufficient_privilege then null; -- an administrator gave it, or the next lines say that nobody did
    end;
    begin
      execute format('set local role %I', wanted);
      reset role;
    exception
      when insufficient_privilege then raise exception 'the user of DATABASE_URL may not act as %: %', wanted, advice;
    end;
  end loop;
end $$;

grant usage on schema evenkeel to evenkeel_app, evenkeel_sweeper;
alter default privileges in schema evenkeel grant select, insert, update, delete on tables to evenkeel_app;
alter default privileges in schema evenkeel grant usage, select on sequences to evenkeel_app;

-- The account of this transaction; null outside withAccount (a setting that was local once is '' afterwards).
create function current_account() returns text stable parallel safe language sql
  return nullif(current_setting('evenkeel.account', true), '');

-- Makes a table with a column account_id text a tenant's: select tenant_table('records');
create function tenant_table(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s alter column account_id set not null, alter column account_id set default evenkeel.current_account()', target);
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('create policy tenant on %s using (account_id = evenkeel.current_account()) with check (account_id = evenkeel.current_account())', target);
end $$;

-- Lets functions of the sweeper read these columns of all accounts: select sweepable('pairs', 'account_id', 'id', 'dirty_since');
create function sweepable(target regclass, variadic columns text[]) returns void language plpgsql as $$
begin
  execute format('grant select (%s) on %s to evenkeel_sweeper', (select string_agg(quote_ident(c), ', ') from unnest(columns) c), target);
  execute format('create policy sweep on %s for select to evenkeel_sweeper using (true)', target);
end $$;

-- Makes a function cross accounts; it may return ids only: select runs_as_sweeper('dirty_pairs(int)');
create function runs_as_sweeper(target regprocedure) returns void language plpgsql as $$
begin
  execute format('alter function %s security definer set search_path = evenkeel, pg_temp', target);
  execute format('revoke execute on function %s from public', target);
  execute format('grant execute on function %s to evenkeel_app', target);
  grant create on schema evenkeel to evenkeel_sweeper;
  execute format('alter function %s owner to evenkeel_sweeper', target);
  revoke create on schema evenkeel from evenkeel_sweeper;
end $$;
