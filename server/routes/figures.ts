import type { Router as ExpressRouter } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { figures } from '../../app/use-cases/figures.ts';
import { whoIsNext } from '../../app/use-cases/next-client.ts';
import { languageOf } from '../../core/words/words.ts';
import { callerOf } from '../authenticate.ts';

const asked = z.object({ tier: z.string().optional(), stage: z.string().optional(), start: z.iso.date().optional() });

/** Figures from the mirrors as they stand: 0 vendor calls. */
export function figureRoutes(app: App): ExpressRouter {
  const routes = Router();
  routes.get('/figures', async (_request, response) => {
    const caller = callerOf(response);
    response.json(await figures(app, caller.account, caller));
  });
  routes.get('/next-client', async (request, response) => {
    const language = languageOf(request.headers['accept-language']);
    response.json(await whoIsNext(app, callerOf(response).account, asked.parse(request.query), language));
  });
  return routes;
}
