import type { Router as ExpressRouter } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { usage } from '../../app/use-cases/usage.ts';
import { languageOf } from '../../core/words/words.ts';
import { callerOf } from '../authenticate.ts';

const asked = z.object({ days: z.coerce.number().int().min(1).max(92).default(7) });

/** `/usage`: calls to vendors by day, and what is left of the day. */
export function usageRoutes(app: App): ExpressRouter {
  const routes = Router();
  routes.get('/usage', async (request, response) => {
    const { days } = asked.parse(request.query);
    response.json(await usage(app, callerOf(response).account, days, languageOf(request.headers['accept-language'])));
  });
  return routes;
}
