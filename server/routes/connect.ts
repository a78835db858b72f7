import type { Router as ExpressRouter, RequestHandler } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { finishConsent, startConsent } from '../../app/use-cases/connect.ts';
import { callerOf } from '../authenticate.ts';

const vendor = z.enum(['monday', 'google', 'confluence']);
const COOKIE = 'evenkeel_consent';

/** OAuth: a consent is begun by a signed-in person, and ends only in the browser that began it. */
export function connectRoutes(app: App, known: RequestHandler): ExpressRouter {
  const routes = Router();
  routes.post('/:vendor/start', known, (request, response) => {
    const { url, nonce } = startConsent(app, callerOf(response).account, vendor.parse(request.params.vendor));
    const secure = app.config.production;
    response.cookie(COOKIE, nonce, { httpOnly: true, secure, sameSite: secure ? 'none' : 'lax', maxAge: 600_000, path: '/connect' });
    response.json({ url });
  });
  routes.get('/:vendor/callback', async (request, response) => {
    const { code, state } = z.object({ code: z.string(), state: z.string() }).parse(request.query);
    const nonce = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
    await finishConsent(app, vendor.parse(request.params.vendor), code, state, nonce);
    response.clearCookie(COOKIE, { path: '/connect' });
    response.type('text/plain').send('Connected. You can close this window.');
  });
  return routes;
}
