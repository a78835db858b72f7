/** What people are shown of pairs, plans, conflicts, findings and the journal; read-only, one statement each. */
import { sql } from 'kysely';
import type { End } from '../../core/protocol/api.ts';
import type { Held } from '../../core/sync/decide/guard.ts';
import type { PairId } from '../../core/sync/ids.ts';
import type { PairSettings, Side } from '../../core/sync/mapping.ts';
import type { PairState } from '../../core/sync/store.ts';
import type { Value } from '../../core/values/value.ts';
import type { Tx } from './sync/context.ts';

export interface PairOverview {
  readonly id: PairId;
  readonly name: string;
  readonly state: PairState;
  readonly leftEnd: End;
  readonly rightEnd: End;
  readonly settings: PairSettings;
  readonly records: number;
  readonly conflicts: number;
  readonly findings: number;
  readonly held: number;
  readonly busy: boolean;
  /** Of the runs that are under way: how many writes there are, and how many are done. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** A grant of one side is gone. */
  readonly reconnect: boolean;
  /** A vendor of one side asked to be left alone. */
  readonly waits: { readonly vendor: string; readonly until: string | null; readonly code: string } | null;
  readonly lastRun: {
    readonly id: string;
    readonly at: string;
    readonly kind: string;
    readonly creates: number;
    readonly updates: number;
    readonly removes: number;
    readonly error: string | null;
  } | null;
}

export async function readPairOverviews(tx: Tx, id: PairId | null): Promise<readonly PairOverview[]> {
  const { rows } = await sql<PairOverview>`
    select p.id, p.name, p.state, p.left_end as "leftEnd", p.right_end as "rightEnd", p.settings,
      p.records,
      (select count(*) from conflicts c where c.account_id = p.account_id and c.pair_id = p.id and c.state = 'open') as conflicts,
      (select count(*) from findings f where f.account_id = p.account_id and f.pair_id = p.id and f.state = 'open') as findings,
      (select count(*) from held_steps h where h.account_id = p.account_id and h.pair_id = p.id) as held,
      exists (select from dirty_records d where d.account_id = p.account_id and d.pair_id = p.id and (d.not_before is null or d.not_before <= now()))
        or exists (select from intents i where i.account_id = p.account_id and i.pair_id = p.id and i.state = 'open')
        or exists (select from replicas r join containers c on c.account_id = r.account_id and c.id = r.container_id
          where r.account_id = p.account_id and r.id in (p.left_replica, p.right_replica)
            and (c.hint_seq > c.read_seq or r.state = 'new' or (c.lease_holder is not null and c.lease_until > now())))
        or (p.left_end->'computed' is not null and (select a.figures_dirty from accounts a where a.account_id = p.account_id)) as busy,
      (select jsonb_build_object('done', sum(case when i.state = 'open' then i.size * i.percent / 100 else i.size end), 'total', sum(i.size))
        from intents i where i.account_id = p.account_id and i.run_id in (
          select o.run_id from intents o where o.account_id = p.account_id and o.pair_id = p.id and o.state = 'open')
        having sum(i.size) > 0) as progress,
      exists (select from replicas r join containers c on c.account_id = r.account_id and c.id = r.container_id
        join connections k on k.account_id = c.account_id and k.id = c.connection_id
        where r.account_id = p.account_id and r.id in (p.left_replica, p.right_replica) and k.state = 'reconnect') as reconnect,
      coalesce((select jsonb_build_object('vendor', 'monday', 'until', null, 'code', 'lapsed') from accounts where lifecycle = 'lapsed'),
        (select jsonb_build_object('vendor', k.vendor, 'until', to_char(k.wait_until, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'code', k.wait_why)
        from replicas r join containers c on c.account_id = r.account_id and c.id = r.container_id
        join connections k on k.account_id = c.account_id and k.id = c.connection_id
        where r.account_id = p.account_id and r.id in (p.left_replica, p.right_replica) and k.wait_until > now()
        order by k.wait_until desc limit 1)) as waits,
      (select jsonb_build_object('id', r.id, 'at', r.at, 'kind', r.kind, 'error', r.error,
          'creates', (select count(*) from journal j where j.account_id = r.account_id and j.run_id = r.id and j.kind = 'create'),
          'updates', (select count(*) from journal j where j.account_id = r.account_id and j.run_id = r.id and j.kind = 'update'),
          'removes', (select count(*) from journal j where j.account_id = r.account_id and j.run_id = r.id and j.kind = 'remove'))
        from runs r where r.account_id = p.account_id and r.pair_id = p.id
          and (r.error is not null or exists (select from journal j where j.account_id = r.account_id and j.run_id = r.id))
        order by r.at desc limit 1) as "lastRun"
    from pairs p where ${id === null ? sql`true` : sql`p.id = ${id}`} order by p.created_at, p.id`.execute(tx);
  return rows;
}

/** A record may have been renamed since it was told of. */
const NAME_NOW = sql`coalesce((select a.name from archive a
  where a.account_id = told.account_id and a.pair_id = told.pair_id and a.record_key = told.record_key), told.name)`;

export interface Page {
  readonly cursor: number;
  readonly limit: number;
}

export interface ConflictRow {
  readonly id: string;
  readonly pair: PairId;
  readonly state: 'open' | 'settled';
  readonly key: string;
  readonly name: string;
  readonly field: string;
  readonly left: Value;
  readonly right: Value;
  readonly kept: Side | null;
  readonly why: string;
  readonly at: Date;
}

export async function readConflicts(
  tx: Tx,
  by: { readonly pair: PairId } | { readonly id: string },
  page: Page,
): Promise<readonly ConflictRow[]> {
  const { rows } = await sql<ConflictRow>`
    select id, pair_id as pair, state, record_key as key, ${NAME_NOW} as name, field, left_value as left, right_value as right, kept, why, at from conflicts told
    where ${'pair' in by ? sql`pair_id = ${by.pair}` : sql`id = ${by.id}`} order by at desc, id offset ${page.cursor} limit ${page.limit}`.execute(
    tx,
  );
  return rows;
}

export interface FindingRow {
  readonly id: string;
  readonly pair: PairId;
  readonly state: 'open' | 'settled' | 'dismissed';
  readonly kind: string;
  readonly side: Side;
  readonly key: string;
  readonly name: string;
  readonly field: string;
  readonly shown: string | null;
  readonly at: Date;
}

export async function readFindings(
  tx: Tx,
  by: { readonly pair: PairId } | { readonly id: string },
  page: Page,
): Promise<readonly FindingRow[]> {
  const { rows } = await sql<FindingRow>`
    select id, pair_id as pair, state, kind, side, record_key as key, ${NAME_NOW} as name, field, shown, at from findings told
    where ${'pair' in by ? sql`pair_id = ${by.pair}` : sql`id = ${by.id}`} order by at desc, id offset ${page.cursor} limit ${page.limit}`.execute(
    tx,
  );
  return rows;
}

export interface JournalRow {
  readonly id: number;
  readonly pair: PairId;
  readonly run: string;
  readonly at: Date;
  readonly who: string;
  readonly why: string;
  readonly side: Side;
  readonly kind: 'create' | 'update' | 'remove';
  readonly key: string;
  readonly name: string;
  readonly field: string | null;
  readonly before: Value | Record<string, Value>;
  readonly after: Value | Record<string, Value>;
}

/** Newest first; `before` is the id of the last line seen. */
export async function readJournal(tx: Tx, pair: PairId, page: Page): Promise<readonly JournalRow[]> {
  const { rows } = await sql<JournalRow>`
    select id, pair_id as pair, run_id as run, at, who, why, side, kind, record_key as key, name, field, before, after from journal
    where pair_id = ${pair} and ${page.cursor === 0 ? sql`true` : sql`id < ${page.cursor}`} order by id desc limit ${page.limit}`.execute(
    tx,
  );
  return rows;
}

export async function readHeld(tx: Tx, pair: PairId): Promise<readonly Held[]> {
  const { rows } = await sql<Held>`select step, why, token from held_steps where pair_id = ${pair} order by step_id`.execute(tx);
  return rows;
}

/** Lines of an Inbox follow what is open: they are taken back with it, never by themselves. */
const notOfInbox = sql`not exists (select from inboxes i where i.pair_id = journal.pair_id)`;

/** An undo is one plan, and is decided in one go. */
export const MOST_UNDONE = 20_000;

/** The journal lines that an undo of this scope takes back, newest first; one more than may be when there are too many. */
export async function readUndoable(tx: Tx, scope: UndoScope): Promise<readonly JournalRow[]> {
  const where = {
    run: () => sql`run_id = ${'run' in scope ? scope.run : ''}`,
    record: () => sql`record_key = ${'record' in scope ? scope.record : ''}`,
    field: () => sql`record_key = ${'key' in scope ? scope.key : ''} and field = ${'field' in scope ? scope.field : ''}`,
    since: () => sql`at >= ${'since' in scope ? scope.since : ''}::timestamptz`,
  }[scope.kind]();
  const { rows } = await sql<JournalRow>`
    select id, pair_id as pair, run_id as run, at, who, why, side, kind, record_key as key, name, field, before, after from journal
    where ${where} and ${scope.pair === null ? notOfInbox : sql`pair_id = ${scope.pair}`} order by id desc limit ${MOST_UNDONE + 1}`.execute(
    tx,
  );
  return rows;
}

export type UndoScope = { readonly pair: PairId | null } & (
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'record'; readonly record: string }
  | { readonly kind: 'field'; readonly key: string; readonly field: string }
  | { readonly kind: 'since'; readonly since: string }
);
