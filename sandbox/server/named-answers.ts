/**
 * The vendors' refusals by name, each with the body that the vendor documents or that was seen of it (developer.monday.com
 * docs/rate-limits and docs/error-handling; Google's Sheets limits and Drive handle-errors; Atlassian's rate limiting).
 * `retryS` is the wait that a refusal names, where it names one.
 */
import type { Service } from '../world/world.ts';

export interface NamedAnswer {
  /** Who says it. */
  readonly service: readonly Service[];
  readonly status: number;
  readonly answer: (retryS: number) => { readonly headers?: Record<string, string>; readonly body: unknown };
}

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';
const PROJECT = '269908437164';

export const namedAnswers: Readonly<Record<string, NamedAnswer>> = {
  // monday: budgets and rates
  'complexity-budget': monday(429, (s) =>
    mondayError('Complexity budget exhausted', 'COMPLEXITY_BUDGET_EXHAUSTED', 429, {
      complexity: 6182,
      complexity_budget_left: 100,
      complexity_budget_limit: 5_000_000,
      retry_in_seconds: s,
    }),
  ),
  // Versions up to 2024-10: HTTP 200, one object, the wait only in the text.
  'complexity-budget-old': monday(200, (s) => {
    const text = `Complexity budget exhausted, query cost 222080 budget remaining 747 out of 10000000 reset in ${s} seconds`;
    return {
      error_code: 'ComplexityException',
      status_code: 429,
      error_message: text,
      error_data: {},
      errors: [text],
      account_id: 26_104_417,
    };
  }),
  'complexity-max': monday(200, () =>
    mondayError('Query has complexity of 5210000, which exceeds max complexity of 5000000', 'ComplexityException', 200, {
      complexity: 5_210_000,
      max_complexity: 5_000_000,
    }),
  ),
  'minute-limit': rate('Minute limit rate exceeded', 'RATE_LIMIT_EXCEEDED'),
  'concurrency-limit': rate('Concurrency limit exceeded', 'maxConcurrencyExceeded'),
  'ip-limit': rate('IP rate limit exceeded', 'IP_RATE_LIMIT_EXCEEDED'),
  'daily-limit': rate('Daily limit exceeded', 'DAILY_LIMIT_EXCEEDED'),
  'field-limit': monday(429, (s) =>
    mondayError('Concurrency limit exceeded for the field', 'FIELD_LIMIT_EXCEEDED', 429, {
      error_data: { retry_in_seconds: s, entity: 'boards' },
      retry_in_seconds: s,
      entity: 'boards',
    }),
  ),
  'field-limit-old': monday(200, (s) => ({
    error_message: 'Concurrency limit exceeded for the field',
    error_code: 'FIELD_LIMIT_EXCEEDED',
    error_data: { retry_in_seconds: s, entity: 'boards' },
    status_code: 429,
    account_id: 26_104_417,
  })),
  // monday: all else
  'board-locked': monday(423, () => mondayError('Resource is currently locked, please try again later', 'RESOURCE_LOCKED', 423)),
  'errors-without-data': monday(200, () => ({
    errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR', status_code: 500, request_id: REQUEST_ID } }],
    extensions: { request_id: REQUEST_ID },
  })),
  'cursor-expired': monday(200, () =>
    mondayError(
      'CursorExpiredError: The cursor provided for pagination has expired. Please refresh your query and obtain a new cursor to continue fetching items',
      'CursorExpiredError',
      200,
      { error_data: {} },
    ),
  ),
  'not-authenticated-old': monday(401, () => ({ errors: ['Not Authenticated'] })),
  // Any vendor's gateway
  'gateway-timeout': html(504, 'Gateway Time-out'),
  'bad-gateway': html(502, 'Bad Gateway'),
  maintenance: html(503, 'Service Unavailable'),
  'login-page': {
    service: ['monday', 'sheets', 'drive', 'confluence'],
    status: 200,
    answer: () => ({ body: '<!DOCTYPE html><html><head><title>Log in</title></head><body><form action="/login"></form></body></html>' }),
  },
  // Google
  'read-quota-user': quota('Read', 'user', 60),
  'write-quota-user': quota('Write', 'user', 60),
  'read-quota-project': quota('Read', 'project', 300),
  'write-quota-project': quota('Write', 'project', 300),
  'user-rate-limit': drive(
    403,
    'User Rate Limit Exceeded. Rate of requests for user exceed configured project quota, you may consider re-evaluating expected per-user traffic to the API and adjust project quota limits accordingly.',
    'userRateLimitExceeded',
    'usageLimits',
  ),
  'project-rate-limit': drive(403, 'Rate Limit Exceeded', 'rateLimitExceeded', 'usageLimits'),
  'drive-backend-error': drive(500, 'Backend Error', 'backendError', 'global'),
  unavailable: google(503, 'The service is currently unavailable.', 'UNAVAILABLE'),
  deadline: google(504, 'Deadline expired before operation could complete.', 'DEADLINE_EXCEEDED'),
  internal: google(500, 'Internal error encountered.', 'INTERNAL'),
  // Confluence
  'points-quota': wall('confluence-quota-global-based'),
  'points-quota-tenant': wall('confluence-quota-tenant-based'),
  burst: wall('confluence-burst-based'),
  // OAuth
  'invalid-grant': {
    service: ['oauth'],
    status: 400,
    answer: () => ({ body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } }),
  },
};

function monday(status: number, body: (retryS: number) => unknown): NamedAnswer {
  return { service: ['monday'], status, answer: (s) => ({ body: body(s) }) };
}

function mondayError(message: string, code: string, status: number, more: Record<string, unknown> = {}): unknown {
  return {
    errors: [{ message, extensions: { code, ...more, status_code: status, request_id: REQUEST_ID } }],
    extensions: { request_id: REQUEST_ID },
  };
}

/** 429 with the wait in the header and in the body. */
function rate(message: string, code: string): NamedAnswer {
  return {
    service: ['monday'],
    status: 429,
    answer: (s) => ({ headers: { 'retry-after': String(s) }, body: mondayError(message, code, 429, { retry_in_seconds: s }) }),
  };
}

function html(status: number, title: string): NamedAnswer {
  const body = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { service: ['monday', 'sheets', 'drive', 'confluence', 'oauth'], status, answer: () => ({ body }) };
}

/** Google's quota refusals name no wait: clients back off by themselves. */
function quota(word: 'Read' | 'Write', scope: 'user' | 'project', limit: number): NamedAnswer {
  const service = 'sheets.googleapis.com';
  const name = `${word} requests per minute${scope === 'user' ? ' per user' : ''}`;
  return {
    service: ['sheets'],
    status: 429,
    answer: () => ({
      body: {
        error: {
          code: 429,
          message: `Quota exceeded for quota metric '${word} requests' and limit '${name}' of service '${service}' for consumer 'project_number:${PROJECT}'.`,
          status: 'RESOURCE_EXHAUSTED',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason: 'RATE_LIMIT_EXCEEDED',
              domain: 'googleapis.com',
              metadata: {
                consumer: `projects/${PROJECT}`,
                quota_limit: `${word}RequestsPerMinutePer${scope === 'user' ? 'User' : 'Project'}`,
                quota_limit_value: String(limit),
                quota_metric: `${service}/${word.toLowerCase()}_requests`,
                service,
              },
            },
          ],
        },
      },
    }),
  };
}

function drive(status: number, message: string, reason: string, domain: string): NamedAnswer {
  return {
    service: ['drive'],
    status,
    answer: () => ({ body: { error: { code: status, message, errors: [{ message, domain, reason }] } } }),
  };
}

function google(code: number, message: string, status: string): NamedAnswer {
  return { service: ['sheets', 'drive'], status: code, answer: () => ({ body: { error: { code, message, status } } }) };
}

function wall(reason: string): NamedAnswer {
  return {
    service: ['confluence'],
    status: 429,
    answer: (s) => ({
      headers: { 'retry-after': String(s), 'x-ratelimit-remaining': '0', 'x-ratelimit-nearlimit': 'true', 'ratelimit-reason': reason },
      body: { errors: [{ status: 429, code: 'TOO_MANY_REQUESTS', title: 'Rate limit exceeded', detail: null }] },
    }),
  };
}
