/** Anti-automation (security.md 19): how often one caller may ask. Figures are read from Postgres, so this is generous. */
import type { RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Problem } from '../app/problems.ts';

const POINTS = 3_000;
const WINDOW_S = 60;

export function rateLimits(): RequestHandler {
  const limiter = new RateLimiterMemory({ points: POINTS, duration: WINDOW_S });
  return (request, response, next) => {
    limiter.consume(request.ip ?? 'unknown').then(
      () => next(),
      (left: unknown) => {
        const ms = typeof left === 'object' && left !== null && 'msBeforeNext' in left ? Number(left.msBeforeNext) : WINDOW_S * 1000;
        response.setHeader('retry-after', String(Math.ceil(ms / 1000)));
        next(new Problem('too-many-requests', 429));
      },
    );
  };
}
