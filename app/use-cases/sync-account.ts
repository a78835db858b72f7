/**
 * What one wake-up does: asks feeds that are due, reads what is hinted, runs the pairs that have something to look at,
 * until nothing is left. Everything it needs to know stands in Postgres; a worker that dies is followed by another.
 */
import type { Engine, Opened, OpenedContainers } from '../../core/sync/engine.ts';
import { leaseMs } from '../../core/sync/engine.ts';
import type { AccountId, ContainerId, PairId } from '../../core/sync/ids.ts';
import { ingest } from '../../core/sync/ingest.ts';
import type { ContainerRow, Lease, PairRow, ReplicaRow } from '../../core/sync/store.ts';
import { syncPair } from '../../core/sync/sync-pair.ts';
import { asUrgent } from '../../platform/limits/urgency.ts';
import { pairsWithDueNotes } from '../../platform/postgres/notes.ts';
import { crowdedPairs, restingContainers } from '../../platform/postgres/pairs.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { openComputed } from '../computed/container.ts';
import { refreshComputed } from '../computed/refresh.ts';
import { engineOf } from '../engine.ts';
import { keepInbox } from '../inbox/keep-inbox.ts';
import { mayWork } from '../lifecycle/leave.ts';
import { keepNotes } from '../notes/keep-notes.ts';
import type { ConnectionRow } from '../vendors/connections.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';
import { closeCovering } from './close-covering.ts';
import { pollFeeds } from './poll-feeds.ts';
import { prepareReplicas } from './prepare-replicas.ts';
import { Readings } from './readings.ts';
import { refreshMissedPeople } from './refresh-people.ts';
import { subscribeContainers } from './subscribe-containers.ts';
import { Trouble } from './trouble.ts';
import { wakeAccount } from './wake.ts';

/** While a vendor works on what it was given, hints of its container wait for the end of it, which shows the most of them; but not for longer than this. */
const UNDERWAY_MS = 300_000;

/** After so many rounds somebody else's turn comes; what is left wakes the account again. */
const ROUNDS = 20;

/**
 * `heard` is told of each reading with news: how many records had changed.
 * @throws SyncError whose `next` tells the queue when to come again.
 */
export async function syncAccount(
  app: App,
  account: AccountId,
  signal: AbortSignal,
  heard: (records: number) => void = () => undefined,
): Promise<void> {
  if (!(await mayWork(app, account))) return;
  const engine = engineOf(app, account);
  const postponed = await asUrgent('poll', () => pollFeeds(app, account));
  await asUrgent('poll', () => subscribeContainers(app, account));
  const trouble = new Trouble(app, account);
  const readings = new Readings(heard);
  for (let round = 0; round < ROUNDS && !signal.aborted; round += 1) {
    await refreshComputed(app, account);
    await prepareReplicas(app, account, trouble);
    const scene = await readScene(app, account);
    const did = await oneRound(app, account, engine, scene, trouble, readings);
    if (await keepInbox(app, account, trouble)) continue;
    // Somebody may have been missed by what was decided: then there is more to do.
    if (!did && !(await metNewPeople(app, account, trouble))) break;
  }
  await closeCovering(app, account, engine).catch((error: unknown) => trouble.met(error, {}));
  if (postponed || readings.postponed) await wakeAccount(app, account);
  const next = trouble.soonest();
  if (next !== null) throw next;
}

async function metNewPeople(app: App, account: AccountId, trouble: Trouble): Promise<boolean> {
  try {
    return await refreshMissedPeople(app, account);
  } catch (error) {
    await trouble.met(error, {});
    return false;
  }
}

interface Scene {
  readonly containers: readonly ContainerRow[];
  readonly replicas: readonly ReplicaRow[];
  readonly pairs: readonly PairRow[];
  readonly due: ReadonlySet<string>;
  readonly connections: readonly ConnectionRow[];
  readonly resting: ReadonlySet<ContainerId>;
  readonly unsettled: ReadonlySet<ContainerId>;
  /** The vendor works on something there that we gave it. */
  readonly underway: ReadonlySet<ContainerId>;
  /** Pairs with notes to put on cells or to take away. */
  readonly noted: ReadonlySet<PairId>;
  /** Pairs with a first sync's worth of work. */
  readonly crowded: ReadonlySet<PairId>;
}

async function readScene(app: App, account: AccountId): Promise<Scene> {
  const store = app.store(account);
  const [containers, replicas, pairs, due, [connections, resting, noted, crowded]] = await Promise.all([
    store.containers(),
    store.replicas(),
    store.pairs(),
    store.due(),
    withAccount(
      app.db,
      account,
      async (tx) =>
        [
          await readConnections(tx),
          new Set(await restingContainers(tx)),
          new Set(await pairsWithDueNotes(tx)),
          new Set(await crowdedPairs(tx)),
        ] as const,
    ),
  ]);
  const open = await store.openIntents(containers.map((one) => one.id));
  const unsettled = open.filter((one) => one.state === 'open');
  const since = app.clock.now() - UNDERWAY_MS;
  const underway = unsettled.filter((one) => one.ticket !== null && one.at > since);
  return {
    containers,
    replicas,
    pairs,
    due: new Set(due),
    connections,
    resting,
    unsettled: new Set(unsettled.map((one) => one.container)),
    underway: new Set(underway.map((one) => one.container)),
    noted,
    crowded,
  };
}

/** Containers with hints unread, and both sides of each pair that is due or has an open intent; without what can't be called now. */
function needs(app: App, scene: Scene, trouble: Trouble): Set<ContainerId> {
  const open = new Set(scene.connections.filter((one) => isOpen(one, app.clock.now())).map((one) => one.id as string));
  const usable = (one: ContainerRow): boolean =>
    !trouble.containers.has(one.id) &&
    !scene.resting.has(one.id) &&
    (one.vendor === 'computed' || (one.connection !== null && open.has(one.connection)));
  const usables = new Set(scene.containers.filter(usable).map((one) => one.id));
  const ids = new Set(scene.containers.filter((one) => one.hintSeq > one.readSeq && usables.has(one.id)).map((one) => one.id));
  const containerOf = new Map(scene.replicas.map((one) => [one.id, one.container]));
  for (const pair of scene.pairs) {
    if (pair.state !== 'live' && pair.state !== 'preview') continue;
    const sides = [containerOf.get(pair.left), containerOf.get(pair.right)].flatMap((id) => (id === undefined ? [] : [id]));
    const right = containerOf.get(pair.right);
    if (scene.noted.has(pair.id) && right !== undefined && usables.has(right) && !trouble.pairs.has(pair.id)) ids.add(right);
    const due = scene.due.has(pair.id) || sides.some((id) => scene.unsettled.has(id));
    if (due && !trouble.pairs.has(pair.id) && sides.every((id) => usables.has(id))) for (const id of sides) ids.add(id);
  }
  return ids;
}

/** Leases what is needed and works on it. False when nothing could be done. */
async function oneRound(
  app: App,
  account: AccountId,
  engine: Engine,
  scene: Scene,
  trouble: Trouble,
  readings: Readings,
): Promise<boolean> {
  const needed = needs(app, scene, trouble);
  if (needed.size === 0) return false;
  const leases = await engine.store.lease([...needed], engine.holder, leaseMs(engine));
  const held = new Set(leases.map((one) => one.container));
  for (const id of needed) if (!held.has(id)) trouble.busy(id);
  try {
    return await readAndRun(app, account, engine, scene, leases, trouble, readings);
  } finally {
    await engine.store.release(leases);
  }
}

/** Reads, then runs; one trouble doesn't stop what doesn't depend on it. */
async function readAndRun(
  app: App,
  account: AccountId,
  engine: Engine,
  scene: Scene,
  leases: readonly Lease[],
  trouble: Trouble,
  readings: Readings,
): Promise<boolean> {
  const opened = new Map<ContainerId, Opened>();
  for (const lease of leases) {
    const one = open(app, account, scene, lease);
    if (one !== null) opened.set(lease.container, one);
  }
  let did = false;
  for (const one of opened.values()) {
    if (one.row.hintSeq <= one.row.readSeq || scene.underway.has(one.row.id) || !readings.mayRead(one)) continue;
    did = true;
    // What was never read is read whole: that may wait until single changes are through.
    await asUrgent(one.row.readSeq === 0 ? 'backfill' : 'live', () => ingest(engine, one)).then(
      (changed) => readings.note(one, changed),
      (error: unknown) => trouble.met(error, { container: one.row.id }),
    );
  }
  const [people, replicas, due] = await Promise.all([engine.store.people(), engine.store.replicas(), engine.store.due()]);
  const byId = new Map(replicas.map((one) => [one.id, one]));
  for (const pair of scene.pairs) {
    const left = byId.get(pair.left);
    const right = byId.get(pair.right);
    if (left === undefined || right === undefined || trouble.pairs.has(pair.id) || !ready(left, right, opened, trouble.containers))
      continue;
    const settles = scene.unsettled.has(left.container) || scene.unsettled.has(right.container);
    if (!due.includes(pair.id) && !settles) continue;
    did = true;
    const run = () => syncPair(engine, pair, { left, right }, opened, people);
    await asUrgent(scene.crowded.has(pair.id) ? 'backfill' : 'live', run).catch((error: unknown) => trouble.met(error, { pair: pair.id }));
  }
  const sound = scene.pairs.filter((pair) => !trouble.pairs.has(pair.id) && !isIn(trouble.containers, byId.get(pair.right)));
  const noted = keepNotes(app, account, engine, sound, opened, people);
  return (await noted.catch((error: unknown) => trouble.met(error, {}))) === true || did;
}

const isIn = (containers: ReadonlySet<ContainerId>, replica: ReplicaRow | undefined): boolean =>
  replica !== undefined && containers.has(replica.container);

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
