/** Tells Prometheus this process's figures: on loopback, where an operator's agent reads them, and only when asked for. */
import { createServer } from 'node:http';
import type { App } from './app.ts';

/** Answers how to stop; does nothing without METRICS_PORT. */
export async function serveMetrics(app: App): Promise<() => void> {
  const port = app.config.metricsPort;
  if (port === null) return () => undefined;
  const server = createServer((_request, response) => {
    app.metrics.expose().then(
      ({ contentType, text }) => response.writeHead(200, { 'content-type': contentType }).end(text),
      (error: unknown) => {
        app.log.warn({ err: error }, 'metrics could not be told');
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return () => server.close();
}
