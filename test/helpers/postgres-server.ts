/**
 * One embedded Postgres for a whole test run, started when the first test asks for a database. Vitest runs this in its
 * main process (`globalSetup` in vitest.config.ts); test files, each in a process of its own, ask over loopback.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../platform/clock.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../platform/postgres/embedded.ts';
import { migrate } from '../../platform/postgres/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a POST makes a database and a DELETE drops it. */
    postgresBroker: string;
  }
}

/** A database of a test's own, migrated and empty. */
export interface DatabaseUrls {
  readonly name: string;
  readonly url: string;
  readonly ownerUrl: string;
  readonly superuserUrl: string;
}

export interface TestServer {
  create(): Promise<DatabaseUrls>;
  drop(name: string): Promise<void>;
  stop(): Promise<void>;
}

const TEMPLATE = 'evenkeel';

/** Vitest's hook. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = testServer();
  const broker = createServer(async (request, response) => {
    try {
      if (request.method === 'POST') response.end(JSON.stringify(await server.create()));
      else {
        await server.drop(String(request.url).slice(1));
        response.end();
      }
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  const address = broker.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  project.provide('postgresBroker', `http://127.0.0.1:${address.port}/`);
  return async () => {
    broker.closeAllConnections();
    broker.close();
    await server.stop();
  };
}

/** A server that starts with its first database; each is a copy of a migrated template. */
export function testServer(): TestServer {
  let started: Promise<{ postgres: EmbeddedPostgres; admin: pg.Client; home: string }> | undefined;
  let made = 0;

  const start = async () => {
    const home = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
    const postgres = await startEmbedded({ home, clock: systemClock, survives: 'kill', maxConnections: 400 });
    await migrate(postgres.ownerUrl);
    const admin = new pg.Client(inDatabase(postgres.superuserUrl, 'postgres'));
    await admin.connect();
    return { postgres, admin, home };
  };

  return {
    async create() {
      started ??= start();
      const { postgres, admin } = await started;
      made += 1;
      const name = `test_${made}`;
      await admin.query(`create database ${name} template ${TEMPLATE} owner evenkeel_owner strategy file_copy`);
      const url = (base: string) => inDatabase(base, name);
      return { name, url: url(postgres.url), ownerUrl: url(postgres.ownerUrl), superuserUrl: url(postgres.superuserUrl) };
    },
    async drop(name) {
      const { admin } = (await started) ?? {};
      await admin?.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    },
    async stop() {
      if (started === undefined) return;
      const { postgres, admin, home } = await started;
      await admin.end();
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
