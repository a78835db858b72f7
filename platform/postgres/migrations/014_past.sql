-- What is past goes: events that no vendor delivers again, writes that the journal tells of.
create index mailbox_at on mailbox (account_id, at);
create index intents_closed on intents (account_id, at) where state = 'closed';
