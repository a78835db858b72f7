/** What a vendor's answer says of its limits, in our names: a connector reads it off headers and errors, the limiter steers by it. */

export type BudgetName =
  | 'calls per minute'
  | 'calls at once'
  | 'read complexity per minute'
  | 'write complexity per minute'
  | 'calls per day'
  | 'reads per minute of a user'
  | 'writes per minute of a user'
  | 'reads per minute of all'
  | 'writes per minute of all'
  | 'calls per second'
  | 'points per hour of all';

export interface LimitNews {
  /** The vendor failed by itself (5xx): it may be away. */
  readonly failed?: boolean;
  /** The call was refused by a limit. `record`: of one thing that is locked, by no limit of ours. `afterMs` null: the vendor names no wait. */
  readonly refused?: { readonly of: 'record' | 'connection' | 'account' | 'everybody'; readonly afterMs: number | null };
  /** Budgets as the vendor counts them. */
  readonly budgets?: readonly { readonly name: BudgetName; readonly max: number | null; readonly left: number | null }[];
}
