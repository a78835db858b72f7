/** Google's two error shapes: Sheets answers google.rpc.Status, Drive the older list of errors beside it. */

export interface ErrorDetail {
  readonly [key: string]: unknown;
}

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
};

/** A refusal that becomes an answer at the edge. `reason` and `location` show in Drive's shape only. */
export class GoogleError extends Error {
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  readonly reason: string | undefined;
  readonly location: { readonly name: string; readonly type: string } | undefined;

  constructor(
    status: number,
    message: string,
    more: { details?: readonly ErrorDetail[]; reason?: string; location?: { name: string; type: string } } = {},
  ) {
    super(message);
    this.status = status;
    this.details = more.details ?? [];
    this.reason = more.reason;
    this.location = more.location;
  }
}

/** 400 in the words that Google uses for it. */
export function invalid(message: string): GoogleError {
  return new GoogleError(400, message, { reason: 'badRequest' });
}

export function notFound(): GoogleError {
  return new GoogleError(404, 'Requested entity was not found.', { reason: 'notFound' });
}

export function forbidden(): GoogleError {
  return new GoogleError(403, 'The caller does not have permission', { reason: 'forbidden' });
}

/** Drive's 403 where the file is there and may not be changed. */
export function insufficient(): GoogleError {
  return new GoogleError(403, 'The user does not have sufficient permissions for this file.', { reason: 'insufficientFilePermissions' });
}

/** `{error: {code, message, status, details?}}`, the shape of Sheets. */
export function sheetsErrorBody(error: GoogleError): unknown {
  const body: Record<string, unknown> = { code: error.status, message: error.message, status: STATUS_NAMES[error.status] ?? 'UNKNOWN' };
  if (error.details.length > 0) body.details = error.details;
  return { error: body };
}

/** `{error: {code, message, errors: [{message, domain, reason, location?, locationType?}], status?}}`, the shape of Drive. */
export function driveErrorBody(error: GoogleError): unknown {
  const item: Record<string, unknown> = { message: error.message, domain: domainOf(error), reason: error.reason ?? 'badRequest' };
  if (error.location) Object.assign(item, { location: error.location.name, locationType: error.location.type });
  const body: Record<string, unknown> = { code: error.status, message: error.message, errors: [item] };
  if (error.status === 401 || error.status === 429) body.status = STATUS_NAMES[error.status];
  if (error.details.length > 0) body.details = error.details;
  return { error: body };
}

/** Who says no: the quota or the API itself. */
const domainOf = ({ reason }: GoogleError): string => (/rateLimitExceeded$/i.test(reason ?? '') ? 'usageLimits' : 'global');
