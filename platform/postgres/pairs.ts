/** Writing pairs, replicas and containers: what the API and the worker's set-up change. */
import { sql } from 'kysely';
import type { Locator } from '../../core/accounts/locator.ts';
import type { End } from '../../core/protocol/api.ts';
import type { ContainerId, FieldId, PairId, ReplicaId, StepId } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import type { PairState } from '../../core/sync/store.ts';
import { json, type Tx } from './sync/context.ts';

export interface NewContainer {
  readonly id: ContainerId;
  readonly connection: string | null;
  readonly vendor: 'monday' | 'google' | 'confluence' | 'computed';
  readonly externalId: string;
  readonly hook: string;
}

/** The account's container of that board or file; a known one stays as it is. */
export async function ensureContainer(tx: Tx, container: NewContainer): Promise<ContainerId> {
  const { rows } = await sql<{ id: ContainerId }>`
    insert into containers (id, connection_id, vendor, external_id, hook, subscribed)
    values (${container.id}, ${container.connection}, ${container.vendor}, ${container.externalId}, ${container.hook}, ${container.vendor !== 'monday'})
    on conflict (account_id, vendor, external_id) do update set connection_id = coalesce(containers.connection_id, excluded.connection_id)
    returning id`.execute(tx);
  // The feed's first cursor is taken before the first read, as far as it can be.
  await sql`update connections set next_poll_at = now() where id = ${container.connection} and cursor is null`.execute(tx);
  return rows[0]?.id ?? container.id;
}

export async function insertReplica(
  tx: Tx,
  replica: { readonly id: ReplicaId; readonly container: ContainerId; readonly locator: Locator; readonly name: string },
): Promise<void> {
  await sql`insert into replicas (id, container_id, locator, name) values (${replica.id}, ${replica.container}, ${json(replica.locator)}, ${replica.name})`.execute(
    tx,
  );
}

/** A replica that is mapped anew is read anew: what its mirror knew by other ids is forgotten. */
export async function relocateReplica(tx: Tx, replica: ReplicaId, locator: Locator, forget: boolean): Promise<void> {
  await sql`update replicas set locator = ${json(locator)}, state = 'new' where id = ${replica}`.execute(tx);
  if (!forget) return;
  await sql`delete from mirror_records where replica_id = ${replica}`.execute(tx);
  await sql`update replicas set index = '[]' where id = ${replica}`.execute(tx);
}

export async function insertPair(
  tx: Tx,
  pair: {
    readonly id: PairId;
    readonly name: string;
    readonly left: ReplicaId;
    readonly right: ReplicaId;
    readonly leftEnd: End;
    readonly rightEnd: End;
    readonly settings: PairSettings;
    readonly state: PairState;
  },
): Promise<void> {
  await sql`
    insert into pairs (id, name, left_replica, right_replica, left_end, right_end, settings, state, started)
    values (${pair.id}, ${pair.name}, ${pair.left}, ${pair.right}, ${json(pair.leftEnd)}, ${json(pair.rightEnd)}, ${json(pair.settings)},
      ${pair.state}, ${pair.state !== 'preview'})`.execute(tx);
}

export async function updatePair(
  tx: Tx,
  pair: PairId,
  change: { readonly settings?: PairSettings; readonly state?: PairState },
): Promise<void> {
  if (change.settings !== undefined) await sql`update pairs set settings = ${json(change.settings)} where id = ${pair}`.execute(tx);
  if (change.state !== undefined) await sql`update pairs set state = ${change.state} where id = ${pair}`.execute(tx);
}

/** The first run is allowed. */
export async function startPair(tx: Tx, pair: PairId): Promise<void> {
  await sql`update pairs set state = 'live', started = true where id = ${pair}`.execute(tx);
}

/** Out of a pause: to work, or to the preview that nobody has approved yet. */
export async function unpausePair(tx: Tx, pair: PairId): Promise<void> {
  await sql`update pairs set state = case when started then 'live' else 'preview' end where id = ${pair} and state = 'paused'`.execute(tx);
}

/** Whether the pair's first run was ever allowed. */
export async function isStarted(tx: Tx, pair: PairId): Promise<boolean> {
  const { rows } = await sql<{ started: boolean }>`select started from pairs where id = ${pair}`.execute(tx);
  return rows[0]?.started ?? false;
}

/**
 * One change of the account's pairs and places at a time: two that name the same tab must see each other. No row is
 * locked: workers lock containers before the account, and this comes before both.
 */
export async function lockPlaces(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('places ' || current_account(), 0))`.execute(tx);
}

export interface Orphan {
  readonly id: ContainerId;
  readonly connection: string | null;
  readonly subscriptions: readonly { readonly id: string; readonly resource: string | null; readonly expiresAt: number | null }[];
}

/** Forgets replicas that no pair and no figure uses, and containers without any; answers these. Locks them against a pair that is made now. */
export async function forgetOrphans(tx: Tx): Promise<readonly Orphan[]> {
  await sql`delete from replicas r where not r.feeds_figures
    and not exists (select from pairs p where p.account_id = r.account_id and r.id in (p.left_replica, p.right_replica))`.execute(tx);
  const { rows } = await sql<Orphan>`
    delete from containers c where not exists (select from replicas r where r.account_id = c.account_id and r.container_id = c.id)
    returning id, connection_id as connection, subscriptions`.execute(tx);
  return rows;
}

export async function deletePair(tx: Tx, pair: PairId): Promise<void> {
  await sql`delete from pairs where id = ${pair}`.execute(tx);
}

/** Everything of the pair is to be looked at: a new pair, a changed mapping. */
export async function markAllDirty(tx: Tx, pair: PairId): Promise<void> {
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select p.id, case when m.replica_id = p.left_replica then 'left' else 'right' end, m.local_id
    from pairs p join mirror_records m on m.account_id = p.account_id and m.replica_id in (p.left_replica, p.right_replica)
    where p.id = ${pair}
    on conflict (account_id, pair_id, side, local_id) do update
      set seq = default, not_before = null`.execute(tx);
}

/** Of these fields nothing is agreed any more, and nothing is asked: they stand in other columns, or in none. */
export async function forgetFields(tx: Tx, pair: PairId, fields: readonly FieldId[]): Promise<void> {
  await sql`update archive set base = base - ${[...fields]}::text[] where pair_id = ${pair} and base ?| ${[...fields]}::text[]`.execute(tx);
  await sql`update conflicts set state = 'settled' where pair_id = ${pair} and state = 'open' and field = any(${[...fields]})`.execute(tx);
}

/** What waits for its time is looked at now. */
export async function hastenDirty(tx: Tx, pair: PairId): Promise<void> {
  await sql`update dirty_records set not_before = null where pair_id = ${pair} and not_before is not null`.execute(tx);
}

/** What is on the list is looked at now, and once more where a run is looking at it already. */
export async function renewDirty(tx: Tx, pair: PairId): Promise<void> {
  await sql`update dirty_records set seq = default, not_before = null where pair_id = ${pair}`.execute(tx);
}

/** Whether a person has judged some steps of the pair by themselves. */
export async function isJudged(tx: Tx, pair: PairId): Promise<boolean> {
  const { rows } = await sql<{ judged: boolean }>`
    select exists (select from pairs p join runs r on r.account_id = p.account_id and r.pair_id = p.id and r.at >= p.created_at
      where p.id = ${pair} and r.kind = 'approve') as judged`.execute(tx);
  return rows[0]?.judged ?? false;
}

export async function hintContainers(tx: Tx, pair: PairId): Promise<void> {
  await sql`
    with numbered as (
      update containers c set hint_seq = hint_seq + 1, rest_until = null from pairs p join replicas r on r.account_id = p.account_id and r.id in (p.left_replica, p.right_replica)
      where p.id = ${pair} and c.account_id = r.account_id and c.id = r.container_id returning c.account_id, c.id, c.hint_seq)
    insert into hints (account_id, container_id, seq, local_id) select account_id, id, hint_seq, null from numbered`.execute(tx);
}

/** Containers that refused us a moment ago. */
export async function restingContainers(tx: Tx): Promise<readonly ContainerId[]> {
  return (await sql<{ id: ContainerId }>`select id from containers where rest_until > now()`.execute(tx)).rows.map((row) => row.id);
}

/** Records that no pairing has taken in yet are looked at again: what a finding without a record is about. */
export async function markUnpairedDirty(tx: Tx, pair: PairId): Promise<void> {
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select p.id, case when m.replica_id = p.left_replica then 'left' else 'right' end, m.local_id
    from pairs p join mirror_records m on m.account_id = p.account_id and m.replica_id in (p.left_replica, p.right_replica)
    where p.id = ${pair} and m.gone is null and not exists (select from archive a where a.account_id = p.account_id and a.pair_id = p.id
      and m.local_id = case when m.replica_id = p.left_replica then a.left_id else a.right_id end)
    on conflict (account_id, pair_id, side, local_id) do update
      set seq = default, not_before = null`.execute(tx);
}

export async function dropHeld(tx: Tx, pair: PairId, steps: readonly StepId[] | 'all'): Promise<void> {
  await sql`delete from held_steps where pair_id = ${pair} and ${steps === 'all' ? sql`true` : sql`step_id = any(${[...steps]})`}`.execute(
    tx,
  );
}

/** Replicas whose place isn't ready to be written yet. */
export async function unpreparedReplicas(
  tx: Tx,
): Promise<readonly { readonly id: ReplicaId; readonly container: ContainerId; readonly locator: Locator }[]> {
  const { rows } = await sql<{ id: ReplicaId; container: ContainerId; locator: Locator }>`
    select r.id, r.container_id as container, r.locator from replicas r
    where (r.state <> 'broken' or exists (select from containers c where c.account_id = r.account_id and c.id = r.container_id and c.hint_seq > c.read_seq))
      and exists (select from pairs p where p.account_id = r.account_id and p.state in ('live', 'preview')
        and (p.right_replica = r.id or (p.left_replica = r.id and r.locator->>'vendor' = 'monday')))
      and ((r.locator->>'vendor' = 'google' and r.locator->>'keyMetadataId' is null) or (r.locator->>'vendor' = 'monday' and r.locator->>'keyColumn' is null))
    order by r.id`.execute(tx);
  return rows;
}

/** Of more records than these a pair's work counts as a first sync, or the like of one. */
const CROWD = 200;

/** Pairs of which so much has to be looked at that it may take its time: single changes of others go before it. */
export async function crowdedPairs(tx: Tx): Promise<readonly PairId[]> {
  const { rows } = await sql<{ id: PairId }>`
    select p.id from pairs p where p.state in ('live', 'preview') and ${CROWD} < (
      select count(*) from (select from dirty_records d where d.account_id = p.account_id and d.pair_id = p.id limit ${CROWD + 1}) few)`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}
