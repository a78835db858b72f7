-- A pair with a broken side isn't run: what waits in it wakes nobody until its replica is read as sound again, which a hint
-- or a poll brings about.
grant select (state) on replicas to evenkeel_sweeper;

drop function accounts_with_due_work();
create function accounts_with_due_work() returns setof text
  stable language sql as
$$
  with shut as (
    select account_id, id from connections where state <> 'live' or wait_until > now()),
  away as (
    select c.account_id, c.id from containers c
    where c.rest_until > now() or exists (select from shut s where s.account_id = c.account_id and s.id = c.connection_id)),
  stuck as (
    select p.account_id, p.id from pairs p where exists (
      select from replicas r
      where r.account_id = p.account_id and r.id in (p.left_replica, p.right_replica)
        and (r.state = 'broken' or exists (select from away a where a.account_id = r.account_id and a.id = r.container_id))))
  select c.account_id from containers c
    where c.hint_seq > c.read_seq and not exists (select from away a where a.account_id = c.account_id and a.id = c.id)
  union
  select d.account_id from dirty_records d join pairs p on p.account_id = d.account_id and p.id = d.pair_id
    where p.state in ('live', 'preview') and (d.not_before is null or d.not_before <= now())
      and not exists (select from stuck s where s.account_id = p.account_id and s.id = p.id)
  union
  select account_id from connections where state = 'live' and next_poll_at <= now() and (wait_until is null or wait_until <= now())
  union
  select account_id from accounts where figures_dirty
  union
  select i.account_id from intents i join pairs p on p.account_id = i.account_id and p.id = i.pair_id
    where i.state = 'open' and p.state in ('live', 'preview') and not exists (select from stuck s where s.account_id = i.account_id and s.id = i.pair_id)
  union
  select c.account_id from containers c
    where not c.subscribed and c.connection_id is not null and c.subscribe_at <= now()
      and not exists (select from shut s where s.account_id = c.account_id and s.id = c.connection_id)
$$;
select runs_as_sweeper('accounts_with_due_work()');
