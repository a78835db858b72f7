/**
 * Cursors of items_page: opaque, good for 60 minutes from the first page on (not from the last one). They carry the query
 * and an offset, so items that come or go between two pages can be missed or met twice, as on monday.
 */
import { MondayError } from './http/errors.ts';

const LIFETIME_MS = 60 * 60_000;

export interface CursorState {
  readonly accountId: string;
  readonly boardId: string;
  readonly groupId: string | null;
  /** What `items_page` or `items_page_by_column_values` was asked for. */
  readonly query: unknown;
  readonly by: 'rules' | 'columns';
  readonly offset: number;
  /** When the first page was read, ms. */
  readonly since: number;
}

export function writeCursor(state: CursorState): string {
  const { accountId, boardId, groupId, query, by, offset, since } = state;
  return Buffer.from(JSON.stringify([accountId, boardId, groupId, query, by, offset, since])).toString('base64url');
}

/** Throws `CursorExpiredError` when its hour is over, and for a cursor that is none or another account's. */
export function readCursor(cursor: string, accountId: string, now: number): CursorState {
  const state = parse(cursor);
  if (!state || state.accountId !== accountId) {
    throw new MondayError('CursorException', 'CursorError: the cursor provided for pagination is invalid', { errorData: {} });
  }
  if (now - state.since >= LIFETIME_MS) {
    throw new MondayError(
      'CursorExpiredError',
      'CursorExpiredError: The cursor provided for pagination has expired. Please refresh your query and obtain a new cursor to continue fetching items',
      { errorData: {} },
    );
  }
  return state;
}

function parse(cursor: string): CursorState | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 7) return undefined;
    const [accountId, boardId, groupId, query, by, offset, since] = parsed as unknown[];
    if (typeof accountId !== 'string' || typeof boardId !== 'string' || typeof offset !== 'number' || typeof since !== 'number')
      return undefined;
    return {
      accountId,
      boardId,
      groupId: typeof groupId === 'string' ? groupId : null,
      query,
      by: by === 'columns' ? 'columns' : 'rules',
      offset,
      since,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
