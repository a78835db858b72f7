/** The demo's ports, looked at before anything is started: whoever holds one is told of in one line. */
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { elapsed, SetupError } from '../app/local.ts';

/** A demo that was killed a moment ago may still be letting go of them. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 50;

/** Resolves when all are free. @throws SetupError naming the one that isn't. */
export async function portsFree(ports: readonly number[]): Promise<void> {
  const deadline = elapsed() + PATIENCE_MS;
  for (const port of ports) {
    for (let found = await look(port); found !== 'free'; found = await look(port)) {
      if (found !== 'taken') throw new SetupError(`Port ${port} can't be used (${found}): choose others with PORT_BASE`);
      if (elapsed() > deadline) throw new SetupError(`Port ${port} is taken: end what uses it, or choose others with PORT_BASE`);
      await wait(LOOK_MS);
    }
  }
}

function look(port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' ? 'taken' : String(error.code)));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve('free')));
  });
}
