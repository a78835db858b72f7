/** What Confluence says when it refuses, in the second API's shape or the first's. */
import type { Answer } from '../core.ts';

export class ConfluenceError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  constructor(status: number, code: string, title: string, detail: string | null = null) {
    super(title);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

export const badRequest = (title: string, detail: string | null = null): ConfluenceError =>
  new ConfluenceError(400, 'INVALID_REQUEST_PARAMETER', title, detail);
export const notFound = (): ConfluenceError => new ConfluenceError(404, 'NOT_FOUND', 'Not Found');
export const conflict = (title: string): ConfluenceError => new ConfluenceError(409, 'CONFLICT', title);
export const wrongType = (value: string, name: string): ConfluenceError =>
  badRequest(`Provided value {${value}} for '${name}' is not the correct type. Expected type is long`, '');

/** The gateway in front of `api.atlassian.com`. */
export const gateway = (status: number, message: string): Answer => ({ status, body: { code: status, message } });

export function errorAnswer(error: ConfluenceError, api: 'v1' | 'v2'): Answer {
  const { status, code, message: title, detail } = error;
  if (api === 'v2') return { status, body: { errors: [{ status, code, title, detail }] } };
  const kind = exceptions[status] ?? 'ServiceException';
  return {
    status,
    body: {
      statusCode: status,
      data: { authorized: status !== 403, valid: status !== 409, errors: [], successful: false },
      message: `com.atlassian.confluence.api.service.exceptions.${kind}: ${title}`,
    },
  };
}

const exceptions: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  403: 'PermissionException',
  404: 'NotFoundException',
  409: 'ConflictException',
  410: 'GoneException',
};
