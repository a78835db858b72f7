/** A stage for one test file; everything it starts ends with the file. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, inject, vi } from 'vitest';
import { testDatabase } from '../helpers/postgres.ts';
import type { Stage, StageOptions } from './stage.ts';
import { openStage } from './stage.ts';

/** Every exchange of one run of the end-to-end tests, to be held against the vendors' contracts. */
const FOLDER = fileURLToPath(new URL('../../.evenkeel-test/', import.meta.url));
const WIRE_LOG = join(FOLDER, 'wire.jsonl');

/** Where `buildPages` puts the demo page. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../sandbox/page/dist', import.meta.url));

/** Call it at the top of a file. */
export async function testStage(options: Pick<StageOptions, 'day' | 'pageFolder' | 'callTimeoutS'> = {}): Promise<Stage> {
  vi.setConfig({ testTimeout: 60_000 });
  const database = await testDatabase();
  beginRun();
  const home = mkdtempSync(join(tmpdir(), 'evenkeel-e2e-'));
  const stage = await openStage({ ...options, database, home, wireLog: WIRE_LOG, logLevel: process.env.E2E_LOG ?? 'fatal' });
  afterAll(async () => {
    vi.resetConfig();
    await stage.stop();
    rmSync(home, { recursive: true, force: true });
  });
  return stage;
}

/** The first file of a run empties the log; they know each other by the run's database server. */
function beginRun(): void {
  mkdirSync(FOLDER, { recursive: true });
  const mark = join(FOLDER, 'run');
  const run = String(inject('postgresBroker'));
  if (existsSync(mark) && readFileSync(mark, 'utf8') === run) return;
  writeFileSync(mark, run);
  writeFileSync(WIRE_LOG, '');
}
