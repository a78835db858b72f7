/** Express with everything that a request passes: limits, headers, identity, routes, words for errors. */
import { createServer as createHttp } from 'node:http';
import { fileURLToPath } from 'node:url';
import express from 'express';
import helmet from 'helmet';
import type { App } from '../app/app.ts';
import { forPerson } from '../app/vendors/for-people.ts';
import { authenticate } from './authenticate.ts';
import { answerError, unknownRoute } from './error-response.ts';
import { rateLimits } from './rate-limits.ts';
import { connectRoutes } from './routes/connect.ts';
import { figureRoutes } from './routes/figures.ts';
import { pairRoutes } from './routes/pairs.ts';
import { settleRoutes } from './routes/settle.ts';
import { usageRoutes } from './routes/usage.ts';
import { webhookRoutes } from './routes/webhooks.ts';

const VIEW = fileURLToPath(new URL('../client/dist/', import.meta.url));

export interface Server {
  /** Port 0 takes a free one. */
  listen(port: number): Promise<{ readonly port: number; close(): Promise<void> }>;
}

export function createServer(app: App): Server {
  const web = express();
  web.disable('x-powered-by');
  web.set('query parser', 'simple');
  web.set('etag', false);
  const known = authenticate(app, rateLimits());
  web.use(secureHeaders(app), neverStored);
  web.get('/health', (_request, response) => void response.json({ ok: true }));
  web.use('/webhooks', webhookRoutes(app));
  web.use('/connect', somebodyWaits, connectRoutes(app, known));
  web.use('/view', framedByMonday(app), express.static(VIEW, { index: 'index.html', maxAge: '1h', setHeaders: neverStale }));
  // A stranger's body isn't read.
  web.use('/api', known, express.json({ limit: '1mb' }), somebodyWaits);
  web.use('/api', pairRoutes(app), settleRoutes(app), figureRoutes(app), usageRoutes(app));
  web.use(unknownRoute);
  web.use(answerError(app));
  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        const http = createHttp(web);
        http.once('error', reject);
        http.listen(port, '127.0.0.1', () => {
          const address = http.address();
          const at = typeof address === 'object' && address !== null ? address.port : port;
          resolve({
            port: at,
            close: () =>
              new Promise((done) => {
                http.closeIdleConnections();
                http.close(() => done());
                http.closeAllConnections();
              }),
          });
        });
      }),
  };
}

/** Everything is refused framing and scripts but the board view (security.md 16). */
function secureHeaders(app: App): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: app.config.production ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: false,
  });
}

/** The view stands in monday's page and in no other; outside production, in the sandbox's. */
function framedByMonday(app: App): express.RequestHandler {
  const ancestors = app.config.production ? 'https://*.monday.com' : 'https://*.monday.com http://127.0.0.1:* http://localhost:*';
  return (_request, response, next) => {
    const policy = response.getHeader('content-security-policy');
    response.setHeader('content-security-policy', String(policy).replace("frame-ancestors 'none'", `frame-ancestors ${ancestors}`));
    response.removeHeader('x-frame-options');
    next();
  };
}

/** What a person asked for goes before what runs by itself. */
const somebodyWaits: express.RequestHandler = (_request, _response, next) => forPerson(next);

/** Answers are of the moment and of one account: nobody between us and the reader keeps them. The view's files say otherwise. */
const neverStored: express.RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  next();
};

/** Files with a hash in their name never change; the page that names them is asked for each time. */
function neverStale(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  response.setHeader('cache-control', path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable');
}
