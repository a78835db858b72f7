-- Work that runs on at a vendor after the call that handed it over: what it takes to ask after it, and how far it is.
alter table intents
  add column ticket text,
  add column percent smallint not null default 0 check (percent between 0 and 100),
  -- How much an intent does, without opening its writes: what is shown of a run under way.
  add column size int not null generated always as (jsonb_array_length(writes)) stored;
create index intents_run on intents (account_id, run_id);
