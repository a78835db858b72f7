/** What a vendor's answer says of its limits, in our names: a connector reads it off headers and errors, the limiter steers by it. */

export type BudgetName =
  | 'calls per minute'
  | 'calls at once'
  | 'read complexity per minute'
  | 'write complexity per minute'
  | 'calls per day'
  | 'calls in 10 seconds of all'
  | 'reads per minute of a user'
  | 'writes per minute of a user'
  | 'reads per minute of all'
  | 'writes per minute of all'
  | 'units per minute of a user'
  | 'units per minute of all'
  | 'calls per second'
  | 'points per hour of all';

/** Which of a vendor's APIs a call goes to, where each has limits of its own. */
export type VendorApi = 'sheets' | 'drive';

/** `record`: of one thing that is locked, by no limit of ours. */
export interface Refused {
  readonly of: 'record' | 'connection' | 'account' | 'everybody';
  /** Null: the vendor names no wait. */
  readonly afterMs: number | null;
  /** The budget that is used up to its end, where the vendor names it. */
  readonly budget?: BudgetName;
}

export interface LimitNews {
  /** The vendor failed by itself (5xx): it may be away. */
  readonly failed?: boolean;
  /** The call was refused by a limit. */
  readonly refused?: Refused;
  /** Budgets as the vendor counts them. */
  readonly budgets?: readonly { readonly name: BudgetName; readonly max: number | null; readonly left: number | null }[];
}
