/**
 * The doors of the engine to the outside. A connector implements `Container`; the engine knows no vendor.
 *
 * A container (board, spreadsheet, page parent) is leased and read as one; inside it stand replicas, one record set
 * each. Reading never has an effect. Writing goes through intents only: the engine has stored the intent before
 * `apply` is called, and `settle` finds out later what became of one whose answer was lost.
 */
import type { ColumnRef, IntentId, LocalId, RecordKey, ReplicaId, StepId } from './ids.ts';
import type { LimitNews, VendorApi } from './limit-news.ts';
import type { Cell, Cells, Column, RawRecord } from './record.ts';

/** What to read of a replica: everything, or only these records (the ids of hints). */
export type Scope = { readonly kind: 'all' } | { readonly kind: 'records'; readonly ids: readonly LocalId[] };

/** An authoritative answer that a record is gone, or why it isn't where it was. */
export interface Gone {
  readonly localId: LocalId;
  /** `archived`, `deleted`: the vendor says so of this id. `elsewhere`: alive on another board, in another parent. */
  readonly how: 'archived' | 'deleted' | 'elsewhere';
}

/** What a replica says now. */
export type Reading =
  | {
      readonly kind: 'records';
      /** True when every live record of the replica is in `records`; only then may absence mean anything. */
      readonly complete: boolean;
      readonly records: readonly RawRecord[];
      readonly gone: readonly Gone[];
      readonly columns: readonly Column[];
      /** BCP 47 locale and IANA zone in which people type here, for parsing; null where the vendor has none. */
      readonly locale: { readonly locale: string; readonly timeZone: string } | null;
    }
  /** The replica can't be read as mapped: a finding about its structure; nothing is concluded about records. */
  | {
      readonly kind: 'broken';
      readonly why: 'container-missing' | 'replica-missing' | 'column-missing' | 'header-changed' | 'header-missing' | 'key-column-missing';
      readonly columns: readonly ColumnRef[];
    };

/** One step as the connector performs it. `position` is the row as last read: a hint to verify, never trusted. */
export type Write =
  | { readonly kind: 'create'; readonly step: StepId; readonly key: RecordKey; readonly cells: Cells }
  | {
      readonly kind: 'update';
      readonly step: StepId;
      readonly key: RecordKey;
      readonly localId: LocalId;
      readonly position: number | null;
      readonly cells: Cells;
      /** What the mirror showed in the same columns. */
      readonly before: Cells;
      /** The record's version as last read, where the vendor has one (Confluence). */
      readonly version: string | null;
      /** Where a row is known by a key that a sort may leave behind: the natural key's cells as the mirror showed them. */
      readonly identity?: Cells;
    }
  /** Archive the item, move the row to `Removed`, trash the page. */
  | {
      readonly kind: 'remove';
      readonly step: StepId;
      readonly key: RecordKey;
      readonly localId: LocalId;
      readonly position: number | null;
      readonly identity?: Cells;
    }
  /** Give a record its key (a new or copied row, a keyless sorted row), or clear a copied one (`key: null`, a duplicated item). */
  | {
      readonly kind: 'key';
      readonly step: StepId;
      readonly key: RecordKey | null;
      readonly localId: LocalId;
      readonly position: number | null;
      /** All mapped cells of the record as read, so that a shifted row is noticed. */
      readonly before: Cells;
    }
  /** A note on a cell: why a value isn't taken, what lost; null takes our note away. Never over a person's note. */
  | {
      readonly kind: 'note';
      readonly step: StepId;
      readonly key: RecordKey;
      readonly localId: LocalId;
      readonly position: number | null;
      readonly column: ColumnRef;
      readonly text: string | null;
      /** Cells of the record as the mirror showed them: the note isn't for another row, nor for a cell that was mended meanwhile. */
      readonly identity?: Cells;
    };

/** One vendor call, stored before it is made. */
export interface Intent {
  readonly id: IntentId;
  readonly replica: ReplicaId;
  readonly writes: readonly Write[];
  /** What the connector last told of work that runs on at the vendor; null or left out: it never told. */
  readonly ticket?: string | null;
}

/** Work that runs on at the vendor after the call that handed it over. */
export interface Underway {
  /** All that it takes to ask after it, by whatever process: the connector's own words. */
  readonly ticket: string;
  /** How much of it is done, 0 to 100. */
  readonly percent: number;
}

/** Stores it with the open intent; durable when it returns, and the leases cover one more call. Throws when they aren't ours any more. */
export type Keep = (underway: Underway) => Promise<void>;

export type CoveredByIntents = ReadonlyMap<IntentId, ReadonlyMap<StepId, Covered>>;

/** What the write replaced: known from the answer, to be known later (webhook, activity log), or nothing was there. */
export type Covered = { readonly kind: 'value'; readonly cells: Cells } | { readonly kind: 'later' } | { readonly kind: 'none' };

export type StepOutcome =
  | {
      readonly kind: 'applied';
      readonly localId: LocalId;
      readonly position: number | null;
      readonly version: string | null;
      /** The written columns as the vendor shows them after the write. */
      readonly shown: Cells;
      readonly covered: Covered;
    }
  /** The write met another record than its own and was taken back whole in the same call sequence: read and plan again. */
  | { readonly kind: 'missed' }
  /** The vendor refuses this step for good; `why` is a stable code for a finding, `column` the one that it complains of, where it says so. */
  | { readonly kind: 'refused'; readonly why: string; readonly detail: string; readonly column?: ColumnRef }
  /** Not known whether it happened: `settle` the intent. */
  | { readonly kind: 'unknown' };

/** Outcomes by step. Every step of the intent has one. */
export type Outcome = ReadonlyMap<StepId, StepOutcome>;

/** What became of an unknown intent: its outcomes, or it certainly never happened (`none`). */
export type Settled = { readonly kind: 'happened'; readonly outcome: Outcome } | { readonly kind: 'none' };

/** A board, a spreadsheet or a page parent, opened with the replicas of it that we know. */
export interface Container {
  /**
   * Reads the asked replicas consistently, in as few calls as the vendor allows; a scope that the vendor can't serve
   * is widened (a sheet always reads whole tabs). Throws `SyncError` only when nothing can be said of the container.
   */
  read(asked: ReadonlyMap<ReplicaId, Scope>): Promise<ReadonlyMap<ReplicaId, Reading>>;
  /** Groups writes into calls, in order; pure. Each group becomes one intent. */
  pack(writes: readonly Write[]): readonly (readonly Write[])[];
  /**
   * Performs one intent. A thrown `SyncError` means that nothing of it happened, but `unknown-outcome` (it may have), and
   * `underway`: the vendor is at it, by a ticket that was kept before anything could happen.
   */
  apply(intent: Intent, keep?: Keep): Promise<Outcome>;
  /** What became of an intent whose answer was lost, or whose work runs on (`underway` is thrown while it does); never makes its effect happen. */
  settle(intent: Intent, keep?: Keep): Promise<Settled>;
  /**
   * Values that our writes covered, for intents (oldest first) whose outcome said `later`, as far as the vendor can say now; by
   * intent, since two of them may have a step of one name.
   */
  covered(intents: readonly Intent[]): Promise<CoveredByIntents>;
}

/** What every connector is given. Nothing of it is global: a test or a scheduler hands in its own. */
export interface ConnectorDeps {
  readonly fetch: (request: Request) => Promise<Response>;
  /** ms since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** A valid access token; `renew` is asked for once after a 401. Throws `unauthorized` when the grant is gone. */
  readonly token: (renew?: { readonly rejected: string }) => Promise<string>;
  /** Waits for a place within the vendor's limits, runs the call, and meters it. `hear` reads off its answer what the vendor says of them. */
  readonly limit: <T>(
    call: { readonly cost: number; readonly write: boolean; readonly api?: VendorApi },
    run: () => Promise<T>,
    hear?: (answer: T) => LimitNews,
  ) => Promise<T>;
  readonly uuid: () => string;
}

/** A cell of a column, or the empty one. */
export const cellOf = (cells: Cells, column: ColumnRef): Cell => cells[column] ?? { kind: 'empty' };

/** What an event says beside where to look: held against the mirror only (`core/sync/told.ts`). */
export type Told =
  | { readonly kind: 'made' }
  | { readonly kind: 'shows'; readonly column: ColumnRef; readonly cell: Cell }
  | { readonly kind: 'gone'; readonly how: Gone['how'] }
  | { readonly kind: 'version'; readonly version: string }
  /** The container has this column. */
  | { readonly kind: 'column'; readonly column: ColumnRef };

/** "This may have changed": of a container by its vendor's id, some records or anything. Never a fact, always re-read. */
export interface Hint {
  readonly container: string;
  readonly localIds: readonly LocalId[] | 'all';
  /** What is told of those of them of which a mirror may know it. */
  readonly told?: ReadonlyMap<LocalId, readonly Told[]>;
}

/** A stored subscription to a container's (or a connection's) events. */
export interface Subscription {
  readonly id: string;
  /** The vendor's second handle, where it has one (Drive's resource id). */
  readonly resource: string | null;
  /** ms since 1970, null when it lasts until removed. */
  readonly expiresAt: number | null;
}

/** What tells us that something changed: pushes that we subscribe to, and a cheap poll as the net under them. */
export interface ChangeFeed {
  /** Subscribes one container (monday: all events of a board in one call) or the whole connection (Drive: `container` null). */
  subscribe(to: {
    readonly container: string | null;
    readonly url: string;
    readonly secret: string;
    /** Where the last poll left off, for a vendor whose pushes begin at a place of the feed. */
    readonly cursor?: string | null;
  }): Promise<readonly Subscription[]>;
  unsubscribe(subscriptions: readonly Subscription[]): Promise<void>;
  /** Everything that may have changed since the cursor; null starts from now. One call for all containers given where the vendor can. */
  poll(asked: {
    readonly containers: readonly string[];
    readonly cursor: string | null;
  }): Promise<{ readonly hints: readonly Hint[]; readonly cursor: string }>;
}
