import { afterAll, inject } from 'vitest';
import { type DatabaseUrls, type TestServer, testServer } from './postgres-server.ts';

/**
 * A fresh migrated database on real Postgres, for one test file or one test; dropped when the file is over. Call it at
 * the top of a file or in `beforeAll`: `const database = await testDatabase()`. Close your pools in `afterAll`.
 */
export async function testDatabase(): Promise<DatabaseUrls> {
  const broker: string | undefined = inject('postgresBroker');
  if (broker === undefined) return own();
  const response = await fetch(broker, { method: 'POST' });
  const body = await response.text();
  if (!response.ok) throw new Error(`no test database: ${body}`);
  const database = JSON.parse(body) as DatabaseUrls;
  afterAll(async () => {
    await fetch(broker + database.name, { method: 'DELETE' });
  });
  return database;
}

let fallback: TestServer | undefined;

/** Without the global set-up (another vitest config): a server for this file alone, a second slower. */
async function own(): Promise<DatabaseUrls> {
  if (fallback === undefined) {
    const server = testServer();
    fallback = server;
    afterAll(() => server.stop());
  }
  return fallback.create();
}
