-- Whether a pair's first run was ever allowed: a pair that is paused or dropped in its preview goes back to it.
alter table pairs add column started boolean not null default true;
update pairs set started = false where state = 'preview';
