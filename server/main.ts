/** The server process: HTTP in, a stored row, a job or an answer out. It never syncs. */
import { composeFromEnvironment } from '../app/compose.ts';
import { runProcess } from '../app/run-process.ts';
import { serveMetrics } from '../app/serve-metrics.ts';
import { createServer } from './create-server.ts';

await runProcess(async () => {
  const app = composeFromEnvironment('server');
  const server = await createServer(app).listen(app.config.port);
  const stopMetrics = await serveMetrics(app);
  app.log.info({ port: app.config.port }, 'server ready');
  return async () => {
    stopMetrics();
    await server.close();
    await app.close();
  };
});
