/** What the demo page's strip can ask of the process that runs the demo. Loopback only. */
import { createServer } from 'node:http';
import type { Composed } from '../app/compose.ts';
import { SetupError } from '../app/local.ts';
import { listPairs } from '../app/use-cases/pair-views.ts';
import { lastRun, undo } from '../app/use-cases/undo.ts';
import type { Child } from './child.ts';
import type { Provisioned } from './provision.ts';
import type { Addresses } from './variables.ts';

export async function serveActions(
  at: Addresses,
  app: Composed,
  provisioned: Provisioned,
  worker: Child,
): Promise<{ close(): Promise<void> }> {
  const act = async (route: string): Promise<object | null> => {
    switch (route) {
      case 'GET /status': {
        const pairs = await listPairs(app, provisioned.account);
        const shown = pairs.map(({ id, name, state, settled, counts }) => ({
          id,
          name,
          state,
          settled,
          open: counts.conflicts + counts.findings + counts.held,
        }));
        return { reachable: true, pairs: shown, workers: [worker.pid] };
      }
      case 'POST /kill-worker':
        worker.kill();
        return { killed: true };
      case 'POST /undo-last-run': {
        const run = await lastRun(app, provisioned.account);
        return run === null ? { run: null } : undo(app, provisioned.account, { run, dryRun: false }, 'demo page');
      }
      case 'POST /reset':
        // The sandbox resets its world and tells us (main.ts); its own address does that.
        return fetch(`${at.page}reset`, { method: 'POST' }).then((answer) => ({ reset: answer.ok }));
      default:
        return null;
    }
  };
  const server = createServer((request, response) => {
    act(`${request.method} ${request.url}`).then(
      (body) => response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {})),
      (error: unknown) =>
        response
          .writeHead(500, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new SetupError(`Port ${at.ports.actions} is taken: choose others with PORT_BASE`) : error),
    );
    server.listen(at.ports.actions, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
