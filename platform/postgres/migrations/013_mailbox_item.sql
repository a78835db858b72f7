-- Whose item an event is, as a column: row-level security keeps a condition on a function that isn't leakproof out of
-- every index, so the index on event_item(body) was never used and each line of the journal read the whole mailbox.
drop index mailbox_item;
alter table mailbox
  add column item text generated always as (coalesce(body->'event'->>'pulseId', body->'event'->>'itemId')) stored;
create index mailbox_item on mailbox (account_id, container_id, item, id desc);
-- event_item stays: workers of the version before may write lines of the journal until they are replaced.
