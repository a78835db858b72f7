/** What a run learnt, in one transaction: base, ids, mirrors, journal and intents move together or not at all (F07). */
import { sql } from 'kysely';
import type { IntentId, PairId, RunId } from '../../../core/sync/ids.ts';
import type { Underway } from '../../../core/sync/ports.ts';
import type { Commit, Lease, NewIntent } from '../../../core/sync/store.ts';
import { fence, json, type Tx } from './context.ts';
import { pack, upsertMirror } from './mirrors.ts';

export async function commitRun(tx: Tx, commit: Commit): Promise<void> {
  await fence(tx, commit.leases);
  await writeEntries(tx, commit);
  for (const mirror of commit.mirrors) {
    if (mirror.records.length > 0) await upsertMirror(tx, mirror.replica, mirror.records);
    if (mirror.gone.length > 0) {
      await sql`update mirror_records set gone = 'deleted' where replica_id = ${mirror.replica} and local_id = any(${[...mirror.gone]})`.execute(
        tx,
      );
    }
  }
  for (const rows of commit.rows) await writeRows(tx, rows);
  await writeJournal(tx, commit);
  await writeConflicts(tx, commit);
  await writeFindings(tx, commit);
  await writeHeld(tx, commit);
  await writeDirty(tx, commit);
  if (commit.directivesDone.length > 0) await sql`delete from directives where id = any(${[...commit.directivesDone]})`.execute(tx);
  if (commit.wishes.length > 0) await addDirectives(tx, commit.pair, commit.wishes);
  if (commit.intent !== null) await sql`update intents set state = ${commit.intent.state} where id = ${commit.intent.id}`.execute(tx);
}

export async function beginRun(tx: Tx, run: { id: RunId; pair: PairId | null; kind: string; who: string }): Promise<void> {
  await sql`insert into runs (id, pair_id, kind, who) values (${run.id}, ${run.pair}, ${run.kind}, ${run.who})
    on conflict (account_id, id) do nothing`.execute(tx);
}

/** A run that did nothing and met no error leaves no trace (P4). */
export async function endRun(tx: Tx, run: RunId, error: string | null): Promise<void> {
  await sql`update runs set error = ${error} where id = ${run}`.execute(tx);
  await sql`delete from runs r where r.id = ${run} and r.kind = 'sync' and r.error is null
    and not exists (select from journal j where j.run_id = r.id)
    and not exists (select from intents i where i.run_id = r.id and i.state <> 'closed')`.execute(tx);
}

export async function saveIntents(tx: Tx, intents: readonly NewIntent[], leases: readonly Lease[]): Promise<void> {
  await fence(tx, leases);
  await sql`
    insert into intents (id, run_id, pair_id, container_id, replica_id, writes, steps, state)
    select id, run, pair, container, replica, writes, steps, 'open' from jsonb_to_recordset(${json(intents)})
      as i(id text, run text, pair text, container text, replica text, writes jsonb, steps jsonb)`.execute(tx);
}

export async function keepTicket(tx: Tx, intent: IntentId, { ticket, percent }: Underway, leases: readonly Lease[]): Promise<void> {
  await fence(tx, leases);
  await sql`update intents set ticket = ${ticket}, percent = ${percent} where id = ${intent}`.execute(tx);
}

async function writeEntries(tx: Tx, commit: Commit): Promise<void> {
  if (commit.entries.length === 0) return;
  // An id changes hands only when its old entry is past: a tombstone's row that came back, a key that moved.
  await sql`
    update archive a set left_id = case when a.left_id = e."left" then null else a.left_id end,
                         right_id = case when a.right_id = e."right" then null else a.right_id end
    from jsonb_to_recordset(${json(commit.entries)}) as e(key text, "left" text, "right" text)
    where a.pair_id = ${commit.pair} and a.record_key <> e.key and a.state <> 'live' and (a.left_id = e."left" or a.right_id = e."right")`.execute(
    tx,
  );
  await sql`
    insert into archive (pair_id, record_key, left_id, right_id, state, name, base, made_by)
    select ${commit.pair}, e.key, e."left", e."right", e.state, e.name, e.base, e."madeBy" from jsonb_to_recordset(${json(commit.entries)})
      as e(key text, "left" text, "right" text, state text, name text, base jsonb, "madeBy" jsonb)
    on conflict (account_id, pair_id, record_key) do update set left_id = excluded.left_id, right_id = excluded.right_id,
      state = excluded.state, name = excluded.name, base = excluded.base, made_by = excluded.made_by`.execute(tx);
}

async function writeRows(tx: Tx, rows: Commit['rows'][number]): Promise<void> {
  if (rows.upsert.length + rows.drop.length === 0) return;
  const keys = [...rows.upsert.map((row) => row.key), ...rows.drop];
  await sql`
    update replicas set index = coalesce((
      select jsonb_agg(r order by (r->>1)::int) from (
        select one as r from jsonb_array_elements(index) one where not (one->>0 = any(${keys}))
        union all select one from jsonb_array_elements(${json(rows.upsert.map(pack))}) one) merged), '[]')
    where id = ${rows.replica}`.execute(tx);
}

/**
 * Who: the person whose wish the run was; else whoever the hub's own event names; from a sheet or a page it can't be
 * known who typed, and nobody is guessed (P8). Looked up line by line through the indexes ("limit 1"): the statistics of
 * tables that this very transaction fills say that they are empty, and a plan made for empty tables compares all with all.
 */
async function writeJournal(tx: Tx, commit: Commit): Promise<void> {
  if (commit.journal.length === 0) return;
  await sql`
    insert into journal (run_id, pair_id, who, why, side, kind, record_key, name, field, before, after)
    select j.run, ${commit.pair},
      case when r.kind <> 'sync' then r.who
           when j.side = 'left' then case f.right_vendor when 'google' then 'someone in the sheet' else 'someone in the wiki' end
           when f.left_vendor = 'computed' then 'evenkeel'
           else coalesce(e.name, 'someone on the board') end,
      j.why, j.side, j.kind, j.key, j.name, j.field, j.before, j.after
    from rows from (jsonb_to_recordset(${json(commit.journal)})
      as (run text, why text, side text, kind text, key text, name text, field text, before jsonb, after jsonb))
      with ordinality as j(run, why, side, kind, key, name, field, before, after, n)
    join (select l.container_id, l.locator->>'vendor' as left_vendor, g.locator->>'vendor' as right_vendor
          from pairs p join replicas l on l.account_id = p.account_id and l.id = p.left_replica
            join replicas g on g.account_id = p.account_id and g.id = p.right_replica where p.id = ${commit.pair}) f on true
    left join runs r on r.id = j.run
    left join lateral (
      select left_id as item from archive a
      where a.pair_id = ${commit.pair} and a.record_key = j.key and j.side = 'right' and f.left_vendor = 'monday' limit 1) a on true
    left join lateral (
      select person->>'name' as name from mailbox m, accounts c, jsonb_array_elements(c.people) person
      where m.container_id = f.container_id and m.item = a.item and c.account_id = m.account_id
        and (j.field is null or j.kind <> 'update' or coalesce(m.body->'event'->>'columnId', 'name') = j.field)
        and person->>'id' = m.body->'event'->>'userId'
      order by m.id desc limit 1) e on true
    order by j.n`.execute(tx);
}

async function writeConflicts(tx: Tx, commit: Commit): Promise<void> {
  if (commit.closes.length > 0) {
    await sql`
      update conflicts c set state = 'settled' from jsonb_to_recordset(${json(commit.closes)}) as o(key text, field text)
      where c.pair_id = ${commit.pair} and c.record_key = o.key and c.field = o.field and c.state = 'open'`.execute(tx);
  }
  if (commit.conflicts.length === 0) return;
  await sql`
    insert into conflicts (id, pair_id, record_key, name, field, left_value, right_value, kept, why, state)
    select gen_random_uuid()::text, ${commit.pair}, c.key, c.name, c.field, c."left", c."right", c.kept, c.why,
           case when c.kept is null then 'open' else 'settled' end
    from jsonb_to_recordset(${json(commit.conflicts)}) as c(key text, name text, field text, "left" jsonb, "right" jsonb, kept text, why text)
    on conflict (account_id, pair_id, record_key, field) where state = 'open' do update
      set left_value = excluded.left_value, right_value = excluded.right_value`.execute(tx);
}

async function writeFindings(tx: Tx, commit: Commit): Promise<void> {
  if (commit.findings.length === 0) return;
  const raised = commit.findings.flatMap((one) => one.raised.map((finding) => ({ ...finding, key: one.key, name: one.name })));
  await sql`
    update findings f set state = 'settled'
    where f.pair_id = ${commit.pair} and f.state <> 'settled' and f.record_key = any(${commit.findings.map((one) => one.key)})
      and not exists (select from jsonb_to_recordset(${json(raised)}) as r(key text, side text, kind text, field text)
        where r.key = f.record_key and r.side = f.side and r.kind = f.kind and coalesce(r.field, '') = f.field)`.execute(tx);
  if (raised.length === 0) return;
  await sql`
    insert into findings (id, pair_id, side, kind, record_key, name, field, shown, state)
    select gen_random_uuid()::text, ${commit.pair}, r.side, r.kind, r.key, r.name, coalesce(r.field, ''), r.shown, 'open'
    from jsonb_to_recordset(${json(raised)}) as r(key text, name text, side text, kind text, field text, shown text)
    on conflict (account_id, pair_id, record_key, side, field, kind) where state <> 'settled' do update set shown = excluded.shown,
      state = case when findings.shown is distinct from excluded.shown then 'open' else findings.state end`.execute(tx);
}

async function writeHeld(tx: Tx, commit: Commit): Promise<void> {
  if (commit.held.length === 0) return;
  const steps = commit.held.flatMap((one) =>
    one.steps.map((held) => ({ id: held.step.id, key: one.key, step: held.step, token: held.token, why: held.why })),
  );
  await sql`
    delete from held_steps h where h.pair_id = ${commit.pair} and h.record_key = any(${commit.held.map((one) => one.key)})
      and not (h.step_id = any(${steps.map((one) => one.id)}))`.execute(tx);
  if (steps.length === 0) return;
  await sql`
    insert into held_steps (pair_id, step_id, record_key, step, token, why)
    select ${commit.pair}, s.id, s.key, s.step, s.token, s.why from jsonb_to_recordset(${json(steps)}) as s(id text, key text, step jsonb, token text, why text)
    on conflict (account_id, pair_id, step_id) do update set step = excluded.step, token = excluded.token, why = excluded.why`.execute(tx);
}

async function writeDirty(tx: Tx, commit: Commit): Promise<void> {
  if (commit.clean.length > 0) {
    await sql`
      delete from dirty_records d using jsonb_to_recordset(${json(commit.clean)}) as c(side text, "localId" text, seq bigint)
      where d.pair_id = ${commit.pair} and d.side = c.side and d.local_id = c."localId" and d.seq <= c.seq`.execute(tx);
  }
  if (commit.later.length > 0) {
    await sql`
      update dirty_records d set not_before = now() + l."waitMs" * interval '1 millisecond'
      from jsonb_to_recordset(${json(commit.later)}) as l(side text, "localId" text, seq bigint, "waitMs" bigint)
      where d.pair_id = ${commit.pair} and d.side = l.side and d.local_id = l."localId" and d.seq <= l.seq`.execute(tx);
  }
  if (commit.again.length > 0) await markDirty(tx, commit.pair, commit.again);
}

/** Puts records on the pair's list, whatever they were before. */
async function markDirty(tx: Tx, pair: PairId, records: Commit['again']): Promise<void> {
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select distinct ${pair}, a.side, a."localId" from jsonb_to_recordset(${json(records)}) as a(side text, "localId" text)
    on conflict (account_id, pair_id, side, local_id) do update
      set seq = default, not_before = null`.execute(tx);
}

/** Stores wishes about records, in their order, and puts the records on the pair's list. */
export async function addDirectives(tx: Tx, pair: PairId, wishes: Commit['wishes']): Promise<void> {
  await sql`
    insert into directives (id, pair_id, record_key, body)
    select gen_random_uuid()::text, ${pair}, w.key, w.directive
    from rows from (jsonb_to_recordset(${json(wishes)}) as (key text, directive jsonb)) with ordinality as w(key, directive, n)
    order by w.n`.execute(tx);
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select distinct a.pair_id, s.side, s.local_id
    from archive a cross join lateral (values ('left', a.left_id), ('right', a.right_id)) as s(side, local_id)
    where a.pair_id = ${pair} and s.local_id is not null
      and a.record_key in (select w.key from jsonb_to_recordset(${json(wishes)}) as w(key text))
    on conflict (account_id, pair_id, side, local_id) do update
      set seq = default, not_before = null`.execute(tx);
}
