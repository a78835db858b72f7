/** Who asks: a program by its API token, or the board view by monday's session token. Anything else is a stranger. */
import type { Request, RequestHandler, Response } from 'express';
import type { App } from '../app/app.ts';
import { Problem } from '../app/problems.ts';
import type { Caller } from '../app/use-cases/identify.ts';
import { checkMayChange, identify } from '../app/use-cases/identify.ts';
import type { RateLimits } from './rate-limits.ts';

export function authenticate(app: App, limits: RateLimits): RequestHandler {
  return async (request, response, next) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const caller = token === undefined ? null : await identify(app, token);
    if (caller === null) {
      await limits.stranger(request.ip ?? '');
      throw new Problem('unauthorized', 401);
    }
    await limits.caller(caller.account, caller.person);
    if (request.method !== 'GET') await checkMayChange(app, caller);
    response.locals.caller = caller;
    next();
  };
}

/** The caller that `authenticate` let through. */
export function callerOf(response: Response): Caller {
  const { caller } = response.locals as { caller?: Caller };
  if (caller === undefined) throw new Problem('unauthorized', 401);
  return caller;
}

/** Offset or id to page on from, and how many: `?cursor=&limit=`. */
export function pageOf(request: Request): { readonly cursor: number; readonly limit: number } {
  const cursor = Number(request.query.cursor ?? 0);
  const limit = Number(request.query.limit ?? 100);
  if (!Number.isSafeInteger(cursor) || cursor < 0)
    throw new Problem('bad-request', 400, { detail: 'cursor is the one of the page before' }, 'cursor');
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1000)
    throw new Problem('bad-request', 400, { detail: 'limit is a number from 1 to 1000' }, 'limit');
  return { cursor, limit };
}
