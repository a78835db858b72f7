import type { Router as ExpressRouter } from 'express';
import express, { Router } from 'express';
import type { App } from '../../app/app.ts';
import { receiveDrive, receiveMonday } from '../../app/use-cases/receive-push.ts';

/** Pushes. Bodies stay raw: they are checked before they are read. */
export function webhookRoutes(app: App): ExpressRouter {
  const routes = Router();
  const raw = express.text({ type: () => true, limit: '1mb' });
  routes.post('/monday/:hook', raw, async (request, response) => {
    const body = typeof request.body === 'string' ? request.body : '';
    const answer = await receiveMonday(app, String(request.params.hook), body, request.headers.authorization ?? null);
    response.status(answer.status).json(answer.body ?? { error: { code: 'refused', message: 'Refused' } });
  });
  routes.post('/drive/:account', async (request, response) => {
    const headers = { get: (name: string) => request.header(name) ?? null };
    const answer = await receiveDrive(app, String(request.params.account), headers);
    response.status(answer.status).end();
  });
  return routes;
}
