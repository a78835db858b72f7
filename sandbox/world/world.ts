/**
 * What a played vendor is given. A vendor is a pure-looking function `(Request) => Promise<Response>`: its clock, ids,
 * chance, state and outgoing pushes all come in through this door, so that one vendor can be served on a port, called
 * in process by a test, or driven by a scheduler, and the same seed gives the same world twice.
 */

/** The whole vendor. Never throws: a bug is a 500 in the vendor's own error shape. */
export type Handler = (request: Request) => Promise<Response>;

export type Service = 'monday' | 'sheets' | 'drive' | 'confluence' | 'oauth';

export interface World {
  readonly clock: VendorClock;
  readonly ids: Ids;
  /** Uniform in [0, 1), seeded. */
  readonly random: () => number;
  readonly store: Store;
  readonly people: People;
  readonly picks: Picks;
  /** Quotas and rates of the vendor apply only in mode `vendor`. */
  readonly limits: { readonly mode: 'vendor' | 'off' };
  /** Runs something later, in ms from now; forgotten when the sandbox ends. */
  readonly after: (ms: number, run: () => void) => void;
  /** Sends a webhook or a push notification: at once returns, delivery (delay, retries, faults, order) is the world's. */
  readonly push: (push: Push) => void;
  /** Posts and awaits the answer: the webhook challenge. */
  readonly call: (request: { url: string; headers?: Record<string, string>; body: string }) => Promise<{ status: number; body: string }>;
  /** Asked per operation of a batch and per row that a sheet writes: true when a `partial` fault wants this one to fail. */
  readonly failsPartially: (service: Service, operation: string, caller: string) => boolean;
  /** Tells the demo page (server-sent events) that something changed. Coalesced by the receiver. */
  readonly announce: (change: { service: Service; container: string }) => void;
}

/** The vendors' clock, in ms since 1970; `POST /clock` moves it forward. */
export interface VendorClock {
  now(): number;
}

/** Deterministic ids: counters and seeded uuids, kept in the store, never reused after a restart. */
export interface Ids {
  /** The next whole number of a named series, starting at `from` (monday items: 8400000001, …). */
  next(series: string, from?: number): number;
  uuid(): string;
  /** `length` characters of [A-Za-z0-9_-], seeded: spreadsheet ids, tokens. */
  opaque(length: number): string;
}

/**
 * Documents in named tables. `set` after a mutation in place marks the document for the next `commit`;
 * `commit` is durable when it returns (survives SIGKILL) and must come before a vendor answers a write.
 */
export interface Store {
  table<T>(name: string): Table<T>;
  commit(): void;
}

export interface Table<T> {
  get(id: string): T | undefined;
  set(id: string, value: T): void;
  delete(id: string): void;
  ids(): Iterable<string>;
  values(): Iterable<T>;
  readonly size: number;
}

/** A human of the played agency; the same person has one id here and the vendors' own ids. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** monday user id, digits; Confluence account id. */
  readonly mondayId: string;
  readonly atlassianId: string;
  readonly admin: boolean;
  readonly viewOnly: boolean;
  /** The monday account that the person belongs to. */
  readonly accountId: string;
}

/** Who stands behind a token: a person directly, or the app acting for a person (then `app` is the OAuth client id). */
export interface Caller {
  readonly person: Person;
  readonly app: string | null;
  /** What the wire log calls it: `app`, or the person's id. */
  readonly label: string;
  readonly scopes: readonly string[];
  /** Its scopes reach only files that it made or that were picked for it; said by the vendor whose scopes they are. */
  readonly pickedOnly?: true;
}

/** Which files an app reaches whose scope is per file. */
export interface Picks {
  /** Told of each new file: an app reaches what it made. The caller commits. */
  made(caller: Caller, file: string): void;
  reaches(app: string, person: string, file: string): boolean;
}

export interface People {
  all(): readonly Person[];
  get(id: string): Person | undefined;
  /** By any vendor's token; undefined when unknown, `expired` when its time is over on the vendors' clock. */
  byToken(service: 'monday' | 'google' | 'confluence', token: string): Caller | 'expired' | undefined;
}

export interface Push {
  readonly service: Service;
  /** Which kind of event it is, for faults that match an operation. */
  readonly operation: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** Empty string for Drive's notifications. */
  readonly body: string;
  /** A text that stands in the body, and what stands there when it is sent again; left out: repeats say the same. */
  readonly whenRepeated?: readonly [first: string, again: string];
  /** What counts as delivered; anything else is retried as the vendor retries. */
  readonly accepted: (status: number) => boolean;
  /** Waits before each further try, ms; empty: no retry. */
  readonly retryAfterMs: readonly number[];
  /** Default delay before the first try, ms (Drive: 500, monday: 20). */
  readonly delayMs: number;
}

/** One part of the sandbox as the server mounts it. */
export interface Vendor {
  readonly service: Service;
  /** Paths that belong to this vendor, matched on the start of the pathname. */
  owns(pathname: string): boolean;
  readonly handle: Handler;
  /**
   * What faults and the wire log know of a request before it runs: the service, its operations (GraphQL root fields or RPC
   * names), who calls, what it writes of what the vendor locks for one writer at a time, and its path where the vendor's
   * documents spell it otherwise than it was sent.
   */
  describe(
    request: Request,
    body: string,
  ): { service: Service; operations: readonly string[]; caller: string; writes?: readonly string[]; path?: string };
  /**
   * Tables that `POST /reset` leaves as they are, because a connected app counts on them: webhook subscriptions, watch
   * channels, change cursors. All other tables are emptied and the vendor is made anew.
   */
  readonly keptOnReset?: readonly string[];
}
