/** Fault F10 as it happens: the database is stopped at once, without a goodbye to anybody, while a run holds a transaction. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import { startEmbedded } from '../../../platform/postgres/embedded.ts';
import { openQueue } from '../../../platform/queue/bullmq-queue.ts';
import { postgresStore, prepareQueue } from '../../../platform/queue/postgres-store.ts';
import { now } from './stores.ts';

const home = mkdtempSync(join(tmpdir(), 'evenkeel-stopped-'));
const cleanUps: (() => Promise<unknown>)[] = [async () => rmSync(home, { recursive: true, force: true })];
afterAll(async () => {
  for (const one of cleanUps.reverse()) await one();
});

/** `pg_ctl stop -m immediate` is this signal. */
const stopImmediately = (): void => {
  const [pid] = readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGQUIT');
};

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A promise that is opened from outside. */
function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test('fault F10: a run in the middle of which the database is stopped at once leaves nothing half done, and runs again when it is back', async () => {
  const first = await startEmbedded({ home, clock: systemClock, survives: 'kill' });
  await prepareQueue(first.ownerUrl);
  const owner = await connected(first.ownerUrl);
  await owner.query('create table done (run int, half text); grant select, insert on done to evenkeel_app');
  await owner.end();

  const queue = openQueue(postgresStore(first.url), { onError: () => undefined, now, uuid: randomUUID });
  cleanUps.push(() => queue.close(0));
  const half = gate();
  const whole = gate();
  const back = gate();
  const runs: string[] = [];
  const handler = async (id: string): Promise<void> => {
    runs.push(id);
    const run = runs.length;
    const client = await connected(first.url);
    try {
      await client.query('begin');
      await client.query(`insert into done values ($1, 'one')`, [run]);
      if (run === 1) {
        half.resolve();
        await back.promise;
      }
      await client.query(`insert into done values ($1, 'other')`, [run]);
      await client.query('commit');
    } finally {
      await client.end().catch(() => undefined);
    }
    whole.resolve();
  };
  await queue.work('kind', handler, { concurrency: 1, verdict: () => ({ kind: 'retry' }) });
  await queue.wake('kind', 'a');
  await half.promise;

  stopImmediately();
  await first.ended;
  await expect(connected(first.url)).rejects.toThrow();
  const second = await startEmbedded({ home, clock: systemClock, survives: 'kill', port: first.port });
  cleanUps.splice(1, 0, () => second.stop());
  back.resolve();
  await whole.promise;

  const reader = await connected(second.url);
  cleanUps.push(() => reader.end());
  expect((await reader.query('select run, half from done order by half')).rows).toEqual([
    { run: 2, half: 'one' },
    { run: 2, half: 'other' },
  ]);
  expect(runs).toEqual(['a', 'a']);
  // What is woken from now on is heard at once, and nothing is left over.
  await expect.poll(() => queue.counts('kind'), { timeout: 15_000 }).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 });
  await queue.wake('kind', 'b');
  await expect.poll(() => runs, { timeout: 15_000 }).toEqual(['a', 'a', 'b']);
}, 90_000);
