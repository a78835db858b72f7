import type { Router as ExpressRouter, Request, Response } from 'express';
import { Router } from 'express';
import type { App } from '../../app/app.ts';
import { createPair } from '../../app/use-cases/create-pair.ts';
import { decidePlan } from '../../app/use-cases/decide-plan.ts';
import { disconnectPair, patchPair, pausePair, resumePair, syncNow } from '../../app/use-cases/manage-pair.ts';
import { getPair, getPlan, listConflicts, listFindings, listJournal, listPairs } from '../../app/use-cases/pair-views.ts';
import * as api from '../../core/protocol/api.ts';
import { languageOf } from '../../core/words/words.ts';
import { callerOf, pageOf } from '../authenticate.ts';

/** `/pairs` of the contract: what stands in step, and everything that is known of it. */
export function pairRoutes(app: App): ExpressRouter {
  const routes = Router();
  const id = (request: Request): string => String(request.params.id);
  const account = (response: Response) => callerOf(response).account;
  const language = (request: Request) => languageOf(request.headers['accept-language']);
  routes.get(
    '/pairs',
    async (request, response) => void response.json({ items: await listPairs(app, account(response), language(request)), cursor: null }),
  );
  routes.post('/pairs', async (request, response) => {
    const created = await createPair(app, account(response), api.createPair.parse(request.body));
    response.status(201).json(created);
  });
  routes.get(
    '/pairs/:id',
    async (request, response) => void response.json(await getPair(app, account(response), id(request), language(request))),
  );
  routes.patch('/pairs/:id', async (request, response) => {
    response.json(await patchPair(app, account(response), id(request), api.patchPair.parse(request.body)));
  });
  routes.delete('/pairs/:id', async (request, response) => {
    await disconnectPair(app, account(response), id(request));
    response.status(204).end();
  });
  routes.post(
    '/pairs/:id/sync',
    async (request, response) => void response.status(202).json(await syncNow(app, account(response), id(request))),
  );
  routes.post('/pairs/:id/pause', async (request, response) => void response.json(await pausePair(app, account(response), id(request))));
  routes.post('/pairs/:id/resume', async (request, response) => void response.json(await resumePair(app, account(response), id(request))));
  routes.get(
    '/pairs/:id/plan',
    async (request, response) => void response.json(await getPlan(app, account(response), id(request), language(request))),
  );
  for (const verdict of ['approve', 'drop'] as const) {
    routes.post(`/pairs/:id/plan/${verdict}`, async (request, response) => {
      const caller = callerOf(response);
      response.json(await decidePlan(app, caller.account, id(request), api.planDecision.parse(request.body), verdict, caller.person));
    });
  }
  routes.get('/pairs/:id/conflicts', async (request, response) => {
    const page = pageOf(request);
    response.json(paged(await listConflicts(app, account(response), id(request), page, language(request)), page));
  });
  routes.get('/pairs/:id/findings', async (request, response) => {
    const page = pageOf(request);
    response.json(paged(await listFindings(app, account(response), id(request), page, language(request)), page));
  });
  routes.get('/pairs/:id/journal', async (request, response) => {
    const page = pageOf(request);
    const items = await listJournal(app, account(response), id(request), page, language(request));
    response.json({ items, cursor: items.length < page.limit ? null : (items.at(-1)?.id ?? null) });
  });
  return routes;
}

const paged = <T>(items: readonly T[], page: { readonly cursor: number; readonly limit: number }) => ({
  items,
  cursor: items.length < page.limit ? null : String(page.cursor + items.length),
});
