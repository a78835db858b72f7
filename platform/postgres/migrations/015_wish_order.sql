-- Of several wishes about a record the last counts: those of one statement have one time, and their ids are random.
alter table directives add column n bigint not null generated always as identity;
