-- Whether an account may be worked for: what the hub says of the app's installation and subscription.

alter table accounts
  add column lifecycle text not null default 'active' check (lifecycle in ('active', 'lapsed', 'uninstalled')),
  -- When the hub said so, by its clock: an older event is out of date.
  add column lifecycle_at timestamptz not null default 'epoch',
  -- Its grants were given back; everything of it is deleted a week later.
  add column left_at timestamptz;

grant select (lifecycle, left_at) on accounts to evenkeel_sweeper;

alter function accounts_with_work() rename to accounts_with_due_work;
create function accounts_with_work() returns setof text
  stable language sql as
$$
  select due.id from accounts_with_due_work() as due(id) join accounts a on a.account_id = due.id where a.lifecycle = 'active'
  union
  select account_id from accounts where lifecycle = 'uninstalled' and (left_at is null or left_at < now() - interval '7 days')
$$;
select runs_as_sweeper('accounts_with_work()');
