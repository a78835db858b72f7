/** What the engine is given: its store, its doors to vendors, time, ids and hashing. Nothing else reaches in. */
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

/** Extends the leases over the coming call. @throws SyncError `lease-lost` when they aren't ours any more. */
export const beforeCall = (engine: Engine, leases: readonly Lease[]): Promise<void> => engine.store.renew(leases, leaseMs(engine));
