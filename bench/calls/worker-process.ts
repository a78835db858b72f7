/**
 * A worker in a process of its own, as in production: what it needs is not the played vendors', and it isn't kept waiting while
 * they are busy with ten thousand clients.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/e2e/ports.ts';
import type { Stage } from '../../test/e2e/stage.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface WorkerProcess {
  /** Asks how much memory it has now. */
  look(): Promise<void>;
  /** Bytes. */
  peak(): number;
  stop(): Promise<void>;
}

/** The stage's own worker is stopped before. */
export async function startWorkerProcess(stage: Pick<Stage, 'variables'>): Promise<WorkerProcess> {
  const port = await freePort();
  const env = { ...process.env, ...stage.variables, METRICS_PORT: String(port) } as NodeJS.ProcessEnv;
  const child: ChildProcess = fork('workers/main.ts', {
    cwd: ROOT,
    env,
    execArgv: ['--import', 'tsx'],
    // Its log beside the report: standard output is for the figures alone.
    stdio: ['ignore', process.env.BENCH_LOG === undefined ? 'ignore' : process.stderr, 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    void ended.then(() => reject(new Error('the worker ended')));
  });
  let most = 0;
  return {
    async look() {
      const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
      most = Math.max(most, Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1] ?? 0));
    },
    peak: () => most,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
