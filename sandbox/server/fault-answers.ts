import type { FaultSpec } from '../world/fault-spec.ts';
import type { Service } from '../world/world.ts';
import { type NamedAnswer, namedAnswers } from './named-answers.ts';

export interface FaultAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What a `status` or `named` fault answers: its own body and headers where it brings them, else what this vendor says with that status. */
export function defaultFaultAnswer(service: Service, fault: FaultSpec): FaultAnswer {
  const named = fault.name === undefined ? undefined : namedAnswers[fault.name];
  const status = fault.status ?? named?.status ?? 500;
  const own = named ? spoken(named.answer(fault.retryS ?? 1)) : vendorAnswer(service, status);
  const given = fault.body;
  const text = given === undefined ? own.body : typeof given === 'string' ? given : JSON.stringify(given);
  const type = isJson(text) ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
  return { status, headers: { 'content-type': type, ...own.headers, ...fault.headers }, body: text };
}

function spoken({ headers = {}, body }: ReturnType<NamedAnswer['answer']>): { headers: Record<string, string>; body: string } {
  return { headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function vendorAnswer(service: Service, status: number): { headers: Record<string, string>; body: string } {
  if (service === 'monday') return mondayAnswer(status);
  if (service === 'sheets' || service === 'drive') return googleAnswer(service, status);
  if (service === 'confluence') return confluenceAnswer(status);
  return { headers: {}, body: JSON.stringify({ error: status >= 500 ? 'server_error' : 'invalid_request' }) };
}

const htmlOf = (status: number, title: string): string =>
  `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

/** A gateway before the vendor answers these in HTML. */
const gateway: Readonly<Record<number, string>> = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Time-out' };

function mondayAnswer(status: number): { headers: Record<string, string>; body: string } {
  const title = gateway[status];
  if (title) return { headers: {}, body: htmlOf(status, title) };
  const known: Record<number, { message: string; code: string; more?: Record<string, unknown> }> = {
    401: { message: 'Not Authenticated', code: 'Unauthorized' },
    403: { message: 'User unauthorized to perform action', code: 'UserUnauthorizedException' },
    404: { message: 'The requested resource was not found', code: 'ResourceNotFoundException' },
    409: { message: 'A request with this idempotency key is in progress', code: 'IDEMPOTENCY_CONFLICT' },
    423: { message: 'Resource is currently locked, please try again later', code: 'RESOURCE_LOCKED' },
    429: { message: 'Minute limit rate exceeded', code: 'RATE_LIMIT_EXCEEDED', more: { retry_in_seconds: 1 } },
  };
  const { message, code, more } = known[status] ?? { message: 'Internal server error', code: 'INTERNAL_SERVER_ERROR' };
  const body = JSON.stringify({
    errors: [{ message, extensions: { code, status_code: status, ...more } }],
    extensions: { request_id: 'fault' },
  });
  return { headers: status === 429 || status === 409 ? { 'retry-after': '1' } : {}, body };
}

function googleAnswer(service: 'sheets' | 'drive', status: number): { headers: Record<string, string>; body: string } {
  const known: Record<number, { message: string; status: string }> = {
    400: { message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' },
    401: { message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' },
    403: { message: 'The caller does not have permission', status: 'PERMISSION_DENIED' },
    404: { message: 'Requested entity was not found.', status: 'NOT_FOUND' },
    409: { message: 'The operation was aborted.', status: 'ABORTED' },
    429: { message: quotaMessage(service), status: 'RESOURCE_EXHAUSTED' },
    500: { message: 'Internal error encountered.', status: 'INTERNAL' },
    503: { message: 'The service is currently unavailable.', status: 'UNAVAILABLE' },
    504: { message: 'Deadline expired before operation could complete.', status: 'DEADLINE_EXCEEDED' },
  };
  const error = { code: status, ...(known[status] ?? { message: `HTTP ${status}`, status: 'UNKNOWN' }) };
  if (status !== 429) return { headers: {}, body: JSON.stringify({ error }) };
  const metadata = {
    consumer: 'projects/269908437164',
    quota_limit: 'WriteRequestsPerMinutePerUser',
    quota_metric: `${service}.googleapis.com/write_requests`,
    service: `${service}.googleapis.com`,
  };
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED', domain: 'googleapis.com', metadata },
  ];
  return { headers: {}, body: JSON.stringify({ error: { ...error, details } }) };
}

function quotaMessage(service: string): string {
  return `Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user' of service '${service}.googleapis.com' for consumer 'project_number:269908437164'.`;
}

function confluenceAnswer(status: number): { headers: Record<string, string>; body: string } {
  const title = gateway[status];
  if (title) return { headers: {}, body: htmlOf(status, title) };
  if (status === 401) return { headers: {}, body: JSON.stringify({ code: 401, message: 'Unauthorized' }) };
  const known: Record<number, { code: string; title: string }> = {
    400: { code: 'INVALID_REQUEST_PARAMETER', title: 'Bad Request' },
    403: { code: 'FORBIDDEN', title: 'Not permitted to use Confluence' },
    404: { code: 'NOT_FOUND', title: 'Not Found' },
    409: { code: 'CONFLICT', title: 'Conflict' },
    429: { code: 'TOO_MANY_REQUESTS', title: 'Rate limit exceeded' },
  };
  const { code, title: text } = known[status] ?? { code: 'INTERNAL_SERVER_ERROR', title: 'Internal Server Error' };
  const body = JSON.stringify({ errors: [{ status, code, title: text, detail: null }] });
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '1', 'x-ratelimit-remaining': '0' } : {};
  return { headers, body };
}

function isJson(text: string): boolean {
  const first = text.trimStart().charAt(0);
  return first === '{' || first === '[';
}
