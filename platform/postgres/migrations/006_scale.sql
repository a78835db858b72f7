-- For pairs of 100,000 records: what a run would otherwise count or read record by record, although 50 have changed.

-- Rows that exist already belong to every account: the owner sees them for as long as the policies don't bind it.
alter table pairs no force row level security;
alter table archive no force row level security;
alter table replicas no force row level security;
alter table mirror_records no force row level security;

-- Live entries of the pair's archive, for the guard's shares.
alter table pairs add column records integer not null default 0;
update pairs p set records = (
  select count(*) from archive a where a.account_id = p.account_id and a.pair_id = p.id and a.state = 'live');

-- Whoever changes an archive, by whatever statement: the pair's count follows.
create function archive_counted() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update pairs p set records = p.records + d.n from (
      select account_id, pair_id, count(*) as n from entered where state = 'live' group by 1, 2) d
    where p.account_id = d.account_id and p.id = d.pair_id;
  elsif tg_op = 'DELETE' then
    update pairs p set records = p.records - d.n from (
      select account_id, pair_id, count(*) as n from had where state = 'live' group by 1, 2) d
    where p.account_id = d.account_id and p.id = d.pair_id;
  else
    update pairs p set records = p.records + d.n from (
      select account_id, pair_id, sum(n) as n from (
        select account_id, pair_id, 1 as n from entered where state = 'live'
        union all select account_id, pair_id, -1 from had where state = 'live') both_sides
      group by 1, 2 having sum(n) <> 0) d
    where p.account_id = d.account_id and p.id = d.pair_id;
  end if;
  return null;
end $$;

create trigger archive_inserted after insert on archive
  referencing new table as entered for each statement execute function archive_counted();
create trigger archive_updated after update on archive
  referencing old table as had new table as entered for each statement execute function archive_counted();
create trigger archive_deleted after delete on archive
  referencing old table as had for each statement execute function archive_counted();

-- What the guard counts of the last minutes; a first sync's creates aren't.
create index journal_window on journal (account_id, pair_id, at) where kind <> 'create';

-- {localId: fingerprint} of the live records of an item replica, packed in one row as of its last complete reading. A
-- keyed tab has its index instead.
alter table replicas add column fingerprints jsonb not null default '{}';
-- Read whole and written whole: packing megabytes of hashes costs more than their place.
alter table replicas alter column fingerprints set storage external, alter column index set storage external;

-- Records whose fingerprint has moved since.
create table unpacked_records (
  account_id text not null,
  replica_id text not null,
  local_id text not null,
  primary key (account_id, replica_id, local_id),
  foreign key (account_id, replica_id) references replicas on delete cascade
);
select tenant_table('unpacked_records');

insert into unpacked_records (account_id, replica_id, local_id)
select m.account_id, m.replica_id, m.local_id
from mirror_records m join replicas r on r.account_id = m.account_id and r.id = m.replica_id
where r.locator->>'identity' is distinct from 'keyed';

create or replace function mirror_moved() returns trigger language plpgsql as $$
begin
  if not exists (select from moved) then
    return null;
  end if;
  insert into unpacked_records (account_id, replica_id, local_id)
  select m.account_id, m.replica_id, m.local_id
  from moved m join replicas r on r.account_id = m.account_id and r.id = m.replica_id
  where r.locator->>'identity' is distinct from 'keyed'
  on conflict do nothing;
  with grown as (
    update replicas r set mirror_seq = r.mirror_seq + 1
    from (select distinct account_id, replica_id from moved) m
    where r.account_id = m.account_id and r.id = m.replica_id
    returning r.account_id, r.feeds_figures)
  update accounts a set figures_dirty = true
  from (select distinct account_id from grown where feeds_figures) g
  where a.account_id = g.account_id;
  return null;
end $$;

alter table pairs force row level security;
alter table archive force row level security;
alter table replicas force row level security;
alter table mirror_records force row level security;
