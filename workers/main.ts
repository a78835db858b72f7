/** The worker process. Ends on SIGTERM after its running jobs, and when the process that started it is gone. */
import { composeFromEnvironment } from '../app/compose.ts';
import { runProcess } from '../app/run-process.ts';
import { startWorker } from './start-worker.ts';

await runProcess(async () => {
  const app = composeFromEnvironment('worker');
  const worker = await startWorker(app);
  app.log.info('worker ready');
  return async () => {
    worker.stop();
    await app.close();
  };
});
