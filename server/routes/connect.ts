import type { Router as ExpressRouter, RequestHandler } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { Problem } from '../../app/problems.ts';
import { finishConsent, startConsent } from '../../app/use-cases/connect.ts';
import { callerOf } from '../authenticate.ts';

const vendor = z.enum(['monday', 'google', 'confluence']);
/** One for each vendor: two consents may be under way. */
const cookieOf = (vendor: string): string => `evenkeel_consent_${vendor}`;

/** OAuth: a consent is begun by a signed-in person, and ends only in the browser that began it. */
export function connectRoutes(app: App, known: RequestHandler): ExpressRouter {
  const routes = Router();
  routes.post('/:vendor/start', known, (request, response) => {
    const asked = vendor.parse(request.params.vendor);
    const { url, nonce } = startConsent(app, callerOf(response).account, asked);
    const secure = app.config.production;
    response.cookie(cookieOf(asked), nonce, {
      httpOnly: true,
      secure,
      sameSite: secure ? 'none' : 'lax',
      maxAge: 600_000,
      path: '/connect',
    });
    response.json({ url });
  });
  routes.get('/:vendor/callback', async (request, response) => {
    if (request.query.error !== undefined) throw new Problem('consent-denied', 400, { vendor: String(request.params.vendor) });
    const { code, state } = z.object({ code: z.string(), state: z.string() }).parse(request.query);
    const asked = vendor.parse(request.params.vendor);
    const nonce = new RegExp(`(?:^|; )${cookieOf(asked)}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
    await finishConsent(app, asked, code, state, nonce);
    response.clearCookie(cookieOf(asked), { path: '/connect' });
    response.type('text/plain').send('Connected. You can close this window.');
  });
  return routes;
}
