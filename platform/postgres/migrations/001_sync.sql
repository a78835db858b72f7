-- Everything that the sync engine remembers. Every table is a tenant's. Times are the database's own.

create table accounts (
  account_id text primary key,
  name text not null,
  -- The hub's own id of the account: the monday account id.
  external_id text not null unique,
  -- Which replica plays which part for figures, presets, hours, rates (core/accounts).
  settings jsonb not null default '{}',
  -- [{id, name, email}], the hub's people, as last read.
  people jsonb not null default '[]',
  people_read_at timestamptz,
  -- Mirrors that figures depend on changed since they were last computed.
  figures_dirty boolean not null default false,
  -- The day for which computed replicas were last written.
  figures_day date,
  created_at timestamptz not null default now()
);
select tenant_table('accounts');

create table api_tokens (
  account_id text not null references accounts on delete cascade,
  token_hash text primary key,
  person text not null,
  created_at timestamptz not null default now()
);
select tenant_table('api_tokens');

-- Which account a bearer token belongs to: asked before any account is known, so it crosses tenants and returns ids only.
create function account_of_token(hash text) returns table (account text, person text)
  stable language sql as
$$ select account_id, api_tokens.person from api_tokens where token_hash = hash $$;

create function account_of_external(external text) returns text
  stable language sql as
$$ select account_id from accounts where external_id = external $$;

create table connections (
  account_id text not null references accounts on delete cascade,
  id text not null,
  vendor text not null check (vendor in ('monday', 'google', 'confluence')),
  state text not null default 'live' check (state in ('live', 'reconnect')),
  -- Sealed tokens; never in clear.
  sealed text not null,
  access_expires_at timestamptz,
  -- Vendor facts that calls need: cloudId.
  facts jsonb not null default '{}',
  -- Page token or time of the vendor's change poll.
  cursor text,
  next_poll_at timestamptz not null default now(),
  poll_every interval not null default interval '60 seconds',
  subscriptions jsonb not null default '[]',
  primary key (account_id, id)
);
select tenant_table('connections');

create table containers (
  account_id text not null references accounts on delete cascade,
  id text not null,
  connection_id text,
  vendor text not null,
  external_id text not null,
  -- Hints are numbered by the container; all up to read_seq have been read.
  hint_seq bigint not null default 0,
  read_seq bigint not null default 0,
  lease_holder text,
  -- Fencing token: grows with every new holder, checked by every commit.
  lease_token bigint not null default 0,
  lease_until timestamptz,
  -- Secret part of the webhook address.
  hook text not null,
  subscribed boolean not null default false,
  subscriptions jsonb not null default '[]',
  primary key (account_id, id),
  unique (account_id, vendor, external_id)
);
create unique index containers_hook on containers (hook);
select tenant_table('containers');

create function container_of_hook(secret text) returns table (account text, container text)
  stable language sql as
$$ select account_id, id from containers where hook = secret $$;

create table hints (
  account_id text not null,
  container_id text not null,
  seq bigint not null,
  -- null: anything in the container may have changed.
  local_id text,
  at timestamptz not null default now(),
  primary key (account_id, container_id, seq),
  foreign key (account_id, container_id) references containers on delete cascade
);
select tenant_table('hints');

create table replicas (
  account_id text not null,
  id text not null,
  container_id text not null,
  locator jsonb not null,
  name text not null,
  columns jsonb not null default '[]',
  locale jsonb,
  state text not null default 'new' check (state in ('new', 'ready', 'broken')),
  -- [[localId, position, fingerprint, written], …] of a keyed tab, packed in one row.
  index jsonb not null default '[]',
  primary key (account_id, id),
  foreign key (account_id, container_id) references containers on delete cascade
);
select tenant_table('replicas');

create table mirror_records (
  account_id text not null,
  replica_id text not null,
  local_id text not null,
  name text not null,
  -- What the key column shows, untrusted.
  shown_key text,
  cells jsonb not null,
  fingerprint text not null,
  version text,
  -- archived, deleted, elsewhere; null while it is there.
  gone text,
  primary key (account_id, replica_id, local_id),
  foreign key (account_id, replica_id) references replicas on delete cascade
);
select tenant_table('mirror_records');

create table pairs (
  account_id text not null,
  id text not null,
  name text not null,
  left_replica text not null,
  right_replica text not null,
  left_end jsonb not null,
  right_end jsonb not null,
  settings jsonb not null,
  state text not null check (state in ('preview', 'live', 'paused', 'reconnect')),
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, left_replica) references replicas,
  foreign key (account_id, right_replica) references replicas
);
create index pairs_left on pairs (account_id, left_replica);
create index pairs_right on pairs (account_id, right_replica);
select tenant_table('pairs');

-- What is still to be looked at, record by record: a change in a mirror, a person's wish. A poisoned one stops nobody.
create table dirty_records (
  account_id text not null,
  pair_id text not null,
  side text not null check (side in ('left', 'right')),
  local_id text not null,
  seq bigint generated always as identity,
  since timestamptz not null default now(),
  -- Waits until then unless it changes again: a half-typed row, a frozen loop.
  not_before timestamptz,
  primary key (account_id, pair_id, side, local_id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
select tenant_table('dirty_records');

create table archive (
  account_id text not null,
  pair_id text not null,
  record_key text not null,
  left_id text,
  right_id text,
  state text not null check (state in ('live', 'removed', 'parked', 'filtered')),
  name text not null,
  base jsonb not null,
  made_by jsonb not null,
  primary key (account_id, pair_id, record_key),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
create unique index archive_left on archive (account_id, pair_id, left_id) where left_id is not null;
create unique index archive_right on archive (account_id, pair_id, right_id) where right_id is not null;
select tenant_table('archive');

create table runs (
  account_id text not null,
  id text not null,
  pair_id text,
  kind text not null check (kind in ('sync', 'undo', 'settings', 'approve', 'take')),
  who text not null,
  at timestamptz not null default now(),
  error text,
  primary key (account_id, id)
);
create index runs_pair on runs (account_id, pair_id, at desc);
select tenant_table('runs');

create table intents (
  account_id text not null,
  id text not null,
  run_id text not null,
  pair_id text not null,
  container_id text not null,
  replica_id text not null,
  writes jsonb not null,
  -- The steps that the writes perform, by write: what a commit after a crash needs.
  steps jsonb not null,
  state text not null check (state in ('open', 'covering', 'closed')),
  at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
create index intents_open on intents (account_id, container_id) where state <> 'closed';
select tenant_table('intents');

create table journal (
  account_id text not null,
  id bigint generated always as identity,
  run_id text not null,
  pair_id text not null,
  at timestamptz not null default now(),
  who text not null,
  why text not null,
  side text not null,
  kind text not null check (kind in ('create', 'update', 'remove')),
  record_key text not null,
  name text not null,
  field text,
  before jsonb,
  after jsonb,
  primary key (account_id, id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
create index journal_pair on journal (account_id, pair_id, id desc);
create index journal_run on journal (account_id, run_id);
create index journal_record on journal (account_id, record_key, id desc);
select tenant_table('journal');

create table conflicts (
  account_id text not null,
  id text not null,
  pair_id text not null,
  record_key text not null,
  name text not null,
  field text not null,
  left_value jsonb,
  right_value jsonb,
  kept text check (kept in ('left', 'right')),
  why text not null,
  state text not null check (state in ('open', 'settled')),
  at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
create unique index conflicts_open on conflicts (account_id, pair_id, record_key, field) where state = 'open';
create index conflicts_pair on conflicts (account_id, pair_id, at desc, id);
select tenant_table('conflicts');

create table findings (
  account_id text not null,
  id text not null,
  pair_id text not null,
  side text not null,
  kind text not null,
  -- '' where the finding is about the replica, not a record or a field.
  record_key text not null default '',
  name text not null default '',
  field text not null default '',
  shown text,
  state text not null check (state in ('open', 'settled', 'dismissed')),
  at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
create unique index findings_open on findings (account_id, pair_id, record_key, side, field, kind) where state <> 'settled';
create index findings_pair on findings (account_id, pair_id, at desc, id);
select tenant_table('findings');

create table held_steps (
  account_id text not null,
  pair_id text not null,
  step_id text not null,
  record_key text not null,
  step jsonb not null,
  token text not null,
  why text not null,
  at timestamptz not null default now(),
  primary key (account_id, pair_id, step_id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
select tenant_table('held_steps');

create table directives (
  account_id text not null,
  id text not null,
  pair_id text not null,
  record_key text not null,
  body jsonb not null,
  at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, pair_id) references pairs on delete cascade
);
create index directives_pair on directives (account_id, pair_id, record_key);
select tenant_table('directives');

-- Vendor events as they came, before anybody acted on them: answered 200 only when they stand here.
create table mailbox (
  account_id text not null,
  id bigint generated always as identity,
  container_id text not null,
  event_id text not null,
  body jsonb not null,
  at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, container_id, event_id),
  foreign key (account_id, container_id) references containers on delete cascade
);
select tenant_table('mailbox');

-- The item that an event is about: some kinds say pulseId, others itemId.
create function event_item(body jsonb) returns text immutable parallel safe language sql as
$$ select coalesce(body->'event'->>'pulseId', body->'event'->>'itemId') $$;
create index mailbox_item on mailbox (account_id, container_id, event_item(body), id desc);

-- The sweeper crosses accounts and learns ids only: who has hints unread, records dirty and due, a poll due or a day begun.
create function accounts_with_work() returns setof text
  stable language sql as
$$
  select account_id from containers where hint_seq > read_seq
  union
  select d.account_id from dirty_records d join pairs p on p.account_id = d.account_id and p.id = d.pair_id
    where p.state in ('live', 'preview') and (d.not_before is null or d.not_before <= now())
  union
  select account_id from connections where state = 'live' and next_poll_at <= now()
  union
  select account_id from accounts where figures_dirty
  union
  select account_id from intents where state = 'open'
  union
  select account_id from containers where not subscribed and connection_id is not null
$$;

create function accounts_all() returns setof text
  stable language sql as
$$ select account_id from accounts $$;

-- What these functions may see of all accounts, and nothing else.
select sweepable('accounts', 'account_id', 'external_id', 'figures_dirty');
select sweepable('api_tokens', 'account_id', 'token_hash', 'person');
select sweepable('containers', 'account_id', 'id', 'hook', 'hint_seq', 'read_seq', 'subscribed', 'connection_id');
select sweepable('connections', 'account_id', 'state', 'next_poll_at');
select sweepable('pairs', 'account_id', 'id', 'state');
select sweepable('dirty_records', 'account_id', 'pair_id', 'not_before');
select sweepable('intents', 'account_id', 'state');
select runs_as_sweeper('account_of_token(text)');
select runs_as_sweeper('account_of_external(text)');
select runs_as_sweeper('container_of_hook(text)');
select runs_as_sweeper('accounts_with_work()');
select runs_as_sweeper('accounts_all()');
