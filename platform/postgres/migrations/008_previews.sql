-- Pairs that stood in their preview when `started` came: forced row-level security bound the owner, who changed none of them.
alter table pairs no force row level security;
update pairs set started = false where state = 'preview' and started;
alter table pairs force row level security;
