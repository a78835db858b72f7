/** The Inboxes of an account: what is open in each spreadsheet, what people typed into their choice cells, what was answered. */
import { sql } from 'kysely';
import type { Held } from '../../core/sync/decide/guard.ts';
import type { ContainerId, LocalId, PairId } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import type { Cell } from '../../core/sync/record.ts';
import { standsRight } from './stands.ts';
import { json, type Tx } from './sync/context.ts';
import type { ConflictRow, FindingRow } from './views.ts';

export interface InboxRow {
  readonly spreadsheet: string;
  readonly pair: PairId | null;
  readonly off: boolean;
  /** May be made now, as far as former failures go. */
  readonly due: boolean;
  /** The pair that fills it is there. */
  readonly paired: boolean;
  /** Its tab is gone. */
  readonly missing: boolean;
}

export async function readInboxes(tx: Tx): Promise<readonly InboxRow[]> {
  const { rows } = await sql<InboxRow>`
    select i.spreadsheet, i.pair_id as pair, i.off, i.next_try <= now() as due, p.id is not null as paired,
      coalesce(r.state = 'broken', false) and exists (select from findings f where f.pair_id = p.id and f.kind = 'replica-missing' and f.state <> 'settled') as missing
    from inboxes i left join pairs p on p.account_id = i.account_id and p.id = i.pair_id
      left join replicas r on r.account_id = p.account_id and r.id = p.right_replica
    order by i.spreadsheet`.execute(tx);
  return rows;
}

/** Remembers what became of a spreadsheet's Inbox. */
export async function saveInbox(
  tx: Tx,
  inbox: { readonly spreadsheet: string; readonly pair: PairId | null; readonly off: boolean; readonly pauseMs: number },
): Promise<void> {
  const { spreadsheet, pair, off, pauseMs } = inbox;
  await sql`
    insert into inboxes (spreadsheet, pair_id, off, next_try) values (${spreadsheet}, ${pair}, ${off}, now() + ${pauseMs} * interval '1 millisecond')
    on conflict (account_id, spreadsheet) do update set pair_id = excluded.pair_id, off = excluded.off, next_try = excluded.next_try`.execute(
    tx,
  );
}

/** Equal while nothing is open that wasn't, and nothing is over that was. Grows with what is open, not with what was. */
export async function readOpenVersion(tx: Tx): Promise<{ readonly now: string; readonly known: string }> {
  const { rows } = await sql<{ now: string; known: string }>`
    select a.inbox_version as known, md5(concat_ws('#',
      (select string_agg(md5(concat_ws(' ', id, left_value, right_value)), '' order by id) from conflicts where state = 'open'),
      (select string_agg(md5(concat_ws(' ', id, shown)), '' order by id) from findings where state = 'open'),
      (select string_agg(md5(concat_ws(' ', pair_id, step_id, token, why)), '' order by pair_id, step_id) from held_steps),
      (select string_agg(md5(concat_ws(' ', id, started, settings)), '' order by id) from pairs))) as now
    from accounts a`.execute(tx);
  return rows[0] ?? { now: '', known: '' };
}

export async function saveOpenVersion(tx: Tx, version: string): Promise<void> {
  await sql`update accounts set inbox_version = ${version} where inbox_version <> ${version}`.execute(tx);
}

/** Spreadsheets in which something waits for a person, with a locale in which people type there. */
export async function openSpreadsheets(tx: Tx): Promise<readonly { readonly spreadsheet: string; readonly locale: string | null }[]> {
  const { rows } = await sql<{ spreadsheet: string; locale: string | null }>`
    select r.locator->>'spreadsheet' as spreadsheet, max(r.locale->>'locale') as locale
    from pairs p join replicas r on r.account_id = p.account_id and r.id = p.right_replica
    where ${isListed} and (
      exists (select from conflicts c where c.pair_id = p.id and c.state = 'open')
      or exists (select from findings f where f.pair_id = p.id and f.state = 'open')
      or exists (select from held_steps h where h.pair_id = p.id))
    group by 1 order by 1`.execute(tx);
  return rows;
}

/** A pair of a tab, and not one that fills an Inbox. */
const isListed = sql`r.locator->>'vendor' = 'google' and coalesce(p.left_end->>'computed', '') <> 'inbox'`;

export interface OpenPair {
  readonly id: PairId;
  readonly name: string;
  readonly started: boolean;
  readonly settings: PairSettings;
}

/** Everything that waits for a person in one spreadsheet, the oldest first. */
export interface OpenThings {
  readonly locale: string | null;
  readonly pairs: readonly OpenPair[];
  readonly conflicts: readonly ConflictRow[];
  readonly findings: readonly FindingRow[];
  readonly held: readonly (Held & { readonly pair: PairId; readonly at: Date })[];
}

export async function readOpenThings(tx: Tx, spreadsheet: string): Promise<OpenThings> {
  const { rows: pairs } = await sql<OpenPair & { locale: string | null }>`
    select p.id, p.name, p.started, p.settings, r.locale->>'locale' as locale
    from pairs p join replicas r on r.account_id = p.account_id and r.id = p.right_replica
    where ${isListed} and r.locator->>'spreadsheet' = ${spreadsheet} order by p.created_at, p.id`.execute(tx);
  const ids = pairs.map((one) => one.id);
  const { rows: conflicts } = await sql<ConflictRow>`
    select id, pair_id as pair, state, record_key as key, name, field, left_value as left, right_value as right, kept, why, at
    from conflicts where state = 'open' and pair_id = any(${ids}) order by at, id`.execute(tx);
  const { rows: findings } = await sql<FindingRow>`
    select id, pair_id as pair, state, kind, case when side = 'left' and ${standsRight} then 'right' else side end as side, record_key as key,
      name, field, shown, at
    from findings f where state = 'open' and pair_id = any(${ids}) order by at, id`.execute(tx);
  const { rows: held } = await sql<OpenThings['held'][number]>`
    select step, why, token, pair_id as pair, at from held_steps where pair_id = any(${ids}) order by at, step_id`.execute(tx);
  return { locale: pairs.find((one) => one.locale !== null)?.locale ?? null, pairs, conflicts, findings, held };
}

export interface TypedChoice {
  readonly spreadsheet: string;
  readonly pair: PairId;
  /** The line in whose row it stands; `shown` is the id that the row itself shows. */
  readonly line: LocalId;
  readonly shown: Cell | null;
  readonly cell: Cell;
  /** What was typed and judged before, and how. */
  readonly typed: string | null;
  readonly answer: 'obeyed' | 'unknown' | 'stale' | null;
}

/** Choice cells with something in them. */
export async function readChoices(tx: Tx): Promise<readonly TypedChoice[]> {
  const { rows } = await sql<TypedChoice>`
    select i.spreadsheet, p.id as pair, a.left_id as line, m.cells->(f->>'right') as shown, m.cells->(d->>'column') as cell, x.typed, x.answer
    from inboxes i join pairs p on p.account_id = i.account_id and p.id = i.pair_id
      join replicas r on r.account_id = p.account_id and r.id = p.right_replica
      cross join lateral jsonb_array_elements(r.locator->'dropDowns') as d
      join lateral jsonb_array_elements(p.settings->'fields') as f on f->>'left' = 'id'
      join mirror_records m on m.account_id = r.account_id and m.replica_id = r.id and m.gone is null
      join archive a on a.account_id = p.account_id and a.pair_id = p.id and a.right_id = m.local_id and a.state = 'live' and a.left_id is not null
      left join inbox_answers x on x.account_id = p.account_id and x.pair_id = p.id and x.line = a.left_id
    where p.state = 'live' and coalesce(m.cells->(d->>'column')->>'kind', 'empty') <> 'empty'
    order by p.id, a.left_id`.execute(tx);
  return rows;
}

export async function saveAnswer(
  tx: Tx,
  pair: PairId,
  line: LocalId,
  typed: string,
  answer: 'obeyed' | 'unknown' | 'stale',
): Promise<void> {
  await sql`
    insert into inbox_answers (pair_id, line, typed, answer) values (${pair}, ${line}, ${typed}, ${answer})
    on conflict (account_id, pair_id, line) do update set typed = excluded.typed, answer = excluded.answer`.execute(tx);
}

/** What was typed and cleared again may be typed anew: only what stands there now is remembered. */
export async function forgetAnswers(tx: Tx, standing: readonly TypedChoice[]): Promise<void> {
  await sql`delete from inbox_answers x where not exists (
    select from jsonb_to_recordset(${json(standing.map(({ pair, line }) => ({ pair, line })))}) as s(pair text, line text)
    where s.pair = x.pair_id and s.line = x.line)`.execute(tx);
}

/** The computed sides of the account's Inboxes. */
export async function inboxContainers(tx: Tx): Promise<readonly ContainerId[]> {
  const { rows } = await sql<{ id: ContainerId }>`
    select id from containers where vendor = 'computed' and external_id like 'inbox %' order by id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Lines that stand in the tab of an Inbox. */
export async function shownLines(tx: Tx, pair: PairId): Promise<readonly LocalId[]> {
  const { rows } = await sql<{ id: LocalId }>`
    select left_id as id from archive where pair_id = ${pair} and state = 'live' and left_id is not null order by left_id`.execute(tx);
  return rows.map((row) => row.id);
}

/** The spreadsheets of Inboxes, in the order in which workers lock. */
export async function tabContainers(tx: Tx, pairs: readonly PairId[]): Promise<readonly ContainerId[]> {
  const { rows } = await sql<{ id: ContainerId }>`
    select distinct r.container_id as id from pairs p join replicas r on r.account_id = p.account_id and r.id = p.right_replica
    where p.id = any(${[...pairs]}) order by 1`.execute(tx);
  return rows.map((row) => row.id);
}
