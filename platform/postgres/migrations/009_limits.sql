-- Budgets of the vendors' limits as all processes share them, and what each account used of them by day.

create table budgets (
  -- '*' is everybody's together: it names accounts by a hash only.
  account_id text not null,
  name text not null,
  version bigint not null,
  tally text not null,
  primary key (account_id, name)
) with (fillfactor = 50);
select tenant_table('budgets');

create table usage (
  account_id text not null,
  vendor text not null,
  -- UTC, as monday's day is.
  day date not null,
  calls bigint not null default 0,
  -- Calls that waited for their place, and how long together.
  waited bigint not null default 0,
  waited_ms bigint not null default 0,
  -- By the vendor; by ourselves, before anything was sent; without an answer, or with one of the vendor's own failures.
  refused bigint not null default 0,
  held bigint not null default 0,
  failed bigint not null default 0,
  primary key (account_id, vendor, day)
);
select tenant_table('usage');

-- One visit for budgets of several accounts: each is changed when its version is still the caller's, and told as it lies
-- there now. Callers sort by account and name, so that two of them never wait for each other.
create function swap_budgets(swaps jsonb) returns table (n integer, swapped boolean, version bigint, tally text, at double precision)
language plpgsql as $$
declare
  own text := coalesce(current_setting('evenkeel.account', true), '');
  one record;
begin
  for one in
    select (s.ordinality - 1)::integer as n, s.value->>'account' as account, s.value->>'name' as name, (s.value->>'version')::bigint as version, s.value->>'text' as text
    from jsonb_array_elements(swaps) with ordinality s order by s.ordinality
  loop
    perform set_config('evenkeel.account', one.account, true);
    n := one.n;
    swapped := false;
    if one.version = 0 then
      insert into budgets as b (account_id, name, version, tally) values (one.account, one.name, 1, one.text) on conflict do nothing;
      swapped := found;
    elsif one.version > 0 then
      update budgets b set version = b.version + 1, tally = one.text where b.account_id = one.account and b.name = one.name and b.version = one.version;
      swapped := found;
    end if;
    if swapped then
      version := one.version + 1;
      tally := one.text;
    else
      select b.version, b.tally into version, tally from budgets b where b.account_id = one.account and b.name = one.name;
      version := coalesce(version, 0);
      tally := coalesce(tally, '');
    end if;
    at := extract(epoch from clock_timestamp()) * 1000;
    return next;
  end loop;
  perform set_config('evenkeel.account', own, true);
end $$;

-- Adds what a process counted, of several accounts in one visit.
create function add_usage(counted jsonb) returns void language plpgsql as $$
declare
  own text := coalesce(current_setting('evenkeel.account', true), '');
  one text;
begin
  for one in select distinct c->>'account' from jsonb_array_elements(counted) c order by 1 loop
    perform set_config('evenkeel.account', one, true);
    insert into usage as u (vendor, day, calls, waited, waited_ms, refused, held, failed)
    select c.vendor, c.day, c.calls, c.waited, c.waited_ms, c.refused, c.held, c.failed
    from jsonb_to_recordset(counted) c(account text, vendor text, day date, calls bigint, waited bigint, waited_ms bigint, refused bigint, held bigint, failed bigint)
    where c.account = one and exists (select from accounts a where a.account_id = one) -- it may have left meanwhile
    order by c.vendor, c.day
    on conflict (account_id, vendor, day) do update set calls = u.calls + excluded.calls, waited = u.waited + excluded.waited,
      waited_ms = u.waited_ms + excluded.waited_ms, refused = u.refused + excluded.refused, held = u.held + excluded.held, failed = u.failed + excluded.failed;
  end loop;
  perform set_config('evenkeel.account', own, true);
end $$;
