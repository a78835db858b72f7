/** Where the limits' suites run: in memory, on Postgres and, where there is one, on Redis. */
import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { postgresShelf } from '../../../platform/limits/shared/postgres-shelf.ts';
import { redisShelf } from '../../../platform/limits/shared/redis-shelf.ts';
import { memoryShelf, type Shelf } from '../../../platform/limits/shared/shelf.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import { testRedis } from '../../helpers/redis.ts';

export interface Shelves {
  readonly name: string;
  /** A shelf of nobody else. Each call of what it answers is another process's door to it; without `now` it goes by its own clock. */
  fresh(now?: () => number): () => Shelf;
}

/** Call it at the top of a file: what it opens is closed when the file is over. */
export async function openShelves(): Promise<readonly Shelves[]> {
  const memory: Shelves = {
    name: 'in memory',
    fresh: (now = Date.now) => {
      const shelf = memoryShelf(now);
      return () => shelf;
    },
  };
  return [memory, await onPostgres(), ...(await onRedis())];
}

async function onPostgres(): Promise<Shelves> {
  const { url } = await testDatabase();
  const db = openDatabase<unknown>(openPool({ url, name: 'test', max: 4, onError: () => undefined }));
  afterAll(() => db.destroy());
  return {
    name: 'on Postgres',
    // Names of its own keep it apart from others of the same database.
    fresh: (now) => {
      const own = randomUUID();
      return () => {
        const shelf = postgresShelf(db, now);
        return { ...shelf, swap: (swaps) => shelf.swap(swaps.map((one) => ({ ...one, name: `${own} ${one.name}` }))) };
      };
    },
  };
}

async function onRedis(): Promise<readonly Shelves[]> {
  const redis = await testRedis();
  if (redis === undefined) return [];
  const opened: Shelf[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await redis.stop();
  });
  return [
    {
      name: 'on Redis',
      fresh: (now) => {
        const prefix = `test-${randomUUID()}`;
        return () => {
          const shelf = redisShelf(redis.url, () => undefined, prefix, now);
          opened.push(shelf);
          return shelf;
        };
      },
    },
  ];
}
