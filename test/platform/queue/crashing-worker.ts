/** Started as a process of its own: takes a wake-up, says so, and never finishes, until it is killed. */
import { randomUUID } from 'node:crypto';
import { openQueue } from '../../../platform/queue/bullmq-queue.ts';
import { postgresStore } from '../../../platform/queue/postgres-store.ts';
import { redisStore } from '../../../platform/queue/redis-store.ts';

const [kind = '', url = '', prefix = ''] = process.argv.slice(2);
const environment = { onError: (error: Error) => console.error(error.message), now: () => Date.now(), uuid: randomUUID };
const queue = url.startsWith('redis') ? openQueue(redisStore(url, prefix), environment) : openQueue(postgresStore(url), environment);
await queue.work(
  kind,
  async (id) => {
    process.stdout.write(`took ${id}\n`);
    await new Promise(() => undefined);
  },
  { concurrency: 1, verdict: () => ({ kind: 'retry' }) },
);
