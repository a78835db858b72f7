import type { Router as ExpressRouter, Request, Response } from 'express';
import express, { Router } from 'express';
import type { App } from '../../app/app.ts';
import { hearLifecycle } from '../../app/lifecycle/hear-lifecycle.ts';
import type { PushAnswer } from '../../app/use-cases/receive-push.ts';
import { receiveDrive, receiveMonday } from '../../app/use-cases/receive-push.ts';

/** Pushes. Bodies stay raw: they are checked before they are read. */
export function webhookRoutes(app: App): ExpressRouter {
  const routes = Router();
  const raw = express.text({ type: () => true, limit: '1mb' });
  routes.post('/monday/lifecycle', raw, async (request, response) => {
    answerPush(response, await hearLifecycle(app, bodyOf(request), request.headers.authorization ?? null));
  });
  routes.post('/monday/:hook', raw, async (request, response) => {
    const hook = String(request.params.hook);
    answerPush(response, await receiveMonday(app, hook, bodyOf(request), request.headers.authorization ?? null));
  });
  routes.post('/drive/:account', async (request, response) => {
    const headers = { get: (name: string) => request.header(name) ?? null };
    const answer = await receiveDrive(app, String(request.params.account), headers);
    response.status(answer.status).end();
  });
  return routes;
}

const bodyOf = (request: Request): string => (typeof request.body === 'string' ? request.body : '');

const answerPush = (response: Response, { status, body }: PushAnswer): void =>
  void response.status(status).json(body ?? { error: { code: 'refused', message: 'Refused' } });
