-- People who live in the sheet: the Inbox of each spreadsheet, what was answered in it, and our notes on cells.

create table inboxes (
  account_id text not null references accounts on delete cascade,
  spreadsheet text not null,
  -- The pair that fills its tab; null until it is made.
  pair_id text,
  -- A person has disconnected it: it isn't made again.
  off boolean not null default false,
  -- After a failure it is tried again from then on.
  next_try timestamptz not null default now(),
  primary key (account_id, spreadsheet)
);
select tenant_table('inboxes');

-- What was typed into a choice cell and has been judged: it counts once.
create table inbox_answers (
  account_id text not null,
  pair_id text not null,
  line text not null,
  typed text not null,
  answer text not null check (answer in ('obeyed', 'unknown', 'stale')),
  primary key (account_id, pair_id, line),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
select tenant_table('inbox_answers');

-- Notes of ours that stand on cells of a pair's right side.
create table cell_notes (
  account_id text not null,
  pair_id text not null,
  record_key text not null,
  field text not null,
  -- The column that it stands in, and what it says, in short.
  column_ref text not null,
  stamp text not null,
  -- A note that met another row is tried again from then on.
  not_before timestamptz,
  primary key (account_id, pair_id, record_key, field),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
select tenant_table('cell_notes');

alter table accounts
  -- What the Inboxes were last made of.
  add column inbox_version text not null default '';

alter table conflicts
  -- Its loss isn't told on the cell, or not any more. What was settled before there were notes is past.
  add column note_over boolean not null default true;
alter table conflicts alter column note_over set default false;
create index conflicts_lost on conflicts (account_id, pair_id, record_key, field, at desc) where state = 'settled' and kept = 'left' and not note_over;
