import { type ConnectionOptions, createRedisBackend } from 'bullmq';
import type { QueueStore } from './bullmq-queue.ts';

/**
 * The queue in Redis or Valkey, for those who outgrow one Postgres. The server needs `maxmemory-policy noeviction`:
 * https://docs.bullmq.io/guide/going-to-production. `url`: redis://user:password@host:6379/0, rediss:// for TLS.
 */
export function redisStore(url: string, prefix = 'evenkeel'): QueueStore<ConnectionOptions> {
  return {
    factory: createRedisBackend,
    prefix,
    // A wake-up fails at once while Redis is away, a worker waits for it to come back.
    producer: { url, enableOfflineQueue: false },
    worker: () => ({ url, maxRetriesPerRequest: null }),
  };
}
