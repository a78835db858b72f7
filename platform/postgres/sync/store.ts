/** The sync store on Postgres: each method is one transaction of one account, under row-level security. */
import { sql } from 'kysely';
import type { AccountId } from '../../../core/sync/ids.ts';
import type { ContainerRow, PairRow, ReplicaRow, SyncStore } from '../../../core/sync/store.ts';
import type { Person } from '../../../core/values/value.ts';
import { withAccount } from '../tenancy.ts';
import { beginRun, commitRun, endRun, keepTicket, saveIntents } from './commit.ts';
import type { Database, Tx } from './context.ts';
import { releaseLeases, renewLeases, takeLeases } from './leases.ts';
import { addHints, answerHints, ingestReading, readFingerprints, readIndex, readMirror, unreadHints } from './mirrors.ts';
import { duePairs, readOpenIntents, readWork } from './work.ts';

export function postgresStore(db: Database, account: AccountId): SyncStore {
  const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => withAccount(db, account, work);
  return {
    containers: () => run(readContainers),
    replicas: () => run(readReplicas),
    pairs: () => run(readPairs),
    people: () => run(readPeople),
    lease: (containers, holder, forMs) => run((tx) => takeLeases(tx, containers, holder, forMs)),
    renew: (leases, forMs) => run((tx) => renewLeases(tx, leases, forMs)),
    release: (leases) => run((tx) => releaseLeases(tx, leases)),
    hint: (container, ids) => run((tx) => addHints(tx, container, ids)),
    unread: (container) => run((tx) => unreadHints(tx, container)),
    fingerprints: (replica, ids) => run((tx) => readFingerprints(tx, replica, ids)),
    rows: (replica) => run((tx) => readIndex(tx, replica)),
    mirror: (replica, ids) => run((tx) => readMirror(tx, replica, ids)),
    ingest: (changes, read) => run((tx) => ingestReading(tx, changes, read)),
    due: () => run(duePairs),
    work: (pair, born) => run((tx) => readWork(tx, pair, born)),
    openIntents: (containers) => run((tx) => readOpenIntents(tx, containers)),
    beginRun: (row) => run((tx) => beginRun(tx, row)),
    saveIntents: (intents, leases) => run((tx) => saveIntents(tx, intents, leases)),
    keepTicket: (intent, underway, leases) => run((tx) => keepTicket(tx, intent, underway, leases)),
    answered: (hints, leases) => run((tx) => answerHints(tx, hints, leases)),
    commit: (commit) => run((tx) => commitRun(tx, commit)),
    endRun: (id, error) => run((tx) => endRun(tx, id, error)),
  };
}

export async function readContainers(tx: Tx): Promise<readonly ContainerRow[]> {
  const { rows } = await sql<ContainerRow>`
    select id, vendor, external_id as "externalId", connection_id as connection, hint_seq as "hintSeq", read_seq as "readSeq"
    from containers order by id`.execute(tx);
  return rows;
}

export async function readReplicas(tx: Tx): Promise<readonly ReplicaRow[]> {
  const { rows } =
    await sql<ReplicaRow>`select id, container_id as container, name, locator, columns, locale, state from replicas order by id`.execute(
      tx,
    );
  return rows;
}

export async function readPairs(tx: Tx): Promise<readonly PairRow[]> {
  const { rows } = await sql<PairRow>`
    select id, name, left_replica as left, right_replica as right, settings, state from pairs order by created_at, id`.execute(tx);
  return rows;
}

async function readPeople(tx: Tx): Promise<readonly Person[]> {
  const { rows } = await sql<{ people: Person[] }>`select people from accounts`.execute(tx);
  return rows[0]?.people ?? [];
}
