/** What the engine is given: its store, its doors to vendors, time, ids and hashing. Nothing else reaches in. */
import { SyncError } from './errors.ts';
import type { ContainerId, IntentId, LocalId, PairId, RecordKey, ReplicaId, RunId } from './ids.ts';
import type { Side } from './mapping.ts';
import type { Container } from './ports.ts';
import type { ContainerRow, Lease, ReplicaRow, SyncStore } from './store.ts';

export interface Engine {
  readonly store: SyncStore;
  /** Names this process among the holders of leases. */
  readonly holder: string;
  /** The longest a vendor call may take: it is given up before its lease ends. */
  readonly callTimeoutMs: number;
  /** ms since 1970. */
  readonly now: () => number;
  /** Runs `task` every so many ms until stopped; its failures are the log's. */
  readonly repeat: (everyMs: number, task: () => Promise<void>) => () => void;
  /** Runs `work`; each call to a vendor that it makes waits for `mayCall` as the last thing before it is sent. */
  readonly gate: <T>(mayCall: () => Promise<void>, work: () => Promise<T>) => Promise<T>;
  readonly mint: {
    run(): RunId;
    intent(): IntentId;
    /** A key for a row that has none. */
    rowKey(): RecordKey;
    /** The key of a record born on a side that has lasting ids: always the same, so that a create repeated after a crash is the same create. */
    keyOf(pair: PairId, side: Side, localId: LocalId): RecordKey;
  };
  /** A short hash, equal for equal text. */
  readonly hash: (text: string) => string;
  readonly log: (event: string, data: Readonly<Record<string, string | number | boolean | null>>) => void;
}

/** A container with its lease, ready to be read and written. */
export interface Opened {
  readonly row: ContainerRow;
  readonly replicas: ReadonlyMap<ReplicaId, ReplicaRow>;
  readonly container: Container;
  readonly lease: Lease;
}

export type OpenedContainers = ReadonlyMap<ContainerId, Opened>;

/** A lease outlives the call that it covers by this much. */
const LEASE_MARGIN_MS = 2_000;

/** How long a lease is taken or extended for: over one call, whatever becomes of it. */
export const leaseMs = (engine: Pick<Engine, 'callTimeoutMs'>): number => engine.callTimeoutMs + LEASE_MARGIN_MS;

/** How often a lease is extended while its holder works: often enough that what is left always covers a call. */
const HEARTBEAT_MS = 1_000;

/**
 * Runs vendor calls under leases that are extended before and while they run. A process may sleep, or wait for a token,
 * between any two of its calls: none is sent before it is sure that the leases cover all of it.
 * @throws SyncError `lease-lost` when they aren't ours any more before a call.
 */
export async function underLease<T>(engine: Engine, leases: readonly Lease[], work: () => Promise<T>): Promise<T> {
  let extended = await extend(engine, leases);
  // A lease lost meanwhile is noticed by the next commit, which is fenced; the calls already made are known by their intents.
  const stop = engine.repeat(HEARTBEAT_MS, async () => {
    const asked = engine.now();
    await engine.store.renew(leases, leaseMs(engine));
    extended = Math.max(extended, asked);
  });
  const mayCall = async (): Promise<void> => {
    if (!isFresh(engine.now() - extended)) extended = await extend(engine, leases);
  };
  try {
    return await engine.gate(mayCall, work);
  } finally {
    stop();
  }
}

/** So often a lease is extended anew when the process slept over the extension, or the database was slow. */
const TRIES = 3;

/** No call starts with less of the lease left than it may take. Answers since when it is extended. */
export async function extend(engine: Pick<Engine, 'store' | 'now' | 'callTimeoutMs'>, leases: readonly Lease[]): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const asked = engine.now();
    await engine.store.renew(leases, leaseMs(engine));
    if (isFresh(engine.now() - asked)) return asked;
  }
  throw new SyncError('lease-lost', { kind: 'replan' }, { containers: leases.length });
}

/** A clock that has jumped back since doesn't say how old it is. */
const isFresh = (ageMs: number): boolean => ageMs >= 0 && ageMs <= LEASE_MARGIN_MS;
