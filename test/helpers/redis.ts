import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A Redis for tests: the one of REDIS_URL, else a `redis-server` of this machine started on a free port without a file,
 * else undefined, with one line that says so. Under CI=true the last is an error: there it has to run.
 */
export async function testRedis(): Promise<TestRedis | undefined> {
  const given = process.env.REDIS_URL;
  if (given) return { url: given, stop: async () => undefined };
  if (spawnSync('redis-server', ['--version']).status === 0) return start();
  const message = 'Redis tests did not run: no REDIS_URL, no redis-server';
  if (process.env.CI === 'true') throw new Error(message);
  console.warn(message);
  return undefined;
}

async function start(): Promise<TestRedis> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = () => server.kill('SIGKILL');
  process.once('exit', end);
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', end);
      const exited = once(server, 'exit');
      end();
      await exited;
    },
  };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error('redis-server ended')));
    server.stdout?.on('data', (text: Buffer) => text.includes('Ready to accept connections') && resolve());
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
