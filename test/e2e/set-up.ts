/** A stage for one test file; everything it starts ends with the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, vi } from 'vitest';
import { testDatabase } from '../helpers/postgres.ts';
import type { DatabaseUrls } from '../helpers/postgres-server.ts';
import { WIRE_LOG } from '../helpers/wire-log.ts';
import type { Hours } from './hours.ts';
import { openHours } from './hours.ts';
import type { Stage, StageOptions } from './stage.ts';
import { openStage } from './stage.ts';

/** Where `buildPages` puts the demo page. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../sandbox/page/dist', import.meta.url));

type Options = Pick<StageOptions, 'day' | 'pageFolder' | 'callTimeoutS' | 'variables'>;

/** Call it at the top of a file. */
export async function testStage(options: Options = {}): Promise<Stage> {
  return (await open(options)).stage;
}

/** A stage without a worker, on which time passes as a test says. */
export async function stageWithHours(options: Options = {}): Promise<{ readonly stage: Stage; readonly hours: Hours }> {
  const { stage, database } = await open(options);
  const hours = await openHours(stage, database.superuserUrl);
  afterAll(() => hours.close());
  return { stage, hours };
}

async function open(options: Options): Promise<{ stage: Stage; database: DatabaseUrls }> {
  vi.setConfig({ testTimeout: 60_000 });
  const database = await testDatabase();
  const home = mkdtempSync(join(tmpdir(), 'evenkeel-e2e-'));
  const stage = await openStage({ ...options, database, home, wireLog: WIRE_LOG, logLevel: process.env.E2E_LOG ?? 'fatal' });
  afterAll(async () => {
    vi.resetConfig();
    await stage.stop();
    rmSync(home, { recursive: true, force: true });
  });
  return { stage, database };
}
