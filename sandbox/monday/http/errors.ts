/**
 * monday's errors, in the shape of API versions since 2025-01: `errors[]` with `extensions.code`, mostly under HTTP 200
 * (developer.monday.com/api-reference/docs/error-handling, 2026-09).
 */

export interface ErrorDetails {
  /** HTTP status when nothing else of the request came out; 200 for application errors. */
  readonly status?: number;
  readonly errorData?: Record<string, unknown>;
  /** Further members of `extensions`. */
  readonly more?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

export class MondayError extends Error {
  readonly code: string;
  readonly status: number;
  readonly errorData: Record<string, unknown> | undefined;
  readonly more: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'MondayError';
    this.code = code;
    this.status = details.status ?? 200;
    this.errorData = details.errorData;
    this.more = details.more ?? {};
    this.headers = details.headers ?? {};
  }

  /** The members of `extensions` as they go over the wire. */
  extensions(): Record<string, unknown> {
    return { code: this.code, ...(this.errorData ? { error_data: this.errorData } : {}), ...this.more, status_code: this.status };
  }
}

export const unauthorized = (): MondayError =>
  new MondayError('UserUnauthorizedException', 'User unauthorized to perform action', { status: 403, errorData: {} });

export const invalidArgument = (message: string, errorData: Record<string, unknown> = {}): MondayError =>
  new MondayError('InvalidArgumentException', message, { errorData });

export const notFound = (what: string, id: string): MondayError =>
  new MondayError('ResourceNotFoundException', `${what} not found`, { errorData: { resource_type: what.toLowerCase(), resource_id: id } });

export const invalidBoard = (boardId: string): MondayError =>
  new MondayError('InvalidBoardIdException', "This board ID doesn't exist", { errorData: { board_id: boardId } });

export const invalidColumn = (columnId: string): MondayError =>
  new MondayError('InvalidColumnIdException', "This column ID doesn't exist for the board", { errorData: { column_id: columnId } });
