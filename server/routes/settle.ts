import type { Router as ExpressRouter } from 'express';
import { Router } from 'express';
import type { App } from '../../app/app.ts';
import { settleFinding, takeConflict } from '../../app/use-cases/settle.ts';
import { undo } from '../../app/use-cases/undo.ts';
import * as api from '../../core/protocol/api.ts';
import { languageOf } from '../../core/words/words.ts';
import { callerOf } from '../authenticate.ts';

/** A person's word: a conflict taken, a finding retried or dismissed, something taken back. */
export function settleRoutes(app: App): ExpressRouter {
  const routes = Router();
  routes.post('/conflicts/:id', async (request, response) => {
    const { account, person } = callerOf(response);
    response.json(await takeConflict(app, account, String(request.params.id), api.takeConflict.parse(request.body).take, person));
  });
  routes.post('/findings/:id', async (request, response) => {
    await settleFinding(app, callerOf(response).account, String(request.params.id), api.findingAction.parse(request.body).action);
    response.json({ ok: true });
  });
  routes.post('/undo', async (request, response) => {
    const { account, person } = callerOf(response);
    response.json(await undo(app, account, api.undo.parse(request.body), person, languageOf(request.headers['accept-language'])));
  });
  return routes;
}
