-- What figures and computed replicas are made from, and how they learn that it moved.

alter table replicas
  -- Grows with every change of the mirror.
  add column mirror_seq bigint not null default 0,
  -- A board or tab that the account's settings name as a source of figures.
  add column feeds_figures boolean not null default false;

-- Whoever changes a mirror, by whatever statement: its number grows, and what depends on a source is marked. The row of
-- the account is locked until commit, so that a refresh which takes the mark away sees the change that set it.
create function mirror_moved() returns trigger language plpgsql as $$
begin
  if not exists (select from moved) then
    return null;
  end if;
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

create trigger mirror_inserted after insert on mirror_records
  referencing new table as moved for each statement execute function mirror_moved();
create trigger mirror_updated after update on mirror_records
  referencing new table as moved for each statement execute function mirror_moved();
create trigger mirror_deleted after delete on mirror_records
  referencing old table as moved for each statement execute function mirror_moved();
