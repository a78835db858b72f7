import type { BoardDoc } from './state/model.ts';

/** Something that anybody did, as `record` is told of it. */
export interface Change {
  /** The name in the log and the `type` of the webhook: `update_column_value`. */
  readonly event: string;
  readonly entity: 'pulse' | 'board';
  readonly board: BoardDoc;
  readonly at: number;
  readonly itemId?: string;
  readonly groupId?: string;
  readonly columnId?: string;
  /** The label index that a status got, for webhooks that wait for one. */
  readonly statusIndex?: number | null;
  /** JSON `data` of the log. */
  readonly log: Record<string, unknown>;
  /** Members of the webhook's `event` beside the common ones; null: no webhook tells it. */
  readonly hook: Record<string, unknown> | null;
}
