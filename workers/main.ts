/** The worker process. Ends on SIGTERM after its running jobs, and when the process that started it is gone. */
import { composeFromEnvironment } from '../app/compose.ts';
import { runProcess } from '../app/run-process.ts';
import { serveMetrics } from '../app/serve-metrics.ts';
import { startWorker } from './start-worker.ts';

await runProcess(async () => {
  const app = composeFromEnvironment('worker');
  const worker = await startWorker(app);
  const stopMetrics = await serveMetrics(app);
  app.log.info('worker ready');
  return async () => {
    stopMetrics();
    worker.stop();
    await app.close();
  };
});
