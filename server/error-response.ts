/** Errors in words: a status, a code for programs, a sentence for people that says what to do next. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ZodError } from 'zod';
import type { App } from '../app/app.ts';
import { Problem } from '../app/problems.ts';
import { SyncError } from '../core/sync/errors.ts';
import { languageOf, problemWords } from '../core/words/words.ts';

export const unknownRoute: RequestHandler = (request, _response, next) =>
  next(new Problem('not-found', 404, { what: 'address', id: request.path }));

export function answerError(app: App): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    if (problem.status === 429) response.setHeader('retry-after', String(problem.data.seconds ?? 60));
    if (typeof problem.data.afterMs === 'number') response.setHeader('retry-after', String(Math.ceil(problem.data.afterMs / 1000)));
    if (problem.status >= 500) app.log.error({ err: error, path: request.path }, 'a request failed');
    const { code, data, field, body } = problem;
    const failure = {
      code,
      message: problemWords(code, data, languageOf(request.headers['accept-language'])),
      ...(field === null ? {} : { field }),
    };
    response.status(problem.status).json(body === null ? { error: failure } : { error: failure, ...(body as object) });
  };
}

interface Shown {
  readonly code: string;
  readonly status: number;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  readonly field: string | null;
  readonly body: unknown;
}

function toProblem(error: unknown): Shown {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    const field = issue?.path.join('.') ?? '';
    return {
      code: 'bad-request',
      status: 400,
      data: { detail: `${field === '' ? 'body' : field}: ${issue?.message ?? 'invalid'}` },
      field: field === '' ? null : field,
      body: null,
    };
  }
  if (error instanceof SyncError) {
    // Ours is a caller without a token; a vendor's is a grant that is gone.
    if (error.code === 'unauthorized') return { code: 'grant-lost', status: 422, data: error.data, field: null, body: null };
    return { code: error.code, status: error.next.kind === 'stop' ? 422 : 503, data: error.data, field: null, body: null };
  }
  if (isUnstorable(error)) return { code: 'bad-request', status: 400, data: { detail: 'a NUL character' }, field: null, body: null };
  const status = httpStatus(error);
  if (status !== null && status < 500)
    return { code: 'bad-request', status, data: { detail: error instanceof Error ? error.message : '' }, field: null, body: null };
  return { code: 'internal', status: 500, data: {}, field: null, body: null };
}

/** Postgres keeps no NUL in a text: SQLSTATE 22021 for a text, 22P05 for JSON. */
const isUnstorable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '22021' || error.code === '22P05');

/** Express's own parsers say what is wrong by a status. */
const httpStatus = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : null;
