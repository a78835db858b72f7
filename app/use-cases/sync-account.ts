/**
 * What one wake-up does: asks feeds that are due, reads what is hinted, runs the pairs that have something to look at,
 * until nothing is left. Everything it needs to know stands in Postgres; a worker that dies is followed by another.
 */

import type { Engine, Opened, OpenedContainers } from '../../core/sync/engine.ts';
import { leaseMs } from '../../core/sync/engine.ts';
import type { NextMove } from '../../core/sync/errors.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ContainerId } from '../../core/sync/ids.ts';
import { ingest } from '../../core/sync/ingest.ts';
import type { ContainerRow, Lease, PairRow, ReplicaRow } from '../../core/sync/store.ts';
import { syncPair } from '../../core/sync/sync-pair.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { openComputed } from '../computed/container.ts';
import { refreshComputed } from '../computed/refresh.ts';
import { engineOf } from '../engine.ts';
import type { ConnectionRow } from '../vendors/connections.ts';
import { readConnections } from '../vendors/connections.ts';
import { closeCovering } from './close-covering.ts';
import { pollFeeds } from './poll-feeds.ts';
import { prepareReplicas } from './prepare-replicas.ts';
import { subscribeContainers } from './subscribe-containers.ts';

/** After so many rounds somebody else's turn comes; what is left wakes the account again. */
const ROUNDS = 20;
/** When another worker holds what we need. */
const BUSY_MS = 500;

/** @throws SyncError whose `next` tells the queue when to come again. */
export async function syncAccount(app: App, account: AccountId, signal: AbortSignal): Promise<void> {
  const engine = engineOf(app, account);
  await pollFeeds(app, account);
  await subscribeContainers(app, account);
  const trouble: SyncError[] = [];
  for (let round = 0; round < ROUNDS && !signal.aborted; round += 1) {
    await refreshComputed(app, account);
    await prepareReplicas(app, account);
    const scene = await readScene(app, account);
    const needed = needs(scene);
    if (needed.size === 0) break;
    const leases = await engine.store.lease([...needed], engine.holder, leaseMs(engine));
    if (leases.length < needed.size) trouble.push(new SyncError('busy', { kind: 'retry-after', afterMs: BUSY_MS }));
    try {
      const done = await oneRound(app, account, engine, scene, leases, trouble);
      if (!done || trouble.length > 0) break;
    } finally {
      await engine.store.release(leases);
    }
  }
  await closeCovering(app, account, engine);
  const next = soonest(trouble);
  if (next !== null) throw next;
}

interface Scene {
  readonly containers: readonly ContainerRow[];
  readonly replicas: readonly ReplicaRow[];
  readonly pairs: readonly PairRow[];
  readonly due: ReadonlySet<string>;
  readonly connections: readonly ConnectionRow[];
  readonly unsettled: ReadonlySet<ContainerId>;
}

async function readScene(app: App, account: AccountId): Promise<Scene> {
  const store = app.store(account);
  const [containers, replicas, pairs, due, connections] = await Promise.all([
    store.containers(),
    store.replicas(),
    store.pairs(),
    store.due(),
    withAccount(app.db, account, readConnections),
  ]);
  const open = await store.openIntents(containers.map((one) => one.id));
  const unsettled = new Set(open.filter((one) => one.state === 'open').map((one) => one.container));
  return { containers, replicas, pairs, due: new Set(due), connections, unsettled };
}

/** Containers with hints unread, and both sides of each pair that is due or has an open intent. */
function needs(scene: Scene): Set<ContainerId> {
  const live = new Set(scene.connections.filter((one) => one.state === 'live').map((one) => one.id as string));
  const usable = (one: ContainerRow): boolean => one.vendor === 'computed' || (one.connection !== null && live.has(one.connection));
  const ids = new Set(scene.containers.filter((one) => one.hintSeq > one.readSeq && usable(one)).map((one) => one.id));
  const containerOf = new Map(scene.replicas.map((one) => [one.id, one.container]));
  const byId = new Map(scene.containers.map((one) => [one.id, one]));
  for (const pair of scene.pairs) {
    const sides = [containerOf.get(pair.left), containerOf.get(pair.right)].flatMap((id) => (id === undefined ? [] : [id]));
    const due = scene.due.has(pair.id) || sides.some((id) => scene.unsettled.has(id));
    const open = sides.every((id) => {
      const container = byId.get(id);
      return container !== undefined && usable(container);
    });
    if (due && open && (pair.state === 'live' || pair.state === 'preview')) for (const id of sides) ids.add(id);
  }
  return ids;
}

/** Reads, then runs; one trouble doesn't stop what doesn't depend on it. False when nothing could be done. */
async function oneRound(
  app: App,
  account: AccountId,
  engine: Engine,
  scene: Scene,
  leases: readonly Lease[],
  trouble: SyncError[],
): Promise<boolean> {
  const opened = new Map<ContainerId, Opened>();
  for (const lease of leases) {
    const one = open(app, account, scene, lease);
    if (one !== null) opened.set(lease.container, one);
  }
  let did = false;
  const broken = new Set<ContainerId>();
  for (const one of opened.values()) {
    if (one.row.hintSeq <= one.row.readSeq) continue;
    did = true;
    await attempt(app, trouble, { container: one.row.id }, () => ingest(engine, one)).catch(() => broken.add(one.row.id));
  }
  const [people, replicas, due] = await Promise.all([engine.store.people(), engine.store.replicas(), engine.store.due()]);
  const byId = new Map(replicas.map((one) => [one.id, one]));
  for (const pair of scene.pairs) {
    const left = byId.get(pair.left);
    const right = byId.get(pair.right);
    if (left === undefined || right === undefined || !ready(left, right, opened, broken)) continue;
    const settles = scene.unsettled.has(left.container) || scene.unsettled.has(right.container);
    if (!due.includes(pair.id) && !settles) continue;
    did = true;
    await attempt(app, trouble, { pair: pair.id }, () => syncPair(engine, pair, { left, right }, opened, people)).catch(() => undefined);
  }
  return did;
}

const ready = (left: ReplicaRow, right: ReplicaRow, opened: OpenedContainers, broken: ReadonlySet<ContainerId>): boolean =>
  [left, right].every((one) => isPrepared(one) && opened.has(one.container) && !broken.has(one.container) && one.state === 'ready');

/** Before its place is prepared, a tab has no keys to be read by. */
const isPrepared = ({ locator }: ReplicaRow): boolean =>
  locator.vendor !== 'google' || locator.identity === 'rows' || locator.keyMetadataId !== null;

function open(app: App, account: AccountId, scene: Scene, lease: Lease): Opened | null {
  const row = scene.containers.find((one) => one.id === lease.container);
  if (row === undefined) return null;
  const replicas = scene.replicas.filter((one) => one.container === row.id && isPrepared(one));
  const connection = scene.connections.find((one) => one.id === row.connection);
  if (row.vendor !== 'computed' && connection === undefined) return null;
  const container = connection === undefined ? openComputed(app, account, replicas) : app.vendors.open(account, row, replicas, connection);
  return { row, replicas: new Map(replicas.map((one) => [one.id, one])), container, lease };
}

/** Runs a part; its failure is noted for the queue and told to the caller. */
async function attempt<T>(app: App, trouble: SyncError[], about: Record<string, string>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof SyncError ? error : new SyncError('internal', { kind: 'retry' }, {}, { cause: error });
    app.log.warn(
      { ...about, code: known.code, data: known.data, err: known.code === 'internal' ? error : undefined },
      'a part of a sync failed',
    );
    trouble.push(known);
    throw known;
  }
}

const RANK: readonly NextMove['kind'][] = ['replan', 'retry-after', 'retry', 'reconnect', 'stop'];

/** The trouble that wants the account again soonest. */
function soonest(trouble: readonly SyncError[]): SyncError | null {
  const wait = (one: SyncError): number => (one.next.kind === 'retry-after' ? one.next.afterMs : 0);
  return [...trouble].sort((a, b) => RANK.indexOf(a.next.kind) - RANK.indexOf(b.next.kind) || wait(a) - wait(b))[0] ?? null;
}
