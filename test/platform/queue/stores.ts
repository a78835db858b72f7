/** Where the queue's suite runs: a Postgres and, where there is one, a Redis, each of its own. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll } from 'vitest';
import { openQueue } from '../../../platform/queue/bullmq-queue.ts';
import { postgresStore, prepareQueue } from '../../../platform/queue/postgres-store.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { redisStore } from '../../../platform/queue/redis-store.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import { testRedis } from '../../helpers/redis.ts';

export interface Store {
  readonly name: string;
  /** What a process needs to open the same queue. */
  readonly url: string;
  readonly prefix: string;
  open(onError: (error: Error) => void): Queue;
  /** Everything that is stored, as text. */
  dump(): Promise<string>;
  /** Cuts every connection of the queue. */
  cut(): Promise<void>;
}

export const now = () => Date.now();

/** Call it at the top of a file: what it opens is closed when the file is over. */
export const openStores = async (): Promise<Store[]> => [await onPostgres(), ...(await onRedis())];

async function onPostgres(): Promise<Store> {
  const database = await testDatabase();
  await prepareQueue(database.ownerUrl);
  await prepareQueue(database.ownerUrl);
  const admin = new pg.Client(database.superuserUrl);
  await admin.connect();
  afterAll(() => admin.end());
  return {
    name: 'Postgres',
    url: database.url,
    prefix: '',
    open: (onError) => openQueue(postgresStore(database.url), { onError, now, uuid: randomUUID }),
    dump: async () =>
      JSON.stringify(
        [await admin.query('select * from evenkeel_queue.job'), await admin.query('select * from evenkeel_queue.event')].map(
          ({ rows }) => rows,
        ),
      ),
    cut: async () => {
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'evenkeel_app' and datname = current_database()",
      );
    },
  };
}

async function onRedis(): Promise<Store[]> {
  const redis = await testRedis();
  if (redis === undefined) return [];
  const prefix = `evenkeel-test-${randomUUID()}`;
  const admin = new Redis(redis.url);
  afterAll(async () => {
    await admin.quit();
    await redis.stop();
  });
  return [
    {
      name: 'Redis',
      url: redis.url,
      prefix,
      open: (onError) => openQueue(redisStore(redis.url, prefix), { onError, now, uuid: randomUUID }),
      dump: async () => {
        const keys = await admin.keys(`${prefix}*`);
        const hashes = await Promise.all(keys.map(async (key) => ((await admin.type(key)) === 'hash' ? await admin.hgetall(key) : [])));
        const streams = await Promise.all(
          keys.map(async (key) => ((await admin.type(key)) === 'stream' ? await admin.xrange(key, '-', '+') : [])),
        );
        return JSON.stringify([keys, hashes, streams]);
      },
      cut: async () => {
        await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      },
    },
  ];
}
