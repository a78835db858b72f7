/** What can be asked of `POST /faults`. */
export const faultKinds = [
  'status',
  'named',
  'weather',
  'lost-reply',
  'timeout',
  'latency',
  'truncate',
  'partial',
  'hold',
  'lock',
  'drop-push',
  'repeat-push',
  'delay-push',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultServices = ['monday', 'google', 'sheets', 'drive', 'confluence', 'oauth', 'all'] as const;

export interface FaultSpec {
  /** `google` is both of `sheets` and `drive`, `all` is everybody. */
  readonly service: (typeof faultServices)[number];
  readonly match?: {
    /** A GraphQL root field or an RPC name; dotted ones with or without their first parts: `values.get`, `sheets.spreadsheets.values.get`. */
    readonly operation?: string;
    /** A part of path and query. */
    readonly path?: string;
    readonly caller?: string;
    /** The person by whose consent an app calls. */
    readonly grantOf?: string;
  };
  readonly kind: FaultKind;
  /** Of kind `named`: which of the vendor's own refusals. */
  readonly name?: string;
  /** Of kind `named`: the wait that the refusal names, s. */
  readonly retryS?: number;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long `latency`, `timeout` and `delay-push` take, and under `lock` a write. */
  readonly ms?: number;
  /** Matching exchanges that pass before the first strike. */
  readonly after?: number;
  /** Strikes before it is spent; left out: no end. */
  readonly times?: number;
  /** Chance of a strike for each matching exchange, drawn from `seed`. */
  readonly p?: number;
  readonly seed?: number | string;
}
